/**
 * The layer loop: walks one frame through the dissectors until nobody is next. Both lanes start here.
 */
import { addLayer, MAX_DEPTH, MAX_LAYERS, makeWalk, NONE, type Walk } from '../../dissectors/contract.js';
import { DATA, FRAME, type Registry } from '../../dissectors/registry.js';

/** A walk for a registry's dissectors; use one for all frames of a capture. */
export function createWalk(registry: Registry): Walk {
  return makeWalk(registry.lookup);
}

/** A frame that claims to have been longer is taken for this long: positions are kept in 32 bits. */
const LONGEST_FRAME = 0x3fffffff;

/**
 * Finds the layers of the frame whose captured octets are bytes[start … start + capLen). The facts of `w.frame` must be
 * set. What no dissector takes becomes a layer `data`.
 */
export function walkFrame(registry: Registry, w: Walk, bytes: Uint8Array, start: number): void {
  const { walks } = registry;
  w.count = 0;
  if (w.pending.length !== 0) w.pending.length = 0;
  w.undecoded = undefined;
  w.fragmented = false;
  w.bytes = bytes;
  w.start = start;
  w.end = start + w.frame.capLen;
  w.limit = start + Math.min(Math.max(w.frame.wireLen, w.frame.capLen), LONGEST_FRAME);
  w.next = FRAME;
  let most = MAX_DEPTH;
  for (;;) {
    while (w.next !== NONE && w.count < most) {
      const id = w.next;
      w.next = NONE;
      walks[id](w);
    }
    if (w.start < w.end && w.count > 0) {
      if (w.undecoded === undefined)
        w.undecoded = `payload of ${registry.dissectors[w.ids[w.count - 1]].name}`;
      addLayer(w, DATA, 0, w.end, w.limit);
    }
    if (w.pending.length === 0 || w.count >= MAX_LAYERS - 1) return;
    const more = w.pending.pop()!;
    most = Math.min(w.count + MAX_DEPTH, MAX_LAYERS - 1);
    w.bytes = more.bytes;
    w.start = more.start;
    w.end = more.end;
    w.limit = more.limit;
    w.next = more.next;
  }
}
