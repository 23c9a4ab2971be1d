/**
 * What is judged when all effects of a step are known: the end of a session, which must have a cause and tell every active
 * member once (I9); and the renewal of the key after a de-enrolment (I6).
 */
import {
  breach,
  endsNow,
  isFrom,
  isLeader,
  type MemberBook,
  type Move,
  mmPeer,
  rank,
  type SessionBook,
  type Watch,
} from './books.js';

/** Why a session may end in a step: `lost` and `left` are causes for which it must. */
type Cause = 'lost' | 'left' | 'asked' | 'waited' | 'none';

/** Judges what a step has done to a session. */
export function watchOutcome(watch: Watch, book: SessionBook): void {
  const step = book.step!;
  if (isQuiet(watch, book)) return;
  if (book.phase === 'running' && step.phaseBefore !== 'running' && !book.gateOpen) {
    breach(watch, 'I10', book.session, 0, 'the session runs before its start gate is open');
  }
  const cause = causeOf(watch, book, step.moves);
  if (endsNow(book)) {
    if (cause === 'none') breach(watch, 'I9', book.session, 0, 'the session ends without a cause');
    judgeIndications(watch, book, cause === 'left' ? watch.sender : undefined);
    return;
  }
  if (cause === 'lost' || cause === 'left') {
    const what = `a creator or principal ${cause === 'lost' ? 'is lost' : 'has left'}`;
    breach(
      watch,
      'I9',
      book.session,
      0,
      `${what} (criterion "${book.termination}"), but the session goes on`,
    );
  }
  if (book.secure) judgeRenewal(watch, book);
}

/** Most steps move nobody and renew nothing: there is nothing to be judged then, LVREQ that was not taken apart. */
function isQuiet(watch: Watch, book: SessionBook): boolean {
  const { moves, kdupts, rekeyed, phaseBefore } = book.step!;
  if (moves.length > 0 || kdupts.length > 0 || rekeyed || phaseBefore !== book.phase) return false;
  return watch.event.kind !== 'message' || watch.event.message.type !== 'LVREQ';
}

/** The cause for which the session may end in this step, if there is one (7.2.3, 7.2.4, D2, D12). */
function causeOf(watch: Watch, book: SessionBook, moves: readonly Move[]): Cause {
  const { event, sender } = watch;
  if (event.kind === 'time') {
    if (book.step!.phaseBefore === 'requested') return 'waited';
    const lost = moves.some(({ member, from, to }) => isLeader(member) && from === 'active' && to !== 'none');
    return lost && (book.termination === 'any' || !leaderRemains(book, moves)) ? 'lost' : 'none';
  }
  if (event.kind !== 'message' || event.message.session !== book.session) return 'none';
  const { type, user } = event.message;
  if (type === 'SDREQ') return user === book.creatorUser && event.from === book.creator ? 'asked' : 'none';
  if (type === 'TRREQ') return sender?.memberType === 4 ? 'asked' : 'none';
  if (type !== 'LVREQ' || sender === undefined || !isLeader(sender)) return 'none';
  return groupBefore(sender, moves) === 'active' ? 'left' : 'none';
}

/** Whether a creator or principal is active, those apart that the step itself took out by ending the session. */
function leaderRemains(book: SessionBook, moves: readonly Move[]): boolean {
  if (book.leaders > 0) return true;
  return moves.some(({ member, from, to }) => isLeader(member) && from === 'active' && to === 'none');
}

function groupBefore(member: MemberBook, moves: readonly Move[]): MemberBook['group'] {
  return moves.find((move) => move.member === member)?.from ?? member.group;
}

/** I9: one TRIND to each member that was active before the step, ascending; none to the one that left (D13). */
function judgeIndications(watch: Watch, book: SessionBook, leaver: MemberBook | undefined): void {
  const { moves, trinds } = book.step!;
  const expected = new Map<number, MemberBook>();
  for (const { member, from } of moves) if (from === 'active') expected.set(member.user, member);
  for (const member of book.members.values())
    if (member.group === 'active') expected.set(member.user, member);
  if (leaver !== undefined) expected.delete(leaver.user);
  const told = new Set<number>();
  let last = 0;
  for (const { user, to } of trinds) {
    const member = expected.get(user);
    const fault = (text: string): void => breach(watch, 'I9', book.session, user, text);
    if (told.has(user)) fault('it is sent a second TRIND');
    else if (user === leaver?.user) fault('it is sent TRIND, though it has just left');
    else if (member === undefined) fault('it is sent TRIND, though it was not active');
    else if (to !== mmPeer(member)) fault("its TRIND is sent to an address that is not the member's");
    if (user < last) fault(`its TRIND comes after that of user ${last}`);
    told.add(user);
    last = user;
  }
  for (const user of expected.keys()) {
    if (!told.has(user)) breach(watch, 'I9', book.session, user, 'it was active, and is sent no TRIND');
  }
}

/** I6: after a de-enrolment a new key goes to everyone who is still enrolled; otherwise only to who has just come back (7.3). */
function judgeRenewal(watch: Watch, book: SessionBook): void {
  const { moves, kdupts, rekeyed } = book.step!;
  const gone = moves.find(({ from, to }) => rank(from) >= 2 && rank(to) < 2);
  if (gone !== undefined && !rekeyed) {
    const text = 'it is de-enrolled, but the key that it knows stays in force';
    breach(watch, 'I6', book.session, gone.member.user, text);
  }
  const back = moves.find(({ member, to }) => to === 'enrolled' && isFrom(watch, member, 'KARES'));
  if (back !== undefined && !kdupts.includes(back.member.user)) {
    breach(watch, 'I6', book.session, back.member.user, 'it has come back by KARES, and is not sent the key');
  }
  let last = 0;
  for (const user of kdupts) {
    if (user <= last) breach(watch, 'I6', book.session, user, `its KDUPT comes after that of user ${last}`);
    last = user;
    const isBack = moves.some(({ member, to }) => member.user === user && to === 'enrolled');
    if (!rekeyed && !isBack)
      breach(watch, 'I6', book.session, user, 'it is sent KDUPT, but the key is not new');
  }
  if (rekeyed && kdupts.length !== book.enrolled) {
    const text = `the new key goes to ${kdupts.length} members, but ${book.enrolled} are enrolled`;
    breach(watch, 'I6', book.session, 0, text);
  }
}
