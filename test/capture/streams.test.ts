/** Inputs that are more than a file: streams, FIFOs, compressed and growing ones. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { indexCapture } from '../../src/capture/capture-index.js';
import { openCapture, readerOfChunks } from '../../src/capture/open.js';
import { streamSource } from '../../src/capture/sources.js';
import type { CaptureReader } from '../../src/capture/types.js';
import { type Collected, collect, nothing, packetsOf, viaBlocks, viaChunks } from './collect.js';
import { cases } from './fuzz.js';
import { type Generated, pcapCapture, pcapngCapture } from './generate.js';

const folder = mkdtempSync(join(tmpdir(), 'capture-streams-'));
afterAll(() => rmSync(folder, { recursive: true }));

const formats = [
  ['pcap', pcapCapture],
  ['pcapng', pcapngCapture],
] as const;

/** One capture of several packets, always the same. */
function sample(arbitrary: fc.Arbitrary<Generated>): Generated {
  const long = arbitrary.filter((each) => each.packets.length > 4);
  return fc.sample(long, { seed: 11, numRuns: 1 })[0];
}

async function fileWay(path: string): Promise<Collected> {
  const opened = await openCapture(path);
  return opened.ok ? collect(opened.value) : nothing(opened.error);
}

async function opened(path: string, options: Parameters<typeof openCapture>[1] = {}): Promise<CaptureReader> {
  const result = await openCapture(path, options);
  if (!result.ok) expect.fail(result.error.message);
  return result.value;
}

describe.each(formats)('%s from a stream', (name, arbitrary) => {
  const capture = sample(arbitrary);

  it('gives each packet as soon as it has arrived', async () => {
    const stream = new Readable({ read: () => undefined });
    let sent = capture.boundaries.find((end) => end >= 28) ?? 28;
    if (name === 'pcap') sent = capture.boundaries[0];
    stream.push(capture.bytes.subarray(0, sent));
    // The header alone is enough to open it.
    const result = await readerOfChunks(streamSource(stream, undefined));
    if (!result.ok) expect.fail(result.error.message);
    const expected = (await viaBlocks(capture.bytes)).packets;
    let seen = 0;
    for (const end of capture.boundaries.filter((each) => each > sent)) {
      stream.push(capture.bytes.subarray(sent, end));
      const now = (await viaBlocks(capture.bytes.subarray(0, end))).packets.length;
      if (now > seen) {
        const batch = await result.value.next();
        if (batch === null) expect.fail('the end');
        expect(packetsOf(batch)).toEqual(expected.slice(seen, now));
      }
      seen = now;
      sent = end;
    }
    expect(seen).toBe(expected.length);
    stream.push(null);
    expect(await result.value.next()).toBeNull();
    expect(result.value.error).toBeNull();
  });

  it('is read no faster than it is asked for', async () => {
    const record = capture.bytes.subarray(capture.boundaries[0]);
    const block = Buffer.concat(new Array<Uint8Array>(Math.ceil(65_536 / record.length)).fill(record));
    let produced = 0;
    const stream = new Readable({
      highWaterMark: 65_536,
      read() {
        const first = produced === 0;
        produced += block.length;
        this.push(first ? Buffer.concat([capture.bytes.subarray(0, capture.boundaries[0]), block]) : block);
      },
    });
    const result = await readerOfChunks(streamSource(stream, undefined));
    if (!result.ok) expect.fail(result.error.message);
    for (let i = 0; i < 3; i++) expect(await result.value.next()).not.toBeNull();
    await sleep(20);
    expect(produced).toBeLessThan(12 * block.length);
    await result.value.close();
  });

  it('may end by an abort, also while it is waited for', async () => {
    const stream = new Readable({ read: () => undefined });
    const control = new AbortController();
    stream.push(capture.bytes);
    const result = await readerOfChunks(streamSource(stream, control.signal));
    if (!result.ok) expect.fail(result.error.message);
    const reader = result.value;
    const reading = collect(reader);
    await sleep(10);
    control.abort();
    const found = await reading;
    expect(found.packets).toHaveLength(capture.packets.length);
    expect(found.error).toBeNull();
  });

  it('tells what the stream fails with, after all that came before', async () => {
    const stream = new Readable({ read: () => undefined });
    stream.push(capture.bytes);
    const result = await readerOfChunks(streamSource(stream, undefined));
    if (!result.ok) expect.fail(result.error.message);
    const reading = collect(result.value);
    await sleep(10);
    stream.destroy(new Error('the cable was pulled'));
    const found = await reading;
    expect(found.packets).toHaveLength(capture.packets.length);
    expect(found.error).toMatchObject({ code: 'io', offset: capture.bytes.length });
    expect(found.error?.message).toContain('the cable was pulled');
  });

  it.skipIf(process.platform === 'win32')('may be a FIFO, read or indexed', async () => {
    const path = join(folder, `${name}.fifo`);
    execFileSync('mkfifo', [path]);
    const expected = await viaBlocks(capture.bytes);
    const write = async () => {
      // Not 'w': that would wait for the reader, which waits for us.
      const fd = openSync(path, 'r+');
      for (const byte of [capture.bytes.subarray(0, 50), capture.bytes.subarray(50)]) {
        writeSync(fd, byte);
        await sleep(5);
      }
      closeSync(fd);
    };
    const [reader] = await Promise.all([opened(path), write()]);
    expect(await collect(reader)).toEqual(expected);
    const [index] = await Promise.all([indexCapture(path), write()]);
    if (!index.ok) expect.fail(index.error.message);
    expect(index.value.count).toBe(expected.packets.length);
    const last = index.value.readPacket(expected.packets.length);
    expect(last.ok && packetsOf(last.value)).toEqual(expected.packets.slice(-1));
    await index.value.close();
  });
});

