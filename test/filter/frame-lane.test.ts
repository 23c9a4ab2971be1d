/**
 * The frame lane beside the filter: what it says of stretches of packets, and of single ones, by the index alone is what the
 * filter says after a walk. Random filters; captures whose times go back and forth, or are missing, from several interfaces.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { boundsOf } from '../../src/capture/index-bounds.js';
import { createIndexStore } from '../../src/capture/index-chunks.js';
import { appendBatch } from '../../src/capture/index-filling.js';
import type { CaptureInterface, PacketBatch } from '../../src/capture/types.js';
import { createFilter } from '../../src/filter/filter.js';
import { createFrameLane, type FrameLane } from '../../src/filter/frame-lane.js';
import { setFrame } from '../../src/packet/clock.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { shapedFrame } from '../dissectors/shaped-frames.js';

const CATALOGUE = createCatalogue(createRegistry().dissectors);

/** Times at which packets come: most rise, some do not, some are missing, some lie far away. */
const TIME = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.integer({ min: 100, max: 104 }), fc.constantFrom(0, 1000, 5e8, 999_999_999)),
  },
  { weight: 1, arbitrary: fc.constant([Number.NaN, 0] as [number, number]) },
  { weight: 1, arbitrary: fc.constantFrom([-3, 5], [2 ** 33, 7]) as fc.Arbitrary<[number, number]> },
);

const PACKET = fc.record({
  frame: shapedFrame,
  time: TIME,
  more: fc.constantFrom(0, 0, 0, 10),
  interfaceId: fc.constantFrom(0, 0, 0, 1, 2),
});

type Drawn = typeof PACKET extends fc.Arbitrary<infer T> ? T : never;

function batchOf(packets: readonly Drawn[]): PacketBatch {
  const starts: number[] = [];
  let size = 0;
  for (const { frame } of packets) {
    starts.push(size);
    size += frame.bytes.length;
  }
  const bytes = new Uint8Array(size);
  for (const [i, { frame }] of packets.entries()) bytes.set(frame.bytes, starts[i]);
  return {
    bytes,
    inputOffset: 0,
    count: packets.length,
    firstNumber: 1,
    dataStart: Uint32Array.from(starts),
    capLen: Uint32Array.from(packets, ({ frame }) => frame.bytes.length),
    wireLen: Uint32Array.from(packets, ({ frame, more }) => frame.bytes.length + more),
    sec: Float64Array.from(packets, ({ time: [sec] }) => sec),
    nsec: Uint32Array.from(packets, ({ time: [, nsec] }) => nsec),
    interfaceId: Uint32Array.from(packets, ({ interfaceId }) => interfaceId),
    comments: undefined,
  };
}

const pick = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const words = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((list) => list.join(' '));
const RELATION = pick('==', '!=', '===', '!==', '<', '<=', '>', '>=');
const NUMBERS = pick('frame.number', 'frame.len', 'frame.cap_len', 'frame.interface_id');
const NUMBER = fc.oneof(fc.integer({ min: 0, max: 64 }).map(String), pick('42', '60', '74', '0', '2000000'));
const SPAN = pick('0', '1', '0.000001', '2.5', '3.999999999', '200');
const MOMENT = pick(
  '"1970-01-01 00:01:41Z"',
  '"1970-01-01 00:01:43.5Z"',
  '"1970-01-01 00:01:40Z"',
  '"2500-01-01 00:00:00Z"',
);
const QUANTIFIER = pick('', '', 'any', 'all');

/** Conditions that the index decides. */
const fact: fc.Arbitrary<string> = fc.oneof(
  words(QUANTIFIER, NUMBERS, RELATION, NUMBER),
  words(QUANTIFIER, pick('frame.time_relative'), RELATION, SPAN),
  words(pick('frame.time_epoch'), RELATION, pick('100', '102', '103.5', '101.000001', '9000000000')),
  words(pick('frame.time'), RELATION, MOMENT),
  fc
    .tuple(NUMBERS, NUMBER, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 30 }))
    .map(([field, one, from, more]) => `${field} in {${one}, ${from}..${from + more}}`),
  fc.tuple(SPAN, SPAN).map(([a, b]) => `frame.time_relative in {${a}..${b}}`),
  words(NUMBERS, pick('& 1', '& 4', '& 1 == 0')),
  pick('frame', 'frame.time_relative', 'frame.interface_id', 'frame.number'),
);

/** Those that it does not. */
const other = pick(
  ...[
    'igmp',
    'udp',
    'ip.ttl == 64',
    'gmp',
    'frame.number == frame.len',
    'frame[0:1] == 02',
    'frame contains 08:00',
  ],
  ...[
    'frame.number#1 == 3',
    'frame.number#2 > 0',
    'all frame.len#2 < 900',
    'frame.number % 5 == 0',
    'frame.time_delta > 1',
    'len(frame) > 60',
    'frame > 02:00',
  ],
);

