/**
 * `gmpshark test`: what it finds, how it judges, what it writes, and how a run that differs from its golden is told.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { folder, MAIN, PLAIN, run, shell } from './run.js';
import { place, STORM, STORY } from './stories.js';

const TIME_IN_FOLDER = { 'b.yaml': STORY, 'a.yaml': STORY, 'deep/c.yml': STORY };

let dir = '';
beforeEach(() => {
  dir = folder();
});

const golden = (name: string): string => join(dir, 'golden', `${name}.txt`);
const read = (name: string): string => readFileSync(golden(name), 'utf8');
const testDir = (...more: readonly string[]): ReturnType<typeof run> => run(['test', dir, ...more]);

describe('what is found', () => {
  test('every scenario below a folder, by name; included files, and files that are no YAML, are passed over', () => {
    place(dir, {
      ...TIME_IN_FOLDER,
      'set-up/base.yaml': 'actors: [server, creator, a]\n',
      'z.yaml': `include: set-up/base.yaml\n${STORY.replace(/actors.*\n/, '')}`,
      'notes.txt': STORY,
    });
    const { code, out } = testDir('--update');
    expect(out.split('\n')).toEqual([
      'ok    a (2 expectations, golden written)',
      'ok    b (2 expectations, golden written)',
      'ok    c (2 expectations, golden written)',
      'ok    z (2 expectations, golden written)',
      '4 scenarios, 4 runs, 8 expectations: all well',
      '',
    ]);
    expect(code).toBe(0);
    expect(existsSync(join(dir, 'deep/golden/c.txt'))).toBe(true);
  });

  test('a file that lacks only its purpose is not passed over', () => {
    place(dir, { 'a.yaml': STORY.replace(/^purpose.*\n/, '') });
    const { code, out } = testDir();
    expect(code).toBe(2);
    expect(out).toMatch(/a\.yaml:1:1: .*purpose/);
  });

  test('without a path: scenarios/; where there is none, 3; a folder without scenarios is bad usage', () => {
    place(dir, { 'scenarios/a.yaml': STORY, 'empty/readme.md': '' });
    expect(shell(`cd "${dir}" && $G test --update`)).toMatchObject({ code: 0 });
    expect(shell(`cd "${dir}/empty" && $G test`)).toEqual({
      code: 3,
      out: '',
      err: 'gmpshark: scenarios: no such file or directory\n',
    });
    expect(run(['test', join(dir, 'empty')])).toMatchObject({ code: 2, out: '' });
  });
});

describe('goldens', () => {
  test('a missing golden fails and says how it is made; --update makes it; then all is well, and stays the same bytes', () => {
    place(dir, { 'a.yaml': STORY });
    const before = testDir();
    expect(before.code).toBe(1);
    expect(before.out).toContain(`${golden('a')}: there is no golden; "gmpshark test --update" writes it`);
    expect(existsSync(golden('a'))).toBe(false);
    expect(testDir('--update').code).toBe(0);
    const first = read('a');
    expect(testDir()).toEqual({
      code: 0,
      out: 'ok    a (2 expectations)\n1 scenario, 1 run, 2 expectations: all well\n',
      err: '',
    });
    expect(testDir('--update').out).not.toContain('written');
    rmSync(golden('a'));
    testDir('--update');
    expect(read('a')).toBe(first);
  });

  test('one for each run of a file', () => {
    const runs = 'runs: {slow: {parameters: {delay: 10ms}}, quick: {parameters: {delay: 5ms}}}\n';
    place(dir, { 'two.yaml': STORY.replace('at 110ms', 'at 120ms') + runs });
    expect(testDir('--update').code).toBe(0);
    expect(readdirSync(join(dir, 'golden'))).toEqual(['two.quick.txt', 'two.slow.txt']);
    expect(read('two.quick')).not.toBe(read('two.slow'));
  });

  test('a changed delay: the first that differs, with its causes, even where all expectations hold', () => {
    const loose = STORY.replace('expect at 110ms', 'expect at 130ms');
    place(dir, { 'a.yaml': loose });
    testDir('--update');
    place(dir, { 'a.yaml': loose.replace('delay: 10ms', 'delay: 11ms') });
    const { code, out } = testDir();
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'FAIL  a',
      `      ${golden('a')}: the run differs from its golden in times, states, timers; the first that differs (- golden, + run):`,
      expect.stringMatching(/^ {10}0\.000000 frame creator → server SCREQ /),
      '          0.000000 state creator state idle → requesting [client.create]',
      expect.stringMatching(/^ {8}- 0\.010000 frame server → creator SCACC /),
      expect.stringMatching(/^ {8}\+ 0\.011000 frame server → creator SCACC /),
      '        how it came to be:',
      '          0.000000 creator: creator creates',
      '          0.000000 SCREQ creator → server [client.create, 7.1.1, figure 4]',
      '          0.011000 server: SCREQ creator → server arrives',
      '          0.011000 SCACC server → creator [server.SCREQ.accept, 7.1.1, figure 4; 8.2 f]',
      '1 scenario, 1 run, 2 expectations: 1 run failed',
      '',
    ]);
  });

  test('a golden that says something else: the line is shown, not a hash', () => {
    place(dir, { 'a.yaml': STORY.replace('delay: 10ms', 'delay: 5ms').replace('at 110ms', 'at 105ms') });
    testDir('--update');
    place(dir, { 'a.yaml': STORY });
    const { code, out } = testDir();
    expect(code).toBe(1);
    expect(out).toMatch(
      /- 0\.005000 frame server → creator SCACC .*\n +\+ 0\.010000 frame server → creator SCACC/,
    );
  });

  test('a golden that was changed by hand is none', () => {
    place(dir, { 'a.yaml': STORY });
    testDir('--update');
    writeFileSync(golden('a'), read('a').replace('a: none → registered', 'a: none → enrolled'));
    const { code, out } = testDir();
    expect(code).toBe(1);
    expect(out).toContain('the fingerprint of states is not that of the lines below it');
    expect(testDir('--update').code).toBe(0);
    expect(testDir().code).toBe(0);
  });

  test('--update makes no golden of a run that does not do what its own file says', () => {
    place(dir, { 'a.yaml': STORY.replace('at 110ms', 'at 109ms'), 'storm.yaml': STORM });
    const { code, out } = testDir('--update');
    expect(code).toBe(1);
    expect(out).toContain('a.yaml:14:22: does not hold: expect at 109ms: a is registered');
    expect(out).toContain('storm.yaml:13:13: the run was stopped');
    expect(existsSync(golden('a')) || existsSync(golden('storm'))).toBe(false);
  });

  test('a golden that no scenario has fails; --update removes it, but nothing that is no golden', () => {
    place(dir, { 'a.yaml': STORY, 'b.yaml': STORY });
    testDir('--update');
    rmSync(join(dir, 'b.yaml'));
    place(dir, { 'golden/mine.txt': 'my own notes\n' });
    expect(testDir().out).toContain(`${golden('b')}: no scenario has this golden`);
    const { code, out } = testDir('--update');
    expect(code).toBe(1);
    expect(out).toContain(`${golden('mine')}: no scenario has this golden`);
    expect(readdirSync(join(dir, 'golden'))).toEqual(['a.txt', 'mine.txt']);
    // A file that was named alone says nothing about others.
    expect(run(['test', join(dir, 'a.yaml')]).code).toBe(0);
  });
});

describe('exit statuses', () => {
  test('a mistake in one file ends with 2, the others are run all the same', () => {
    place(dir, { 'a.yaml': STORY.replace('a registers', 'a regsters'), 'b.yaml': STORY });
    const { code, out } = testDir('--update');
    expect(code).toBe(2);
    expect(out).toMatch(/^FAIL {2}.*a\.yaml\n.*a\.yaml:10:\d+: .*regsters/);
    expect(out).toContain('ok    b (2 expectations, golden written)');
  });

  test('a golden that cannot be written ends with 3', () => {
    place(dir, { 'a.yaml': STORY, golden: 'a file, where the folder should be' });
    const { code, out } = testDir('--update');
    expect(code).toBe(3);
    expect(out).toContain(golden('a'));
  });

  test('a pipe that is closed early ends it quietly', () => {
    place(dir, TIME_IN_FOLDER);
    expect(shell(`$G test "${dir}" | head -1`)).toEqual({ code: 0, out: 'FAIL  a\n', err: '' });
  });
});

const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

describe.skipIf(!hasTerminal)('on a terminal (skipped: needs script)', () => {
  const onTerminal = (line: string): string =>
    spawnSync('script', ['-qec', `stty cols 90; ${line}`, '/dev/null'], { env: PLAIN }).stdout.toString();

  test('progress is shown, and is gone where a result stands', () => {
    place(dir, { 'a.yaml': STORY });
    const shown = onTerminal(`"${process.execPath}" "${MAIN}" test "${dir}" --update`);
    expect(shown).toContain('\r1/1 a\u001b[K\r\u001b[Kok    a (2 expectations, golden written)\r\n');
  });

  test('a ladder is as wide as the terminal', () => {
    place(dir, { 'a.yaml': STORY });
    const [ladder] = onTerminal(`"${process.execPath}" "${MAIN}" sim "${join(dir, 'a.yaml')}"`).split(
      'Expectations',
    );
    const widest = Math.max(...ladder.split('\r\n').map((line) => line.length));
    expect(widest).toBeGreaterThan(70);
    expect(widest).toBeLessThanOrEqual(90);
  });
});
