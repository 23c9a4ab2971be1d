/**
 * The player of a run: what moves it, whatever order it is moved in, keeps position and time together.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atEnd,
  atPosition,
  atTime,
  isOver,
  PLAYER_START,
  type Player,
  paused,
  playing,
  SPEEDS,
  scriptDone,
  stepped,
  ticked,
  toExpectation,
  withSpeed,
} from '../../src/tui/model/player.js';
import type { Played } from '../../src/tui/scenario/contract.js';
import { runsIn, sampleOf } from './scenario-sample.js';

const { played } = sampleOf(runsIn('scenarios/fig03-control.yaml')[0]);
const { run, seen, messages, moves } = played;
const { events } = run;

/** The time is at or behind the last event, and nothing that is due before it is left out. */
function expectWhole({ position, t, speed }: Player, of: Played = played): void {
  const all = of.run.events;
  expect(position).toBeGreaterThanOrEqual(0);
  expect(position).toBeLessThanOrEqual(all.length);
  expect(t).toBeGreaterThanOrEqual(0);
  expect(t).toBeLessThanOrEqual(of.run.until);
  if (position > 0) expect(all[position - 1].t).toBeLessThanOrEqual(t);
  if (position < all.length) expect(all[position].t).toBeGreaterThanOrEqual(t);
  expect(SPEEDS[speed]).toBeDefined();
}

type Move = (player: Player, clock: number) => Player;

const someMove: fc.Arbitrary<Move> = fc.oneof(
  fc.integer({ min: -400, max: 400 }).map(
    (by): Move =>
      (player) =>
        stepped(player, played, seen, by),
  ),
  fc.integer({ min: -40, max: 40 }).map(
    (by): Move =>
      (player) =>
        stepped(player, played, messages, by),
  ),
  fc.integer({ min: -40, max: 40 }).map(
    (by): Move =>
      (player) =>
        stepped(player, played, moves, by),
  ),
  fc.integer({ min: -1_000_000, max: 9_000_000 }).map(
    (t): Move =>
      (player) =>
        atTime(player, played, t),
  ),
  fc.integer({ min: -5, max: 400 }).map(
    (at): Move =>
      (player) =>
        atPosition(player, played, at),
  ),
  fc.integer({ min: -20, max: 20 }).map(
    (by): Move =>
      (player) =>
        withSpeed(player, by),
  ),
  fc.boolean().map(
    (back): Move =>
      (player) =>
        toExpectation(player, played, back) ?? player,
  ),
  fc.constant<Move>((player) => atEnd(player, played)),
  fc.constant<Move>((player) => playing(player, played)),
  fc.constant<Move>((player) => paused(player)),
  fc.constant<Move>((player, clock) => ticked(player, played, clock)),
);

test('however it is moved, position and time belong together', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(someMove, fc.nat(2000)), { maxLength: 40 }), (all) => {
      let player = PLAYER_START;
      let clock = 0;
      for (const [move, ms] of all) {
        clock += ms;
        player = move(player, clock);
        expectWhole(player);
      }
    }),
    { numRuns: 300 },
  );
});

test('time passes as fast as is wanted, however many ticks it takes', () => {
  fc.assert(
    fc.property(
      fc.nat(SPEEDS.length - 2),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 }),
      (speed, ticks) => {
        let player: Player = { ...playing(PLAYER_START, played), speed };
        player = ticked(player, played, 1000);
        expect(player.t).toBe(0);
        let clock = 1000;
        for (const ms of ticks) {
          clock += ms;
          player = ticked(player, played, clock);
          expectWhole(player);
        }
        const passed = ticks.reduce((sum, ms) => sum + Math.round(ms * 1000 * SPEEDS[speed]), 0);
        expect(player.t).toBe(Math.min(run.until, passed));
        expect(player.playing).toBe(passed < run.until);
      },
    ),
  );
});

describe('steps', () => {
  test('forwards and backwards visit the same places', () => {
    for (const numbers of [seen, messages, moves]) {
      let player = PLAYER_START;
      const visited = [player.position];
      for (let i = 0; i < numbers.length; i += 1) {
        player = stepped(player, played, numbers, 1);
        visited.push(player.position);
        expect(player.position).toBe(numbers[i] + 1);
        expect(player.t).toBe(events[numbers[i]].t);
      }
      for (const position of visited.reverse().slice(1)) {
        player = stepped(player, played, numbers, -1);
        expect(player.position).toBe(position);
      }
    }
  });

  test('past the last one is the end; before the first one the beginning', () => {
    const last = stepped(PLAYER_START, played, messages, messages.length);
    expect(isOver(last, played)).toBe(false);
    expect(isOver(stepped(last, played, messages, 1), played)).toBe(true);
    expect(stepped(last, played, messages, -1000)).toMatchObject({ position: 0, t: 0 });
  });

  test('back from between two messages is the one before', () => {
    const between = atTime(PLAYER_START, played, 1_735_000);
    const back = stepped(between, played, messages, -1);
    expect(back.position).toBe((messages.filter((n) => events[n].t < 1_735_000).at(-1) ?? 0) + 1);
    expect(stepped(between, played, messages, 1).t).toBe(1_740_000);
  });
});

test('a tick after a long pause does not jump', () => {
  const player = ticked(playing(PLAYER_START, played), played, 0);
  expect(ticked(player, played, 60_000).t).toBe(250_000);
});

test('as fast as possible it is over in a hundred ticks, and looks at every instant of a short run', () => {
  const fastest = SPEEDS.length - 1;
  let player: Player = { ...playing(PLAYER_START, played), speed: fastest };
  let ticks = 0;
  while (player.playing) {
    player = ticked(player, played, ticks);
    expectWhole(player);
    ticks += 1;
  }
  expect(isOver(player, played)).toBe(true);
  expect(ticks).toBeLessThanOrEqual(102);
});

test('a run that is over begins anew', () => {
  expect(playing(atEnd(PLAYER_START, played), played)).toMatchObject({ position: 0, t: 0, playing: true });
  expect(playing(atTime(PLAYER_START, played, 1_000_000), played)).toMatchObject({ t: 1_000_000 });
});

test('expectations are gone to one instant after the other, and back', () => {
  const clear = played.script.filter(({ kind }) => kind === 'expectation').map(({ t }) => t as number);
  const instants = [...new Set(clear)];
  let player: Player | undefined = PLAYER_START;
  for (const t of instants) {
    player = player === undefined ? undefined : toExpectation(player, played, false);
    expect(player?.t).toBe(t);
    if (player !== undefined)
      expect(played.script.slice(0, scriptDone(player, played)).filter(({ t: at }) => at === t).length).toBe(
        played.script.filter(({ t: at }) => at === t).length,
      );
  }
  expect(toExpectation(player ?? PLAYER_START, played, false)).toBeUndefined();
  for (const t of instants.slice(0, -1).reverse()) {
    player = toExpectation(player ?? PLAYER_START, played, true);
    expect(player?.t).toBe(t);
  }
});

test('a line of the script is done when its event has happened, not before', () => {
  for (let position = 0; position <= events.length; position += 1) {
    const player = atPosition(PLAYER_START, played, position);
    const done = played.script.slice(0, scriptDone(player, played));
    const actions = done.filter(({ kind }) => kind === 'action').length;
    expect(actions).toBe(events.slice(0, position).filter(({ kind }) => kind === 'action').length);
  }
});
