/**
 * Panes as cells: what is wide, what stands on another character, and what would do something to the terminal.
 */
import { expect, test } from 'vitest';
import { cellsOf } from '../../src/tui/terminal/cells.js';

/** A line of cells after a text was written into it, at a place of some width. */
function shown(text: string, { width = 8, x = 0, unicode = true } = {}): readonly string[] {
  const line = Array.from({ length: 8 }, (): [number, string] => [0, '_']);
  const area = { x, y: 0, width, height: 1 };
  cellsOf({ lines: [line] }, [{ id: 'one', area, rows: [[{ text, style: {} }]], fill: {} }], unicode);
  return line.map(([, char]) => char);
}

test('a pane fills its place, and no more', () => {
  expect(shown('abcdefgh', { x: 2, width: 3 }).join('')).toBe('__abc___');
  expect(shown('a', { x: 2, width: 3 }).join('')).toBe('__a  ___');
  expect(shown('abc', { x: 6, width: 9 }).join('')).toBe('______ab');
});

test('wide characters take two cells; where only one is left, none is shown', () => {
  expect(shown('漢字')).toEqual(['漢', '', '字', '', ' ', ' ', ' ', ' ']);
  expect(shown('a漢', { width: 2 }).join('')).toBe('a ______');
});

test('what stands on a character goes into its cell', () => {
  expect(shown('e\u0301x', { width: 2 })).toEqual(['e\u0301', 'x', '_', '_', '_', '_', '_', '_']);
});

test('nothing that a capture holds moves the cursor, or turns the writing round', () => {
  expect(shown('\x1b\x07\x7f\x9b\u202e\u2066\u200f\n').join('')).toBe('????????');
});

test('without UTF-8 nothing but ASCII', () => {
  expect(shown('→│▾漢é', { unicode: false }).join('')).toBe('>|v??   ');
});
