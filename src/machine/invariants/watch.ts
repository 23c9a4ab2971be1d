/**
 * The watch over a server: it sees what the server is stepped with and what it does, and says which invariant (I1 to I11)
 * did not hold. It runs beside every step of every simulation, so a step costs what its effects cost, and no more; only the
 * end of a session walks over its members.
 *
 *   const watch = createWatch(policies);
 *   const effects = stepServer(server, event, now);
 *   for (const { invariant, message } of watchStep(watch, event, now, effects)) …
 *
 * The effects are judged notes first (they say how things stand after the step), then messages, then timers.
 */
import { type Micros, micros } from '../../base/micros.js';
import type { ServerEffect, ServerEvent, ServerNote } from '../gmp-vocabulary.js';
import type { Policies } from '../policies.js';
import {
  findSender,
  giveBack,
  isFrom,
  isTracked,
  rank,
  type SessionBook,
  stepOf,
  type Watch,
} from './books.js';
import type { Breach } from './breach.js';
import { startDue, stopDue } from './dues.js';
import { watchOutcome } from './endings.js';
import { watchGroup } from './groups.js';
import { watchAdmission, watchGate, watchKey, watchPhase } from './phases.js';
import { watchSend } from './sends.js';
import { watchCancel, watchExpired, watchOverdue, watchSet, watchTimers } from './timers.js';

export type { Watch } from './books.js';
export type { Breach, InvariantName } from './breach.js';
export { INVARIANTS } from './breach.js';
export { watchView } from './view.js';

const CREATOR = 4;
const NO_BREACH: readonly Breach[] = [];

/** A watch over a server that has no sessions yet, and these policies. */
export function createWatch(policies: Policies): Watch {
  return {
    policies,
    sessions: new Map(),
    dues: new Map(),
    event: { kind: 'time' },
    now: micros(0),
    sender: undefined,
    breaches: [],
    touched: [],
    spare: [],
  };
}

/** Judges one step of the server: what it was given, when, and the effects; the answer is what did not hold. */
export function watchStep(
  watch: Watch,
  event: ServerEvent,
  now: Micros,
  effects: readonly ServerEffect[],
): readonly Breach[] {
  watch.event = event;
  watch.now = now;
  watch.sender = findSender(watch);
  readEffects(watch, effects);
  for (const book of watch.touched) {
    watchOutcome(watch, book);
    watchTimers(watch, book);
  }
  watchOverdue(watch);
  for (const book of watch.touched) close(watch, book);
  watch.touched.length = 0;
  if (watch.breaches.length === 0) return NO_BREACH;
  const { breaches } = watch;
  watch.breaches = [];
  return breaches;
}

/** Notes come first; they stand behind the messages and timers (contract.ts), and most steps have none. */
function readEffects(watch: Watch, effects: readonly ServerEffect[]): void {
  let isIgnored = false;
  let hasNotes = false;
  for (const effect of effects) {
    if (effect.kind === 'notify') {
      hasNotes = true;
      if (effect.note.what === 'phase') watchPhase(watch, effect.note);
    } else if (effect.kind === 'ignored') isIgnored = true;
  }
  if (!isIgnored) readRequest(watch);
  if (hasNotes) for (const effect of effects) if (effect.kind === 'notify') watchNote(watch, effect.note);
  readAnswer(watch);
  for (const effect of effects) {
    if (effect.kind === 'send') watchSend(watch, effect);
    else if (effect.kind === 'set') watchSet(watch, effect.timer, effect.at);
    else if (effect.kind === 'cancel') watchCancel(watch, effect.timer);
  }
}

/** What SAREQ changes in the books before anything else: the port to which the effects go already (8.1 n). */
function readRequest(watch: Watch): void {
  const { event, sender } = watch;
  if (event.kind !== 'message' || sender === undefined) return;
  if (event.message.type === 'SAREQ' && rank(sender.group) >= 2) sender.mmPort = event.message.mmPort;
}

function watchNote(watch: Watch, note: ServerNote): void {
  switch (note.what) {
    case 'group':
      watchGroup(watch, note);
      break;
    case 'gate':
      watchGate(watch, note.session);
      break;
    case 'admitted':
      watchAdmission(watch, note.session, note.user);
      break;
    case 'key':
      watchKey(watch, note.session, note.generation);
      break;
    case 'authorise':
      watch.sessions.get(note.session)?.asked.add(note.peer);
      break;
    case 'refused':
      watch.sessions.get(note.session)?.asked.delete(note.peer);
      break;
    case 'expired':
      watchExpired(watch, note.timer);
      break;
    default:
  }
}

/** What KARES and LVREQ of a member, and the host program's answer, change, now that groups are known (7.2, D9, D24, D25). */
function readAnswer(watch: Watch): void {
  const { event, sender: member } = watch;
  if (event.kind === 'authorised') watch.sessions.get(event.session)?.asked.delete(event.peer);
  if (member === undefined || member.session.phase === 'ended') return;
  if (isFrom(watch, member, 'LVREQ')) {
    stepOf(watch, member.session);
    member.admitted = false;
    stopDue(watch, member);
  } else if (isFrom(watch, member, 'KARES') && member.group === 'active') {
    if (watch.policies.kaTimer === 'continuous' && isTracked(watch, member)) startDue(watch, member);
    else stopDue(watch, member);
  }
}

/** Ends the step for a session: what has gone is taken out of the books. The creator keeps its user ID (D22). */
function close(watch: Watch, book: SessionBook): void {
  for (const { member } of book.step!.moves) {
    if (member.group === 'none' && member.memberType !== CREATOR) book.members.delete(member.user);
  }
  if (book.phase === 'none') watch.sessions.delete(book.session);
  giveBack(watch, book);
}
