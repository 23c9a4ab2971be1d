/**
 * Small things that one only notices when they are wrong: which mark comes next, where a new column goes, what is copied.
 */
import { describe, expect, test } from 'vitest';
import { lookedAt, lookedTree } from '../../src/tui/model/looking.js';
import { ipv4 } from '../dissectors/packets.js';
import { writeCapture } from './store/captures.js';
import { type Play, play } from './world.js';

const DEMO = 'fixtures/demo.pcapng';
const numberOf = (one: Play): number => lookedAt(one.model(), one.world).number;
const selectedOf = (one: Play): string => {
  const tree = lookedTree(one.model(), one.world);
  return tree?.lines[tree.at].node.text ?? '';
};
const copied = (one: Play): string =>
  one.effects().flatMap((effect) => (effect.kind === 'copy' ? [effect.text] : []))[0] ?? '';

test('marks: the nearest one comes, in both directions, and none beyond the last', async () => {
  const one = await play(DEMO);
  for (const number of ['3', '7', '9']) one.keys(number, 'G', 'M');
  one.keys('8', 'G', '[', "'");
  expect(numberOf(one)).toBe(7);
  one.keys('[', "'", '[', "'");
  expect(numberOf(one)).toBe(3);
  expect(one.text()).toContain('No further mark.');
  one.keys(']', "'");
  expect(numberOf(one)).toBe(7);
  one.keys('M', '3', 'G', ']', "'");
  expect(numberOf(one)).toBe(9);
});

test('time references: the last one before a packet counts', async () => {
  const one = await play(DEMO);
  one.keys('3', 'G', 'C-t', '5', 'G', 'C-t', 'g', 'g');
  const row = (number: number): string =>
    one
      .text()
      .split('\n')
      .find((line) => new RegExp(`^ +${number} `).test(line)) ?? '';
  expect(row(2)).toContain(' 0.310000 ');
  expect(row(4)).toContain(' 0.230000 ');
  expect(row(6)).toContain(' 0.000409 ');
});

test('going back: to where one was before the last jump, not before the last step', async () => {
  const one = await play(DEMO);
  one.keys('4', '0', 'G', 'j', 'j', 'g', 'g', "'", "'");
  expect(numberOf(one)).toBe(42);
  one.keys("'", "'");
  expect(numberOf(one)).toBe(1);
  // Who jumps to where one is has been nowhere else.
  one.keys('g', 'g', "'", "'");
  expect(numberOf(one)).toBe(42);
});

test('a count before gg and G goes to that packet; without one to the first and the last', async () => {
  const one = await play(DEMO);
  one.keys('1', '2', 'g', 'g');
  expect(numberOf(one)).toBe(12);
  one.keys('G');
  expect(numberOf(one)).toBe(80);
  one.keys('g', 'g');
  expect(numberOf(one)).toBe(1);
});

test('a further column stands before the last one', async () => {
  const one = await play(DEMO);
  one.keys('tab', '2', 'j', 'f', 'c');
  expect(
    one
      .model()
      .settings.columns.map(({ show }) => show)
      .slice(-2),
  ).toEqual(['eth', 'info']);
  one.keys('f', 'c');
  expect(one.text()).toContain('eth is a column already.');
});

describe('copies', () => {
  test('the octets of the selected line alone; of the whole packet where it has none', async () => {
    const one = await play(DEMO);
    one.keys('tab', '2', 'j', 'y', 'b');
    expect(copied(one)).toBe('01 00 5e 00 00 01 02 00 0a 00 00 fe 08 00');
    one.keys('g', 'g', 'y', 'b');
    expect(copied(one).split(' ')).toHaveLength(60);
  });

  test('a row as it stands there, its columns separated by tabs', async () => {
    const one = await play(DEMO);
    one.keys('2', 'G', 'y', 'y');
    expect(copied(one)).toBe('2\t0.310000\told-router.example\t224.0.0.1\tIGMPv1\t60\tMembership Query');
  });
});

test('a filter with “or” in it is put in brackets before another is added', async () => {
  const one = await play(DEMO);
  one.keys('/');
  one.type('igmp || gmp');
  one.keys('enter');
  one.work();
  one.keys('tab', '2', 'j', 'f', 'a');
  expect(one.model().filter).toBe('(igmp || gmp) && eth');
  one.work();
  one.keys('f', 'n');
  expect(one.model().filter).toBe('!(eth)');
});

