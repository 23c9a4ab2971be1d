/**
 * A capture that is still being loaded: how far, and how one ends it.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { indexCapture, openIndex } from '../../src/capture/capture-index.js';
import { savePackets } from '../../src/tui/files/saving.js';
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

describe('saving', () => {
  const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

  test('tells how far it is; whoever stops it finds no file', async () => {
    const opened = await indexCapture(manyOf(9000));
    if (!opened.ok) throw new Error(opened.error.message);
    const index = opened.value;
    const path = join(folder, 'stopped.pcap');
    const seen: number[] = [];
    const saving = {
      index,
      input: 'elsewhere',
      path,
      over: false,
      numbers: numbers(9000),
      progress: (count: number) => {
        seen.push(count);
        return count < 6000;
      },
    };
    expect(await savePackets(saving)).toEqual({ ok: false, error: 'stopped' });
    expect(seen).toEqual([2000, 4000, 6000]);
    expect(existsSync(path)).toBe(false);
    expect(await savePackets({ ...saving, progress: () => true })).toEqual({ ok: true, value: 9000 });
    expect(existsSync(path)).toBe(true);
    await index.close();
  });

  test('a capture that is closed meanwhile leaves no half of a file', async () => {
    const opened = await indexCapture(manyOf(9000));
    if (!opened.ok) throw new Error(opened.error.message);
    const index = opened.value;
    const path = join(folder, 'closed.pcap');
    const progress = (count: number): boolean => {
      if (count === 4000) void index.close();
      return true;
    };
    const saved = await savePackets({
      index,
      input: 'x',
      path,
      over: false,
      numbers: numbers(9000),
      progress,
    });
    expect(saved.ok).toBe(false);
    expect(existsSync(path)).toBe(false);
  });
});
