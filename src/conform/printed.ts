/**
 * Findings and verdicts in words, as `check` prints them and the displays write them into files:
 *
 *     8.330000  error    check.trind-missing  7.2.4 (D13)  packets 45, 52  session 1 at 10.0.0.1
 *               a (user 3) was active when the session ended, and no TRIND was sent to it
 *
 *   session 1 at 10.0.0.1: fail  (85 packets, 1 to 90)
 *               1 × check.trind-missing  error
 */
import type { FindingSeverity } from './contract.js';
import type { Judged } from './verdict-book.js';

const INDENT = ' '.repeat(12);
/** Packets of a finding that are named in a line. */
const NAMED = 8;

/** Colours a word; the text is the word, maybe with spaces behind it. */
export type Ink = (word: string, text: string) => string;

/** No colours. */
export const NO_INK: Ink = (_, text) => text;

/** A finding, as far as it is printed. */
export interface PrintedFinding {
  /** When it became true: seconds since the first packet. */
  readonly time: string;
  readonly severity: string;
  readonly code: string;
  readonly clause: string;
  readonly frames: readonly number[];
  /** '' for none. */
  readonly matter: string;
  readonly message: string;
  /** What else may explain it; undefined where it is certain. */
  readonly doubt: string | undefined;
}

/** A finding: two lines or three, each with its end. */
export function findingText(found: PrintedFinding, ink: Ink): string {
  const { time, severity, code, clause, frames, matter, message, doubt } = found;
  const word = ink(severity, severity.padEnd(7));
  const places = frames.length === 0 ? '' : packetsText(frames);
  const parts = [time.padStart(11), word, code, clause, places, matter].filter((part) => part !== '');
  const more = doubt === undefined ? '' : `${INDENT} not certain: ${doubt}\n`;
  return `${parts.join('  ')}\n${INDENT} ${message}\n${more}`;
}

/** A verdict: a line, one a rule that was broken, one a doubt; each with its end. */
export function verdictText(judged: Judged, ink: Ink): string {
  const { matter, verdict } = judged;
  const lines = [`${matter.key}: ${ink(verdict, verdict)}  (${extentText(judged)})`];
  for (const line of reasonLines(judged, ink)) lines.push(`${INDENT} ${line}`);
  return `${lines.join('\n')}\n`;
}

/** What a verdict comes of: rules that were broken, and why there can be no "pass". */
export function reasonLines({ broken, doubts }: Judged, ink: Ink): readonly string[] {
  const rules = broken.map(({ code, count, severity, certain }) => {
    const word = ink(severity, severity);
    return `${count} × ${code}  ${certain ? word : `${word}, not certain`}`;
  });
  return [...rules, ...doubts];
}

/** Microseconds as seconds with six decimals. */
export function secondsText(time: number): string {
  const size = Math.abs(time);
  const whole = Math.floor(size / 1_000_000);
  return `${time < 0 ? '-' : ''}${whole}.${String(size % 1_000_000).padStart(6, '0')}`;
}

/** "packets 45, 52"; of many the first ones and the last. */
export function packetsText(frames: readonly number[]): string {
  const named = frames.length <= NAMED ? frames : [...frames.slice(0, NAMED - 2), '…', frames.at(-1)];
  return `packet${frames.length === 1 ? '' : 's'} ${named.join(', ').replace(', …, ', ' … ')}`;
}

/** "85 packets, 1 to 90". */
export function extentText({ matter: { packets, firstFrame, lastFrame } }: Judged): string {
  return packets === 1 ? `packet ${firstFrame}` : `${packets} packets, ${firstFrame} to ${lastFrame}`;
}

/** Totals by severity; dissectors' findings may be `chat` too. */
export type Totals = Readonly<Record<FindingSeverity, number>> & { readonly chat?: number };

const PLURALS = [
  ['error', 'errors'],
  ['warning', 'warnings'],
  ['note', 'notes'],
  ['chat', 'chats'],
] as const;

/** "1 error, 2 warnings"; "none". */
export function totalsText(totals: Totals): string {
  const found = PLURALS.map(([severity, many]) => [totals[severity] ?? 0, severity, many] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity, many]) => (count === 1 ? `1 ${severity}` : `${count} ${many}`));
  return found.length === 0 ? 'none' : found.join(', ');
}

/** "2 sessions: 1 pass, 1 fail; 1 network: 1 inconclusive". */
export function verdictsText(verdicts: readonly Judged[]): string {
  const parts = (['session', 'network'] as const).flatMap((kind) => {
    const of = verdicts.filter(({ matter }) => matter.kind === kind);
    if (of.length === 0) return [];
    const counts = (['pass', 'fail', 'inconclusive'] as const)
      .map((verdict) => [of.filter((one) => one.verdict === verdict).length, verdict] as const)
      .filter(([count]) => count > 0)
      .map(([count, verdict]) => `${count} ${verdict}`);
    return [`${counted(of.length, kind)}: ${counts.join(', ')}`];
  });
  return parts.join('; ');
}

/** How many sessions and networks passed, and how many findings there are of each severity. */
export function totalText(verdicts: readonly Judged[], totals: Totals, packets: number): string {
  const seen = counted(packets, 'packet');
  if (verdicts.length === 0) return `${seen}: nothing of GMP or IGMP to judge`;
  return `${seen}; ${verdictsText(verdicts)}; findings: ${totalsText(totals)}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
