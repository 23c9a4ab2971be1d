/**
 * What `dissect` does with a batch of packets: each is walked and shown, or (sieve.ts) decided without a walk.
 *
 *   walked:    walk ──► derived fields ──► statistics ──► filter ──► copy, printer
 *   sifted:    sieve (filter, statistics) ──► copy, or walk ──► printer
 */
import type { Walk } from '../../dissectors/contract.js';
import type { PacketCopy } from '../capture/copy.js';
import type { CaptureReader, PacketBatch } from '../capture/types.js';
import { markShown, passFrame, setFrame } from '../packet/clock.js';
import type { Names } from '../packet/names.js';
import { walkFrame } from '../packet/walk.js';
import type { Statistic } from '../statistics/statistic.js';
import { type Output, PAGE } from './output.js';
import type { Plan } from './plan.js';
import type { Printer } from './printers.js';
import type { Sieve } from './sieve.js';
import { countUndecoded, type Tally } from './undecoded.js';

/** A run under way. */
export interface Run {
  readonly plan: Plan;
  readonly reader: CaptureReader;
  readonly walk: Walk;
  readonly printer: Printer | undefined;
  readonly copy: PacketCopy | undefined;
  readonly output: Output;
  readonly tally: Tally;
  readonly names: Names;
  readonly statistics: readonly Statistic[];
  /** Follows sessions, for the derived fields; undefined where nothing shows any. */
  readonly derive: ((w: Walk) => void) | undefined;
  /** Decides packets without a walk; undefined where all have to be walked. */
  readonly sieve: Sieve | undefined;
}

/** Prints, copies and counts the packets of a batch, up to the last one wanted. */
export function printBatch(run: Run, batch: PacketBatch): void {
  const { plan, tally, sieve, copy } = run;
  const count = Math.min(batch.count, plan.limit - tally.packets);
  if (sieve !== undefined) {
    siftBatch(run, sieve, batch, count);
    return;
  }
  const walks = run.printer !== undefined || plan.filter !== undefined || run.statistics.length > 0;
  for (let i = 0; i < count; i += 1) {
    tally.packets += 1;
    if (!walks) copy?.put(batch, i);
    else if (!walkRow(run, batch, i)) return;
  }
}

/** Walks through a packet and does all that is to be done with it; false where nobody reads the output any more. */
function walkRow(run: Run, batch: PacketBatch, i: number): boolean {
  const { plan, copy, walk, statistics } = run;
  setFrame(walk, batch, i, linkTypeOf(run, batch, i));
  walkFrame(plan.registry, walk, batch.bytes, batch.dataStart[i]);
  run.derive?.(walk);
  // As in tshark, statistics are of all packets: they have filters of their own.
  for (let k = 0; k < statistics.length; k += 1) statistics[k].packet(walk);
  if (plan.filter !== undefined && !plan.filter.test(walk)) return true;
  copy?.put(batch, i);
  return showRow(run);
}

function showRow({ printer, walk, output, tally }: Run): boolean {
  const { page } = output;
  printer?.packet(walk, page);
  // Only now: what is printed of this packet counts from the one shown before it.
  markShown(walk.frame);
  if (printer === undefined) return true;
  if (walk.undecoded !== undefined) countUndecoded(tally, walk.undecoded);
  return page.length <= PAGE || output.flush();
}

function linkTypeOf({ reader }: Run, batch: PacketBatch, i: number): number {
  return reader.interfaces[batch.interfaceId[i]].linkType;
}

function siftBatch(run: Run, sieve: Sieve, batch: PacketBatch, count: number): void {
  const { tally, walk } = run;
  const { frame } = walk;
  for (let i = 0; i < count; ) {
    const to = sameInterface(run, batch, i, count);
    const stop = sieve.sift(batch, i, to, linkTypeOf(run, batch, i));
    tally.packets += stop - i;
    if (!takeRows(run, sieve, batch)) return;
    if (stop > i) passFrame(frame, batch, stop - 1);
    i = stop;
    if (stop === to) continue;
    const begins = Number.isNaN(frame.firstSec);
    tally.packets += 1;
    if (!walkRow(run, batch, i)) return;
    if (begins) sieve.begin(frame.firstSec, frame.firstNsec);
    i += 1;
  }
}

/** What is to be done with the rows that the sieve found; false where nobody reads the output any more. */
function takeRows(run: Run, sieve: Sieve, batch: PacketBatch): boolean {
  const { rows, count } = sieve;
  const { copy, printer, walk, plan } = run;
  for (let n = 0; n < count; n += 1) {
    const i = rows[n];
    copy?.put(batch, i);
    if (printer === undefined) continue;
    if (i > 0) passFrame(walk.frame, batch, i - 1);
    setFrame(walk, batch, i, linkTypeOf(run, batch, i));
    walkFrame(plan.registry, walk, batch.bytes, batch.dataStart[i]);
    if (!showRow(run)) return false;
  }
  return true;
}

/** The end of the run of rows, from row `from` on, that the same interface saw. */
function sameInterface({ reader }: Run, { interfaceId }: PacketBatch, from: number, count: number): number {
  if (reader.interfaces.length === 1) return count;
  let to = from + 1;
  while (to < count && interfaceId[to] === interfaceId[from]) to += 1;
  return to;
}
