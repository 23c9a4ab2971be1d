/** Expectations: what holds, what does not, and what is said then. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/scenario/read.js';
import { runScenario } from '../../src/sim/run.js';
import type { Outcome, Run } from '../../src/sim/trace.js';

const HEAD = `purpose: A test.
clause: 7.1
actors: [server, creator, a]
session: {period: 1s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: [creator enrols, a enrols]
  - at 300ms: [creator activates, a activates]
`;

/** Runs a scenario with these further lines. */
function run(lines: string, head = HEAD): Run {
  const read = readScenario('test.yaml', head + lines, { set: {}, include: () => undefined });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('\n'));
  const ran = runScenario(read.value[0]);
  if (!ran.ok) throw new Error(ran.error.map(({ message }) => message).join('\n'));
  return ran.value;
}

/** The outcome of the only expectation. */
function outcome(lines: string): Outcome {
  const { outcomes } = run(lines);
  expect(outcomes.length).toBe(1);
  return outcomes[0];
}

describe('messages', () => {
  test('exactly these, in this order', () => {
    const list = (third: string): Outcome =>
      outcome(`  - at 2s: a leaves
  - expect:
      - a → server LVREQ
      - server → creator KAREQ
      - ${third}
  - at 2.5s: end
`);
    expect(list('creator → server KARES').ok).toBe(true);
    const failed = list('a → server KARES');
    expect(failed.ok).toBe(false);
    expect(failed.lines).toEqual([
      'from 2s to 2.5s',
      'expected                                 actual',
      '  a → server LVREQ                       2s a → server LVREQ',
      '  server → creator KAREQ                 2.33s server → creator KAREQ',
      '× a → server KARES                       2.34s creator → server KARES',
      'the first that differs: from creator',
    ]);
    expect(failed).toMatchObject({ file: 'test.yaml', line: 13 });
  });

  test('one that is missing, and one too many', () => {
    const lines = (list: string): readonly string[] =>
      outcome(`  - at 2s: a leaves\n  - expect:\n${list}  - at 2.1s: end\n`).lines;
    expect(lines('      - a → server LVREQ\n      - server → a TRIND\n').at(-1)).toBe(
      '× server → a TRIND                       (nothing)',
    );
    expect(lines('      - server → a TRIND\n').slice(2)).toEqual([
      '× server → a TRIND                       2s a → server LVREQ',
      'the first that differs: type LVREQ',
    ]);
  });

  test('fields, instants, and keepalives that are not counted', () => {
    const list = (pattern: string): Outcome =>
      outcome(`  - at 1s: a leaves\n  - expect:\n      - ${pattern}\n      - "*"\n  - at 2.5s: end\n`);
    expect(list('at 1s a → server LVREQ').ok).toBe(true);
    expect(list('"a → server LVREQ": {gmp.user_id: 2}').ok).toBe(true);
    expect(list('"a → server LVREQ": {gmp.user_id: 3}').lines.at(-1)).toBe(
      'the first that differs: gmp.user_id is 2',
    );
    expect(list('at 1.1s a → server LVREQ').lines.at(-1)).toBe(
      'the first that differs: sent at 1s, expected at 1.1s (100000 µs earlier)',
    );
  });

  test('a sentence for several: its instant, and its fields, stand in the row of each', () => {
    const { lines } = outcome(
      `  - at 2s: a leaves
  - expect until 3s:
      - a → server LVREQ
      - "at 2.327s server → creator and a KAREQ with gmp.user_id=1"
  - at 3s: end
`,
    );
    expect(lines[3]).toBe(
      '× at 2.327s server → creator KAREQ with gmp.user_id=1 2.33s server → creator KAREQ',
    );
    expect(lines[4]).toMatch(/^ {2}at 2\.327s server → a KAREQ with gmp\.user_id=1 /);
    expect(lines.at(-1)).toBe('the first that differs: sent at 2.33s, expected at 2.327s (3000 µs later)');
  });
});

describe('never, within, always', () => {
  test('never', () => {
    expect(outcome('  - at 2s: a leaves\n  - never until 4s: server → a KAREQ\n').ok).toBe(true);
    expect(outcome('  - at 2s: a leaves\n  - never until 4s: server → creator KAREQ\n').lines).toEqual([
      'expected  never server → creator KAREQ',
      'actual    2.33s server → creator KAREQ',
    ]);
  });

  test('a fact at an instant, and within a time', () => {
    expect(outcome('  - at 2s: a leaves\n  - expect at 2s: a is active\n').ok).toBe(true);
    const failed = outcome('  - at 2s: a leaves\n  - expect at 2s: a is enrolled\n');
    expect(failed.lines).toEqual(['actual at 2s: a is active']);
    // Without a time: when the next line comes, just before it acts.
    expect(outcome('  - at 2s: a leaves\n  - expect: a is enrolled\n  - at 2.010001s: end\n').ok).toBe(true);
    expect(outcome('  - at 2s: a leaves\n  - expect: a is enrolled\n  - at 2.01s: end\n').ok).toBe(false);
    expect(outcome('  - at 2s: a leaves\n  - expect within 10ms: a is enrolled\n').ok).toBe(true);
    expect(outcome('  - at 2s: a leaves\n  - expect within 9ms: a is enrolled\n').ok).toBe(false);
  });

  test('a fact throughout', () => {
    expect(outcome('  - at 2s: a leaves\n  - expect until 3s: always the session is running\n').ok).toBe(
      true,
    );
    expect(outcome('  - at 2s: a leaves\n  - expect until 3s: always a is active\n').lines).toEqual([
      'actual at 2.01s: a is enrolled',
    ]);
  });

  test('the clients’ own word, and all members of a group', () => {
    expect(outcome('  - at 2s: a leaves\n  - expect at 2s: a thinks it is left\n').ok).toBe(true);
    expect(outcome('  - at 2s: a leaves\n  - expect at 2s: a thinks it is active\n').lines).toEqual([
      'actual at 2s: a thinks it is left',
    ]);
  });
});

describe('timers', () => {
  const silent = '  - at 1s: a falls silent\n';

  test('at an instant: the nearest miss is told', () => {
    expect(outcome(`${silent}  - expect at 1.63s: the KA timer of a fires\n`).ok).toBe(true);
    expect(outcome(`${silent}  - expect at 1.6s: the KA timer of a fires\n`).lines).toEqual([
      'expected  ka timer of a fired at 1.6s',
      'actual    fired at 1.63s, 30000 µs beside it',
    ]);
  });
});

describe('determinism', () => {
  test('twice the same trace, and each event after its cause', () => {
    const lines = '  - at 1s: a falls silent\n  - at 5s: end\n';
    const head = HEAD.replace(
      'policies:',
      'network: {delay: 10ms, jitter: 5ms, loss: 1/10}\npolicies:',
    ).replace('retry: off', 'retry: on');
    const first = run(lines, head);
    expect(run(lines, head)).toEqual(first);
    for (const [i, { n, t, cause }] of first.events.entries()) {
      expect(n).toBe(i);
      expect(cause).toBeLessThan(n);
      if (i > 0) expect(t).toBeGreaterThanOrEqual(first.events[i - 1].t);
    }
  });
});
