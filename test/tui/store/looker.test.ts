/** Looking at packets that owe much: something is shown at once, and settled later; where one looks now comes first. */
import { expect, it } from 'vitest';
import { type CaptureIndex, indexCapture } from '../../../src/capture/capture-index.js';
import { createContextSource } from '../../../src/tui/store/context-source.js';
import { createLooker } from '../../../src/tui/store/looker.js';
import { createSlices } from '../../../src/tui/store/slices.js';
import { ACK, packetOf } from '../../cross/tcp-captures.js';
import { writeCapture } from './captures.js';

/** A connection of so many segments: each owes all before it. */
async function connection(count: number): Promise<CaptureIndex> {
  const segments = Array.from({ length: count }, (_, i) =>
    packetOf({ seq: 1 + i, ack: 1, flags: ACK, data: Uint8Array.of(i & 0xff) }),
  );
  const opened = await indexCapture(writeCapture(segments));
  if (!opened.ok) expect.fail(opened.error.message);
  return opened.value;
}

/** A looker whose background work is done by hand, and what it has shown. */
function lookerOver(index: CaptureIndex) {
  const waiting: (() => void)[] = [];
  const slices = createSlices({ later: (work) => waiting.push(work), milliseconds: () => 0 });
  const source = createContextSource(index, {}, slices, () => 0);
  source.hurry(index.count);
  const shown: number[] = [];
  const forgotten: number[] = [];
  const looker = createLooker({
    source,
    slices,
    keep: false,
    atOnce: 50,
    take: (_, number) => shown.push(number),
    forget: (numbers) => forgotten.push(...numbers),
    changed: () => undefined,
  });
  const settle = (): void => {
    while (waiting.length > 0) for (const work of waiting.splice(0)) work();
  };
  return { looker, shown, forgotten, settle };
}

const range = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i);

it('what was shown after a part of what it owes is shown again, what one looks at now first', async () => {
  const { looker, shown, settle } = lookerOver(await connection(3000));
  for (const number of [...range(400, 20), ...range(2500, 20), ...range(1200, 20)]) looker.look(number);
  expect(shown.splice(0)).toEqual([...range(400, 20), ...range(2500, 20), ...range(1200, 20)]);
  settle();
  expect(shown).toEqual([...range(1200, 20), ...range(400, 20), ...range(2500, 20)]);
});

it('of what was passed by too long ago is no more than forgotten', async () => {
  const { looker, shown, forgotten, settle } = lookerOver(await connection(3000));
  for (const number of range(500, 1200)) looker.look(number);
  expect(forgotten).toEqual(range(500, 200));
  shown.length = 0;
  settle();
  expect(new Set(shown)).toEqual(new Set(range(700, 1000)));
});
