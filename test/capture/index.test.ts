/** The index gives back what the readers gave, however odd, and reads any packet again. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { indexCapture, openIndex } from '../../src/capture/capture-index.js';
import { type Columns, createColumns } from '../../src/capture/columns.js';
import {
  CHUNK_ROWS,
  capturedLengthAt,
  chunkOf,
  createIndexStore,
  fillRun,
  interfaceAt,
  nanosecondsAt,
  offsetAt,
  rowOf,
  secondsAt,
  wireLengthAt,
} from '../../src/capture/index-chunks.js';
import { appendBatch } from '../../src/capture/index-filling.js';
import { createPcapDecoder, parsePcapHeader } from '../../src/capture/pcap.js';
import { createWindow, fillWindow } from '../../src/capture/window.js';
import { packetsOf, viaBlocks, viaIndex } from './collect.js';
import { cases } from './fuzz.js';
import { pcapCapture, pcapngCapture } from './generate.js';

const folder = mkdtempSync(join(tmpdir(), 'capture-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const row = fc.record({
  step: fc.oneof({ weight: 8, arbitrary: fc.nat(1000) }, { weight: 1, arbitrary: fc.nat(6_000_000_000) }),
  capLen: fc.nat(262_144),
  cut: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(70_000) }),
  sec: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1_700_000_000, max: 1_700_004_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -1, -5e9, 2 ** 40, 1.8e19) },
  ),
  nsec: fc.oneof(
    { weight: 8, arbitrary: fc.nat(999_999).map((micros) => micros * 1000) },
    { weight: 1, arbitrary: fc.nat(999_999_999) },
  ),
  interfaceId: fc.oneof({ weight: 8, arbitrary: fc.constant(3) }, { weight: 1, arbitrary: fc.nat(5) }),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function fill(columns: Columns, rows: readonly Row[], first: number, inputOffset: number): number {
  let at = 0;
  rows.forEach((each, i) => {
    // A block is smaller than 4 GiB; wide steps move the batch's own offset on.
    at += each.step % 4096;
    columns.dataStart[i] = at;
    columns.capLen[i] = each.capLen;
    columns.wireLen[i] = each.capLen + each.cut;
    columns.sec[i] = each.sec;
    columns.nsec[i] = Number.isNaN(each.sec) ? 0 : each.nsec;
    columns.interfaceId[i] = each.interfaceId;
  });
  columns.count = rows.length;
  columns.firstNumber = first;
  columns.inputOffset = inputOffset;
  return rows.reduce((all, each) => all + each.step, 0);
}

describe('columns of the index', () => {
  it('take any offset, length, time and interface, across chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(row, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 12 }),
        fc.nat(65_600),
        (batches, lead) => {
          const store = createIndexStore();
          const columns = createColumns(4096);
          const expected: unknown[] = [];
          // Plain packets first, so that the odd ones fall into all parts of a chunk.
          const plain: Row = { step: 1, capLen: 60, cut: 0, sec: 1_700_000_000, nsec: 5000, interfaceId: 3 };
          for (let left = lead; left > 0; left -= 4096) {
            fill(columns, new Array<Row>(Math.min(left, 4096)).fill(plain), store.count + 1, store.count);
            appendBatch(store, columns);
          }
          let inputOffset = lead + 1;
          for (const rows of batches) {
            const moved = fill(columns, rows, store.count + 1, inputOffset);
            rows.forEach((each, i) => {
              expected.push([
                inputOffset + columns.dataStart[i],
                each.capLen,
                each.capLen + each.cut,
                each.sec,
                columns.nsec[i],
                each.interfaceId,
              ]);
            });
            appendBatch(store, columns);
            inputOffset += moved;
          }
          expect(store.count).toBe(lead + expected.length);
          const found = expected.map((_, i) => {
            const chunk = chunkOf(store, lead + i + 1);
            const at = rowOf(lead + i + 1);
            return [
              offsetAt(chunk, at),
              capturedLengthAt(chunk, at),
              wireLengthAt(chunk, at),
              secondsAt(chunk, at),
              nanosecondsAt(chunk, at),
              interfaceAt(chunk, at),
            ];
          });
          expect(found).toEqual(expected);
          if (lead > 0) {
            const chunk = chunkOf(store, 1);
            expect([secondsAt(chunk, 0), nanosecondsAt(chunk, 0), interfaceAt(chunk, 0)]).toEqual([
              1_700_000_000, 5000, 3,
            ]);
          }
        },
      ),
      { numRuns: cases(300) },
    );
  });
});

/** How the packets of a full chunk follow each other: each is drawn from few kinds, so that most chunks can be packed. */
const pattern = fc.record({
  lengths: fc.oneof(
    fc.array(fc.nat(1500), { minLength: 1, maxLength: 5 }),
    fc.array(fc.nat(262_144), { minLength: 1, maxLength: 3 }),
  ),
  between: fc.nat(64),
  align: fc.constantFrom(1, 4),
  /** Nanoseconds to the next packet. */
  steps: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.nat(70_000).map((micros) => micros * 1000) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(65_534_000, 65_535_000, 65_536_000, 4_294_967_295, 4_294_967_296),
      },
      { weight: 1, arbitrary: fc.integer({ min: -2_000_000, max: 2_000_000 }) },
    ),
    { minLength: 1, maxLength: 6 },
  ),
  /** A packet in so many differs in what lies between, in its length on the wire, in its interface, in having no time; 0: none. */
  odd: fc.record({
    between: fc.constantFrom(0, 0, 0, 9999),
    cut: fc.constantFrom(0, 0, 777),
    heard: fc.constantFrom(0, 0, 5),
    timeless: fc.constantFrom(0, 0, 0, 30_000),
    step: fc.constantFrom(0, 0, 100, 7),
  }),
  ahead: fc.constantFrom(0, 2 ** 31, 2 ** 32 - 3_000_000),
  run: fc.integer({ min: 1, max: 4096 }),
  octets: fc.integer({ min: 1, max: 300_000 }),
});

