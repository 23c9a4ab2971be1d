/**
 * The actors of a capture, in columns: there may be a hundred thousand of them, and few are ever looked at. What an actor is called
 * is put together when somebody asks. The study meets them in order of appearance; whoever is seen ahead of it is foreseen: entered as
 * what one message says of it, and known better once the study has met it.
 */
import { createWords } from '../../base/words.js';
import type { Hosts } from '../../track/hosts.js';
import type { Actor, ActorKind } from './contract.js';
import type { Numbered } from './numbered.js';

/** Actors by number and by host. */
export interface Cast {
  readonly actors: Numbered<Actor>;
  /** A host's actor; -1 where nobody has that address. With a kind it is entered, and known to be of that kind. */
  readonly ofHost: (host: number, kind?: ActorKind) => number;
  /** The actor of a host that is seen ahead of the study. */
  readonly foresee: (host: number, kind: ActorKind) => number;
  /** "?" where nobody has that number. */
  readonly name: (actor: number) => string;
}

/** What an actor is in more than one way, it is by the first of these. */
const RANKS: readonly ActorKind[] = ['group', 'server', 'client', 'router', 'host'];

/** Whoever is not met yet comes behind all who are. */
const FORESEEN = 2 ** 29;

/** Nobody yet. `names` grow with the capture; who was met before its name was read keeps its address. */
export function createCast(hosts: Hosts, names: ReadonlyMap<string, string>): Cast {
  const roll = createRoll(hosts, names);
  const { actors, name, meet } = roll;
  /** By host: its actor and 1 more; 0: it has none. */
  const known = createWords();
  const foresee = (host: number, kind: ActorKind): number => {
    const actor = known.get(host) - 1;
    if (actor >= 0) return actor;
    const entered = roll.enter(host, RANKS.indexOf(kind));
    known.set(host, entered + 1);
    return entered;
  };
  return {
    actors,
    name,
    foresee,
    ofHost: (host, kind) => {
      if (host < 0) return -1;
      if (kind === undefined) return known.get(host) - 1;
      const actor = foresee(host, kind);
      meet(actor, RANKS.indexOf(kind));
      return actor;
    },
  };
}

/** Actors by number and by name. */
function createRoll(hosts: Hosts, names: ReadonlyMap<string, string>) {
  /** By actor: the host that was entered first, and the rank. */
  const firsts = createWords();
  const ranks = createWords();
  /** By actor: its place in order of appearance and 1 more; 0: it was not met, only foreseen. */
  const orders = createWords();
  let met = 0;
  const own = new Map<number, string>();
  const byName = new Map<string, number>();
  /** The further hosts of actors that have several. */
  const further = new Map<number, number[]>();
  const has = (actor: number): boolean => actor >= 0 && actor < firsts.count();
  const name = (actor: number): string =>
    has(actor) ? (own.get(actor) ?? hosts.text(firsts.get(actor))) : '?';
  const orderOf = (actor: number): number =>
    orders.get(actor) === 0 ? FORESEEN + actor : orders.get(actor) - 1;
  return {
    name,
    enter: (host: number, rank: number): number => {
      // Most captures have no names: then no address is written out to look for one.
      const called = names.size === 0 ? undefined : names.get(hosts.text(host));
      const same = called === undefined ? undefined : byName.get(called);
      if (same !== undefined) {
        const beside = further.get(same);
        if (beside === undefined) further.set(same, [host]);
        else beside.push(host);
        return same;
      }
      const number = firsts.count();
      firsts.set(number, host);
      ranks.set(number, rank);
      if (called !== undefined) {
        own.set(number, called);
        byName.set(called, number);
      }
      return number;
    },
    meet: (actor: number, rank: number): void => {
      const isNew = orders.get(actor) === 0;
      if (isNew || rank < ranks.get(actor)) ranks.set(actor, rank);
      if (!isNew) return;
      met += 1;
      orders.set(actor, met);
    },
    actors: {
      get count() {
        return firsts.count();
      },
      at: (number: number): Actor | undefined => {
        if (!has(number)) return undefined;
        const addresses = [firsts.get(number), ...(further.get(number) ?? [])].map(hosts.text);
        const kind = RANKS[ranks.get(number)];
        return { number, order: orderOf(number), name: name(number), kind, addresses };
      },
    },
  };
}
