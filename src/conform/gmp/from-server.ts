/**
 * Messages of servers, each put to the rules that concern it.
 */
import type { Member, Seen } from '../../track/contract.js';
import {
  isMmType,
  KAREQ,
  KDUPT,
  SAREQ,
  SCACC,
  SCCON,
  SCINF,
  SDREQ,
  SDRES,
  SJREQ,
  SJRES,
  SRACC,
  SRREJ,
  SRREQ,
  SRRES,
  TRIND,
  TYPE_NAMES,
  UIREQ,
  UIRES,
} from '../../track/seen.js';
import { noteStranger } from './clients.js';
import { type Desk, mayCause, nameOf, tellOnce } from './desk.js';
import { judgeAfterEnd, judgeDeleted, judgeTrind } from './ending.js';
import { type Case, type Evidence, evidenceOn } from './evidence.js';
import { judgeHeader } from './headers.js';
import { judgeRecord, judgeScacc, judgeSccon, judgeSracc, judgeSrrej } from './joining.js';
import { judgeKareq } from './keepalive.js';
import { judgeKdupt, judgeSjresKey } from './keys.js';
import { judgeLists, judgeUires } from './lists.js';
import { noteAnswer, notePending, peerOf } from './requests.js';
import { RULES } from './rules.js';

/** A message of the server, before the tracker takes it in. */
export function fromServer(desk: Desk, one: Case, seen: Seen, member: Member | undefined): void {
  const { type, at, user } = seen;
  one.serverAt = at;
  if (type === KAREQ || type === KDUPT || type === UIRES || type === SJRES || type === SRACC)
    one.aliveAt = at;
  if (one.lists.size > 0) judgeLists(desk, one, at);
  const known = member === undefined ? undefined : evidenceOn(one, member);
  if (known !== undefined && type !== SRACC) judgeHeader(desk, one, known, seen);
  if (known !== undefined && isMmType(type)) judgeAddress(desk, one, known, seen);
  if (type === KAREQ) {
    if (one.requests.size > 0) noteAnswer(desk, one, SAREQ, user, at);
    if (one.end !== undefined) judgeAfterEnd(desk, one, seen, TYPE_NAMES[type]);
    judgeKareq(desk, one, seen, member);
    return;
  }
  if (type === TRIND) judgeTrind(desk, one, seen, member);
  else if (isMmType(type)) seldom(desk, one, seen, member);
  else sessionManagement(desk, one, seen, known);
}

function seldom(desk: Desk, one: Case, seen: Seen, member: Member | undefined): void {
  const { type, user, at } = seen;
  if (one.end !== undefined) judgeAfterEnd(desk, one, seen, TYPE_NAMES[type]);
  if (type === UIRES) {
    judgeUires(desk, one, seen, member);
    noteAnswer(desk, one, UIREQ, user, at);
  } else if (type === KDUPT) judgeKdupt(desk, one, seen, member);
}

function sessionManagement(desk: Desk, one: Case, seen: Seen, known: Evidence | undefined): void {
  const { type, user, at } = seen;
  switch (type) {
    case SCACC:
      judgeScacc(desk, one, seen);
      break;
    case SCCON:
      judgeSccon(desk, one, seen);
      noteAnswer(desk, one, SCINF, user, at);
      break;
    case SRRES:
      notePending(desk, one, peerOf(seen), at);
      break;
    case SRACC:
      if (one.end !== undefined) judgeAfterEnd(desk, one, seen, TYPE_NAMES[type]);
      judgeSracc(desk, one, seen);
      noteAnswer(desk, one, SRREQ, peerOf(seen), at);
      break;
    case SRREJ:
      judgeSrrej(desk, one, seen);
      noteAnswer(desk, one, SRREQ, peerOf(seen), at);
      break;
    case SJRES:
      if (one.end !== undefined) judgeAfterEnd(desk, one, seen, TYPE_NAMES[type]);
      if (known !== undefined) judgeUnasked(desk, one, known, seen, known.member.sjreqAt);
      noteAnswer(desk, one, SJREQ, user, at);
      if (seen.secure) judgeSjresKey(desk, one, seen);
      break;
    case SDRES:
      judgeDeleted(desk, one, seen);
      noteAnswer(desk, one, SDREQ, user, at);
      break;
    default:
      break;
  }
}

/** An answer that nobody asked for. */
function judgeUnasked(
  desk: Desk,
  one: Case,
  { member, told, spoilt }: Evidence,
  seen: Seen,
  askedAt: number,
): void {
  if (spoilt || !one.session.fromBirth || mayCause(desk, askedAt as Seen['at'], seen.at)) return;
  tellOnce(desk, one, told, RULES.answerUnasked, {
    frames: [seen.frame],
    message: `The server sends ${TYPE_NAMES[seen.type]} to ${nameOf(desk, member)}, which has not asked for it.`,
  });
}

/** MM messages go to the MM port (8.1 n): one that a SAREQ named, or before any the port that SM messages come from. */
function judgeAddress(desk: Desk, one: Case, e: Evidence, seen: Seen): void {
  const { member, ports } = e;
  const { client, clientPort, connection } = seen;
  if (clientPort === member.mmPort && client === member.host && ports.length > 0) return;
  if (connection >= 0 || member.connection >= 0 || e.spoilt || !one.session.fromBirth) return;
  const isMm = ports.includes(clientPort);
  if (
    client === member.host &&
    (isMm || (clientPort === member.smPort && (ports.length === 0 || seen.type !== KAREQ)))
  ) {
    return;
  }
  const where =
    ports.length === 0 ? 'it has named no other in a SAREQ' : `its SAREQ named port ${ports.at(-1)}`;
  tellOnce(desk, one, e.told, RULES.mmAddress, {
    frames: [member.sareqFrame, seen.frame],
    message: `${TYPE_NAMES[seen.type]} to ${nameOf(desk, member)} goes to ${desk.hosts.text(client)}:${clientPort}, but ${where}.`,
  });
}

/** The same message, after the tracker has taken it in: who is a member by it. */
export function fromServerAfter(desk: Desk, one: Case, seen: Seen, member: Member): void {
  const { type, at } = seen;
  if (type === KAREQ) {
    if (!one.session.fromBirth) alien(desk, seen);
    return;
  }
  if (type === SCACC || type === SRACC || type === SCCON) {
    const e = evidenceOn(one, member);
    if (type !== SCACC && e.registeredAt < 0) e.registeredAt = at;
    if (type !== SCCON) one.byPeer.set(peerOf(seen), seen.user);
    if (type === SCACC && one.packets === 0) one.packets = 1;
  } else if (type === SJRES) {
    evidenceOn(one, member).enrolledAt = at;
  }
}

/** A KAREQ of a server that has no such session, to a member of another server's. */
function alien(desk: Desk, seen: Seen): void {
  const e = desk.mmPeers.get(peerOf(seen));
  if (e === undefined) return;
  const { session, user } = e.member;
  if (session.server !== seen.server && session.id === seen.session && user === seen.user)
    noteStranger(e, seen);
}

/** A message of a server in a session that is not known, or not any more: `one` is the last one with its ID. */
export function strayFromServer(desk: Desk, seen: Seen, one: Case | undefined): void {
  if (one === undefined) return;
  if (seen.type === SCCON) judgeSccon(desk, one, seen);
  else if (seen.type === TRIND || seen.type === SDRES) judgeRecord(desk, one, seen, TYPE_NAMES[seen.type]);
}
