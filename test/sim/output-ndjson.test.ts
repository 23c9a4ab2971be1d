/** Runs as ndjson (spec of the command line: `sim -T ndjson`). */
import { describe, expect, test } from 'vitest';
import { makeText, textFrom } from '../../src/base/text.js';
import { putRunNdjson } from '../../src/sim/output-ndjson.js';
import type { MessageEvent, Outcome, Run } from '../../src/sim/trace.js';
import { creation, cutOff, fallenSilent, groupData, lossy, wholeSession } from './output-runs.js';
import { readBack } from './read-back.js';

const OUTCOMES: readonly Outcome[] = [
  { ok: true, text: 'phase announced', file: 'x.yaml', line: 9, column: 5, lines: [], t: 40_000 as never },
  {
    ok: false,
    text: 'creator is active',
    file: 'x.yaml',
    line: 12,
    column: 7,
    lines: ['expected active', 'actual   created'],
    t: 20_000 as never,
  },
];

/** A line of ndjson. */
interface Line {
  readonly t: string;
  readonly kind: string;
  readonly [key: string]: unknown;
}

function print(run: Run): string {
  const out = makeText();
  putRunNdjson(run, out);
  return textFrom(out);
}

function ndjson(run: Run): Line[] {
  const text = print(run);
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Fields that only hold an option together: left out of flat records (gmp-codec.ts). */
function isStructure(name: string): boolean {
  return /^gmp\.tlv\.|\.(zero|padding)$/.test(name);
}

describe('ndjson', () => {
  const keysOf = (run: Run, kind: string): Set<string> =>
    new Set(
      ndjson(run)
        .filter((line) => line.kind === kind)
        .map((line) => Object.keys(line).join(' ')),
    );

  test('the keys of each kind, in their order', () => {
    const run = { ...cutOff(), outcomes: OUTCOMES };
    expect(keysOf(run, 'message')).toEqual(new Set(['t kind from to type fields rule why']));
    const state = 't kind node session user what of from to rule why';
    expect(keysOf(run, 'state')).toEqual(new Set([state]));
    const timer = 't kind node event timer owner session user';
    expect(keysOf(run, 'timer')).toEqual(new Set([`${timer} at rule why`, `${timer} rule why`]));
    expect(keysOf(run, 'drop')).toEqual(new Set(['t kind node from to type sent reason']));
    expect(keysOf(run, 'action')).toEqual(new Set(['t kind node text']));
    expect(keysOf(run, 'note')).toEqual(new Set(['t kind node what text rule why']));
    const outcome = 't kind ok text file line column';
    expect(keysOf(run, 'expect')).toEqual(new Set([outcome, `${outcome} lines`]));
  });

  test('times have six decimals and never go back; expectations stand where they were decided', () => {
    const lines = ndjson({ ...cutOff(), outcomes: OUTCOMES });
    let last = 0;
    for (const { t } of lines) {
      expect(t).toMatch(/^\d+\.\d{6}$/);
      expect(Number(t)).toBeGreaterThanOrEqual(last);
      last = Number(t);
    }
    const decided = lines.filter(({ kind }) => kind === 'expect').map(({ text }) => text);
    expect(decided).toEqual(['creator is active', 'phase announced']);
    expect(lines.at(-1)?.kind).not.toBe('expect');
  });

  test.each([
    ['GMP', wholeSession, 'gmp.'],
    ['a secure session', () => wholeSession({ secure: true }), 'gmp.'],
    ['IGMP', groupData, 'igmp.'],
    ['somebody silent', fallenSilent, 'gmp.'],
  ])('%s: fields are those that dissect gives of the capture', async (_, make, prefix) => {
    const run = make();
    const { packets } = await readBack(run);
    const own = (fields: object): object =>
      Object.fromEntries(
        Object.entries(fields).filter(([name]) => name.startsWith(prefix) && !isStructure(name)),
      );
    const told = ndjson(run)
      .filter(({ kind }) => kind === 'message')
      .map(({ fields }) => own(fields as object));
    const read = packets.map(({ fields }) => own(fields));
    expect(told).toHaveLength(read.length);
    expect(told.some((fields) => Object.keys(fields).length > 3)).toBe(true);
    for (const [i, fields] of told.entries()) expect(fields, `message ${i + 1}`).toEqual(read[i]);
  });

  test('what a silent host keeps to itself is a drop with its fields, no message', () => {
    const lines = ndjson(fallenSilent()).filter(({ type }) => type === 'LVREQ');
    expect(lines).toEqual([
      {
        t: '1.800000',
        kind: 'drop',
        node: 'b',
        from: 'b',
        to: 'server',
        type: 'LVREQ',
        fields: expect.objectContaining({ 'gmp.user_id': 3, 'gmp.session_id': 1 }),
        reason: 'silent',
        rule: expect.stringMatching(/^client\./),
        why: expect.stringContaining('7.2.3'),
      },
    ]);
  });

  test('states name their transition and its reason', () => {
    const lines = ndjson(cutOff());
    const demoted = lines.find(
      ({ kind, from, to }) => kind === 'state' && from === 'active' && to === 'enrolled',
    );
    expect(demoted).toMatchObject({
      t: '1.630000',
      node: 'server',
      session: 1,
      user: 2,
      of: 'a',
      what: 'group',
    });
    expect(String(demoted?.why)).toMatch(/^7\.2.*D/);
    expect(String(demoted?.rule)).toMatch(/^server\./);
  });

  test('a run that was stopped says so at its end', () => {
    expect(ndjson({ ...creation(), stopped: 'a loop' }).at(-1)).toMatchObject({
      kind: 'stopped',
      text: 'a loop',
    });
  });

  test('two runs of one seed print the same, of another seed not', () => {
    expect(print(lossy(5))).toBe(print(lossy(5)));
    expect(print(lossy(5))).not.toBe(print(lossy(6)));
  });

  test('every event but arrivals has its line, where nobody is silent', () => {
    for (const run of [wholeSession(), lossy(7), groupData()]) {
      const messages = run.events.filter((event): event is MessageEvent => event.kind === 'message');
      expect(ndjson(run)).toHaveLength(run.events.filter(({ kind }) => kind !== 'arrival').length);
      expect(messages.length).toBeGreaterThan(5);
    }
  });
});
