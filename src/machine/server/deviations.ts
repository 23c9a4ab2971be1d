/**
 * Values in the header of a client's message that are not the session's, in fields that no rule names: they are reported,
 * and not acted on (D21). A client that does not know a value yet sends zero, or 001 as its type; that is no deviation.
 */
import type { GmpMessage, MmHeader, SmHeader } from '../../../dissectors/gmp-message.js';
import { notify } from '../contract.js';
import type { Transition } from '../transitions.js';
import { take } from './inner-rows.js';
import { typeOf } from './member-table.js';
import type { ServerStep, Session } from './server-state.js';

const REPORT: Transition<ServerStep> = {
  id: 'server.header.deviation',
  on: ['deviation'],
  from: {},
  when: 'a value in the header is not that of the session or of the member',
  to: {},
  effects: ['notify deviation'],
  clause: '8.2; 8.4',
  decisions: ['D21'],
  run: (c) => report(c, c.message!),
};

/** The row of deviations. */
export const DEVIATION_ROWS: readonly Transition<ServerStep>[] = [REPORT];

/** Reports what is wrong in the header of the message; nothing where it is right, which costs next to nothing. */
export function checkHeader(c: ServerStep, message: GmpMessage): void {
  if (!isRight(c.session, c.user, message)) take(c, REPORT);
}

function isRight(session: Session, user: number, message: GmpMessage): boolean {
  const { groupAddress, groupPort } = message;
  if (message.closed !== session.closed && message.type !== 'SCINF') return false;
  if (groupAddress !== session.groupAddress && groupAddress !== 0) return false;
  if (groupPort !== session.groupPort && groupPort !== 0) return false;
  if (!('memberType' in message)) {
    if (message.secure !== session.secure) return false;
    return message.type !== 'SRREQ' || message.user === 0 || message.user === user;
  }
  const { kaPeriod, timeout, memberType } = message;
  if (kaPeriod !== session.kaPeriod && kaPeriod !== 0) return false;
  if (timeout !== session.timeout && timeout !== 0) return false;
  return memberType === 1 || memberType === typeOf(session.members, user);
}

function report(c: ServerStep, message: GmpMessage): void {
  const { session, user } = c;
  const differ = (field: string, expected: number, actual: number): void => {
    if (actual !== expected)
      notify(c.out, { what: 'deviation', session: session.id, user, field, expected, actual });
  };
  const known = (field: string, expected: number, actual: number): void => {
    if (actual !== 0) differ(field, expected, actual);
  };
  if ('memberType' in message) reportMm(session, user, message, differ, known);
  else reportSm(session, user, message, differ, known);
  known('gmp.group.port', session.groupPort, message.groupPort);
  known('gmp.group.addr', session.groupAddress, message.groupAddress);
}

type Differ = (field: string, expected: number, actual: number) => void;

function reportSm(
  session: Session,
  user: number,
  message: SmHeader & { readonly type: string },
  differ: Differ,
  known: Differ,
): void {
  differ('gmp.sm.flags.s', Number(session.secure), Number(message.secure));
  if (message.type !== 'SCINF') differ('gmp.sm.flags.m', Number(session.closed), Number(message.closed));
  if (message.type === 'SRREQ') known('gmp.user_id', user, message.user);
}

function reportMm(session: Session, user: number, message: MmHeader, differ: Differ, known: Differ): void {
  differ('gmp.mm.mode', session.closed ? 2 : 1, message.closed ? 2 : 1);
  if (message.memberType !== 1)
    differ('gmp.mm.member_type', typeOf(session.members, user), message.memberType);
  known('gmp.mm.ka_period', session.kaPeriod, message.kaPeriod);
  known('gmp.mm.timeout', session.timeout, message.timeout);
}
