/**
 * The compiled evaluator of filters against a plain one over the detail tree: random filters, on whole, cut and changed
 * frames. GMPSHARK_FUZZ multiplies the runs.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { createFilter, type Filter } from '../../src/filter/filter.js';
import { buildTree, type PacketTree } from '../../src/packet/tree.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { type SampleFrame, sampleFrames } from '../packet/frames.js';
import { filterTexts } from './random-filters.js';
import { refers } from './reference.js';

const FILTERS = 3000 * Number(process.env.GMPSHARK_FUZZ ?? '1');
const FRAMES_A_FILTER = 12;

let frames: readonly SampleFrame[] = [];
beforeAll(async () => {
  frames = await sampleFrames(12);
  expect(frames.length).toBeGreaterThan(20);
});

interface Change {
  readonly pick: number;
  readonly cut: number | null;
  readonly octets: readonly (readonly [number, number])[];
}

const change: fc.Arbitrary<Change> = fc.record({
  pick: fc.nat(),
  cut: fc.option(fc.nat(), { freq: 4 }),
  octets: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 1 }),
});

function changed({ pick, cut, octets }: Change): [SampleFrame, Uint8Array] {
  const frame = frames[pick % frames.length];
  const bytes = frame.bytes.slice(0, cut === null ? undefined : cut % (frame.bytes.length + 1));
  for (const [at, value] of octets) if (bytes.length > 0) bytes[at % bytes.length] = value;
  return [frame, bytes];
}

describe('the column lane of filters', () => {
  const registry = createRegistry();
  const catalogue = createCatalogue(registry.dissectors);
  const w = createWalk(registry);
  let number = 0;
  const walked = ({ linkType, wireLen }: SampleFrame, bytes: Uint8Array): PacketTree => {
    number += 1;
    const facts = {
      number,
      sec: 1 + (number % 3),
      nsec: number % 9,
      capLen: bytes.length,
      wireLen,
      linkType,
    };
    Object.assign(w.frame, { previousSec: w.frame.sec, previousNsec: w.frame.nsec }, facts);
    walkFrame(registry, w, bytes, 0);
    return buildTree(registry, catalogue, w);
  };

  test('agrees with the tree lane on random filters and frames', () => {
    let accepted = 0;
    let held = 0;
    let asked = 0;
    const texts = filterTexts(catalogue);
    fc.assert(
      fc.property(
        texts,
        fc.array(change, { minLength: FRAMES_A_FILTER, maxLength: FRAMES_A_FILTER }),
        (text, list) => {
          const made = createFilter(registry, catalogue, text);
          if (!made.ok) return;
          accepted += 1;
          for (const one of list) {
            const tree = walked(...changed(one));
            const answer = made.value.test(w);
            asked += 1;
            if (answer) held += 1;
            const { file } = frames[one.pick % frames.length];
            if (answer !== refers(made.value.program, { tree, w }))
              expect(`${text} on ${file}: ${answer}`).toBe('otherwise');
          }
        },
      ),
      { numRuns: FILTERS },
    );
    // Random filters are worth something only if they have meaning, and both answers come.
    expect(accepted / FILTERS).toBeGreaterThan(0.6);
    expect(held / asked).toBeGreaterThan(0.05);
    expect(held / asked).toBeLessThan(0.6);
  }, 120_000);

  test('agrees with the tree lane on each field alone, on every frame', () => {
    const filters: Filter[] = catalogue.fields.flatMap(({ name }) => {
      const made = createFilter(registry, catalogue, name);
      return made.ok ? [made.value] : [];
    });
    expect(filters.length).toBe(catalogue.fields.length);
    for (const frame of frames.filter((_, i) => i % 8 === 0)) {
      const tree = walked(frame, frame.bytes);
      for (const { text, test: holds, program } of filters) {
        if (holds(w) !== refers(program, { tree, w })) expect(`${text} on ${frame.file}`).toBe('the same');
      }
    }
  }, 120_000);
});
