/**
 * What is so of IGMP at a position of a run: the routers' word of which groups are present on a subnet, and the hosts' own.
 */
import { type Cell, type MembershipSight, type NetworkSight, STATES } from '../story/contract.js';
import { type GroupHistory, lastBefore } from './histories.js';
import { runningTimers } from './sights.js';
import type { NetworkPlace, Telling } from './telling.js';

/** The networks at a position. */
export function networkSights(telling: Telling, position: number): readonly NetworkSight[] {
  return telling.networks.map((place) => networkSight(telling, place, position));
}

function networkSight(telling: Telling, place: NetworkPlace, position: number): NetworkSight {
  const { router, subnet, subject, name } = place;
  const queries = telling.histories.queries.get(`${router} ${subnet}`) ?? [];
  const n = lastBefore(queries, position, telling.histories, router);
  const groups = telling.histories.groups.filter(
    (group) => group.subnet === subnet && group.since < position,
  );
  const query: Cell =
    n < 0
      ? { text: 'none', by: undefined }
      : { text: telling.timeText(telling.events[n].t), by: telling.sentBy(telling.events[n]) };
  return {
    subject,
    name,
    facts: [
      { title: 'router', cell: { text: router === '' ? 'none' : router, by: undefined } },
      { title: 'last query', cell: query },
    ],
    timers: runningTimers(telling, telling.histories.nodes.get(router)?.timers ?? [], position),
    membershipCount: groups.length,
    membershipAt: (i) => membershipSight(telling, place, groups[i], position),
    membershipOf: (one) =>
      groups.findIndex(({ group }) => telling.membershipSubject(router, group, subnet) === one),
  };
}

/** What a node says of a group: the event that told it last, and the state. */
function wordOf(
  telling: Telling,
  { states }: GroupHistory,
  node: string,
  position: number,
): { readonly n: number; readonly state: string } {
  const n = lastBefore(states.get(node) ?? [], position, telling.histories, node);
  const event = telling.events[n];
  return { n, state: event?.kind === 'state' ? event.to : '' };
}

/** Hosts that are members of a group by their own word. */
export function membersOf(telling: Telling, group: GroupHistory, position: number): readonly string[] {
  return [...group.states.keys()].filter((node) => {
    const { state } = wordOf(telling, group, node, position);
    return state === 'delaying' || state === 'idle';
  });
}

function membershipSight(
  telling: Telling,
  { router, subnet }: NetworkPlace,
  group: GroupHistory,
  position: number,
): MembershipSight {
  const { n, state } = wordOf(telling, group, router, position);
  const timers = group.timers.filter(({ name, node }) => name !== 'gone' || node === router);
  return {
    subject: telling.membershipSubject(router, group.group, subnet),
    group: group.group,
    name: membersOf(telling, group, position).join(', '),
    state: Math.max(0, STATES.membership.indexOf(state as 'present')),
    stateBy: telling.causeOf(telling.events[n < 0 ? group.since : n]),
    timers: runningTimers(telling, timers, position),
    cells: [],
  };
}