describe('a chunk that is full', () => {
  it('gives the same as was put in, by row and in runs, packed or not', () => {
    fc.assert(
      fc.property(pattern, ({ lengths, between, align, steps, odd, ahead, run, octets }) => {
        const store = createIndexStore();
        const columns = createColumns(4096);
        const every = (part: number, i: number): boolean => part > 0 && i % part === part - 1;
        const expected: number[][] = [];
        const rows = CHUNK_ROWS + 200;
        let offset = ahead;
        let time = 1_700_000_000_000_000_000n;
        for (let i = 0; i < rows; i += 1) {
          const row = i % 4096;
          if (row === 0) columns.inputOffset = offset;
          const capLen = lengths[(i * 7 + (i >> 3)) % lengths.length];
          const dark = every(odd.timeless, i);
          const sec = dark ? Number.NaN : Number(time / 1_000_000_000n);
          const nsec = dark ? 0 : Number(time % 1_000_000_000n);
          const wireLen = capLen + (every(odd.cut, i) ? 70_000 : 0);
          const heard = every(odd.heard, i) ? 2 : 1;
          expected.push([offset, capLen, wireLen, sec, nsec, heard]);
          columns.dataStart[row] = offset - columns.inputOffset;
          columns.capLen[row] = capLen;
          columns.wireLen[row] = wireLen;
          columns.sec[row] = sec;
          columns.nsec[row] = nsec;
          columns.interfaceId[row] = heard;
          columns.count = row + 1;
          if (columns.count === 4096 || i === rows - 1) appendBatch(store, columns);
          const pad = align === 1 ? 0 : -capLen & 3;
          offset += capLen + pad + between + (every(odd.between, i) ? 4 : 0);
          time += BigInt(odd.step > 0 && i % odd.step > 0 ? 1000 : steps[i % steps.length]);
        }
        for (let i = 0; i < rows; i += 1 + (i % 61)) {
          const chunk = chunkOf(store, i + 1);
          const at = rowOf(i + 1);
          const found = [
            offsetAt(chunk, at),
            capturedLengthAt(chunk, at),
            wireLengthAt(chunk, at),
            secondsAt(chunk, at),
            nanosecondsAt(chunk, at),
            interfaceAt(chunk, at),
          ];
          expect([i, ...found]).toEqual([i, ...expected[i]]);
        }
        const batch = createColumns(4096);
        for (let first = 1; first <= rows; first += batch.count * 5) {
          const size = fillRun(store, batch, first, Math.min(run, rows - first + 1), octets);
          const [start] = expected[first - 1];
          let most = 1;
          const ends = (i: number): number => expected[i][0] + expected[i][1] - start;
          while (most < run && first - 1 + most < rows && ends(first - 1 + most) <= octets) most += 1;
          expect([batch.firstNumber, batch.inputOffset, batch.count]).toEqual([first, start, most]);
          expect(size).toBe(ends(first + most - 2));
          for (const row of new Set([0, most >> 1, most - 1])) {
            const found = [batch.dataStart[row] + batch.inputOffset, batch.capLen[row], batch.wireLen[row]];
            found.push(batch.sec[row], batch.nsec[row], batch.interfaceId[row]);
            expect([first, row, ...found]).toEqual([first, row, ...expected[first - 1 + row]]);
          }
        }
      }),
      { numRuns: cases(30) },
    );
  }, 60_000);
});

