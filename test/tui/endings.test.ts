/**
 * However the TUI ends, the terminal is given back; and what it cannot show it tells.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { starter } from './running.js';
import { makeHome, ROOT, type Tui } from './terminal.js';

const DEMO = 'fixtures/demo.pcapng';
const start = starter();

/** What must have been taken back: alternate screen, hidden cursor, mouse, pasting in brackets. */
function expectRestored(tui: Tui): void {
  expect(tui.isAlternate()).toBe(false);
  const output = tui.output();
  const last = (on: string, off: string): void =>
    expect(output.lastIndexOf(off)).toBeGreaterThan(output.lastIndexOf(on));
  last('\x1b[?1049h', '\x1b[?1049l');
  last('\x1b[?25l', '\x1b[?25h');
  last('\x1b[?1000h', '\x1b[?1000l');
  last('\x1b[?1006h', '\x1b[?1006l');
  last('\x1b[?2004h', '\x1b[?2004l');
}

describe('the terminal is given back', () => {
  test.each([['q'], ['C-c'], ['C-q']])('after %s', async (key) => {
    const tui = await start(DEMO);
    expect(tui.isAlternate()).toBe(true);
    await tui.keys(key);
    expect((await tui.ended).exitCode).toBe(0);
    expectRestored(tui);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('after %s, with the status that tells of it', async (signal, status) => {
    const tui = await start(DEMO);
    process.kill(tui.pid, signal);
    expect((await tui.ended).exitCode).toBe(status);
    await tui.settle();
    expectRestored(tui);
  });

  test.each([
    ['an exception', 'throw new Error("planned")'],
    ['a rejection', 'Promise.reject(new Error("planned"))'],
  ])('after %s, which is then told', async (_, fault) => {
    const home = makeHome();
    const script = join(home, 'fault.cjs');
    const now = join(home, 'now');
    const wait = `if (require('fs').existsSync(${JSON.stringify(now)})) { clearInterval(timer); ${fault} }`;
    writeFileSync(script, `const timer = setInterval(() => { ${wait} }, 20);`);
    const tui = await start(DEMO, { home, env: { NODE_OPTIONS: `--require=${script}` } });
    expect(tui.isAlternate()).toBe(true);
    writeFileSync(now, '');
    expect((await tui.ended).exitCode).toBe(70);
    await tui.settle();
    expectRestored(tui);
    expect(tui.text()).toContain('planned');
  });
});

describe('a stop by the shell', () => {
  const job = (before: string): string =>
    `set -m; "$NODE" "$GMPSHARK" view ${DEMO}; ${before}; echo away; read go; fg >/dev/null; echo over`;

  test('Ctrl-Z gives the terminal back, fg takes it over again, in the size that it then has', async () => {
    const tui = await start(DEMO, { shell: job('true') });
    await tui.until('Packets: 80');
    await tui.keys('5', 'G', 'C-z');
    await tui.until('away');
    expectRestored(tui);
    await tui.resize(100, 30);
    await tui.type('\r');
    await tui.until('5 · Packets: 80');
    expect(tui.isAlternate()).toBe(true);
    expect(tui.lines()[29]).toContain('Packets: 80');
    await tui.keys('j');
    await tui.until('6 · Packets: 80');
    await tui.keys('/', 'C-z');
    await tui.until('away');
    await tui.stop();
  });

  test('SIGTSTP from outside does the same; after it, leaving gives the terminal back', async () => {
    const tui = await start(DEMO, { shell: job('true') });
    await tui.until('Packets: 80');
    const pid = Number(execFileSync('pgrep', ['-P', String(tui.pid)], { encoding: 'utf8' }));
    process.kill(pid, 'SIGTSTP');
    await tui.until('away');
    expect(tui.isAlternate()).toBe(false);
    await tui.type('\r');
    await tui.until('Packets: 80');
    await tui.keys('q');
    await tui.until('over');
    expectRestored(tui);
  });
});

describe('captures that are none, or are broken', () => {
  test('one that is not there: told without taking the terminal', async () => {
    const tui = await start('nowhere.pcap', { args: ['view', 'nowhere.pcap'] });
    expect((await tui.ended).exitCode).toBe(3);
    await tui.settle();
    expect(tui.output()).not.toContain('\x1b[?1049h');
    expect(tui.text()).toContain("The file doesn't exist");
  });

  test('one that was cut: what is readable is shown, and where it ends is told', async () => {
    const home = makeHome();
    const path = join(home, 'cut.pcapng');
    const whole = readFileSync(join(ROOT, DEMO));
    writeFileSync(path, whole.subarray(0, whole.length - 700));
    const tui = await start(path, { home, cols: 120 });
    await tui.until('cut short');
    expect(tui.text()).toMatch(/at octet \d+/);
    await tui.keys('G');
    expect(tui.text()).toMatch(/broken \(:error\) · 7\d · Packets: 7\d/);
    expect(tui.text()).not.toContain('cut short');
    await tui.type(':error\r');
    await tui.until('cut short in the middle of a packet.');
    expect(tui.text()).toMatch(/Place: octet \d+\./);
    expect(tui.text()).toMatch(/What could be read before it is shown: 7\d packets\./);
    await tui.keys('q');
    expect(tui.text()).not.toContain('Place: octet');
    await tui.keys('q');
    expect((await tui.ended).exitCode).toBe(3);
    await tui.settle();
    expectRestored(tui);
    expect(tui.text()).toMatch(/^gmpshark: .*cut\.pcapng: .* cut short in the middle/m);
  });

  test('standard error and the exit status are those of dissect', async () => {
    const home = makeHome();
    const whole = readFileSync(join(ROOT, DEMO));
    writeFileSync(join(home, 'cut.pcapng'), whole.subarray(0, whole.length - 700));
    const shell = [
      '"$NODE" "$GMPSHARK" view cut.pcapng 2>view.err; echo "left $?"',
      '"$NODE" "$GMPSHARK" dissect cut.pcapng 2>dissect.err >dissect.out; echo "left $?"',
    ].join('; ');
    const tui = await start('', { home, cwd: home, shell });
    await tui.until('cut short');
    await tui.keys('q');
    await tui.until(/left 3[^]*left 3/);
    const [viewed, dissected] = ['view', 'dissect'].map((name) =>
      readFileSync(join(home, `${name}.err`), 'utf8'),
    );
    expect(viewed).not.toBe('');
    expect(dissected).toContain(viewed);
  });

  test('one that was not read to its end when one leaves is not broken', async () => {
    const home = makeHome();
    const whole = readFileSync(join(ROOT, DEMO));
    writeFileSync(join(home, 'half.pcapng'), whole.subarray(0, whole.length - 700));
    const shell = '"$NODE" "$GMPSHARK" view --follow half.pcapng 2>err; echo "left $?"';
    const tui = await start('', { home, cwd: home, shell });
    await tui.until('live, following');
    await tui.keys('q');
    await tui.until('left 0');
    expect(readFileSync(join(home, 'err'), 'utf8')).toBe('');
  });

  test('without packets: told, and every key is still answered', async () => {
    const home = makeHome();
    const path = join(home, 'empty.pcap');
    writeFileSync(path, Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'));
    const tui = await start(path, { home });
    expect(tui.text()).toContain('The capture has no packets');
    await tui.keys('j', 'tab', 'j', 'l', 'tab', 'l', 'G', 'f', 'f', 'y', 'b', 's', 'M', 'C-t', 'n');
    expect(tui.isAlternate()).toBe(true);
    await tui.keys('q');
    expect((await tui.ended).exitCode).toBe(0);
  });

  test('standard input is the capture, the terminal the keyboard', async () => {
    const home = makeHome();
    copyFileSync(join(ROOT, DEMO), join(home, 'demo.pcapng'));
    const tui = await start('-', {
      home,
      shell: `cat ${join(home, 'demo.pcapng')} | "$NODE" "$GMPSHARK" view -`,
    });
    await tui.until('Packets: 80');
    await tui.keys('k');
    expect(tui.text()).toMatch(/79 · Packets: 80/);
    await tui.keys('q');
    expect((await tui.ended).exitCode).toBe(0);
  });
});
