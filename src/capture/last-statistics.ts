/**
 * What a pcapng file says at its end of packets that were lost: whoever judges its packets wants to know that before. Every
 * block has its length at both ends, so the last blocks are found from behind.
 *
 *   … packet │ statistics │ statistics │ end
 *        ▲ stop      ◄──────────◄───────
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { type PcapngFacts, readStatistics } from './pcapng-blocks.js';
import type { CaptureStatistics } from './types.js';

const SECTION = 0x0a0d0d0a;
const ORDER = 0x1a2b3c4d;
const STATISTICS = 5;
/** Blocks in which packets are, and the one that begins a section. */
const STOPS: ReadonlySet<number> = new Set([SECTION, 2, 3, 6]);
/** Least length of a block, and the most that is looked at of one, and of blocks. */
const LEAST = 12;
const MOST = 65_536;
const BLOCKS = 4096;

/** The statistics behind the last packet of a plain pcapng file; none of any other input. Never fails. */
export function lastStatistics(path: string): readonly CaptureStatistics[] {
  try {
    // Opening a FIFO would wait for its writer.
    if (!statSync(path).isFile()) return [];
    const fd = openSync(path, 'r');
    try {
      return fromBehind(fd, fstatSync(fd).size);
    } finally {
      closeSync(fd);
    }
  } catch {
    return [];
  }
}

function fromBehind(fd: number, size: number): readonly CaptureStatistics[] {
  const head = viewOf(fd, 0, LEAST);
  if (head === undefined || head.getUint32(0) !== SECTION) return [];
  const little = head.getUint32(8, true) === ORDER;
  if (!little && head.getUint32(8) !== ORDER) return [];
  const facts: PcapngFacts = {
    format: 'pcapng',
    interfaces: [],
    names: [],
    statistics: [],
    comments: [],
    blockCounts: new Map(),
  };
  let end = size;
  for (let i = 0; i < BLOCKS; i += 1) {
    const length = viewOf(fd, end - 4, 4)?.getUint32(0, little) ?? 0;
    if (length < LEAST || length % 4 !== 0 || length > end) break;
    const start = viewOf(fd, end - length, 8);
    if (start === undefined || start.getUint32(4, little) !== length) break;
    const type = start.getUint32(0, little);
    if (STOPS.has(type)) break;
    if (type === STATISTICS && length <= MOST) take(fd, end - length, length, little, facts);
    end -= length;
  }
  return facts.statistics;
}

function take(fd: number, at: number, length: number, little: boolean, facts: PcapngFacts): void {
  const view = viewOf(fd, at, length);
  if (view === undefined || length < 24) return;
  const bytes = new Uint8Array(view.buffer);
  const id = view.getUint32(8, little);
  const known = id < MOST ? Array.from({ length: id + 1 }, () => NOWHERE) : [];
  readStatistics({ bytes, view, at: 8, end: length - 4, little }, facts, known);
}

/** Statistics are read of interfaces that are there; which ones is told elsewhere in the file. */
const NOWHERE = {
  id: 0,
  unit: { offset: 0, perSecond: 0, nanoseconds: 0, exact: 1n },
  snapLen: 0,
  maxCapLen: 0,
};

function viewOf(fd: number, at: number, length: number): DataView | undefined {
  if (at < 0) return undefined;
  const bytes = new Uint8Array(length);
  return readSync(fd, bytes, 0, length, at) === length ? new DataView(bytes.buffer) : undefined;
}
