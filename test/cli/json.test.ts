/**
 * The forms for programs: they parse, and they say the same of every field.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, run } from './run.js';
import { namedCapture, smallCapture } from './small-capture.js';

const DIR = folder();
const FILE = join(DIR, 'small.pcap');
const NAMED = join(DIR, 'named.pcapng');
const FIELDS = [
  'ip.src',
  'ip.dst',
  'ip.ttl',
  'igmp.type',
  'igmp.maddr',
  'igmp.saddr',
  'igmp.record_type',
  'ip.flags.df',
];
const flags = FIELDS.flatMap((name) => ['-e', name]);

beforeAll(() => {
  writeFileSync(FILE, smallCapture());
  writeFileSync(NAMED, namedCapture());
});

interface PacketObject {
  readonly number: number;
  readonly ts: string;
  readonly caplen: number;
  readonly len: number;
  readonly layers: readonly string[];
  readonly src: string;
  readonly dst: string;
  readonly protocol: string;
  readonly info: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly expert?: readonly Readonly<Record<string, string>>[];
}

function ndjson(...args: readonly string[]): readonly PacketObject[] {
  const { code, out } = run(['dissect', FILE, '-T', 'ndjson', ...args]);
  expect(code).toBe(0);
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as PacketObject);
}

describe('-T ndjson (the contract)', () => {
  test('keys, their order and their types', () => {
    const packets = ndjson();
    expect(packets).toHaveLength(7);
    expect(Object.keys(packets[0])).toEqual([
      'number',
      'ts',
      'caplen',
      'len',
      'layers',
      'src',
      'dst',
      'protocol',
      'info',
      'fields',
    ]);
    const { fields, ...head } = packets[0];
    expect(head).toEqual({
      number: 1,
      ts: '1700000000.123456000',
      caplen: 60,
      len: 60,
      layers: ['eth', 'ip', 'igmp'],
      src: '192.0.2.1',
      dst: '232.1.2.3',
      protocol: 'IGMPv2',
      info: 'Membership Report group 232.1.2.3',
    });
    expect(fields).toMatchObject({
      'eth.dst': '01:00:5e:00:00:01',
      'eth.type': 0x0800,
      'ip.hdr_len': 20,
      'ip.flags.df': false,
      'ip.src': '192.0.2.1',
      'igmp.type': 0x16,
      'igmp.maddr': '232.1.2.3',
    });
    expect(Object.keys(fields)).not.toContain('ip.addr');
    expect(Object.keys(fields).filter((name) => name.startsWith('frame') || name === 'ip')).toEqual([]);
  });

  test('a field that occurs more than once is an array, in order', () => {
    const { fields } = ndjson()[2];
    expect(fields['igmp.saddr']).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(fields['igmp.record_type']).toEqual([1, 4]);
    expect(fields['igmp.maddr']).toEqual(['232.1.2.3', '232.4.4.4']);
  });

  test('findings only where there is something to say, of missing octets too', () => {
    const packets = ndjson();
    expect(packets[0].expert).toBeUndefined();
    expect(packets[3].expert).toEqual([
      { severity: 'error', code: 'igmp.bad_checksum', message: 'Bad checksum [should be 0xfffa]' },
    ]);
    expect(packets[4].info).toContain('[Malformed Packet]');
    expect(packets[4].expert).toMatchObject([{ severity: 'error', code: 'igmp.short' }]);
  });

  test('octets are lower-case hex', () => {
    expect(ndjson()[6].fields['data.data']).toBe('225c0a41');
    expect(ndjson()[6].layers).toEqual(['eth', 'ip', 'data']);
  });

  test('-e restricts the fields, in the order asked for; aliases and frame fields may be asked for', () => {
    const packets = ndjson('-e', 'igmp.type', '-e', 'ip.addr', '-e', 'frame.number');
    expect(packets[0].fields).toEqual({
      'igmp.type': 22,
      'ip.addr': ['192.0.2.1', '232.1.2.3'],
      'frame.number': 1,
    });
    expect(Object.keys(packets[0].fields)).toEqual(['igmp.type', 'ip.addr', 'frame.number']);
    expect(packets[5].fields).toEqual({ 'frame.number': 6 });
  });
});

/** Everything of an NDJSON value as `-T fields` would print it; hex numbers are told by their base. */
function asText(value: unknown): readonly string[] {
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return list.map((one: unknown) => (typeof one === 'boolean' ? String(Number(one)) : String(one)));
}