describe('gzip', () => {
  const capture = sample(pcapCapture);
  const zipped = new Uint8Array(gzipSync(capture.bytes));

  it('cut anywhere gives what can be read, then an error', async () => {
    const path = join(folder, 'cut.gz');
    const whole = await viaBlocks(capture.bytes);
    let most = 0;
    for (let cut = 2; cut < zipped.length; cut++) {
      const found = await viaChunks(zipped.subarray(0, cut), [100]);
      expect(found.error?.code).toBe('bad-gzip');
      expect(found.packets).toEqual(whole.packets.slice(0, found.packets.length));
      expect(found.packets.length).toBeGreaterThanOrEqual(most);
      most = found.packets.length;
      writeFileSync(path, zipped.subarray(0, cut));
      expect((await fileWay(path)).packets.length).toBe(most);
    }
    expect(most).toBe(whole.packets.length);
  });

  it('with a wrong checksum gives all packets, then an error', async () => {
    const path = join(folder, 'checksum.gz');
    const bad = zipped.slice();
    bad[bad.length - 8] ^= 1;
    writeFileSync(path, bad);
    const found = await fileWay(path);
    expect(found.packets).toHaveLength(capture.packets.length);
    expect(found.error).toMatchObject({ code: 'bad-gzip', offset: capture.bytes.length });
    expect(found.error?.message).toContain('incorrect data check');
  });

  it('damaged in the middle gives what comes before, to the last octet that can be known', async () => {
    const header = capture.bytes.subarray(0, capture.boundaries[0]);
    const records = capture.bytes.subarray(capture.boundaries[0]);
    const many = new Uint8Array(Buffer.concat([header, ...new Array<Uint8Array>(5000).fill(records)]));
    // Stored, not compressed: damage in the frame of a later block leaves all blocks before it intact.
    const stored = new Uint8Array(gzipSync(many, { level: 0 }));
    const second = 10 + 5 + (stored[11] | (stored[12] << 8));
    const third = second + 5 + (stored[second + 1] | (stored[second + 2] << 8));
    stored[third] = 0x07;
    const path = join(folder, 'middle.gz');
    writeFileSync(path, stored);
    const found = await fileWay(path);
    const readable = third - 10 - 10;
    const whole = await viaBlocks(many.subarray(0, readable));
    expect(found.packets).toHaveLength(whole.packets.length);
    expect(found.error).toMatchObject({ code: 'bad-gzip', offset: readable });
  });

  it('in several members, or with something behind it, is read as gunzip reads it', async () => {
    const half = capture.bytes.length >> 1;
    const members = Buffer.concat([
      gzipSync(capture.bytes.subarray(0, half)),
      gzipSync(capture.bytes.subarray(half)),
    ]);
    const expected = await viaBlocks(capture.bytes);
    expect(await viaChunks(new Uint8Array(members), [50])).toEqual(expected);
    const padded = Buffer.concat([zipped, Buffer.alloc(7)]);
    expect(await viaChunks(new Uint8Array(padded), [padded.length])).toEqual(expected);
    const trailed = Buffer.concat([zipped, Buffer.from('behind it')]);
    const found = await viaChunks(new Uint8Array(trailed), [trailed.length]);
    expect(found.packets).toEqual(expected.packets);
    expect(found.error).toMatchObject({ code: 'bad-gzip', offset: capture.bytes.length });
  });

  it('of something else is refused as such', async () => {
    const found = await viaBlocks(new Uint8Array(gzipSync(Buffer.from('no capture at all'))));
    expect(found.error?.code).toBe('not-a-capture');
  });

  it('with any octets changed neither throws nor hangs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(255), fc.nat(), async (where, value, other) => {
        const bad = zipped.slice();
        bad[where % bad.length] = value;
        bad[other % bad.length] ^= value;
        await viaChunks(bad, [60]);
      }),
      { numRuns: cases(300) },
    );
  });
});

