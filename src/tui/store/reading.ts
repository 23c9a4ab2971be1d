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
  readonly sift: (to: number, sift: Sift, hit: Hit, visit: (w: Walk, number: number) => void) => boolean;
  /** Walks the next packet in octets of its own: what is built from the walk may be kept. */
  readonly next: () => boolean;
}

type Hit = (number: number) => void;

const ROWS = 512;
const SIFTED_ROWS = 4096;

interface Progress {
  readonly index: CaptureIndex;
  readonly registry: Registry;
  readonly walk: Walk;
  readonly hearing: Hearing;
  at: number;
}

/** Who hears of each packet before it is walked, and just after it. */
export interface Hearing {
  readonly before?: (number: number) => void;
  readonly after?: (w: Walk) => void;
}

/** Begins a reading at the first packet. */
export function startReading(index: CaptureIndex, registry: Registry, hearing: Hearing = {}): Reading {
  const walk = createWalk(registry);
  const progress: Progress = { index, registry, walk, hearing, at: 0 };
  if (index.facts.format === 'pcapng') walk.frame.interfaces = index.facts.interfaces;
  return {
    registry,
    walk,
    at: () => progress.at,
    onTo: (to, visit) => walkTo(progress, to, visit),
    sift: (to, sift, hit, visit) =>
      batches(progress, to, (batch) => siftBatch(progress, batch, sift, hit, visit)),
    next: () => {
      const read = index.readPacket(progress.at + 1);
      if (!read.ok) return false;
      const batch = read.value;
      const from = batch.dataStart[0];
      step(progress, batch, 0, batch.bytes.slice(from, from + batch.capLen[0]), 0);
      return true;
    },
  };
}

function step(progress: Progress, batch: PacketBatch, i: number, bytes: Uint8Array, start: number): void {
  const { index, registry, walk, hearing } = progress;
  setFrame(walk, batch, i, index.facts.interfaces[batch.interfaceId[i]].linkType);
  hearing.before?.(progress.at + 1);
  walkFrame(registry, walk, bytes, start);
  hearing.after?.(walk);
  progress.at += 1;
}

function walkTo(progress: Progress, to: number, visit: Parameters<Reading['onTo']>[1]): boolean {
  while (progress.at < to) {
    const read = progress.index.readBatch(progress.at + 1, Math.min(to - progress.at, ROWS));
    if (!read.ok) return false;
    const batch = read.value;
    for (let i = 0; i < batch.count; i += 1) {
      step(progress, batch, i, batch.bytes, batch.dataStart[i]);
      if (visit !== undefined && !visit(progress.walk, progress.at)) return true;
    }
  }
  return true;
}

/** Takes whole batches up to packet `to`. */
function batches(progress: Progress, to: number, take: (batch: PacketBatch) => void): boolean {
  while (progress.at < to) {
    const read = progress.index.readBatch(progress.at + 1, Math.min(to - progress.at, SIFTED_ROWS));
    if (!read.ok) return false;
    take(read.value);
  }
  return true;
}

function siftBatch(
  progress: Progress,
  batch: PacketBatch,
  sift: Sift,
  hit: Hit,
  visit: (w: Walk, number: number) => void,
): void {
  const { walk, index } = progress;
  const { frame } = walk;
  let end = 0;
  for (let i = 0; i < batch.count; ) {
    const id = batch.interfaceId[i];
    if (end <= i) end = i + 1;
    while (end < batch.count && batch.interfaceId[end] === id) end += 1;
    if (!Number.isNaN(frame.firstSec)) sift.begin(frame.firstSec, frame.firstNsec);
    const stop = sift.scan(batch, i, end, index.facts.interfaces[id].linkType);
    for (let k = 0; k < sift.count; k += 1) hit(batch.firstNumber + sift.rows[k]);
    if (stop > i) passFrame(frame, batch, stop - 1);
    progress.at += stop - i;
    i = stop;
    if (stop === end) continue;
    step(progress, batch, i, batch.bytes, batch.dataStart[i]);
    visit(walk, progress.at);
    i += 1;
  }
}
