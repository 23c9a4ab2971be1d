/**
 * `gmpshark check`: reads a capture front to back and holds what is in it against the protocol's rules.
 *
 *   capture ──► batches ──► walk ──► check ──► findings as they become true ──► verdicts
 */
import { isatty } from 'node:tty';
import type { Walk } from '../../dissectors/contract.js';
import { lastStatistics } from '../capture/last-statistics.js';
import { openCapture } from '../capture/open.js';
import type { CaptureReader, PacketBatch } from '../capture/types.js';
import { type Check, createCheck, doubtOf } from '../conform/check.js';
import type { Finding, FindingSeverity } from '../conform/contract.js';
import { setFrame } from '../packet/clock.js';
import { createWalk, walkFrame } from '../packet/walk.js';
import type { CheckFlags } from './check-flags.js';
import { type CheckPlan, planCheck } from './check-plan.js';
import { type CheckPrinter, createNdjsonPrinter, createTextPrinter } from './check-printers.js';
import { EXIT } from './exit.js';
import { inputError, stopOnInterrupt } from './input.js';
import { type Environment, wantsColour } from './locale.js';
import { complain, createOutput, type Output, outputStatus, PAGE } from './output.js';
import { faultText } from './usage.js';

/** Runs `check` and gives the exit status. */
export async function checkCapture(
  file: string | undefined,
  flags: CheckFlags,
  env: Environment,
): Promise<number> {
  const planned = planCheck(file, flags, env);
  if (!planned.ok) {
    complain(faultText(planned.error));
    return EXIT.usage;
  }
  const plan = planned.value;
  const stop = stopOnInterrupt();
  const follow = flags.follow === true;
  const opened = await openCapture(plan.input, { follow, signal: stop });
  if (!opened.ok) {
    complain(inputError(plan.input, opened.error));
    return EXIT.input;
  }
  const reader = opened.value;
  const run = startRun(plan, flags, reader, env);
  if (!follow && plan.input !== '-') noteLosses(run.check, lastStatistics(plan.input));
  await readAll(run);
  await reader.close();
  const status = finish(run, flags);
  // To interrupt is how following is ended; anything else has then not been read to its end.
  return stop.aborted && !follow && status !== EXIT.input ? EXIT.interrupted : status;
}

/** A run under way. */
interface Run {
  readonly plan: CheckPlan;
  readonly reader: CaptureReader;
  readonly walk: Walk;
  readonly check: Check;
  readonly printer: CheckPrinter;
  readonly output: Output;
  readonly walkPacket: (batch: PacketBatch, i: number) => void;
  packets: number;
}

function startRun(plan: CheckPlan, flags: CheckFlags, reader: CaptureReader, env: Environment): Run {
  const registry = plan.registry();
  const walk = createWalk(registry);
  const output = createOutput(1);
  const printer =
    flags.type === 'ndjson'
      ? createNdjsonPrinter()
      : createTextPrinter(wantsColour(flags.color, isatty(1), env));
  const report = (finding: Finding): void => {
    const { firstSec, firstNsec } = walk.frame;
    const first = Number.isNaN(firstSec) ? 0 : firstSec * 1_000_000 + Math.floor(firstNsec / 1000);
    printer.finding(finding, first, output.page);
    if (output.page.length > PAGE) output.flush();
  };
  const walkPacket = (batch: PacketBatch, i: number): void => {
    setFrame(walk, batch, i, reader.interfaces[batch.interfaceId[i]].linkType);
    walkFrame(registry, walk, batch.bytes, batch.dataStart[i]);
  };
  const check = createCheck(registry, plan.judge, report);
  return { plan, reader, walk, check, printer, output, walkPacket, packets: 0 };
}

function noteLosses(check: Check, statistics: CaptureReader['statistics']): void {
  const doubt = doubtOf(statistics);
  if (doubt !== undefined) check.doubt(doubt);
}

/** Reads to the end, or until nobody reads the output. */
async function readAll(run: Run): Promise<void> {
  const { reader, walk, check, output, walkPacket } = run;
  if (reader.format === 'pcapng') walk.frame.interfaces = reader.interfaces;
  for (;;) {
    const batch = await reader.next();
    if (batch === null) return;
    for (let i = 0; i < batch.count; i += 1) {
      walkPacket(batch, i);
      check.see(walk);
    }
    run.packets += batch.count;
    if (!output.flush() || output.closed()) return;
  }
}

function finish(run: Run, flags: CheckFlags): number {
  const { plan, reader, check, printer, output, packets } = run;
  if (output.closed()) return outputStatus(output);
  noteLosses(check, reader.statistics);
  check.finish();
  const totals = check.totals();
  printer.end({ verdicts: check.verdicts(), totals, packets }, output.page);
  output.flush();
  const printed = outputStatus(output);
  if (reader.error !== null) complain(inputError(plan.input, reader.error));
  if (printed !== EXIT.done || reader.error !== null) return EXIT.input;
  return isViolated(totals, flags.failOn) ? EXIT.violated : EXIT.done;
}

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'note'];

function isViolated(
  totals: Readonly<Record<FindingSeverity, number>>,
  failOn: CheckFlags['failOn'],
): boolean {
  const least = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  return SEVERITIES.some((severity, i) => i <= least && totals[severity] > 0);
}
