/**
 * A scout without a reading beside it: of what it says it has looked at, it has found all that there is, and nothing else, in
 * whatever order it went; what it leaves is told.
 */
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../../dissectors/catalogue.js';
import { createRegistry } from '../../../dissectors/registry.js';
import { type CaptureIndex, indexCapture } from '../../../src/capture/capture-index.js';
import { createFilterLanguage } from '../../../src/tui/model/filters.js';
import { inspectionOf } from '../../../src/tui/store/inspection.js';
import { createNumberList } from '../../../src/tui/store/number-list.js';
import { startReading } from '../../../src/tui/store/reading.js';
import { createScout } from '../../../src/tui/store/scout.js';
import { drawing, drawPackets, writeCapture, writeUneven } from './captures.js';

const filters = createFilterLanguage(createRegistry(), {});

const BY_FACTS = [
  'frame.number > 9000',
  'frame.number in {5..20, 700} || frame.time_relative > 25',
  'frame.interface_id == 1 && !(frame.len in {40..60})',
  'frame.time_relative < 2',
];
const WHOLLY = [
  'igmp',
  'ip.src == 10.0.0.3',
  'tcp.dstport == 80 && frame.number > 3000',
  'frame contains 40:81',
];
const PARTLY = [
  'gmp',
  'data',
  '!gmp',
  'udp.port == 7000',
  'frame.number <= 4000 && gmp.type == KARES',
  'ip.checksum',
];

async function opened(seed: number): Promise<CaptureIndex> {
  const base = drawPackets(400, drawing(seed));
  const packets = Array.from({ length: 25 }, () => base).flat();
  const index = await indexCapture((seed % 2 === 0 ? writeCapture : writeUneven)(packets));
  if (!index.ok) throw new Error(index.error.message);
  return index.value;
}

/** Runs a scout to its end; gives how many packets it looked at, and whether it left some. */
function hold(text: string, index: CaptureIndex, draw: (most: number) => number) {
  const make = filters.compile(text);
  const reading = startReading(index, createRegistry());
  const catalogue = createCatalogue(reading.registry.dissectors);
  const test = make(reading.registry, catalogue);
  const truth = new Set<number>();
  reading.onTo(index.count, (w, number) => {
    if (test(w, () => '', new Map())) truth.add(number);
    return true;
  });
  const inspection = inspectionOf(index, make(createRegistry(), catalogue));
  if (inspection === undefined) throw new Error(`${text} is not looked at`);
  const into = createNumberList();
  let near = 1 + draw(index.count);
  const scout = createScout({ index, near: () => near, into, inspection });
  for (let turns = 0; scout.turn() && turns < 500; turns += 1)
    if (draw(6) === 0) near = 1 + draw(index.count);
  const found = new Set(Array.from({ length: into.count }, (_, row) => into.at(row)));
  for (const number of found) expect(truth.has(number), `${text}: ${number} is none`).toBe(true);
  for (let number = 1; number <= index.count; number += 1) {
    const { from, to } = into.looked(number);
    if (to < from) continue;
    expect(found.has(number), `${text}: ${number}, in ${from} … ${to}`).toBe(truth.has(number));
  }
  return { share: into.scanned / index.count, leaves: scout.leaves() };
}

describe.each([1, 2, 3, 4])('a scout, capture %i', (seed) => {
  it.each([...BY_FACTS, ...WHOLLY])('%s: finds all there is', async (text) => {
    const index = await opened(seed);
    const { share, leaves } = hold(text, index, drawing(seed + 100));
    // Only fragments may hide what is asked for.
    if (BY_FACTS.includes(text)) expect([share, leaves]).toEqual([1, false]);
    await index.close();
  });

  it.each(PARTLY)('%s: what it has looked at is right', async (text) => {
    const index = await opened(seed);
    hold(text, index, drawing(seed + 200));
    await index.close();
  });
});
