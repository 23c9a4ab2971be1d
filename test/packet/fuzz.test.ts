/**
 * Broken frames: every truncation and any changed octets. Nothing throws, nothing is read outside the captured octets, and
 * the two lanes say the same of every field. 100,000 frames in the ordinary run; GMPSHARK_FUZZ multiplies that.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { makeText, type Text, textFrom } from '../../src/base/text.js';
import { createFieldRows } from '../../src/packet/field-rows.js';
import { createSummary } from '../../src/packet/summary.js';
import { buildTree, fieldsOf, type PacketTree } from '../../src/packet/tree.js';
import { treeLines } from '../../src/packet/tree-text.js';
import { outputText } from '../../src/packet/value-text.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { type SampleFrame, sampleFrames } from './frames.js';

const CASES = 100_000 * Number(process.env.GMPSHARK_FUZZ ?? '1');
const SEPARATOR = '\ue000value\ue001';
const COLUMN = '\ue000column\ue001';

let frames: readonly SampleFrame[] = [];
beforeAll(async () => {
  frames = await sampleFrames(25);
  expect(frames.length).toBeGreaterThan(20);
});

/** One way of dissecting: a registry with its state, a walk, both lanes. */
function makeLane() {
  const registry = createRegistry({ heuristics: true });
  const catalogue = createCatalogue(registry.dissectors);
  const names = catalogue.fields
    .filter(({ kind }) => kind !== 'protocol' && kind !== 'subtree')
    .map(({ name }) => name);
  const out: Text = makeText();
  return {
    catalogue,
    names,
    out,
    w: createWalk(registry),
    registry,
    summary: createSummary(registry, { time: 'r', digits: 9, arrow: '->' }),
    rows: createFieldRows(registry, catalogue, names, {
      separator: COLUMN,
      aggregator: SEPARATOR,
      occurrence: 'a',
      quote: 0,
    }),
  };
}

type Lane = ReturnType<typeof makeLane>;

/** Dissects octets that lie in the middle of others (`filler`), and gives the tree and the summary row. */
function dissect(
  lane: Lane,
  number: number,
  frame: SampleFrame,
  bytes: Uint8Array,
  filler: number,
): [PacketTree, string] {
  const around = new Uint8Array(bytes.length + 64).fill(filler);
  around.set(bytes, 32);
  const { w } = lane;
  Object.assign(w.frame, {
    number,
    sec: 1,
    nsec: number,
    capLen: bytes.length,
    wireLen: frame.wireLen,
    linkType: frame.linkType,
  });
  walkFrame(lane.registry, w, around, 32);
  for (let i = 0; i < w.count; i += 1) {
    if (w.starts[i] > w.ends[i]) throw new Error(`layer ${i} ends before it begins`);
    if (w.sources[i] !== around) continue;
    if (w.starts[i] < 32 || w.ends[i] > 32 + bytes.length) throw new Error(`layer ${i} leaves the frame`);
  }
  lane.out.length = 0;
  lane.summary(w, lane.out);
  return [buildTree(lane.registry, lane.catalogue, w), textFrom(lane.out)];
}

/** All values of the tree by name, as -T fields prints them, with aliases. */
function treeValues(lane: Lane, tree: PacketTree): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const add = (name: string, text: string): void => {
    const list = values.get(name);
    if (list === undefined) values.set(name, [text]);
    else list.push(text);
  };
  for (const layer of tree.layers) {
    for (const { field, value } of fieldsOf([layer.node])) {
      if (field === undefined || value === undefined) continue;
      add(field.name, outputText(field, value));
      for (const alias of field.meta.alias ?? [])
        add(alias, outputText(lane.catalogue.byName.get(alias) ?? field, value));
    }
  }
  return values;
}

/** What the column lane says, by name. */
function rowValues(lane: Lane): Map<string, string[]> {
  lane.out.length = 0;
  lane.rows(lane.w, lane.out);
  const columns = textFrom(lane.out).split(COLUMN);
  return new Map(
    lane.names.flatMap((name, i) => (columns[i] === '' ? [] : [[name, columns[i].split(SEPARATOR)]])),
  );
}

/** Names whose values differ, with both. Order among equals is kept; empty values are as good as none. */
function differences(lane: Lane, tree: PacketTree): string[] {
  const ours = treeValues(lane, tree);
  const rows = rowValues(lane);
  return lane.names.flatMap((name) => {
    const a = (ours.get(name) ?? []).join(SEPARATOR);
    const b = (rows.get(name) ?? []).join(SEPARATOR);
    const same =
      a === b || [...(ours.get(name) ?? [])].sort().join() === [...(rows.get(name) ?? [])].sort().join();
    return same ? [] : [`${name}: tree ${a} row ${b}`];
  });
}

interface Change {
  readonly pick: number;
  readonly cut: number | null;
  readonly octets: readonly (readonly [number, number])[];
}

const change: fc.Arbitrary<Change> = fc.record({
  pick: fc.nat(),
  cut: fc.option(fc.nat(), { freq: 2 }),
  octets: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 0, maxLength: 2 }),
});

function changed({ pick, cut, octets }: Change): [SampleFrame, Uint8Array] {
  const frame = frames[pick % frames.length];
  const bytes = frame.bytes.slice(0, cut === null ? undefined : cut % (frame.bytes.length + 1));
  for (const [at, value] of octets) if (bytes.length > 0) bytes[at % bytes.length] = value;
  return [frame, bytes];
}

describe('frames', () => {
  test('whole frames: both lanes agree on every field', () => {
    const lane = makeLane();
    for (const [i, frame] of frames.entries()) {
      const [tree] = dissect(lane, i + 1, frame, frame.bytes, 0);
      expect(differences(lane, tree), `${frame.file} frame ${i}`).toEqual([]);
    }
  });

  test(
    'cut and changed frames: no throw, no read outside, both lanes agree',
    () => {
      let a = makeLane();
      let b = makeLane();
      let count = 0;
      fc.assert(
        fc.property(change, (one) => {
          count += 1;
          if (count % 5000 === 0) [a, b] = [makeLane(), makeLane()];
          const [frame, bytes] = changed(one);
          const [tree, row] = dissect(a, count, frame, bytes, 0);
          const [other, otherRow] = dissect(b, count, frame, bytes, 0xff);
          // Plain comparisons first: `expect` is slow, and here only for what is wrong.
          if (otherRow !== row) expect(otherRow).toBe(row);
          const lines = treeLines(tree);
          const otherLines = treeLines(other);
          if (lines.join('\n') !== otherLines.join('\n')) expect(otherLines).toEqual(lines);
          if (count % 8 === 0) expect(differences(a, tree)).toEqual([]);
        }),
        { numRuns: CASES },
      );
    },
    600_000 * Math.max(1, CASES / 100_000),
  );

  test('every truncation of the first frames of each kind', () => {
    const lane = makeLane();
    const seen = new Set<string>();
    let number = 0;
    for (const frame of frames) {
      const key = `${frame.file}`;
      if (seen.has(key)) continue;
      seen.add(key);
      for (let length = 0; length <= Math.min(frame.bytes.length, 400); length += 1) {
        number += 1;
        const [tree] = dissect(lane, number, frame, frame.bytes.slice(0, length), 0xaa);
        if (length % 16 === 0) expect(differences(lane, tree)).toEqual([]);
      }
    }
  });
});
