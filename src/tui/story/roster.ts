/**
 * Who takes part in a capture, and what has states there: actors by address and name, subjects by session, member, network and
 * membership; both numbered in order of appearance. Readings that look at single packets later find them here by the same keys.
 */
import { formatIpv4, isMulticast } from '../../base/address.js';
import type { Member, Session } from '../../track/contract.js';
import type { Hosts } from '../../track/hosts.js';
import type { GroupMember, IgmpNetwork } from '../../track/igmp-contract.js';
import { createCast } from './cast.js';
import type { Actor, ActorKind, Subject } from './contract.js';

/** Actors and subjects so far. */
export interface Roster {
  readonly actors: readonly Actor[];
  readonly subjects: readonly Subject[];
  /** A host's actor; -1 where nobody has that address. With a kind it is entered, and known to be of that kind. */
  readonly ofHost: (host: number, kind?: ActorKind) => number;
  /** The same of a host that is seen where the study has not come yet: it is entered, and known better once it has. */
  readonly foresee: (host: number, kind: ActorKind) => number;
  /** By IPv4 address. */
  readonly ofAddress: (address: number, kind?: ActorKind) => number;
  /** The subject of a session, of a member, of a network; -1 where it is not known. */
  readonly session: (session: Session) => number;
  readonly member: (member: Member) => number;
  readonly network: (network: IgmpNetwork) => number;
  readonly enterSession: (session: Session) => number;
  readonly enterMember: (member: Member) => number;
  readonly enterNetwork: (network: IgmpNetwork) => number;
  readonly enterMembership: (member: GroupMember) => number;
  /** The subject of what `check` judges, by its key; -1 where it is none. */
  readonly matter: (key: string) => number;
  /** The session that a server had under an ID when a packet passed. */
  readonly sessionAt: (server: number, id: number, frame: number) => number;
  /** The user ID of a subject that is a member of a session; 0 where it is none. */
  readonly userOf: (subject: number, session: Pick<Session, 'number'>) => number;
  /** The subject of a user of the session that a subject is; -1 where it has no such member. */
  readonly userIn: (session: number, user: number) => number;
  readonly addressOf: (host: number) => string;
  /** The name of an IPv4 address, or it itself. */
  readonly nameOf: (address: number) => string;
  /** "user 3 (alice)". */
  readonly memberName: (member: Pick<Member, 'user' | 'host'>) => string;
}

const USERS = 2 ** 16;
/** Of hosts there are fewer. */
const HOSTS = 2 ** 26;

/** Nobody yet. `names` grow with the capture. */
export function createRoster(hosts: Hosts, names: ReadonlyMap<string, string>): Roster {
  const cast = createCast(hosts, names);
  const { subjects, keys, enter, add, ...users } = createSubjects();
  const lives = createLives(hosts);
  const { ofHost } = cast;
  const ofAddress = (address: number, kind?: ActorKind): number => ofHost(hosts.ofIpv4(address), kind);
  const enterSession = (session: Session): number =>
    enter(sessionKey(session), (subject) => {
      const actor = ofHost(session.server, 'server');
      lives.begin(session, subject);
      return { kind: 'session', name: `session ${session.id} at ${cast.name(actor)}`, parent: -1, actor };
    });
  const memberName = ({ user, host }: Pick<Member, 'user' | 'host'>): string => {
    const actor = ofHost(host);
    const who = user === 0 ? 'who asks' : `user ${user}`;
    return actor < 0 ? who : `${who} (${cast.name(actor)})`;
  };
  const memberships = new Map<number, Map<number, number>>();
  const enterMembership = ({ group, host }: GroupMember, parent: number, actor: number): number => {
    let ofNetwork = memberships.get(parent);
    if (ofNetwork === undefined) {
      ofNetwork = new Map();
      memberships.set(parent, ofNetwork);
    }
    const key = hosts.ofIpv4(group.group) * HOSTS + hosts.ofIpv4(host.address);
    let subject = ofNetwork.get(key);
    if (subject === undefined) {
      // Joined: as one flat text it takes less.
      const name = [formatIpv4(group.group), cast.name(actor)].join(': ');
      subject = add({ kind: 'membership', name, parent, actor });
      ofNetwork.set(key, subject);
    }
    return subject;
  };
  const enterNetwork = (network: IgmpNetwork): number =>
    enter(network.key, () => ({ kind: 'network', name: network.key, parent: -1, actor: -1 }));
  return {
    actors: cast.actors,
    subjects,
    ofHost,
    foresee: cast.foresee,
    ofAddress,
    session: (session) => keys.get(sessionKey(session)) ?? -1,
    member: (member) => keys.get(memberKey(member)) ?? -1,
    network: ({ key }) => keys.get(key) ?? -1,
    enterSession,
    enterMember: (member) =>
      enter(memberKey(member), () => ({
        kind: 'member',
        name: memberName(member),
        parent: enterSession(member.session),
        actor: ofHost(member.host, 'client'),
      })),
    enterNetwork,
    enterMembership: (member) =>
      enterMembership(member, enterNetwork(member.group.network), ofAddress(member.host.address, 'host')),
    matter: (key) => lives.matter(key) ?? keys.get(key) ?? -1,
    sessionAt: lives.at,
    ...users,
    addressOf: hosts.text,
    nameOf: (address) => names.get(formatIpv4(address)) ?? formatIpv4(address),
    memberName,
  };
}

