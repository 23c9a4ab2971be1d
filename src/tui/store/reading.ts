/**
 * A reading of a capture: one front-to-back walk. Streams, fragments and learned ports are carried from packet to packet,
 * so whoever wants to know what packet n shows has read those before it in the same reading.
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import type { PacketBatch } from '../../capture/types.js';
import type { Sift } from '../../filter/sift.js';
import { passFrame, setFrame } from '../../packet/clock.js';
import { createWalk, walkFrame } from '../../packet/walk.js';

/** A reading under way. */
export interface Reading {
  readonly registry: Registry;
  readonly walk: Walk;
  /** Number of the packet that was walked last; 0 before the first. */
  readonly at: () => number;
  /**
   * Walks on, up to packet `to` at most, and calls `visit` for each; ends early when `visit` gives false. False where a
   * packet cannot be read.
   */
  readonly onTo: (to: number, visit?: (w: Walk, number: number) => boolean) => boolean;
  /**
   * Goes on up to packet `to` and walks only those packets that the sift cannot decide, for `visit`; `hit` is told of those
   * that match by it. False where a packet cannot be read.
   */
  readonly sift: (
    to: number,
    sift: Sift,
    hit: (number: number) => void,
    visit: (w: Walk, number: number) => void,
  ) => boolean;
  /** Walks the next packet in octets of its own: what is built from the walk may be kept. */
  readonly next: () => boolean;
}

const ROWS = 512;
const SIFTED_ROWS = 4096;

/** Begins a reading at the first packet; `before` hears of each packet before it is walked. */
export function startReading(
  index: CaptureIndex,
  registry: Registry,
  before?: (number: number) => void,
): Reading {
  const walk = createWalk(registry);
  let at = 0;
  const { interfaces, format } = index.facts;
  if (format === 'pcapng') walk.frame.interfaces = interfaces;
  const step = (batch: PacketBatch, i: number, bytes: Uint8Array, start: number): void => {
    setFrame(walk, batch, i, interfaces[batch.interfaceId[i]].linkType);
    before?.(at + 1);
    walkFrame(registry, walk, bytes, start);
    at += 1;
  };
  const siftBatch = (
    batch: PacketBatch,
    sift: Sift,
    hit: (number: number) => void,
    visit: (w: Walk, number: number) => void,
  ): void => {
    const { frame } = walk;
    let end = 0;
    for (let i = 0; i < batch.count; ) {
      const id = batch.interfaceId[i];
      if (end <= i) end = i + 1;
      while (end < batch.count && batch.interfaceId[end] === id) end += 1;
      if (!Number.isNaN(frame.firstSec)) sift.begin(frame.firstSec, frame.firstNsec);
      const stop = sift.scan(batch, i, end, interfaces[id].linkType);
      for (let k = 0; k < sift.count; k += 1) hit(batch.firstNumber + sift.rows[k]);
      if (stop > i) passFrame(frame, batch, stop - 1);
      at += stop - i;
      i = stop;
      if (stop === end) continue;
      step(batch, i, batch.bytes, batch.dataStart[i]);
      visit(walk, at);
      i += 1;
    }
  };
  return {
    registry,
    walk,
    at: () => at,
    onTo: (to, visit) => {
      while (at < to) {
        const read = index.readBatch(at + 1, Math.min(to - at, ROWS));
        if (!read.ok) return false;
        const batch = read.value;
        for (let i = 0; i < batch.count; i += 1) {
          step(batch, i, batch.bytes, batch.dataStart[i]);
          if (visit !== undefined && !visit(walk, at)) return true;
        }
      }
      return true;
    },
    sift: (to, sift, hit, visit) => {
      while (at < to) {
        const read = index.readBatch(at + 1, Math.min(to - at, SIFTED_ROWS));
        if (!read.ok) return false;
        siftBatch(read.value, sift, hit, visit);
      }
      return true;
    },
    next: () => {
      const read = index.readPacket(at + 1);
      if (!read.ok) return false;
      const batch = read.value;
      step(batch, 0, batch.bytes.slice(batch.dataStart[0], batch.dataStart[0] + batch.capLen[0]), 0);
      return true;
    },
  };
}
