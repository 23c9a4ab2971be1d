/**
 * When the timers of memberships ran: a group's runs on for all who are in it, and each of them has the part that passes while it is.
 */
import { type Micros, NEVER } from '../../base/micros.js';
import type { GroupMember, IgmpNetwork, TrackedGroup } from '../../track/igmp-contract.js';
import type { IgmpWatcher } from '../../track/igmp-watch.js';
import type { TimerRun } from './contract.js';
import { groupTimer, MEMBERSHIP_TIMER } from './network-sights.js';
import type { Roster } from './roster.js';

/** Collects runs. */
export interface GroupRuns {
  readonly watcher: IgmpWatcher;
  /** What runs already. */
  readonly open: (networks: readonly IgmpNetwork[], now: Micros) => void;
  /** Nothing follows before an instant. */
  readonly close: (to: Micros) => void;
  /** Those of a membership; undefined where it is none that was met. */
  readonly of: (subject: number) => readonly TimerRun[] | undefined;
}

/** While a host is in a group. */
interface Stay {
  readonly group: string;
  readonly from: Micros;
  to: Micros;
}

/** None yet. */
export function createGroupRuns(roster: Roster): GroupRuns {
  const running = new Map<string, { readonly from: Micros; readonly gone: Micros }>();
  const runs = new Map<string, TimerRun[]>();
  const stays = new Map<number, Stay[]>();
  const end = (key: string, to: Micros, how: TimerRun['end']): void => {
    const run = running.get(key);
    if (run === undefined) return;
    running.delete(key);
    listIn(runs, key).push({ name: MEMBERSHIP_TIMER, from: run.from, to, end: how });
  };
  const leave = (member: GroupMember, at: Micros): void => {
    const last = stays.get(roster.membership(member))?.at(-1);
    if (last?.to === NEVER) last.to = at;
  };
  const enter = (member: GroupMember, from: Micros): void => {
    leave(member, from);
    listIn(stays, roster.membership(member)).push({ group: keyOf(member.group), from, to: NEVER });
  };
  return {
    watcher: {
      present: enter,
      absent: leave,
      timed: (group, gone, at) => {
        const key = keyOf(group);
        if (running.get(key)?.gone === gone && gone > at) return;
        end(key, at, gone <= at ? 'expired' : gone === NEVER ? 'stopped' : 'restarted');
        if (gone > at && gone !== NEVER) running.set(key, { from: at, gone });
      },
    },
    open: (networks, now) => {
      for (const network of networks)
        for (const group of network.groups.values()) {
          const timer = groupTimer(group);
          if (timer !== undefined && timer.to <= now) continue;
          if (timer !== undefined) running.set(keyOf(group), { from: timer.from, gone: timer.to });
          for (const member of group.members.values()) enter(member, member.firstAt);
        }
    },
    close: (to) => {
      for (const key of [...running.keys()]) end(key, to, 'running');
    },
    of: (subject) => stays.get(subject)?.flatMap((stay) => duringStay(runs.get(stay.group) ?? [], stay)),
  };
}

/** The parts of a group's runs that pass while a host is in it. */
function duringStay(runs: readonly TimerRun[], { from, to }: Stay): readonly TimerRun[] {
  return runs
    .filter((run) => run.to > from && run.from < to)
    .map((run) => ({
      name: run.name,
      from: run.from < from ? from : run.from,
      to: run.to > to ? to : run.to,
      end: run.to > to || (run.to === to && run.end === 'restarted') ? 'stopped' : run.end,
    }));
}

function keyOf({ network, group }: TrackedGroup): string {
  return `${network.key} ${group}`;
}

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  return list;
}
