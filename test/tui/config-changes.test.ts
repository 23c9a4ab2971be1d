/**
 * What the TUI writes into the config file: the keys that were changed, and nothing else.
 */
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Settings } from '../../src/tui/config/settings.js';
import { changeSettings } from '../../src/tui/files/config-file.js';

const ROOM = mkdtempSync(join(tmpdir(), 'gmpshark-config-'));
afterAll(() => rmSync(ROOM, { recursive: true }));

function changed(before: string, changes: Partial<Settings>): string {
  const folder = mkdtempSync(join(ROOM, 'x'));
  const path = join(folder, 'gmpshark', 'config.yaml');
  mkdirSync(join(folder, 'gmpshark'));
  writeFileSync(path, before);
  expect(changeSettings({ XDG_CONFIG_HOME: folder }, changes)).toBeUndefined();
  return readFileSync(path, 'utf8');
}

const MINE = `# mine
theme:   light    # for the day
colours:
    - {name: late, filter: gmp.response_time > 1, ink: black, paper: "#ffd700"}   # a long line, which nobody should fold

# my keys
keys: {view.ladder: g 2}
`;

describe('a change in the config file', () => {
  test('leaves all else as it was written: comments, spaces, long lines', () => {
    expect(changed(MINE, { theme: 'dark' })).toBe(MINE.replace('theme:   light', 'theme: dark'));
    expect(changed(MINE, { time: 'd' })).toBe(`${MINE}time: d\n`);
    expect(changed('theme: light', { time: 'd' })).toBe('theme: light\ntime: d\n');
  });

  test('a list takes the place of a list', () => {
    const before = `columns:\n  - {title: No., show: number}\n  - {title: A, show: info}\n# the end\n${MINE}`;
    const text = changed(before, { columns: [{ title: 'B', show: 'time' }] });
    expect(text).toBe(`columns:\n  - title: B\n    show: time\n# the end\n${MINE}`);
  });

  test.each([
    '{theme: light, mouse: false}',
    'theme:\nmouse: false\n',
    '"theme": light\nmouse: false',
    '',
    '# nothing',
  ])('however it is written: %j', (before) => {
    const content: unknown = parse(changed(before, { theme: 'dark', layout: 'beside' }));
    const kept = before.includes('mouse') ? { mouse: false } : {};
    expect(content).toEqual({ theme: 'dark', layout: 'beside', ...kept });
  });

  test('a link stays a link: what it leads to is changed', () => {
    const folder = mkdtempSync(join(ROOM, 'x'));
    mkdirSync(join(folder, 'gmpshark'));
    const real = join(folder, 'dotfile.yaml');
    const path = join(folder, 'gmpshark', 'config.yaml');
    writeFileSync(real, MINE);
    symlinkSync(real, path);
    expect(changeSettings({ XDG_CONFIG_HOME: folder }, { theme: 'dark' })).toBeUndefined();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toContain('theme: dark');
  });
});
