/** Derived fields on the command line: when sessions are followed, and when a file is read twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { folder, run, shell } from './run.js';

const FILE = join(folder(), 'fig12.pcapng');
const SCENARIO = 'scenarios/fig12-membership-check.yaml';

beforeAll(() => {
  expect(run(['sim', SCENARIO, '-w', FILE]).code).toBe(0);
});

const NOT_TWICE = 'gmpshark: this input is read once: what lies ahead in it (gmp.response_in) is not known\n';
/** SAREQ of user 1, and its KAREQ. */
const ROW = /^12\t13$/m;
const FIELDS = ['-T', 'fields', '-e', 'frame.number', '-e', 'gmp.response_in'];

test('a field that looks ahead makes a file be read twice by itself; -c holds for both readings', () => {
  expect(run(['dissect', FILE, ...FIELDS])).toMatchObject({ code: 0, err: '' });
  expect(run(['dissect', FILE, ...FIELDS]).out).toMatch(ROW);
  expect(run(['dissect', FILE, ...FIELDS, '-c', '12']).out).toMatch(/^12\t$/m);
  expect(run(['dissect', FILE, ...FIELDS, '-c', '13']).out).toMatch(ROW);
});

test('a pipe cannot be read twice, and that is said', () => {
  const piped = run(['dissect', '-', ...FIELDS], { input: readFileSync(FILE) });
  expect(piped.code).toBe(0);
  expect(piped.err).toBe(NOT_TWICE);
  expect(piped.out).toMatch(/^12\t$/m);
  expect(shell(`$G dissect <(cat ${FILE}) ${FIELDS.join(' ')}`).err).toBe(NOT_TWICE);
});

test('-V shows what lies ahead with -2 alone', () => {
  expect(run(['dissect', FILE, '-O', 'gmp']).out).not.toContain('[Answered in frame');
  expect(run(['dissect', FILE, '-O', 'gmp', '-2']).out).toContain('    [Answered in frame: 13]\n');
});

test('in a filter, in all outputs, and in statistics', () => {
  const filter = 'gmp.state.group.before == active && gmp.state.group == enrolled';
  const left = run([
    'dissect',
    FILE,
    '-Y',
    'gmp.state.changed && gmp.type == "KARES"',
    '-T',
    'fields',
    '-e',
    'gmp.state.group',
  ]);
  expect(left.out).toBe('3\n3\n2\n3\n');
  expect(run(['dissect', FILE, '-Y', filter]).out).toBe('');
  for (const form of ['json', 'ek', 'ndjson']) {
    expect(run(['dissect', FILE, '-T', form, '-c', '4']).out, form).toMatch(/gmp[._]state[._]phase/);
  }
  const stat = run(['dissect', FILE, '-q', '-z', 'io,stat,0,gmp.state.changed']).out;
  const shown = run(['dissect', FILE, '-Y', 'gmp.state.changed']).out.trimEnd().split('\n').length;
  expect(stat).toMatch(new RegExp(`\\| +${shown} \\|`));
  expect(run(['dissect', FILE, '-q', '-z', 'io,stat,0,gmp.response_in', '-z', 'gmp,flow'])).toMatchObject({
    code: 0,
    err: '',
  });
});
