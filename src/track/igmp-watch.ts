/**
 * Watches memberships come and go. The tracker of IGMP does not say when a group is gone (igmp-tracker.ts): here it is noticed, in the
 * order of time, so that it can be told when it happens.
 *
 *   report ──► present          leave, or nobody reports (D18; RFC 2236 8.4) ──► absent
 */
import type { Micros } from '../base/micros.js';
import { createDueRows, type DueRows, dropDue, isEntered, nextDue, setDue } from './due-rows.js';
import {
  type IgmpListener,
  type IgmpNetwork,
  type IgmpSeen,
  type IgmpTable,
  type IgmpTrackOptions,
  LEAVE,
  QUERY,
  type TrackedGroup,
} from './igmp-contract.js';
import { findMember, hostOf } from './igmp-members.js';
import { addressOf, findGroup, networkOf } from './igmp-table.js';
import { createIgmpTracker, type IgmpLimits, type IgmpTracker } from './igmp-tracker.js';

/** A host in a group, as it is told of. One object, used again: what is to be kept must be copied. */
export interface Membership {
  network: IgmpNetwork;
  /** Addresses. */
  group: number;
  host: number;
  /** Its row: the same as long as it is there. */
  member: number;
  version: TrackedGroup['version'];
  /** Which group it is of all that ever were; and how many members it has. */
  serial: number;
  members: number;
}

/** Told of what changes. `frame` 0: time did it. */
export interface IgmpWatcher {
  /** A general query was taken in. */
  readonly queried?: (seen: IgmpSeen) => void;
  readonly present?: (of: Membership, at: Micros, frame: number, why: string) => void;
  /** It was reported again. */
  readonly reported?: (of: Membership, frame: number) => void;
  readonly absent?: (of: Membership, at: Micros, frame: number, why: string) => void;
}

/** A watch over networks of one capture. */
export interface IgmpWatch {
  readonly take: (seen: IgmpSeen) => void;
  /** Time has come to an instant: what is gone by then, is. */
  readonly advance: (at: Micros) => void;
}

const REPORTED = 'RFC 1112, appendix I';

/** Why a group is gone by time. */
export function goneWhy({ version }: Pick<TrackedGroup, 'version'>): string {
  return version === 1 ? 'IGMP 2.7.2; D18: no report to its queries' : 'RFC 2236 8.4: no report for 260 s';
}

/** Why a membership is over by its host's word: version 3 has no message of its own for that. */
export function leftWhy(version: TrackedGroup['version']): string {
  return version === 3 ? 'RFC 3376 4.2.12: include mode without sources' : 'RFC 2236 3: Leave Group';
}

/** What watching needs. */
interface Watch {
  readonly tracker: IgmpTracker;
  readonly watcher: IgmpWatcher;
  /** When groups are gone, by row. */
  readonly due: DueRows;
  /** Known with the first message: that of all networks of the capture. */
  table: IgmpTable | undefined;
  readonly told: Membership;
}

/** Watches networks. */
export function createIgmpWatch(
  options: IgmpTrackOptions,
  watcher: IgmpWatcher,
  most?: IgmpLimits,
): IgmpWatch {
  const due = createDueRows();
  const told = { group: 0, host: 0, member: -1, version: 1, serial: 0, members: 0 } as Membership;
  const listener: IgmpListener = {
    reported: ({ network, at, frame }, group, member) => {
      const { table } = network.groups;
      tell(told, table, group, member);
      if (table.members.reports[member] === 1) watcher.present?.(told, at, frame, REPORTED);
      else watcher.reported?.(told, frame);
      setDue(due, group, tracker.rowGoneAt(table, group));
    },
    dropped: (group) => dropDue(due, group),
  };
  const tracker = createIgmpTracker(options, listener, most);
  const watch: Watch = { tracker, watcher, due, table: undefined, told };
  return {
    advance: (at) => advance(watch, at),
    take: (seen) => {
      watch.table = seen.network.groups.table;
      advance(watch, seen.at);
      if (seen.kind === QUERY) takeQuery(watch, watch.table, seen);
      else if (seen.kind === LEAVE) takeLeave(watch, watch.table, seen);
      else tracker.take(seen);
    },
  };
}

function advance({ tracker, watcher, due, table, told }: Watch, at: Micros): void {
  if (table === undefined) return;
  for (let group = nextDue(due, at); group >= 0; group = nextDue(due, at)) {
    const time = due.due[group] as Micros;
    const gone = tracker.rowGoneAt(table, group);
    if (gone > time) {
      setDue(due, group, gone);
      continue;
    }
    dropDue(due, group);
    const why = goneWhy({ version: table.groups.version[group] as TrackedGroup['version'] });
    for (let member = table.groups.firstMember[group]; member >= 0; member = table.members.next[member]) {
      tell(told, table, group, member);
      watcher.absent?.(told, time, 0, why);
    }
  }
}

function takeQuery({ tracker, watcher, due }: Watch, table: IgmpTable, seen: IgmpSeen): void {
  const { network } = seen;
  const { queries } = network;
  tracker.take(seen);
  if (network.queries > queries) watcher.queried?.(seen);
  const { version, next } = table.groups;
  // Version 1: silence counts from queries on.
  for (let group = network.groups.first; group >= 0; group = next[group]) {
    if (version[group] === 1 && isEntered(due, group)) {
      setDue(due, group, tracker.rowGoneAt(table, group));
    }
  }
}

function takeLeave({ tracker, watcher, due, told }: Watch, table: IgmpTable, seen: IgmpSeen): void {
  const { network, source, at, frame } = seen;
  const before = findGroup(network, seen.group);
  const leaver = before >= 0 && isEntered(due, before) ? findMember(table, before, source) : -1;
  tracker.take(seen);
  if (leaver >= 0) {
    // Its row tells it still.
    tell(told, table, before, leaver);
    watcher.absent?.(told, at, frame, leftWhy(seen.version));
  }
  const group = findGroup(network, seen.group);
  if (group >= 0 && isEntered(due, group)) setDue(due, group, tracker.rowGoneAt(table, group));
}

function tell(told: Membership, table: IgmpTable, group: number, member: number): void {
  const { groups } = table;
  told.network = networkOf(table, group);
  told.group = addressOf(table, group);
  told.host = hostOf(table, member);
  told.member = member;
  told.version = groups.version[group] as TrackedGroup['version'];
  told.serial = groups.serials[group];
  told.members = groups.memberCount[group];
}
