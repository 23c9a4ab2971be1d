/**
 * Whoever types anything at all: in every view and dialog, at any size down to 1×1, with the mouse, while work goes on. Nothing
 * throws, and nothing is drawn outside the screen.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'vitest';
import type { TuiEvent } from '../../src/tui/model/model.js';
import { playScenario } from './scenario-sample.js';
import { ROOT } from './terminal.js';
import { type Play, play, textOf } from './world.js';

const SIGNS = Array.from(
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;/?\\|<>+-*$^\'"[](){}=!&%#@~`',
);
const NAMED =
  'space enter tab S-tab esc backspace delete insert up down left right home end pageup pagedown C-left C-right C-up C-down'.split(
    ' ',
  );
const CONTROL = Array.from('abcdefghjklmnoprstuvwxyz', (sign) => `C-${sign}`);
const FUNCTION = Array.from({ length: 12 }, (_, i) => `f${i + 1}`);
/** Ways to the views and the dialogs. */
const WAYS = ['g p', 'g l', 'g s', 'g i', 'g f', 'g r', '?', 'C', 's', '/', 'C-f', ':', 'esc esc'];
const WORDS = [
  'gmp.type == KARES',
  'gmp.state.group == enrolled',
  'frame.number > 3 &&',
  'gmp.',
  '0.3s',
  'KAREQ',
  'actions',
  'colours',
  'time ad',
  'run 1s',
  '日本é',
];

const size = fc.oneof(
  fc.record({ width: fc.integer({ min: 1, max: 130 }), height: fc.integer({ min: 1, max: 45 }) }),
  fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 6 }) }),
);
const pointer = fc.record({
  act: fc.constantFrom('press', 'wheelUp', 'wheelDown'),
  x: fc.nat(130),
  y: fc.nat(45),
});
const event = fc.oneof(
  size.map((to): TuiEvent => ({ kind: 'resize', size: to })),
  pointer.map((one): TuiEvent => ({ kind: 'pointer', pointer: one })),
  fc.nat(5000).map((at): TuiEvent => ({ kind: 'tick', at })),
);
type Act = (one: Play) => void;
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom(...SIGNS, ...NAMED, ...CONTROL, ...FUNCTION).map(
      (key): Act =>
        (one) =>
          one.keys(key),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...WAYS).map(
      (way): Act =>
        (one) =>
          one.keys(...way.split(' ')),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...WORDS).map(
      (word): Act =>
        (one) => {
          one.type(word);
          one.keys('enter');
        },
    ),
  },
  {
    weight: 5,
    arbitrary: event.map(
      (each): Act =>
        (one) =>
          one.take(each),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Act>(
      (one) => one.work(),
      (one) => one.turn(),
    ),
  },
);

test.each([
  ['a capture', () => play(join(ROOT, 'fixtures/demo.pcapng'))],
  ['a scenario', () => playScenario('scenarios/fig12-membership-check.yaml', { unicode: false })],
])(
  '%s: whatever one does',
  async (_, open) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 60, maxLength: 160 }), async (acts) => {
        const one = await open();
        for (const each of acts) {
          each(one);
          textOf(one.panes(), one.model().size);
        }
        await one.store.close();
      }),
      { numRuns: 15 },
    );
  },
  60_000,
);
