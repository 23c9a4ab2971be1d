/**
 * Fingerprints of a run, in layers, and the golden text that they are made of: a story that a person can review, kept beside
 * a scenario. Each line belongs to a kind; a layer is the digest of some of its lines.
 *
 *   0.320000 frame server → a     KAREQ 10.0.0.1:16513 > 10.0.0.3:40001 ttl 64: 11286482 …       bytes (without times), times
 *   0.330000 state server         a: enrolled → active [server.KARES.activate]                   states
 *   0.320000 timer server         KA timer of user 2 (a) armed for 0.620000                      timers
 *
 * Two runs have the same fingerprint of a layer where its lines are the same. A run that differs is told by the first line
 * that does, and by how that line came to be.
 */
import { formatIpv4, hex } from '../base/address.js';
import { err, ok, type Result } from '../base/result.js';
import { framesOf, type SentFrame } from './frames.js';
import { eventText, timeText } from './output-words.js';
import { sha256, sha256Text } from './sha256.js';
import type { Run, StateEvent, TimerEvent, TraceEvent } from './trace.js';

/** The layers: frames' octets in their order; those and their times; changes of states; the timer ledger. */
export const LAYERS = ['bytes', 'times', 'states', 'timers'] as const;
/** Name of a layer. */
export type LayerName = (typeof LAYERS)[number];

/** What a golden says, or a run: the story's lines, and the digest of each layer. */
export interface Fingerprints {
  readonly lines: readonly string[];
  readonly digests: Readonly<Record<LayerName, string>>;
}

/** Fingerprints of a run, with the number of the event behind each line. */
export interface RunFingerprints extends Fingerprints {
  readonly events: readonly number[];
}

/** Kinds of lines that a layer is made of. */
const KINDS: Readonly<Record<LayerName, string>> = {
  bytes: 'frame',
  times: 'frame',
  states: 'state',
  timers: 'timer',
};

/** The fingerprints of a run. */
export function fingerprintsOf(run: Run): RunFingerprints {
  const lines: string[] = [];
  const numbers: number[] = [];
  const put = (t: TraceEvent['t'], kind: string, text: string, n: number): void => {
    lines.push(`${timeText(t)} ${kind} ${text}`);
    numbers.push(n);
  };
  const frames = framesOf(run);
  let frame = frames.next();
  for (const event of run.events) {
    // A bare acknowledgment follows an arrival; all others come with their message.
    while (frame.done !== true && isDue(frame.value, event)) {
      put(frame.value.t, 'frame', frameText(frame.value), frame.value.message.n);
      frame = frames.next();
    }
    if (event.kind === 'state' || event.kind === 'timer')
      put(event.t, event.kind, ledgerText(event), event.n);
  }
  return { lines, digests: digestsOf(lines), events: numbers };
}

function isDue({ message, part }: SentFrame, event: TraceEvent): boolean {
  if (message.n === event.n) return true;
  return part === 'ACK' && event.kind === 'arrival' && event.message === message.n;
}

function frameText({ sender, message, part, octets }: SentFrame): string {
  const { to, type, addressing, octets: carried } = message;
  const { source, sourcePort, destination, destinationPort, ttl } = addressing;
  const digest = sha256(octets).slice(0, 16);
  if (part !== 'message') return `${sender} TCP ${part}: frame ${digest}`;
  const ports = addressing.transport !== 'igmp';
  const from = `${formatIpv4(source)}${ports ? `:${sourcePort}` : ''}`;
  const target = `${formatIpv4(destination)}${ports ? `:${destinationPort}` : ''}`;
  const words = hex(carried).replace(/(.{8})(?=.)/g, '$1 ');
  return `${sender} → ${to} ${type} ${from} > ${target} ttl ${ttl}: ${words}; frame ${digest}`;
}

function ledgerText(event: StateEvent | TimerEvent): string {
  const about = event.kind === 'state' && event.what !== 'group' ? `${event.what} ` : '';
  return `${event.node} ${about}${eventText(event)} [${event.why.id}]`;
}

function digestsOf(lines: readonly string[]): Fingerprints['digests'] {
  const digest = (layer: LayerName): string => sha256Text(linesOf(lines, layer).join('\n'));
  return {
    bytes: digest('bytes'),
    times: digest('times'),
    states: digest('states'),
    timers: digest('timers'),
  };
}

