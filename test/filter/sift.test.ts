/**
 * The sift beside the filter: what the sift decides of a frame without a walk is what the filter says after one. Random
 * filters over random frames, and all frames of the corpus; the sift must also decide most of them, or it is no use.
 */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { openCapture } from '../../src/capture/open.js';
import type { PacketBatch } from '../../src/capture/types.js';
import { createFilter, type Filter } from '../../src/filter/filter.js';
import { createSift, type Sift } from '../../src/filter/sift.js';
import { setFrame } from '../../src/packet/clock.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { CORPUS, expectations, hasCorpus } from '../capture/corpus.js';
import { type ShapedFrame, shapedFrame } from '../dissectors/shaped-frames.js';
import { drawing, drawPackets } from '../tui/store/captures.js';

/** A batch of frames; the times advance by some milliseconds. */
function batchOf(frames: readonly ShapedFrame[]): PacketBatch {
  const size = frames.reduce((sum, { bytes }) => sum + bytes.length + 7, 7);
  const bytes = new Uint8Array(size).fill(0x11);
  const starts: number[] = [];
  let at = 7;
  for (const frame of frames) {
    bytes.set(frame.bytes, at);
    starts.push(at);
    at += frame.bytes.length + 7;
  }
  return {
    bytes,
    inputOffset: 0,
    count: frames.length,
    firstNumber: 1,
    dataStart: Uint32Array.from(starts),
    capLen: Uint32Array.from(frames, (frame) => frame.bytes.length),
    wireLen: Uint32Array.from(frames, ({ wireLen }) => wireLen),
    sec: Float64Array.from(frames, (_, i) =>
      i % 17 === 16 ? Number.NaN : 1_700_000_000 + Math.floor(i / 3),
    ),
    nsec: Uint32Array.from(frames, (_, i) => (i % 3) * 300_000_000),
    interfaceId: new Uint32Array(frames.length),
    comments: undefined,
  };
}

const CATALOGUE = createCatalogue(createRegistry().dissectors);

interface Lane {
  readonly filter: Filter;
  readonly sift: Sift | undefined;
  /** Runs a batch both ways; gives how many frames the sift decided. */
  readonly run: (batch: PacketBatch, linkOf: (row: number) => number) => number;
}

/** What the sift for frames by themselves says of each row, beside what the filter says after walking all of them in order. */
function holdAlone(text: string, batch: PacketBatch, link: number): { told: number; frames: number } {
  const registry = createRegistry();
  const made = createFilter(registry, CATALOGUE, text);
  if (!made.ok) return { told: 0, frames: 0 };
  const sift = createSift(createRegistry(), made.value.program, { alone: true });
  if (sift === undefined) return { told: 0, frames: 0 };
  const timed = batch.sec.findIndex((sec) => !Number.isNaN(sec));
  if (timed >= 0) sift.begin(batch.sec[timed], batch.nsec[timed]);
  const said = new Map<number, boolean>();
  for (let row = 0; row < batch.count; row += 1) {
    const stop = sift.scan(batch, row, batch.count, link);
    for (let k = row; k < stop; k += 1) said.set(k, false);
    for (const hit of sift.rows.subarray(0, sift.count)) said.set(hit, true);
    row = stop;
  }
  const w = createWalk(registry);
  for (let row = 0; row < batch.count; row += 1) {
    setFrame(w, batch, row, link);
    walkFrame(registry, w, batch.bytes, batch.dataStart[row]);
    const one = said.get(row);
    if (one === undefined || one === made.value.test(w)) continue;
    const octets = Buffer.from(batch.bytes).toString('hex', w.starts[0], w.ends[0]);
    throw new Error(`${text}: by itself ${one} is said of frame ${w.frame.number}: ${octets}`);
  }
  return { told: said.size, frames: batch.count };
}

