/**
 * What notes of a session must obey: its phases (I2, I10), its start gate (I10), its keys (I6).
 *
 *   none ──SCREQ──► requested ──SCINF──► announced ──first KARES──► running ──► ended ──► none
 */
import type { Phase, ServerNote } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import { breach, openBook, rank, type SessionBook, stepOf, type Watch } from './books.js';
import type { InvariantName } from './breach.js';
import { claimOwnPlace } from './registration.js';

type PhaseNote = Extract<ServerNote, { what: 'phase' }>;

const PRINCIPAL = 2;

/** Which invariant speaks of a phase that comes out of order. */
const SPEAKS_OF: Readonly<Record<Phase, InvariantName>> = {
  requested: 'I2',
  announced: 'I10',
  running: 'I10',
  ended: 'I9',
  none: 'I9',
};

/** The phases from which each may be entered. */
const FROM: Readonly<Record<Phase, readonly Phase[]>> = {
  requested: ['none'],
  announced: ['requested'],
  running: ['announced'],
  ended: ['requested', 'announced', 'running'],
  none: ['requested', 'ended'],
};

/** Judges a note of a session's phase, and writes it into the books. */
export function watchPhase(watch: Watch, note: PhaseNote): void {
  const { session, from, to } = note;
  let book = watch.sessions.get(session);
  const was = book?.phase ?? 'none';
  if (from !== was || !FROM[to].includes(was)) {
    breach(watch, SPEAKS_OF[to], session, 0, `the session goes from ${from} to ${to}, but was ${was}`);
  }
  if (to === 'requested' && book === undefined) book = createdBook(watch, session);
  if (book === undefined) return;
  stepOf(watch, book);
  book.phase = to;
  if (to === 'announced') readParameters(watch, book);
}

function createdBook(watch: Watch, session: number): SessionBook {
  const { event } = watch;
  if (event.kind === 'message' && event.message.type === 'SCREQ') {
    return openBook(watch, session, event.from, event.message.secure);
  }
  breach(watch, 'I2', session, 0, 'a session is created, but nobody asked for one');
  return openBook(watch, session, 0 as Peer, false);
}

function readParameters(watch: Watch, book: SessionBook): void {
  const { event } = watch;
  if (event.kind !== 'message' || event.message.type !== 'SCINF') {
    breach(watch, 'I10', book.session, 0, 'the session is announced, but nobody sent its parameters');
    return;
  }
  const { parameters } = event.message;
  book.closed = event.message.closed;
  book.listed = parameters.members;
  book.kaPeriod = parameters.kaPeriod ?? watch.policies.kaPeriod;
  book.timeout = parameters.timeout ?? watch.policies.timeout;
  book.termination = parameters.termination ?? watch.policies.termination;
  claimOwnPlace(book);
}

/** Judges that the start gate opens: every listed principal is there (7.1.1, D6). */
export function watchGate(watch: Watch, session: number): void {
  const book = watch.sessions.get(session);
  if (book === undefined) {
    breach(watch, 'I10', session, 0, 'a gate opens in a session that there is not');
    return;
  }
  if (book.gateOpen) breach(watch, 'I10', session, 0, 'the gate opens, but is open');
  book.gateOpen = true;
  const place = missingPrincipal(watch, book);
  if (place < 0) return;
  const claimer = book.claims.get(place);
  const who = claimer === undefined ? 'is not there' : `is only ${claimer.group}`;
  breach(watch, 'I10', session, claimer?.user ?? 0, `the gate opens, but listed member ${place + 1} ${who}`);
}

/** The first listed principal, by place, that the gate must wait for; -1: none. */
export function missingPrincipal(watch: Watch, book: SessionBook): number {
  const wanted = rank(watch.policies.startGate);
  return book.listed.findIndex(
    ({ memberType }, place) =>
      memberType === PRINCIPAL && rank(book.claims.get(place)?.group ?? 'none') < wanted,
  );
}

/** Judges that a SAREQ is admitted: by an open gate only. */
export function watchAdmission(watch: Watch, session: number, user: number): void {
  const book = watch.sessions.get(session);
  const member = book?.members.get(user);
  if (book === undefined || member === undefined) {
    breach(watch, 'I10', session, user, 'a SAREQ is admitted of somebody who is no member');
    return;
  }
  if (!book.gateOpen)
    breach(watch, 'I10', session, user, 'its SAREQ is admitted, but the start gate is closed');
  member.admitted = true;
  stepOf(watch, book).admitted.push(user);
}

/** Judges that a new key is in force, and discards the one before. */
export function watchKey(watch: Watch, session: number, generation: number): void {
  const book = watch.sessions.get(session);
  if (book === undefined || !book.secure) {
    breach(watch, 'I6', session, 0, 'a key is made for a session that has none');
    return;
  }
  if (generation !== book.generation + 1) {
    const text = `the key of generation ${generation} follows that of generation ${book.generation}`;
    breach(watch, 'I6', session, 0, text);
  }
  book.generation = generation;
  if (book.key !== undefined) book.discarded.add(book.key.join());
  book.key = undefined;
  stepOf(watch, book).rekeyed = true;
}
