/**
 * Messages of clients, each put to the rules that concern it, and remembered as what may bring something about.
 */
import { mmPortOf } from '../../../dissectors/gmp-info.js';
import {
  ACTIVE,
  ANNOUNCED,
  ENDED,
  ENROLLED,
  type Member,
  REGISTERED,
  RUNNING,
  type Seen,
} from '../../track/contract.js';
import {
  isMmType,
  KARES,
  LVREQ,
  SAREQ,
  SCINF,
  SCREQ,
  SDREQ,
  SJREQ,
  SRREQ,
  TRREQ,
  TYPE_NAMES,
  UIREQ,
} from '../../track/seen.js';
import { judgeCreator, judgeKares, judgeStranger, judgeTooEarly, judgeTrreq, judgeUireq } from './clients.js';
import type { Desk } from './desk.js';
import { expectEnd, isPrincipal } from './end-due.js';
import { type Case, type Evidence, evidenceOn } from './evidence.js';
import { judgeHeader } from './headers.js';
import { noteSrreq } from './joining.js';
import { expectNewKey } from './keys.js';
import { forgetRequests, noteRequest, peerOf } from './requests.js';

/** MM ports that are remembered of a member. */
const MOST_PORTS = 8;
const REQUESTS = [SJREQ, SAREQ, UIREQ];

/** A message of a client, before the tracker takes it in. */
export function fromClient(desk: Desk, one: Case, seen: Seen, member: Member | undefined): void {
  const { type } = seen;
  if (type === SCREQ) return;
  if (type === SRREQ) {
    noteSrreq(one, seen);
    noteRequest(desk, one, seen, peerOf(seen), desk.options.policies.refusal === 'reject');
    return;
  }
  if (member === undefined) {
    judgeStranger(desk, one, seen);
    const other = one.session.members[seen.user];
    // Its own, perhaps, from a port that the sniffer was not told of.
    if (other !== undefined && other.host === seen.client) noteCause(one, evidenceOn(one, other), seen);
    return;
  }
  const e = evidenceOn(one, member);
  judgeHeader(desk, one, e, seen);
  if (type === KARES) {
    judgeKares(desk, one, seen, member);
    return;
  }
  noteCause(one, e, seen);
  take(desk, one, e, seen);
}

/** What may end the session, or bring an answer. */
function noteCause(one: Case, e: Evidence, { type, at, frame, user }: Seen): void {
  if (isMmType(type)) e.spokeAt = at;
  if (type === LVREQ && isPrincipal(e.member)) {
    one.principalLeftAt = at;
    one.principalLeft = user;
    one.principalLeftFrame = frame;
  } else if (user !== one.session.creator) return;
  if (type === TRREQ) {
    one.trreqAt = at;
    one.trreqFrame = frame;
  } else if (type === SDREQ) {
    one.sdreqAt = at;
    one.sdreqFrame = frame;
  }
}

function take(desk: Desk, one: Case, e: Evidence, seen: Seen): void {
  const { session } = one;
  const { group } = e.member;
  const mayAnyAsk = desk.options.policies.userInfo === 'registered';
  const isUnderWay = session.phase === ANNOUNCED || session.phase === RUNNING;
  const asks = (expected: boolean): void =>
    noteRequest(desk, one, seen, seen.user, expected && session.fromBirth && !e.spoilt);
  switch (seen.type) {
    case SCINF:
      if (!judgeCreator(desk, one, e, seen, TYPE_NAMES[seen.type])) return;
      if (one.scinfAt < 0) one.scinfAt = seen.at;
      asks(isUnderWay || session.phase !== ENDED);
      break;
    case SDREQ:
      if (judgeCreator(desk, one, e, seen, TYPE_NAMES[seen.type])) asks(true);
      break;
    case SJREQ:
      judgeTooEarly(desk, one, e, seen, false);
      e.low = 0;
      asks(isUnderWay && group >= REGISTERED);
      break;
    case SAREQ:
      judgeTooEarly(desk, one, e, seen, true);
      takeSareq(desk, e, seen);
      asks(isUnderWay && group >= ENROLLED && session.gateOpen);
      break;
    case UIREQ:
      judgeUireq(desk, one, e, seen);
      asks(session.phase === RUNNING && group >= (mayAnyAsk ? REGISTERED : ACTIVE));
      break;
    case LVREQ:
      takeLvreq(desk, one, e, seen);
      break;
    case TRREQ:
      if (judgeTrreq(desk, one, e, seen)) expectEnd(desk, one, e, 'TRREQ', seen.frame);
      break;
    default:
      break;
  }
}

function takeSareq(desk: Desk, e: Evidence, seen: Seen): void {
  const { at, connection, client } = seen;
  if (e.firstSareq < 0) e.firstSareq = at;
  e.spoilt = false;
  if (connection >= 0) return;
  const port = mmPortOf(seen.bytes, seen.start, seen.end);
  desk.mmPeers.set(client * 0x10000 + port, e);
  if (e.ports.includes(port)) return;
  if (e.ports.length >= MOST_PORTS) e.ports.shift();
  e.ports.push(port);
}

function takeLvreq(desk: Desk, one: Case, e: Evidence, { user, reserved, at, frame }: Seen): void {
  const { group } = e.member;
  const target = desk.options.policies.leaveTarget === 'active-only' ? 0 : reserved;
  forgetRequests(one, user, REQUESTS);
  e.low = 0;
  if (target > 0) e.deEnrolAt = at;
  if (group === ACTIVE && isPrincipal(e.member)) expectEnd(desk, one, e, 'LVREQ', frame);
  else if (target > 0 && group >= ENROLLED) expectNewKey(desk, one, e, at, frame);
}
