/**
 * What the views may know of a scenario: its runs, and of the one that was made everything.
 */
import type { Run } from '../../sim/trace.js';
import type { Happening, Situation } from '../story/contract.js';
import type { Places } from './places.js';
import type { ScriptLine } from './script.js';
import type { Standing } from './standings.js';

/** A run that is over, to be played. */
export interface Played {
  readonly run: Run;
  readonly places: Places;
  /** The events that one sees, by number: not arrivals, nor messages that a silent host kept to itself. */
  readonly seen: readonly number[];
  /** Of those: the messages; the changes of states. */
  readonly messages: readonly number[];
  readonly moves: readonly number[];
  readonly script: readonly ScriptLine[];
  /** What happened from one position to another. */
  readonly happenings: (from: number, to: number) => readonly Happening[];
  readonly situation: (position: number) => Situation;
  readonly standing: (actor: number, position: number) => Standing;
  /** An event in words: where, what, why. */
  readonly words: (n: number) => EventWords;
}

/** An event in words. */
export interface EventWords {
  readonly place: string;
  readonly text: string;
  readonly why: string;
}

/** How far the making of a run is. */
export interface Making {
  readonly what: 'running' | 'making its frames' | 'writing its capture' | 'putting it in order';
  readonly part: number;
}

/** A scenario file at work. */
export interface Theatre {
  /** Names of its runs. */
  readonly runs: readonly string[];
  /** The place of the one that is played. */
  readonly at: number;
  /** Undefined while it is made. */
  readonly played: Played | undefined;
  /** What is being made of it, and how much of that is done: 0 … 1. */
  readonly progress: () => Making;
}
