/**
 * The player of a run: where playback is, how fast it goes. Time passes by ticks alone; whatever moves it gives the next player.
 *
 *   position    events that have happened: 0 … all
 *   t           virtual time: at or behind the last of them
 */
import { type Micros, micros } from '../../base/micros.js';
import type { Played } from '../scenario/contract.js';
import { countBelow, countWhere } from '../scenario/places.js';

/** How fast it may go: virtual seconds a second; without end: as fast as possible. */
export const SPEEDS: readonly number[] = [
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  Number.POSITIVE_INFINITY,
];

/** The player. */
export interface Player {
  readonly position: number;
  readonly t: Micros;
  readonly playing: boolean;
  /** Its place among SPEEDS. */
  readonly speed: number;
  /** The last tick, in milliseconds of some clock; undefined: none since it began to play. */
  readonly ticked: number | undefined;
}

/** The player as it begins. */
export const PLAYER_START: Player = {
  position: 0,
  t: micros(0),
  playing: false,
  speed: SPEEDS.indexOf(1),
  ticked: undefined,
};

/** Where it is over. */
export function endOf({ run }: Played): number {
  return run.events.length;
}

/** Whether nothing more will happen. */
export function isOver(player: Player, played: Played): boolean {
  return player.position >= endOf(played) && player.t >= played.run.until;
}

/** At a position: the time is that of the last event. */
export function atPosition(player: Player, played: Played, position: number): Player {
  const at = Math.max(0, Math.min(endOf(played), position));
  const t = at === 0 ? micros(0) : played.run.events[at - 1].t;
  return { ...player, position: at, t };
}

/** At an instant, behind all that happens then. */
export function atTime(player: Player, played: Played, t: number): Player {
  const within = Math.max(0, Math.min(played.run.until, t));
  return { ...player, position: played.places.upTo(within), t: micros(within) };
}

/** At the end. */
export function atEnd(player: Player, played: Played): Player {
  return { ...player, position: endOf(played), t: played.run.until };
}

/** By so many events of a list, which are told by their numbers; past the last one: the end, before the first: the beginning. */
export function stepped(player: Player, played: Played, numbers: readonly number[], by: number): Player {
  const passed = countBelow(numbers, player.position);
  // Back from behind an event is first of all to that event.
  const onOne = passed > 0 && numbers[passed - 1] === player.position - 1;
  const to = passed + (by < 0 && !onOne ? by + 1 : by);
  if (to > numbers.length) return atEnd(player, played);
  return to < 1 ? atPosition(player, played, 0) : atPosition(player, played, numbers[to - 1] + 1);
}

/** To the next expectation whose outcome is not clear yet, or back to the last one before now. */
export function toExpectation(player: Player, played: Played, back: boolean, count = 1): Player | undefined {
  const clear = new Set(played.script.filter(({ kind }) => kind === 'expectation').map(({ t }) => t));
  const ahead = [...clear].filter((t) => (back ? t < player.t : t > player.t));
  if (back) ahead.reverse();
  const found = ahead[Math.min(count, ahead.length) - 1];
  return found === undefined ? undefined : atTime(player, played, found);
}

/** Longer between two ticks the program was not at work. */
const LONGEST_MS = 250;
/** As fast as possible, the whole takes so many ticks at most. */
const FASTEST_TICKS = 100;

/** A tick of the clock. */
export function ticked(player: Player, played: Played, at: number): Player {
  if (!player.playing) return player;
  const before = player.ticked ?? at;
  const on = { ...player, ticked: at };
  const speed = SPEEDS[player.speed];
  const next = Number.isFinite(speed)
    ? atTime(on, played, player.t + Math.round(Math.min(LONGEST_MS, Math.max(0, at - before)) * 1000 * speed))
    : hurried(on, played);
  return isOver(next, played) ? paused(next) : next;
}

/** To the next instant at which something happens, or by a part of the whole. */
function hurried(player: Player, played: Played): Player {
  const { events } = played.run;
  const least = Math.ceil(events.length / FASTEST_TICKS);
  const next = events[Math.min(events.length, player.position + least) - 1];
  if (player.position >= events.length || next === undefined) return atEnd(player, played);
  return atTime(player, played, next.t);
}

/** Plays; from the end: from the beginning. */
export function playing(player: Player, played: Played): Player {
  const from = isOver(player, played) ? atPosition(player, played, 0) : player;
  return { ...from, playing: true, ticked: undefined };
}

/** Stands still. */
export function paused(player: Player): Player {
  return { ...player, playing: false, ticked: undefined };
}

/** Faster or slower by some steps. */
export function withSpeed(player: Player, by: number): Player {
  return { ...player, speed: Math.max(0, Math.min(SPEEDS.length - 1, player.speed + by)) };
}

/** "×10", "as fast as possible". */
export function speedText({ speed }: Player, unicode: boolean): string {
  const times = SPEEDS[speed];
  return Number.isFinite(times) ? `${unicode ? '×' : 'x'}${times}` : 'as fast as possible';
}

/** How many lines of the script have had their time. */
export function scriptDone({ t, position }: Player, { script }: Played): number {
  return countWhere(script.length, (i) => script[i].t <= t && script[i].from <= position);
}