/** The two ways, which share what walks teach; undefined where the filter is refused. */
function makeLane(text: string): Lane | undefined {
  const registry = createRegistry();
  const made = createFilter(registry, CATALOGUE, text);
  if (!made.ok) return undefined;
  const filter = made.value;
  const sift = createSift(registry, filter.program);
  const w = createWalk(registry);
  let begun = false;
  const run: Lane['run'] = (batch, linkOf) => {
    let decided = 0;
    for (let row = 0; row < batch.count; ) {
      const link = linkOf(row);
      let to = row + 1;
      while (to < batch.count && linkOf(to) === link) to += 1;
      const stop = begun && sift !== undefined ? sift.scan(batch, row, to, link) : row;
      const matches = new Set(begun ? sift?.rows.subarray(0, sift.count) : []);
      for (; row < Math.min(to, stop + 1); row += 1) {
        setFrame(w, batch, row, link);
        walkFrame(registry, w, batch.bytes, batch.dataStart[row]);
        if (row === stop) continue;
        decided += 1;
        const wanted = filter.test(w);
        if (wanted !== matches.has(row)) {
          const octets = Buffer.from(batch.bytes).toString('hex', w.starts[0], w.ends[0]);
          throw new Error(`${text}: the filter says ${wanted} of frame ${w.frame.number}: ${octets}`);
        }
      }
      if (!begun && !Number.isNaN(w.frame.firstSec)) {
        sift?.begin(w.frame.firstSec, w.frame.firstNsec);
        begun = true;
      }
    }
    return decided;
  };
  return { filter, sift, run };
}

const pick = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const RELATION = pick('==', '!=', '===', '!==', '<', '<=', '>', '>=');
const EQUALITY = pick('==', '!=', '===', '!==');

const NUMBER_FIELDS = pick(
  ...[
    'igmp.type',
    'igmp.max_resp',
    'igmp.version',
    'igmp.checksum',
    'igmp.num_src',
    'igmp.qqic',
    'igmp.mtrace.resp_ttl',
  ],
  ...['ip.ttl', 'ip.len', 'ip.proto', 'ip.hdr_len', 'ip.version', 'ip.id', 'ip.dsfield.dscp', 'ip.flags'],
  ...['udp.port', 'udp.srcport', 'udp.dstport', 'udp.length', 'udp.checksum', 'vlan.id', 'vlan.priority'],
  ...[
    'gmp.version',
    'gmp.session_id',
    'gmp.user_id',
    'gmp.sm.type',
    'gmp.mm.type',
    'gmp.mm.mode',
    'gmp.key_length',
  ],
  ...[
    'gmp.group.port',
    'gmp.sm.flags',
    'gmp.mm.ka_period',
    'gmp.mm_port',
    'data.len',
    'eth.type',
    'ipv6.nxt',
  ],
  ...['frame.len', 'frame.number', 'frame.cap_len', 'ipv6.plen', 'igmp.record_type', 'ip.checksum.status'],
);
const NUMBERS = fc.oneof(
  fc.constantFrom(
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    12,
    17,
    20,
    22,
    0x11,
    0x16,
    0x22,
    24,
    28,
    46,
    50,
    60,
    64,
    100,
    16513,
    40000,
  ),
  fc.integer({ min: 0, max: 255 }),
);
const IPV4_FIELDS = pick(
  'ip.addr',
  'ip.src',
  'ip.dst',
  'igmp.maddr',
  'gmp.group.addr',
  'igmp.saddr',
  'igmp.mtrace.saddr',
);
const IPV4 = pick(
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.0/8',
  '192.0.2.7',
  '224.0.0.22',
  '232.1.2.3',
  '224.0.0.0/4',
  '0.0.0.0',
);

