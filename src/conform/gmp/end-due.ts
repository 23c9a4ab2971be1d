/**
 * Ends that do not come (7.2.3, 7.2.4; D12): the creator or a principal leaves or is lost, or the creator terminates, and the
 * session goes on all the same. Whether the server took notice shows in the next round: it leaves out who is not active.
 */
import { type Micros, micros } from '../../base/micros.js';
import { ENDED, type Member, RUNNING } from '../../track/contract.js';
import { type Desk, later, nameOf, spanText, tellOnce } from './desk.js';
import type { Case, Evidence } from './evidence.js';
import { RULES } from './rules.js';
import type { EndDue } from './under-way.js';

const PARTICIPANT = 1;

/** Whether the loss of a member may end the session. */
export function isPrincipal({ memberType }: Member): boolean {
  return memberType !== PARTICIPANT;
}

/** An active creator or principal expires, as believed: the session ends, if the criterion says so. */
export function expectEndByExpiry(desk: Desk, one: Case, e: Evidence, at: Micros): void {
  if (!isPrincipal(e.member) || e.spoilt || (one.session.endsWithAll && isAnotherThere(one, e, at))) return;
  expect(desk, one, { by: 'expiry', e, at, frames: [e.quietFrame] });
}

/** Whether another of creator and principals is active, as believed, and does not expire at the same instant. */
function isAnotherThere(one: Case, e: Evidence, at: Micros): boolean {
  if (one.aloneAt === at) return false;
  const isThereOne = one.people.some(
    (other) => other !== undefined && other !== e && isThere(other, e.member.expires),
  );
  if (!isThereOne) one.aloneAt = at;
  return isThereOne;
}

function isThere({ member }: Evidence, instant: Micros): boolean {
  return isPrincipal(member) && member.group === 3 && member.expires !== instant;
}

/** LVREQ of an active creator or principal, or TRREQ of the creator: the session ends. */
export function expectEnd(desk: Desk, one: Case, e: Evidence, by: 'LVREQ' | 'TRREQ', frame: number): void {
  if (one.session.phase !== RUNNING || e.spoilt) return;
  expect(desk, one, { by, e, at: desk.now, frames: [frame] });
}

function expect(desk: Desk, one: Case, due: EndDue): void {
  if (one.endDues.some(({ by, e }) => by === due.by && e === due.e)) return;
  one.endDues.push(due);
  const { maxDelay, tolerance } = desk.options;
  const patience = due.by === 'TRREQ' ? 0 : one.session.kaPeriod;
  later(desk, micros(due.at + patience + maxDelay + tolerance), () => overdue(desk, one, due));
}

/** A round is over, and the session goes on. */
export function judgeEndDues(desk: Desk, one: Case): void {
  const { roundAt } = one.session;
  const { maxDelay } = desk.options;
  for (const due of [...one.endDues]) {
    if (due.by === 'TRREQ' || roundAt <= due.at) continue;
    const { e } = due;
    if (e.member.roundAt >= roundAt) {
      // It is asked again: its LVREQ did not arrive.
      if (roundAt - due.at > maxDelay) drop(one, due);
    } else if (e.activeAt >= 0 && e.activeAt <= due.at) {
      drop(one, due);
      const sure = !one.session.endsWithAll;
      missing(desk, one, due, sure ? undefined : doubtOn(due));
    }
  }
}

function overdue(desk: Desk, one: Case, due: EndDue): void {
  if (!one.endDues.includes(due)) return;
  drop(one, due);
  if (one.session.phase === ENDED || (due.by !== 'TRREQ' && due.e.member.askedAt > due.at)) return;
  const { e } = due;
  const { timeout, endsWithAll } = one.session;
  const { maxDelay, tolerance } = desk.options;
  const expiry = e.deadFrom + timeout + maxDelay + tolerance;
  const isDead = due.by === 'expiry' && e.deadFrom >= 0 && e.activeAt >= e.deadFrom && one.serverAt > expiry;
  missing(desk, one, due, isDead && !endsWithAll ? undefined : doubtOn(due));
}

function doubtOn({ by }: EndDue): string {
  return by === 'expiry'
    ? 'a KARES from before may have taken long'
    : `the ${by} may have been lost on the way`;
}

function missing(desk: Desk, one: Case, { by, e, at, frames }: EndDue, doubt: string | undefined): void {
  const name = nameOf(desk, e.member);
  const what =
    by === 'expiry'
      ? `${name}, whose loss ends the session, has not answered within the timeout of ${spanText(one.session.timeout)}`
      : by === 'LVREQ'
        ? `${name}, whose leaving ends the session, has sent LVREQ`
        : `the creator has sent TRREQ`;
  // TRREQ is sent again and again; the loss of a member may be missed more than once.
  const told = by === 'TRREQ' ? one.told : new Set<string>();
  tellOnce(desk, one, told, RULES.endMissing, {
    frames,
    message: `${what}, but the session goes on ${spanText(desk.now - at)} later: nobody is sent TRIND.`,
    doubt,
  });
}

function drop({ endDues }: Case, due: EndDue): void {
  endDues.splice(endDues.indexOf(due), 1);
}
