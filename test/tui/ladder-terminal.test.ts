/**
 * The ladder on a real terminal: folds, sideways, without colours, without UTF-8, small; and into a file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLadder } from './ladder-open.js';
import { starter } from './running.js';
import { scenarioCaptures } from './scenario-captures.js';
import { expectGolden, type StartOptions, type Tui } from './terminal.js';

const folder = scenarioCaptures('fig03-control', 'fig12-membership-check', 'fig22-keepalive-lost');
const start = starter();
const open = (scene: string, options: StartOptions = {}): Promise<Tui> =>
  openLadder(start, scene, { ...options, cwd: folder() });

test('a run unfolded, changes of state alone, details beside', async () => {
  const tui = await open('fig12-membership-check', { cols: 120, rows: 40 });
  await tui.keys('1', '9', 'G', 'z', 'o', 'e', '|');
  await tui.until('Details beside');
  await expectGolden('ladder-unfolded-120x40', tui);
});

test('sideways: lanes further apart than there is room', async () => {
  const tui = await open('fig03-control');
  await tui.keys('9', '+', '1', '3', 'G');
  await tui.until(' 13 · Packets');
  await expectGolden('ladder-sideways-80x24', tui);
});

test('a terminal of ten lines', async () => {
  const tui = await open('fig22-keepalive-lost', { rows: 10 });
  await tui.keys('G');
  await tui.until(' 44 · Packets');
  await expectGolden('ladder-80x10', tui);
});

test('no colours: none are sent, and the selected row is told apart', async () => {
  const tui = await open('fig03-control', { env: { NO_COLOR: '1' } });
  await tui.keys('j', 'j');
  await tui.until(' 3 · Packets');
  const row = tui.lines().findIndex((line) => line.startsWith('>'));
  expect(tui.lines()[row]).toMatch(/^> +3 /);
  expect(tui.looks(row)[0]?.reverse).toBe(true);
  const looks = tui
    .output()
    .split('\x1b[')
    .map((part) => /^([\d;]*)m/.exec(part)?.[1] ?? '');
  expect(looks.filter((look) => /(?:^|;)(?:[34][0-8]|9\d|10\d)(?:;|$)/.test(look))).toEqual([]);
});

test('a locale without UTF-8: nothing but ASCII is sent', async () => {
  const tui = await open('fig12-membership-check', { env: { LANG: 'C' } });
  await tui.keys('3', '4', 'G');
  expect(Array.from(tui.output()).every((char) => char.charCodeAt(0) < 0x80)).toBe(true);
  await tui.until(' 34 | Packets');
  await expectGolden('ladder-ascii-80x24', tui);
});

test('the selected row, messages, states and timers have colours of their own', async () => {
  const tui = await open('fig03-control');
  const inkOf = (text: string): number | undefined =>
    tui
      .lines()
      .flatMap((_, row) => tui.looks(row))
      .find((look) => look.text.includes(text))?.ink;
  const inks = ['SCACC', '◆', '▷'].map(inkOf);
  expect(new Set(inks).size).toBe(3);
  expect(inks).not.toContain(undefined);
});

test('into a file: the whole of it, not over another one', async () => {
  const tui = await open('fig12-membership-check');
  await tui.keys('w');
  await tui.type('ladder.txt');
  await tui.keys('enter');
  await tui.until(/Wrote the ladder, \d+ lines, to ladder\.txt/);
  const text = readFileSync(join(folder(), 'ladder.txt'), 'utf8');
  expect(text).toMatch(/^No\. +Time +server +creator +a +c\n/);
  expect(text).toContain('KAREQ/KARES ×');
  expect(text.split('\n').length).toBeGreaterThan(40);
  await tui.keys(':');
  await tui.type('ladder ladder.txt');
  await tui.keys('enter');
  await tui.until('is there already');
  await tui.keys(':');
  await tui.type('ladder! ladder.txt');
  await tui.keys('enter');
  await tui.until(/Wrote the ladder/);
});
