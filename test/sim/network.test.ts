/** What becomes of frames: delay, jitter, loss, duplication, reordering, cuts, sides that are parted. */
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import { createStreams } from '../../src/base/streams.js';
import { CALM_NETWORK, createNetwork, fateOf, inOrder, isCalm } from '../../src/sim/network.js';

function network(change: Partial<typeof CALM_NETWORK> = {}) {
  const made = createNetwork();
  made.spec = { ...CALM_NETWORK, ...change };
  return made;
}

const streams = () => createStreams(1);
const ALWAYS = { count: 1, of: 1 };
const HALF = { count: 1, of: 2 };

describe('links', () => {
  test('calm: one copy, after the delay of each link', () => {
    expect(fateOf(network(), streams(), 'a', 'b', 1, false)).toEqual({ delays: [10_000] });
    expect(fateOf(network({ delay: micros(7) }), streams(), 'a', 'b', 3, false)).toEqual({ delays: [21] });
  });

  test('loss: the share that the ratio says, the same one each time', () => {
    const count = (): number => {
      const [lossy, drawn] = [network({ loss: { count: 1, of: 4 } }), streams()];
      let lost = 0;
      for (let i = 0; i < 4_000; i += 1)
        if (fateOf(lossy, drawn, 'a', 'b', 1, false).lost === 'loss') lost += 1;
      return lost;
    };
    expect(count()).toBeGreaterThan(900);
    expect(count()).toBeLessThan(1_100);
    expect(count()).toBe(count());
  });

  test('each direction of each link has numbers of its own', () => {
    const fates = (from: string, to: string): string => {
      const [lossy, drawn] = [network({ loss: HALF }), streams()];
      return Array.from({ length: 40 }, () => fateOf(lossy, drawn, from, to, 1, false).delays.length).join(
        '',
      );
    };
    expect(new Set([fates('a', 'b'), fates('b', 'a'), fates('a', 'c')]).size).toBe(3);
  });

  test('jitter: from 0 up to its most', () => {
    const [jittery, drawn] = [network({ jitter: micros(3) }), streams()];
    const seen = new Set<number>();
    for (let i = 0; i < 100; i += 1) seen.add(fateOf(jittery, drawn, 'a', 'b', 1, false).delays[0]);
    expect([...seen].sort()).toEqual([10_000, 10_001, 10_002, 10_003]);
  });

  test('duplication: two copies; reordering: one that comes later', () => {
    expect(fateOf(network({ duplication: ALWAYS }), streams(), 'a', 'b', 1, false).delays).toEqual([
      10_000, 10_000,
    ]);
    const late = network({ reordering: ALWAYS, reorderBy: micros(5_000_000) });
    const [delay] = fateOf(late, streams(), 'a', 'b', 1, false).delays;
    expect(delay).toBeGreaterThan(10_000);
    expect(delay).toBeLessThanOrEqual(5_010_000);
    expect(fateOf(network({ reordering: ALWAYS }), streams(), 'a', 'b', 1, false).delays).toEqual([10_000]);
  });

  test('TCP repairs what links do, and keeps its order', () => {
    const bad = network({ loss: ALWAYS, duplication: ALWAYS, reordering: ALWAYS, reorderBy: micros(9) });
    expect(fateOf(bad, streams(), 'a', 'b', 1, true)).toEqual({ delays: [10_000] });
    const calm = network();
    expect(inOrder(calm, 'a>b', micros(50))).toBe(50);
    expect(inOrder(calm, 'a>b', micros(40))).toBe(50);
    expect(inOrder(calm, 'b>a', micros(40))).toBe(40);
    expect(inOrder(calm, 'a>b', micros(60))).toBe(60);
  });

  test('cut: nothing from it, nothing to it, over TCP neither', () => {
    const made = network();
    made.cut.add('a');
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      expect(fateOf(made, streams(), from, to, 1, true)).toEqual({ delays: [], lost: 'cut' });
    }
    expect(fateOf(made, streams(), 'b', 'c', 1, false).lost).toBeUndefined();
  });

  test('parted: nothing between the two sides, both ways', () => {
    const made = network();
    made.parted = { left: new Set(['a']), right: new Set(['b']) };
    expect(fateOf(made, streams(), 'a', 'b', 1, false).lost).toBe('parted');
    expect(fateOf(made, streams(), 'b', 'a', 1, false).lost).toBe('parted');
    expect(fateOf(made, streams(), 'a', 'c', 1, false).lost).toBeUndefined();
    expect(fateOf(made, streams(), 'c', 'b', 1, false).lost).toBeUndefined();
  });

  test('calm is what draws nothing', () => {
    expect(isCalm(network({ delay: micros(99), reorderBy: micros(9) }))).toBe(true);
    for (const change of [
      { loss: HALF },
      { duplication: HALF },
      { reordering: HALF },
      { jitter: micros(1) },
    ]) {
      expect(isCalm(network(change))).toBe(false);
    }
    const cut = network();
    cut.cut.add('a');
    expect(isCalm(cut)).toBe(false);
    const parted = network();
    parted.parted = { left: new Set(), right: new Set() };
    expect(isCalm(parted)).toBe(false);
  });
});
