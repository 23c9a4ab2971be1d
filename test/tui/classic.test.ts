/**
 * The classic view on a real terminal.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { expectGolden, startTui, type Tui } from './terminal.js';

const DEMO = 'fixtures/demo.pcapng';
const running: Tui[] = [];
const start = async (...args: Parameters<typeof startTui>): Promise<Tui> => {
  const tui = await startTui(...args);
  running.push(tui);
  return tui;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((tui) => tui.stop()));
});

describe('the classic view', () => {
  test.each([
    [80, 24],
    [120, 40],
  ])('opens a capture at %i×%i', async (cols, rows) => {
    const tui = await start(DEMO, { cols, rows });
    expectGolden(`classic-${cols}x${rows}`, tui);
  });

  test('q leaves, and gives the terminal back', async () => {
    const tui = await start(DEMO);
    expect(tui.isAlternate()).toBe(true);
    await tui.keys('q');
    expect((await tui.ended).exitCode).toBe(0);
    expect(tui.isAlternate()).toBe(false);
  });
});
