/**
 * The end of a session (7.2.4) and of its record (D14).
 *
 *   running ──TRIND to everyone active just before──► ended ──60 s──► removed
 */
import { after, NEVER } from '../../base/micros.js';
import { cancelTimer, notify, setTimer } from '../contract.js';
import { GROUPS, PHASES } from '../gmp-vocabulary.js';
import { mmHeader, sendMm } from './answers.js';
import { stopKa } from './groups.js';
import { freeId } from './id-pool.js';
import { clearIds, eachId } from './id-set.js';
import {
  ADMITTED,
  bitsOf,
  clearFlag,
  FORMER,
  firstKa,
  groupOf,
  HELD,
  KNOWN,
  NONE,
  putGroup,
  setFlag,
  smPeerOf,
} from './member-table.js';
import { lookAgain } from './schedule.js';
import { ENDED, NO_SESSION, type PhaseNumber, REQUESTED, type ServerStep } from './server-state.js';

/** Moves the session to a phase, and tells the host program. */
export function enterPhase(c: ServerStep, to: PhaseNumber): void {
  const from = c.session.phase;
  c.session.phase = to;
  notify(c.out, { what: 'phase', session: c.session.id, from: PHASES[from], to: PHASES[to] });
}

/**
 * Ends the session: TRIND in ascending user ID to everyone active just before; `expired` are those whom this same step
 * has demoted, `leaver` the one whose LVREQ it was, who gets none (D13). All timers stop, all groups empty; the record is kept.
 */
export function endSession(c: ServerStep, leaver: number, expired: readonly number[]): void {
  const { session } = c;
  const told: number[] = [...expired];
  eachId(session.active, (user) => {
    if (user !== leaver) told.push(user);
  });
  told.sort((a, b) => a - b);
  for (const user of told) sendMm(c, user, { type: 'TRIND', ...mmHeader(session, user) });
  stopTimers(c);
  emptyGroups(c);
  session.held = [];
  session.key = undefined;
  if (session.phase === REQUESTED) forgetRequest(c);
  enterPhase(c, ENDED);
  session.waitAt = after(c.now, c.server.options.policies.recordKept);
  setTimer(c.out, { name: 'record', session: session.id, user: 0 }, session.waitAt);
  lookAgain(c.server, session);
}

function stopTimers(c: ServerStep): void {
  const { session } = c;
  for (let user = firstKa(session.members); user !== 0; user = firstKa(session.members)) stopKa(c, user);
  // in the middle of a round the period has run out, and is not armed anew yet
  const isArmed = session.roundAt !== NEVER && session.roundFrom === 0;
  if (isArmed) cancelTimer(c.out, { name: 'period', session: session.id, user: 0 });
  session.roundAt = NEVER;
  session.roundFrom = 0;
  if (session.phase === REQUESTED) cancelTimer(c.out, { name: 'scinf', session: session.id, user: 0 });
}

/** Every member leaves every group, and is remembered as a former one (D14). */
function emptyGroups(c: ServerStep): void {
  const { session } = c;
  for (let user = 1; user <= session.users.largest; user += 1) {
    if ((bitsOf(session.members, user) & KNOWN) === 0) continue;
    const from = groupOf(session.members, user);
    clearFlag(session.members, user, ADMITTED | HELD);
    if (from === NONE) continue;
    setFlag(session.members, user, FORMER);
    putGroup(session.members, user, NONE);
    notify(c.out, { what: 'group', session: session.id, user, from: GROUPS[from], to: 'none' });
  }
  clearIds(session.enrolled);
  clearIds(session.active);
  session.activePrincipals = 0;
}

/** Forgets the session: its ID may be given to another (8.2 e). */
export function removeSession(c: ServerStep): void {
  const { server, session } = c;
  if (session.phase === REQUESTED) forgetRequest(c);
  enterPhase(c, NO_SESSION);
  server.sessions.delete(session.id);
  server.pendingCount -= session.pending.size;
  session.waitAt = NEVER;
  lookAgain(server, session);
  freeId(server.sessionIds, session.id);
}

/** A creator whose session no longer waits for SCINF may ask for another one. */
export function forgetRequest(c: ServerStep): void {
  c.server.requested.delete(smPeerOf(c.session.members, c.session.creator));
}