test('left in the tree goes to the line that holds the selected one', async () => {
  const one = await play(DEMO);
  one.keys('tab', '3', 'j', 'l', 'j', 'j', 'j', 'h');
  expect(selectedOf(one)).toMatch(/^Internet Protocol Version 4/);
  one.keys('h');
  expect(one.text()).toContain('▸ Internet Protocol Version 4');
});

test('Ctrl-W takes the word before, with the spaces behind it', async () => {
  const one = await play(DEMO);
  one.keys('/');
  one.type('igmp && gmp  ');
  one.keys('C-w');
  expect(one.model().dialog).toMatchObject({ text: 'igmp && ' });
});

test('proposals are gone through in both directions, and around', async () => {
  const one = await play(DEMO);
  one.keys('/');
  one.type('gmp.type == SR');
  one.keys('tab');
  const line = (): string => {
    const { dialog } = one.model();
    return dialog?.kind === 'prompt' ? dialog.text : '';
  };
  const forth = Array.from({ length: 5 }, () => {
    one.keys('tab');
    return line();
  });
  const [first, second, third, fourth] = forth;
  expect(new Set(forth).size).toBe(4);
  expect(forth[4]).toBe(first);
  const back = Array.from({ length: 4 }, () => {
    one.keys('S-tab');
    return line();
  });
  expect(back).toEqual([fourth, third, second, first]);
});

test('a page ends with its last line', async () => {
  const one = await play(DEMO);
  one.keys('?', 'G');
  const last = one.text();
  expect(last).toContain(':help');
  one.keys('j', 'pagedown');
  expect(one.text()).toBe(last);
  one.keys('k');
  expect(one.text()).not.toBe(last);
});

test('a click among the text of the octets goes to the octet under it', async () => {
  const one = await play(DEMO);
  const lines = one.text().split('\n');
  const y = lines.findIndex((line) => line.startsWith('0010'));
  const from = lines[y].length - 16;
  one.take({ kind: 'pointer', pointer: { act: 'press', x: from + 5, y } });
  expect(one.model().views.classic.octet).toBe(0x15);
  one.take({ kind: 'pointer', pointer: { act: 'press', x: 6 + 3 * 2, y } });
  expect(one.model().views.classic.octet).toBe(0x12);
});

test('a folded line looks like the worst that it holds; so does a layer', async () => {
  // IGMP with a checksum that is wrong.
  const packet = ipv4([0x11, 0x64, 0xee, 0x9a, 0, 0, 0, 0], {
    proto: 2,
    ttl: 1,
    destination: [224, 0, 0, 1],
  });
  const one = await play(writeCapture([packet]), { size: { width: 100, height: 60 } });
  const { theme } = one.model();
  const styleOf = (text: string): unknown =>
    one
      .panes()
      .find(({ id }) => id === 'tree')
      ?.rows.find(([first]) => first?.text.includes(text))?.[0]?.style;
  one.keys('tab', 'z', 'R', 'z', 'M', 'g', 'g');
  expect(styleOf('Internet Protocol Version 4')).toEqual(theme.layer);
  expect(styleOf('Internet Group')).toEqual(theme.bad);
  one.keys('G', 'z', 'o', 'g', 'g');
  expect(styleOf('Internet Group')).toEqual(theme.bad);
  expect(styleOf('IGMP Version')).toEqual(theme.text);
});

test('the list scrolls by no more than need be: the selected row is the last one seen, going up the first', async () => {
  const one = await play(DEMO);
  const rows = (): readonly number[] =>
    one
      .text()
      .split('\n')
      .flatMap((line) => /^. +(\d+) +\d+\.\d{6} /.exec(line)?.slice(1).map(Number) ?? []);
  const seen = rows().length;
  for (let number = 2; number <= 30; number += 1) {
    one.keys('j');
    expect(rows()).toContain(number);
    if (number > seen) expect(rows().at(-1)).toBe(number);
  }
  for (let number = 29; number >= 1; number -= 1) {
    one.keys('k');
    if (number <= 30 - seen) expect(rows()[0]).toBe(number);
  }
});
