/**
 * `gmpshark check`'s printers: findings as they come, verdicts at the end, for people and for programs.
 */
import { type Json, object, putCompact } from '../base/json-text.js';
import { putByte, putString, type Text } from '../base/text.js';
import type { Judged } from '../conform/check.js';
import { clauseText, type Finding, type FindingSeverity } from '../conform/contract.js';
import { findingText, type Ink, secondsText, totalText, verdictText } from '../conform/printed.js';

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

const INKS: Readonly<Record<string, string>> = {
  error: '\x1b[1;31m',
  warning: '\x1b[33m',
  note: '\x1b[36m',
  fail: '\x1b[1;31m',
  inconclusive: '\x1b[33m',
  pass: '\x1b[32m',
};

/** A printer for people. */
export function createTextPrinter(colour: boolean): CheckPrinter {
  const ink: Ink = (word, text) => (colour ? `${INKS[word] ?? ''}${text}\x1b[0m` : text);
  return {
    finding: ({ rule, severity, at, frames, matter, message, certain, doubt }, first, out) => {
      const time = secondsText(at - first);
      const unsure = certain ? undefined : (doubt ?? 'packets may be missing');
      const { code } = rule;
      const clause = clauseText(rule);
      putString(
        out,
        findingText({ time, severity, code, clause, frames, matter, message, doubt: unsure }, ink),
      );
    },
    end: ({ verdicts, totals, packets }, out) => {
      if (totals.error + totals.warning + totals.note > 0) putByte(out, NEWLINE);
      for (const judged of verdicts) putString(out, verdictText(judged, ink));
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
