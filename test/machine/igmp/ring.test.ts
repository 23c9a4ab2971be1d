/**
 * The expanding ring search: each row, exact effects, and its timer one microsecond before, at and after.
 */
import { describe, expect, test } from 'vitest';
import { NEVER, seconds } from '../../../src/base/micros.js';
import type { SearchEvent } from '../../../src/machine/igmp/igmp-vocabulary.js';
import { searchUnderTest, short } from './harness.js';

const G = 0xe000_0101;
const TIME: SearchEvent = { kind: 'time' };
const WAIT = { name: 'wait' };

function search(group = G): SearchEvent {
  return { kind: 'ask', ask: 'search', group };
}
function answer(from = 77): SearchEvent {
  return { kind: 'answer', from };
}
function ignored(reason: string, why: string) {
  return [{ kind: 'ignored', reason, why }];
}
function expired(why: string) {
  return { kind: 'notify', note: { what: 'expired', timer: WAIT }, why };
}

describe('2.7.2 — the expanding ring search', () => {
  test('2.7.2 — TTL 1, then a second later TTL 2, then 3, until the first answer', () => {
    const s = searchUnderTest();
    expect(s.view()).toEqual({ state: 'idle', group: 0, ttl: 0, server: 0, wake: NEVER });
    expect(short(s.step(search(), 5))).toEqual([
      { kind: 'send', destination: G, ttl: 1, why: 'ring.search' },
      { kind: 'set', timer: WAIT, at: 1_000_005, why: 'ring.search' },
    ]);
    expect(s.view()).toEqual({ state: 'searching', group: G, ttl: 1, server: 0, wake: 1_000_005 });
    expect(s.step(TIME, 1_000_004)).toEqual([]);
    expect(short(s.step(TIME, 1_000_005))).toEqual([
      { kind: 'send', destination: G, ttl: 2, why: 'ring.timer.wait' },
      { kind: 'set', timer: WAIT, at: 2_000_005, why: 'ring.timer.wait' },
      expired('ring.timer.wait'),
    ]);
    s.step(TIME, 2_000_005);
    expect(s.wake()).toBe(3_000_005);
    expect(short(s.step(answer(), 2_500_000))).toEqual([
      { kind: 'cancel', timer: WAIT, why: 'ring.answer' },
      { kind: 'notify', note: { what: 'found', from: 77, ttl: 3 }, why: 'ring.answer' },
    ]);
    expect(s.view()).toEqual({ state: 'found', group: G, ttl: 3, server: 77, wake: NEVER });
    expect(s.step(TIME, 3_000_005)).toEqual([]);
  });

  test('2.7.2 — answers after the first are ignored', () => {
    const s = searchUnderTest();
    s.step(search(), 0);
    s.step(answer(), 1);
    expect(short(s.step(answer(78), 2))).toEqual(ignored('search over', 'ring.answer.late'));
    expect(s.view().server).toBe(77);
  });

  test('D18 — TTL 255 is the last: without an answer to it there is no server', () => {
    const s = searchUnderTest();
    s.step(search(), 0);
    const ttls = [];
    while (s.view().ttl < 255) {
      const at = s.wake();
      for (const effect of s.step(TIME, at)) if (effect.kind === 'send') ttls.push(effect.ttl);
    }
    expect(ttls).toEqual(Array.from({ length: 254 }, (_, i) => i + 2));
    expect(s.wake()).toBe(255_000_000);
    expect(short(s.step(TIME, 255_000_000))).toEqual([
      expired('ring.timer.exhausted'),
      { kind: 'notify', note: { what: 'not-found' }, why: 'ring.timer.exhausted' },
    ]);
    expect(s.view()).toEqual({ state: 'not-found', group: G, ttl: 255, server: 0, wake: NEVER });
    expect(short(s.step(answer(), 255_000_001))).toEqual(ignored('search over', 'ring.answer.late'));
    expect(short(s.step(search(), 255_000_001))).toEqual(ignored('begun already', 'ring.search.again'));
  });

  test('D18 — an answer to TTL 255 is in time', () => {
    const s = searchUnderTest();
    s.step(search(), 0);
    while (s.view().ttl < 255) s.step(TIME, s.wake());
    s.step(answer(), 255_000_000);
    expect(s.view().state).toBe('found');
  });

  // The timer of TTL 1 fires at one second: an answer just before, at, and just after.
  test.each([
    [999_999, 1],
    [1_000_000, 1],
    [1_000_001, 2],
  ])('D10 — timer wait: an answer at %i µs is to TTL %i', (at, ttl) => {
    const s = searchUnderTest();
    s.step(search(), 0);
    if (s.wake() < at) s.step(TIME, s.wake());
    expect(s.step(answer(), at).at(-1)).toMatchObject({ note: { what: 'found', ttl } });
    expect(s.step(TIME, at)).toEqual([]);
  });

  test('D18 — policy ringWait; a wait that ends late is not made up for', () => {
    const s = searchUnderTest({ ringWait: seconds(3) });
    s.step(search(), 0);
    expect(s.wake()).toBe(3_000_000);
    s.step(TIME, 10_000_000);
    expect(s.view()).toMatchObject({ ttl: 2, wake: 13_000_000 });
  });

  test('2.7.2 — it is begun once, with a group', () => {
    const s = searchUnderTest();
    expect(short(s.step(answer(), 0))).toEqual(ignored('not searching', 'ring.answer.early'));
    expect(s.step(TIME, 0)).toEqual([]);
    for (const address of [0xdfff_ffff, 0xf000_0000]) {
      expect(short(s.step(search(address), 0))).toEqual(ignored('no group', 'ring.search.no-group'));
    }
    s.step(search(), 0);
    expect(short(s.step(search(), 1))).toEqual(ignored('begun already', 'ring.search.again'));
    s.step(answer(), 2);
    expect(short(s.step(search(), 3))).toEqual(ignored('begun already', 'ring.search.again'));
  });
});
