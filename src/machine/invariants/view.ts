/**
 * The books of the watch against the server's own view of itself: what it tells must be what it is. This costs a walk over
 * all members, so it is for tests and for the ends of runs.
 */
import { NEVER } from '../../base/micros.js';
import type { MemberView, ServerView, SessionView } from '../server/server-view.js';
import { breach, type MemberBook, mmPeer, rank, type SessionBook, type Watch } from './books.js';
import type { Breach } from './breach.js';
import { missingPrincipal } from './phases.js';
import { isMidRound } from './timers.js';

/** Compares the books with the server's view after the step that was judged last; the answer is what differs. */
export function watchView(watch: Watch, view: ServerView): readonly Breach[] {
  const seen = new Set<number>();
  for (const session of view.sessions) {
    if (seen.has(session.session)) breach(watch, 'I2', session.session, 0, 'two sessions have one ID');
    seen.add(session.session);
    const book = watch.sessions.get(session.session);
    if (book === undefined) {
      breach(watch, 'I2', session.session, 0, 'there is a session that was never told of');
    } else {
      compareSession(watch, book, session);
      compareMembers(watch, book, session.members);
    }
  }
  for (const id of watch.sessions.keys()) {
    if (!seen.has(id)) breach(watch, 'I2', id, 0, 'a session has gone, and its end was not told');
  }
  const { breaches } = watch;
  watch.breaches = [];
  return breaches;
}

function compareSession(watch: Watch, book: SessionBook, view: SessionView): void {
  const differ = (invariant: Breach['invariant'], what: string, told: unknown, is: unknown): void => {
    if (told === is) return;
    breach(watch, invariant, book.session, 0, `its ${what} is ${String(is)}, but ${String(told)} as told`);
  };
  const live = book.phase === 'announced' || book.phase === 'running';
  differ('I1', 'phase', book.phase, view.phase);
  differ('I2', 'creator', book.creatorUser, view.creator);
  differ('I6', 'secure mode', book.secure, view.secure);
  differ('I6', 'key generation', live ? book.generation : 0, view.generation);
  differ('I7', 'closed mode', book.closed, view.closed);
  differ('I7', 'number of pending registrations', book.asked.size, view.pending.length);
  differ('I10', 'start gate open', book.gateOpen, view.gateOpen);
  if (live && !view.gateOpen && missingPrincipal(watch, book) < 0) {
    breach(watch, 'I10', book.session, 0, 'its start gate is closed, though every listed principal is there');
  }
  if (!isMidRound(book)) differ('I11', 'timer period', book.timers.period, view.roundAt ?? NEVER);
  differ('I11', 'timer scinf', book.timers.scinf, view.scinfAt ?? NEVER);
  differ('I11', 'timer record', book.timers.record, view.recordAt ?? NEVER);
}

function compareMembers(watch: Watch, book: SessionBook, views: readonly MemberView[]): void {
  let last = 0;
  let inGroups = 0;
  for (const view of views) {
    if (view.user <= last) breach(watch, 'I2', book.session, view.user, 'two members have one user ID');
    last = view.user;
    const member = book.members.get(view.user);
    const group = member?.group ?? 'none';
    inGroups += Number(group !== 'none');
    if (view.group !== group) {
      breach(watch, 'I1', book.session, view.user, `it is ${view.group}, but ${group} as told`);
    } else if (group === 'none') {
      if (view.kaAt !== undefined)
        breach(watch, 'I11', book.session, view.user, 'its timer ka runs: it is none');
    } else {
      compareMember(watch, member!, view);
    }
  }
  for (const { group } of book.members.values()) inGroups -= Number(group !== 'none');
  if (inGroups !== 0) breach(watch, 'I1', book.session, 0, 'members have gone, and that was not told');
}

function compareMember(watch: Watch, member: MemberBook, view: MemberView): void {
  const differ = (invariant: Breach['invariant'], what: string, told: unknown, is: unknown): void => {
    if (told === is) return;
    const text = `its ${what} is ${String(is)}, but ${String(told)} by its messages`;
    breach(watch, invariant, member.session.session, member.user, text);
  };
  differ('I2', 'SM address', member.peer, view.smPeer);
  differ('I3', 'MM address', mmPeer(member), view.mmPeer);
  differ('I5', 'admission', member.admitted, view.admitted);
  differ('I9', 'member type', member.memberType, view.memberType);
  differ('I11', 'timer ka', member.timer, view.kaAt ?? NEVER);
  if (view.held && rank(member.group) !== 2) differ('I10', 'held SAREQ', false, true);
}
