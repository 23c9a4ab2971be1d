/**
 * Every IGMP message of the corpus against what the reference tools say of it, field by field.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { openCapture } from '../../src/capture/open.js';
import { setFrame } from '../../src/packet/clock.js';
import { buildTree, fieldsOf, type PacketTree } from '../../src/packet/tree.js';
import { outputText } from '../../src/packet/value-text.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';

const CORPUS = new URL('../../../shared/captures/', import.meta.url);
const there = existsSync(new URL('expect.ndjson', CORPUS));

interface IgmpFrame {
  readonly frame: number;
  readonly src: string;
  readonly dst: string;
  readonly ttl: number;
  readonly malformed?: boolean;
  readonly type: number;
  readonly version: number | null;
  readonly len?: number;
  readonly [key: string]: unknown;
}

interface Expectation {
  readonly file: string;
  readonly igmp: number;
  readonly soft_frames: readonly (readonly [number, number])[];
  readonly igmp_frames: readonly IgmpFrame[];
}

const expectations: readonly Expectation[] = there
  ? readFileSync(new URL('expect.ndjson', CORPUS), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Expectation)
  : [];

/** Trees of the frames with IGMP in them, by frame number; fragments are left as they are, as in the expectations. */
async function igmpTrees(file: string): Promise<Map<number, PacketTree>> {
  const registry = createRegistry({ defragment: false, desegment: false });
  const catalogue = createCatalogue(registry.dissectors);
  const w = createWalk(registry);
  const opened = await openCapture(new URL(file, CORPUS).pathname);
  const trees = new Map<number, PacketTree>();
  if (!opened.ok) return trees;
  const reader = opened.value;
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    for (let i = 0; i < batch.count; i += 1) {
      setFrame(w, batch, i, reader.interfaces[batch.interfaceId[i]].linkType);
      walkFrame(registry, w, batch.bytes, batch.dataStart[i]);
      const tree = buildTree(registry, catalogue, w);
      if (tree.layers.some(({ name }) => name === 'igmp')) trees.set(w.frame.number, tree);
    }
  }
  await reader.close();
  return trees;
}

/** All values of a field in a packet as -T fields prints them. */
function values(tree: PacketTree, name: string): string[] {
  const found: string[] = [];
  for (const layer of tree.layers) {
    for (const { field, value } of fieldsOf([layer.node])) {
      if (field !== undefined && field.name === name && value !== undefined)
        found.push(outputText(field, value));
    }
  }
  return found;
}

const LISTS = {
  maddr: 'igmp.maddr',
  saddr: 'igmp.saddr',
  record_type: 'igmp.record_type',
  num_src: 'igmp.num_src',
  aux_data_len: 'igmp.aux_data_len',
};
const STATUS: Readonly<Record<string, string>> = { bad: '0', good: '1', unverified: '2' };

/** What the reference found, in the form in which we say it. */
function wanted(frame: IgmpFrame): Record<string, string[]> {
  const one = (value: unknown): string[] => (value === undefined || value === null ? [] : [String(value)]);
  const fields: Record<string, string[]> = {
    'igmp.type': [`0x${frame.type.toString(16).padStart(2, '0')}`],
    'igmp.version': one(frame.version),
    'igmp.num_grp_recs': one(frame.num_grp_recs),
    'igmp.qrv': one(frame.qrv),
    'igmp.qqic': one(frame.qqic),
    'igmp.max_resp': one(frame.max_resp),
    'igmp.s': frame.s === undefined ? [] : [frame.s === true ? '1' : '0'],
    'igmp.checksum':
      frame.checksum === undefined || frame.checksum === null
        ? []
        : [`0x${Number(frame.checksum).toString(16).padStart(4, '0')}`],
    'igmp.checksum.status': one(STATUS[String(frame.checksum_status)]),
  };
  for (const [key, name] of Object.entries(LISTS)) {
    const list = frame[key];
    fields[name] = Array.isArray(list) ? list.map(String) : one(list);
  }
  return fields;
}

describe.skipIf(!there)(there ? 'IGMP in the corpus' : 'skipped: no corpus', () => {
  const withIgmp = expectations.filter(({ igmp }) => igmp > 0);
  test('the corpus has the IGMP captures that this test is about', () => {
    expect(withIgmp.length).toBeGreaterThan(40);
    expect(withIgmp.reduce((sum, { igmp_frames }) => sum + igmp_frames.length, 0)).toBeGreaterThan(500);
  });

  test.each(withIgmp.map((one) => [one.file, one] as const))('%s', async (_file, expectation) => {
    const trees = await igmpTrees(expectation.file);
    const soft = (frame: number): boolean =>
      expectation.soft_frames.some(([from, to]) => frame >= from && frame <= to);
    const expected = new Set(expectation.igmp_frames.map(({ frame }) => frame));
    expect([...trees.keys()].filter((frame) => !expected.has(frame) && !soft(frame))).toEqual([]);
    for (const frame of expectation.igmp_frames) {
      const tree = trees.get(frame.frame);
      if (tree === undefined && soft(frame.frame)) continue;
      if (tree === undefined) throw new Error(`frame ${frame.frame}: no IGMP found`);
      const found = Object.fromEntries(Object.keys(wanted(frame)).map((name) => [name, values(tree, name)]));
      const cut = soft(frame.frame);
      for (const [name, list] of Object.entries(wanted(frame))) {
        // Of a message that is cut short the reference drops a group record that is not whole; we show what is there.
        const ours = cut ? found[name].slice(0, list.length) : found[name];
        expect(ours, `frame ${frame.frame} ${name}`).toEqual(list);
      }
      expect(values(tree, 'ip.src').at(-1)).toBe(frame.src);
      expect(values(tree, 'ip.dst').at(-1)).toBe(frame.dst);
      expect(values(tree, 'ip.ttl').at(-1)).toBe(String(frame.ttl));
      const flawed = tree.layers.some(({ name }) => name === '_ws.malformed' || name === '_ws.short');
      // Where a frame claims to be shorter than what was kept of it, the reference blames its last layer.
      if (!cut) expect(flawed, `frame ${frame.frame} malformed`).toBe(frame.malformed === true);
    }
  });
});
