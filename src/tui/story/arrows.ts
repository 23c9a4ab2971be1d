/**
 * The messages of single packets as arrows, looked at when somebody wants to see them.
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import { formatIpv4 } from '../../base/address.js';
import type { Seen } from '../../track/contract.js';
import type { Hosts } from '../../track/hosts.js';
import { type IgmpSeen, LEAVE, QUERY, REPORT } from '../../track/igmp-contract.js';
import { createIgmpIntake } from '../../track/igmp-intake.js';
import { createIntake } from '../../track/intake.js';
import { KAREQ, KARES, TYPE_NAMES } from '../../track/seen.js';
import type { ActorKind, Arrow } from './contract.js';
import { kindOf, type Roster } from './roster.js';

/** What arrows are made with. */
export interface ArrowParts {
  readonly hosts: Hosts;
  readonly roster: Roster;
  /** Whether a ladder does not fold a packet. */
  readonly isNotable: (frame: number) => boolean;
  /** The actor that a host is, in which a message has the part of a kind; -1: nobody is known to be it. */
  readonly whoIs: (host: number, kind: ActorKind) => number;
}

/** Gives what makes arrows of the packets that a registry's dissectors have walked: one intake for each registry. */
export function createArrows(parts: ArrowParts): (registry: Registry) => ArrowMaker {
  const { hosts } = parts;
  const makers = new WeakMap<Registry, ArrowMaker>();
  return (registry) => {
    const known = makers.get(registry);
    if (known !== undefined) return known;
    const intake = createIntake(registry, hosts);
    const igmp = createIgmpIntake(registry.lookup);
    const maker = (w: Walk): readonly Arrow[] => {
      const arrows: Arrow[] = [];
      intake(w, (seen) => {
        arrows.push(arrowOf(seen, parts));
      });
      igmp.tick(w);
      igmp.see(w, { message: (seen) => addIgmp(arrows, seen, parts) });
      return arrows;
    };
    makers.set(registry, maker);
    return maker;
  };
}

type ArrowMaker = (w: Walk) => readonly Arrow[];

function arrowOf(seen: Seen, { roster, isNotable, whoIs }: ArrowParts): Arrow {
  const { server, client, toServer, type, session, user, frame } = seen;
  const [ofServer, ofClient] = [whoIs(server, 'server'), whoIs(client, 'client')];
  const text = [session === 0 ? '' : `session ${session}`, user === 0 ? '' : `user ${user}`];
  return {
    from: toServer ? ofClient : ofServer,
    to: toServer ? ofServer : ofClient,
    protocol: 'GMP',
    type: TYPE_NAMES[type],
    text: text.filter((part) => part !== '').join(' '),
    subject: session === 0 ? -1 : roster.sessionAt(server, session, frame),
    routine: (type === KAREQ || type === KARES) && !isNotable(frame),
    lost: false,
  };
}

const IGMP_TYPES = ['Membership Query', 'Membership Report', 'Leave Group'] as const;

/** A report of version 3 is one arrow, whatever groups it names. */
function addIgmp(arrows: Arrow[], seen: IgmpSeen, { hosts, roster, isNotable, whoIs }: ArrowParts): void {
  const { kind, version, source, destination, group, network } = seen;
  // Version 3 tells in a report that a group is left.
  const leaves = version === 3 && kind === LEAVE ? 'leave ' : '';
  const text = group === 0 ? '' : `${leaves}${formatIpv4(group)}`;
  const last = arrows.at(-1);
  if (version === 3 && last?.protocol === 'IGMP') {
    arrows[arrows.length - 1] = { ...last, text: `${last.text}, ${text}` };
    return;
  }
  arrows.push({
    from: source === 0 ? -1 : whoIs(hosts.ofIpv4(source), kind === QUERY ? 'router' : 'host'),
    to: whoIs(hosts.ofIpv4(destination), kindOf(destination)),
    protocol: 'IGMP',
    type: version === 3 && kind === LEAVE ? IGMP_TYPES[REPORT] : IGMP_TYPES[kind],
    text,
    subject: roster.network(network),
    routine: kind !== LEAVE && !isNotable(seen.frame),
    lost: false,
  });
}
