/** Answers that come after their request was looked at. */
import { expect, it } from 'vitest';
import { createRegistry } from '../../../dissectors/registry.js';
import { type CaptureIndex, indexCapture } from '../../../src/capture/capture-index.js';
import { createFollowing } from '../../../src/conform/following.js';
import { createStore } from '../../../src/tui/store/capture-store.js';
import { startReading } from '../../../src/tui/store/reading.js';
import { createSlices } from '../../../src/tui/store/slices.js';

/** Requests with their answers, as a reading from front to back finds them. */
function pairsOf(index: CaptureIndex): readonly (readonly [request: number, answer: number])[] {
  const { derived, see } = createFollowing();
  const registry = createRegistry({ derived });
  const reading = startReading(index, registry, { after: see });
  const pairs: (readonly [number, number])[] = [];
  reading.onTo(index.count, (w, number) => {
    for (let i = 1; i < w.count; i += 1) {
      const { generated } = registry.dissectors[w.ids[i]];
      const request = generated.find(({ name }) => name === 'gmp.request_in')?.compute(w, i);
      if (typeof request === 'number') pairs.push([request, number]);
    }
    return true;
  });
  return pairs;
}

it('a request of a live capture tells of its answer once that has come', async () => {
  const opened = await indexCapture('fixtures/demo.pcapng');
  if (!opened.ok) expect.fail(opened.error.message);
  const pairs = pairsOf(opened.value);
  expect(pairs.length).toBeGreaterThan(10);
  let there = 0;
  const index: CaptureIndex = Object.create(opened.value, { count: { get: () => there } });
  const waiting: (() => void)[] = [];
  const slices = createSlices({ later: (work) => waiting.push(work), milliseconds: () => 0 });
  const store = createStore(index, { registry: {}, slices, live: true, names: false });
  const grow = (count: number): void => {
    there = count;
    store.grown();
    while (waiting.length > 0) for (const work of waiting.splice(0)) work();
  };
  const isAnswered = (number: number, answer: number): boolean => {
    const text = (): string =>
      JSON.stringify(store.packet(number)?.layers, (_, one) => (typeof one === 'bigint' ? `${one}` : one));
    text();
    while (waiting.length > 0) for (const work of waiting.splice(0)) work();
    return text().includes(`Answered in frame: ${answer}`);
  };
  for (const [request, answer] of pairs) {
    if (request < there) continue;
    grow(request);
    expect([request, isAnswered(request, answer)]).toEqual([request, false]);
    grow(answer - 1);
    expect([request, isAnswered(request, answer)]).toEqual([request, false]);
    grow(answer);
    expect([request, isAnswered(request, answer)]).toEqual([request, true]);
  }
});
