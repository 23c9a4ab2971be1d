/**
 * A jump ahead of the study, on a terminal: a long capture, to whose end one goes as soon as it is there. Ladder and state view show at
 * once what the packet says, and the rest when it is known; the same message stays selected.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Capture, captureTraffic, encodeCapture, playOne } from '../conform/harness.js';
import { SCENARIOS } from '../sim/scenario-files.js';
import { expectGolden, startTui } from './terminal.js';
import { play } from './world.js';

/** So many that the study takes much longer than the loading. */
const COUNT = 60_000;
const LONGEST = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'gmpshark-ahead-'));
const file = join(folder, 'long.pcapng');

beforeAll(() => {
  const scenario = SCENARIOS.find(({ name }) => name === 'fig22-keepalive-lost');
  if (scenario === undefined) throw new Error('no such scenario');
  const capture = captureTraffic(playOne(scenario, undefined));
  writeFileSync(file, encodeCapture(repeated(capture, COUNT)));
});
/** The capture again and again, each time later. */
function repeated({ source, packets }: Capture, count: number): Capture {
  const seconds = packets[packets.length - 1].sec - packets[0].sec + 1;
  const all = Array.from({ length: count }, (_, i) => {
    const packet = packets[i % packets.length];
    return { ...packet, sec: packet.sec + seconds * Math.floor(i / packets.length) };
  });
  return { source, packets: all };
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AT_END = new RegExp(` ${COUNT} · Packets: ${COUNT}`);

test(
  'the ladder has the message and those before it at once, and keeps it selected',
  async () => {
    const tui = await startTui(file, { cols: 120, rows: 40 });
    await tui.until(`Packets: ${COUNT}`);
    await tui.send('f3', 'G');
    await tui.until(new RegExp(`Packet ${COUNT}: .* → .*: [A-Z]+`));
    const ahead = tui.text();
    expect(ahead).toMatch(/studied \d+%, not here yet/);
    expect(ahead).toContain('States and timers come once the capture has been studied up to here:');
    expect(ahead).toMatch(AT_END);
    const message = /Packet \d+: .* → .*: .*/.exec(ahead)?.[0];
    const rows = tui.lines().filter((line) => /^\s+\d+ +\d+\.\d+ /.test(line));
    expect(rows.length).toBeGreaterThan(20);
    await tui.untilGone(/not here yet/);
    await tui.settle();
    expect(tui.text()).toContain(message);
    expect(tui.text()).toMatch(AT_END);
    await tui.stop();
  },
  LONGEST,
);

test(
  'the state view has the packet at once, and the state later',
  async () => {
    const tui = await startTui(file, { cols: 120, rows: 40 });
    await tui.until(`Packets: ${COUNT}`);
    await tui.send('f4', ...String(COUNT), 'G');
    await tui.until(new RegExp(`Working out the state at packet ${COUNT} … \\d+%`));
    expect(tui.text()).toMatch(/GMP +[A-Z]+ /);
    expect(tui.text()).toMatch(/ → .*: [A-Z]+ session \d+/);
    await tui.until(`State after packet ${COUNT}`);
    expect(tui.text()).toMatch(AT_END);
    await tui.stop();
  },
  LONGEST,
);

test.each([
  [120, 40],
  [80, 24],
])('as it looks before anything was studied, %i×%i', async (width, height) => {
  const one = await play('fixtures/demo.pcapng', { size: { width, height } });
  one.keys('g', 'l', '4', '0', 'G');
  expect(one.world.story.scanned).toBe(0);
  const screen = { text: one.text, settle: () => Promise.resolve() };
  await expectGolden(`ladder-ahead-${width}x${height}`, screen);
  one.keys('g', 's');
  await expectGolden(`state-ahead-${width}x${height}`, screen);
});
