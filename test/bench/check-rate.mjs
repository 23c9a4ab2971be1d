/**
 * How fast `gmpshark check` is, and how much memory it takes: on a capture of sessions that are complete from their birth and
 * then keep themselves alive, as right machines do. One session is simulated; the others are its copies at other servers.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const SESSIONS = 20;
const MEMBERS = 50;
/** Microseconds of the run from which its last round is taken: one period of one second. */
const LAST_ROUND = 7_500_000;
const EPOCH = 1_000_000_000;
const IP = 14;
const UDP = 34;

function story() {
  const names = Array.from({ length: MEMBERS - 1 }, (_, i) => `m${i + 1}`);
  const all = (what) => ['creator', ...names].map((name) => `${name} ${what}`).join(', ');
  return `purpose: A session that keeps itself alive.
clause: 7.2.1.1
actors: [server, creator, ${names.join(', ')}]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 1s: [${names.map((name) => `${name} registers`).join(', ')}]
  - at 2s: [${all('enrols')}]
  - at 3s: [${all('activates')}]
  - at 8.5s: end
`;
}

function run(main, args) {
  const done = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`gmpshark ${args.join(' ')}: ${done.stderr}`);
}

/** The simulated session's frames: seconds, microseconds, octets. */
function framesOf(main, folder) {
  const [yaml, full, plain] = ['session.yaml', 'session.pcapng', 'session.pcap'].map((name) =>
    join(folder, name),
  );
  writeFileSync(yaml, story());
  run(main, ['sim', yaml, '-w', full]);
  run(main, ['dissect', '-q', '-F', 'pcap', '-w', plain, full]);
  const octets = readFileSync(plain);
  const frames = [];
  for (let at = 24; at < octets.length; ) {
    const length = octets.readUInt32LE(at + 8);
    const [sec, usec] = [octets.readUInt32LE(at), octets.readUInt32LE(at + 4)];
    frames.push({ sec, usec, bytes: octets.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return { head: octets.subarray(0, 24), frames };
}

/** A record of a session's copy: the second octet of both addresses tells which; UDP's checksum is left out. */
function recordOf({ sec, usec, bytes }, copy) {
  const record = Buffer.alloc(16 + bytes.length);
  record.writeUInt32LE(sec, 0);
  record.writeUInt32LE(usec + copy, 4);
  record.writeUInt32LE(bytes.length, 8);
  record.writeUInt32LE(bytes.length, 12);
  record.set(bytes, 16);
  const frame = record.subarray(16);
  frame[IP + 13] = copy;
  frame[IP + 17] = copy;
  frame.writeUInt16BE(0, IP + 10);
  let sum = 0;
  for (let at = IP; at < UDP; at += 2) sum += frame.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  frame.writeUInt16BE(~sum & 0xffff, IP + 10);
  frame.writeUInt16BE(0, UDP + 6);
  return record;
}

const copiesOf = (frames) =>
  frames.flatMap((frame) => Array.from({ length: SESSIONS }, (_, copy) => recordOf(frame, copy)));

/** Writes about `count` packets of sessions; gives how many they are. */
export function makeSessions(main, folder, count, file) {
  const { head, frames } = framesOf(main, folder);
  const first = copiesOf(frames);
  const last = frames.filter(({ sec, usec }) => (sec - EPOCH) * 1e6 + usec >= LAST_ROUND);
  const round = copiesOf(last);
  const block = Buffer.concat(round);
  const out = openSync(file, 'w');
  writeSync(out, head);
  writeSync(out, Buffer.concat(first));
  let written = first.length;
  while (written < count) {
    for (let at = 0; at < block.length; at += 16 + block.readUInt32LE(at + 8)) {
      block.writeUInt32LE(block.readUInt32LE(at) + 1, at);
    }
    writeSync(out, block);
    written += round.length;
  }
  closeSync(out);
  return written;
}

/** Times `check` of `count` packets; `measured` runs the command and gives seconds and peak memory. */
export async function checkRate(main, folder, count, runs, measured) {
  const file = join(folder, 'sessions.pcap');
  for (const [title, args, wanted, times] of [
    ['check, from a file', ['check', file], count, runs],
    ['check --infer, from a file', ['check', '--infer', file], count / 10, 1],
  ]) {
    const packets = makeSessions(main, folder, wanted, file);
    const results = [];
    for (let i = 0; i < times; i += 1) results.push(await measured(args));
    const seconds = results.map((one) => one.seconds).sort((a, b) => a - b);
    const middle = seconds[seconds.length >> 1];
    const memory = Math.max(...results.map((one) => one.memory));
    console.log(
      `${title.padEnd(34)} ${middle.toFixed(2)} s for ${(packets / 1e6).toFixed(2)} million packets: ${(packets / middle / 1e6).toFixed(2)} million a second   peak memory ${(memory / 1e6).toFixed(0)} MB`,
    );
  }
}
