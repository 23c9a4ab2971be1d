/**
 * `gmpshark sim` as users meet it: what it prints and writes, and its exit statuses (docs: the command's help).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, run, shell } from './run.js';
import { place, STORM, STORY } from './stories.js';

const DIR = folder();
const FILE = join(DIR, 'story.yaml');
const FAILS = join(DIR, 'fails.yaml');
const LOSSY = join(DIR, 'lossy.yaml');

beforeAll(() => {
  place(DIR, {
    'story.yaml': STORY,
    'fails.yaml': STORY.replace('at 110ms: a is registered', 'at 109.999ms: a is registered'),
    'lossy.yaml': `${STORY.replace(`{delay: "\${delay}"}`, '{delay: 10ms, loss: 1/2}').split('  - expect:')[0]}  - at 1s: end\n`,
    'storm.yaml': STORM,
    'two.yaml': `${STORY}runs: {slow: {parameters: {delay: 40ms}}, quick: {}}\n`,
    'parts/story.yaml': `include: ../set-up/base.yaml\n${STORY.replace(/actors.*\n/, '')}`,
    'set-up/base.yaml': 'actors: [server, creator, a]\n',
  });
});

describe('what is printed', () => {
  test('the ladder, where nothing else is said: title, lanes, clauses, expectations', () => {
    const { code, out, err } = run(['sim', FILE]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^story \(7\.1\.3, figure 6, seed 1\)\nA participant registers in an open session\.\n/,
    );
    expect(out).toMatch(/SRACC user 2.*►│ +7\.1\.3/);
    expect(out).toContain('Expectations: 2, all hold');
    expect(run(['sim', FILE, '-T', 'ladder']).out).toBe(out);
  });

  test('-T ndjson: an object that names the run, then one an event', () => {
    const { code, out } = run(['sim', FILE, '-T', 'ndjson']);
    expect(code).toBe(0);
    const [first, ...events] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ kind: 'run', name: 'story', seed: 1, clause: '7.1.3, figure 6' });
    const messages = events.filter(({ kind }) => kind === 'message').map(({ t, type }) => `${t} ${type}`);
    expect(messages).toEqual([
      '0.000000 SCREQ',
      '0.010000 SCACC',
      '0.020000 SCINF',
      '0.030000 SCCON',
      '0.100000 SRREQ',
      '0.110000 SRACC',
    ]);
    expect(events.filter(({ kind }) => kind === 'expect').map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('-T text: a line an event', () => {
    expect(run(['sim', FILE, '-T', 'text']).out).toMatch(
      /\n +\d+ 0\.110000 {2}server → a +GMP SRACC session 1/,
    );
  });

  test('in ASCII where the locale has no more', () => {
    for (const form of ['ladder', 'text']) {
      const { out } = run(['sim', FILE, '-T', form], { env: { LC_ALL: 'C' } });
      expect(out).toContain('SRACC');
      // What the scenario's author wrote stands as it was written.
      expect(/^[\n -~]*$/.test(out.split('\nExpectations')[0]), form).toBe(true);
    }
  });

  test.each(['ladder', 'text', 'ndjson'])(
    'two runs of -T %s are the same bytes; another seed is another run',
    (form) => {
      const [one, two, other] = [[], [], ['--seed', '2']].map(
        (more) => run(['sim', LOSSY, '-T', form, ...more]).out,
      );
      expect(one.length).toBeGreaterThan(100);
      expect(two).toBe(one);
      expect(other.replace(/seed":?.?\d/, '')).not.toBe(one.replace(/seed":?.?\d/, ''));
    },
  );

  test('several files, and several runs of a file, one behind the other', () => {
    const { code, out } = run(['sim', FILE, join(DIR, 'two.yaml'), '-T', 'ndjson']);
    const names = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'run')
      .map(({ name }) => name);
    expect(names).toEqual(['story', 'two: slow', 'two: quick']);
    // With a delay of 40 ms, a is registered later than expected.
    expect(code).toBe(1);
  });

  test('- is standard input; includes are looked for beside the file', () => {
    expect(run(['sim', '-'], { input: Buffer.from(STORY) })).toMatchObject({ code: 0, err: '' });
    expect(run(['sim', join(DIR, 'parts/story.yaml')])).toMatchObject({ code: 0, err: '' });
    expect(shell(`cd "${DIR}/parts" && $G sim story.yaml`)).toMatchObject({ code: 0, err: '' });
  });

  test('a pipe that is closed early ends it quietly', () => {
    const { code, out, err } = shell(`set -o pipefail; $G sim "${FILE}" "${FILE}" | head -1`);
    expect({ code, out, err }).toEqual({ code: 0, out: 'story (7.1.3, figure 6, seed 1)\n', err: '' });
  });

  test.skipIf(!existsSync('/dev/full'))('output that cannot be written ends with 3', () => {
    const expected = { code: 3, out: '', err: 'gmpshark: standard output: no space left on device\n' };
    expect(shell(`$G sim "${FILE}" > /dev/full`)).toEqual(expected);
    expect(shell(`$G sim "${FILE}" -w - > /dev/full`)).toEqual(expected);
  });
});

describe('what is changed from outside', () => {
  test('--set: another delay, and with it another run', () => {
    const { code, err } = run(['sim', FILE, '--set', 'delay=40ms']);
    expect(code).toBe(1);
    expect(err).toBe(
      `${FILE}:12:9: does not hold: expect: a → server SRREQ; server → a SRACC\n` +
        `${FILE}:14:22: does not hold: expect at 110ms: a is registered\n`,
    );
  });

  test('--until: ends sooner, what is expected later is left out; or later', () => {
    const short = run(['sim', FAILS, '--until', '100ms', '-T', 'ndjson']);
    expect(short).toMatchObject({ code: 0, err: '' });
    expect(short.out).not.toContain('SRACC');
    expect(run(['sim', FILE, '--until', '1h'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('an expectation that does not hold ends with 1', () => {
  test('the ladder shows it in its place among the others, standard error names it', () => {
    const { code, out, err } = run(['sim', FAILS]);
    expect(code).toBe(1);
    expect(out).toContain('Expectations: 2, 1 does not hold');
    expect(out).toMatch(/FAIL .*a is registered/);
    expect(err).toBe(`${FAILS}:14:26: does not hold: expect at 109.999ms: a is registered\n`);
  });

  test('where no story is printed, standard error tells all of it', () => {
    const { code, out, err } = run(['sim', FAILS, '-w', join(DIR, 'fails.pcapng')]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n')).toEqual([
      `${FAILS}:14:26: does not hold: expect at 109.999ms: a is registered`,
      '   14 |   - expect at 109.999ms: a is registered',
      '      |                          ^',
      expect.stringMatching(/^ {6}actual at 0\.109999s: a is /),
      '',
    ]);
  });
});

describe('-w', () => {
  test('writes the run and prints nothing; the capture reads back as the same messages', () => {
    const out = join(DIR, 'out.pcapng');
    expect(run(['sim', FILE, '-w', out])).toEqual({ code: 0, out: '', err: '' });
    const back = run(['dissect', out, '-T', 'ndjson']).out.trimEnd().split('\n');
    const lines = back
      .map((line) => JSON.parse(line))
      .map((one) => `${one.fields['gmp.type']} ${one.expert}`);
    expect(lines).toEqual(
      ['SCREQ', 'SCACC', 'SCINF', 'SCCON', 'SRREQ', 'SRACC'].map((type) => `${type} undefined`),
    );
  });

  test('with -T it also prints', () => {
    const { code, out } = run(['sim', FILE, '-w', join(DIR, 'both.pcapng'), '-T', 'text']);
    expect(code).toBe(0);
    expect(out).toBe(run(['sim', FILE, '-T', 'text']).out);
  });

  test('several runs are sections of one file; - is standard output', () => {
    const piped = shell(`$G sim "${FILE}" "${FILE}" -w - | $G -`);
    expect(piped.out.trimEnd().split('\n')).toHaveLength(12);
    expect(piped.out).toContain('a → server');
  });

  test('never over the scenario, nor to where nothing can be written', () => {
    const own = run(['sim', FILE, '-w', FILE]);
    expect(own).toMatchObject({ code: 2, out: '' });
    expect(readFileSync(FILE, 'utf8')).toBe(STORY);
    const nowhere = run(['sim', FILE, '-w', join(DIR, 'no/such/folder.pcapng')]);
    expect(nowhere).toMatchObject({ code: 2, out: '' });
    expect(nowhere.err).toContain('no such file or directory');
  });
});

describe('a run without end', () => {
  test('is stopped and ends with 1: the line with which it began, and what went round', () => {
    const { code, err } = run(['sim', join(DIR, 'storm.yaml'), '-T', 'ndjson']);
    expect(code).toBe(1);
    const lines = err.split('\n');
    expect(lines[0]).toBe(
      `${join(DIR, 'storm.yaml')}:13:13: the run was stopped: more than 100,000 events at one instant: an endless loop, at 12 s`,
    );
    expect(lines[1]).toBe('   13 |   - at 12s: h sends data to 239.1.2.3 with TTL 200');
    expect(lines[2]).toBe('      |             ^');
    expect(lines[3]).toContain('each because of the one before it');
    expect(lines[5]).toMatch(/^ {6}12\.000000 r\d → 239\.1\.2\.3 data, TTL \d+$/);
  });
});

describe('what cannot be read ends with 3', () => {
  test('no such file; a folder', () => {
    expect(run(['sim', join(DIR, 'none.yaml')])).toEqual({
      code: 3,
      out: '',
      err: `gmpshark: ${join(DIR, 'none.yaml')}: no such file or directory\n`,
    });
    mkdirSync(join(DIR, 'empty'), { recursive: true });
    const { code, err } = run(['sim', join(DIR, 'empty')]);
    expect(code).toBe(3);
    expect(err).toContain('gmpshark test');
  });

  test('octets that are no text are told as a mistake, not as a crash', () => {
    const path = join(DIR, 'octets.yaml');
    writeFileSync(path, Uint8Array.of(0xff, 0xfe, 0, 1, 2, 3));
    const { code, out, err } = run(['sim', path]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]*octets\.yaml:1:\d+: /);
  });
});