describe.each([
  ['pcap', pcapCapture],
  ['pcapng', pcapngCapture],
] as const)('%s by number', (name, arbitrary) => {
  it('is the same as front to back, sound or damaged', async () => {
    const path = join(folder, name);
    await fc.assert(
      fc.asyncProperty(
        arbitrary,
        fc.nat(),
        fc.nat(255),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        async (capture, where, value, damage, run) => {
          const bytes = capture.bytes.slice();
          if (damage) bytes[where % bytes.length] = value;
          writeFileSync(path, bytes);
          expect(await viaIndex(path, run)).toEqual(await viaBlocks(bytes));
        },
      ),
      { numRuns: cases(500) },
    );
  });
});

it('times on both sides of 32 bits of seconds stay apart, though near modulo 2^32', async () => {
  const path = join(folder, 'ends.pcap');
  for (const [first, second] of [
    [0, 0xffff_f79e],
    [0xffff_ffff, 0],
    [2000, 0xffff_ffff],
    [0xffff_ffff - 2000, 146],
  ]) {
    const bytes = plainPcap(2);
    const view = new DataView(bytes.buffer);
    view.setUint32(24, first, true);
    view.setUint32(24 + 76, second, true);
    writeFileSync(path, bytes);
    const { packets } = await viaIndex(path, 2);
    expect(packets.map(({ sec }) => sec)).toEqual([first, second]);
  }
});

/** Octets of all typed arrays in a record. */
function octetsIn(record: object): number {
  return Object.values(record).reduce<number>((sum, value) => {
    if (ArrayBuffer.isView(value)) return sum + value.byteLength;
    return typeof value === 'object' && value !== null ? sum + octetsIn(value) : sum;
  }, 0);
}

/** A capture of `count` packets of 60 octets and 76-octet records, microseconds apart. */
function plainPcap(count: number): Uint8Array {
  const bytes = new Uint8Array(24 + count * 76);
  const view = new DataView(bytes.buffer);
  bytes.set([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1]);
  for (let i = 0; i < count; i++) {
    const at = 24 + i * 76;
    view.setUint32(at, 1_700_000_000 + Math.floor(i / 1000), true);
    view.setUint32(at + 4, (i % 1000) * 1000, true);
    view.setUint32(at + 8, 60, true);
    view.setUint32(at + 12, 60, true);
    view.setUint32(at + 16, i, true);
  }
  return bytes;
}

