/**
 * `gmpshark check` as users meet it: flags, forms of output, exit statuses, inputs of every kind.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, run, shell, start } from './run.js';
import { joined, pcapHeader, pcapRecord, smallCapture } from './small-capture.js';
import { place, STORY } from './stories.js';

const GOLDEN = fileURLToPath(new URL('golden', import.meta.url));
const DIR = folder();
const GOOD = join(DIR, 'good.pcapng');
/** Its packet 4 has a wrong checksum, its packet 5 ends too early. */
const BAD = join(DIR, 'bad.pcap');
/** Figure 12: the link of a member is cut for a while, and a stranger speaks in its name. */
const FIG12 = join(DIR, 'fig12.pcapng');
const SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url));

beforeAll(() => {
  place(DIR, { 'story.yaml': STORY });
  expect(run(['sim', join(DIR, 'story.yaml'), '-w', GOOD]).code).toBe(0);
  writeFileSync(BAD, smallCapture());
  expect(run(['sim', join(SCENARIOS, 'fig12-membership-check.yaml'), '-w', FIG12]).code).toBe(0);
});

/** The objects of `-T ndjson`. */
function told(args: readonly string[], input?: Uint8Array): readonly Record<string, unknown>[] {
  const { out } = run(['check', ...args, '-T', 'ndjson'], input === undefined ? {} : { input });
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('what is printed', () => {
  test.each<[string, readonly string[]]>([
    ['check.txt', []],
    ['check.ndjson', ['-T', 'ndjson']],
    ['check-colour.txt', ['--color']],
    ['check-infer.txt', ['--infer']],
  ])('%s', (name, flags) => {
    const path = join(GOLDEN, name);
    const { out } = run(['check', BAD, ...flags]);
    if (process.env.UPDATE_GOLDEN !== undefined || !existsSync(path)) writeFileSync(path, out);
    expect(out).toBe(readFileSync(path, 'utf8'));
  });

  test('check-story.txt: a session in which something is missing, as people read it', () => {
    const path = join(GOLDEN, 'check-story.txt');
    const { code, out } = run(['check', FIG12, '--policy', 'retry=off']);
    if (process.env.UPDATE_GOLDEN !== undefined || !existsSync(path)) writeFileSync(path, out);
    expect(out).toBe(readFileSync(path, 'utf8'));
    // What is not certain is no error.
    expect(code).toBe(0);
    expect(run(['check', FIG12, '--policy', 'retry=off', '--fail-on', 'warning']).code).toBe(1);
  });

  test('a capture that is in order: verdicts, totals, status 0, nothing on standard error', () => {
    const { code, out, err } = run(['check', GOOD]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'session 1 at 10.0.0.1: pass  (5 packets, 2 to 6)\n6 packets; 1 session: 1 pass; findings: none\n',
    );
  });

  test('a capture with nothing of GMP or IGMP says so', () => {
    const empty = join(DIR, 'empty.pcap');
    writeFileSync(empty, pcapHeader());
    expect(run(['check', empty])).toEqual({
      code: 0,
      out: '0 packets: nothing of GMP or IGMP to judge\n',
      err: '',
    });
  });

  test('-T ndjson: findings, then verdicts, each with what programs need', () => {
    const objects = told([BAD]);
    const first = objects.find(({ code }) => code === 'igmp.bad_checksum');
    expect(first).toMatchObject({
      kind: 'finding',
      t: '1.500000',
      ts: '1700000001.623456',
      severity: 'error',
      certain: true,
      code: 'igmp.bad_checksum',
      clause: 'RFC 1112, appendix I',
      role: 'sender',
      by: 'presence',
      frames: [4],
    });
    expect(objects.at(-1)).toMatchObject({
      kind: 'verdict',
      of: 'network',
      verdict: 'fail',
      matter: first?.matter,
    });
  });

  test('mistakes in messages that come again and again are counted, not told for ever', () => {
    const many = join(DIR, 'many.pcap');
    const wrong = Array.from({ length: 25 }, () => pcapRecord(3));
    writeFileSync(many, joined([pcapHeader(), ...wrong]));
    const objects = told([many]);
    expect(objects.filter(({ code }) => code === 'igmp.bad_checksum')).toHaveLength(10);
    expect(objects.at(-1)).toMatchObject({ broken: [{ code: 'igmp.bad_checksum', count: 25 }] });
  });
});

describe('exit statuses', () => {
  test.each<[number, readonly string[]]>([
    [1, [BAD]],
    [1, [BAD, '--fail-on', 'error']],
    [1, [BAD, '--fail-on', 'warning']],
    [1, [BAD, '--fail-on', 'note']],
    [0, [BAD, '--fail-on', 'never']],
    [0, [GOOD, '--fail-on', 'note']],
    [0, [BAD, '--infer']],
    [3, [join(DIR, 'nowhere.pcap')]],
    [2, [GOOD, '--fail-on', 'often']],
    [2, []],
  ])('%i: check %j', (status, args) => {
    expect(run(['check', ...args]).code).toBe(status);
  });

  test('3 where the capture is cut off; what was readable is judged', () => {
    const cut = join(DIR, 'cut.pcap');
    writeFileSync(cut, smallCapture().subarray(0, -5));
    const { code, out, err } = run(['check', cut]);
    expect(code).toBe(3);
    expect(err).toMatch(/cut\.pcap: .*octet/);
    expect(out).toContain('igmp.bad_checksum');
  });

  test('standard output that nobody reads any more is no error', () => {
    expect(shell(`$G check ${BAD} | head -0; echo \${PIPESTATUS[0]}`).out).toBe('0\n');
  });
});

describe('findings in packets', () => {
  test('-V, -z expert, -Y _ws.expert and ndjson show them where they became true', () => {
    const tree = run(['dissect', FIG12, '-V']).out;
    expect(tree).toMatch(
      /\[Expert Info \(Warning\/\w+\): User 2 \(10\.0\.0\.3\) does not answer a KAREQ .*\]/,
    );
    expect(tree).toContain('[Clause: 9.2 b; 7.1.5, figure 10]');
    const rows = run([
      'dissect',
      FIG12,
      '-n',
      '-Y',
      '_ws.expert.severity == "Warning"',
      '-T',
      'fields',
      '-e',
      'frame.number',
    ]);
    const frames = rows.out.trim().split('\n').map(Number);
    const found = told([FIG12]).filter(({ kind }) => kind === 'finding');
    expect(frames).toHaveLength(found.length);
    const lines = run(['dissect', FIG12, '-T', 'ndjson', '-e', 'frame.number']).out.trim().split('\n');
    const codes = lines.flatMap((line) => {
      const { expert = [] } = JSON.parse(line) as { expert?: readonly { severity: string; code: string }[] };
      return expert.filter(({ severity }) => severity !== 'comment').map(({ code }) => code);
    });
    expect(codes).toEqual(found.map(({ code }) => code));
    expect(run(['dissect', FIG12, '-q', '-z', 'expert']).out).toContain('does not answer a KAREQ');
  });

  test('the summary does not look for them', () => {
    expect(run(['dissect', FIG12, '--color']).out).not.toContain('38;5;210;48;5;235m');
  });
});

describe('policies', () => {
  test.each([
    ['startGat=enrolled', 'there is no policy "startGat"', '^^^^^^^^', 'nearest: startGate'],
    ['startGate=no', 'startGate: "no" is none of registered, enrolled', '          ^^', undefined],
    ['recordKept=90', 'recordKept: "90" is no time', '           ^^', undefined],
    ['keyOctets=0', 'keyOctets: "0" is no whole number from 1 to 255', '          ^', undefined],
    ['startGate', 'a policy is written KEY=VALUE', '^^^^^^^^^', 'as in --policy startGate=enrolled'],
    ['toString=1', 'there is no policy "toString"', '^^^^^^^^', undefined],
  ])('--policy %s: the message names the place', (policy, message, caret, hint) => {
    const { code, err } = run(['check', GOOD, '--policy', policy]);
    expect(code).toBe(2);
    const [said, shown, marked, more] = err.split('\n');
    expect(said).toContain(message);
    expect(shown).toBe(`  --policy ${policy}`);
    expect(marked).toBe(`           ${caret}`);
    if (hint !== undefined) expect(more).toBe(hint);
  });

  test.each(['recordKept=90s', 'recordKept=1.5min', 'kaTimer=continuous', 'keyOctets=32'])(
    '--policy %s is taken',
    (policy) => {
      expect(run(['check', GOOD, '--policy', policy, '--policy', 'retry=off']).code).toBe(0);
    },
  );

  test.each([
    ['--max-delay', '5'],
    ['--tolerance', 'soon'],
  ])('%s %s: a time is wanted', (flag, value) => {
    const { code, err } = run(['check', GOOD, flag, value]);
    expect(code).toBe(2);
    expect(err).toContain(`  ${flag} ${value}\n`);
  });
});

describe('inputs', () => {
  test('-r, standard input, gzip: the same as the file', () => {
    const plain = run(['check', BAD]);
    const packed = join(DIR, 'bad.pcap.gz');
    writeFileSync(packed, gzipSync(readFileSync(BAD)));
    expect(run(['check', '-r', BAD])).toEqual(plain);
    expect(run(['check', packed])).toEqual(plain);
    expect(run(['check', '-'], { input: readFileSync(BAD) })).toEqual(plain);
    expect(run(['check', '-'], { input: gzipSync(readFileSync(BAD)) })).toEqual(plain);
  });

  test('two inputs are one too many', () => {
    expect(run(['check', GOOD, '-r', BAD]).code).toBe(2);
  });

  test('a pipe: a finding is told when its packet is there, before the next is written', async () => {
    const running = start(['check', '-', '-T', 'ndjson']);
    running.write(joined([pcapHeader(), pcapRecord(3)]));
    const line = await running.until(/\n/);
    expect(JSON.parse(line)).toMatchObject({ code: 'igmp.bad_checksum', frames: [1] });
    running.write(pcapRecord(0));
    running.end();
    await running.until(/"kind":"verdict"/);
    expect(await running.code).toBe(1);
  });

  test('a FIFO', async () => {
    const path = join(DIR, 'fifo');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    const running = start(['check', path]);
    const writer = createWriteStream(path);
    writer.write(joined([pcapHeader(), pcapRecord(3)]));
    await running.until(/igmp\.bad_checksum/);
    writer.end();
    await running.until(/: fail/);
    expect(await running.code).toBe(1);
  });

  test('--follow waits for what is written later; an interrupt ends it with the verdicts', async () => {
    const path = join(DIR, 'growing.pcap');
    writeFileSync(path, joined([pcapHeader(), pcapRecord(0)]));
    const running = start(['check', path, '--follow']);
    appendFileSync(path, pcapRecord(3));
    await running.until(/igmp\.bad_checksum/);
    running.interrupt();
    await running.until(/: fail/);
    expect(await running.code).toBe(1);
  });
});

test('help, manual and completion know the command', () => {
  const { code, out } = run(['check', '--help']);
  expect(code).toBe(0);
  for (const flag of [
    '--policy',
    '--lossy',
    '--infer',
    '--fail-on',
    '--max-delay',
    '--tolerance',
    '--follow',
  ]) {
    expect(out).toContain(flag);
  }
  expect(out).toContain('Examples:');
  expect(run(['manual']).out).toContain('.SS "gmpshark check');
  expect(run(['completion', 'bash']).out).toMatch(/-T\|--type\) COMPREPLY=\(\$\(compgen -W "text ndjson"/);
});
