/** Every file of the corpus, read in every way, against what tshark and libpcap find in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open.js';
import { type Collected, collect, nothing, type Packet, viaBlocks, viaChunks, viaIndex } from './collect.js';
import { CORPUS, type Expectation, expectations, type Frames, hasCorpus } from './corpus.js';

/** Figures of one reference reader. */
interface Figures {
  readonly packets: number;
  readonly failed: boolean;
  readonly first: string | null;
  readonly last: string | null;
  readonly totalCap: number;
  readonly totalLen: number;
  readonly frames: Frames;
}

const NO_FRAMES: Frames = { dts: [], cap: [], xlen: 0 };

function tsharkFigures(e: Expectation): Figures {
  return {
    packets: e.packets,
    failed: e.error !== null,
    first: e.first_ts_ns,
    last: e.last_ts_ns,
    totalCap: e.total_caplen,
    totalLen: e.total_origlen,
    frames: e.frames ?? NO_FRAMES,
  };
}

function libpcapFigures(e: Expectation): Figures {
  const own = e.libpcap;
  return {
    packets: own.packets,
    failed: own.error !== null,
    first: own.first_ts_ns === undefined ? e.first_ts_ns : own.first_ts_ns,
    last: own.last_ts_ns === undefined ? e.last_ts_ns : own.last_ts_ns,
    totalCap: own.total_caplen ?? e.total_caplen,
    totalLen: own.total_origlen ?? e.total_origlen,
    frames: own.frames ?? e.frames ?? NO_FRAMES,
  };
}

const nanoseconds = (packet: Packet): bigint => BigInt(packet.sec) * 1_000_000_000n + BigInt(packet.nsec);

/** What a reader found, and what the figures say it should have found, in the same shape. */
function compare(found: Collected, figures: Figures, e: Expectation): [unknown, unknown] {
  const odd = (number: number) =>
    (e.odd_ts_frames ?? []).some(([from, to]) => number >= from && number <= to);
  const ours = found.packets.map((p, i) => [
    odd(i + 1) ? 'odd' : Number.isNaN(p.sec) ? null : nanoseconds(p),
    p.capLen,
    p.wireLen,
  ]);
  let time = BigInt(figures.first ?? 0);
  const theirs = figures.frames.cap.map((cap, i) => {
    const step = figures.frames.dts[i];
    if (step !== null) time += BigInt(step);
    const extra = typeof figures.frames.xlen === 'number' ? figures.frames.xlen : figures.frames.xlen[i];
    return [odd(i + 1) ? 'odd' : step === null ? null : time, cap, cap + extra];
  });
  const timed = found.packets.filter((p) => !Number.isNaN(p.sec) && !odd(p.number));
  const oddEnds = odd(1) || odd(figures.packets);
  const sum = (pick: (p: Packet) => number) => found.packets.reduce((all, p) => all + pick(p), 0);
  return [
    {
      packets: found.packets.length,
      failed: found.error !== null,
      first: oddEnds ? 'odd' : timed.length > 0 ? String(nanoseconds(timed[0])) : null,
      last: oddEnds ? 'odd' : timed.length > 0 ? String(nanoseconds(timed[timed.length - 1])) : null,
      totalCap: sum((p) => p.capLen),
      totalLen: sum((p) => p.wireLen),
      frames: ours,
    },
    {
      packets: figures.packets,
      failed: figures.failed,
      first: oddEnds ? 'odd' : figures.first,
      last: oddEnds ? 'odd' : figures.last,
      totalCap: figures.totalCap,
      totalLen: figures.totalLen,
      frames: theirs,
    },
  ];
}

function agrees([ours, theirs]: [unknown, unknown]): boolean {
  try {
    expect(ours).toEqual(theirs);
    return true;
  } catch {
    return false;
  }
}

const fileWay = async (path: string, blockSize?: number): Promise<Collected> => {
  const opened = await openCapture(path, blockSize === undefined ? {} : { blockSize });
  return opened.ok ? collect(opened.value) : nothing(opened.error);
};

describe.skipIf(!hasCorpus)(`corpus${hasCorpus ? '' : ' (skipped: no corpus)'}`, () => {
  const all = expectations();
  const folder = mkdtempSync(join(tmpdir(), 'capture-corpus-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has its 250 files', () => expect(all).toHaveLength(250));

  it.each(all.map((e) => [e.file, e] as const))('%s', async (file, e) => {
    const path = resolve(CORPUS, file);
    const bytes = new Uint8Array(readFileSync(path));
    const found = await fileWay(path);

    const tshark = compare(found, tsharkFigures(e), e);
    // libpcap is no reference where it can't read such files by design.
    if (!agrees(tshark) && (e.libpcap.limited || !agrees(compare(found, libpcapFigures(e), e)))) {
      expect(tshark[0]).toEqual(tshark[1]);
    }

    if (found.error === null) {
      const types = [...new Set(found.interfaces.map((each) => each.linkType))];
      expect(types).toEqual(e.linktypes ?? []);
      const counts = [...found.blockCounts].map(
        ([type, count]) => [`0x${type.toString(16)}`, count] as const,
      );
      expect(Object.fromEntries(counts)).toEqual(e.blocks ?? {});
    } else {
      expect(found.error.offset).toBeLessThanOrEqual(bytes.length);
    }
    if (e.format === 'pcap' && found.interfaces.length > 0) {
      expect(found.interfaces[0].tsResol).toBe(e.ts_unit === 'ns' ? 9 : 6);
      expect(found.interfaces[0].snapLen).toBe(e.snaplen);
    }

    expect(await fileWay(path, 64)).toEqual(found);
    expect(await viaIndex(path, 1)).toEqual(found);
    expect(await viaIndex(path, 1000)).toEqual(found);
    for (const sizes of [[65_536], [1], [7, 64, 1, 23]]) expect(await viaChunks(bytes, sizes)).toEqual(found);
    const zipped = new Uint8Array(gzipSync(bytes));
    expect(await viaBlocks(zipped)).toEqual(found);
    expect(await viaChunks(zipped, [7, 64, 1, 23])).toEqual(found);
    const zippedPath = join(folder, `${file.replaceAll('/', '_')}.gz`);
    writeFileSync(zippedPath, zipped);
    expect(await fileWay(zippedPath)).toEqual(found);
    expect(await viaIndex(zippedPath, 7)).toEqual(found);
  });

  it('tells where and why it stopped, in tshark’s words', async () => {
    const messages = new Map<string, string>();
    for (const e of all.filter((each) => each.error !== null)) {
      const found = await fileWay(resolve(CORPUS, e.file));
      if (found.error !== null)
        messages.set(e.file, `${found.error.code} @${found.error.offset} ${found.error.message}`);
    }
    expect(messages).toMatchSnapshot();
  });
});