const plain = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => (text.startsWith('0x') ? String(Number(text)) : text));

describe('all forms say the same', () => {
  test('fields, json, ek and ndjson, field by field and packet by packet', () => {
    const rows = run(['dissect', FILE, '-T', 'fields', ...flags])
      .out.split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t').map((cell) => (cell === '' ? [] : cell.split(','))));
    const json = JSON.parse(run(['dissect', FILE, '-T', 'json', ...flags]).out) as readonly {
      readonly _source: { readonly layers: Readonly<Record<string, readonly string[]>> };
    }[];
    const ek = run(['dissect', FILE, '-T', 'ek', ...flags])
      .out.split('\n')
      .slice(0, -1)
      .filter((_, i) => i % 2 === 1)
      .map((line) => JSON.parse(line) as { readonly layers: Readonly<Record<string, readonly string[]>> });
    const objects = ndjson(...flags);
    expect([rows.length, json.length, ek.length, objects.length]).toEqual([7, 7, 7, 7]);
    for (let i = 0; i < 7; i += 1) {
      for (const [column, name] of FIELDS.entries()) {
        const cell = rows[i][column];
        expect(json[i]._source.layers[name] ?? [], `json ${i + 1} ${name}`).toEqual(cell);
        expect(ek[i].layers[name.replaceAll('.', '_')] ?? [], `ek ${i + 1} ${name}`).toEqual(cell);
        expect(asText(objects[i].fields[name]), `ndjson ${i + 1} ${name}`).toEqual(plain(cell));
      }
    }
  });

  test('the tree (-T json) and the columns (-T ndjson) have the same fields', () => {
    const trees = JSON.parse(run(['dissect', FILE, '-T', 'json', '--no-duplicate-keys']).out) as readonly {
      readonly _source: { readonly layers: Readonly<Record<string, unknown>> };
    }[];
    const objects = ndjson();
    for (const [i, tree] of trees.entries()) {
      const names = new Set(namesIn(tree._source.layers));
      for (const name of Object.keys(objects[i].fields)) expect(names, `packet ${i + 1}`).toContain(name);
    }
  });
});

function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...namesIn(inner)]);
}

describe('-T json and -T ek', () => {
  test('json: nothing but an array, even of nothing', () => {
    expect(JSON.parse(run(['dissect', '-', '-T', 'json'], { input: smallCapture(0) }).out)).toEqual([]);
  });

  test('json -x: octets beside each field, counted from the frame', () => {
    const { out } = run(['dissect', FILE, '-T', 'json', '-x', '-c', '2']);
    const second = (
      JSON.parse(out) as readonly { readonly _source: { readonly layers: Record<string, unknown> } }[]
    )[1];
    const { layers } = second._source;
    expect(layers.frame_raw).toMatchObject([expect.stringMatching(/^01005e000001/), 0, 60, 0, 1]);
    expect(layers.igmp).toMatchObject({
      'igmp.type_raw': ['11', 34, 1, 0, 4],
      'igmp.maddr_raw': ['00000000', 38, 4, 0, 32],
    });
  });

  test('ek: an index line and a document for each packet; comments and interfaces of pcapng', () => {
    const lines = run(['dissect', NAMED, '-T', 'ek']).out.split('\n').slice(0, -1);
    expect(lines).toHaveLength(4);
    expect(JSON.parse(lines[0])).toEqual({ index: { _index: 'packets-2023-11-14', _type: 'doc' } });
    const { timestamp, layers } = JSON.parse(lines[1]) as {
      readonly timestamp: string;
      readonly layers: Record<string, Record<string, unknown>>;
    };
    expect(timestamp).toBe('1699999595364');
    expect(layers.pkt_comment.frame_frame_comment).toBe('the first');
    expect(layers.frame.frame_frame_interface_name).toBe('eth7');
    expect(layers.ip.ip_ip_src).toBe('192.0.2.1');
    expect(layers.ip.ip_ip_flags_df).toBe(false);
  });
});
