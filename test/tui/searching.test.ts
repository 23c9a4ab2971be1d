/**
 * The search: where it looks, and that what it found is selected.
 */
import { describe, expect, test } from 'vitest';
import { lookedAt, lookedTree } from '../../src/tui/model/looking.js';
import { type Play, play } from './world.js';

const DEMO = 'fixtures/demo.pcapng';

async function searched(text: string, keys: readonly string[], from = 1): Promise<Play> {
  const one = await play(DEMO, { size: { width: 110, height: 30 } });
  one.keys(...String(from), 'G', 'C-f', ...keys);
  one.type(text);
  one.keys('enter');
  one.work();
  return one;
}

const numberOf = (one: Play): number => lookedAt(one.model(), one.world).number;
const selectedOf = (one: Play): string => {
  const tree = lookedTree(one.model(), one.world);
  return tree?.lines[tree.at].node.text ?? '';
};

describe('in the details', () => {
  test('lines that no row shows are found, folded ones too, and selected', async () => {
    const one = await searched('parameter: ka_period', ['C-o']);
    expect(numberOf(one)).toBe(7);
    expect(selectedOf(one)).toContain('Parameter: ka_period');
    expect(one.text()).toContain('Parameter: ka_period');
  });

  test('names are found as they are shown', async () => {
    const one = await searched('src: anna.example', ['C-o']);
    expect(numberOf(one)).toBe(11);
    expect(selectedOf(one)).toContain('Src: anna.example');
  });

  test('derived fields are among them', async () => {
    const one = await searched('members active: 3', ['C-o']);
    one.work();
    expect(selectedOf(one)).toBe('[Members active: 3]');
  });

  test('regular expressions look there too', async () => {
    const one = await searched('^user id: [3-9]$', ['C-t', 'C-t', 'C-o']);
    expect(selectedOf(one)).toBe('User ID: 3');
  });

  test('what only a row shows is not there, and the other way round', async () => {
    const there = await searched('KAREQ session', ['C-o']);
    expect(there.text()).toContain('No displayed packet holds');
    const list = await searched('header checksum', []);
    expect(list.text()).toContain('No displayed packet holds');
  });
});

describe('in the octets', () => {
  test('text, whatever its case: the cursor is on it, and the field that holds it is selected', async () => {
    const octets = (await play(DEMO)).store.octets(7);
    const at = Buffer.from(octets).indexOf('Teaching', 0, 'latin1');
    const word = Buffer.from(octets.subarray(at, at + 8)).toString('latin1');
    expect(at).toBeGreaterThan(0);
    const one = await searched(word.toUpperCase(), ['C-o', 'C-o']);
    expect(numberOf(one)).toBe(7);
    expect(one.model().views.classic.octet).toBe(at);
    const tree = lookedTree(one.model(), one.world);
    const { start, end } = tree?.lines[tree.at].node ?? { start: 0, end: 0 };
    expect(start <= at && at < end).toBe(true);
  });

  test('regular expressions over octets, each a character', async () => {
    const one = await searched('\\x11\\x00\\xee\\xff', ['C-t', 'C-t', 'C-o', 'C-o']);
    expect(numberOf(one)).toBe(2);
    const octets = one.store.octets(2);
    const { octet } = one.model().views.classic;
    expect([...octets.subarray(octet, octet + 4)]).toEqual([0x11, 0x00, 0xee, 0xff]);
  });

  test('hex selects too; and has its place', async () => {
    const one = await searched('11 00 ee ff', ['C-t', 'C-o']);
    expect(numberOf(one)).toBe(2);
    const { octet } = one.model().views.classic;
    expect(one.store.octets(2)[octet]).toBe(0x11);
    one.keys('C-f');
    expect(one.text()).toContain('Search hex: ');
    one.keys('C-o');
    expect(one.text()).toContain('Search hex: ');
    expect(one.text()).not.toContain('Ctrl-O');
  });
});

test('the place is told, and kept for the next search', async () => {
  const one = await searched('group', ['C-o']);
  one.keys('C-f');
  expect(one.text()).toContain('Search text in details:');
  one.keys('C-o');
  expect(one.text()).toContain('Search text in octets:');
  one.keys('C-o');
  expect(one.text()).toContain('Search text: ');
});
