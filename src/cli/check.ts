/**
 * `gmpshark check`: reads a capture front to back and holds what is in it against the protocol's rules.
 *
 *   capture ──► batches ──► walk ──► check ──► findings as they become true ──► verdicts
 */
import { isatty } from 'node:tty';
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { lastStatistics } from '../capture/last-statistics.js';
import { openCapture } from '../capture/open.js';
import type { CaptureReader } from '../capture/types.js';
import { createCheck, type Doubt, doubtOf } from '../conform/check.js';
import type { FindingSeverity } from '../conform/contract.js';
import { createInference } from '../conform/infer.js';
import { setFrame } from '../packet/clock.js';
import { createWalk, walkFrame } from '../packet/walk.js';
import type { CheckFlags } from './check-flags.js';
import { putPolicies, putPoliciesNdjson } from './check-infer.js';
import { type CheckPlan, planCheck } from './check-plan.js';
import { createNdjsonPrinter, createTextPrinter } from './check-printers.js';
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
  const losses = follow || plan.input === '-' ? undefined : doubtOf(lastStatistics(plan.input));
  const run = startRun(plan, reader);
  const work =
    flags.infer === true
      ? inferring(run, flags.type === 'ndjson', losses)
      : checking(run, flags, env, losses);
  await readAll(run, work.see);
  await reader.close();
  const status = finish(run, work);
  // To interrupt is how following is ended; anything else has then not been read to its end.
  return stop.aborted && !follow && status !== EXIT.input ? EXIT.interrupted : status;
}

/** A run under way. */
interface Run {
  readonly plan: CheckPlan;
  readonly reader: CaptureReader;
  readonly registry: Registry;
  readonly walk: Walk;
  readonly output: Output;
  packets: number;
}

/** What is done with the frames; `finish` prints what is left to be said, and tells whether all holds. */
interface Work {
  readonly see: (w: Walk) => void;
  readonly finish: () => boolean;
}

function startRun(plan: CheckPlan, reader: CaptureReader): Run {
  const registry = plan.registry();
  return { plan, reader, registry, walk: createWalk(registry), output: createOutput(1), packets: 0 };
}

/** Findings as they become true, then verdicts. */
function checking(run: Run, flags: CheckFlags, env: Environment, losses: Doubt | undefined): Work {
  const { plan, reader, registry, walk, output } = run;
  const isNdjson = flags.type === 'ndjson';
  const printer = isNdjson
    ? createNdjsonPrinter()
    : createTextPrinter(wantsColour(flags.color, isatty(1), env));
  const check = createCheck(registry, plan.judge, (finding) => {
    printer.finding(finding, firstInstant(walk), output.page);
    if (output.page.length > PAGE) output.flush();
  });
  if (losses !== undefined) check.doubt(losses);
  return {
    see: check.see,
    finish: () => {
      const found = doubtOf(reader.statistics);
      if (found !== undefined) check.doubt(found);
      check.finish();
      const totals = check.totals();
      printer.end({ verdicts: check.verdicts(), totals, packets: run.packets }, output.page);
      return !isViolated(totals, flags.failOn);
    },
  };
}

/** What the traffic says of policies, at the end. */
function inferring(
  { plan, registry, walk, output }: Run,
  isNdjson: boolean,
  losses: Doubt | undefined,
): Work {
  const judge = losses === undefined ? plan.judge : { ...plan.judge, lossy: true };
  const inference = createInference(registry, judge);
  return {
    see: inference.see,
    finish: () => {
      inference.finish();
      if (isNdjson) putPoliciesNdjson(inference.policies(), output.page);
      else putPolicies(inference.policies(), firstInstant(walk), output.page);
      return true;
    },
  };
}

/** The instant of the capture's first packet. */
function firstInstant({ frame: { firstSec, firstNsec } }: Walk): number {
  return Number.isNaN(firstSec) ? 0 : firstSec * 1_000_000 + Math.floor(firstNsec / 1000);
}

/** Reads to the end, or until nobody reads the output. */
async function readAll(run: Run, see: (w: Walk) => void): Promise<void> {
  const { reader, registry, walk, output } = run;
  if (reader.format === 'pcapng') walk.frame.interfaces = reader.interfaces;
  for (;;) {
    const batch = await reader.next();
    if (batch === null) return;
    for (let i = 0; i < batch.count; i += 1) {
      setFrame(walk, batch, i, reader.interfaces[batch.interfaceId[i]].linkType);
      walkFrame(registry, walk, batch.bytes, batch.dataStart[i]);
      see(walk);
    }
    run.packets += batch.count;
    if (!output.flush() || output.closed()) return;
  }
}

function finish({ plan, reader, output }: Run, work: Work): number {
  if (output.closed()) return outputStatus(output);
  const holds = work.finish();
  output.flush();
  const printed = outputStatus(output);
  if (reader.error !== null) complain(inputError(plan.input, reader.error));
  if (printed !== EXIT.done || reader.error !== null) return EXIT.input;
  return holds ? EXIT.done : EXIT.violated;
}

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warning', 'note'];

function isViolated(
  totals: Readonly<Record<FindingSeverity, number>>,
  failOn: CheckFlags['failOn'],
): boolean {
  const least = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  return SEVERITIES.some((severity, i) => i <= least && totals[severity] > 0);
}
