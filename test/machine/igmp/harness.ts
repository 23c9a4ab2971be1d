/**
 * What the tests of the IGMP machines share: scripted and seeded random streams, effects in short, and a step that holds what
 * happens against what the rows declare.
 */
import { expect } from 'vitest';
import { type Micros, micros } from '../../../src/base/micros.js';
import type { RandomStream } from '../../../src/base/random.js';
import { createHost, hostView, hostWake, stepHost } from '../../../src/machine/igmp/host.js';
import { HOST_ROWS } from '../../../src/machine/igmp/host-rows.js';
import type { HostEvent, RouterEvent, SearchEvent } from '../../../src/machine/igmp/igmp-vocabulary.js';
import {
  createSearch,
  RING_ROWS,
  searchView,
  searchWake,
  stepSearch,
} from '../../../src/machine/igmp/ring.js';
import { createRouter, routerView, routerWake, stepRouter } from '../../../src/machine/igmp/router.js';
import { ROUTER_ROWS } from '../../../src/machine/igmp/router-rows.js';
import { type Policies, policiesWith } from '../../../src/machine/policies.js';
import { noteTaken } from '../taken.js';

/** The parts of an effect that these tests look at. */
export interface Seen {
  readonly kind: string;
  readonly why: { readonly id: string; readonly clause: string; readonly decisions: readonly string[] };
  readonly interface?: number;
  readonly group?: number;
  readonly ttl?: number;
  readonly at?: number;
  readonly message?: { readonly type: string; readonly group?: number };
  readonly timer?: { readonly name: string; readonly interface?: number; readonly group?: number };
  readonly note?: {
    readonly what: string;
    readonly interface?: number;
    readonly group?: number;
    readonly timer?: { readonly name: string; readonly interface?: number; readonly group?: number };
  };
  readonly reason?: string;
}

interface Row {
  readonly id: string;
  readonly from: Readonly<Record<string, readonly string[]>>;
  readonly to: Readonly<Record<string, readonly string[]>>;
  readonly effects: readonly string[];
}

/** State of a machine by dimension; groups on interfaces apart. */
interface States {
  readonly own: Readonly<Record<string, string>>;
  /** State of each group on each interface, in the dimension `of`. */
  readonly each?: {
    readonly of: string;
    readonly none: string;
    readonly states: ReadonlyMap<string, string>;
  };
}

const ORDER = ['send', 'set', 'cancel', 'notify', 'ignored'];

/** Words that are drawn one after the other; as delays of up to 10 s they stand for themselves. */
export function scripted(...words: readonly number[]): RandomStream & { left(): number } {
  let next = 0;
  return {
    uint32: () => {
      if (next === words.length) expect.unreachable('more random words drawn than scripted');
      next += 1;
      return words[next - 1];
    },
    left: () => words.length - next,
  };
}

/** A small generator (mulberry32), for runs of any length. */
export function seeded(seed: number): RandomStream {
  let state = seed >>> 0;
  return {
    uint32: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let word = Math.imul(state ^ (state >>> 15), state | 1);
      word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
      return (word ^ (word >>> 14)) >>> 0;
    },
  };
}

/** Effects with the row's id in the place of the row. */
export function short(effects: readonly Seen[]): unknown[] {
  return effects.map((effect) => ({ ...effect, why: effect.why.id }));
}

/** An effect in the words of the rows: "send report", "set gone", "notify present", "ignored no groups". */
export function wordsOf(effect: Seen, sent: string): string {
  const { kind, message, timer, note, reason } = effect;
  if (kind === 'send') return `send ${message?.type ?? sent}`;
  if (effect.why.id.endsWith('.violation')) return 'ignored <finding>';
  return `${kind} ${timer?.name ?? note?.what ?? reason}`;
}

