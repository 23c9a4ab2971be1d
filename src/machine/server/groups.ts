/**
 * Moving members between groups (6.1, 7.2): registered ⊇ enrolled ⊇ active. What depends on a member's group (the sets that
 * are walked, the count of active principals, the start gate's count) is kept here and nowhere else.
 */
import type { MemberType } from '../../../dissectors/gmp-message.js';
import { cancelTimer, notify, setTimer } from '../contract.js';
import { GROUPS } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import type { Transition } from '../transitions.js';
import { freeId, takeId } from './id-pool.js';
import { addId, deleteId } from './id-set.js';
import {
  ACTIVE,
  ADMITTED,
  claimOf,
  clearFlag,
  ENROLLED,
  enterMember,
  forgetMember,
  type GroupNumber,
  groupOf,
  HELD,
  hasFlag,
  KA_RUNS,
  kaExpiry,
  NONE,
  putClaim,
  putGroup,
  queueKa,
  REGISTERED,
  smPeerOf,
  typeOf,
  unqueueKa,
} from './member-table.js';
import { lookAt } from './schedule.js';
import type { ServerStep, Session } from './server-state.js';

const CREATOR = 4;
const PARTICIPANT = 1;

/** Moves a member to a group, and tells the host program. */
export function moveTo(c: ServerStep, user: number, to: GroupNumber): void {
  const { session } = c;
  const from = groupOf(session.members, user);
  putGroup(session.members, user, to);
  if (to >= ENROLLED) addId(session.enrolled, user);
  else deleteId(session.enrolled, user);
  if (to === ACTIVE) addId(session.active, user);
  else deleteId(session.active, user);
  if (isPrincipal(session, user)) session.activePrincipals += Number(to === ACTIVE) - Number(from === ACTIVE);
  countForGate(c, user, from, to);
  notify(c.out, { what: 'group', session: session.id, user, from: GROUPS[from], to: GROUPS[to] });
}

/** Whether a member is the creator or a principal: losing it may end the session (7.2.1.1, 7.2.3). */
export function isPrincipal(session: Session, user: number): boolean {
  return typeOf(session.members, user) !== PARTICIPANT;
}

/** Keeps the number of listed principals that the start gate waits for (7.1.1, D6). */
function countForGate(c: ServerStep, user: number, from: GroupNumber, to: GroupNumber): void {
  const { session } = c;
  if (session.gateOpen || typeOf(session.members, user) === PARTICIPANT) return;
  if (user === session.creator && !session.creatorListed) return;
  const wanted = c.server.options.policies.startGate === 'registered' ? REGISTERED : ENROLLED;
  session.principalsMissing += Number(from >= wanted) - Number(to >= wanted);
}

/** Enters the sender as a new member of the registered group, and gives it a user ID (8.2 f). */
export function register(c: ServerStep, peer: Peer, entry: number): number {
  const { session } = c;
  const user = takeId(session.users);
  const type = entry < 0 ? PARTICIPANT : session.parameters!.members[entry].memberType;
  enter(session, user, peer, type);
  if (entry >= 0) {
    session.claimed.add(entry);
    putClaim(session.members, user, entry);
  }
  moveTo(c, user, REGISTERED);
  return user;
}

/** Enters somebody with a user ID, in no group yet. */
export function enter(session: Session, user: number, peer: Peer, type: MemberType): void {
  enterMember(session.members, user, peer, type);
  session.byPeer.set(peer, user);
}

/** Moves a member out of all groups. Its user ID may be given to another; the creator keeps its own. */
export function deregister(c: ServerStep, user: number): void {
  const { session } = c;
  moveTo(c, user, NONE);
  if (typeOf(session.members, user) === CREATOR) return;
  const entry = claimOf(session.members, user);
  if (entry >= 0) session.claimed.delete(entry);
  session.byPeer.delete(smPeerOf(session.members, user));
  forgetMember(session.members, user);
  freeId(session.users, user);
}

/** The listed entry that a registration from `peer` claims: the first unclaimed one that fits; -1 where none does (D24). */
export function entryFor(session: Session, address: number, port: number): number {
  const listed = session.parameters?.members ?? [];
  for (let i = 0; i < listed.length; i += 1) {
    const entry = listed[i];
    if (entry.address !== address || entry.memberType === CREATOR) continue;
    if ((entry.port === 0 || entry.port === port) && !session.claimed.has(i)) return i;
  }
  return -1;
}

/** Arms a member's KA timer anew, one timeout from now (9.2 b). */
export function armKa(c: ServerStep, user: number): void {
  const { session } = c;
  if (hasFlag(session.members, user, KA_RUNS)) unqueueKa(session.members, user);
  queueKa(session.members, user, (c.now + session.kaSpan) as typeof c.now);
  const at = kaExpiry(session.members, user);
  setTimer(c.out, { name: 'ka', session: session.id, user }, at);
  lookAt(c.server, session, at);
}

/** Arms it where it does not run: a KAREQ that is sent while it runs does not extend it (D9). */
export function armIdleKa(c: ServerStep, user: number): void {
  if (!hasFlag(c.session.members, user, KA_RUNS)) armKa(c, user);
}

/** Stops a member's KA timer; false where it did not run. */
export function stopKa(c: ServerStep, user: number): boolean {
  const { session } = c;
  if (!hasFlag(session.members, user, KA_RUNS)) return false;
  unqueueKa(session.members, user);
  cancelTimer(c.out, { name: 'ka', session: session.id, user });
  return true;
}

/** Whether the silence of a member counts (7.2.1.1, 7.2.1.2, D11). */
export function isTracked(c: ServerStep, user: number): boolean {
  return c.server.options.policies.openTracking === 'count' || !isPlain(c.session, user);
}

/** Whether D11 is about a member: a plain participant of an open session. User 0 is none. */
function isPlain(session: Session, user: number): boolean {
  return user !== 0 && !session.closed && !isPrincipal(session, user);
}

/** Rows of which D11 is a reason only where they are taken for a plain participant. */
export const FOR_PLAIN: NonNullable<Transition<ServerStep>['only']> = {
  decision: 'D11',
  where: ({ session, user }) => isPlain(session, user),
};

/** What LVREQ takes back beside the group: the admission, a SAREQ that is held, the KA timer (D4, D15, D25). */
export function withdraw(c: ServerStep, user: number): void {
  const { session } = c;
  stopKa(c, user);
  clearFlag(session.members, user, ADMITTED);
  if (!hasFlag(session.members, user, HELD)) return;
  clearFlag(session.members, user, HELD);
  session.held = session.held.filter((id) => id !== user);
}
