/** When the screen is drawn: after a key before anything else has its turn, and now and then while work goes on. */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDrawing } from '../../src/tui/terminal/drawing.js';

test('all that came together is drawn once, before work that was put off has its turn', async () => {
  const done: string[] = [];
  const drawing = createDrawing(() => done.push('draw'));
  setImmediate(() => done.push('work'));
  for (let i = 0; i < 3; i += 1) drawing.soon();
  expect(done).toEqual([]);
  await turn();
  await turn();
  expect(done).toEqual(['draw', 'work']);
  drawing.soon();
  await Promise.resolve();
  expect(done).toEqual(['draw', 'work', 'draw']);
});

test('while work goes on: the first change at once, the others no more than once in some hundredths of a second', async () => {
  let draws = 0;
  const drawing = createDrawing(() => (draws += 1));
  const begun = performance.now();
  while (performance.now() - begun < 300) {
    drawing.later();
    await sleep(1);
  }
  const most = (performance.now() - begun) / 30 + 1;
  expect(draws).toBeGreaterThan(1);
  expect(draws).toBeLessThanOrEqual(most);
});

test('a change that is drawn with a key is not drawn again', async () => {
  let draws = 0;
  const drawing = createDrawing(() => (draws += 1));
  drawing.later();
  drawing.soon();
  await sleep(60);
  expect(draws).toBe(1);
});

test('nothing is drawn any more once it is stopped', async () => {
  let draws = 0;
  const drawing = createDrawing(() => (draws += 1));
  drawing.soon();
  drawing.later();
  drawing.stop();
  await sleep(60);
  expect(draws).toBe(0);
});
