/**
 * The frame itself: facts that the capture gives (number, time, lengths, interface) as fields, so that they are filtered,
 * printed and listed like any other.
 */
import { header } from '../src/layout/build.js';
import { addLayer, type Dissector, type Walk } from './contract.js';

/** The frame has no octets of its own. */
export const frameTable = header('frame', 'Frame', 'none', []);

/** The layer under all others. */
export function createFrame(id: number): Dissector {
  return {
    name: 'frame',
    title: 'Frame',
    headers: [frameTable],
    entries: [],
    generated: [
      {
        name: 'frame.number',
        title: 'Frame Number',
        kind: 'uint',
        meta: {},
        brackets: false,
        compute: (w) => w.frame.number,
      },
      {
        name: 'frame.len',
        title: 'Frame Length',
        kind: 'uint',
        meta: { show: bytesAndBits },
        brackets: false,
        compute: (w) => w.frame.wireLen,
      },
      {
        name: 'frame.cap_len',
        title: 'Capture Length',
        kind: 'uint',
        meta: { show: bytesAndBits },
        brackets: false,
        compute: (w) => w.frame.capLen,
      },
    ],
    walk: (w: Walk) => {
      addLayer(w, id, 0, w.start, w.limit);
      w.next = w.lookup.find('linktype', w.frame.linkType);
      if (w.next < 0) w.undecoded = `link type ${w.frame.linkType}`;
    },
  };
}

function bytesAndBits(value: unknown): string {
  const count = Number(value);
  return `${count} byte${count === 1 ? '' : 's'} (${count * 8} bits)`;
}