/** Subjects by key. */
function createSubjects() {
  const subjects: Subject[] = [];
  const keys = new Map<string | number, number>();
  /** Keys of sessions and members by subject. */
  const users = new Map<number, number>();
  const add = (made: Omit<Subject, 'number'>): number => {
    const { kind, name, parent, actor } = made;
    subjects.push({ number: subjects.length, kind, name, parent, actor });
    return subjects.length - 1;
  };
  const enter = (key: string | number, make: (subject: number) => Omit<Subject, 'number'>): number => {
    const known = keys.get(key);
    if (known !== undefined) return known;
    // A parent that is entered by it comes before it.
    const number = add(make(subjects.length));
    keys.set(key, number);
    if (typeof key === 'number') users.set(number, key);
    return number;
  };
  return {
    subjects: subjects as readonly Subject[],
    keys: keys as ReadonlyMap<string | number, number>,
    enter,
    add,
    userOf: (subject: number, { number }: Pick<Session, 'number'>): number => {
      const own = users.get(subject) ?? 0;
      return Math.floor(own / USERS) === number ? own % USERS : 0;
    },
    userIn: (session: number, user: number): number => {
      const own = users.get(session);
      return own === undefined || own % USERS !== 0 || user <= 0 || user >= USERS
        ? -1
        : (keys.get(own + user) ?? -1);
    },
  };
}

/** By server and ID: the sessions that had it. */
function createLives(hosts: Hosts) {
  const lives = new Map<number, { readonly subject: number; readonly from: number }[]>();
  const matters = new Map<string, number>();
  return {
    begin: ({ server, id, bornFrame }: Session, subject: number): void => {
      const key = server * USERS + id;
      const list = lives.get(key) ?? [];
      if (list.length === 0) lives.set(key, list);
      list.push({ subject, from: bornFrame });
      const again = list.length === 1 ? '' : ` (${list.length})`;
      matters.set(`session ${id} at ${hosts.text(server)}${again}`, subject);
    },
    at: (server: number, id: number, frame: number): number => {
      let found = -1;
      for (const { subject, from } of lives.get(server * USERS + id) ?? [])
        if (from <= frame) found = subject;
      return found;
    },
    matter: (key: string): number | undefined => matters.get(key),
  };
}

/** Sessions and members share one kind of key: a session is its user 0. */
function sessionKey({ number }: Session): number {
  return number * USERS;
}

function memberKey({ session, user }: Member): number {
  return user === 0 ? -1 : session.number * USERS + user;
}

/** What an address takes part as where nothing more is known. */
export function kindOf(address: number): ActorKind {
  return isMulticast(address) ? 'group' : 'host';
}
