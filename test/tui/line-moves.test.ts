/**
 * How far keys move, in lines.
 */
import { expect, test } from 'vitest';
import { linesOf, stepOf } from '../../src/tui/update/line-moves.js';

test('a line, a page, half a page (rounded up), everything; a half may be told', () => {
  const up = ['move.up', 'move.halfUp', 'move.pageUp', 'move.first'] as const;
  const down = ['move.down', 'move.halfDown', 'move.pageDown', 'move.last'] as const;
  expect(down.map((action) => linesOf(action, 9))).toEqual([1, 5, 9, Number.POSITIVE_INFINITY]);
  expect(up.map((action) => linesOf(action, 9))).toEqual([-1, -5, -9, Number.NEGATIVE_INFINITY]);
  expect(linesOf('move.halfUp', 9, 4)).toBe(-4);
  expect([stepOf('move.last', 9), linesOf('enter', 9)]).toEqual([undefined, undefined]);
});