const leaf: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(NUMBER_FIELDS, RELATION, NUMBERS)
    .map(([field, relation, value]) => `${field} ${relation} ${value}`),
  fc
    .tuple(NUMBER_FIELDS, NUMBERS, NUMBERS, NUMBERS)
    .map(([field, a, b, c]) => `${field} in {${a}, ${Math.min(b, c)}..${Math.max(b, c)}}`),
  fc.tuple(NUMBER_FIELDS, NUMBERS).map(([field, mask]) => `${field} & ${mask}`),
  fc
    .tuple(NUMBER_FIELDS, NUMBERS, RELATION, NUMBERS)
    .map(([field, mask, relation, value]) => `${field} & ${mask} ${relation} ${value}`),
  fc.tuple(IPV4_FIELDS, RELATION, IPV4).map(([field, relation, value]) => `${field} ${relation} ${value}`),
  fc.tuple(IPV4_FIELDS, IPV4, IPV4).map(([field, a, b]) => `${field} in {${a}, ${b}}`),
  fc
    .tuple(RELATION, pick('KAREQ', 'SCREQ', 'UIRES', 'SAREQ', 'TRIND'))
    .map(([relation, type]) => `gmp.type ${relation} "${type}"`),
  fc
    .tuple(pick('eth.addr', 'eth.src', 'eth.dst'), EQUALITY, pick('02:00:00:00:00:01', '02:00:00:00:00:02'))
    .map((parts) => parts.join(' ')),
  fc
    .tuple(pick('ipv6.addr', 'ipv6.src'), EQUALITY, pick('2001:db8::1', '2001:db8::/32', 'fe80::/10'))
    .map((parts) => parts.join(' ')),
  fc
    .tuple(
      pick('ip', 'igmp', 'eth', 'frame', 'gmp', 'udp', 'data', 'eth.src', 'igmp.checksum'),
      fc.nat(20),
      fc.integer({ min: 1, max: 4 }),
      EQUALITY,
    )
    .map(
      ([field, from, size, relation]) =>
        `${field}[${from}:${size}] ${relation} ${['02', '08:00', '00:00:01', '16:00:00:00'][size - 1]}`,
    ),
  fc
    .tuple(
      pick('frame.time_relative', 'frame.time_epoch', 'frame.time_delta'),
      RELATION,
      pick('0', '0.3', '1.6', '7', '1700000003.6'),
    )
    .map((parts) => parts.join(' ')),
  fc
    .tuple(RELATION, pick('"2023-11-14 22:13:22.3Z"', '"2023-11-14 22:13:20Z"'))
    .map((parts) => `frame.time ${parts.join(' ')}`),
  pick(
    ...[
      'igmp',
      'gmp',
      'ip',
      'ipv6',
      'udp',
      'vlan',
      'data',
      'eth',
      'frame',
      'tcp',
      'tcp.flags.syn == 1',
      'tcp.dstport == 80',
      'tcp.port in {16513, 1001..1003}',
      'tcp.options.mss_val > 1000',
      'gmp.tcp.length',
      'all tcp.port > 1000',
      'tcp[0:2] == 40:81',
      'arp',
      'gmp.mm',
      'gmp.sm',
      'icmp',
    ],
    ...[
      'igmp.maddr',
      'igmp.max_resp',
      'gmp.option',
      'gmp.type',
      'gmp.key',
      'ip.options',
      'ip.flags.mf',
      'ip.flags.df',
    ],
    ...['ip.flags.mf == 1', 'ip.flags.df == False', 'gmp.sm.flags.s == True', 'eth.dst.ig', 'eth.ig == 1'],
    ...['frame.comment', '_ws.expert', '_ws.malformed', 'ip.src == ip.dst', 'udp.srcport == udp.dstport'],
    ...[
      'igmp contains 16:00',
      'frame contains 08:00',
      'all frame contains 0a:00:00:01',
      'frame matches "\\\\x0a.*\\\\x16"',
      'frame contains "E"',
      'frame.protocols matches "igmp"',
      'len(udp) > 9',
      'count(ip.addr) == 2',
      'ip.addr#2 == 10.0.0.1',
    ],
    ...[
      'any ip.addr == 10.0.0.1',
      'all ip.addr == 10.0.0.1',
      'all udp.port > 1000',
      'ip.ttl + 1 == 3',
      'igmp.type == -1',
    ],
  ),
);
const filterText: fc.Arbitrary<string> = fc.letrec<{ test: string }>((tie) => ({
  test: fc.oneof(
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: fc.tuple(tie('test'), tie('test')).map(([a, b]) => `(${a}) && (${b})`) },
    { weight: 2, arbitrary: fc.tuple(tie('test'), tie('test')).map(([a, b]) => `(${a}) || (${b})`) },
    { weight: 1, arbitrary: tie('test').map((one) => `!(${one})`) },
  ),
})).test;

