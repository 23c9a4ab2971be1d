/**
 * The TUI on a stream of 200,000 packets a second: how long until a key is answered while it runs, and whether the stream was
 * held up by it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTraffic } from './traffic.mjs';
import { ms, pause, say } from './tui-figures.mjs';
import { ROWS, start } from './tui-terminal.mjs';

const FEED = fileURLToPath(new URL('./feed.mjs', import.meta.url));
const RATE = 200_000;
const SECONDS = 20;

const status = (lines) => lines[ROWS - 1];
const cursorOf = (lines) => Number(/ (\d+) · Packets/.exec(status(lines))?.[1]);
const follows = (lines) => /live, following/.test(status(lines));

/** Measures it; files go into `folder`. */
export async function tuiLive(folder, main, home) {
  const source = join(folder, 'stream.pcap');
  const pipe = join(folder, 'wire');
  makeTraffic(RATE, source);
  execFileSync('mkfifo', [pipe]);
  const run = start(process.execPath, [main, 'view', pipe], home);
  await run.until((lines) => /Waiting for packets/.test(lines.join('\n')), run.begun);
  const feeder = spawn(process.execPath, [FEED, source, pipe, String(RATE), String(SECONDS)]);
  let told = '';
  feeder.stdout.on('data', (data) => {
    told += data;
  });
  const fed = new Promise((done) => feeder.on('close', done));
  await pause(2000);
  const answers = [];
  for (let i = 0; i < 40; i += 1) {
    const press = async (key, wanted) => {
      const since = performance.now();
      run.pty.write(key);
      answers.push(await run.until(wanted, since));
    };
    await press('k', (lines) => /not following/.test(status(lines)));
    const before = cursorOf(run.lines());
    await press('\x1b[5~', (lines) => cursorOf(lines) < before);
    await press('F', follows);
    await pause(150);
  }
  say('key answered, 200,000 packets a second', ms(answers));
  await fed;
  await run.until((lines) => /The stream has ended/.test(status(lines)));
  const count = /Packets: (\d+)/.exec(status(run.lines()))?.[1];
  say('stream', `${count} packets, meant to take ${SECONDS} s, took ${told.trim()} s`);
  run.pty.kill('SIGKILL');
}
