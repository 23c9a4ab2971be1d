/**
 * The TUI in a real pseudo-terminal on a large capture: how long until something is there to be read. A screen counts when a
 * terminal behind the pseudo-terminal shows it; so all times hold what the terminal's own parser takes.
 *
 *   key ──► node-pty ──► gmpshark view ──► node-pty ──► @xterm/headless ──► the screen that was waited for
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makeSession } from './session.mjs';
import { makeTraffic } from './traffic.mjs';
import { ms, pause, peak, say } from './tui-figures.mjs';
import { tuiLive } from './tui-live.mjs';
import { COLS, ROWS, start } from './tui-terminal.mjs';

/** Whether a row of the list shows that packet with its protocol: "1234567  12.345670 10.0.0.1 …". */
const hasRow = (number) => (lines) =>
  lines.some((line) =>
    new RegExp(`^\\S?\\s*${number}\\s+[\\d.]+\\s.*\\b(GMP|IGMPv?\\d?|TCP|UDP|IPv4)\\b`).test(line),
  );

/** Whether the cursor is on that packet, and its row is there. */
const isAt = (number) => (lines) => lines[ROWS - 1].includes(` ${number} · Packets`) && hasRow(number)(lines);

const cursorOf = (lines) => Number(/ (\d+) · Packets/.exec(lines[ROWS - 1])?.[1]);

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

/** Next hits of searches from the middle on: first of octets, then of a filter. */
async function searches({ pty, until, lines }, count, searched) {
  const took = [];
  for (const [kinds, text] of searched) {
    pty.write(`${Math.floor(count * 0.9)}G`);
    await pause(500);
    pty.write(`\x06${'\x14'.repeat(kinds)}`);
    await pause(300);
    pty.write(`\x15${text}`);
    await pause(300);
    const before = cursorOf(lines());
    const since = performance.now();
    pty.write('\r');
    took.push(await until((now) => cursorOf(now) !== before && isAt(cursorOf(now))(now), since));
    pty.write('\x1b[27u');
    await pause(300);
  }
  say('next hit of a search at 90% of the capture', ms(took));
}

/** Whether the ladder has the row of a packet and its arrow; of one without a message, those of the nearest before it. */
const onLadder = (number) => (lines) => {
  const text = lines.join('\n');
  const near =
    new RegExp(`Packet ${number} has no message.*nearest before: (\\d+)`).exec(text)?.[1] ?? number;
  if (!new RegExp(`Packet ${near}: .* → `).test(text)) return false;
  // A run that is folded has the number of its first message.
  return lines.some((line) => new RegExp(`^\\S?\\s*${near} .*[├┤►◄]`).test(line) || / of ×\d+ /.test(line));
};

/** Whether the state view has what a packet says, or the state after it. */
const inState = (number) => (lines) =>
  lines[1].includes(`State after packet ${number} `) ||
  (lines[1].includes(`at packet ${number} …`) && / (GMP|IGMPv\d|TCP|UDP|IPv4) /.test(lines[2]));

/** Jumps in another view. While all is being read: to where the study has not come; later: until nothing is worked out any more. */
async function viewMoves({ pty, until }, count, { title, keys, isShown }, when) {
  const early = when !== LATER;
  const there = (number) => (now) =>
    now[ROWS - 1].includes(` ${number} · Packets`) &&
    isShown(number)(now) &&
    (early || !/working out/i.test(now.join('\n')));
  pty.write(keys);
  await pause(1000);
  const took = [];
  for (const share of early ? [0.98, 0.7, 0.9, 0.75, 0.95, 0.8] : [0.98, 0.12, 0.75, 0.33, 0.5, 0.05]) {
    const number = Math.floor(count * share) + 7;
    const since = performance.now();
    pty.write(`${number}G`);
    took.push(await until(there(number), since));
    await pause(100);
  }
  say(`jump in the ${title}, ${when}`, ms(took));
  pty.write('gp');
  await pause(500);
}

const LADDER = { title: 'ladder', keys: 'gl', isShown: onLadder };
const STATE = { title: 'state view', keys: 'gs', isShown: inState };
const EARLY = 'while all is being read';
const LATER = 'later';

