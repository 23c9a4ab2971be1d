/**
 * The messages that a server sends, each with the header that its clause asks for (8.2, 8.4): the user ID and the member
 * type of the client concerned, the session's S, M, mode, group, KA period and timeout.
 */
import type {
  ListedUser,
  MmHeader,
  MmMessage,
  PlainSmType,
  SmHeader,
  SmMessage,
} from '../../../dissectors/gmp-message.js';
import { MOST_MEMBERS } from '../../../dissectors/gmp-names.js';
import type { Peer } from '../peer.js';
import { eachId } from './id-set.js';
import { mmPeerOf, smPeerOf, typeOf } from './member-table.js';
import type { ServerStep, Session } from './server-state.js';

/** The SM header of a session, for one of its users (0: not assigned). */
export function smHeader(session: Session, user: number): SmHeader {
  return {
    secure: session.secure,
    closed: session.closed,
    session: session.id,
    user,
    groupPort: session.groupPort,
    groupAddress: session.groupAddress,
  };
}

/** The MM header of a session, for one of its members. */
export function mmHeader(session: Session, user: number): MmHeader {
  return {
    closed: session.closed,
    memberType: typeOf(session.members, user),
    session: session.id,
    user,
    groupPort: session.groupPort,
    groupAddress: session.groupAddress,
    kaPeriod: session.kaPeriod,
    timeout: session.timeout,
  };
}

/** Sends an SM message. */
export function sendSm(c: ServerStep, to: Peer, message: SmMessage): void {
  c.out.sends.push({ kind: 'send', via: 'SM', to, message, why: c.out.why });
}

/** Sends an MM message to a member, to where it takes them. */
export function sendMm(c: ServerStep, user: number, message: MmMessage): void {
  const to = mmPeerOf(c.session.members, user);
  c.out.sends.push({ kind: 'send', via: 'MM', to, message, why: c.out.why });
}

/** Answers with a plain SM message of the session, to where the event came from. */
export function answerSm(c: ServerStep, type: Exclude<PlainSmType, 'SCREJ'>, user: number): void {
  sendSm(c, c.from, { type, ...smHeader(c.session, user) });
}

/** SRREJ to a client: what it said of the session is echoed (7.1.3, D3). */
export function sendSrrej(c: ServerStep, to: Peer, header: SmHeader): void {
  sendSm(c, to, { ...header, type: 'SRREJ', user: 0 });
}

/** SJRES, with S=1 the key that is in force (7.1.4, 7.3, figures 9 and 23). */
export function sendSjres(c: ServerStep): void {
  const { session, user } = c;
  const { secure: _, ...header } = smHeader(session, user);
  const to = smPeerOf(session.members, user);
  if (session.key === undefined) sendSm(c, to, { type: 'SJRES', ...header, secure: false });
  else sendSm(c, to, { type: 'SJRES', ...header, secure: true, key: session.key });
}

/** KAREQ to a member (8.3 a). Most of what a server sends is this one, so it is written down at once. */
export function sendKareq(c: ServerStep, user: number): void {
  const { session } = c;
  sendMm(c, user, {
    type: 'KAREQ',
    closed: session.closed,
    memberType: typeOf(session.members, user),
    session: session.id,
    user,
    groupPort: session.groupPort,
    groupAddress: session.groupAddress,
    kaPeriod: session.kaPeriod,
    timeout: session.timeout,
  });
}

/** KDUPT to a member: the key that is in force (7.3, 8.3 h). */
export function sendKdupt(c: ServerStep, user: number): void {
  const { key } = c.session;
  if (key !== undefined) sendMm(c, user, { type: 'KDUPT', ...mmHeader(c.session, user), key });
}

/** UIRES to the sender: the active members in ascending user ID, 340 a message (7.2.2, figure 18). */
export function sendUires(c: ServerStep): void {
  const { session, user } = c;
  const members: ListedUser[] = [];
  eachId(session.active, (id) => {
    members.push({ user: id, memberType: typeOf(session.members, id), group: 3 });
  });
  const parts = Math.max(1, Math.ceil(members.length / MOST_MEMBERS));
  for (let part = 0; part < parts; part += 1) {
    const some = members.slice(part * MOST_MEMBERS, (part + 1) * MOST_MEMBERS);
    const following = parts - 1 - part;
    sendMm(c, user, { type: 'UIRES', ...mmHeader(session, user), members: some, following });
  }
}
