/**
 * The actors of a capture, in columns: there may be a hundred thousand of them, and few are ever looked at. What an actor is called
 * is put together when somebody asks.
 */
import { createWords } from '../../base/words.js';
import type { Hosts } from '../../track/hosts.js';
import type { Actor, ActorKind, Numbered } from './contract.js';

/** Actors by number and by host. */
export interface Cast {
  readonly actors: Numbered<Actor>;
  /** A host's actor; -1 where nobody has that address. With a kind it is entered, and known to be of that kind. */
  readonly ofHost: (host: number, kind?: ActorKind) => number;
  /** "?" where nobody has that number. */
  readonly name: (actor: number) => string;
}

/** What an actor is in more than one way, it is by the first of these. */
const RANKS: readonly ActorKind[] = ['group', 'server', 'client', 'router', 'host'];

/** Nobody yet. `names` grow with the capture; who was met before its name was read keeps its address. */
export function createCast(hosts: Hosts, names: ReadonlyMap<string, string>): Cast {
  /** By actor: the host that was met first, and the rank. */
  const firsts = createWords();
  const ranks = createWords();
  /** By host: its actor and 1 more; 0: it was not met. */
  const met = createWords();
  const own = new Map<number, string>();
  const byName = new Map<string, number>();
  /** The further hosts of actors that have several. */
  const further = new Map<number, number[]>();
  const enter = (host: number, rank: number): number => {
    // Most captures have no names: then no address is written out to look for one.
    const name = names.size === 0 ? undefined : names.get(hosts.text(host));
    const same = name === undefined ? undefined : byName.get(name);
    if (same !== undefined) {
      const beside = further.get(same);
      if (beside === undefined) further.set(same, [host]);
      else beside.push(host);
      return same;
    }
    const number = firsts.count();
    firsts.set(number, host);
    ranks.set(number, rank);
    if (name !== undefined) {
      own.set(number, name);
      byName.set(name, number);
    }
    return number;
  };
  const ofHost = (host: number, kind?: ActorKind): number => {
    if (host < 0) return -1;
    let actor = met.get(host) - 1;
    if (kind === undefined) return actor;
    const rank = RANKS.indexOf(kind);
    if (actor < 0) {
      actor = enter(host, rank);
      met.set(host, actor + 1);
    }
    if (rank < ranks.get(actor)) ranks.set(actor, rank);
    return actor;
  };
  const has = (actor: number): boolean => actor >= 0 && actor < firsts.count();
  const name = (actor: number): string =>
    has(actor) ? (own.get(actor) ?? hosts.text(firsts.get(actor))) : '?';
  return {
    actors: {
      get count() {
        return firsts.count();
      },
      at: (number) => {
        if (!has(number)) return undefined;
        const addresses = [firsts.get(number), ...(further.get(number) ?? [])].map(hosts.text);
        return { number, name: name(number), kind: RANKS[ranks.get(number)], addresses };
      },
    },
    ofHost,
    name,
  };
}
