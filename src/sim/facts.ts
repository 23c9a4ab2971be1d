/**
 * What is the case at an instant of a run, by its trace alone: the server's word of groups and phase, the clients' word of
 * their states and keys, the routers' word of presence.
 */
import type { Fact } from '../scenario/scenario.js';
import type { TraceEvent } from './trace.js';

/** What is the case. */
export interface Book {
  /** Groups by actor, phase, generation and octets of the key: the server's word. */
  readonly groups: Map<string, string>;
  phase: string;
  key: string;
  /** Clients' own words. */
  readonly states: Map<string, string>;
  readonly keys: Map<string, string>;
  /** "r 239.1.2.3 on lan": a router knows members of the group there, a host is one. */
  readonly presence: Set<string>;
  /** What searches found, by actor. */
  readonly found: Map<string, string>;
}

/** Nothing has happened yet. */
export function createBook(): Book {
  return {
    groups: new Map(),
    phase: 'none',
    key: '',
    states: new Map(),
    keys: new Map(),
    presence: new Set(),
    found: new Map(),
  };
}

/** Takes an event into account. */
export function enterEvent(book: Book, event: TraceEvent): void {
  if (event.kind === 'state') {
    if (event.what === 'group') book.groups.set(event.of, event.to);
    else if (event.what === 'phase') book.phase = event.to;
    else if (event.what === 'state') book.states.set(event.of, event.to);
    else enterPresence(book, `${event.node} ${event.of}`, event.to !== 'absent' && event.to !== 'non-member');
  } else if (event.kind === 'note') {
    if (event.what === 'found') book.found.set(event.node, event.text.split(' ')[0]);
    else if (event.what === 'not-found') book.found.set(event.node, 'nobody');
    else if (event.what === 'key') enterKey(book, event.node, event.text);
  }
}

function enterPresence(book: Book, where: string, present: boolean): void {
  if (present) book.presence.add(where);
  else book.presence.delete(where);
}

/** A client tells the octets; the server its generation and the octets. */
function enterKey(book: Book, node: string, text: string): void {
  const generation = /^generation \d+ ([0-9a-f]+)$/.exec(text);
  if (generation !== null) book.key = generation[1];
  else book.keys.set(node, text);
}

/** Whether a fact is the case; `heard` is not looked at here (it is about a span, not an instant). */
export function holds(book: Book, fact: Fact): boolean {
  return describeFact(book, fact).length === 0;
}

/** Where a fact is not the case: what is, one line each. */
export function describeFact(book: Book, fact: Fact): readonly string[] {
  switch (fact.about) {
    case 'group':
      return fact.actors
        .filter((actor) => groupOf(book, actor) !== fact.group)
        .map((actor) => `${actor} is ${inWords(groupOf(book, actor))}`);
    case 'state':
      return fact.actors
        .filter((actor) => stateOf(book, actor) !== fact.state)
        .map((actor) => `${actor} thinks it is ${stateOf(book, actor)}`);
    case 'phase':
      return book.phase === fact.phase
        ? []
        : [`the session is ${book.phase === 'none' ? 'not on the list' : book.phase}`];
    case 'members':
      return membersDiffer(book, fact.group, fact.actors);
    case 'presence': {
      const present = book.presence.has(`${fact.router} ${fact.group} on ${fact.subnet}`);
      return present === fact.present
        ? []
        : [`for ${fact.router}, ${fact.group} is ${present ? '' : 'not '}present on ${fact.subnet}`];
    }
    case 'key':
      return fact.actors
        .filter((actor) => (book.keys.get(actor) === book.key) !== fact.current)
        .map((actor) => `${actor} holds ${book.keys.get(actor) ?? 'no key'}; in force is ${book.key}`);
    case 'found': {
      const found = book.found.get(fact.actor) ?? 'nobody';
      return found === fact.server ? [] : [`${fact.actor} found ${found}`];
    }
    case 'heard':
      return [];
  }
}

function groupOf(book: Book, actor: string): string {
  return book.groups.get(actor) ?? 'none';
}

function stateOf(book: Book, actor: string): string {
  return book.states.get(actor) ?? 'idle';
}

function inWords(group: string): string {
  return group === 'none' ? 'in no group' : group;
}

const RANKS = ['none', 'registered', 'enrolled', 'active'];

/** registered ⊇ enrolled ⊇ active: who is in a group is in those below it too (6.1). */
function membersDiffer(book: Book, group: string, actors: readonly string[]): readonly string[] {
  const least = RANKS.indexOf(group);
  const members = [...book.groups].filter(([, its]) => RANKS.indexOf(its) >= least).map(([actor]) => actor);
  const same = members.length === actors.length && actors.every((actor) => members.includes(actor));
  return same ? [] : [`the ${group} members are ${members.length === 0 ? 'none' : members.join(', ')}`];
}
