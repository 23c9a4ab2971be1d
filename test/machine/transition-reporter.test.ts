/**
 * The reporter of transitions itself: what it puts together, and in a real run of a small project (reporter-project/) that it
 * fails the run, tells the row's name, and keeps silent about parts of a run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import type { MachineTable } from '../../src/machine/all-tables.js';
import { gatherTaken, takenFaults, takenText } from './transition-reporter.js';

const PROJECT = fileURLToPath(new URL('./reporter-project', import.meta.url));
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const REPORT = `${PROJECT}/coverage/transitions.md`;

const ROW = { on: ['ping'], from: {}, when: '', to: {}, effects: [], clause: '7.2', decisions: [] };
const TABLES: readonly MachineTable[] = [
  {
    machine: 'toy',
    dimensions: [],
    rows: [
      { ...ROW, id: 'toy.a' },
      { ...ROW, id: 'toy.b' },
    ],
  },
  { machine: 'other', dimensions: [], rows: [{ ...ROW, id: 'other.a' }] },
];

describe('what the tests took', () => {
  test('every row is there, with the tests that took it', () => {
    const first = { file: 'a.test.ts', name: 'first', transitions: ['toy.b', 'other.a'] };
    const second = { file: 'b.test.ts', name: 'second', transitions: ['toy.b'] };
    const taken = gatherTaken(TABLES, [first, second]);
    expect([...taken.byRow]).toEqual([
      ['toy.a', []],
      ['toy.b', [first, second]],
      ['other.a', [first]],
    ]);
    expect(taken.never).toEqual(['toy.a']);
    expect(taken.unknown).toEqual([]);
    expect(takenFaults(taken)).toEqual(['1 transitions were taken by no test:', '  toy.a']);
  });

  test('what no table has is a fault, told once', () => {
    const tests = ['one', 'two'].map((name) => ({
      file: 'a.test.ts',
      name,
      transitions: ['toy.a', 'toy.b', 'other.a', ''],
    }));
    const taken = gatherTaken(TABLES, tests);
    expect(taken.never).toEqual([]);
    expect(takenFaults(taken)).toEqual(['1 were taken that no table has:', '  ']);
  });

  test('the report counts all tests and names six', () => {
    const tests = Array.from({ length: 8 }, (_, i) => ({
      file: 'a.test.ts',
      name: `no. ${i}`,
      transitions: ['toy.b'],
    }));
    const lines = takenText(TABLES, gatherTaken(TABLES, tests)).split('\n');
    expect(lines).toContain('3 transitions, 2 of them never taken.');
    expect(lines).toContain('- `toy.a` (7.2): **never**');
    const at = lines.indexOf('- `toy.b` (7.2): 8');
    expect(lines.slice(at + 1, at + 9)).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((i) => `  - a.test.ts: no. ${i}`),
      '  - and 2 more',
      '',
    ]);
  });
});

/** Runs the small project; everything that it printed, its exit status, and its report where it wrote one. */
function runProject(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { GMPSHARK_CANARY: _, ...rest } = process.env;
  const run = spawnSync(process.execPath, [VITEST, 'run', '--root', PROJECT, ...args], {
    cwd: PROJECT,
    env: { ...rest, ...env },
    encoding: 'utf8',
  });
  const report = existsSync(REPORT) ? readFileSync(REPORT, 'utf8') : undefined;
  return { printed: run.stdout + run.stderr, status: run.status, report };
}

describe('a run of the small project', () => {
  beforeEach(() => rmSync(REPORT, { force: true }));

  test('fails where a transition was never taken, and names it', () => {
    const { printed, status, report } = runProject([], {});
    expect(status).toBe(1);
    expect(printed).toContain('1 transitions were taken by no test:\n  toy.three\n');
    expect(report).toContain(
      '- `toy.one` (1): 2\n  - test/machine/first.fixture.ts: first > takes one\n  - test/machine/second.fixture.ts: takes one and two\n',
    );
    expect(report).toContain('- `toy.three` (1): **never**');
  });

  test('passes where all were taken; the canaries need not have run', () => {
    const { printed, status, report } = runProject(['first', 'second'], { TOY_ROWS: '2' });
    expect(printed).toContain('Transitions: all 2 taken');
    expect(status).toBe(0);
    expect(report).toContain('2 transitions, 0 of them never taken.');
  });

  test('fails where a transition is in no table', () => {
    const { printed, status } = runProject([], { TOY_ROWS: '1' });
    expect(status).toBe(1);
    expect(printed).toContain('1 were taken that no table has:\n  toy.two\n');
  });

  test.each([
    ['one file', ['first'], {}],
    ['tests chosen by name', ['-t', 'takes one'], {}],
    ['a planted fault', [], { GMPSHARK_CANARY: 'some-fault' }],
  ] as const)('says nothing of %s', (_, args, env) => {
    const { printed, status, report } = runProject(args, env);
    expect(printed).not.toContain('Transitions');
    expect(status).toBe(0);
    expect(report).toBeUndefined();
  });
});
