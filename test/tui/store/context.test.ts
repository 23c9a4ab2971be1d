import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../../dissectors/catalogue.js';
import { createRegistry } from '../../../dissectors/registry.js';
import { type CaptureIndex, indexCapture } from '../../../src/capture/capture-index.js';
import { createFollowing } from '../../../src/conform/following.js';
import { markShown } from '../../../src/packet/clock.js';
import { createStore } from '../../../src/tui/store/capture-store.js';
import { buildPacket } from '../../../src/tui/store/packet.js';
import { startReading } from '../../../src/tui/store/reading.js';
import { createRows } from '../../../src/tui/store/rows.js';
import { createSlices } from '../../../src/tui/store/slices.js';
import { drawing, drawPackets, writeCapture } from './captures.js';

const COLUMNS = [
  'source',
  'destination',
  'protocol',
  'length',
  'info',
  'tcp.stream',
  'udp.stream',
  'gmp.state.session',
];
const LOOK = { columns: COLUMNS, colours: [], names: new Map<string, string>() };

async function indexed(packets: readonly Uint8Array[]): Promise<CaptureIndex> {
  const opened = await indexCapture(writeCapture(packets));
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

/** What a reading from front to back shows of each packet. */
function read(index: CaptureIndex): readonly { readonly row: unknown; readonly packet: unknown }[] {
  const { derived, see } = createFollowing();
  const reading = startReading(index, createRegistry({ derived }), { after: see });
  const catalogue = createCatalogue(reading.registry.dissectors);
  const rows = createRows(reading.registry, catalogue, LOOK);
  return Array.from({ length: index.count }, () => {
    reading.next();
    const row = rows(reading.walk);
    const packet = buildPacket(reading.registry, catalogue, reading.walk, LOOK.names);
    // Nothing is filtered: each is displayed.
    markShown(reading.walk.frame);
    return { row, packet };
  });
}

/** As text: a tree holds functions of its own registry. */
function textOf(value: unknown): string {
  return JSON.stringify(
    value,
    (_, one) => {
      if (typeof one === 'bigint') return `${one}n`;
      return one instanceof Uint8Array ? Buffer.from(one).toString('hex') : one;
    },
    1,
  );
}

/** A store whose background work is done by hand. */
function storeOver(index: CaptureIndex) {
  const waiting: (() => void)[] = [];
  let clock = 0;
  const milliseconds = (): number => {
    clock += 3;
    return clock;
  };
  const slices = createSlices({ later: (work) => waiting.push(work), milliseconds });
  const store = createStore(index, { registry: {}, slices, live: false, names: false });
  store.look(COLUMNS, []);
  const turn = (): boolean => {
    for (const work of waiting.splice(0)) work();
    return waiting.length > 0;
  };
  const settle = (): void => {
    while (turn());
  };
  return { store, turn, settle };
}

describe('any packet shows what it shows in a reading from front to back', () => {
  it('rows, trees and octets, in any order, of TCP, fragments, announced ports and many conversations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const draw = drawing(seed);
        const index = await indexed(drawPackets(300, draw));
        const told = read(index);
        const { store, settle } = storeOver(index);
        store.grown();
        for (let k = 0; k < 40; k += 1) {
          const number = 1 + draw(index.count);
          store.row(number);
          store.packet(number);
          settle();
          expect(textOf(store.row(number))).toBe(textOf(told[number - 1].row));
          expect(textOf(store.packet(number))).toBe(textOf(told[number - 1].packet));
        }
        await store.close();
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('rows and trees in screens of connections so long that they are shown before all of it is walked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const draw = drawing(seed);
        const index = await indexed(drawPackets(1500, draw, 400));
        const told = read(index);
        const { store, settle, turn } = storeOver(index);
        store.grown();
        settle();
        for (let k = 0; k < 4; k += 1) {
          const first = 1 + draw(index.count - 30);
          const screen = Array.from({ length: 30 }, (_, i) => first + i);
          for (const number of screen) store.row(number);
          store.packet(first);
          // One goes on before all of it is settled, or not.
          if (draw(2) === 0) turn();
          else settle();
          if (draw(3) > 0) continue;
          settle();
          for (const number of screen) expect(textOf(store.row(number))).toBe(textOf(told[number - 1].row));
          expect(textOf(store.packet(first))).toBe(textOf(told[first - 1].packet));
        }
        settle();
        for (let number = 1; number <= index.count; number += 1 + draw(20)) {
          store.row(number);
          settle();
          expect(textOf(store.row(number))).toBe(textOf(told[number - 1].row));
        }
        await store.close();
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
