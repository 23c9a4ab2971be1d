/** What must hold for every capture, sound or damaged, however its octets come in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readerOfBytes } from '../../src/capture/open.js';
import { type Collected, collect, memorySource, viaBlocks, viaChunks } from './collect.js';
import { cases } from './fuzz.js';
import { type ExpectedPacket, type Generated, pcapCapture, pcapngCapture } from './generate.js';

const blockSize = fc.integer({ min: 1, max: 300 });
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

/** Times beyond 2^53 seconds can't be exact: they are compared by their nanoseconds and roughly. */
function shownTime(sec: number, nsec: number): bigint | null {
  return Number.isNaN(sec) ? null : BigInt(sec) * 1_000_000_000n + BigInt(nsec);
}

function expectPackets(found: Collected, expected: readonly ExpectedPacket[]): void {
  expect(found.packets).toHaveLength(expected.length);
  found.packets.forEach((packet, i) => {
    const { time, ...rest } = expected[i];
    const { capLen, wireLen, interfaceId, data, comments } = packet;
    expect(packet.number).toBe(i + 1);
    expect({ capLen, wireLen, interfaceId, data, comments }).toEqual(rest);
    const shown = shownTime(packet.sec, packet.nsec);
    if (time === null || shown === null || time < 9_000_000_000_000_000n * 1_000_000_000n)
      expect(shown).toBe(time);
    else expect(Number(shown) / Number(time)).toBeCloseTo(1, 12);
  });
}

function expectAll(found: Collected, capture: Generated): void {
  expect(found.error).toBeNull();
  expectPackets(found, capture.packets);
  expect(found.interfaces.map((each) => each.linkType)).toEqual(capture.linkTypes);
  expect(found.interfaces.map((each) => each.id)).toEqual(capture.linkTypes.map((_, i) => i));
  const names = found.names.map((each) => [Buffer.from(each.address).toString('latin1'), each.name]);
  expect(names).toEqual(capture.names);
  expect(found.comments).toEqual(capture.sectionComments);
  expect(found.statistics.map((each) => [each.interfaceId, each.received])).toEqual(capture.statistics);
  expect(found.blockCounts).toEqual(capture.blockCounts);
}

describe.each([
  ['pcap', pcapCapture],
  ['pcapng', pcapngCapture],
] as const)('%s', (name, arbitrary) => {
  it('gives what was put in, in whatever pieces it comes and through either reader', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, blockSize, sizes, async (capture, size, pieces) => {
        expectAll(await viaBlocks(capture.bytes, { blockSize: size }), capture);
        expectAll(await viaChunks(capture.bytes, pieces), capture);
      }),
      { numRuns: cases(1500) },
    );
  });

  it('cut anywhere: what is whole is read, the rest is an error at the record that is cut', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.nat(), blockSize, sizes, async (capture, where, size, pieces) => {
        const cut = where % (capture.bytes.length + 1);
        const bytes = capture.bytes.subarray(0, cut);
        const found = await viaBlocks(bytes, { blockSize: size });
        expect(await viaChunks(bytes, pieces)).toEqual(found);
        expectPackets(found, capture.packets.slice(0, found.packets.length));
        const last = capture.boundaries.filter((each) => each <= cut).at(-1);
        if (cut === 0 || cut === last) expect(found.error).toBeNull();
        else if (cut < 4) expect(found.error?.code).toBe('not-a-capture');
        else if (last === undefined) expect(found.error?.code).toBe('cut-short');
        else expect(found.error).toMatchObject({ code: 'cut-short', offset: last });
      }),
      { numRuns: cases(3000) },
    );
  });

  it('with any octet changed: neither throws nor hangs, stays within its bytes, and both readers agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitrary,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        blockSize,
        sizes,
        async (capture, changes, size, pieces) => {
          const bytes = capture.bytes.slice();
          for (const [where, value] of changes) bytes[where % bytes.length] = value;
          const found = await viaBlocks(bytes, { blockSize: size });
          expect(await viaChunks(bytes, pieces)).toEqual(found);
          if (found.error !== null) expect(found.error.offset).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: cases(4500) },
    );
  });

  it('with any octet changed: holds no more than twice what has arrived', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.nat(), fc.nat(255), async (capture, where, value) => {
        const bytes = capture.bytes.slice();
        bytes[where % bytes.length] = value;
        let most = 0;
        const source = memorySource(bytes);
        const watched = {
          ...source,
          read: (target: Uint8Array, from: number) => {
            most = Math.max(most, target.length);
            return source.read(target, from);
          },
        };
        const opened = await readerOfBytes(watched, { blockSize: 16 });
        if (opened.ok) await collect(opened.value);
        expect(most).toBeLessThanOrEqual(Math.max(28, 2 * bytes.length));
      }),
      { numRuns: cases(1000) },
    );
  });

  it(`every octet of one ${name}, every way of cutting it`, async () => {
    const [capture] = fc.sample(
      arbitrary.filter((each) => each.packets.length > 3),
      { seed: 7, numRuns: 1 },
    );
    for (let cut = 0; cut <= capture.bytes.length; cut++) {
      const bytes = capture.bytes.subarray(0, cut);
      const found = await viaBlocks(bytes, { blockSize: 33 });
      expect(await viaChunks(bytes, [13])).toEqual(found);
    }
    for (let where = 0; where < capture.bytes.length; where++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const bytes = capture.bytes.slice();
        bytes[where] ^= change;
        expect(await viaChunks(bytes, [13])).toEqual(await viaBlocks(bytes, { blockSize: 33 }));
      }
    }
  });
});

