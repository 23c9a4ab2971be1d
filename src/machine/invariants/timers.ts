/**
 * What timers must obey: I11 (they run only for what exists) and I8 (the KA timer runs exactly while our own reckoning says
 * that the member has a KAREQ to answer).
 *
 *   period  while the session runs        scinf   while it waits for SCINF (D2)
 *   ka      of enrolled, active members   record  while it is ended (D14)
 */
import { type Micros, NEVER } from '../../base/micros.js';
import type { GmpTimer, Phase } from '../gmp-vocabulary.js';
import { breach, endsNow, type MemberBook, rank, type SessionBook, stepOf, type Watch } from './books.js';
import { takeDue } from './dues.js';

const SESSION_TIMERS = ['period', 'scinf', 'record'] as const;
type SessionTimer = (typeof SESSION_TIMERS)[number];

const RUNS_WHILE: Readonly<Record<SessionTimer, Phase>> = {
  period: 'running',
  scinf: 'requested',
  record: 'ended',
};

/** Judges that a timer is armed. */
export function watchSet(watch: Watch, timer: GmpTimer, at: Micros): void {
  if (at <= watch.now) say(watch, timer, 'is armed for an instant that is not to come');
  put(watch, timer, at);
}

/** Judges that a timer stops. */
export function watchCancel(watch: Watch, timer: GmpTimer): void {
  if (put(watch, timer, NEVER) === NEVER) say(watch, timer, 'is stopped, but did not run');
}

/** Judges that a timer fires. */
export function watchExpired(watch: Watch, timer: GmpTimer): void {
  const at = put(watch, timer, NEVER);
  if (at === NEVER) say(watch, timer, 'fires, but did not run');
  else if (at !== watch.now) say(watch, timer, `fires at ${watch.now} µs, but was armed for ${at} µs`);
  else if (watch.event.kind !== 'time') say(watch, timer, 'fires before the messages of its instant');
}

function say(watch: Watch, timer: GmpTimer, what: string): void {
  breach(watch, 'I11', timer.session, timer.user, `its timer ${timer.name} ${what}`);
}

/** Writes down until when a timer runs; the answer is until when it ran. */
function put(watch: Watch, timer: GmpTimer, at: Micros): Micros {
  const book = watch.sessions.get(timer.session);
  if (book === undefined) {
    say(watch, timer, 'is one of a session that there is not');
    return watch.now;
  }
  const step = stepOf(watch, book);
  if (isSessionTimer(timer.name)) {
    const before = book.timers[timer.name];
    book.timers[timer.name] = at;
    return before;
  }
  const member = book.members.get(timer.user);
  if (timer.name !== 'ka' || member === undefined) {
    say(
      watch,
      timer,
      member === undefined ? 'is one of somebody who is no member' : 'is no timer of a server',
    );
    return watch.now;
  }
  const before = member.timer;
  member.timer = at;
  step.timed.push(member);
  return before;
}

function isSessionTimer(name: GmpTimer['name']): name is SessionTimer {
  return name === 'period' || name === 'scinf' || name === 'record';
}

/** Judges the timers of a session when all effects of a step are known. */
export function watchTimers(watch: Watch, book: SessionBook): void {
  for (const name of SESSION_TIMERS) if (book.timers[name] !== NEVER) judgeTimer(watch, book, name);
  if (isMidRound(book) && book.roundSince < watch.now) {
    say(watch, { name: 'period', session: book.session, user: 0 }, 'does not run, but the session does');
  }
  if (!isMidRound(book) || book.roundSince === NEVER) book.roundSince = isMidRound(book) ? watch.now : NEVER;
  const { timed, moves } = book.step!;
  for (const member of timed) judgeMember(watch, member);
  for (const { member } of moves) judgeMember(watch, member);
  if (!endsNow(book)) return;
  for (const member of book.members.values()) judgeMember(watch, member);
}

function judgeTimer(watch: Watch, book: SessionBook, name: SessionTimer): void {
  const at = book.timers[name];
  if (at >= watch.now && book.phase === RUNS_WHILE[name]) return;
  const timer = { name, session: book.session, user: 0 };
  if (book.phase !== RUNS_WHILE[name]) say(watch, timer, `runs, but the session is ${book.phase}`);
  else say(watch, timer, `was to fire at ${at} µs, and did not`);
}

/** The member's timer runs only if it is enrolled, and then as we reckon. What was said once is not said again. */
function judgeMember(watch: Watch, member: MemberBook): void {
  const { session, user, timer, due, group } = member;
  if (timer === due) return;
  member.timer = due;
  if (timer !== NEVER && rank(group) < 2) {
    breach(watch, 'I11', session.session, user, `its timer ka runs, but it is ${group}`);
    return;
  }
  const runs = timer === NEVER ? 'does not run' : `runs until ${timer} µs`;
  const should = due === NEVER ? 'no KAREQ waits for its answer' : `its time is up at ${due} µs`;
  breach(watch, 'I8', session.session, user, `its timer ka ${runs}, but ${should}`);
}

/**
 * I8: whoever was silent until its time was up has been demoted. While a big round is under way, which takes several steps
 * at one instant, timers of that instant may still be to come.
 */
export function watchOverdue(watch: Watch): void {
  const isDone = watch.event.kind === 'time' && !watch.touched.some(isMidRound);
  const last = isDone ? watch.now : watch.now - 1;
  for (const member of takeDue(watch.dues, last as Micros)) {
    const { session, user, due } = member;
    member.due = NEVER;
    member.timer = NEVER;
    breach(watch, 'I8', session.session, user, `it was silent until ${due} µs, and is still ${member.group}`);
  }
}

/** Its period has run out, and is not armed anew yet: the round is not complete. */
export function isMidRound(book: SessionBook): boolean {
  return book.phase === 'running' && book.timers.period === NEVER;
}
