/**
 * Watches memberships come and go. The tracker of IGMP does not say when a group is gone (igmp-tracker.ts): here it is noticed, in the
 * order of time, so that it can be told when it happens.
 *
 *   report ──► present          leave, or nobody reports (D18; RFC 2236 8.4) ──► absent
 */
import { createHeap, heapKey, heapSet, heapTime } from '../base/heap.js';
import { type Micros, NEVER } from '../base/micros.js';
import {
  type GroupMember,
  type IgmpSeen,
  type IgmpTrackOptions,
  LEAVE,
  QUERY,
  type TrackedGroup,
} from './igmp-contract.js';
import { memberOf, membersOf } from './igmp-members.js';
import { createIgmpTracker } from './igmp-tracker.js';

/** Told of what changes. `frame` 0: time did it. */
export interface IgmpWatcher {
  /** A general query was taken in. */
  readonly queried?: (seen: IgmpSeen) => void;
  readonly present?: (member: GroupMember, at: Micros, frame: number, why: string) => void;
  /** It was reported again. */
  readonly reported?: (member: GroupMember, frame: number) => void;
  readonly absent?: (member: GroupMember, at: Micros, frame: number, why: string) => void;
}

/** A watch over networks. */
export interface IgmpWatch {
  readonly take: (seen: IgmpSeen) => void;
  /** Time has come to an instant: what is gone by then, is. */
  readonly advance: (at: Micros) => void;
}

const REPORTED = 'RFC 1112, appendix I';
const LEFT = 'RFC 2236 3: Leave Group';

/** Why a group is gone by time. */
export function goneWhy({ version }: Pick<TrackedGroup, 'version'>): string {
  return version === 1 ? 'IGMP 2.7.2; D18: no report to its queries' : 'RFC 2236 8.4: no report for 260 s';
}

/** Watches networks. */
export function createIgmpWatch(options: IgmpTrackOptions, watcher: IgmpWatcher): IgmpWatch {
  const tracker = createIgmpTracker(options, {
    reported: ({ at, frame }, _, member) => {
      if (member.reports === 1) watcher.present?.(member, at, frame, REPORTED);
      else watcher.reported?.(member, frame);
    },
  });
  const due = createHeap();
  const numbers = new Map<TrackedGroup, number>();
  const groups = new Map<number, TrackedGroup>();
  let last = 0;
  const look = (group: TrackedGroup): void => {
    let number = numbers.get(group);
    if (number === undefined) {
      last += 1;
      number = last;
      numbers.set(group, number);
      groups.set(number, group);
    }
    heapSet(due, number, tracker.goneAt(group));
  };
  const drop = (number: number, group: TrackedGroup): void => {
    heapSet(due, number, NEVER);
    groups.delete(number);
    numbers.delete(group);
  };
  const advance = (at: Micros): void => {
    for (let time = heapTime(due); time <= at; time = heapTime(due)) {
      const number = heapKey(due)!;
      const group = groups.get(number)!;
      const isThere = group.network.groups.get(group.group) === group;
      if (isThere && tracker.goneAt(group) > time) {
        look(group);
        continue;
      }
      drop(number, group);
      if (!isThere) continue;
      for (const member of membersOf(group)) watcher.absent?.(member, time, 0, goneWhy(group));
    }
  };
  return {
    advance,
    take: (seen) => {
      advance(seen.at);
      const { network, kind, at, frame } = seen;
      const before = network.groups.get(seen.group);
      const leaves = kind === LEAVE && before !== undefined && numbers.has(before);
      const leaver = leaves ? memberOf(before, seen.source) : undefined;
      const { queries } = network;
      tracker.take(seen);
      if (kind === QUERY) {
        if (network.queries > queries) watcher.queried?.(seen);
        // Version 1: silence counts from queries on.
        for (const group of network.groups.values())
          if (group.version === 1 && numbers.has(group)) look(group);
        return;
      }
      if (leaver !== undefined) watcher.absent?.(leaver, at, frame, LEFT);
      const group = network.groups.get(seen.group);
      if (group !== undefined && (kind !== LEAVE || numbers.has(group))) look(group);
    },
  };
}
