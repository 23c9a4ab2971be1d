/**
 * Exit statuses and messages: bad usage (2) with a caret under the place, broken input (3) after what was readable.
 */
import { linkSync, readFileSync, writeFileSync } from 'node:fs';
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

  test.each<[readonly string[], RegExp]>([
    [['dissect', FILE, '--folow'], /unknown option '--folow'\n\(Did you mean --follow\?\)/],
    [['dissect', FILE, '-T', 'xml'], /Allowed choices are text, fields, json, ndjson, ek/],
    [['dissect', FILE, '-c', '0'], /whole number from 1 on/],
    [['dissect', FILE, '-Y', 'igmp'], /unknown option '-Y'/],
    [['dissect'], /no capture given/],
    [['dissect', FILE, '-r', `${FILE}x`], /two inputs/],
    [['disect'], /unknown command 'disect', and no such file\n\(Did you mean dissect\?\)/],
    [['disect', FILE], /unknown command 'disect', and no such file\n\(Did you mean dissect\?\)/],
    [['fields', 'no.such'], /no field's name begins with "no\.such"/],
    [['completion', 'tcsh'], /Allowed choices are bash, zsh, fish/],
  ])('%j', (args, message) => {
    const { code, out, err } = run(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^gmpshark: /);
    expect(err).toMatch(message);
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
  test.each(['', '-V', '-Tjson', '-Tndjson', '-Tfields -e ip.src'])('dissect %s | head -1', (form) => {
    const big = join(DIR, 'big.pcap');
    writeFileSync(big, smallCapture(20_000));
    const { out, err } = shell(`$G dissect ${big} ${form} | head -1; echo "\${PIPESTATUS[0]}"`);
    expect(err).toBe('');
    expect(out.split('\n').at(-2)).toBe('0');
  });
});
