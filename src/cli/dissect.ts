/**
 * `gmpshark dissect`: reads a capture front to back and prints what is in it.
 *
 *   capture ──► batches ──► walk ──┬──► filter (-Y) ──┬──► printer ──► page ──► standard output
 *                                  │                  └──► writer (-w)
 *                                  └──► statistics (-z), which stand behind the packets
 */
import { isatty } from 'node:tty';
import { ok, type Result } from '../base/result.js';
import { copyTo, isInput } from '../capture/copy.js';
import { openCapture } from '../capture/open.js';
import type { CaptureError, CaptureReader } from '../capture/types.js';
import type { Macros } from '../filter/filter.js';
import { digitsOf } from '../packet/clock.js';
import { learnNames, type Names } from '../packet/names.js';
import { createWalk } from '../packet/walk.js';
import type { Statistic } from '../statistics/statistic.js';
import { printBatch, type Run } from './batch.js';
import { isReadableTwice, needsDerived, needsFirstPass, passOver, showsFindings } from './derive.js';
import { EXIT } from './exit.js';
import type { DissectFlags } from './flags.js';
import { inputError, stopOnInterrupt } from './input.js';
import { type Environment, speakable, wantsColour } from './locale.js';
import { complain, createOutput, outputStatus } from './output.js';
import { makePlan, type Plan } from './plan.js';
import { createPrinter } from './printers.js';
import { createSieve } from './sieve.js';
import { countUndecoded, makeTally, tallyText } from './undecoded.js';
import { faultText, type Parsed, type UsageFault } from './usage.js';
import { isOutput } from './write.js';

/** Text within a capture file makes it none. */
const mixed = (path: string, flag: '-P' | '-z', message: string): UsageFault => ({
  message,
  flag: `-w ${path}`,
  argument: flag,
  from: 0,
  to: 2,
  hint: `leave ${flag} out, or give -w another file`,
});

/** What is wrong with the copy that was asked for. */
function unfitCopy({ write, print, quiet, statistic }: DissectFlags, input: string): string | undefined {
  if (write === undefined) return undefined;
  if (isInput(write, input))
    return `gmpshark: ${write}: this is the capture being read; write to another file\n`;
  if (print === true && quiet !== true && isOutput(write))
    return faultText(
      mixed(write, '-P', 'packets cannot be both copied (-w) and printed (-P) to standard output'),
    );
  if (statistic !== undefined && isOutput(write))
    return faultText(
      mixed(
        write,
        '-z',
        'packets cannot be copied (-w) to standard output where statistics (-z) are printed',
      ),
    );
  return undefined;
}

/** Runs `dissect` and gives the exit status. */
export async function dissect(
  file: string | undefined,
  flags: DissectFlags,
  env: Environment,
): Promise<number> {
  if (flags.statistic?.includes('help')) {
    const { printStatisticsHelp } = await import('./statistics.js');
    return printStatisticsHelp();
  }
  const macros = await macrosFor(flags, env);
  if (!macros.ok) {
    complain(macros.error);
    return EXIT.usage;
  }
  const made = makePlan(file, flags, env, macros.value);
  if (!made.ok) {
    complain(faultText(made.error));
    return EXIT.usage;
  }
  const plan = made.value;
  const names: Names = new Map();
  const statistics = await statisticsFor(flags, plan, names);
  const unfit = statistics.ok ? unfitCopy(flags, plan.input) : faultText(statistics.error);
  if (!statistics.ok || unfit !== undefined) {
    complain(unfit ?? '');
    return EXIT.usage;
  }
  const stop = stopOnInterrupt();
  const derive = await prepareDerived(plan, flags, statistics.value, stop);
  const opened = await openCapture(plan.input, { follow: flags.follow === true, signal: stop });
  if (!opened.ok) {
    complain(inputError(plan.input, opened.error));
    return EXIT.input;
  }
  const reader = opened.value;
  const copy = flags.write === undefined ? undefined : copyTo(flags.write, flags.fileFormat, reader);
  if (copy !== undefined && !copy.ok) {
    await reader.close();
    complain(`gmpshark: ${flags.write}: ${copy.error.message}\n`);
    return EXIT.usage;
  }
  const run = startRun(
    plan,
    flags,
    { reader, copy: copy?.value, names, statistics: statistics.value, derive },
    env,
  );
  const failure = await readAll(run);
  await reader.close();
  const writeFailure = await copy?.value.close();
  const status = finish(run, flags, failure ?? null, writeFailure ?? null, env);
  // To interrupt is how following is ended; anything else has then not been read to its end.
  return stop.aborted && flags.follow !== true && status === EXIT.done ? EXIT.interrupted : status;
}

type Parts = Pick<Run, 'reader' | 'copy' | 'names' | 'statistics' | 'derive'>;

