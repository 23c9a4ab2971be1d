/**
 * Who takes part in a capture, and what has states there: actors by address and name, subjects by session, member, network and
 * membership; both numbered in order of appearance. Readings that look at single packets later find them here by the same keys.
 */
import { formatIpv4, isMulticast } from '../../base/address.js';
import type { Member, Session } from '../../track/contract.js';
import type { Hosts } from '../../track/hosts.js';
import type { IgmpNetwork } from '../../track/igmp-contract.js';
import type { Membership } from '../../track/igmp-watch.js';
import { createCast } from './cast.js';
import type { Actor, ActorKind, Subjects } from './contract.js';
import type { Numbered } from './numbered.js';
import { createSubjects, USERS, userText } from './subjects.js';

/** Actors and subjects so far. */
export interface Roster {
  readonly actors: Numbered<Actor>;
  readonly subjects: Subjects;
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
  readonly enterMembership: (of: Pick<Membership, 'network' | 'group' | 'host'>) => number;
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

/** Of hosts there are fewer. */
const HOSTS = 2 ** 26;

/** Nobody yet. `names` grow with the capture. */
export function createRoster(hosts: Hosts, names: ReadonlyMap<string, string>): Roster {
  const cast = createCast(hosts, names);
  const subjects = createSubjects(cast);
  const { enter, add, userOf, userIn } = subjects;
  const lives = createLives(hosts);
  const { ofHost } = cast;
  const ofAddress = (address: number, kind?: ActorKind): number => ofHost(hosts.ofIpv4(address), kind);
  const enterSession = (session: Session): number =>
    enter(sessionKey(session), (subject) => {
      const actor = ofHost(session.server, 'server');
      const again = lives.begin(session, subject);
      const name = `session ${session.id} at ${cast.name(actor)}${again}`;
      return { kind: 'session', name, parent: -1, actor };
    });
  const memberName = ({ user, host }: Pick<Member, 'user' | 'host'>): string => {
    const actor = ofHost(host);
    return actor < 0 ? userText(user) : `${userText(user)} (${cast.name(actor)})`;
  };
  const memberships = new Map<number, Map<number, number>>();
  const enterMembership = (group: number, host: number, parent: number, actor: number): number => {
    let ofNetwork = memberships.get(parent);
    if (ofNetwork === undefined) {
      ofNetwork = new Map();
      memberships.set(parent, ofNetwork);
    }
    const key = hosts.ofIpv4(group) * HOSTS + hosts.ofIpv4(host);
    let subject = ofNetwork.get(key);
    if (subject === undefined) {
      subject = add({ kind: 'membership', name: group, parent, actor });
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
    session: (session) => subjects.of(sessionKey(session)),
    member: (member) => subjects.of(memberKey(member)),
    network: ({ key }) => subjects.of(key),
    enterSession,
    enterMember: (member) =>
      enter(memberKey(member), () => ({
        kind: 'member',
        name: member.user,
        parent: enterSession(member.session),
        actor: ofHost(member.host, 'client'),
      })),
    enterNetwork,
    enterMembership: ({ network, group, host }) =>
      enterMembership(group, host, enterNetwork(network), ofAddress(host, 'host')),
    matter: (key) => lives.matter(key) ?? subjects.of(key),
    sessionAt: lives.at,
    userOf,
    userIn,
    addressOf: hosts.text,
    nameOf: (address) => names.get(formatIpv4(address)) ?? formatIpv4(address),
    memberName,
  };
}

/** By server and ID: the sessions that had it. */
function createLives(hosts: Hosts) {
  const lives = new Map<number, { readonly subject: number; readonly from: number }[]>();
  const matters = new Map<string, number>();
  return {
    /** A session has the ID from now on; gives " (2)" of the second that has. */
    begin: ({ server, id, bornFrame }: Session, subject: number): string => {
      const key = server * USERS + id;
      const list = lives.get(key) ?? [];
      if (list.length === 0) lives.set(key, list);
      list.push({ subject, from: bornFrame });
      const again = list.length === 1 ? '' : ` (${list.length})`;
      matters.set(`session ${id} at ${hosts.text(server)}${again}`, subject);
      return again;
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
