/**
 * A capture that is still being loaded: how far, and how one ends it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openIndex } from '../../src/capture/capture-index.js';
import { drawPackets, writeCapture } from './store/captures.js';
import { play } from './world.js';

const folder = mkdtempSync(join(tmpdir(), 'gmpshark-loading-'));
afterAll(() => rmSync(folder, { recursive: true }));

let state = 1;
const few = drawPackets(60, (most) => {
  state = (state * 48271) % 2147483647;
  return state % most;
});

/** A capture of so many packets. */
function manyOf(count: number): string {
  return writeCapture(Array.from({ length: count }, (_, i) => few[i % few.length]));
}

describe('the index', () => {
  test('tells how much of a plain file it has seen, and stops when it is told to', async () => {
    const opened = await openIndex(manyOf(150_000));
    if (!opened.ok) throw new Error(opened.error.message);
    const index = opened.value;
    expect(index.progress).toBe(0);
    await index.advance();
    const first = index.progress ?? 0;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(1);
    await index.advance();
    expect(index.progress).toBeGreaterThan(first);
    const { count } = index;
    index.stop();
    expect(await index.advance()).toBe(false);
    expect(index).toMatchObject({ complete: true, count, error: null, progress: 1 });
    expect(index.readPacket(count).ok).toBe(true);
    await index.close();
  });

  test('of what is compressed nobody knows how much there is', async () => {
    const path = join(folder, 'packed.pcap.gz');
    writeFileSync(path, gzipSync(readFileSync(manyOf(100))));
    const opened = await openIndex(path);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.progress).toBe(undefined);
    await opened.value.close();
  });
});

describe('the screen', () => {
  test('says how far it is; Esc tells what ends it, :stop does', async () => {
    const one = await play(manyOf(150_000), { advances: 8 });
    expect(one.text()).toMatch(/loading \d+% · 1 · Packets: \d+/);
    one.keys('6', '0', '0', '6', 'G');
    for (let i = 0; i < 4; i += 1) one.turn();
    expect(one.text()).toMatch(/^ Details {2}following what went before: \d+%/m);
    one.keys('esc');
    expect(one.text()).toContain('Still loading; :stop ends it');
    one.keys(':');
    one.type('stop');
    one.keys('enter');
    expect(one.text()).toContain('Loading stopped');
    expect(one.effects().map(({ kind }) => kind)).toContain('stopLoading');
  });

  test('once it is loaded there is nothing to be stopped', async () => {
    const one = await play('fixtures/demo.pcapng');
    one.keys('esc');
    expect(one.text()).not.toContain('loading');
    one.keys(':');
    one.type('stop');
    one.keys('enter');
    expect(one.text()).toContain('The capture is loaded.');
    expect(one.effects().map(({ kind }) => kind)).not.toContain('stopLoading');
  });
});