describe('the sift decides as the filter does', () => {
  test('random filters over random frames', () => {
    let [frames, decided, refused, filters] = [0, 0, 0, 0];
    fc.assert(
      fc.property(
        fc.array(filterText, { minLength: 3, maxLength: 3 }),
        fc.array(shapedFrame, { minLength: 20, maxLength: 60 }),
        (texts, list) => {
          const batch = batchOf(list);
          for (const text of texts) {
            filters += 1;
            const lane = makeLane(text);
            if (lane === undefined) {
              refused += 1;
              continue;
            }
            frames += batch.count;
            decided += lane.run(batch, () => 1);
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(refused / filters).toBeLessThan(0.05);
    expect(decided / frames).toBeGreaterThan(0.4);
  }, 120_000);

  test.skipIf(!hasCorpus)(
    `every frame of the corpus${hasCorpus ? '' : ' (skipped: no corpus)'}`,
    async () => {
      const texts = fc.sample(filterText, { numRuns: 60, seed: 16513 });
      texts.push('igmp.type == 0x16', 'ip.addr == 224.0.0.0/4 and igmp.version >= 2', 'not udp');
      // All files one behind the other, as one capture: both ways learn the same of it.
      const batches = await corpusBatches();
      let decided = 0;
      for (const text of texts) {
        const lane = makeLane(text);
        for (const { batch, links } of batches) {
          decided += lane?.run(batch, (row) => links[batch.interfaceId[row]]) ?? 0;
        }
      }
      expect(decided).toBeGreaterThan(20_000);
    },
    120_000,
  );
});

describe('the sift for frames by themselves says what the filter says after walking all before', () => {
  /** Of what needs others: TCP with messages in several segments, fragments, announced ports. */
  const bound = (seed: number): PacketBatch =>
    batchOf(drawPackets(150, drawing(seed)).map((bytes) => ({ bytes, wireLen: bytes.length })));
  const RAW = 228;

  test('random filters over random frames', () => {
    let [told, frames] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(filterText, { minLength: 4, maxLength: 4 }),
        fc.array(shapedFrame, { minLength: 20, maxLength: 40 }),
        fc.integer(),
        (texts, list, seed) => {
          for (const text of texts) {
            for (const one of [holdAlone(text, batchOf(list), 1), holdAlone(text, bound(seed), RAW)]) {
              told += one.told;
              frames += one.frames;
            }
          }
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
    expect(told / frames).toBeGreaterThan(0.4);
  }, 120_000);

  test('filters about what is below, or elsewhere, are decided without what comes behind', () => {
    for (const text of [
      'igmp',
      'ip.src == 10.0.0.3',
      'tcp',
      'udp.port == 7000 && !tcp',
      'tcp.flags.syn == 1',
    ]) {
      const { told, frames } = holdAlone(text, bound(7), RAW);
      expect(told / frames, text).toBeGreaterThan(0.6);
    }
    // A message that comes in several segments, in fragments, or at a port that was announced.
    const { told, frames } = holdAlone('gmp', bound(7), RAW);
    expect(told / frames).toBeLessThan(0.6);
  });
});

interface LinkedBatch {
  readonly batch: PacketBatch;
  /** Link types by interface. */
  readonly links: readonly number[];
}

async function corpusBatches(): Promise<readonly LinkedBatch[]> {
  const batches: LinkedBatch[] = [];
  for (const { file } of expectations()) {
    const opened = await openCapture(resolve(CORPUS, file));
    if (!opened.ok) continue;
    const reader = opened.value;
    for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
      const copy = structuredClone({ ...batch, comments: undefined });
      batches.push({ batch: copy, links: reader.interfaces.map(({ linkType }) => linkType) });
    }
    await reader.close();
  }
  return batches;
}

describe('what cannot be sifted', () => {
  test('a filter that looks at history has no sift', () => {
    expect(makeLane('udp.stream == 1')?.sift).toBeUndefined();
    expect(makeLane('igmp or udp.time_delta > 1')?.sift).toBeUndefined();
    expect(makeLane('igmp.type == 0x16')?.sift).toBeDefined();
  });
});