/** Who follows sessions, if anybody is to. Fields that look ahead need a first pass, which only a file allows. */
async function prepareDerived(
  plan: Plan,
  { follow, twoPass }: DissectFlags,
  statistics: readonly Statistic[],
  stop: AbortSignal,
): Promise<Run['derive']> {
  const { deriving, registry, shown, format, input, limit, dissection } = plan;
  const names = [...shown.names, ...statistics.flatMap(({ fields }) => fields)];
  const judge = showsFindings({ ...shown, names }, format)
    ? (await import('./judge-frames.js')).judgeFrames(registry, deriving.experts, input)
    : undefined;
  if (!needsDerived(deriving, { ...shown, names })) return judge;
  if (twoPass === true || needsFirstPass(names)) {
    if (follow !== true && isReadableTwice(input)) await passOver(input, dissection, limit, deriving, stop);
    else
      complain('gmpshark: this input is read once: what lies ahead in it (gmp.response_in) is not known\n');
  }
  if (judge === undefined) return deriving.see;
  return (w) => {
    deriving.see(w);
    judge(w);
  };
}

function startRun(plan: Plan, flags: DissectFlags, parts: Parts, env: Environment): Run {
  const { reader, copy, names } = parts;
  const colour = wantsColour(flags.color, isatty(1), env);
  const prints = flags.quiet !== true && (copy === undefined || flags.print === true);
  return {
    plan,
    ...parts,
    walk: createWalk(plan.registry),
    printer: prints ? createPrinter(plan, { colour, names, digits: digitsBy(reader) }) : undefined,
    output: createOutput(1),
    tally: makeTally(),
    // Who follows sessions looks at every packet.
    sieve: parts.derive === undefined ? createSieve(plan, parts.statistics, prints) : undefined,
  };
}

/** Decimals by interface. */
function digitsBy(reader: CaptureReader): (interfaceId: number) => number {
  const known: number[] = [];
  return (id) => {
    const digits = known[id];
    if (digits !== undefined) return digits;
    known[id] = digitsOf(reader.interfaces[id].tsResol);
    return known[id];
  };
}

/** Reads to the end, to the last packet wanted, or until nobody reads the output; gives what went wrong with the copy. */
async function readAll(run: Run): Promise<CaptureError | null> {
  const { plan, reader, printer, copy, output, tally, walk } = run;
  if (reader.format === 'pcapng') walk.frame.interfaces = reader.interfaces;
  printer?.begin(output.page);
  while (tally.packets < plan.limit) {
    const batch = await reader.next();
    if (batch === null) break;
    if (plan.names && reader.names.length > run.names.size) learnNames(run.names, reader.names, 0);
    printBatch(run, batch);
    if (copy !== undefined) {
      const failed = await copy.flush();
      if (failed !== null) return failed;
    }
    if (!output.flush()) return null;
  }
  printer?.end(output.page);
  if (run.statistics.length > 0) {
    const { reportStatistics } = await import('./statistics.js');
    reportStatistics(run.statistics, output);
  }
  output.flush();
  return null;
}

/** Macros are read only for a filter that uses some: most runs need no configuration. */
async function macrosFor(
  { filter = '', statistic = [] }: DissectFlags,
  env: Environment,
): Promise<Result<Macros, string>> {
  if (![filter, ...statistic].some((text) => text.includes('${'))) return ok({});
  const { readMacros } = await import('../tui/files/config-file.js');
  return readMacros(env);
}

/** Most runs need no statistics, and do not load them. */
async function statisticsFor(
  { statistic }: DissectFlags,
  plan: Plan,
  names: Names,
): Promise<Parsed<readonly Statistic[]>> {
  if (statistic === undefined) return ok([]);
  const { makeStatistics } = await import('./statistics.js');
  return makeStatistics(statistic, plan, names);
}

function finish(
  run: Run,
  flags: DissectFlags,
  copyFailure: CaptureError | null,
  closeFailure: CaptureError | null,
  env: Environment,
): number {
  const { plan, reader, tally, output } = run;
  if (output.closed()) return outputStatus(output);
  const failed = copyFailure ?? closeFailure;
  if (failed !== null) {
    const name = flags.write === '-' ? 'standard output' : flags.write;
    complain(`gmpshark: ${name}: ${failed.message}\n`);
  }
  const wholeRead = tally.packets < plan.limit;
  if (wholeRead && reader.error !== null) complain(inputError(plan.input, reader.error));
  for (const { leftover } of plan.registry.dissectors) {
    for (const { reason, packets } of leftover?.() ?? []) countUndecoded(tally, reason, packets);
  }
  if (flags.quiet !== true) {
    const text = tallyText(tally);
    if (text !== undefined) complain(speakable(`${text}\n`, env));
  }
  return failed !== null || (wholeRead && reader.error !== null) ? EXIT.input : EXIT.done;
}
