/**
 * `dissect -Y`: only what a filter holds of is printed, copied and counted from; macros come from the configuration.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, run } from './run.js';
import { smallCapture } from './small-capture.js';

const DIR = folder();
const FILE = join(DIR, 'small.pcap');
const rows = (...args: readonly string[]): readonly string[] => {
  const { code, out, err } = run(['dissect', FILE, ...args]);
  expect({ code, err: err.includes('gmpshark:') }).toEqual({ code: 0, err: false });
  return out.split('\n').slice(0, -1);
};
const numbers = (...args: readonly string[]): readonly string[] =>
  rows('-T', 'fields', '-e', 'frame.number', ...args);

beforeAll(() => {
  writeFileSync(FILE, smallCapture());
});

describe('-Y', () => {
  test('prints in every form only packets that it holds of', () => {
    const all = numbers();
    expect(all.length).toBeGreaterThan(4);
    const wanted = all.filter((number) => Number(number) % 2 === 0);
    const filter = ['-Y', 'frame.number % 2 == 0'];
    expect(numbers(...filter)).toEqual(wanted);
    expect(rows(...filter)).toHaveLength(wanted.length);
    expect(rows(...filter, '-T', 'ndjson').map((line) => String(JSON.parse(line).number))).toEqual(wanted);
    expect(JSON.parse(rows(...filter, '-T', 'json').join('\n'))).toHaveLength(wanted.length);
    expect(rows(...filter, '-T', 'ek')).toHaveLength(2 * wanted.length);
    expect(rows(...filter, '-V').filter((line) => line.startsWith('Frame '))).toHaveLength(wanted.length);
    expect(rows('--filter', 'frame.number % 2 == 0')).toHaveLength(wanted.length);
  });

  test('with -c the packets that are read are counted, as in tshark', () => {
    expect(numbers('-c', '3', '-Y', 'frame.number > 1')).toEqual(['2', '3']);
  });

  test('with -w only packets that it holds of are copied', () => {
    const copy = join(DIR, 'copy.pcapng');
    rows('-Y', 'frame.number in {1, 3..4}', '-w', copy);
    const { out } = run(['dissect', copy, '-T', 'fields', '-e', 'frame.time_epoch']);
    const times = rows('-T', 'fields', '-e', 'frame.time_epoch');
    expect(out.split('\n').slice(0, -1)).toEqual([times[0], times[2], times[3]]);
  });

  test('frame.time_delta_displayed and -t dd count from the last packet shown', () => {
    const times = rows('-T', 'fields', '-e', 'frame.time_epoch').map(Number);
    const [, second] = rows(
      '-Y',
      'frame.number in {1, 4}',
      '-T',
      'fields',
      '-e',
      'frame.time_delta_displayed',
    );
    expect(Number(second)).toBeCloseTo(times[3] - times[0], 6);
    expect(rows('-Y', 'frame.number in {1, 4}', '-t', 'dd')[1]).toContain((times[3] - times[0]).toFixed(6));
  });

  test('an empty filter is none', () => {
    expect(numbers('-Y', '')).toEqual(numbers());
  });

  test('a bad one ends with 2, before anything is read, with its place underlined', () => {
    const { code, out, err } = run(['dissect', join(DIR, 'not-there.pcap'), '-Y', 'ip and igmp.typ == 3']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n').slice(0, 3)).toEqual([
      'gmpshark: there is no field or protocol "igmp.typ"',
      '  -Y ip and igmp.typ == 3',
      '            ^^^^^^^^',
    ]);
    expect(err).toContain('nearest: igmp.type');
  });

  test('a second one is refused, as nothing is passed over silently', () => {
    expect(run(['dissect', FILE, '-Y', 'ip', '-Y', 'udp']).code).toBe(2);
  });
});

describe('macros in config.yaml', () => {
  const config = (text: string): Readonly<Record<string, string>> => {
    const base = join(DIR, `config-${text.length}`);
    mkdirSync(join(base, 'gmpshark'), { recursive: true });
    writeFileSync(join(base, 'gmpshark', 'config.yaml'), text);
    return { XDG_CONFIG_HOME: base };
  };
  const USE = `\${few;frame.number}`;

  test('are used', () => {
    const env = config('macros:\n  few: "$1 < 3"\n');
    const { code, out } = run(['dissect', FILE, '-Y', USE, '-T', 'fields', '-e', 'frame.number'], { env });
    expect({ code, out }).toEqual({ code: 0, out: '1\n2\n' });
  });

  test('are looked for below the home where XDG_CONFIG_HOME is not set', () => {
    mkdirSync(join(DIR, '.config', 'gmpshark'), { recursive: true });
    writeFileSync(join(DIR, '.config', 'gmpshark', 'config.yaml'), 'macros: { few: "$1 < 2" }\n');
    expect(run(['dissect', FILE, '-Y', USE], { env: { HOME: DIR } }).out.split('\n')).toHaveLength(2);
  });

  test('without a file there are none', () => {
    const { code, err } = run(['dissect', FILE, '-Y', USE], {
      env: { XDG_CONFIG_HOME: join(DIR, 'nowhere') },
    });
    expect(code).toBe(2);
    expect(err).toContain('there is no macro "few"');
  });

  test.each([
    ['macros:\n  few: 3\n', /config\.yaml:2:8: macros\.few: a macro is a text\n {2} {2}few: 3\n {9}\^/],
    ['macro:\n  few: a\n', /config\.yaml:1:1: there is no key "macro"/],
    ['macros:\n  f-w: "a"\n', /config\.yaml:2:\d+: macros\.f-w: a name is/],
    ['macros: {\n', /config\.yaml:\d+:\d+: /],
  ])('a mistake in it is told with file and place (%#)', (text, expected) => {
    const { code, err } = run(['dissect', FILE, '-Y', USE], { env: config(text) });
    expect(code).toBe(2);
    expect(err).toMatch(expected);
  });

  test('a broken file does not matter where no macro is used', () => {
    expect(run(['dissect', FILE, '-Y', 'ip'], { env: config('macros: [') }).code).toBe(0);
  });
});
