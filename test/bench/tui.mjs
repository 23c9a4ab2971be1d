/**
 * The TUI in a real pseudo-terminal on a large capture: how long until something is there to be read. A screen counts when a
 * terminal behind the pseudo-terminal shows it; so all times hold what the terminal's own parser takes.
 *
 *   key ──► node-pty ──► gmpshark view ──► node-pty ──► @xterm/headless ──► the screen that was waited for
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { makeTraffic } from './traffic.mjs';

const COLS = 120;
const ROWS = 40;
const LONGEST_MS = 120_000;

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Starts a command in a terminal. */
function start(command, args, home) {
  const terminal = new xterm.Terminal({ cols: COLS, rows: ROWS, allowProposedApi: true });
  const begun = performance.now();
  const pty = spawn(command, args, {
    cols: COLS,
    rows: ROWS,
    name: 'xterm-256color',
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_STATE_HOME: join(home, 'state'),
      XDG_CACHE_HOME: join(home, 'cache'),
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
    },
  });
  let listener = () => undefined;
  pty.onData((data) => terminal.write(data, () => listener()));
  const lines = () => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: ROWS },
      (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? '',
    );
  };
  /** Milliseconds until the screen is as wanted, from `since` on. */
  const until = (wanted, since = performance.now()) =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!wanted(lines())) return;
        clearTimeout(limit);
        listener = () => undefined;
        resolve(performance.now() - since);
      };
      const limit = setTimeout(() => reject(new Error(`never shown:\n${lines().join('\n')}`)), LONGEST_MS);
      listener = look;
      look();
    });
  return { pty, begun, lines, until };
}

/** Whether a row of the list shows that packet with its protocol: "1234567  12.345670 10.0.0.1 …". */
const hasRow = (number) => (lines) =>
  lines.some((line) =>
    new RegExp(`^\\s*${number}\\s+[\\d.]+\\s.*\\b(GMP|IGMPv?\\d?|TCP|UDP|IPv4)\\b`).test(line),
  );

/** Whether the cursor is on that packet, and its row is there. */
const isAt = (number) => (lines) => lines[ROWS - 1].includes(` ${number} · Packets`) && hasRow(number)(lines);

const cursorOf = (lines) => Number(/ (\d+) · Packets/.exec(lines[ROWS - 1])?.[1]);