/** The lines of a layer; those of `bytes` without their times. */
export function linesOf(lines: readonly string[], layer: LayerName): readonly string[] {
  const kind = ` ${KINDS[layer]} `;
  const own = lines.filter((line) => line.startsWith(kind, line.indexOf(' ')));
  return layer === 'bytes' ? own.map((line) => line.slice(line.indexOf(' ') + 1)) : own;
}

/** The golden of a run, as it is kept beside its scenario. */
export function goldenText(run: Run): string {
  const { lines, digests } = fingerprintsOf(run);
  const head = [`# ${run.name}, seed ${run.seed}`, ...LAYERS.map((layer) => `# ${layer} ${digests[layer]}`)];
  return [...head, ...lines, ''].join('\n');
}

/**
 * Reads a golden. Its digests are those of its lines, or it is none: a golden is written by a run, and a line that was
 * changed by hand would never be noticed where only digests are compared.
 */
export function parseGolden(text: string): Result<Fingerprints, string> {
  const all = text.split(/\r?\n/);
  const lines = all.filter((line) => line !== '' && !line.startsWith('#'));
  const digests = digestsOf(lines);
  for (const layer of LAYERS) {
    const kept = all.find((line) => line.startsWith(`# ${layer} `))?.slice(layer.length + 3);
    if (kept === undefined) return err(`no fingerprint of ${layer}`);
    if (kept !== digests[layer]) return err(`the fingerprint of ${layer} is not that of the lines below it`);
  }
  return ok({ lines, digests });
}

/** How a run differs from its golden. */
export interface Divergence {
  /** The layers whose fingerprints differ. */
  readonly layers: readonly LayerName[];
  /** What is to be shown: the first lines that differ, what stands around them, and how the run's own came to be. */
  readonly text: readonly string[];
}

/** Holds a run against its golden; undefined where they are the same. */
export function compareWithGolden(golden: Fingerprints, run: Run): Divergence | undefined {
  const actual = fingerprintsOf(run);
  const layers = LAYERS.filter((layer) => golden.digests[layer] !== actual.digests[layer]);
  const text = firstDivergence(golden.lines, actual, run);
  // Where every layer is the same and yet a line is not, lines of different kinds have changed places.
  return text === undefined ? undefined : { layers, text };
}

/** Lines that are shown before the first that differs. */
const CONTEXT = 3;
/** Longest chain of causes that is shown: the last ones of it. */
const LONGEST_CHAIN = 12;

/** The first line that differs, and its story; undefined where none does. */
export function firstDivergence(
  expected: readonly string[],
  actual: Pick<RunFingerprints, 'lines' | 'events'>,
  run: Pick<Run, 'events'>,
): readonly string[] | undefined {
  const { lines, events } = actual;
  let at = 0;
  while (at < expected.length && expected[at] === lines[at]) at += 1;
  if (at === expected.length && at === lines.length) return undefined;
  const text = lines.slice(Math.max(0, at - CONTEXT), at).map((line) => `  ${line}`);
  text.push(`- ${expected[at] ?? '(the end)'}`, `+ ${lines[at] ?? '(the end)'}`);
  if (at < lines.length)
    text.push('how it came to be:', ...causesOf(run.events, events[at]).map((line) => `  ${line}`));
  return text;
}

/** The chain of causes of an event, from its beginning down to itself. */
function causesOf(events: readonly TraceEvent[], n: number): readonly string[] {
  const chain: string[] = [];
  for (let at = n; at >= 0; at = events[at].cause) chain.push(causeText(events[at], events));
  const shown = chain.slice(0, LONGEST_CHAIN).reverse();
  return chain.length > LONGEST_CHAIN ? ['…', ...shown] : shown;
}

function causeText(event: TraceEvent, events: readonly TraceEvent[]): string {
  const rule = 'why' in event && event.why !== undefined ? ` [${event.why.id}, ${event.why.clause}]` : '';
  const message = event.kind === 'arrival' || event.kind === 'drop' ? events[event.message] : event;
  const time = timeText(event.t);
  if (message.kind !== 'message') {
    const node = 'node' in event && event.node !== '' ? `${event.node}: ` : '';
    return `${time} ${node}${eventText(event)}${rule}`;
  }
  const carried = `${message.type} ${message.from} → ${message.to}`;
  if (event.kind === 'arrival') return `${time} ${event.node}: ${carried} arrives`;
  return event.kind === 'drop' ? `${time} ${carried}: ${eventText(event)}` : `${time} ${carried}${rule}`;
}
