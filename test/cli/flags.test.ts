/**
 * The flags of `dissect`, each with what it changes.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, run } from './run.js';
import { namedCapture, smallCapture } from './small-capture.js';

const DIR = folder();
const FILE = join(DIR, 'small.pcap');
const NAMED = join(DIR, 'named.pcapng');

beforeAll(() => {
  writeFileSync(FILE, smallCapture());
  writeFileSync(NAMED, namedCapture());
});

const dissect = (...args: readonly string[]): readonly string[] => {
  const { code, out } = run(['dissect', FILE, ...args]);
  expect(code).toBe(0);
  return out.split('\n').slice(0, -1);
};

describe('where the capture comes from', () => {
  test('a name alone, view, dissect and -r are the same', () => {
    const { out } = run([FILE]);
    expect(out.split('\n')).toHaveLength(8);
    for (const args of [
      ['view', FILE],
      ['dissect', FILE],
      ['dissect', '-r', FILE],
    ])
      expect(run(args).out).toBe(out);
  });

  test('standard input, gzip-compressed or not', () => {
    const { out } = run([FILE]);
    expect(run(['-'], { input: smallCapture() }).out).toBe(out);
    expect(run(['dissect', '-'], { input: gzipSync(smallCapture()) }).out).toBe(out);
    const zipped = join(DIR, 'small.pcap.gz');
    writeFileSync(zipped, gzipSync(smallCapture()));
    expect(run([zipped]).out).toBe(out);
  });

  test('an empty capture is told of', () => {
    const { code, out, err } = run(['dissect', '-'], { input: smallCapture(0) });
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'no packets in the capture\n' });
  });
});

describe('what is printed', () => {
  test('-c stops after so many packets', () => {
    expect(dissect('-c', '3')).toHaveLength(3);
    expect(dissect('-c', '99')).toHaveLength(7);
  });

  test('-V prints trees with a blank line behind each, -x octets, -P the row before them', () => {
    const details = dissect('-V', '-c', '2');
    expect(details.filter((line) => line === '')).toHaveLength(2);
    expect(details).toContain('    Multicast Address: 232.1.2.3');
    const hex = dissect('-x', '-c', '1');
    expect(hex[0]).toBe('0000  01 00 5e 00 00 01 02 00 00 00 00 01 08 00 45 c0   ..^...........E.');
    expect(hex).toHaveLength(5);
    const both = dissect('-P', '-x', '-c', '1');
    expect(both[0]).toContain('Membership Report');
    expect(both.slice(2)).toEqual(hex);
  });

  test('-O prints the named layers in full and the top line of others', () => {
    expect(dissect('-O', 'igmp', '-c', '1')).toEqual([
      'Frame 1: 60 bytes on wire (480 bits), 60 bytes captured (480 bits)',
      'Ethernet II, Src: 02:00:00:00:00:01, Dst: 01:00:5e:00:00:01',
      'Internet Protocol Version 4, Src: 192.0.2.1, Dst: 232.1.2.3',
      'Internet Group Management Protocol',
      '    [IGMP Version: 2]',
      '    Type: Membership Report (0x16)',
      '    Max Resp Time: 0.0 sec (0x00)',
      '    Checksum: 0xfffa [correct]',
      '    [Checksum Status: Good]',
      '    Multicast Address: 232.1.2.3',
      '    [Network: network of the capture]',
      '    [Group has members on the network: Set]',
      '    [Hosts known to be members: 1]',
      '    [Reports since the group is present: 1]',
      '    [Time since the group is present: 0.000000000 seconds]',
      '',
    ]);
  });

  test('-T fields with -E: header, separator, aggregator, occurrence, quote, bom', () => {
    const fields = ['-T', 'fields', '-e', 'igmp.type', '-e', 'igmp.maddr'];
    expect(dissect(...fields).slice(0, 4)).toEqual([
      '0x16\t232.1.2.3',
      '0x11\t0.0.0.0',
      '0x22\t232.1.2.3,232.4.4.4',
      '0x16\t232.1.2.3',
    ]);
    const third = (...looks: readonly string[]): string | undefined => dissect(...fields, ...looks).at(2);
    expect(third('-E', 'separator=/s', '-E', 'aggregator=;')).toBe('0x22 232.1.2.3;232.4.4.4');
    expect(third('-E', 'occurrence=f')).toBe('0x22\t232.1.2.3');
    expect(third('-E', 'occurrence=l')).toBe('0x22\t232.4.4.4');
    expect(third('-E', 'quote=d', '-E', 'separator=,')).toBe('"0x22","232.1.2.3,232.4.4.4"');
    expect(third('-E', 'quote=s')).toBe("'0x22'\t'232.1.2.3,232.4.4.4'");
    expect(dissect(...fields, '-E', 'header=y', '-E', 'bom=y')[0]).toBe('\ufeffigmp.type\tigmp.maddr');
  });

  test('-t: every time format', () => {
    const second = (format: string): string =>
      dissect('-t', format)[1]
        .trim()
        .split(/ +(?=192)/)[0];
    expect(
      Object.fromEntries(
        ['r', 'd', 'dd', 'e', 'a', 'ad', 'adoy', 'u', 'ud', 'udoy'].map((f) => [f, second(f)]),
      ),
    ).toEqual({
      r: '2   0.500000',
      d: '2   0.500000',
      dd: '2   0.500000',
      e: '2 1700000000.623456',
      a: '2 22:13:20.623456',
      ad: '2 2023-11-14 22:13:20.623456',
      adoy: '2 2023/318 22:13:20.623456',
      u: '2 22:13:20.623456',
      ud: '2 2023-11-14 22:13:20.623456',
      udoy: '2 2023/318 22:13:20.623456',
    });
  });

  test('-d makes a payload another protocol, also for ranges', () => {
    expect(dissect()[6]).toContain('IPv4 60 Unknown (253)');
    expect(dissect('-d', 'ip.proto==253,igmp')[6]).toContain('IGMPv3');
    expect(dissect('-d', 'ip.proto==250-254,igmp')[6]).toContain('IGMPv3');
    expect(dissect('-d', 'ip.proto==0xfc:2,igmp')[6]).toContain('IGMPv3');
    expect(dissect('-d', 'ip.proto==250:3,igmp')[6]).not.toContain('IGMP');
  });

  test('-q prints nothing at all; -l is accepted', () => {
    const quiet = run(['dissect', FILE, '-q']);
    expect(quiet).toEqual({ code: 0, out: '', err: '' });
    expect(dissect('-l')).toHaveLength(7);
  });

  test('what was not decoded is told at the end, with its reasons', () => {
    expect(run(['dissect', FILE]).err).toBe(
      '2 packets not fully decoded: 1 × EtherType 0x88b5, 1 × IP protocol 253\n',
    );
    expect(run(['dissect', FILE], { env: { LANG: 'C' } }).err).toContain('1 x EtherType');
  });

  test('names come from the capture, unless -n', () => {
    const named = run(['dissect', NAMED]).out.split('\n')[0];
    expect(named).toBe(
      '    1   0.000000       router → 232.1.2.3    IGMPv2 60 Membership Report group 232.1.2.3',
    );
    const tree = run(['dissect', NAMED, '-V', '-c', '1']).out;
    expect(tree).toContain('Internet Protocol Version 4, Src: router (192.0.2.1), Dst: 232.1.2.3\n');
    expect(tree).toContain('    Source Address: router (192.0.2.1)\n');
    expect(run(['dissect', NAMED, '-n']).out).not.toContain('router');
    expect(run(['dissect', NAMED, '-n', '-V']).out).not.toContain('router');
  });

  test('interfaces and comments of pcapng are shown as tshark does', () => {
    const lines = run(['dissect', NAMED, '-V', '-c', '1']).out.split('\n');
    expect(lines.slice(0, 9)).toEqual([
      'Packet comments',
      '    the first',
      '        [Expert Info (Comment/Comment): the first]',
      '            [the first]',
      '            [Severity level: Comment]',
      '            [Group: Comment]',
      'Frame 1: 60 bytes on wire (480 bits), 60 bytes captured (480 bits) on interface eth7, id 0',
      '    Interface id: 0 (eth7)',
      '        Interface name: eth7',
    ]);
  });
});

describe('-w', () => {
  test.each([
    ['out.pcap', [], 'd4c3b2a1'],
    ['out.pcapng', [], '0a0d0d0a'],
    ['out.other', ['-F', 'pcap'], 'd4c3b2a1'],
    ['out.ns', ['-F', 'nsecpcap'], '4d3cb2a1'],
  ])('%s %j: the copy reads the same', (name, flags, magic) => {
    const copy = join(DIR, name);
    expect(run(['dissect', FILE, '-w', copy, ...flags])).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(copy).subarray(0, 4).toString('hex')).toBe(magic);
    // A network is called after its interface where there is one.
    const told = (path: string): string =>
      run(['dissect', path, '-T', 'ndjson']).out.replace(
        /network (?:of the capture|at interface 0)/g,
        'network',
      );
    expect(told(copy)).toBe(told(FILE));
  });

  test('-c limits the copy, -P prints beside it', () => {
    const copy = join(DIR, 'two.pcapng');
    const { out } = run(['dissect', FILE, '-w', copy, '-c', '2', '-P']);
    expect(out.split('\n')).toHaveLength(3);
    expect(run([copy]).out).toBe(out);
  });

  test('a place that cannot be written to', () => {
    const path = join(DIR, 'no', 'such', 'place.pcap');
    const { code, err } = run(['dissect', FILE, '-w', path]);
    expect(code).toBe(2);
    expect(err).toContain(path);
    expect(existsSync(path)).toBe(false);
  });
});

describe('colour and characters', () => {
  test('none into a pipe; with --color there is; NO_COLOR and --no-color', () => {
    const esc = '\x1b[';
    expect(run([FILE]).out).not.toContain(esc);
    const coloured = run(['dissect', FILE, '--color']).out.split('\n');
    expect(coloured[0].startsWith(`${esc}38;5;16;48;5;230m`), 'IGMP').toBe(true);
    expect(coloured[3].startsWith(`${esc}38;5;210`), 'a bad checksum').toBe(true);
    expect(run(['dissect', FILE, '--no-color']).out).not.toContain(esc);
    expect(run(['dissect', FILE], { env: { NO_COLOR: '1' } }).out).not.toContain(esc);
  });

  test.each([
    [{ LANG: 'C' }, '->'],
    [{ LANG: 'de_DE.UTF-8' }, '→'],
    [{ LANG: 'C', LC_CTYPE: 'C.utf8' }, '→'],
    [{ LANG: 'C.UTF-8', LC_ALL: 'POSIX' }, '->'],
  ])('the arrow under %j is %s', (env, arrow) => {
    expect(run([FILE], { env }).out.split('\n')[0]).toContain(` ${arrow} `);
  });
});