const filterOf = (leaf: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.letrec<{ test: string }>((tie) => ({
    test: fc.oneof(
      { weight: 5, arbitrary: leaf },
      { weight: 2, arbitrary: fc.tuple(tie('test'), tie('test')).map(([a, b]) => `(${a}) && (${b})`) },
      { weight: 2, arbitrary: fc.tuple(tie('test'), tie('test')).map(([a, b]) => `(${a}) || (${b})`) },
      { weight: 1, arbitrary: tie('test').map((one) => `!(${one})`) },
    ),
  })).test;

interface Both {
  /** What the filter says of each packet. */
  readonly truth: readonly boolean[];
  readonly lane: FrameLane | undefined;
}

function bothOf(text: string, batch: PacketBatch, interfaces: boolean): Both {
  const registry = createRegistry();
  const made = createFilter(registry, CATALOGUE, text);
  if (!made.ok) throw new Error(`${text}: ${made.error.message}`);
  const w = createWalk(registry);
  if (interfaces) w.frame.interfaces = [0, 1, 2].map(interfaceOf);
  const truth = Array.from({ length: batch.count }, (_, row) => {
    setFrame(w, batch, row, 1);
    walkFrame(registry, w, batch.bytes, batch.dataStart[row]);
    return made.value.test(w);
  });
  return { truth, lane: createFrameLane(registry, made.value.program) };
}

function interfaceOf(id: number): CaptureInterface {
  return {
    id,
    linkType: 1,
    snapLen: 0,
    name: undefined,
    description: undefined,
    tsResol: 9,
    tsOffset: 0n,
    fcsLen: undefined,
  };
}

const packets = fc.array(PACKET, { minLength: 1, maxLength: 40 });
const stretches = fc.array(fc.tuple(fc.nat(), fc.nat(12)), { minLength: 12, maxLength: 12 });

describe('the frame lane says what the filter says', () => {
  it('of stretches: all, none, or that it cannot say', () => {
    let [said, asked] = [0, 0];
    fc.assert(
      fc.property(
        filterOf(fc.oneof({ weight: 3, arbitrary: fact }, { weight: 1, arbitrary: other })),
        packets,
        stretches,
        fc.boolean(),
        (text, drawn, places, interfaces) => {
          const batch = batchOf(drawn);
          const { truth, lane } = bothOf(text, batch, interfaces);
          if (lane === undefined) return;
          const store = createIndexStore();
          appendBatch(store, batch);
          const timed = batch.sec.findIndex((sec) => !Number.isNaN(sec));
          const firstTime =
            timed < 0 ? undefined : BigInt(batch.sec[timed]) * 1_000_000_000n + BigInt(batch.nsec[timed]);
          for (const [place, more] of places) {
            const from = 1 + (place % batch.count);
            const to = Math.min(batch.count, from + more);
            const verdict = lane.ofStretch(boundsOf(store, from, to), { interfaces, firstTime });
            asked += 1;
            if (verdict === 'some') continue;
            said += 1;
            const here = truth.slice(from - 1, to);
            expect(new Set(here), `${text}: packets ${from} … ${to}`).toEqual(new Set([verdict === 'all']));
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(said / asked).toBeGreaterThan(0.3);
  });

  it('of single packets, where it asks about nothing but facts', () => {
    fc.assert(
      fc.property(filterOf(fact), packets, fc.boolean(), (text, drawn, interfaces) => {
        const batch = batchOf(drawn);
        const { truth, lane } = bothOf(text, batch, interfaces);
        const found = new Set<number>();
        const timed = batch.sec.findIndex((sec) => !Number.isNaN(sec));
        const first: readonly [number, number] =
          timed < 0 ? [Number.NaN, 0] : [batch.sec[timed], batch.nsec[timed]];
        expect(lane?.ofRows, text).toBeDefined();
        lane?.ofRows?.(batch, interfaces, ...first, (row) => found.add(row));
        expect(
          Array.from(truth, (_, row) => found.has(row)),
          text,
        ).toEqual(truth);
      }),
      { numRuns: 1000 },
    );
  });

  it('but not where it asks about more', () => {
    fc.assert(
      fc.property(other, fact, (foreign, own) => {
        const laneOf = (text: string): FrameLane | undefined => bothOf(text, batchOf([]), false).lane;
        expect(laneOf(foreign)?.ofRows).toBeUndefined();
        expect(laneOf(`(${foreign}) && frame.number > 3 || (${own})`)?.ofRows).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});

it('bounds of packets hold over the borders of chunks', () => {
  const store = createIndexStore();
  const count = 50_000;
  for (let part = 0; part < 3; part += 1) {
    const column = (of: (number: number) => number): number[] =>
      Array.from({ length: count }, (_, i) => of(part * count + i + 1));
    appendBatch(store, {
      bytes: new Uint8Array(0),
      inputOffset: part * count * 60,
      count,
      firstNumber: part * count + 1,
      dataStart: Uint32Array.from(column((_) => 0)),
      capLen: Uint32Array.from(column((number) => 60 + (number === 70_000 ? 5 : 0))),
      wireLen: Uint32Array.from(
        column((number) => 60 + (number === 70_000 ? 5 : 0) + (number === 66_000 ? 100 : 0)),
      ),
      sec: Float64Array.from(
        column((number) => (number === 140_000 ? Number.NaN : 1000 - Math.floor(number / 1000))),
      ),
      nsec: Uint32Array.from(column((number) => (number % 1000) * 1000)),
      interfaceId: Uint32Array.from(column((number) => (number === 131_073 ? 4 : 1))),
      comments: undefined,
    });
  }
  const { capLen, wireLen, interfaceId, time, number } = boundsOf(store, 65_000, 72_000);
  expect([number, capLen, wireLen, interfaceId]).toEqual([
    [65_000, 72_000],
    [60, 65],
    [60, 160],
    [1, 1],
  ]);
  expect(time).toEqual({ bounds: [928_000_000_000n, 935_000_999_000n], everywhere: true });
  const wide = boundsOf(store, 1, 150_000);
  expect([wide.interfaceId, wide.time.everywhere]).toEqual([[1, 4], false]);
  expect(wide.time.bounds).toEqual([850_000_000_000n, 1_000_000_999_000n]);
  expect(boundsOf(store, 140_000, 140_000).time).toEqual({ bounds: undefined, everywhere: false });
});
