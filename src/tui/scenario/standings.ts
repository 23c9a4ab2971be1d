/**
 * How each actor of a run stands at a position: the server's word of its group, its own, and the timers of which it is.
 */
import type { StateEvent, TraceEvent } from '../../sim/trace.js';
import type { Cause, TimerSight } from '../story/contract.js';
import { lastBefore, type MemberHistory } from './histories.js';
import { membersOf } from './network-sights.js';
import { runningTimers } from './sights.js';
import type { Telling } from './telling.js';

/** A word, and how it came about. */
export interface Word {
  readonly text: string;
  readonly by: Cause | undefined;
  /** It came about at this very instant. */
  readonly fresh: boolean;
}

/** An actor at a position. */
export interface Standing {
  readonly actor: number;
  readonly name: string;
  readonly kind: string;
  /** The server's word: its group; of a server or router: what there is of sessions and groups. */
  readonly group: Word;
  /** Its own word: "activating"; of a host the groups in which it is. */
  readonly own: Word;
  readonly timers: readonly TimerSight[];
}

const NOTHING: Word = { text: '', by: undefined, fresh: false };

/** How an actor of the cast stands. */
export function standingAt(telling: Telling, actor: number, position: number): Standing {
  const { name, kind } = telling.run.cast[actor];
  const { nodes } = telling.histories;
  const timers = runningTimers(telling, nodes.get(name)?.timers ?? [], position);
  const base = { actor, name, kind };
  const groups = telling.histories.groups.filter(({ since }) => since < position);
  const heard = groups.filter((group) => membersOf(telling, group, position).includes(name));
  const listening = heard.map(({ group }) => `in ${group}`).join(', ');
  const reports = groups.flatMap((group) =>
    runningTimers(
      telling,
      group.timers.filter(({ node }) => node === name),
      position,
    ),
  );
  if (kind === 'router') {
    const present = groups.filter(
      ({ states }) => wordAt(telling, states.get(name), position, name) === 'present',
    );
    const text = present.map(({ group, subnet }) => `${group} on ${subnet}`).join(', ');
    return { ...base, group: { ...NOTHING, text }, own: NOTHING, timers: [...timers, ...reports] };
  }
  const members = membersNamed(telling, name, position);
  const last = members.at(-1);
  const group = last === undefined ? NOTHING : wordOf(telling, last.groups, position, last.session.node);
  const own = wordOf(telling, nodes.get(name)?.states ?? [], position, name);
  return {
    ...base,
    group: kind === 'server' || kind === 'host' ? NOTHING : group,
    own:
      listening === '' ? own : { ...own, text: [own.text, listening].filter((one) => one !== '').join(', ') },
    timers: [
      ...members.flatMap((member) => runningTimers(telling, member.timers, position)),
      ...timers,
      ...reports,
    ],
  };
}

/** What an actor is as a member: in several sessions, one after the other. */
function membersNamed(telling: Telling, name: string, position: number): readonly MemberHistory[] {
  return (telling.memberships.get(name) ?? []).filter(({ since }) => since < position);
}

function stateEvent(
  telling: Telling,
  numbers: readonly number[],
  position: number,
  node: string,
): StateEvent | undefined {
  const n = lastBefore(numbers, position, telling.histories, node);
  const event: TraceEvent | undefined = telling.events[n];
  return event?.kind === 'state' ? event : undefined;
}

function wordOf(telling: Telling, numbers: readonly number[], position: number, node: string): Word {
  const event = stateEvent(telling, numbers, position, node);
  if (event === undefined) return NOTHING;
  const now = telling.events[position - 1]?.t;
  return { text: event.to, by: telling.causeOf(event), fresh: event.t === now };
}

function wordAt(
  telling: Telling,
  numbers: readonly number[] | undefined,
  position: number,
  node: string,
): string {
  return stateEvent(telling, numbers ?? [], position, node)?.to ?? '';
}
