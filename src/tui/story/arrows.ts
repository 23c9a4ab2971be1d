/**
 * The messages of single packets as arrows, looked at when somebody wants to see them.
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { Seen } from '../../track/contract.js';
import type { Hosts } from '../../track/hosts.js';
import { createIntake } from '../../track/intake.js';
import { KAREQ, KARES, TYPE_NAMES } from '../../track/seen.js';
import type { Arrow } from './contract.js';
import type { Roster } from './roster.js';

/** What arrows are made with. */
export interface ArrowParts {
  readonly hosts: Hosts;
  readonly roster: Roster;
  /** Whether a ladder does not fold a packet. */
  readonly isNotable: (frame: number) => boolean;
}

/** Gives what makes arrows of the packets that a registry's dissectors have walked: one intake for each registry. */
export function createArrows({ hosts, roster, isNotable }: ArrowParts): (registry: Registry) => ArrowMaker {
  const makers = new WeakMap<Registry, ArrowMaker>();
  return (registry) => {
    const known = makers.get(registry);
    if (known !== undefined) return known;
    const intake = createIntake(registry, hosts);
    const maker = (w: Walk): readonly Arrow[] => {
      const arrows: Arrow[] = [];
      intake(w, (seen) => {
        arrows.push(arrowOf(seen, roster, isNotable(seen.frame)));
      });
      return arrows;
    };
    makers.set(registry, maker);
    return maker;
  };
}

type ArrowMaker = (w: Walk) => readonly Arrow[];

function arrowOf(seen: Seen, roster: Roster, isNotable: boolean): Arrow {
  const { server, client, toServer, type, session, user, frame } = seen;
  const [from, to] = toServer ? [client, server] : [server, client];
  const text = [session === 0 ? '' : `session ${session}`, user === 0 ? '' : `user ${user}`];
  return {
    from: roster.ofHost(from),
    to: roster.ofHost(to),
    protocol: 'GMP',
    type: TYPE_NAMES[type],
    text: text.filter((part) => part !== '').join(' '),
    subject: session === 0 ? -1 : roster.sessionAt(server, session, frame),
    routine: (type === KAREQ || type === KARES) && !isNotable,
    lost: false,
  };
}
