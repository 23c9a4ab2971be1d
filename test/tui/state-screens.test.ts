/**
 * The state view on a real terminal, over captures of scenarios: screens, colours, sizes.
 */
import { describe, expect, test } from 'vitest';
import { starter } from './running.js';
import { scenarioCaptures } from './scenario-captures.js';
import { expectGolden, type StartOptions, type Tui } from './terminal.js';

const folder = scenarioCaptures(
  'fig03-control',
  'fig17-status-closed',
  'fig22-keepalive-lost',
  'start-gate',
  'igmp-group-expiry',
);
const start = starter();

async function open(name: string, options: StartOptions = {}): Promise<Tui> {
  const tui = await start(`${name}.pcapng`, { cwd: folder(), ...options });
  await tui.keys('g', 's');
  await tui.until('State after packet');
  return tui;
}

const goTo = async (tui: Tui, number: number): Promise<void> => {
  await tui.keys(...String(number), 'G');
  await tui.until(`State after packet ${number} `);
};

describe.each([
  [80, 24],
  [120, 40],
])('at %i×%i', (cols, rows) => {
  const golden = (name: string, tui: Tui): Promise<void> =>
    expectGolden(`state-${name}-${cols}x${rows}`, tui);

  test('figure 22: a member is lost, then all are, and the session ends', async () => {
    const tui = await open('fig22-keepalive-lost', { cols, rows });
    await goTo(tui, 19);
    await golden('activated', tui);
    await goTo(tui, 30);
    await tui.keys('F', ']', 'a');
    await golden('demoted', tui);
    await goTo(tui, 43);
    await golden('ended', tui);
    await tui.keys('S-tab', 'j', 'l');
    await golden('facts', tui);
    await tui.keys('S-tab', '\\');
    await golden('changes', tui);
  });

  test('figures 3 and 17, the start gate, IGMP', async () => {
    const tui = await open('fig03-control', { cols, rows });
    await goTo(tui, 12);
    await golden('fig03', tui);
    await tui.stop();
    const closed = await open('fig17-status-closed', { cols, rows });
    await goTo(closed, 30);
    await golden('fig17', closed);
    await closed.stop();
    const gate = await open('start-gate', { cols, rows });
    await goTo(gate, 9);
    await golden('gate', gate);
    await gate.stop();
    const igmp = await open('igmp-group-expiry', { cols, rows });
    await goTo(igmp, 4);
    await golden('igmp', igmp);
  });
});

test('stepping forwards and back gives the same screens', async () => {
  const tui = await open('fig22-keepalive-lost');
  const there: string[] = [];
  for (let number = 1; number < 44; number += 6) {
    await goTo(tui, number);
    there.push(tui.text());
  }
  for (let number = 43; number > 0; number -= 6) {
    await goTo(tui, number);
    expect(tui.text()).toBe(there.pop());
  }
});

describe('colours and signs', () => {
  test('what came about at this packet is told apart, with colours and without', async () => {
    const coloured = await open('fig22-keepalive-lost');
    await goTo(coloured, 19);
    const looks = Array.from({ length: 24 }, (_, row) => coloured.looks(row)).flat();
    expect(looks.filter(({ paper }) => paper === 58).map(({ text }) => text.trim())).toContain('●●● active*');
    const plain = await open('fig22-keepalive-lost', { env: { NO_COLOR: '1' } });
    await goTo(plain, 19);
    expect(plain.text()).toContain('active*');
    expect(plain.text()).toMatch(/^>user 1/m);
  });

  test('without UTF-8 nothing but ASCII is sent', async () => {
    const tui = await open('fig22-keepalive-lost', { env: { LANG: 'C' } });
    await goTo(tui, 43);
    await tui.keys('tab', '\\');
    expect(tui.text()).toContain('enrolled -> none');
    expect(Array.from(tui.output()).every((char) => char.charCodeAt(0) < 0x80)).toBe(true);
  });
});

test('every size down to 1×1, and back to the same screen', async () => {
  const tui = await open('fig22-keepalive-lost');
  await goTo(tui, 43);
  const before = tui.text();
  for (const [cols, rows] of [
    [1, 1],
    [200, 60],
    [3, 2],
    [40, 5],
    [20, 50],
    [80, 10],
    [80, 24],
  ] as const)
    await tui.resize(cols, rows);
  await tui.settle();
  expect(tui.text()).toBe(before);
});
