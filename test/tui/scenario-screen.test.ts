/**
 * The scenario view on a real terminal: screens at chosen times, a run played to its end, several runs, long ones, mistakes, and
 * every key.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Expectations, pressAll } from './key-press.js';
import { starter } from './running.js';
import { expectGolden, type Tui } from './terminal.js';

const start = starter();
const FIG03 = 'scenarios/fig03-control.yaml';
const FIG22 = 'scenarios/fig22-keepalive-lost.yaml';
const IGMP = 'scenarios/igmp-group-expiry.yaml';
const SEVERAL = 'scenarios/fig05-create-rejected.yaml';

const folder = mkdtempSync(join(tmpdir(), 'gmpshark-scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function runTo(tui: Tui, time: string): Promise<void> {
  await tui.type('r');
  await tui.type(time);
  await tui.keys('enter');
}

describe.each([
  [80, 24],
  [120, 40],
])('screens at %i×%i', (cols, rows) => {
  test('the beginning; a round of keepalives; the end', async () => {
    const tui = await start(FIG03, { cols, rows });
    await tui.until('paused');
    await expectGolden(`scenario-start-${cols}x${rows}`, tui);
    await runTo(tui, '1.74s');
    await expectGolden(`scenario-round-${cols}x${rows}`, tui);
    await tui.keys('G');
    await expectGolden(`scenario-end-${cols}x${rows}`, tui);
  });

  test('a member is demoted by time alone', async () => {
    const tui = await start(FIG22, { cols, rows });
    await tui.until('paused');
    await runTo(tui, '2.63');
    await expectGolden(`scenario-demoted-${cols}x${rows}`, tui);
    await tui.keys('e');
    await expectGolden(`scenario-list-${cols}x${rows}`, tui);
  });

  test('a group expires', async () => {
    const tui = await start(IGMP, { cols, rows });
    await tui.until('paused');
    await runTo(tui, '185s');
    await expectGolden(`scenario-igmp-${cols}x${rows}`, tui);
  });
});

test('played at high speed it comes to its end, and then is inspected as a capture', async () => {
  const tui = await start(FIG03);
  await tui.until('paused');
  await tui.send('1', '0', '+', 'space');
  await tui.until('The end. All 25 expectations hold.');
  await tui.until('ended 6.000000 s of 6 s');
  await tui.keys('enter');
  await tui.until('48 · Packets: 48');
  expect(tui.text()).toContain('Type: TRIND');
  await tui.type('/gmp.type == LVREQ');
  await tui.keys('enter');
  await tui.until('Displayed: 1 ');
  const saved = join(folder, 'saved.pcapng');
  await tui.type(`:w ${saved}`);
  await tui.keys('enter');
  await tui.until('Saved 1 packet');
  await tui.keys('g', 's');
  await tui.until('enrolled');
  await tui.keys('q');
  expect((await tui.ended).exitCode).toBe(0);
});

test('nothing is left behind in the folder of temporary files', async () => {
  const here = join(folder, 'tmp');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(here);
  const tui = await start(FIG03, { env: { TMPDIR: here } });
  await tui.until('paused');
  expect(readdirSync(here)).toEqual([]);
});

test('several runs: each is played, in a circle', async () => {
  const tui = await start(SEVERAL);
  await tui.until('run 1 of 3');
  await tui.keys(']', 'r');
  await tui.until('run 2 of 3');
  await tui.keys(']', 'r', ']', 'r');
  await tui.until('run 1 of 3');
  await tui.keys('[', 'r');
  await tui.until('run 3 of 3');
  await tui.keys('G');
  await tui.until('ended');
});

const LONG = `
purpose: a long one
clause: '7.2'
actors: [server, creator]
session: {period: 100ms, timeout: 100ms}
timeline:
  - at 0s: creator creates
  - at 1s: creator enrols
  - at 2s: creator activates
  - at 4000s: end
`;

test('a long run tells how far it is, and is viewed as far as it is when it is cut off', async () => {
  const path = written('long.yaml', LONG);
  const tui = await start(path, { args: ['view', path] });
  await tui.until(/running … \d+% of its time/);
  await tui.keys('esc');
  await tui.until('paused');
  await tui.keys('G');
  await tui.until(/ended \d+\.\d{6} s of \d+/);
});

test('who leaves while a run is made need not wait for it', async () => {
  const path = written('long.yaml', LONG);
  const tui = await start(path, { args: ['view', path] });
  await tui.until(/running … \d+% of its time/);
  await tui.send('q');
  const first = await Promise.race([
    tui.ended,
    new Promise((done) => setTimeout(done, 5_000, 'still there')),
  ]);
  expect(first).toMatchObject({ exitCode: 0 });
});

test('a scenario is told by what is in it, too; seed, end and parameters are as wanted', async () => {
  const path = written('story', LONG.replace('4000s', '20s'));
  const tui = await start(path, { args: ['view', path, '--until', '3s', '--seed', '9'] });
  await tui.until('of 3 s');
});

describe('what cannot be played', () => {
  test('mistakes are shown with their place', async () => {
    const path = written('wrong.yaml', LONG.replace('creator enrols', 'creator enrolls'));
    const tui = await start(path, { args: [path] });
    expect((await tui.ended).exitCode).toBe(2);
    await tui.until('wrong.yaml:8:20: "enrolls" cannot stand here');
    expect(tui.text()).toContain('^');
    expect(tui.isAlternate()).toBe(false);
  });

  test('a file that is not there', async () => {
    const tui = await start('', { args: ['view', join(folder, 'none.yaml')] });
    expect((await tui.ended).exitCode).toBe(3);
    await tui.until('none.yaml: no such file');
  });

  test('a flag of scenarios for a capture', async () => {
    const tui = await start('', { args: ['view', 'fixtures/demo.pcapng', '--seed', '3'] });
    expect((await tui.ended).exitCode).toBe(2);
    await tui.until('--seed is for scenarios, and fixtures/demo.pcapng is none');
  });
});

const KEYS: Expectations = {
  play: { shows: 'playing', after: ['space', 'g', 'g'] },
  'play.faster': { shows: 'Speed: ×2', after: ['-'] },
  'play.slower': { shows: 'Speed: ×0.5', after: ['+'] },
  'play.fastest': { shows: 'Speed: as fast as possible', after: ['*'] },
  'step.next': { before: ['2', '0', '.'], shows: 'event 21 of', after: ['g', 'g'] },
  'step.previous': { before: ['2', '0', '.'], shows: 'event 19 of', after: ['g', 'g'] },
  'step.change': { shows: 'idle → requesting', after: ['g', 'g'] },
  'step.changeBack': { before: ['2', ']', 'c'], shows: 'idle → requesting', after: ['g', 'g'] },
  'step.expectation': { shows: ' 2.000000 s of', after: ['g', 'g'] },
  'step.expectationBack': { before: ['G'], shows: 'No expectation before this', after: ['g', 'g'] },
  'run.to': { shows: 'Run to (12.5s, 300ms):', after: ['esc'] },
  'run.restart': { before: ['G'], shows: 'playing', after: ['space', 'g', 'g'] },
  'run.form': { shows: 'Events  event', after: ['e'] },
  'run.next': { shows: 'run 2 of 3', after: ['[', 'r'] },
  'run.previous': { shows: 'run 3 of 3', after: [']', 'r'] },
  'run.list': { shows: 'Runs  3 in the file', after: ['esc'] },
};

const RUN_KEYS: Expectations = { 'runs.open': { before: ['j'], shows: 'run 2 of 3' } };

test('every key does on a terminal what the help says', async () => {
  await pressAll('scenario', 'scenarios/kares-that-counts.yaml', KEYS);
  await pressAll('runs', 'scenarios/kares-that-counts.yaml', RUN_KEYS, ['O']);
});