it('an input that is no capture at all is refused, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), blockSize, sizes, async (bytes, size, pieces) => {
      const found = await viaBlocks(bytes, { blockSize: size });
      expect(await viaChunks(bytes, pieces)).toEqual(found);
      if (bytes.length > 0) expect(found.error).not.toBeNull();
    }),
    { numRuns: cases(1000) },
  );
});

describe('a packet longer than its link type allows', () => {
  const pcapng = (linkType: number, length: number): Uint8Array => {
    const padded = Math.ceil(length / 4) * 4;
    const view = new DataView(new ArrayBuffer(28 + 20 + 32 + padded));
    const put = (at: number, ...words: number[]) => {
      for (const [i, word] of words.entries()) view.setUint32(at + 4 * i, word, true);
    };
    put(0, 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffff_ffff, 0xffff_ffff, 28);
    put(28, 1, 20, linkType, 0, 20);
    put(48, 6, 32 + padded, 0, 0, 0, length, length);
    put(48 + 28 + padded, 32 + padded);
    return new Uint8Array(view.buffer);
  };
  const pcap = (linkType: number, length: number): Uint8Array => {
    const view = new DataView(new ArrayBuffer(24 + 16 + length));
    for (const [i, word] of [0xa1b2c3d4, 0x0004_0002, 0, 0, 0, linkType, 0, 0, length, length].entries()) {
      view.setUint32(4 * i, word, true);
    }
    return new Uint8Array(view.buffer);
  };

  it.each([
    ['pcap', pcap, 24],
    ['pcapng', pcapng, 48],
  ] as const)('is refused in %s, and one of just that length is read', async (_, make, offset) => {
    for (const linkType of [1, 231]) {
      const longest = linkType === 1 ? 262_144 : 300_000;
      expect((await viaBlocks(make(linkType, longest))).packets).toHaveLength(1);
      expect((await viaChunks(make(linkType, longest), [65_536])).packets).toHaveLength(1);
    }
    for (const way of [viaBlocks, (bytes: Uint8Array) => viaChunks(bytes, [1000])]) {
      const found = await way(make(1, 262_145));
      expect(found.packets).toHaveLength(0);
      expect(found.error).toMatchObject({ code: 'corrupt', offset });
      expect(found.error?.message).toContain('262144');
    }
  });
});
