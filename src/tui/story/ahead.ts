/**
 * What can be seen where the study has not come yet: the packets around the one that is looked at, each read by itself. A message
 * tells who sent it to whom; what it changed, and whether it is routine, nobody knows before the study has come by.
 *
 *   packet looked at ──► those before and behind it: a screenful at once, what is further away in the background
 */

import type { Hosts } from '../../track/hosts.js';
import type { ContextSource } from '../store/context-source.js';
import type { NumberList } from '../store/contract.js';
import { createNumberList, type GrowingList } from '../store/number-list.js';
import type { Recall } from '../store/recall.js';
import type { Slices } from '../store/slices.js';
import type { Stretch } from '../store/stretches.js';
import { createArrows } from './arrows.js';
import type { Arrow } from './contract.js';
import { createMemory } from './memory.js';
import { createLoneProtocolTest, type PassedOver } from './passed-over.js';
import type { Roster } from './roster.js';

/** What it is made of. */
export interface AheadParts {
  readonly source: ContextSource;
  readonly slices: Slices;
  readonly hosts: Hosts;
  readonly roster: Roster;
  /** Packets that were studied, and packets in all. */
  readonly scanned: () => number;
  readonly count: () => number;
  /** Takes over what the capture has told of names since. */
  readonly learn: () => void;
  readonly changed: () => void;
}

/** What is ahead of the study. */
export interface Ahead {
  /** Packets with messages around one, among those that are displayed; undefined where the study has come by. */
  readonly messages: (number: number, among: NumberList) => NumberList | undefined;
  /** The messages of a packet. */
  readonly arrows: (number: number) => readonly Arrow[];
  /** The protocol of a packet's message that will not be followed, as far as that can be said of the packet by itself. */
  readonly passedOver: PassedOver['protocolOf'];
}

/** Messages that are looked for on either side, at once (a screen has no more) and in the background (a page further). */
const SCREEN = 48;
const ENOUGH = 192;
/** Packets that are walked at once, in one turn, and for one place in all. */
const AT_ONCE = 1024;
const TURN = 128;
const FAR = 100_000;
/** Displayed packets between two places that are looked at as one. */
const NEAR = 256;
const KEPT = 8192;

/** What a packet says by itself. */
interface Sight {
  readonly arrows: readonly Arrow[];
  readonly passedOver: Arrow['protocol'] | undefined;
}

const NOTHING: Sight = { arrows: [], passedOver: undefined };

/** The packets around one: all that are displayed from `from` to `to` were looked at. */
interface Surroundings {
  readonly among: NumberList;
  readonly messages: GrowingList;
  from: number;
  to: number;
  /** The packet that is looked at. */
  at: number;
  walked: number;
}

/** Nothing looked at yet. */
export function createAhead(parts: AheadParts): Ahead {
  const { scanned, count, slices, changed } = parts;
  const read = createReader(parts);
  const kept = createMemory<Sight>(KEPT);
  let around: Surroundings | undefined;
  let spent = 0;
  let runs = false;
  const look = (numbers: Uint32Array, messages?: GrowingList): void =>
    read(numbers, (number, sight) => {
      kept.set(number, sight);
      if (sight.arrows.length > 0) messages?.add(number);
    });
  const sightOf = (number: number): Sight => {
    if (kept.get(number) === undefined) look(Uint32Array.of(number));
    return kept.get(number) ?? NOTHING;
  };
  const extend = (one: Surroundings, enough: number): number => {
    const [above, below] = wanting(one, enough);
    const most = above && below ? TURN / 2 : TURN;
    const numbers = [
      ...(above ? further(one, -most, count()) : []),
      ...(below ? further(one, most, count()) : []),
    ];
    if (numbers.length === 0) return 0;
    look(Uint32Array.from(numbers), one.messages);
    one.from = Math.min(one.from, numbers[0]);
    one.to = Math.max(one.to, numbers[numbers.length - 1]);
    one.walked += numbers.length;
    return numbers.length;
  };
  const step = (): boolean => {
    spent = 0;
    runs = false;
    if (around === undefined) return runs;
    const found = around.messages.count;
    runs = around.walked < FAR && extend(around, ENOUGH) > 0;
    if (around.messages.count > found) changed();
    return runs;
  };
  const reach = (one: Surroundings): void => {
    for (let went = 1; went > 0 && spent < AT_ONCE; spent += went) went = extend(one, SCREEN);
    if (runs || (spent === 0 && !wanting(one, ENOUGH).includes(true))) return;
    runs = true;
    slices.runFirst(step);
  };
  const begin = (at: number, among: NumberList): Surroundings => {
    const messages = createNumberList();
    look(Uint32Array.of(at), messages);
    return { among, messages, from: at, to: at, at, walked: 1 };
  };
  return {
    messages: (number, among) => {
      const isHere = around?.among === among && isNear(around, number);
      const isStudied = number <= scanned();
      // As long as those behind it are not all studied, it stays as it is: what one sees does not go and come back.
      if (isStudied && (!isHere || number > around!.to || around!.to <= scanned())) {
        around = undefined;
        return undefined;
      }
      if (!isHere) around = begin(number, among);
      if (around!.at !== number) around!.walked = 0;
      around!.at = number;
      reach(around!);
      return around!.messages;
    },
    arrows: (number) => sightOf(number).arrows,
    passedOver: (number) => sightOf(number).passedOver,
  };
}

type Hear = (number: number, sight: Sight) => void;

/** Reads packets by themselves: nothing is put together that was sent in parts. */
function createReader({
  source,
  hosts,
  roster,
  learn,
}: AheadParts): (numbers: Uint32Array, hear: Hear) => void {
  const makerOf = createArrows({ hosts, roster, isNotable: () => false, whoIs: roster.foresee });
  let made: Recall | undefined;
  return (numbers, hear) => {
    learn();
    made ??= source.recall({ conversations: false, derived: [], desegment: false, defragment: false });
    const { registry, walk, pass } = made;
    const protocolIn = createLoneProtocolTest(registry.lookup);
    pass(numbers, (number) => {
      const arrows = makerOf(registry)(walk);
      hear(number, { arrows, passedOver: arrows.length > 0 ? undefined : protocolIn(walk) });
    });
  };
}

/** On which sides more messages are to be looked for: above, below. */
function wanting({ messages, at }: Surroundings, enough: number): readonly [boolean, boolean] {
  const above = messages.rowOf(at) + 1;
  return [above < enough, messages.count - above < enough];
}

/** Displayed packets behind those that were looked at, or (where `by` is negative) before them, ascending. */
function further({ among, from, to, at }: Surroundings, by: number, count: number): readonly number[] {
  const known: Stretch = among.complete
    ? { from: 1, to: count }
    : (among.looked?.(at) ?? { from: 1, to: count });
  const edge = among.rowOf(by > 0 ? to : from);
  const first = Math.max(0, by > 0 ? edge + 1 : edge + by);
  const last = Math.min(among.count - 1, by > 0 ? edge + by : edge - 1);
  const numbers: number[] = [];
  for (let row = first; row <= last; row += 1) {
    const number = among.at(row);
    if (number >= known.from && number <= known.to) numbers.push(number);
  }
  return numbers;
}

function isNear({ among, from, to }: Surroundings, number: number): boolean {
  const row = among.rowOf(number);
  return row >= among.rowOf(from) - NEAR && row <= among.rowOf(to) + NEAR;
}
