/**
 * Every key of the ladder, pressed on a real terminal.
 */
import { describe, expect, test } from 'vitest';
import { KEY_ROWS } from '../../src/tui/keys/table.js';
import { type Expectations, pressAll } from './key-press.js';
import { starter } from './running.js';
import { scenarioCaptures } from './scenario-captures.js';

const folder = scenarioCaptures('fig12-membership-check');
const FILE = 'fig12-membership-check.pcapng';
const start = starter();

const again = { after: ['o', 'o', 'g', 'g'] } as const;

/** From the first packet (SCREQ of the creator to the server) on; packets 18 to 24 are a run of routine messages. */
const EXPECTATIONS: Expectations = {
  'ladder.open': { before: ['1', '9', 'G'], shows: /^ +19 .*KAREQ/m, after: ['z', 'c', 'g', 'g'] },
  'ladder.close': { before: ['1', '9', 'G', 'z', 'o'], shows: '2 of ×7', after: ['g', 'g'] },
  'ladder.toggle': { before: ['1', '9', 'G'], shows: /^ +19 .*KAREQ/m, after: ['z', 'a', 'g', 'g'] },
  'ladder.openAll': { before: ['1', '9', 'G'], gone: '×', after: ['z', 'M', 'g', 'g'] },
  'ladder.closeAll': { before: ['1', '9', 'G', 'z', 'R'], shows: '×7', after: ['g', 'g'] },
  'ladder.happenings': { gone: 'wait for SCINF', after: ['e', 'e'] },
  'ladder.lanes': { shows: 'Lanes: all', ...again },
  'ladder.laneBefore': { shows: 'Lane: server (server)', after: ['L'] },
  'ladder.laneNext': { shows: 'Lane: a (client)', after: ['H'] },
  'ladder.laneLeft': { shows: /creator +server +a /, after: ['>'] },
  'ladder.laneRight': { shows: /server +a +creator/, after: ['<'] },
  'ladder.hide': { shows: 'Hidden: creator (X shows all lanes)', after: ['X'] },
  'ladder.showAll': { before: ['x'], shows: 'No lane is hidden.' },
  'ladder.wider': { shows: 'more lanes on the right', after: ['-'] },
  'ladder.narrower': { before: ['+'], gone: 'more lanes', after: ['+', '-'] },
  'ladder.farLeft': { before: ['9', '+', '$'], shows: 'more lanes on the right', after: ['9', '-'] },
  'ladder.farRight': { before: ['9', '+'], shows: 'more lanes on the left', after: ['0', '9', '-'] },
  'ladder.write': { shows: 'Write the ladder to:', after: ['esc'] },
};

test('every key does on a terminal what the help says', async () => {
  expect(Object.keys(EXPECTATIONS).sort()).toEqual(
    [...new Set(KEY_ROWS.filter(({ where }) => where === 'ladder').map(({ action }) => action))].sort(),
  );
  await pressAll('ladder', FILE, EXPECTATIONS, ['g', 'l'], { cwd: folder() });
});

describe('keys that mean the same everywhere', () => {
  test('moving, folding, panes, copies, to the packets and back', async () => {
    const tui = await start(FILE, { cwd: folder() });
    const at = (number: number): Promise<void> => tui.until(new RegExp(` ${number} · Packets`));
    await tui.keys('f3', 'j');
    await at(2);
    await tui.keys('down', 'k');
    await at(2);
    await tui.keys('G');
    await at(43);
    await tui.keys('g', 'g');
    await at(1);
    await tui.keys('pagedown');
    await tui.keys('pageup');
    await at(1);
    await tui.keys('C-d', 'C-u');
    await at(1);
    await tui.keys('1', '9', 'G', 'right');
    await tui.until(/^ +19 .*KAREQ/m);
    await tui.keys('left');
    await tui.until('2 of ×7');
    await tui.keys('C-down');
    await tui.until('3 of ×7');
    await tui.keys('g', 'g', 'tab', 'j');
    expect(tui.text()).not.toContain('Packet 1:');
    await tui.keys('k', '\\');
    expect(tui.text()).not.toContain('server ');
    await tui.keys('\\', 'tab', '|', '|');
    expect(tui.text()).not.toContain('Details');
    await tui.keys('|', 'y', 'y');
    await tui.until('Copied the row of the ladder');
    await tui.keys('enter');
    await tui.until('Source');
    await tui.keys('g', 'l');
    await tui.until('Ladder');
    await at(1);
  });

  test('the mouse: a click selects a row or a lane, the wheel goes from row to row', async () => {
    const tui = await start(FILE, { cwd: folder() });
    const press = (x: number, y: number): string => `\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`;
    await tui.keys('f3');
    const row = tui.lines().findIndex((line) => line.startsWith('   3 '));
    await tui.type(press(30, row));
    await tui.until(' 3 · Packets');
    await tui.type('\x1b[<65;31;8M');
    await tui.until(' 6 · Packets');
    await tui.type('\x1b[<64;31;8M');
    await tui.until(' 3 · Packets');
    const column = tui.lines()[2].indexOf('creator') + 2;
    await tui.type(press(column, 2));
    await tui.keys('x');
    await tui.until('Hidden: creator');
  });
});