/** Holds the effects of a step, and the states before and after, against the declarations of the rows. */
export function holdDeclared(
  rows: readonly Row[],
  effects: readonly Seen[],
  before: States,
  after: States,
  sent = '',
): void {
  noteTaken(effects);
  const touched = new Set<string>();
  let rank = 0;
  for (const effect of effects) {
    hold(ORDER.indexOf(effect.kind) >= rank, `${effect.kind} comes too late`);
    rank = ORDER.indexOf(effect.kind);
    const row = rows.find((one): boolean => one === (effect.why as unknown));
    if (row === undefined) expect.fail(`${effect.why.id} is no row`);
    hold(row.effects.includes(wordsOf(effect, sent)), `${row.id} does not declare ${wordsOf(effect, sent)}`);
    for (const [name, was] of Object.entries(before.own)) holdMove(row, name, was, after.own[name]);
    const place = effect.timer ?? effect.note?.timer ?? effect.note;
    if (before.each === undefined || place?.group === undefined) continue;
    const key = `${place.interface} ${place.group}`;
    touched.add(key);
    const { of, none } = before.each;
    holdMove(row, of, before.each.states.get(key) ?? none, after.each?.states.get(key) ?? none);
  }
  if (effects.length === 0) expect(after.own).toEqual(before.own);
  for (const [one, other] of [
    [before, after],
    [after, before],
  ]) {
    for (const [key, state] of one.each?.states ?? []) {
      hold(touched.has(key) || other.each?.states.get(key) === state, `${key} changed without an effect`);
    }
  }
}

function holdMove(row: Row, dimension: string, was: string, is: string): void {
  hold((row.from[dimension] ?? [was]).includes(was), `${row.id} taken from ${was}`);
  hold((row.to[dimension] ?? [was]).includes(is), `${row.id} went to ${is}`);
}

/** Cheaper than an expectation where millions hold. */
export function hold(condition: boolean, otherwise: string): void {
  if (!condition) expect.fail(otherwise);
}

/** A host whose every step is held against the rows. */
export function hostUnderTest(
  random: RandomStream,
  interfaces: readonly number[] = [0],
  policies: Partial<Policies> = {},
) {
  const host = createHost({ interfaces, policies: policiesWith(policies) }, random);
  const states = (): States => ({
    own: {},
    each: {
      of: 'membership',
      none: 'non-member',
      states: new Map(
        hostView(host).memberships.map((one) => [`${one.interface} ${one.group}`, one.state] as const),
      ),
    },
  });
  return {
    host,
    wake: () => hostWake(host),
    view: () => hostView(host).memberships,
    step(event: HostEvent, now: number) {
      const before = states();
      const effects = stepHost(host, event, micros(now));
      holdDeclared(HOST_ROWS, effects, before, states());
      return effects;
    },
  };
}

/** A router whose every step is held against the rows. */
export function routerUnderTest(interfaces: readonly number[] = [0], policies: Partial<Policies> = {}) {
  const router = createRouter({ interfaces, policies: policiesWith(policies) });
  const states = (): States => ({
    own: { phase: routerView(router).phase },
    each: {
      of: 'presence',
      none: 'absent',
      states: new Map(
        routerView(router).groups.map((one) => [`${one.interface} ${one.group}`, one.state] as const),
      ),
    },
  });
  return {
    router,
    wake: () => routerWake(router),
    view: () => routerView(router),
    step(event: RouterEvent, now: number) {
      const before = states();
      const effects = stepRouter(router, event, micros(now));
      holdDeclared(ROUTER_ROWS, effects, before, states());
      return effects;
    },
    /** Takes every time step before an instant. */
    until(instant: Micros) {
      while (routerWake(router) < instant) this.step({ kind: 'time' }, routerWake(router));
    },
  };
}

/** A search whose every step is held against the rows. */
export function searchUnderTest(policies: Partial<Policies> = {}) {
  const search = createSearch({ policies: policiesWith(policies) });
  return {
    wake: () => searchWake(search),
    view: () => searchView(search),
    step(event: SearchEvent, now: number) {
      const before = { own: { state: search.state } };
      const effects = stepSearch(search, event, micros(now));
      holdDeclared(RING_ROWS, effects, before, { own: { state: search.state } }, 'probe');
      return effects;
    },
  };
}