describe.each(formats)('a growing %s', (name, arbitrary) => {
  const capture = sample(arbitrary);

  it('is followed in whatever pieces it grows, until the abort', async () => {
    const path = join(folder, `growing.${name}`);
    const expected = await viaBlocks(capture.bytes);
    writeFileSync(path, '');
    const control = new AbortController();
    const seen: unknown[] = [];
    const follow = (async () => {
      const reader = await opened(path, { follow: true, signal: control.signal });
      for (let batch = await reader.next(); batch !== null; batch = await reader.next())
        seen.push(...packetsOf(batch));
      const { error } = reader;
      await reader.close();
      return error;
    })();
    const middle = capture.boundaries[Math.floor(capture.boundaries.length / 2)];
    for (const [from, to] of [
      [0, 3],
      [3, 30],
      [30, middle + 5],
      [middle + 5, middle + 6],
      [middle + 6, capture.bytes.length],
    ]) {
      appendFileSync(path, capture.bytes.subarray(from, to));
      await sleep(120);
      // A packet that is half there is not there yet.
      const whole = await viaBlocks(capture.bytes.subarray(0, to));
      if (to >= 28) expect(seen).toEqual(expected.packets.slice(0, whole.packets.length));
    }
    control.abort();
    expect(await follow).toBeNull();
    expect(seen).toEqual(expected.packets);
  });

  it('that ends in the middle of a record when it is called off was cut short', async () => {
    const path = join(folder, `half.${name}`);
    const end = capture.boundaries.at(-2) ?? 0;
    writeFileSync(path, capture.bytes.subarray(0, end + 7));
    const control = new AbortController();
    const reader = await opened(path, { follow: true, signal: control.signal });
    const reading = collect(reader);
    await sleep(80);
    control.abort();
    expect((await reading).error).toMatchObject({ code: 'cut-short', offset: end });
  });

  it('that never gets a header can be called off too', async () => {
    const path = join(folder, `never.${name}`);
    writeFileSync(path, '');
    const control = new AbortController();
    setTimeout(() => control.abort(), 60);
    const result = await openCapture(path, { follow: true, signal: control.signal });
    expect(result.ok && (await collect(result.value)).packets).toEqual([]);
  });
});

describe('what can’t be opened', () => {
  it('is told by its kind', async () => {
    const missing = await openCapture(join(folder, 'nowhere.pcap'));
    expect(missing.ok || missing.error).toMatchObject({ code: 'not-found' });
    const directory = await openCapture(folder);
    expect(directory.ok || directory.error).toMatchObject({ code: 'io' });
    const text = join(folder, 'text');
    writeFileSync(text, 'this is no capture');
    const other = await openCapture(text);
    expect(other.ok || other.error).toMatchObject({ code: 'not-a-capture', offset: 0 });
  });
});
