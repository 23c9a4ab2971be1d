/** `-z` as users meet it: where the tables stand, with what else, and how runs with them end. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { STATISTICS } from '../../src/statistics/kinds.js';
import { folder, run, start } from './run.js';
import { smallCapture } from './small-capture.js';

const DIR = folder();
const FILE = join(DIR, 'small.pcap');

beforeAll(() => writeFileSync(FILE, smallCapture()));

describe('where the tables stand', () => {
  test('behind the packets; with -q alone; the last one asked for first, as in tshark', () => {
    const both = run(['dissect', FILE, '-n', '-z', 'io,phs', '-z', 'conv,ip']);
    const plain = run(['dissect', FILE, '-n']);
    const quiet = run(['dissect', FILE, '-n', '-q', '-z', 'io,phs', '-z', 'conv,ip']);
    expect(both.out).toBe(plain.out + quiet.out);
    expect(quiet.out.indexOf('IPv4 Conversations')).toBeLessThan(quiet.out.indexOf('Protocol Hierarchy'));
    expect(quiet.err).toBe('');
    expect(quiet.code).toBe(0);
  });

  test('-c is of all, -Y only of the packets that are printed (tshark 4.0)', () => {
    const { out } = run(['dissect', FILE, '-n', '-c', '3', '-Y', 'frame.number == 1', '-z', 'io,phs']);
    expect(out.split('\n')[0]).toMatch(/^ +1 /);
    expect(out).toMatch(/^eth +frames:3 /m);
    expect(out).not.toMatch(/^ +2 /m);
  });

  test('a copy holds the packets, standard output the tables', () => {
    const copy = join(DIR, 'copy.pcap');
    const { out, code } = run(['dissect', FILE, '-n', '-w', copy, '-z', 'io,phs']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\n=+\nProtocol Hierarchy/);
    expect(run(['dissect', copy, '-n']).out).toBe(run(['dissect', FILE, '-n']).out);
  });

  test('both into standard output: refused, where tshark writes text into the capture', () => {
    const { code, err, out } = run(['dissect', FILE, '-w', '-', '-z', 'io,phs']);
    expect(code).toBe(2);
    expect(err).toContain(
      'packets cannot be copied (-w) to standard output where statistics (-z) are printed',
    );
    expect(out).toBe('');
  });
});

describe('how runs end', () => {
  test('a broken capture: what was readable is counted, and the end is 3', () => {
    const cut = join(DIR, 'cut.pcap');
    writeFileSync(cut, smallCapture().subarray(0, -5));
    const { out, code, err } = run(['dissect', cut, '-q', '-z', 'io,phs']);
    expect(code).toBe(3);
    expect(out).toMatch(/^eth +frames:6 /m);
    expect(err).toContain('cut short');
  });

  test('--follow: the tables come with the interrupt that ends it', async () => {
    const growing = join(DIR, 'growing.pcap');
    writeFileSync(growing, smallCapture().subarray(0, -5));
    const running = start(['dissect', growing, '-n', '--follow', '-z', 'io,phs']);
    await running.until(/^ +6 /m);
    appendFileSync(growing, smallCapture().subarray(-5));
    await running.until(/^ +7 /m);
    running.interrupt();
    expect(await running.until(/^eth .*frames:7 /m)).toContain('Protocol Hierarchy');
    expect(await running.code).toBe(0);
  });

  test('standard input ended by an interrupt has its tables too', async () => {
    const running = start(['dissect', '-', '-n', '-z', 'io,phs']);
    running.write(smallCapture());
    await running.until(/^ +7 /m);
    running.interrupt();
    await running.until(/^eth .*frames:7 /m);
    expect(await running.code).toBe(130);
    running.end();
  });
});

describe('bad usage ends with 2, and the place is marked', () => {
  test('an unknown statistic', () => {
    const { code, err } = run(['dissect', FILE, '-z', 'io,sta,1']);
    expect(code).toBe(2);
    expect(err).toBe(
      'gmpshark: there is no statistic "io,sta"\n  -z io,sta,1\n        ^^^\nnearest: io,stat\n',
    );
  });

  test('a filter within', () => {
    const { code, err } = run(['dissect', FILE, '-z', 'io,stat,1,igmp,SUM(ip.len)ip.tll == 1']);
    expect(code).toBe(2);
    expect(err).toContain(`  -z io,stat,1,igmp,SUM(ip.len)ip.tll == 1\n${' '.repeat(31)}^^^^^^\n`);
    expect(err).toContain('nearest: ip.ttl');
  });

  test('a missing macro is told at its place', () => {
    const filter = ['$', '{nothing}'].join('');
    const env = { XDG_CONFIG_HOME: DIR };
    const { code, err } = run(['dissect', FILE, '-z', `conv,ip,${filter}`], { env });
    expect(code).toBe(2);
    expect(err).toContain('nothing');
  });
});

test('filters are those of -Y', () => {
  const { out } = run([
    'dissect',
    FILE,
    '-q',
    '-z',
    'conv,ip,ip.dst == 224.0.0.0/4 && !(ip.dst == 224.0.0.22)',
  ]);
  expect(out).toContain('Filter:ip.dst == 224.0.0.0/4 && !(ip.dst == 224.0.0.22)\n');
  expect(out).toContain('<-> 224.');
  expect(out).not.toContain('224.0.0.22 ');
});

test('-z help lists all, without a capture', () => {
  const { code, out } = run(['dissect', '-z', 'help']);
  expect(code).toBe(0);
  for (const { name, usage } of STATISTICS) expect(out).toContain(`  ${name}${usage}`);
});

test('completion and docs/statistics.md know every statistic', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/statistics.md', import.meta.url)), 'utf8');
  const names = STATISTICS.map(({ name }) => name);
  for (const shell of ['bash', 'zsh', 'fish'])
    expect(run(['completion', shell]).out).toContain(names.join(' '));
  for (const name of names) expect(page).toContain(`\`${name}`);
});
