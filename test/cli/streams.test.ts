/**
 * Inputs that come bit by bit: pipes, FIFOs, files that grow. A packet is printed when it is there, not when the next comes.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, start } from './run.js';
import { joined, pcapHeader, pcapRecord } from './small-capture.js';

const DIR = folder();

test('standard input: each packet is printed before the next is written', async () => {
  const running = start(['dissect', '-']);
  running.write(joined([pcapHeader(), pcapRecord(0)]));
  expect((await running.until(/^ +1 /m)).split('\n')).toHaveLength(2);
  running.write(pcapRecord(1));
  expect((await running.until(/^ +2 /m)).split('\n')).toHaveLength(3);
  running.end();
  expect(await running.code).toBe(0);
});

test('a FIFO, in NDJSON', async () => {
  const path = join(DIR, 'fifo');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  const running = start(['dissect', path, '-T', 'ndjson']);
  const writer = createWriteStream(path);
  writer.write(joined([pcapHeader(), pcapRecord(0)]));
  const first = await running.until(/\n/);
  expect(JSON.parse(first).number).toBe(1);
  writer.end(pcapRecord(1));
  expect((await running.until(/\n.*\n/)).split('\n')).toHaveLength(3);
  expect(await running.code).toBe(0);
});

test('--follow waits for what is written later; an interrupt ends it well', async () => {
  const path = join(DIR, 'growing.pcap');
  writeFileSync(path, joined([pcapHeader(), pcapRecord(0)]));
  const running = start(['dissect', path, '--follow']);
  await running.until(/^ +1 /m);
  appendFileSync(path, pcapRecord(1));
  await running.until(/^ +2 /m);
  running.interrupt();
  expect(await running.code).toBe(0);
});

test('an interrupt without --follow ends with what was read, and 130', async () => {
  const running = start(['dissect', '-', '-T', 'json']);
  running.write(joined([pcapHeader(), pcapRecord(0)]));
  await running.until(/igmp\.maddr/);
  running.interrupt();
  expect(await running.code).toBe(130);
  expect(JSON.parse(await running.until(/\n\]\n/))).toHaveLength(1);
});