function peak(pid) {
  const kilobytes = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

const ms = (list) =>
  `${median(list).toFixed(0)} ms (${Math.min(...list).toFixed(0)}–${Math.max(...list).toFixed(0)}, ${list.length} times)`;
const say = (title, text) => console.log(`${title.padEnd(46)} ${text}`);

/** Jumps and steps on a capture of `count` packets. */
async function moves({ pty, lines, until }, count, when) {
  const press = (keys, wanted) => {
    const since = performance.now();
    pty.write(keys);
    return until(wanted, since);
  };
  const jumps = [];
  for (const share of [0.98, 0.12, 0.75, 0.33, 0.5, 0.05]) {
    const number = Math.floor(count * share) + 7;
    jumps.push(await press(`${number}G`, isAt(number)));
  }
  jumps.push(await press('gg', isAt(1)));
  jumps.push(await press('G', isAt(count)));
  jumps.push(await press('gg', isAt(1)));
  say(`jump, ${when}`, ms(jumps));
  const middle = Math.floor(count / 2);
  await press(`${middle}G`, isAt(middle));
  for (const [title, key, times] of [
    ['page down', '\x1b[6~', 20],
    ['page up', '\x1b[5~', 30],
    ['j', 'j', 20],
    ['k', 'k', 50],
  ]) {
    const took = [];
    for (let i = 0; i < times; i += 1) {
      const before = cursorOf(lines());
      took.push(
        await press(key, (now) => {
          const at = cursorOf(now);
          return at !== before && isAt(at)(now);
        }),
      );
    }
    say(`${title}, ${when}`, ms(took));
  }
}

/** Types a filter: the time counts from Enter to the first row that passes. */
async function filterTimes({ pty, until, lines }, filter, wanted) {
  pty.write('/');
  await pause(300);
  pty.write('\x15');
  await pause(300);
  pty.write(filter);
  await pause(500);
  const before = lines()[ROWS - 1];
  const since = performance.now();
  pty.write('\r');
  const shown = (now) =>
    now[ROWS - 1] !== before &&
    now[0].includes(filter) &&
    /Displayed: [1-9]/.test(now[ROWS - 1]) &&
    now.some((line) => wanted.test(line));
  const first = await until(shown, since);
  const all = await until((now) => shown(now) && !/filtering/.test(now[ROWS - 1]), since);
  const count = /Displayed: (\d+)/.exec(lines()[ROWS - 1])?.[1];
  say(
    `filter ${filter}`,
    `first matches ${first.toFixed(0)} ms, all ${count} in ${(all / 1000).toFixed(1)} s`,
  );
}

/** Measures the TUI; `count` packets. */
export async function tui(folder, main, count) {
  const file = join(folder, 'traffic.pcap');
  const small = join(folder, 'small.pcap');
  makeTraffic(count, file);
  makeTraffic(200_000, small);
  const home = mkdtempSync(join(folder, 'home-'));
  console.log(
    `The TUI on ${count} packets (GMP, IGMP, TCP, UDP, fragments), ${COLS}×${ROWS}, Node ${process.version}`,
  );
  const firsts = [];
  for (let i = 0; i < 5; i += 1) {
    const run = start(process.execPath, [main, 'view', file], home);
    firsts.push(await run.until(hasRow(1), run.begun));
    run.pty.kill('SIGKILL');
  }
  say('first screen after start', ms(firsts));
  const run = start(process.execPath, [main, 'view', file], home);
  await run.until((lines) => hasRow(1)(lines) && lines[ROWS - 1].includes(`Packets: ${count}`), run.begun);
  const loaded = await run.until((lines) => !/loading/.test(lines[ROWS - 1]), run.begun);
  say('all packets indexed', `${(loaded / 1000).toFixed(1)} s after start`);
  await moves(run, count, 'while the context is being read');
  await pause(20_000);
  await moves(run, count, 'later');
  await filterTimes(run, 'igmp.type == 0x16', /IGMP/);
  await filterTimes(run, 'gmp.mm.type == KARES && ip.src == 10.16.0.9', /10\.16\.0\.9/);
  await filterTimes(run, 'tcp.stream == 5', /TCP/);
  await filterTimes(run, 'udp.time_delta > 0.1', /GMP|UDP/);
  say('peak memory', `${(peak(run.pty.pid) / 1e6).toFixed(0)} MB`);
  run.pty.kill('SIGKILL');
  await compare(small, main, home);
  rmSync(file);
}

/** Time to the first screen on 200,000 packets, beside termshark's. */
async function compare(file, main, home) {
  if (spawnSync('termshark', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    console.log('termshark is not installed: nothing to compare with');
    return;
  }
  const times = { ours: [], termshark: [] };
  for (let i = 0; i < 5; i += 1) {
    const ours = start(process.execPath, [main, 'view', file], home);
    times.ours.push(await ours.until(hasRow(1), ours.begun));
    ours.pty.kill('SIGKILL');
    const theirs = start('termshark', ['-r', file], home);
    // Its columns stand beside each other in the same order: number, time, source, destination, protocol.
    const row = (lines) => lines.some((line) => /^\s*1\s+0\.0+\s+10\.16\.0\.0\b/.test(line));
    times.termshark.push(await theirs.until(row, theirs.begun));
    theirs.pty.kill('SIGKILL');
    await pause(300);
  }
  say('first screen on 200,000 packets', `ours ${ms(times.ours)}   termshark ${ms(times.termshark)}`);
}