/** What is measured on a capture: its filters with rows that pass, its searches (kind's place in the list, and text). */
async function measure({ name, file, main, home, count, filters, searched }) {
  console.log(`The TUI on ${count} packets (${name}), ${COLS}×${ROWS}, Node ${process.version}`);
  const firsts = [];
  for (let i = 0; i < 5; i += 1) {
    const run = start(process.execPath, [main, 'view', file], home);
    firsts.push(await run.until(hasRow(1), run.begun));
    run.pty.kill('SIGKILL');
  }
  say('first screen after start', ms(firsts));
  const run = start(process.execPath, [main, 'view', file], home);
  const inMemory = () => `${(peak(run.pty.pid) / 1e6).toFixed(0)} MB`;
  await run.until((lines) => hasRow(1)(lines) && lines[ROWS - 1].includes(`Packets: ${count}`), run.begun);
  const loaded = await run.until((lines) => !/loading/.test(lines[ROWS - 1]), run.begun);
  say('all packets indexed', `${(loaded / 1000).toFixed(1)} s after start`);
  await viewMoves(run, count, LADDER, EARLY);
  await viewMoves(run, count, STATE, EARLY);
  await moves(run, count, EARLY);
  run.pty.write('gf');
  await run.until((lines) => /^ Findings/.test(lines[1]), run.begun);
  const studied = await run.until((lines) => !/so far, /.test(lines.join('\n')), run.begun);
  run.pty.write('gp');
  say('all packets studied', `${(studied / 1000).toFixed(1)} s after start; peak memory ${inMemory()}`);
  await moves(run, count, LATER);
  await viewMoves(run, count, LADDER, LATER);
  await viewMoves(run, count, STATE, LATER);
  for (const [filter, wanted] of filters) await filterTimes(run, filter, wanted);
  run.pty.write('fx');
  await pause(500);
  await searches(run, count, searched);
  say('peak memory', inMemory());
  run.pty.kill('SIGKILL');
}

/** A filter that a single packet passes, far behind. */
function rare(count) {
  const round = Math.floor((count / 8 / 2000) * 0.95);
  return `tcp.srcport == 1029 && tcp.seq_raw == ${1000 + round * 32}`;
}

/** Measures the TUI; `count` packets. */
export async function tui(folder, main, count) {
  const home = mkdtempSync(join(folder, 'home-'));
  const traffic = join(folder, 'traffic.pcap');
  makeTraffic(count, traffic);
  await measure({
    name: 'GMP, IGMP, TCP, UDP, fragments',
    file: traffic,
    main,
    home,
    count,
    filters: [
      ['igmp.type == 0x16', /IGMP/],
      ['gmp.mm.type == KARES && ip.src == 10.16.0.9', /10\.16\.0\.9/],
      ['tcp.stream == 5', /TCP/],
      ['udp.time_delta > 0.1', /GMP|UDP/],
      [`frame.number > ${Math.floor(count * 0.9)}`, / \d+\.\d+ /],
      [`frame.time_relative > ${Math.floor(count * 0.8e-5)}`, / \d+\.\d+ /],
      [rare(count), / \d+\.\d+ .*TCP/],
    ],
    searched: [
      [1, 'e801 0203'],
      [3, 'ip.src == 10.16.3.1'],
    ],
  });
  rmSync(traffic);
  const session = join(folder, 'session.pcap');
  makeSession(folder, main, 100, count, session);
  await measure({
    name: 'keepalives of a session of 100 members',
    file: session,
    main,
    home,
    count,
    filters: [
      ['gmp.type == KARES && ip.src == 10.0.0.9', /10\.0\.0\.9/],
      [`frame.number > ${Math.floor(count * 0.9)}`, /GMP/],
    ],
    searched: [
      [1, '1288 138c 0001 004d'],
      [3, 'ip.src == 10.0.0.77'],
    ],
  });
  rmSync(session);
  await tuiLive(folder, main, home);
  const small = join(folder, 'small.pcap');
  makeTraffic(200_000, small);
  await compare(small, main, home);
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
