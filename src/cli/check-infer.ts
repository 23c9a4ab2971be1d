/**
 * `gmpshark check --infer`: which policies the traffic of a capture is consistent with, as it is printed.
 *
 *   startGate      registered                   D6   enrolled: contradicted by check.gate-ignored (2.010000, packet 14)
 *   refusal        ignore (or reject)           D3   reject: doubtful for check.no-answer (2.500000, packet 6)
 *   retryFirst     500ms                        D17  seen 12 times, 499ms to 501ms
 *   userInfo       the traffic does not tell    D26
 */
import { type Json, type Member, object, putCompact } from '../base/json-text.js';
import { micros } from '../base/micros.js';
import { putByte, putString, type Text } from '../base/text.js';
import type { PolicyTold, ValueTold } from '../conform/infer.js';
import type { Measured } from '../conform/measures.js';
import { secondsText } from '../conform/printed.js';
import { durationText } from '../scenario/quantities.js';

const NEWLINE = 0x0a;
const SILENT = 'the traffic does not tell';

/** Writes what was inferred for people. `first`: the instant of the capture's first packet. */
export function putPolicies(policies: readonly PolicyTold[], first: number, out: Text): void {
  const rows = policies.map((policy) => [
    policy.name,
    valueText(policy),
    policy.decision,
    whyText(policy, first),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]) : cell));
    putString(out, `${cells.join('  ').trimEnd()}\n`);
  }
}

function valueText({ values, measured, tells }: PolicyTold): string {
  if (!tells) return SILENT;
  if (measured !== undefined) {
    return measured.is === 'about'
      ? amount(measured, measured.value)
      : `at least ${amount(measured, measured.value)}`;
  }
  const left = values.filter(({ told }) => told !== 'contradicted');
  if (left.length === 0) return 'none fits';
  const firm = left.filter(({ told }) => told === 'consistent');
  const rest = left.filter(({ told }) => told !== 'consistent');
  if (firm.length === 0 || rest.length === 0) return anyOf(left);
  return `${anyOf(firm)} (or ${anyOf(rest)})`;
}

function anyOf(values: readonly ValueTold[]): string {
  return values.map(({ value }) => value).join(' or ');
}

function whyText({ values, measured, tells }: PolicyTold, first: number): string {
  if (!tells) return '';
  if (measured !== undefined) {
    const { times, least, most } = measured;
    const spread = least === most ? '' : `, ${amount(measured, least)} to ${amount(measured, most)}`;
    return `seen ${times === 1 ? 'once' : `${times} times`}${spread}`;
  }
  return values
    .filter(({ count }) => count > 0)
    .map((value) => againstText(value, first))
    .join('; ');
}

function againstText({ value, told, by, count }: ValueTold, first: number): string {
  const how = told === 'contradicted' ? 'contradicted by' : 'doubtful for';
  const last = by?.frames.at(-1);
  const place = last === undefined ? '' : `, packet ${last}`;
  const more = count > 1 ? ` and ${count - 1} more` : '';
  return `${value}: ${how} ${by?.rule.code} (${secondsText((by?.at ?? 0) - first)}${place})${more}`;
}

function amount({ kind }: Measured, value: number): string {
  return kind === 'micros' ? durationText(micros(value)) : String(value);
}

/** Writes what was inferred as one JSON object a policy. */
export function putPoliciesNdjson(policies: readonly PolicyTold[], out: Text): void {
  for (const { name, decision, values, measured, tells } of policies) {
    const told = values.map(({ value, told: how, by, count }) => {
      const finding: readonly Member[] =
        by === undefined
          ? []
          : [
              [
                'by',
                object([
                  ['code', by.rule.code],
                  ['ts', secondsText(by.at)],
                  ['frames', by.frames],
                  ['message', by.message],
                ]),
              ],
            ];
      return object([['value', value], ['told', how], ['findings', count], ...finding]);
    });
    putCompact(
      out,
      object([
        ['kind', 'policy'],
        ['policy', name],
        ['decision', decision],
        ['tells', tells],
        ['values', told],
        ...measuredMembers(measured),
      ]),
    );
    putByte(out, NEWLINE);
  }
}

function measuredMembers(measured: Measured | undefined): readonly Member[] {
  if (measured === undefined) return [];
  const { kind, is, times } = measured;
  const number = (value: number): Json => (kind === 'micros' ? secondsText(value) : value);
  const { value, least, most } = measured;
  return [
    [
      'measured',
      object([
        ['is', is],
        ['value', number(value)],
        ['least', number(least)],
        ['most', number(most)],
        ['times', times],
      ]),
    ],
  ];
}
