/**
 * The start gate (7.1.1, D4, D6): nobody is asked before every listed principal has registered, and who waited is asked in the
 * order of its SAREQ.
 */
import type { Seen, Session } from '../../track/contract.js';
import { type Desk, ELSEWHERE, nameOf, tellOnce } from './desk.js';
import { type Case, type Evidence, isOfOneClient } from './evidence.js';
import { RULES } from './rules.js';

const PRINCIPAL = 2;

/** A KAREQ before the gate can have opened. */
export function checkGate(desk: Desk, one: Case, { frame, user }: Seen): void {
  const { session } = one;
  if (session.gateOpen || !session.fromBirth || session.listed === undefined) return;
  const missing = principalsMissing(desk, one, session);
  if (missing <= 0) return;
  const what = missing === 1 ? 'a listed principal has' : `${missing} of the listed principals have`;
  tellOnce(desk, one, one.told, RULES.gateIgnored, {
    frames: [session.phaseFrame, frame],
    message: `The server asks user ${user} though ${what} not registered yet: the session must not start.`,
    doubt: isOfOneClient(one) ? ELSEWHERE : undefined,
  });
}

/** Listed principals that have never been let in; the creator may be one of them. */
function principalsMissing(desk: Desk, { people }: Case, session: Session): number {
  const listed = session.listed?.filter(({ memberType }) => memberType === PRINCIPAL) ?? [];
  const creator = people[session.creator]?.member;
  const own = creator === undefined ? -1 : desk.hosts.ipv4(creator.host);
  let missing = listed.length;
  if (listed.some(({ address }) => address === own)) missing -= 1;
  for (const e of people) {
    if (e !== undefined && e.member.memberType === PRINCIPAL && isThere(desk, e)) missing -= 1;
  }
  return missing;
}

function isThere({ options }: Desk, { registeredAt, enrolledAt }: Evidence): boolean {
  return options.policies.startGate === 'registered' ? registeredAt >= 0 : enrolledAt >= 0;
}

/** The KAREQ that lets a held SAREQ through: nobody whose SAREQ came later may have been let through before. */
export function checkHeldOrder(desk: Desk, one: Case, e: Evidence, { frame }: Seen): void {
  const { session, heldLast } = one;
  const { member } = e;
  if (!member.held || session.listed === undefined || !session.fromBirth || member.leftAt >= 0) return;
  if (heldLast === undefined || heldLast.firstSareq <= e.firstSareq) {
    one.heldLast = e;
    return;
  }
  const surely = heldLast.firstSareq - member.sareqAt > desk.options.maxDelay;
  tellOnce(desk, one, one.told, RULES.heldOrder, {
    frames: [member.sareqFrame, heldLast.member.sareqFrame, heldLast.member.askedFrame, frame],
    message: `The gate opens, and the server asks ${nameOf(desk, heldLast.member)} before ${nameOf(desk, member)}, whose SAREQ came first.`,
    doubt: surely ? undefined : 'the SAREQs may have overtaken each other on the way',
  });
}
