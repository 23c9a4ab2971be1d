/** Frames of the corpus, cut and changed at random: no throw, and no layer that reaches beyond what was captured. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LAYERS, type Walk } from '../../dissectors/contract.js';
import { expectations, hasCorpus } from '../capture/corpus.js';
import { type Bench, makeBench, walkCorpusFile } from './walks.js';

interface Sample {
  readonly linkType: number;
  readonly octets: Uint8Array;
}

/** At most a few frames of every file: what differs between files matters more than what repeats in one. */
const FRAMES_A_FILE = 8;
const LONGEST = 2000;

async function samples(): Promise<Sample[]> {
  const found: Sample[] = [];
  for (const { file } of expectations()) {
    let taken = 0;
    await walkCorpusFile(file, {}, (_, w) => {
      const { linkType, capLen } = w.frame;
      if (taken >= FRAMES_A_FILE || capLen === 0) return;
      taken += 1;
      const start = w.starts[0];
      found.push({ linkType, octets: w.sources[0].slice(start, start + Math.min(capLen, LONGEST)) });
    });
  }
  return found;
}

/** Every layer lies within its source, and in order: start, payload, end, limit. */
function checkLayers(w: Walk, captured: Uint8Array): void {
  expect(w.count).toBeLessThanOrEqual(MAX_LAYERS);
  for (let i = 0; i < w.count; i += 1) {
    const size = w.sources[i] === captured ? w.frame.capLen : w.sources[i].length;
    const [start, payload, end, limit] = [w.starts[i], w.payloads[i], w.ends[i], w.limits[i]];
    const sound = start >= 0 && start <= payload && payload <= end && end <= size && end <= limit;
    if (!sound) expect.fail(`layer ${i}: ${start} … ${payload} … ${end} (${limit}) of ${size}`);
  }
}

/** Octets behind the captured ones are there to be found out: nobody may look at them. */
const GUARD = 64;

function walkDamaged(bench: Bench, octets: Uint8Array, length: number, fill: number): string {
  const guarded = new Uint8Array(length + GUARD).fill(fill);
  guarded.set(octets.subarray(0, length));
  const { w } = bench;
  bench.walk(guarded, octets.length, length);
  checkLayers(w, guarded);
  return [bench.layers().join(':'), bench.info(), ...bench.lines()].join('\n');
}

describe.skipIf(!hasCorpus)('damaged frames (skipped: no corpus, where there is none)', () => {
  test('cut anywhere: no throw, no layer beyond the capture', async () => {
    const all = await samples();
    expect(all.length).toBeGreaterThan(500);
    const benches = new Map<number, Bench>();
    for (const { linkType, octets } of all) {
      const bench = benches.get(linkType) ?? makeBench(linkType);
      benches.set(linkType, bench);
      const most = Math.min(octets.length, 90);
      for (let length = 0; length <= most; length += 1 + (length >> 4))
        walkDamaged(bench, octets, length, 0xff);
    }
  }, 60_000);

  test('octets changed anywhere: no throw, no layer beyond the capture, reassembly on and off', async () => {
    const all = await samples();
    const change = fc.tuple(fc.nat(120), fc.nat(255));
    const damage = fc.record({
      sample: fc.nat(all.length - 1),
      changes: fc.array(change, { minLength: 1, maxLength: 6 }),
      keep: fc.integer({ min: 1, max: 400 }),
      defragment: fc.boolean(),
    });
    const benches = new Map<string, Bench>();
    fc.assert(
      fc.property(damage, ({ sample, changes, keep, defragment }) => {
        const { linkType, octets } = all[sample];
        const key = `${linkType}/${defragment}`;
        const bench = benches.get(key) ?? makeBench(linkType, { defragment });
        benches.set(key, bench);
        const damaged = octets.slice();
        for (const [at, octet] of changes) if (at < damaged.length) damaged[at] = octet;
        walkDamaged(bench, damaged, Math.min(keep, damaged.length), 0xff);
      }),
      { numRuns: 6000 },
    );
  }, 60_000);

  test('what lies behind the captured octets changes nothing', async () => {
    const all = await samples();
    const damage = fc.tuple(fc.nat(all.length - 1), fc.integer({ min: 1, max: 120 }));
    fc.assert(
      fc.property(damage, ([sample, keep]) => {
        const { linkType, octets } = all[sample];
        const length = Math.min(keep, octets.length);
        const texts = [0x00, 0xff].map((fill) => {
          const bench = makeBench(linkType);
          const guarded = new Uint8Array(length + GUARD).fill(fill);
          guarded.set(octets.subarray(0, length));
          bench.walk(guarded, octets.length, length);
          return [bench.layers().join(':'), bench.info(), ...bench.lines()].join('\n');
        });
        expect(texts[0]).toBe(texts[1]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
