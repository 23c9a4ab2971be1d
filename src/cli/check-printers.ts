/**
 * Findings and verdicts as they are printed:
 *
 *     8.330000  error    check.trind-missing  7.2.4 (D13)  packets 45, 52  session 1 at 10.0.0.1
 *               a (user 3) was active when the session ended, and no TRIND was sent to it
 *
 *   session 1 at 10.0.0.1: fail  (85 packets, 1 to 90)
 *               1 × check.trind-missing  error
 */
import { type Json, object, putCompact } from '../base/json-text.js';
import { putByte, putString, type Text } from '../base/text.js';
import type { Judged } from '../conform/check.js';
import { clauseText, type Finding, type FindingSeverity, type Verdict } from '../conform/contract.js';

/** What there is to say at the end. */
export interface Ending {
  readonly verdicts: readonly Judged[];
  readonly totals: Readonly<Record<FindingSeverity, number>>;
  readonly packets: number;
}

/** Prints a check. `first`: the instant of the capture's first packet, in microseconds. */
export interface CheckPrinter {
  readonly finding: (finding: Finding, first: number, out: Text) => void;
  readonly end: (ending: Ending, out: Text) => void;
}

const NEWLINE = 0x0a;
const INDENT = ' '.repeat(12);
/** Packets of a finding that are named in a line. */
const NAMED = 8;

const INKS: Readonly<Record<FindingSeverity | Verdict, string>> = {
  error: '\x1b[1;31m',
  warning: '\x1b[33m',
  note: '\x1b[36m',
  fail: '\x1b[1;31m',
  inconclusive: '\x1b[33m',
  pass: '\x1b[32m',
};

/** A printer for people. */
export function createTextPrinter(colour: boolean): CheckPrinter {
  const ink = (word: keyof typeof INKS, text: string): string =>
    colour ? `${INKS[word]}${text}\x1b[0m` : text;
  return {
    finding: (finding, first, out) => {
      const { rule, severity, at, frames, matter, message, certain, doubt } = finding;
      const time = secondsText(at - first).padStart(11);
      const word = ink(severity, severity.padEnd(7));
      const places = frames.length === 0 ? '' : `  ${packetsText(frames)}`;
      putString(out, `${time}  ${word}  ${rule.code}  ${clauseText(rule)}${places}  ${matter}\n`);
      putString(out, `${INDENT} ${message}\n`);
      if (!certain) putString(out, `${INDENT} not certain: ${doubt ?? 'packets may be missing'}\n`);
    },
    end: ({ verdicts, totals, packets }, out) => {
      if (totals.error + totals.warning + totals.note > 0) putByte(out, NEWLINE);
      for (const judged of verdicts) {
        const { matter, verdict, broken, doubts } = judged;
        putString(out, `${matter.key}: ${ink(verdict, verdict)}  (${extentText(judged)})\n`);
        for (const { code, count, severity, certain } of broken) {
          const graded = certain ? ink(severity, severity) : `${ink(severity, severity)}, not certain`;
          putString(out, `${INDENT} ${count} × ${code}  ${graded}\n`);
        }
        for (const doubt of doubts) putString(out, `${INDENT} ${doubt}\n`);
      }
      putString(out, `${totalText(verdicts, totals, packets)}\n`);
    },
  };
}

/** A printer for programs: one object a finding, then one a verdict. */
export function createNdjsonPrinter(): CheckPrinter {
  const line = (members: readonly (readonly [string, Json])[], out: Text): void => {
    putCompact(out, object(members));
    putByte(out, NEWLINE);
  };
  return {
    finding: ({ rule, severity, certain, doubt, at, frames, matter, message }, first, out) =>
      line(
        [
          ['kind', 'finding'],
          ['t', secondsText(at - first)],
          ['ts', secondsText(at)],
          ['severity', severity],
          ['certain', certain],
          ['code', rule.code],
          ['clause', rule.clause],
          ['decisions', rule.decisions],
          ['role', rule.role],
          ['by', rule.by],
          ['frames', frames],
          ['matter', matter],
          ['message', message],
          ...(doubt === undefined ? [] : [['doubt', doubt] as const]),
        ],
        out,
      ),
    end: ({ verdicts }, out) => {
      for (const { matter, verdict, broken, doubts } of verdicts) {
        const { key, kind, packets, firstFrame, lastFrame } = matter;
        const rules = broken.map(({ code, clause, severity, certain, count }) =>
          object([
            ['code', code],
            ['clause', clause],
            ['severity', severity],
            ['certain', certain],
            ['count', count],
          ]),
        );
        line(
          [
            ['kind', 'verdict'],
            ['matter', key],
            ['of', kind],
            ['verdict', verdict],
            ['packets', packets],
            ['first', firstFrame],
            ['last', lastFrame],
            ['broken', rules],
            ['doubts', doubts],
          ],
          out,
        );
      }
    },
  };
}

/** Microseconds as seconds with six decimals. */
export function secondsText(time: number): string {
  const size = Math.abs(time);
  const whole = Math.floor(size / 1_000_000);
  return `${time < 0 ? '-' : ''}${whole}.${String(size % 1_000_000).padStart(6, '0')}`;
}

function packetsText(frames: readonly number[]): string {
  const named = frames.length <= NAMED ? frames : [...frames.slice(0, NAMED - 2), '…', frames.at(-1)];
  return `packet${frames.length === 1 ? '' : 's'} ${named.join(', ').replace(', …, ', ' … ')}`;
}

function extentText({ matter: { packets, firstFrame, lastFrame } }: Judged): string {
  return packets === 1 ? `packet ${firstFrame}` : `${packets} packets, ${firstFrame} to ${lastFrame}`;
}

const PLURALS: readonly (readonly [FindingSeverity, string])[] = [
  ['error', 'errors'],
  ['warning', 'warnings'],
  ['note', 'notes'],
];

function totalText(verdicts: readonly Judged[], totals: Ending['totals'], packets: number): string {
  const seen = counted(packets, 'packet');
  if (verdicts.length === 0) return `${seen}: nothing of GMP or IGMP to judge`;
  const found = PLURALS.filter(([severity]) => totals[severity] > 0).map(([severity, many]) =>
    totals[severity] === 1 ? `1 ${severity}` : `${totals[severity]} ${many}`,
  );
  const parts = (['session', 'network'] as const).flatMap((kind) => {
    const of = verdicts.filter(({ matter }) => matter.kind === kind);
    if (of.length === 0) return [];
    const counts = (['pass', 'fail', 'inconclusive'] as const)
      .map((verdict) => [of.filter((one) => one.verdict === verdict).length, verdict] as const)
      .filter(([count]) => count > 0)
      .map(([count, verdict]) => `${count} ${verdict}`);
    return [`${counted(of.length, kind)}: ${counts.join(', ')}`];
  });
  return `${seen}; ${parts.join('; ')}; findings: ${found.length === 0 ? 'none' : found.join(', ')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
