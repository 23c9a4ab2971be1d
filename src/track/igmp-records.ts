/**
 * What was heard of IGMP in a whole capture, kept so that it can be told what stood at any packet without going through the capture
 * again: for each membership when it was reported, for each network its queries. Beside the watch (igmp-watch.ts), which tells what
 * is written down here.
 */

import { longer, moreThan } from '../base/columns.js';
import type { Micros } from '../base/micros.js';
import type { IgmpNetwork, IgmpSeen } from './igmp-contract.js';
import type { Membership } from './igmp-watch.js';
import { createPostings, type Postings, type Standing, type StepTeller } from './postings.js';
import { addRow, createRowIndex, findRow, type RowIndex } from './row-index.js';

/** A network, as records know it. */
export interface NetworkRecord {
  readonly network: IgmpNetwork;
  readonly firstFrame: number;
  /** By version: the first message that was of it; 0: none was. */
  readonly versions: number[];
  /** Its general queries. */
  readonly queries: QueryRecord[];
  /** Places of its memberships, in order of appearance. */
  readonly memberships: number[];
  /** Lists that count how often a group came to be present, and how often it was so no more. */
  readonly came: number;
  readonly went: number;
}

/** A general query. */
export interface QueryRecord {
  readonly source: number;
  readonly at: Micros;
  readonly frame: number;
  /** Which one of its network's. */
  readonly number: number;
}

/** A host in a group. */
export interface MembershipRecord {
  readonly group: number;
  readonly host: number;
  readonly subject: number;
  readonly firstFrame: number;
  /** Another membership of its group; -1: none. */
  readonly next: number;
}

/** Records of a capture. */
export interface IgmpRecords {
  readonly networks: readonly NetworkRecord[];
  /** A message, before it is taken in. */
  readonly heard: (seen: IgmpSeen) => void;
  readonly queried: (seen: IgmpSeen) => void;
  /** A membership came to be; `subject`: by which number it is known. */
  readonly present: (of: Membership, frame: number, subject: number) => void;
  /** It was reported again. */
  readonly reported: (of: Membership, frame: number) => void;
  /** It is no more, as shows at a packet; whether its host said so. */
  readonly absent: (of: Membership, frame: number, isLeft: boolean) => void;
  /** The last membership of a group on a network, -1: none; the others follow by `MembershipRecord.next`. */
  readonly lastOf: (record: NetworkRecord, group: number) => number;
  readonly membership: (place: number) => MembershipRecord;
  /** One of its numbers, without more: for those who look at all memberships. */
  readonly numberIn: (what: 'group' | 'host' | 'subject' | 'firstFrame', place: number) => number;
  /** The place of a subject that is a membership; -1: it is not kept. */
  readonly placeOf: (subject: number) => number;
  /** What was written down of a membership behind a packet and up to another one. */
  readonly between: (place: number, behind: number, to: number, tell: StepTeller) => void;
  /** What stood of a membership just after a packet. */
  readonly standing: (place: number, frame: number) => Standing | undefined;
  /** How much was counted in a network's list by then. */
  readonly countIn: (list: number, frame: number) => number;
  /** Octets, about. */
  readonly size: () => number;
}

/** Most queries that are kept of a network; beyond that its older ones are let go. */
const MOST_QUERIES = 131_072;
/** Most memberships that are kept of all networks: a place has 20 bits where they are put in order. */
const MOST_MEMBERSHIPS = 1_048_576;

interface Columns {
  groups: Uint32Array;
  hosts: Uint32Array;
  subjects: Int32Array;
  firsts: Uint32Array;
  lists: Uint32Array;
  next: Int32Array;
  count: number;
  /** Rows by network number and group; by row, the group's last membership. */
  readonly heads: RowIndex;
  lasts: Int32Array;
}

