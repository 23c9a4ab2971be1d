/**
 * The GMP server (clauses 6 and 7): it is stepped with what arrives and with the time, and says what is to be done.
 *
 *   const server = createServer(serverOptions(), random);
 *   const effects = stepServer(server, { kind: 'message', from, message }, now);
 *   … when serverWake(server) has come: stepServer(server, { kind: 'time' }, now)
 *
 * Instants of steps never run backwards.
 */
import type { GmpMessage } from '../../../dissectors/gmp-message.js';
import { heapKey, heapTime } from '../../base/heap.js';
import type { Micros } from '../../base/micros.js';
import { takeEffects, whyOf } from '../contract.js';
import type { ServerEffect, ServerEvent } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import { type CompiledRow, findTransition } from '../transitions.js';
import { checkHeader } from './deviations.js';
import { bitsOf, groupOf, KNOWN, mmPeerOf, smPeerOf } from './member-table.js';
import { SERVER_TABLE } from './server-rows.js';
import { ANNOUNCED, ENDED, NOWHERE, RUNNING, type Server, type ServerStep } from './server-state.js';
import { fireSession } from './timer-rows.js';

/** Takes an event at an instant; the effects in the documented order (contract.ts). */
export function stepServer(server: Server, event: ServerEvent, now: Micros): readonly ServerEffect[] {
  const c = server.step;
  c.now = now;
  c.message = undefined;
  c.user = 0;
  c.reason = '';
  switch (event.kind) {
    case 'message':
      receive(c, event.from, event.message);
      break;
    case 'violation':
      c.from = event.from;
      c.session = NOWHERE;
      c.reason = event.violation.code;
      run(c, 'violation');
      break;
    case 'authorised':
      c.from = event.peer;
      c.session = server.sessions.get(event.session) ?? NOWHERE;
      run(c, event.granted ? 'authorised' : 'refused');
      break;
    case 'time':
      fireDue(c);
      break;
    default:
      return event satisfies never;
  }
  for (const { reason } of c.out.ignored) server.ignored.set(reason, (server.ignored.get(reason) ?? 0) + 1);
  return takeEffects(c.out);
}

/** When the server wants to be stepped with a time event; NEVER where no timer runs. It may turn out to be in vain. */
export function serverWake(server: Server): Micros {
  return heapTime(server.due);
}

/** Finds whom a message concerns, and takes the first row that fits. */
function receive(c: ServerStep, from: Peer, message: GmpMessage): void {
  const { server } = c;
  c.from = from;
  c.message = message;
  if (message.type === 'SCREQ') c.session = server.requested.get(from) ?? NOWHERE;
  else c.session = server.sessions.get(message.session) ?? NOWHERE;
  if (c.session !== NOWHERE) identify(c, from, message);
  run(c, message.type);
}

/** Who sends it: only from the right address is it somebody (D7). */
function identify(c: ServerStep, from: Peer, message: GmpMessage): void {
  const { session } = c;
  if (message.type === 'SCREQ') return;
  if (message.type === 'SRREQ') {
    c.user = session.byPeer.get(from) ?? 0;
    if (session.phase === ANNOUNCED || session.phase === RUNNING) checkHeader(c, message);
    return;
  }
  if ((bitsOf(session.members, message.user) & KNOWN) === 0) {
    c.reason = 'unknown-user';
    return;
  }
  const right = 'memberType' in message ? mmPeerOf : smPeerOf;
  if (right(session.members, message.user) !== from) {
    c.reason = 'wrong-address';
    return;
  }
  c.user = message.user;
  if (session.phase !== ENDED) checkHeader(c, message);
}

function run(c: ServerStep, event: string): void {
  const group = c.user === 0 ? 0 : groupOf(c.session.members, c.user);
  const found: CompiledRow<ServerStep> | undefined = findTransition(
    SERVER_TABLE.get(event),
    c.session.phase,
    group,
    c,
  );
  if (found === undefined) throw new Error(`no transition for ${event}`);
  c.out.why = whyOf(found.row, c);
  found.run(c);
}

/** Sessions that are due, in ascending order of their IDs where they are due at one instant. */
function fireDue(c: ServerStep): void {
  const { server } = c;
  while (heapTime(server.due) <= c.now) {
    c.session = server.sessions.get(heapKey(server.due)!)!;
    fireSession(c);
    if (c.session.roundFrom !== 0) return;
  }
}
