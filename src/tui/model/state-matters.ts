/**
 * Sessions of GMP and networks with IGMP in one shape, and members and memberships likewise: so that the state view has one
 * way to show, select, filter and copy them. Nothing is made before it is looked at: a session may have 65,535 members.
 */
import {
  type Cause,
  type Cell,
  type MemberSight,
  type MembershipSight,
  type NetworkSight,
  type SessionSight,
  type Situation,
  STATES,
  type TimerSight,
} from '../story/contract.js';

/** A session or a network. */
export interface Matter {
  readonly kind: 'session' | 'network';
  readonly subject: number;
  readonly name: string;
  /** ID of a session; 0 for a network. */
  readonly id: number;
  /** The phase of a session; undefined for a network. */
  readonly phase: Cell | undefined;
  readonly ended: boolean;
  /** How many are in which group: "registered 3 ⊇ enrolled 2 ⊇ active 1". */
  readonly counts: string;
  readonly facts: readonly { readonly title: string; readonly cell: Cell }[];
  readonly timers: readonly TimerSight[];
  readonly rowCount: number;
  readonly rowAt: (i: number) => StateRow;
  /** A number of one, without making it; undefined where rows are to be looked at (SessionSight.memberNumber). */
  readonly numberAt: SessionSight['memberNumber'];
  /** The place of a subject among its rows; -1 where it has none. */
  readonly rowOf: (subject: number) => number;
  /** Titles of the rows' further cells. */
  readonly titles: readonly string[];
  /** What orders of its rows are kept with. */
  readonly sight: SessionSight | NetworkSight;
}

/** A member of a session, or a membership on a network. */
export interface StateRow {
  readonly kind: 'member' | 'membership';
  readonly subject: number;
  /** -1: none is known. */
  readonly actor: number;
  /** User ID of a member; 0 where it has none. */
  readonly user: number;
  /** Name of a member; group address of a membership. */
  readonly name: string;
  /** Type of a member; of a membership the hosts that are known to be in the group. */
  readonly type: string;
  /** Group address of a membership; '' of a member. */
  readonly group: string;
  readonly state: number;
  readonly stateBy: Cause;
  readonly timers: readonly TimerSight[];
  readonly cells: readonly Cell[];
}

/** How many sessions and networks there are. */
export function matterCount({ sessions, networks }: Situation): number {
  return sessions.length + networks.length;
}

/** Session or network number `i`: sessions first. */
export function matterAt(situation: Situation, i: number): Matter | undefined {
  const { sessions, networks } = situation;
  const session = sessions[i];
  if (session !== undefined) return ofSession(session, situation);
  const network = networks[i - sessions.length];
  return network === undefined ? undefined : ofNetwork(network, situation);
}

/** The place of a subject among sessions and networks; -1 where it is none of them. */
export function matterOf({ sessions, networks }: Situation, subject: number): number {
  if (subject < 0) return -1;
  const session = sessions.findIndex((one) => one.subject === subject);
  if (session >= 0) return session;
  const network = networks.findIndex((one) => one.subject === subject);
  return network < 0 ? -1 : sessions.length + network;
}

function ofSession(sight: SessionSight, { memberColumns }: Situation): Matter {
  const { subject, name, id, phase, phaseBy, registered, enrolled, active } = sight;
  return {
    kind: 'session',
    subject,
    name,
    id,
    phase: { text: STATES.session[phase] ?? '', by: phaseBy },
    ended: STATES.session[phase] === 'ended',
    counts: `registered ${registered} ⊇ enrolled ${enrolled} ⊇ active ${active}`,
    facts: sight.facts,
    timers: sight.timers,
    rowCount: sight.memberCount,
    rowAt: (i) => ofMember(sight.memberAt(i)),
    numberAt: sight.memberNumber,
    rowOf: sight.memberOf,
    titles: memberColumns,
    sight,
  };
}

function ofNetwork(sight: NetworkSight, { membershipColumns }: Situation): Matter {
  const { subject, name, membershipCount } = sight;
  return {
    kind: 'network',
    subject,
    name,
    id: 0,
    phase: undefined,
    ended: false,
    counts: `${membershipCount} membership${membershipCount === 1 ? '' : 's'}`,
    facts: sight.facts,
    timers: sight.timers,
    rowCount: membershipCount,
    rowAt: (i) => ofMembership(sight.membershipAt(i)),
    numberAt: undefined,
    rowOf: sight.membershipOf,
    titles: membershipColumns,
    sight,
  };
}

function ofMember({
  subject,
  actor,
  user,
  name,
  type,
  group,
  groupBy,
  timers,
  cells,
}: MemberSight): StateRow {
  return {
    kind: 'member',
    subject,
    actor,
    user,
    name,
    type,
    group: '',
    state: group,
    stateBy: groupBy,
    timers,
    cells,
  };
}

function ofMembership({ subject, group, name, state, stateBy, timers, cells }: MembershipSight): StateRow {
  return {
    kind: 'membership',
    subject,
    actor: -1,
    user: 0,
    name: group,
    type: name,
    group,
    state,
    stateBy,
    timers,
    cells,
  };
}

/** The word for a row's state. */
export function stateWord({ kind, state }: Pick<StateRow, 'kind' | 'state'>): string {
  const words: readonly string[] = STATES[kind];
  return words[state] ?? '';
}

/** Whether a row is where one wants it: an active member, a membership that is present. */
export function isActive({ kind, state }: Pick<StateRow, 'kind' | 'state'>): boolean {
  return state === STATES[kind].length - 1;
}