/** Nothing was heard. */
export function createIgmpRecords(): IgmpRecords {
  const postings = createPostings();
  const columns = makeColumns(64);
  const networks: NetworkRecord[] = [];
  const byNetwork = new Map<IgmpNetwork, NetworkRecord>();
  const of = (network: IgmpNetwork, frame: number): NetworkRecord => {
    let record = byNetwork.get(network);
    if (record !== undefined) return record;
    record = newNetwork(network, frame, postings.make(), postings.make());
    networks.push(record);
    byNetwork.set(network, record);
    return record;
  };
  /** Places by subject and by the tracker's row, each + 1; 0: none. */
  let bySubject = new Int32Array(64);
  let byMember = new Int32Array(64);
  const placeIn = (member: number): number => (member < byMember.length ? byMember[member] - 1 : -1);
  /** The group that was gone by time last. */
  let gone = 0;
  return {
    networks,
    heard: ({ network, frame, version }) => {
      const { versions } = of(network, frame);
      if (versions[version] === 0) versions[version] = frame;
    },
    queried: ({ network, source, at, frame }) => {
      const { queries } = of(network, frame);
      queries.push({ source, at, frame, number: network.queries });
      if (queries.length > MOST_QUERIES) queries.splice(0, MOST_QUERIES / 2);
    },
    present: ({ network, group, host, member, version, members }, frame, subject) => {
      const record = of(network, frame);
      // What is let go because nothing was heard of it for long is not absent for that.
      if (members === 1 && !isPresent(columns, postings, lastOf(columns, record, group), frame)) {
        postings.report(record.came, frame, 1, false);
      }
      if (subject >= bySubject.length) bySubject = longer(bySubject, moreThan(subject));
      if (member >= byMember.length) byMember = longer(byMember, moreThan(member));
      byMember[member] = 0;
      if (bySubject[subject] === 0) {
        if (columns.count >= MOST_MEMBERSHIPS) return;
        enter(columns, record, [group, host, subject, frame, postings.make()]);
        bySubject[subject] = columns.count;
      }
      byMember[member] = bySubject[subject];
      postings.report(columns.lists[placeIn(member)], frame, version, true);
    },
    reported: ({ member, version }, frame) => {
      const place = placeIn(member);
      if (place >= 0) postings.report(columns.lists[place], frame, version, false);
    },
    absent: ({ network, member, serial, members }, frame, isLeft) => {
      const place = placeIn(member);
      if (place >= 0) postings.end(columns.lists[place], frame, isLeft);
      // Its members are told of one by one: the last one that leaves counts, and of those that are gone by time the first one.
      if (isLeft ? members > 0 : serial === gone) return;
      if (!isLeft) gone = serial;
      postings.report(of(network, frame).went, frame, 1, false);
    },
    lastOf: (record, group) => lastOf(columns, record, group),
    membership: (place) => membershipIn(columns, place),
    numberIn: (what, place) => columns[COLUMN_OF[what]][place],
    placeOf: (subject) => (subject < bySubject.length ? bySubject[subject] - 1 : -1),
    between: (place, behind, to, tell) => postings.between(columns.lists[place], behind, to, tell),
    standing: (place, frame) => postings.at(columns.lists[place], frame),
    countIn: (list, frame) => postings.at(list, frame)?.count ?? 0,
    size: () => postings.size() + columns.groups.length * 44,
  };
}

function makeColumns(size: number): Columns {
  return {
    groups: new Uint32Array(size),
    hosts: new Uint32Array(size),
    subjects: new Int32Array(size),
    firsts: new Uint32Array(size),
    lists: new Uint32Array(size),
    next: new Int32Array(size),
    count: 0,
    heads: createRowIndex(),
    lasts: new Int32Array(0),
  };
}

const COLUMN_OF = { group: 'groups', host: 'hosts', subject: 'subjects', firstFrame: 'firsts' } as const;

function membershipIn({ groups, hosts, subjects, firsts, next }: Columns, place: number): MembershipRecord {
  return {
    group: groups[place],
    host: hosts[place],
    subject: subjects[place],
    firstFrame: firsts[place],
    next: next[place],
  };
}

function lastOf({ heads, lasts }: Columns, { network }: NetworkRecord, group: number): number {
  const row = findRow(heads, network.number, group);
  return row < 0 ? -1 : lasts[row];
}

/** Whether one of a group's memberships, from a place on, is not over. */
function isPresent({ lists, next }: Columns, postings: Postings, first: number, frame: number): boolean {
  for (let place = first; place >= 0; place = next[place]) {
    if (postings.at(lists[place], frame)?.over === 0) return true;
  }
  return false;
}

type Row = readonly [group: number, host: number, subject: number, frame: number, list: number];

function enter(
  columns: Columns,
  { memberships, network }: NetworkRecord,
  [group, host, subject, frame, list]: Row,
): void {
  const place = columns.count;
  if (place === columns.groups.length) lengthen(columns, moreThan(place));
  const { heads } = columns;
  const known = findRow(heads, network.number, group);
  const head = known < 0 ? addRow(heads, network.number, group) : known;
  if (head >= columns.lasts.length) columns.lasts = longer(columns.lasts, heads.first.length);
  columns.groups[place] = group;
  columns.hosts[place] = host;
  columns.subjects[place] = subject;
  columns.firsts[place] = frame;
  columns.lists[place] = list;
  columns.next[place] = known < 0 ? -1 : columns.lasts[head];
  columns.lasts[head] = place;
  columns.count += 1;
  memberships.push(place);
}

function lengthen(columns: Columns, length: number): void {
  columns.groups = longer(columns.groups, length);
  columns.hosts = longer(columns.hosts, length);
  columns.subjects = longer(columns.subjects, length);
  columns.firsts = longer(columns.firsts, length);
  columns.lists = longer(columns.lists, length);
  columns.next = longer(columns.next, length);
}

function newNetwork(network: IgmpNetwork, firstFrame: number, came: number, went: number): NetworkRecord {
  const versions = [0, 0, 0, 0];
  return { network, firstFrame, versions, queries: [], memberships: [], came, went };
}
