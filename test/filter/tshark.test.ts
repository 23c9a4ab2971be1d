/**
 * Filters beside tshark 4.0, which is the judge of the language: the same filters are taken, and hold of the same packets of
 * the corpus. `tshark-accepted.txt` and `tshark-refused.txt` hold a filter a line; differences by decision stand below.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasCorpus } from '../capture/corpus.js';
import { hasTool, needing } from '../tools.js';
import { type Answer, type Answers, ask } from './oracle.js';

const hasTshark = hasTool('tshark') && hasTool('mergecap');
const isJudge =
  hasTshark &&
  /TShark \(Wireshark\) 4\.0\./.test(execFileSync('tshark', ['--version'], { encoding: 'utf8' }));

function filtersIn(name: string): readonly string[] {
  const path = new URL(name, import.meta.url);
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Where we differ on purpose: the filter, whether ours takes it, and why. */
const BY_DECISION: readonly (readonly [string, 'taken' | 'refused', string])[] = [
  [
    'ip.addr#[-2--1]',
    'taken',
    'a range counted from the last layer means what it says; tshark finds nothing',
  ],
  ['frame.time_delta > 1.5.2', 'refused', 'no number; tshark passes over what follows 1.5'],
  ['frame.time >= ""', 'refused', 'no time; tshark takes it for the beginning of time'],
  ['frame.protocols matches "(eth)(?1)?"', 'refused', 'no recursion in regular expressions'],
  ['frame.protocols matches "eth\\\\K:"', 'refused', 'no \\K in regular expressions'],
  ['ipv6.src & ffff:: == fe80::', 'taken', 'the masked address is compared; tshark holds any for equal'],
  ['ip contains ip[100]', 'taken', 'nothing is found nowhere; tshark finds it everywhere'],
  ['ip[-4:4] == 224.0.0.1', 'refused', 'octets are hex; tshark takes it and finds nothing'],
  ['ip.version == eth.lg', 'refused', 'a number is no flag; tshark takes it this way round only'],
  ['igmp.maddr[1,3] & 01:00 >= ip.src', 'refused', 'a slice is no address'],
  ['pkt_comment', 'refused', 'comments are fields of the frame: frame.comment'],
];

function difference(theirs: Answer, ours: Answer): string {
  if (typeof theirs === 'string' || typeof ours === 'string') return `tshark ${theirs}, ours ${ours}`;
  const only = (some: readonly number[], others: readonly number[]): string =>
    some.filter((frame) => !others.includes(frame)).join(' ');
  return `only tshark: ${only(theirs, ours)}; only ours: ${only(ours, theirs)}`;
}

const title = !isJudge
  ? needing('tshark 4.0', false, 'filters beside tshark')
  : hasCorpus
    ? 'filters beside tshark'
    : 'filters beside tshark (skipped: no corpus)';

describe.skipIf(!isJudge || !hasCorpus)(title, () => {
  const accepted = filtersIn('tshark-accepted.txt');
  const refused = filtersIn('tshark-refused.txt');
  const decided = BY_DECISION.map(([filter]) => filter);
  let answers: Answers;
  beforeAll(async () => {
    answers = await ask([...accepted, ...refused, ...decided]);
  }, 120_000);
  const answersTo = (from: number, count: number): readonly (readonly [Answer, Answer])[] =>
    Array.from({ length: count }, (_, i) => [answers.theirs[from + i], answers.ours[from + i]]);

  test('are many, on many packets, and most of them tell packets apart', () => {
    expect(accepted.length).toBeGreaterThan(500);
    expect(refused.length).toBeGreaterThan(250);
    expect(answers.frames).toBeGreaterThan(400);
    const telling = answers.theirs
      .slice(0, accepted.length)
      .filter(({ length }) => length > 0 && length < answers.frames);
    expect(telling.length).toBeGreaterThan(400);
  });

  test('hold of the same packets', () => {
    const wrong = answersTo(0, accepted.length).flatMap(([theirs, ours], i) =>
      String(theirs) === String(ours) ? [] : [`${accepted[i]}: ${difference(theirs, ours)}`],
    );
    expect(wrong).toEqual([]);
  });

  test('are refused alike', () => {
    const wrong = answersTo(accepted.length, refused.length).flatMap(([theirs, ours], i) =>
      typeof theirs === 'string' && typeof ours === 'string'
        ? []
        : [`${refused[i]}: tshark ${theirs}, ours ${ours}`],
    );
    expect(wrong).toEqual([]);
  });

  test.each(BY_DECISION.map((row, i) => [...row, i] as const))(
    'differ by decision: %s is %s: %s',
    (_filter, fate, _why, i) => {
      const [[theirs, ours]] = answersTo(accepted.length + refused.length + i, 1);
      expect(typeof ours).toBe(fate === 'taken' ? 'object' : 'string');
      expect(String(ours)).not.toBe(String(theirs));
      // A difference that is none any more is no decision.
      expect(typeof theirs).toBe('object');
    },
  );
});
