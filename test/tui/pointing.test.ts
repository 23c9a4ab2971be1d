/**
 * The mouse over the bar, the typed line and what lies over the views.
 */
import { describe, expect, test } from 'vitest';
import { type Play, play } from './world.js';

const DEMO = 'fixtures/demo.pcapng';

function press(one: Play, x: number, y: number): void {
  one.take({ kind: 'pointer', pointer: { act: 'press', x, y } });
}

/** Where a text stands on the screen. */
function placeOf(one: Play, text: string): readonly [number, number] {
  const lines = one.text().split('\n');
  const y = lines.findIndex((line) => line.includes(text));
  return [lines[y]?.indexOf(text) ?? -1, y];
}

describe('a click', () => {
  test('on the bar opens the filter with what it holds', async () => {
    const one = await play(DEMO);
    one.keys('/');
    one.type('igmp');
    one.keys('enter');
    press(one, 30, 0);
    expect(one.model().dialog).toMatchObject({ kind: 'prompt', purpose: 'filter', text: 'igmp' });
  });

  test('in the typed line goes there; elsewhere it does nothing', async () => {
    const one = await play(DEMO);
    one.keys('/');
    one.type('igmp && ip');
    press(one, ' Filter: '.length + 4, 0);
    one.type('X');
    expect(one.model().dialog).toMatchObject({ text: 'igmpX && ip' });
    press(one, 79, 0);
    one.type('Y');
    expect(one.model().dialog).toMatchObject({ text: 'igmpX && ipY' });
    press(one, 12, 8);
    expect(one.model().dialog).toMatchObject({ kind: 'prompt', at: 12 });
    one.keys('esc', ':');
    one.type('help');
    press(one, 1, 23);
    one.type('_');
    expect(one.model().dialog).toMatchObject({ text: '_help' });
  });

  test('in the choice of columns chooses; on the box it shows or hides; beside it closes', async () => {
    const one = await play(DEMO);
    one.keys('C');
    const [x, y] = placeOf(one, '[x] Source');
    press(one, x + 8, y);
    expect(one.text()).toContain('[x] Source');
    expect(one.model().dialog).toMatchObject({ at: 2 });
    press(one, x + 1, y + 1);
    expect(one.text()).toContain('[ ] Destination');
    expect(one.model().dialog).toMatchObject({ at: 3 });
    press(one, x, placeOf(one, 'space: show')[1]);
    expect(one.model().dialog?.kind).toBe('columns');
    press(one, 0, 0);
    expect(one.model().dialog).toBe(undefined);
  });

  test('beside a page closes it, on it nothing happens', async () => {
    const one = await play(DEMO);
    one.keys('?');
    press(one, 40, 10);
    expect(one.model().dialog?.kind).toBe('page');
    press(one, 0, 10);
    expect(one.model().dialog).toBe(undefined);
  });
});

test('the wheel scrolls pages and chooses columns', async () => {
  const one = await play(DEMO);
  const wheel = (act: 'wheelUp' | 'wheelDown'): void =>
    one.take({ kind: 'pointer', pointer: { act, x: 40, y: 10 } });
  one.keys('?');
  wheel('wheelDown');
  expect(one.model().dialog).toMatchObject({ top: 3 });
  wheel('wheelUp');
  expect(one.model().dialog).toMatchObject({ top: 0 });
  one.keys('esc', 'C');
  wheel('wheelDown');
  expect(one.model().dialog).toMatchObject({ at: 1 });
});
