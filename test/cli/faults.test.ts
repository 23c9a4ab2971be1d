/**
 * Exit statuses and messages: bad usage (2) with a caret under the place, broken input (3) after what was readable.
 */
import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, run, shell } from './run.js';
import { smallCapture } from './small-capture.js';

const DIR = folder();
const FILE = join(DIR, 'small.pcap');

beforeAll(() => writeFileSync(FILE, smallCapture()));

describe('bad usage ends with 2 and names the place', () => {
  test.each<[readonly string[], string, string, string]>([
    [['-T', 'fields', '-e', 'igmp.typ'], '-e igmp.typ', '   ^^^^^^^^', 'nearest: igmp.type'],
    [['-d', 'udp.port==1,igpm'], '-d udp.port==1,igpm', '               ^^^^', 'nearest: igmp'],
    [['-d', 'udp.prt==1,igmp'], '-d udp.prt==1,igmp', '   ^^^^^^^', 'layers: linktype, ethertype'],
    [['-d', 'udp.port==1x,igmp'], '-d udp.port==1x,igmp', '             ^^', 'a value is a number'],
    [['-d', 'udp.port==1,igmp@-1'], '-d udp.port==1,igmp@-1', '                    ^^', ''],
    [['-d', 'udp.port==9-1,igmp'], '-d udp.port==9-1,igmp', '             ^^^', ''],
    [['-O', 'ip,igpm'], '-O ip,igpm', '      ^^^^', 'nearest: igmp'],
    [['-o', 'ip.defrag:TRUE'], '-o ip.defrag:TRUE', '   ^^^^^^^^^', 'nearest: ip.defragment'],
    [['-o', 'ip.defragment:maybe'], '-o ip.defragment:maybe', '                 ^^^^^', ''],
    [
      ['-o', 'ip.check_checksum:FALSE'],
      '-o ip.check_checksum:FALSE',
      '                     ^^^^^',
      'always TRUE',
    ],
    [['-E', 'quote=x'], '-E quote=x', '         ^', 'quote is d'],
    [['-E', 'seperator=,'], '-E seperator=,', '   ^^^^^^^^^', 'nearest: separator'],
    [['-t', 'z'], '-t z', '   ^', 'formats: r, d'],
    [['-e', 'ip.src'], '-e ip.src', '   ^^^^^^', 'add -T fields'],
    [['-T', 'fields'], '-T fields', '   ^^^^^^', 'add -e FIELD'],
  ])('%j', (flags, line, caret, hint) => {
    const { code, out, err } = run(['dissect', FILE, ...flags]);
    expect(code).toBe(2);
    expect(out).toBe('');
    const lines = err.split('\n');
    expect(lines[0]).toMatch(/^gmpshark: /);
    expect(lines[1]).toBe(`  ${line}`);
    expect(lines[2]).toBe(`  ${caret}`);
    expect(err).toContain(hint);
  });

  test.each<[readonly string[], string, string, string, string]>([
    [
      ['dissect', FILE, '--folow'],
      "unknown option '--folow'",
      `gmpshark dissect ${FILE} --folow`,
      '^^^^^^^',
      '(Did you mean --follow?)',
    ],
    [
      ['dissect', FILE, '-Y', 'igmp and ip.tll > 1'],
      'there is no field or protocol "ip.tll"',
      '-Y igmp and ip.tll > 1',
      '^^^^^^',
      'nearest: ip.ttl',
    ],
    [
      ['dissect', FILE, '-T', 'xml'],
      'Allowed choices are text, fields, json, ndjson, ek.',
      '-T xml',
      '^^^',
      '',
    ],
    [['dissect', FILE, '-c', '0'], 'It must be a whole number from 1 on.', '-c 0', '^', ''],
    [['dissect', FILE, '-c0'], 'It must be a whole number from 1 on.', '-c 0', '^', ''],
    [['dissect', FILE, '-c'], 'argument missing', '-c ', '^', ''],
    [['dissect', FILE, '-r', `${FILE}x`], 'two inputs', `-r ${FILE}x`, '^'.repeat(FILE.length + 1), ''],
    [['dissect', '-r', FILE, '-r', 'x'], `There is one input already: ${FILE}`, '-r x', '^', ''],
    [['dissect', 'a', 'b', 'c d'], "too many arguments for 'dissect'", "dissect a b 'c d'", '^^^^^^^', ''],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish.', 'completion tcsh', '^^^^', ''],
    [['fields', 'no.such'], 'no field\'s name begins with "no.such"', 'fields no.such', '^^^^^^^', ''],
    [[], "missing required argument 'file'", 'gmpshark ', '^', 'gmpshark --help'],
    [
      ['disect'],
      "there is no command 'disect', and no such file",
      'gmpshark disect',
      '^^^^^^',
      '(Did you mean dissect?)',
    ],
    [
      ['disect', FILE],
      "there is no command 'disect', and no such file",
      `gmpshark disect ${FILE}`,
      '^^^^^^',
      '(Did you mean dissect?)',
    ],
    [
      ['chekc', 'x'],
      "there is no command 'chekc', and no such file",
      'gmpshark chekc x',
      '^^^^^',
      '(Did you mean check?)',
    ],
    [
      [FILE, '-V'],
      "unknown option '-V': it is one of 'dissect'",
      `gmpshark ${FILE} -V`,
      '^^',
      `(Did you mean gmpshark dissect ${FILE} -V?)`,
    ],
    [
      ['view', FILE, '-Tjson'],
      "unknown option '-Tjson': it is one of 'dissect'",
      `gmpshark view ${FILE} -Tjson`,
      '^^^^^^',
      `(Did you mean gmpshark dissect ${FILE} -Tjson?)`,
    ],
    [['dissect', ''], "'': a capture's name cannot be empty", "dissect ''", '^^', 'give a FILE'],
    [['dissect', '-r', ''], "'': a capture's name cannot be empty", "-r ''", '^^', 'give a FILE'],
    [
      ['dissect', FILE, '-w', '-', '-P'],
      'cannot be both copied (-w) and printed (-P)',
      '-w - -P',
      '^^',
      'leave -P out',
    ],
  ])('%j', (args, message, line, caret, hint) => {
    const { code, out, err } = run(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    const lines = err.split('\n');
    expect(lines[0]).toMatch(/^gmpshark: /);
    expect(lines[0]).toContain(message);
    expect(lines[1]).toBe(`  ${line}`);
    expect(lines[2].trim()).toBe(caret);
    const under = lines[1].slice(lines[2].indexOf('^'));
    expect(under === '' ? '^' : '^'.repeat(under.length)).toSatisfy((rest: string) => rest.startsWith(caret));
    expect(lines.slice(3).join('\n')).toContain(hint);
  });

  test('no capture at all', () => {
    expect(run(['dissect'])).toEqual({
      code: 2,
      out: '',
      err: 'gmpshark: no capture given\ngive a FILE, or - for standard input\n',
    });
  });

  test('in ASCII where the locale has no more', () => {
    const { err } = run(['dissect', FILE, '-d', 'udp.port==1x,igmp'], { env: { LC_ALL: 'C' } });
    expect(err).toContain('a value is a number (decimal or 0x...)');
    expect(/^[\n -~]*$/.test(err)).toBe(true);
  });
});

describe('text is never mixed into a copy on standard output', () => {
  test.each(['-w - -P', '-w /dev/stdout -P', `-w "${join(DIR, 'mixed')}" -P`])('%s', (flags) => {
    const path = join(DIR, 'mixed');
    const { code, err } = shell(`$G dissect "${FILE}" ${flags} > "${path}"`);
    expect(code).toBe(2);
    expect(err).toContain('leave -P out');
    expect(readFileSync(path)).toHaveLength(0);
  });

  test('-w - alone, and with -P a copy elsewhere', () => {
    expect(shell(`$G dissect "${FILE}" -w - | $G - | wc -l`).out.trim()).toBe('7');
    const { code, out } = run(['dissect', FILE, '-w', join(DIR, 'elsewhere'), '-P']);
    expect({ code, lines: out.split('\n').length }).toEqual({ code: 0, lines: 8 });
  });
});

describe.skipIf(!existsSync('/dev/full'))('output that cannot be written to its end ends with 3', () => {
  test.each([
    `dissect "${FILE}"`,
    `dissect "${FILE}" -V`,
    `dissect "${FILE}" -T json`,
    'fields',
    'manual',
    'completion bash',
    '--help',
    'help dissect',
  ])('%s > /dev/full', (args) => {
    const { code, err } = shell(`$G ${args} > /dev/full`);
    expect({ code, err }).toEqual({ code: 3, err: 'gmpshark: standard output: no space left on device\n' });
  });

  test('a copy', () => {
    const { code, err } = shell(`$G dissect "${FILE}" -w - > /dev/full`);
    expect(code).toBe(3);
    expect(err).toMatch(/^gmpshark: standard output: .*no space left on device/);
    expect(err.split('\n')).toHaveLength(2);
  });
});

describe('the capture that is read is never written to', () => {
  const other = join(DIR, 'link.pcap');
  beforeAll(() => linkSync(FILE, other));

  test.each([
    `$G dissect "${FILE}" -w "${FILE}"`,
    `$G dissect "${FILE}" -w "${other}"`,
    `$G dissect - -w "${FILE}" < "${FILE}"`,
  ])('%s', (line) => {
    const { code, err } = shell(line);
    expect(code).toBe(2);
    expect(err).toContain('this is the capture being read');
    expect(readFileSync(FILE)).toEqual(Buffer.from(smallCapture()));
  });
});

describe('input that cannot be read to its end ends with 3', () => {
  test('cut in the middle of a packet: what is before it is shown first', () => {
    const path = join(DIR, 'cut.pcap');
    writeFileSync(path, smallCapture(3).subarray(0, 24 + 76 * 2 + 40));
    const { code, out, err } = run([path]);
    expect(code).toBe(3);
    expect(out.split('\n')).toHaveLength(3);
    expect(err).toBe(
      `gmpshark: ${path}: The input appears to have been cut short in the middle of a packet (at octet 176)\n`,
    );
  });

  test('a limit that is reached before the damage: 0', () => {
    const { code, err } = run(['dissect', join(DIR, 'cut.pcap'), '-c', '2']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test.each(['-V', '-Tjson', '-Tndjson', '-Tek'])('with %s the output is whole all the same', (form) => {
    const { code, out } = run(['dissect', join(DIR, 'cut.pcap'), form]);
    expect(code).toBe(3);
    if (form === '-Tjson') expect(JSON.parse(out)).toHaveLength(2);
  });

  test.each([
    ['/no/such/file.pcap', "The file doesn't exist."],
    [DIR, 'directory'],
  ])('%s', (path, message) => {
    const { code, out, err } = run([path]);
    expect(code).toBe(3);
    expect(out).toBe('');
    expect(err.startsWith(`gmpshark: ${path}: `)).toBe(true);
    expect(err).toContain(message);
  });

  test('what is no capture', () => {
    const { code, err } = run(['-'], { input: new TextEncoder().encode('hello, world, hello') });
    expect(code).toBe(3);
    expect(err).toMatch(/^gmpshark: standard input: The input isn't a capture file/);
  });
});

describe('a closed pipe ends it quietly', () => {
  test.each(['', '-V', '-Tjson', '-Tndjson', '-Tfields -e ip.src', '-w -'])(
    'dissect %s | head -1',
    (form) => {
      const big = join(DIR, 'big.pcap');
      writeFileSync(big, smallCapture(20_000));
      const { out, err } = shell(`$G dissect ${big} ${form} | head -1; echo "\${PIPESTATUS[0]}"`);
      expect(err).toBe('');
      expect(out.split('\n').at(-2)).toBe('0');
    },
  );
});
