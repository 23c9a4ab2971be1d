/**
 * When a server wants to be woken. Each session stands in the heap with an instant that is never later than its next timer;
 * it may be earlier, where a timer was stopped: then the session is looked at in vain, once.
 */
import { heapSet, heapTimeOf } from '../../base/heap.js';
import type { Micros } from '../../base/micros.js';
import { nextKaExpiry } from './member-table.js';
import type { Server, Session } from './server-state.js';

/** A timer of a session was armed: it is to be looked at then, if not before. */
export function lookAt(server: Server, session: Session, at: Micros): void {
  if (at < heapTimeOf(server.due, session.id)) heapSet(server.due, session.id, at);
}

/** The next timer of a session. */
export function nextOf(session: Session): Micros {
  return Math.min(session.waitAt, session.roundAt, nextKaExpiry(session.members)) as Micros;
}

/** All timers of a session that were due have fired: it is to be looked at when the next one is. */
export function lookAgain(server: Server, session: Session): void {
  heapSet(server.due, session.id, nextOf(session));
}
