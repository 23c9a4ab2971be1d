/**
 * Instants at which silent members must be demoted. All timers of one length are armed in the order in which they are due,
 * so a queue for each length (at most 255 of them, 9.2) keeps them in order without sorting:
 *
 *   timeout  3 │ 1.2 s user 4 │ 1.3 s user 9 │ 1.3 s user 5 │ …
 *   timeout 30 │ 4.0 s user 2 │ …
 *
 * Entries are not taken out when a member answers: an entry counts only while the member is still due at its instant.
 */
import { after, type Micros, NEVER, tenths } from '../../base/micros.js';
import { type MemberBook, stepOf, type Watch } from './books.js';

interface Queue {
  readonly ats: Micros[];
  readonly members: MemberBook[];
  first: number;
}

/** Queues by timeout. */
export type Dues = Map<number, Queue>;

/** How many spent entries a queue may carry before it is cut. */
const SPENT_MOST = 1024;

/** Notes that a member is due one timeout from now. */
export function startDue(watch: Watch, member: MemberBook): void {
  const { session } = member;
  const at = after(watch.now, tenths(session.timeout));
  member.due = at;
  stepOf(watch, session).timed.push(member);
  let queue = watch.dues.get(session.timeout);
  if (queue === undefined) {
    queue = { ats: [], members: [], first: 0 };
    watch.dues.set(session.timeout, queue);
  }
  queue.ats.push(at);
  queue.members.push(member);
}

/** Notes that a member is due no longer. */
export function stopDue(watch: Watch, member: MemberBook): void {
  if (member.due === NEVER) return;
  member.due = NEVER;
  stepOf(watch, member.session).timed.push(member);
}

/** Takes out members that are still due at an instant up to and including `until`. */
export function takeDue(dues: Dues, until: Micros): MemberBook[] {
  const found: MemberBook[] = [];
  for (const queue of dues.values()) {
    while (queue.first < queue.ats.length && queue.ats[queue.first] <= until) {
      const member = queue.members[queue.first];
      if (member.due === queue.ats[queue.first]) found.push(member);
      queue.first += 1;
    }
    if (queue.first > SPENT_MOST && queue.first * 2 > queue.ats.length) {
      queue.ats.splice(0, queue.first);
      queue.members.splice(0, queue.first);
      queue.first = 0;
    }
  }
  return found;
}
