/**
 * A round that is too big for one step goes out in parts, all at one instant: the watch keeps up with it.
 */
import { expect, test } from 'vitest';
import { serverWake } from '../../../src/machine/server/server.js';
import { activeScene, armed, type Scene, without } from './scene.js';

const HOSTS = Array.from({ length: 199 }, (_, i) => i + 2);

function crowd(setting: Parameters<typeof activeScene>[0] = {}): Scene {
  const s = activeScene(setting, ...HOSTS);
  s.at(1_000_000);
  return s;
}

test('I3, I8, I11, 9.2 a — a round in two parts: no breach, and the view agrees in between', () => {
  const s = crowd();
  expect([...s.time(), ...s.view()]).toEqual([]);
  expect(serverWake(s.server)).toBe(1_000_000);
  expect(s.watch.sessions.get(1)?.timers.period).toBe(Number.POSITIVE_INFINITY);
  expect([...s.mm(1, 'KARES'), ...s.mm(2, 'LVREQ'), ...s.view()]).toEqual([]);
  expect([...s.time(), ...s.view()]).toEqual([]);
  expect(s.watch.sessions.get(1)?.timers.period).toBe(2_000_000);
  for (const host of HOSTS.slice(1)) s.mm(host, 'KARES');
  expect([...s.wake(), ...s.view(), s.now]).toEqual([2_000_000]);
});

test('I8, D10 — timers of the same instant that come after the round are not overdue before it is complete', () => {
  const s = activeScene({}, ...HOSTS);
  s.at(700_000).sm(2, 'SAREQ', { mmPort: 7001 });
  s.at(1_000_000);
  expect([...s.time(), ...s.view()]).toEqual([]);
  expect(s.watch.sessions.get(1)?.members.get(2)?.group).toBe('active');
  expect([...s.time(), ...s.view()]).toEqual([]);
  expect(s.watch.sessions.get(1)?.members.get(2)?.group).toBe('enrolled');
});

test('I4, I9, I11 — the session ends in the middle of a round: no breach', () => {
  const s = crowd();
  expect(s.time()).toEqual([]);
  expect([...s.mm(1, 'TRREQ'), ...s.view()]).toEqual([]);
  expect([...s.time(), ...s.view()]).toEqual([]);
});

test('I11 — a round that is never completed', () => {
  const s = crowd();
  s.time();
  s.falsify((effects) => without(effects, 'set period'));
  expect(s.time()).toEqual([]);
  s.at(1_000_001);
  expect(s.mm(1, 'KARES')).toEqual([
    'I11 user 0 @1000001: its timer period does not run, but the session does',
  ]);
  s.falsify((effects) => [...effects, armed('period', 0, 2_000_000)]);
  expect(s.mm(2, 'KARES')).toEqual([]);
  expect(s.mm(3, 'KARES')).toEqual([]);
});
