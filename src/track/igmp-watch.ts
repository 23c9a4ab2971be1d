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
  type IgmpNetwork,
  type IgmpSeen,
  type IgmpTrackOptions,
  LEAVE,
  QUERY,
  type TrackedGroup,
} from './igmp-contract.js';
import { createIgmpTracker } from './igmp-tracker.js';

/** Told of what changes. `frame` 0: time did it. */
export interface IgmpWatcher {
  /** A general query was taken in. */
  readonly queried?: (seen: IgmpSeen) => void;
  readonly present?: (member: GroupMember, at: Micros, frame: number, why: string) => void;
  readonly absent?: (member: GroupMember, at: Micros, frame: number, why: string) => void;
  /** When a group will be gone is another instant now (NEVER: nothing says so any more); `gone` is `at`: it is gone now. */
  readonly timed?: (group: TrackedGroup, gone: Micros, at: Micros) => void;
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

/** Watches networks, from what is in them already on (`now`: the time there). */
export function createIgmpWatch(
  options: IgmpTrackOptions,
  networks: readonly IgmpNetwork[],
  now: Micros,
  watcher: IgmpWatcher,
): IgmpWatch {
  const tracker = createIgmpTracker(options, {
    reported: ({ at, frame }, _, member) => {
      if (member.reports === 1) watcher.present?.(member, at, frame, REPORTED);
    },
  });
  const due = createDue();
  const look = (group: TrackedGroup, at: Micros): void => {
    const gone = tracker.goneAt(group);
    due.set(group, gone);
    watcher.timed?.(group, gone, at);
  };
  for (const network of networks) {
    for (const group of network.groups.values()) if (tracker.goneAt(group) > now) look(group, now);
  }
  const advance = (at: Micros): void => {
    for (let time = due.time(); time <= at; time = due.time()) {
      const group = due.first();
      const isThere = group.network.groups.get(group.group) === group;
      if (isThere && tracker.goneAt(group) > time) {
        look(group, time);
        continue;
      }
      due.drop(group);
      if (!isThere) continue;
      watcher.timed?.(group, time, time);
      for (const member of group.members.values()) watcher.absent?.(member, time, 0, goneWhy(group));
    }
  };
  return {
    advance,
    take: (seen) => {
      advance(seen.at);
      const { network, kind, at, frame } = seen;
      const before = network.groups.get(seen.group);
      const leaves = kind === LEAVE && before !== undefined && due.has(before);
      const leaver = leaves ? before.members.get(seen.source) : undefined;
      const { queries } = network;
      tracker.take(seen);
      if (kind === QUERY) {
        if (network.queries > queries) watcher.queried?.(seen);
        // Version 1: silence counts from queries on.
        for (const group of network.groups.values())
          if (group.version === 1 && due.has(group)) look(group, at);
        return;
      }
      if (leaver !== undefined) watcher.absent?.(leaver, at, frame, LEFT);
      const group = network.groups.get(seen.group);
      if (group !== undefined && (kind !== LEAVE || due.has(group))) look(group, at);
    },
  };
}

/** Groups by when they are gone. */
function createDue() {
  const heap = createHeap();
  const numbers = new Map<TrackedGroup, number>();
  const groups = new Map<number, TrackedGroup>();
  let last = 0;
  return {
    /** When the first one is due, and which that is. */
    time: () => heapTime(heap),
    first: (): TrackedGroup => groups.get(heapKey(heap)!)!,
    has: (group: TrackedGroup): boolean => numbers.has(group),
    set: (group: TrackedGroup, time: Micros): void => {
      let number = numbers.get(group);
      if (number === undefined) {
        last += 1;
        number = last;
        numbers.set(group, number);
        groups.set(number, group);
      }
      heapSet(heap, number, time);
    },
    drop: (group: TrackedGroup): void => {
      const number = numbers.get(group)!;
      heapSet(heap, number, NEVER);
      groups.delete(number);
      numbers.delete(group);
    },
  };
}
