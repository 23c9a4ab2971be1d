/**
 * What was heard of IGMP in a whole capture, kept so that it can be told what stood at any packet without going through the capture
 * again: for each membership when it was reported, for each network its queries. Beside the watch (igmp-watch.ts), which tells what
 * is written down here.
 */
import type { Micros } from '../base/micros.js';
import type { GroupMember, IgmpNetwork, IgmpSeen, TrackedGroup } from './igmp-contract.js';
import { memberCount } from './igmp-members.js';
import { createPostings, type Postings, type Standing, type StepTeller } from './postings.js';

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
  /** The last membership of each group; the others follow by `MembershipRecord.next`. */
  readonly groups: Map<number, number>;
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
  readonly present: (member: GroupMember, frame: number, subject: number) => void;
  /** It was reported again. */
  readonly reported: (member: GroupMember, frame: number) => void;
  /** It is no more, as shows at a packet; whether its host said so. */
  readonly absent: (member: GroupMember, frame: number, isLeft: boolean) => void;
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
  /** Places by subject. */
  const places: number[] = [];
  /** The group that was gone last. */
  let gone: TrackedGroup | undefined;
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
    present: (member, frame, subject) => {
      const { group, host } = member;
      const record = of(group.network, frame);
      // What is let go because nothing was heard of it for long is not absent for that.
      if (
        memberCount(group) === 1 &&
        !isPresent(columns, postings, record.groups.get(group.group) ?? -1, frame)
      ) {
        postings.report(record.came, frame, 1, false);
      }
      if (places[subject] === undefined) {
        if (columns.count >= MOST_MEMBERSHIPS) return;
        places[subject] = columns.count;
        enter(columns, record, [group.group, host.address, subject, frame, postings.make()]);
      }
      member.place = places[subject];
      postings.report(columns.lists[member.place], frame, group.version, true);
    },
    reported: ({ place, group }, frame) => {
      if (place >= 0) postings.report(columns.lists[place], frame, group.version, false);
    },
    absent: ({ group, place }, frame, isLeft) => {
      if (place >= 0) postings.end(columns.lists[place], frame, isLeft);
      // Its members are told of one by one.
      if (isLeft ? memberCount(group) > 0 : group === gone) return;
      gone = group;
      postings.report(of(group.network, frame).went, frame, 1, false);
    },
    membership: (place) => membershipIn(columns, place),
    numberIn: (what, place) => columns[COLUMN_OF[what]][place],
    placeOf: (subject) => places[subject] ?? -1,
    between: (place, behind, to, tell) => postings.between(columns.lists[place], behind, to, tell),
    standing: (place, frame) => postings.at(columns.lists[place], frame),
    countIn: (list, frame) => postings.at(list, frame)?.count ?? 0,
    size: () => postings.size() + columns.groups.length * 24,
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
  { memberships, groups }: NetworkRecord,
  [group, host, subject, frame, list]: Row,
): void {
  const place = columns.count;
  if (place === columns.groups.length) {
    const { count, ...larger } = makeColumns(2 * place);
    for (const name of Object.keys(larger) as (keyof typeof larger)[]) larger[name].set(columns[name]);
    Object.assign(columns, larger);
  }
  columns.groups[place] = group;
  columns.hosts[place] = host;
  columns.subjects[place] = subject;
  columns.firsts[place] = frame;
  columns.lists[place] = list;
  columns.next[place] = groups.get(group) ?? -1;
  columns.count += 1;
  memberships.push(place);
  groups.set(group, place);
}

function newNetwork(network: IgmpNetwork, firstFrame: number, came: number, went: number): NetworkRecord {
  const versions = [0, 0, 0, 0];
  return { network, firstFrame, versions, queries: [], memberships: [], groups: new Map(), came, went };
}
