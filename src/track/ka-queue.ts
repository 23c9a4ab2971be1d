/**
 * KA timers (9.2 b). All of a session run equally long, so they wait in a queue: arming and stopping cost the same however many
 * run. One that was stopped stays in it until its turn, and is passed over then.
 */
import { heapSet } from '../base/heap.js';
import { after, type Micros, NEVER } from '../base/micros.js';
import type { Books, KaQueue, MemberState, SessionState } from './books.js';

/** Whether the silence of a member counts (7.2.1.1, 7.2.1.2, D11). */
export function isTracked(books: Books, { session, memberType }: MemberState): boolean {
  return session.closed || memberType !== 1 || books.options.openTracking === 'count';
}

/** Arms a member's KA timer anew, at an instant not before any other's; `frame`: the KAREQ that does it. */
export function armKa(books: Books, member: MemberState, at: Micros, frame: number): void {
  const { session } = member;
  if (session.timeout === 0) return;
  const { queue } = session;
  const due = after(at, session.timeout);
  member.expires = due;
  member.armedAt = at;
  member.armedFrame = frame;
  if (queue.head === queue.tail) {
    clearKa(session);
    lookAt(books, session, due);
  }
  queue.who[queue.tail] = member;
  queue.when[queue.tail] = due;
  queue.tail += 1;
}

/** Forgets the queue: no timer runs. */
export function clearKa({ queue }: SessionState): void {
  queue.head = 0;
  queue.tail = 0;
}

/** Sees to it that a session is looked at by `at`. */
export function lookAt(books: Books, session: SessionState, at: Micros): void {
  if (at >= session.wake) return;
  session.wake = at;
  heapSet(books.due, session.number, at);
}

/** So many places at the front of a queue are left unused. */
const FRONT = 1024;

/** Passes over timers that were stopped; gives when the first that runs expires. */
export function skipStopped(queue: KaQueue): Micros {
  const { who, when } = queue;
  while (queue.head < queue.tail && who[queue.head].expires !== when[queue.head]) queue.head += 1;
  if (queue.head > FRONT && 2 * queue.head > queue.tail) {
    who.copyWithin(0, queue.head, queue.tail);
    when.copyWithin(0, queue.head, queue.tail);
    queue.tail -= queue.head;
    queue.head = 0;
  }
  return queue.head < queue.tail ? when[queue.head] : NEVER;
}
