/**
 * The classic view on a real terminal: screens, panes, mouse, colours, sizes.
 */
import { describe, expect, test } from 'vitest';
import { starter } from './running.js';
import { expectGolden } from './terminal.js';

const DEMO = 'fixtures/demo.pcapng';
const start = starter();

/** The mouse as terminals send it: a press of the left button, at a column and a row counted from 0. */
const press = (x: number, y: number): string => `\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`;
const wheelDown = (x: number, y: number): string => `\x1b[<65;${x + 1};${y + 1}M`;

describe.each([
  [80, 24],
  [120, 40],
])('at %i×%i', (cols, rows) => {
  test('opening, panes, zoom, arrangements', async () => {
    const tui = await start(DEMO, { cols, rows });
    const golden = (name: string): Promise<void> => expectGolden(`${name}-${cols}x${rows}`, tui);
    await golden('classic');
    // The ten derived fields, which come a moment later, stand below what is looked at.
    await tui.keys('7', 'G');
    await tui.keys('tab', 'end', ...'kkkkkkkkkk', 'right', 'j', 'j');
    await golden('classic-tree');
    await tui.keys('tab', 'j', 'l', 'l');
    await golden('classic-hex');
    await tui.keys('\\');
    await golden('classic-zoomed');
    await tui.keys('\\', '|');
    await golden('classic-below');
    await tui.keys('|');
    await golden('classic-beside');
    await tui.keys('?');
    await golden('help');
  });

  test('filter bar, completion, faults, search, columns, stream', async () => {
    const tui = await start(DEMO, { cols, rows });
    const golden = (name: string): Promise<void> => expectGolden(`${name}-${cols}x${rows}`, tui);
    await tui.keys('/');
    await tui.type('gmp.type == KA');
    await tui.keys('tab');
    await golden('filter-completion');
    await tui.keys('C-u');
    await tui.type('gmp.tpe == KAREQ');
    await golden('filter-fault');
    await tui.keys('C-u');
    await tui.type('gmp.type == KAREQ');
    await tui.keys('enter');
    await tui.until('Displayed: 13');
    await golden('filtered');
    await tui.keys('C-f', 'C-t');
    await tui.type('0a 0');
    await golden('search-fault');
    await tui.keys('esc', 'C');
    await golden('columns');
    await tui.keys('esc', 's', 'x');
    await tui.until('packet 30');
    await golden('stream');
  });
});

describe('the mouse', () => {
  test('a click selects a packet, a line of the tree, an octet; the wheel scrolls what is under it', async () => {
    const tui = await start(DEMO);
    await tui.type(press(10, 6));
    expect(tui.text()).toMatch(/5 · Packets/);
    await tui.type(press(10, 14));
    expect(tui.text()).toContain('(eth)');
    await tui.type(press(6 + 3 * 12, 20));
    expect(tui.text()).toContain('(eth.type)');
    await tui.type(wheelDown(10, 5));
    expect(tui.text()).toMatch(/8 · Packets/);
  });

  test('a click on the sign folds', async () => {
    const tui = await start(DEMO);
    expect(tui.text()).toContain('▸ Ethernet II');
    await tui.type(press(0, 14));
    expect(tui.text()).toContain('▾ Ethernet II');
  });
});

describe('colours', () => {
  test('rows are coloured by rules; the selected one, and marks, are told apart', async () => {
    const tui = await start(DEMO, { cols: 100 });
    const paper = (row: number): number | undefined => tui.looks(row)[0]?.paper;
    expect(paper(2)).toBe(25);
    expect(paper(3)).toBe(230);
    expect(paper(6)).toBe(194);
    await tui.keys('j', 'M', 'j');
    expect(tui.lines()[3]).toMatch(/^\*/);
    expect(paper(3)).toBe(16);
  });

  test('the octets of the selected field are marked, in digits and in text', async () => {
    const tui = await start(DEMO, { cols: 100 });
    await tui.keys('tab', '7', 'j');
    const marked = Array.from({ length: 24 }, (_, row) => tui.looks(row))
      .flat()
      .filter(({ paper }) => paper === 179)
      .map(({ text }) => text);
    // Digits, without the space behind the last ones.
    expect(marked[0]).toMatch(/^([\da-f]{2} )*[\da-f]{2}$/);
    expect(marked.join('').length).toBeGreaterThan(2);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['a terminal without colours', { TERM: 'vt100' }],
  ])('%s: none are sent, and the selected row is still told apart', async (_, env) => {
    const tui = await start(DEMO, { env });
    const looks = tui
      .output()
      .split('\x1b[')
      .map((part) => /^([\d;]*)m/.exec(part)?.[1] ?? '');
    expect(looks.filter((look) => /(?:^|;)(?:[34][0-8]|9\d|10\d)(?:;|$)/.test(look))).toEqual([]);
    expect(tui.looks(2)[0]?.reverse).toBe(true);
    expect(tui.lines()[2]).toMatch(/^>/);
  });

  test('sixteen colours: no others are sent', async () => {
    const tui = await start(DEMO, { env: { TERM: 'xterm-16color' } });
    expect(tui.output()).not.toMatch(/[34]8;5;/);
    expect(tui.looks(2)[0]?.paper).toBe(4);
  });

  test('a locale without UTF-8: nothing but ASCII is sent', async () => {
    const tui = await start(DEMO, { env: { LANG: 'C' } });
    await tui.keys('tab', 'right', '?', 'esc');
    expect(tui.text()).toContain('> Ethernet II');
    expect(Array.from(tui.output()).every((char) => char.charCodeAt(0) < 0x80)).toBe(true);
  });
});

describe('sizes', () => {
  test('a terminal of ten lines shows list, tree or octets, and what is typed', async () => {
    const tui = await start(DEMO, { cols: 80, rows: 10 });
    await expectGolden('classic-80x10', tui);
    await tui.keys('tab', 'tab');
    await expectGolden('classic-hex-80x10', tui);
    await tui.keys('/');
    await tui.type('ip.tll');
    await expectGolden('filter-fault-80x10', tui);
  });

  test('resizing to any size and back leaves the screen as it was', async () => {
    const tui = await start(DEMO);
    const before = tui.text();
    for (const [cols, rows] of [
      [1, 1],
      [200, 60],
      [3, 2],
      [40, 5],
      [20, 50],
      [80, 24],
    ] as const) {
      await tui.resize(cols, rows);
      await tui.keys('tab', 'S-tab');
    }
    await tui.settle();
    expect(tui.text()).toBe(before);
  });
});