it('offsets beyond four gibibytes in one chunk are as right as others', () => {
  const bytes = plainPcap(300).subarray(24);
  const opened = parsePcapHeader(plainPcap(0));
  if (!opened.ok) expect.fail(opened.error.message);
  const decoder = createPcapDecoder(opened.value);
  const store = createIndexStore();
  const columns = createColumns(4096);
  const starts = [0, 2 ** 32 - 500 * 76, 2 ** 32 - 100 * 76, 2 ** 32 + 1e9, 2 ** 40];
  for (const inputOffset of starts) {
    const window = createWindow(bytes.length, inputOffset);
    fillWindow(window, bytes, 0);
    decoder.skim(window, store);
    columns.count = 0;
    columns.firstNumber = store.count + 1;
    expect(decoder.decode(window, columns)).toBeNull();
    appendBatch(store, columns);
  }
  expect(store.count).toBe(starts.length * 300);
  for (let number = 1; number <= store.count; number++) {
    const expected = starts[Math.floor((number - 1) / 300)] + ((number - 1) % 300) * 76 + 16;
    expect(offsetAt(chunkOf(store, number), rowOf(number))).toBe(expected);
  }
});

describe('a capture of several chunks', () => {
  const count = 150_000;
  const bytes = plainPcap(count);
  const path = join(folder, 'plain.pcap');
  writeFileSync(path, bytes);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 1 }));

  it.each([path, `${path}.gz`])('gives any packet at any time', async (file) => {
    const opened = await indexCapture(file);
    if (!opened.ok) expect.fail(opened.error.message);
    const index = opened.value;
    expect([index.count, index.error, index.complete]).toEqual([count, null, true]);
    for (const number of [1, 2, 65_535, 65_536, 65_537, 131_072, 131_073, count]) {
      const read = index.readPacket(number);
      if (!read.ok) expect.fail(read.error.message);
      const [packet] = packetsOf(read.value);
      const i = number - 1;
      expect(packet).toMatchObject({
        number,
        sec: 1_700_000_000 + Math.floor(i / 1000),
        nsec: (i % 1000) * 1e6,
        capLen: 60,
      });
      expect(Buffer.from(packet.data, 'latin1').readUInt32LE(0)).toBe(i);
    }
    const run = index.readBatch(65_500, 1000);
    expect(run.ok && [run.value.firstNumber, run.value.count]).toEqual([65_500, 1000]);
    expect(index.readPacket(0).ok).toBe(false);
    expect(index.readPacket(count + 1).ok).toBe(false);
    await index.close();
    expect(index.readPacket(1).ok).toBe(false);
  });

  it('takes 12 octets a packet while a chunk is filled, and about 4 when it is full', async () => {
    const opened = await indexCapture(path);
    if (!opened.ok) expect.fail(opened.error.message);
    const sizes = opened.value.store.chunks.map(({ columns }) => octetsIn(columns) / CHUNK_ROWS);
    expect(sizes).toEqual([4.25, 4.25, 12]);
    await opened.value.close();
  });

  it('can be read while it is being indexed, and says when the file has become shorter', async () => {
    const shrinking = join(folder, 'shrinking.pcap');
    writeFileSync(shrinking, bytes);
    const opened = await openIndex(shrinking);
    if (!opened.ok) expect.fail(opened.error.message);
    const index = opened.value;
    expect(index.count).toBe(0);
    expect(await index.advance()).toBe(true);
    expect(index.complete).toBe(false);
    const last = index.count;
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(count);
    expect(index.readPacket(last).ok).toBe(true);
    truncateSync(shrinking, 200);
    const read = index.readPacket(last);
    expect(read.ok || read.error).toMatchObject({ code: 'io' });
    await index.close();
  });
});
