/**
 * The actors of a capture, by host. The study meets them in order of appearance; whoever is seen ahead of it is foreseen: entered as
 * what one message says of it, and known better once the study has met it.
 */
import type { Hosts } from '../../track/hosts.js';
import type { Actor, ActorKind } from './contract.js';

/** Actors so far. */
export interface Cast {
  readonly actors: readonly Actor[];
  readonly name: (actor: number) => string;
  /** A host's actor; -1 where nobody is known to have it. With a kind it is met, and known to be of that kind. */
  readonly ofHost: (host: number, kind?: ActorKind) => number;
  readonly foresee: (host: number, kind: ActorKind) => number;
}

interface Entry {
  readonly number: number;
  order: number;
  name: string;
  kind: ActorKind;
  readonly addresses: string[];
}

/** What an actor is in more than one way, it is by the first of these. */
const RANKS: readonly ActorKind[] = ['group', 'server', 'client', 'router', 'host'];
/** Whoever is not met yet comes behind all who are. */
const FORESEEN = 2 ** 29;

/** Nobody yet. `names` grow with the capture. */
export function createCast(hosts: Hosts, names: ReadonlyMap<string, string>): Cast {
  const { actors, foresee, be } = createActors(names);
  const byHost: number[] = [];
  const enter = (host: number, kind: ActorKind): number => {
    byHost[host] ??= foresee(flat(hosts.text(host)), kind);
    return byHost[host];
  };
  return {
    actors,
    name: (number) => actors[number]?.name ?? '?',
    ofHost: (host, kind) => {
      if (host < 0) return -1;
      if (kind === undefined) return byHost[host] ?? -1;
      const actor = enter(host, kind);
      be(actor, kind);
      return actor;
    },
    foresee: enter,
  };
}

/** Actors by number and by name. */
function createActors(names: ReadonlyMap<string, string>) {
  const actors: Entry[] = [];
  const byName = new Map<string, number>();
  let met = 0;
  const be = (number: number, kind: ActorKind): void => {
    const actor = actors[number];
    if (actor.order >= FORESEEN) {
      actor.order = met;
      actor.kind = kind;
      met += 1;
    } else if (RANKS.indexOf(kind) < RANKS.indexOf(actor.kind)) actor.kind = kind;
  };
  const foresee = (address: string, kind: ActorKind): number => {
    const name = names.get(address);
    const same = name === undefined ? undefined : byName.get(name);
    if (same !== undefined) {
      actors[same].addresses.push(address);
      return same;
    }
    const number = actors.length;
    actors.push({ number, order: FORESEEN + number, name: name ?? address, kind, addresses: [address] });
    if (name !== undefined) byName.set(name, number);
    return number;
  };
  return { actors: actors as readonly Actor[], be, foresee };
}

/** A text that was put together of pieces, as one piece: it takes less. */
function flat(text: string): string {
  return text.split('.').join('.');
}
