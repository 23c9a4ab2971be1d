/**
 * Headers (8.2, 8.4): S and mode of the session, its group, KA period and timeout, the member's type. A value that is wrong is
 * reported, not acted on (D21); a client that does not know one yet sends zero, or 001 as its type.
 */
import { REQUESTED, type Seen } from '../../track/contract.js';
import { isMmType, SCACC, SCINF, SCREJ, SRREJ, SRREQ, TYPE_NAMES } from '../../track/seen.js';
import { type Desk, tell } from './desk.js';
import type { Case, Evidence } from './evidence.js';
import { RULES } from './rules.js';

const TENTH = 100_000;
const PARTICIPANT = 1;

/** Fields, and the bit under which one that is wrong is remembered of a member. */
const FIELDS = {
  mode: [1, 'the mode'],
  secure: [2, 'bit S'],
  group: [4, 'the group address'],
  port: [8, 'the group port'],
  period: [16, 'the KA period'],
  timeout: [32, 'the timeout'],
  type: [64, 'the member type'],
} as const;

/** Compares the header of a member's message with what is known; which next to nothing costs where all is right. */
export function judgeHeader(desk: Desk, one: Case, e: Evidence, seen: Seen): void {
  const { session } = one;
  const { type, toServer } = seen;
  if (!session.fromBirth || e.spoilt) return;
  if (session.groupAddress !== seen.groupAddress && !(toServer && seen.groupAddress === 0)) {
    if (type !== SRREJ && type !== SCREJ) complain(desk, one, e, seen, FIELDS.group);
  }
  if (session.groupPort !== seen.groupPort && !(toServer && seen.groupPort === 0)) {
    if (type !== SRREJ && type !== SCREJ) complain(desk, one, e, seen, FIELDS.port);
  }
  if (isMmType(type)) judgeMm(desk, one, e, seen);
  else judgeSm(desk, one, e, seen);
}

function judgeMm(desk: Desk, one: Case, e: Evidence, seen: Seen): void {
  const { session } = one;
  const { toServer, kaPeriod, timeout, memberType } = seen;
  if (seen.closed !== session.closed) complain(desk, one, e, seen, FIELDS.mode);
  if (kaPeriod * TENTH !== session.kaPeriod && !(toServer && kaPeriod === 0)) {
    complain(desk, one, e, seen, FIELDS.period);
  }
  if (timeout * TENTH !== session.timeout && !(toServer && timeout === 0)) {
    complain(desk, one, e, seen, FIELDS.timeout);
  }
  if (memberType !== e.member.memberType && !(toServer && memberType === PARTICIPANT)) {
    complain(desk, one, e, seen, FIELDS.type);
  }
}

function judgeSm(desk: Desk, one: Case, e: Evidence, seen: Seen): void {
  const { session } = one;
  const { type } = seen;
  if (type === SRREJ || type === SRREQ) return;
  if (seen.secure !== session.secure && type !== SCREJ) complain(desk, one, e, seen, FIELDS.secure);
  const isFixed = session.phase !== REQUESTED && type !== SCACC && type !== SCINF;
  if (isFixed && seen.closed !== session.closed) complain(desk, one, e, seen, FIELDS.mode);
}

function complain(
  desk: Desk,
  one: Case,
  e: Evidence,
  { toServer, frame, type }: Seen,
  [bit, field]: readonly [number, string],
): void {
  const mark = toServer ? bit << 8 : bit;
  if ((e.headers & mark) !== 0) return;
  e.headers |= mark;
  tell(desk, one, toServer ? RULES.headerClient : RULES.headerServer, {
    frames: [frame],
    message: `${toServer ? 'User' : 'The server says to user'} ${e.member.user}${toServer ? ' sends' : ' in'} ${TYPE_NAMES[type]}${toServer ? ' with' : ''} another value of ${field} than the session has.`,
  });
}
