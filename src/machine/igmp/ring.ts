/**
 * The expanding ring search (IGMP text 2.7.2, D18): the application asks the group with TTL 1, waits a second, asks with TTL 2,
 * 3 …, until a server answers. The first answer is the nearest server's. After TTL 255 there is none.
 *
 *   idle ──ask search: TTL 1──► searching ──timer: TTL + 1──┐
 *                                │  │  ▲────────────────────┘
 *                         answer ▼  ▼ timer at TTL 255
 *                             found  not-found
 */
import { after, type Micros, NEVER } from '../../base/micros.js';
import {
  cancelTimer,
  createOutbox,
  ignore,
  notify,
  type Outbox,
  send,
  setTimer,
  takeEffects,
  whyOf,
} from '../contract.js';
import type { Policies } from '../policies.js';
import { compileTransitions, type Dimension, findTransition, type Transition } from '../transitions.js';
import {
  isGroup,
  type ProbeSend,
  SEARCH_STATES,
  type SearchEffect,
  type SearchEvent,
  type SearchNote,
  type SearchState,
  type WaitTimer,
} from './igmp-vocabulary.js';

const LARGEST_TTL = 255;

/** What a search is made with. */
export interface SearchOptions {
  readonly policies: Pick<Policies, 'ringWait'>;
}

/** A search. */
export interface Search {
  readonly ringWait: Micros;
  state: SearchState;
  /** Whom it looks for; 0 before it begins. */
  group: number;
  /** TTL of the last probe; 0 before the first. */
  ttl: number;
  /** When the next probe goes out; NEVER unless searching. */
  wake: Micros;
  /** Who answered first; 0 if nobody has. */
  server: number;
  readonly out: Outbox<ProbeSend, WaitTimer, SearchNote>;
}

/** The state of a search as plain data. */
export type SearchView = Pick<Search, 'state' | 'group' | 'ttl' | 'server' | 'wake'>;

/** What the rows look at. */
export interface SearchContext {
  readonly search: Search;
  readonly now: Micros;
  /** The group to be asked, or who has answered; 0 where neither. */
  readonly address: number;
}

/** The dimension of a search's states. */
export const RING_DIMENSIONS: readonly [Dimension] = [{ name: 'state', states: SEARCH_STATES }];

const WAIT: WaitTimer = { name: 'wait' };

/** The next probe, one TTL wider. */
function probe({ search, now }: SearchContext): void {
  search.ttl += 1;
  search.wake = after(now, search.ringWait);
  send(search.out, { destination: search.group, ttl: search.ttl });
  setTimer(search.out, WAIT, search.wake);
}

/** The search's table. */
export const RING_ROWS: readonly Transition<SearchContext>[] = [
  {
    id: 'ring.search.again',
    on: ['ask search'],
    from: { state: ['searching', 'found', 'not-found'] },
    when: '',
    to: {},
    effects: ['ignored begun already'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.search.out, 'begun already'),
  },
  {
    id: 'ring.search.no-group',
    on: ['ask search'],
    from: { state: ['idle'] },
    when: 'the address is that of no group',
    to: {},
    effects: ['ignored no group'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => !isGroup(c.address),
    run: (c) => ignore(c.search.out, 'no group'),
  },
  {
    id: 'ring.search',
    on: ['ask search'],
    from: { state: ['idle'] },
    when: '',
    to: { state: ['searching'] },
    effects: ['send probe', 'set wait'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18'],
    run: (c) => {
      c.search.state = 'searching';
      c.search.group = c.address;
      probe(c);
    },
  },
  {
    id: 'ring.timer.wait',
    on: ['timer wait'],
    from: { state: ['searching'] },
    when: 'the last probe had a TTL below 255',
    to: {},
    effects: ['send probe', 'set wait', 'notify expired'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18'],
    guard: (c) => c.search.ttl < LARGEST_TTL,
    run: (c) => {
      probe(c);
      notify(c.search.out, { what: 'expired', timer: WAIT });
    },
  },
  {
    id: 'ring.timer.exhausted',
    on: ['timer wait'],
    from: { state: ['searching'] },
    when: 'the last probe had TTL 255',
    to: { state: ['not-found'] },
    effects: ['notify expired', 'notify not-found'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18'],
    run: (c) => {
      c.search.state = 'not-found';
      c.search.wake = NEVER;
      notify(c.search.out, { what: 'expired', timer: WAIT });
      notify(c.search.out, { what: 'not-found' });
    },
  },
  {
    id: 'ring.answer',
    on: ['answer'],
    from: { state: ['searching'] },
    when: 'the first answer, at the very instant at which the next probe is due too',
    to: { state: ['found'] },
    effects: ['cancel wait', 'notify found'],
    clause: 'IGMP 2.7.2',
    decisions: ['D18', 'D10'],
    run: (c) => {
      c.search.state = 'found';
      c.search.server = c.address;
      c.search.wake = NEVER;
      cancelTimer(c.search.out, WAIT);
      notify(c.search.out, { what: 'found', from: c.address, ttl: c.search.ttl });
    },
  },
  {
    id: 'ring.answer.early',
    on: ['answer'],
    from: { state: ['idle'] },
    when: '',
    to: {},
    effects: ['ignored not searching'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.search.out, 'not searching'),
  },
  {
    id: 'ring.answer.late',
    on: ['answer'],
    from: { state: ['found', 'not-found'] },
    when: '',
    to: {},
    effects: ['ignored search over'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.search.out, 'search over'),
  },
];

const TABLE = compileTransitions(RING_ROWS, RING_DIMENSIONS);

/** A search that has not begun. */
export function createSearch({ policies }: SearchOptions): Search {
  const out = createOutbox<ProbeSend, WaitTimer, SearchNote>();
  return { ringWait: policies.ringWait, state: 'idle', group: 0, ttl: 0, wake: NEVER, server: 0, out };
}

/** Takes an event at an instant, and says what is to be done. */
export function stepSearch(search: Search, event: SearchEvent, now: Micros): readonly SearchEffect[] {
  switch (event.kind) {
    case 'ask':
      take('ask search', { search, now, address: event.group });
      break;
    case 'answer':
      take('answer', { search, now, address: event.from });
      break;
    case 'time':
      if (search.wake <= now) take('timer wait', { search, now, address: 0 });
      break;
    default:
      event satisfies never;
  }
  return takeEffects(search.out);
}

/** When the next probe is due; NEVER unless searching. */
export function searchWake(search: Search): Micros {
  return search.wake;
}

/** The state of a search as plain data. */
export function searchView({ state, group, ttl, server, wake }: Search): SearchView {
  return { state, group, ttl, server, wake };
}

function take(event: string, context: SearchContext): void {
  const { search } = context;
  const found = findTransition(TABLE.get(event), SEARCH_STATES.indexOf(search.state), 0, context)!;
  search.out.why = whyOf(found.row, context);
  found.run(context);
}
