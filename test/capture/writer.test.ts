/** What is written is what was read: packets to the nanosecond and the octet, and all that the capture says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { needsNanoseconds } from '../../src/capture/encode-pcap.js';
import { readerOfBytes } from '../../src/capture/open.js';
import { writableResolution } from '../../src/capture/pcapng-time.js';
import type { CaptureError } from '../../src/capture/types.js';
import { createWriter } from '../../src/capture/writer.js';
import { type Collected, memorySource, type Packet, viaBlocks } from './collect.js';
import { cases } from './fuzz.js';
import { pcapCapture, pcapngCapture } from './generate.js';

const folder = mkdtempSync(join(tmpdir(), 'capture-writer-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads `bytes` and writes all packets again, batch by batch, while they are being read. */
async function copy(
  bytes: Uint8Array,
  format: 'pcap' | 'pcapng',
): Promise<[Uint8Array, CaptureError | null]> {
  const opened = await readerOfBytes(memorySource(bytes), { blockSize: 100 });
  if (!opened.ok) expect.fail(opened.error.message);
  const reader = opened.value;
  const path = join(folder, `out.${format}`);
  const writer = createWriter(path, { format, source: reader, application: 'a test' });
  if (!writer.ok) expect.fail(writer.error.message);
  let failure: CaptureError | null = null;
  for (let batch = await reader.next(); batch !== null && failure === null; batch = await reader.next()) {
    for (let i = 0; i < batch.count && failure === null; i++) failure = writer.value.write(batch, i);
    failure ??= await writer.value.flush();
  }
  failure = (await writer.value.close()) ?? failure;
  return [new Uint8Array(readFileSync(path)), failure];
}

/** Packets without the numbers that their interfaces have in the one file or the other. */
function content(found: Collected): unknown[] {
  return found.packets.map((packet) => {
    const { id: _, ...source } = found.interfaces[packet.interfaceId];
    return {
      ...packet,
      interfaceId: undefined,
      source: { ...source, tsResol: writableResolution(source.tsResol) },
    };
  });
}

const untimed = (packet: Packet): boolean => Number.isNaN(packet.sec);

describe('pcapng', () => {
  it('keeps everything of a pcapng', async () => {
    await fc.assert(
      fc.asyncProperty(pcapngCapture, async (capture) => {
        const before = await viaBlocks(capture.bytes);
        fc.pre(before.packets.every((p) => untimed(p) || Math.abs(p.sec) < 1e12));
        const [bytes, failure] = await copy(capture.bytes, 'pcapng');
        expect(failure).toBeNull();
        const after = await viaBlocks(bytes);
        expect(after.error).toBeNull();
        expect(content(after)).toEqual(content(before));
        expect(after.names).toEqual(before.names);
        expect(after.comments).toEqual(before.comments);
        const counts = (found: Collected) =>
          found.statistics.map(({ interfaceId, ...rest }) => ({
            ...rest,
            linkType: found.interfaces[interfaceId].linkType,
          }));
        expect(counts(after)).toEqual(counts(before));
        expect(after.interfaces.length).toBeGreaterThanOrEqual(before.interfaces.length);
      }),
      { numRuns: cases(1000) },
    );
  });

  it('keeps the packets of a pcap', async () => {
    await fc.assert(
      fc.asyncProperty(pcapCapture, async (capture) => {
        const before = await viaBlocks(capture.bytes);
        const [bytes, failure] = await copy(capture.bytes, 'pcapng');
        expect(failure).toBeNull();
        expect(content(await viaBlocks(bytes))).toEqual(content(before));
      }),
      { numRuns: cases(500) },
    );
  });
});

describe('pcap', () => {
  it('keeps the packets of any pcap', async () => {
    await fc.assert(
      fc.asyncProperty(pcapCapture, async (capture) => {
        const before = await viaBlocks(capture.bytes);
        fc.pre(before.packets.every((p) => p.sec <= 0xffff_ffff));
        const [bytes, failure] = await copy(capture.bytes, 'pcap');
        expect(failure).toBeNull();
        const after = await viaBlocks(bytes);
        expect(after.packets).toEqual(before.packets);
        expect(after.interfaces[0]).toMatchObject({
          linkType: before.interfaces[0].linkType,
          fcsLen: before.interfaces[0].fcsLen,
          tsResol: before.interfaces[0].tsResol,
        });
      }),
      { numRuns: cases(1000) },
    );
  });

  it('of a pcapng is exact, or refused at the first packet that it can’t hold', async () => {
    await fc.assert(
      fc.asyncProperty(pcapngCapture, async (capture) => {
        const before = await viaBlocks(capture.bytes);
        const [bytes, failure] = await copy(capture.bytes, 'pcap');
        const after = await viaBlocks(bytes);
        const moments = (packets: readonly Packet[]) =>
          packets.map((p) => [untimed(p) ? 0 : p.sec, p.nsec, p.capLen, p.wireLen, p.data]);
        expect(after.error).toBeNull();
        expect(moments(after.packets)).toEqual(moments(before.packets.slice(0, after.packets.length)));
        if (failure === null) {
          expect(after.packets).toHaveLength(before.packets.length);
          return;
        }
        expect(failure.code).toBe('unsupported');
        expect(failure.message).toContain(`Packet ${after.packets.length + 1} `);
        expect(failure.message).toContain('pcapng');
        const culprit = before.packets[after.packets.length];
        const first = before.interfaces[before.packets[0].interfaceId];
        const otherLink = before.interfaces[culprit.interfaceId].linkType !== first.linkType;
        const finer = after.interfaces[0]?.tsResol === 6 && culprit.nsec % 1000 !== 0;
        expect(otherLink || finer || culprit.sec < 0 || culprit.sec > 0xffff_ffff).toBe(true);
      }),
      { numRuns: cases(1000) },
    );
  });

  it('knows which resolutions need nanoseconds', () => {
    const finer = (tsResol: number) => {
      const perSecond = tsResol & 0x80 ? 2n ** BigInt(tsResol & 0x7f) : 10n ** BigInt(tsResol);
      return 1_000_000n % perSecond !== 0n;
    };
    for (let exponent = 0; exponent < 128; exponent++) {
      expect([exponent, needsNanoseconds(exponent)]).toEqual([exponent, finer(exponent)]);
      expect([exponent, needsNanoseconds(0x80 | exponent)]).toEqual([exponent, finer(0x80 | exponent)]);
    }
  });
});

it('an output that can’t be opened is an error, not a throw', () => {
  const opened = createWriter(join(folder, 'no', 'such', 'folder.pcap'), {
    format: 'pcap',
    source: { interfaces: [], names: [], statistics: [], comments: [] },
  });
  expect(opened.ok || opened.error).toMatchObject({ code: 'io' });
});
