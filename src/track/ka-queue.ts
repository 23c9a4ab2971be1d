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
  if (queue.head === queue.who.length) {
    clearKa(session);
    lookAt(books, session, due);
  }
  queue.who.push(member);
  queue.when.push(due);
}

/** Forgets the queue: no timer runs. */
export function clearKa({ queue }: SessionState): void {
  queue.who.length = 0;
  queue.when.length = 0;
  queue.head = 0;
}

/** Sees to it that a session is looked at by `at`. */
export function lookAt(books: Books, session: SessionState, at: Micros): void {
  if (at >= session.wake) return;
  session.wake = at;
  heapSet(books.due, session.number, at);
}

/** Passes over timers that were stopped; gives when the first that runs expires. */
export function skipStopped(queue: KaQueue): Micros {
  const { who, when } = queue;
  while (queue.head < who.length && who[queue.head].expires !== when[queue.head]) queue.head += 1;
  if (queue.head > 1024 && 2 * queue.head > who.length) {
    who.splice(0, queue.head);
    when.splice(0, queue.head);
    queue.head = 0;
  }
  return queue.head < who.length ? when[queue.head] : NEVER;
}
