/**
 * Screens of the timeline and the findings on a real terminal, of captures of scenarios and of the demo capture.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { starter } from './running.js';
import { expectGolden, ROOT, type Tui } from './terminal.js';

const DEMO = 'fixtures/demo.pcapng';
const SCENARIOS = [
  'fig03-control',
  'fig12-membership-check',
  'fig22-keepalive-lost',
  'igmp-group-expiry',
] as const;
const start = starter();
let folder = '';
/** The capture of a scenario. */
const captureOf = (name: (typeof SCENARIOS)[number]): string => join(folder, `${name}.pcapng`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gmpshark-screens-'));
  for (const name of SCENARIOS) {
    const main = join(ROOT, 'dist/bin/main.js');
    execFileSync(process.execPath, [main, 'sim', `scenarios/${name}.yaml`, '-w', captureOf(name)], {
      cwd: ROOT,
    });
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The screen without the path of the capture, which is another each time. */
async function golden(name: string, tui: Tui): Promise<void> {
  await expectGolden(name, { ...tui, text: () => tui.text().replace(/ +\S+\.pcapng$/m, '') });
}

describe.each([
  [80, 24],
  [120, 40],
])('at %i×%i', (cols, rows) => {
  const size = `${cols}x${rows}`;

  test.each([
    ['fig03-control', ['j', 'j', '2', ']', 'c'], ' at packet 17'],
    ['fig12-membership-check', ['G', '2', '5', 'G'], ' at packet 25'],
    ['fig22-keepalive-lost', ['j', 'j', '3', '3', 'G', '+'], ' at packet 33'],
    ['igmp-group-expiry', ['j', '9', 'G'], '9 · Packets'],
  ] as const)('timeline: %s', async (name, keys, shows) => {
    const tui = await start(captureOf(name), { cols, rows });
    await tui.keys('g', 'i');
    await tui.until('Timeline');
    await tui.keys(...keys);
    await tui.until(shows);
    await golden(`timeline-${name.split('-')[0]}-${size}`, tui);
  });

  test('timeline: demo, whole, and near with all but one session folded', async () => {
    const tui = await start(DEMO, { cols, rows });
    await tui.keys('g', 'i', '4', '0', 'G', 'j', 'j');
    await tui.until('at packet 40');
    await golden(`timeline-demo-${size}`, tui);
    await tui.keys('z', 'M', 'G', 'z', 'o', '6', '6', 'G', '3', '+', 'b', 't', 't', 't', 't');
    await tui.until('at packet 66');
    await golden(`timeline-demo-near-${size}`, tui);
  });

  test('findings: by severity, in groups, beside', async () => {
    const tui = await start(captureOf('fig22-keepalive-lost'), { cols, rows });
    await tui.keys('g', 'f');
    await tui.until('inconclusive');
    await tui.keys('j');
    await tui.until(' 41 · Packets');
    await golden(`findings-${size}`, tui);
    await tui.keys('o', 'z', 'o', 'j');
    await tui.until(' 42 · Packets');
    await golden(`findings-groups-${size}`, tui);
    await tui.keys('|', 'g', 'g', 'j');
    await tui.until('Enter: to packet 2, its first');
    await golden(`findings-beside-${size}`, tui);
  });

  test('findings: demo', async () => {
    const tui = await start(DEMO, { cols, rows });
    await tui.keys('g', 'f');
    await tui.until('1 fail');
    await golden(`findings-demo-${size}`, tui);
  });
});

describe('other terminals', () => {
  test('without UTF-8 nothing but ASCII is sent; without colours the selected line is told apart', async () => {
    const tui = await start(captureOf('fig22-keepalive-lost'), { env: { LANG: 'C', NO_COLOR: '1' } });
    await tui.keys('g', 'i', 'j', 'j', '3', '3', 'G');
    await tui.until(' at packet 33');
    await golden('timeline-ascii-80x24', tui);
    await tui.keys('g', 'f', 'j');
    await tui.until('41 | Packets');
    await golden('findings-ascii-80x24', tui);
    expect(Array.from(tui.output()).every((char) => char.charCodeAt(0) < 0x80)).toBe(true);
  });

  test('any size and back leaves both screens as they were', async () => {
    const tui = await start(captureOf('fig22-keepalive-lost'));
    for (const view of ['i', 'f']) {
      await tui.keys('g', view);
      await tui.until(view === 'i' ? 'Timeline' : 'inconclusive');
      const before = tui.text();
      for (const [cols, rows] of [
        [1, 1],
        [30, 6],
        [5, 40],
        [200, 3],
        [80, 24],
      ] as const)
        await tui.resize(cols, rows);
      await tui.until(before.split('\n')[1]);
      expect(tui.text()).toBe(before);
    }
  });
});
