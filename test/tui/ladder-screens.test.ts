/**
 * The ladder on a real terminal: screens of conversations of scenarios.
 */
import { describe, test } from 'vitest';
import { openLadder } from './ladder-open.js';
import { starter } from './running.js';
import { scenarioCaptures } from './scenario-captures.js';
import { expectGolden, type StartOptions, type Tui } from './terminal.js';

const folder = scenarioCaptures(
  'fig03-control',
  'fig12-membership-check',
  'fig22-keepalive-lost',
  'start-gate',
  'igmp-group-expiry',
);
const start = starter();
const open = (scene: string, options: StartOptions = {}): Promise<Tui> =>
  openLadder(start, scene, { ...options, cwd: folder() });

describe.each([
  [80, 24],
  [120, 40],
])('at %i×%i', (cols, rows) => {
  test.each([
    ['fig03-control', 1],
    ['fig12-membership-check', 34],
    ['fig22-keepalive-lost', 44],
    ['start-gate', 7],
    ['igmp-group-expiry', 5],
  ])('%s', async (scene, number) => {
    const tui = await open(scene, { cols, rows });
    await tui.keys(...String(number), 'G');
    await tui.until(` ${number} · Packets`);
    await tui.until(/Ladder {2}(?!.*working out)/);
    await tui.settle();
    await expectGolden(`ladder-${scene}-${cols}x${rows}`, tui);
  });
});
