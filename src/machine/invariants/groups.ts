/**
 * What a note of a member's group must obey: I1 (one group up at a time), I2 (user IDs), I5 (active only by KARES), and the
 * demotions of I8.
 *
 *   none ──SRREQ, SCINF, answer──► registered ──SJREQ, KARES──► enrolled ──KARES──► active
 *     ▲ LVREQ, end                     ▲ timer, LVREQ              │ ▲ timer, LVREQ    │
 *     └────────────────────────────────┴───────────────────────────┘ └──────────────────┘
 */
import { NEVER } from '../../base/micros.js';
import type { Group, ServerNote } from '../gmp-vocabulary.js';
import {
  breach,
  endsNow,
  isFrom,
  isLeader,
  type MemberBook,
  rank,
  type SessionBook,
  stepOf,
  type Watch,
} from './books.js';
import { startDue, stopDue } from './dues.js';
import { enterMember } from './registration.js';

type GroupNote = Extract<ServerNote, { what: 'group' }>;

/** Judges a note of a member's group, and writes it into the books. */
export function watchGroup(watch: Watch, note: GroupNote): void {
  const { session, user, from, to } = note;
  const book = watch.sessions.get(session);
  if (book === undefined) {
    breach(watch, 'I1', session, user, 'a group is told of a session that there is not');
    return;
  }
  const member = book.members.get(user);
  const was = member?.group ?? 'none';
  if (from === 'none' && was !== 'none') {
    breach(watch, 'I2', session, user, `its user ID is given a second time: it is ${was}`);
    return;
  }
  if (from !== was) breach(watch, 'I1', session, user, `it goes from ${from} to ${to}, but was ${was}`);
  const up = rank(to) - rank(was);
  if (up > 1) breach(watch, 'I1', session, user, `it goes from ${was} to ${to} at once`);
  if (up === 0) return;
  const found = was === 'none' ? enterMember(watch, book, user) : member!;
  if (to === 'active') judgeActivation(watch, found);
  if (up < 0) judgeFall(watch, found, to);
  moveMember(watch, book, found, to);
}

function moveMember(watch: Watch, book: SessionBook, member: MemberBook, to: Group): void {
  const { group } = member;
  stepOf(watch, book).moves.push({ member, from: group, to });
  book.enrolled += Number(rank(to) >= 2) - Number(rank(group) >= 2);
  if (isLeader(member)) book.leaders += Number(to === 'active') - Number(group === 'active');
  member.group = to;
  if (rank(to) < 2) stopDue(watch, member);
  if (to === 'none' && member.user !== book.creatorUser) book.claims.delete(member.place);
}

function judgeActivation(watch: Watch, member: MemberBook): void {
  const { session, user } = member;
  if (!isFrom(watch, member, 'KARES')) {
    breach(watch, 'I5', session.session, user, 'it becomes active without a KARES from its address');
  }
  if (!member.admitted && watch.policies.karesCounts === 'admitted') {
    breach(watch, 'I5', session.session, user, 'it becomes active, but no SAREQ of it has been admitted');
  }
  if (!session.gateOpen) {
    breach(watch, 'I10', session.session, user, 'it becomes active before the start gate is open');
  }
}

/** A member falls by its own LVREQ, by the end of its session, or by its timer: then by one group. */
function judgeFall(watch: Watch, member: MemberBook, to: Group): void {
  const { session, user, due, group } = member;
  if (isFrom(watch, member, 'LVREQ') || (to === 'none' && endsNow(session))) return;
  const falls = `it falls from ${group} to ${to}`;
  if (rank(group) - rank(to) > 1) breach(watch, 'I8', session.session, user, `${falls} at once`);
  if (to === 'none') {
    breach(watch, 'I8', session.session, user, `${falls}, but nobody asked for that`);
  } else if (watch.event.kind !== 'time') {
    breach(watch, 'I8', session.session, user, `${falls} by a message that is not its own`);
  } else if (due === NEVER) {
    breach(watch, 'I8', session.session, user, `${falls}, but no KAREQ waits for its answer`);
  } else if (due !== watch.now) {
    breach(
      watch,
      'I8',
      session.session,
      user,
      `${falls} at ${watch.now} µs, but its time is up at ${due} µs`,
    );
  }
  // demoted from active, it has one more timeout to answer (7.2)
  if (to === 'enrolled') startDue(watch, member);
}
