/**
 * Makes a capture of a session that keeps itself alive: its beginning is simulated, and its last keepalive period then repeated,
 * each time a period later.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const HEADER = 24;
const RECORD = 16;
const FLUSH = 1 << 23;

/** A scenario with a creator and so many members, of whom all are active after three seconds; a period is a second. */
function scenario(members) {
  const names = Array.from({ length: members }, (_, i) => `m${i + 1}`);
  const all = (list, what) => list.map((name) => `${name} ${what}`).join(', ');
  return `purpose: A session that keeps itself alive.
clause: 7.2.1.1
actors: [server, creator, ${names.join(', ')}]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 1s: [${all(names, 'registers')}]
  - at 2s: [${all(['creator', ...names], 'enrols')}]
  - at 3s: [${all(['creator', ...names], 'activates')}]
  - at 8.5s: end
`;
}

/** Instants and places of a classic pcap's records. */
function recordsOf(bytes) {
  const records = [];
  for (let at = HEADER; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 8);
    records.push({
      at,
      size: RECORD + length,
      time: bytes.readUInt32LE(at) * 1e6 + bytes.readUInt32LE(at + 4),
    });
    at += RECORD + length;
  }
  return records;
}

/** Writes `count` packets of a session of `members` as a classic pcap. */
export function makeSession(folder, main, members, count, file) {
  const source = join(folder, 'session.yaml');
  const short = join(folder, 'session-begin.pcap');
  writeFileSync(source, scenario(members));
  const simulated = join(folder, 'session.pcapng');
  for (const args of [
    ['sim', source, '-w', simulated],
    ['dissect', simulated, '-w', short],
  ]) {
    const made = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
  }
  const bytes = readFileSync(short);
  const records = recordsOf(bytes);
  const last = records.at(-1).time;
  const round = records.filter(({ time }) => time > last - 1e6);
  const out = openSync(file, 'w');
  const block = Buffer.alloc(FLUSH + 4096);
  let used = bytes.copy(block, 0, 0, Math.min(bytes.length, FLUSH));
  for (let written = records.length, turn = 1; written < count; turn += 1) {
    for (const { at, size, time } of round.slice(0, count - written)) {
      bytes.copy(block, used, at, at + size);
      const late = time + turn * 1e6;
      block.writeUInt32LE(Math.floor(late / 1e6), used);
      block.writeUInt32LE(late % 1e6, used + 4);
      used += size;
      if (used < FLUSH) continue;
      writeSync(out, block, 0, used);
      used = 0;
    }
    written += round.length;
  }
  writeSync(out, block, 0, used);
  closeSync(out);
}
