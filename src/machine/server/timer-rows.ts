/**
 * What happens when timers expire (9.2): the KAREQ round, demotion (figures 12, 15, 16, 17, 22), the waits of D2 and D14.
 *
 *   KA timer:   active ──► enrolled, timer restarted ──► registered
 */
import { type Micros, micros } from '../../base/micros.js';
import { notify, setTimer, whyOf } from '../contract.js';
import type { Transition } from '../transitions.js';
import { sendKareq } from './answers.js';
import { endSession, removeSession } from './ending.js';
import { armIdleKa, armKa, FOR_PLAIN, isPrincipal, isTracked, moveTo } from './groups.js';
import { someIds } from './id-set.js';
import { afterDeEnrolment, take } from './inner-rows.js';
import { ACTIVE, ENROLLED, firstKa, groupOf, nextKaExpiry, REGISTERED, unqueueKa } from './member-table.js';
import { lookAgain } from './schedule.js';
import { REQUESTED, type ServerStep, type Session } from './server-state.js';

type Row = Transition<ServerStep>;

/** Members that are asked in one step: what it asks for is done, and forgotten, before the next ones are. */
const MOST_ASKED = 128;

const DEMOTE_ACTIVE: Row = {
  id: 'server.ka.active',
  on: ['timer ka'],
  from: { phase: ['running'], group: ['active'] },
  when: '',
  to: { group: ['enrolled'] },
  effects: ['notify expired', 'notify group'],
  clause: '7.2, figure 12; 9.2 b',
  decisions: ['D10'],
  run: (c) => demote(c, ENROLLED),
};

const DEMOTE_ENROLLED: Row = {
  id: 'server.ka.enrolled',
  on: ['timer ka'],
  from: { phase: ['announced', 'running'], group: ['enrolled'] },
  when: '',
  to: { group: ['registered'] },
  effects: ['notify expired', 'notify group'],
  clause: '7.2, figure 12; 7.3, figure 24',
  decisions: ['D8', 'D10'],
  run: (c) => demote(c, REGISTERED),
};

const RESTART: Row = {
  id: 'server.ka.restart',
  on: ['demotion'],
  from: { phase: ['running'], group: ['enrolled'] },
  when: 'the session goes on',
  to: {},
  effects: ['set ka'],
  clause: '7.2, figure 12',
  decisions: ['D8', 'D10'],
  run: (c) => armKa(c, c.user),
};

const LOSE: Row = {
  id: 'server.ka.end',
  on: ['loss of principals'],
  from: { phase: ['running'] },
  when: 'an active creator or principal has expired, and the criterion is "any", or no other of them is active',
  to: { phase: ['ended'], group: ['none'] },
  effects: ['send TRIND', 'set record', 'cancel ka', 'cancel period', 'notify group', 'notify phase'],
  clause: '7.2.1.1, figure 16; 7.2.4, figure 22; 9.2 b',
  decisions: ['D10', 'D12', 'D13'],
  run: (c) => endSession(c, 0, c.expired),
};

const ROUND: Row = {
  id: 'server.period.round',
  on: ['timer period'],
  from: { phase: ['running'] },
  when: '',
  to: {},
  effects: ['send KAREQ', 'set ka', 'set period', 'notify expired'],
  clause: '7.2.1.1; 7.2.1.2; 9.2 a, b',
  decisions: ['D9', 'D11'],
  only: FOR_PLAIN,
  run: round,
};

const GIVE_UP: Row = {
  id: 'server.scinf.expired',
  on: ['timer scinf'],
  from: { phase: ['requested'] },
  when: '',
  to: { phase: ['none'] },
  effects: ['notify expired', 'notify phase'],
  clause: '7.1.1',
  decisions: ['D2'],
  run: (c) => forget(c, 'scinf'),
};

const FORGET: Row = {
  id: 'server.record.expired',
  on: ['timer record'],
  from: { phase: ['ended'] },
  when: '',
  to: { phase: ['none'] },
  effects: ['notify expired', 'notify phase'],
  clause: '7.2.4',
  decisions: ['D14'],
  run: (c) => forget(c, 'record'),
};

/** Rows of timers. */
export const TIMER_ROWS: readonly Row[] = [
  DEMOTE_ACTIVE,
  DEMOTE_ENROLLED,
  RESTART,
  LOSE,
  ROUND,
  GIVE_UP,
  FORGET,
];

/**
 * Fires every timer of the session that is due, the one that was set first before the others of its instant (D10); KA
 * timers that were set together with the round come before it.
 */
export function fireSession(c: ServerStep): void {
  const { session, now } = c;
  for (;;) {
    const ka = nextKaExpiry(session.members);
    if (ka <= now && !roundIsFirst(session, ka)) expireAll(c);
    else if (session.roundAt <= now) {
      c.user = 0;
      take(c, ROUND);
      if (session.roundFrom !== 0) {
        lookAgain(c.server, session);
        return;
      }
    } else break;
  }
  if (session.waitAt > now) lookAgain(c.server, session);
  else if (session.phase === REQUESTED) take(c, GIVE_UP);
  else take(c, FORGET);
}

function roundIsFirst(session: Session, ka: Micros): boolean {
  if (session.roundAt !== ka) return session.roundAt < ka;
  return session.roundSetAt < ka - session.kaSpan;
}

/** All KA timers that expire at one instant are one step: all are demoted, then the end is decided once (D10). */
function expireAll(c: ServerStep): void {
  const { session } = c;
  const instant = nextKaExpiry(session.members);
  const demoted: number[] = [];
  const expired: number[] = [];
  let principalLost = false;
  let deEnrolled = false;
  while (nextKaExpiry(session.members) === instant) {
    const user = firstKa(session.members);
    unqueueKa(session.members, user);
    c.user = user;
    if (groupOf(session.members, user) === ACTIVE) {
      expired.push(user);
      principalLost ||= isPrincipal(session, user);
      take(c, DEMOTE_ACTIVE);
      demoted.push(user);
    } else {
      take(c, DEMOTE_ENROLLED);
      deEnrolled = true;
    }
  }
  if (principalLost && (!session.endsWithAll || session.activePrincipals === 0)) {
    c.expired = expired;
    take(c, LOSE);
    return;
  }
  for (const user of demoted) {
    c.user = user;
    take(c, RESTART);
  }
  if (deEnrolled) afterDeEnrolment(c);
}

function demote(c: ServerStep, to: typeof ENROLLED | typeof REGISTERED): void {
  const timer = { name: 'ka', session: c.session.id, user: c.user } as const;
  notify(c.out, { what: 'expired', timer });
  moveTo(c, c.user, to);
}

/**
 * KAREQ to every active member, in ascending user ID; the next round keeps the beat of the first activation (9.2 a). A big
 * round goes out in parts, one a step: the session stays due at this instant until the round is complete.
 */
function round(c: ServerStep): void {
  const { session } = c;
  const timer = { name: 'period', session: session.id, user: 0 } as const;
  if (session.roundFrom === 0) notify(c.out, { what: 'expired', timer });
  session.roundFrom = someIds(session.active, session.roundFrom, MOST_ASKED, (user) => {
    isAbout(c, user);
    sendKareq(c, user);
    if (isTracked(c, user)) armIdleKa(c, user);
  });
  isAbout(c, 0);
  if (session.roundFrom !== 0) return;
  const missed = Math.floor((c.now - session.roundAt) / session.period);
  session.roundAt = micros(session.roundAt + (missed + 1) * session.period);
  session.roundSetAt = c.now;
  setTimer(c.out, timer, session.roundAt);
}

/** From here on the round is about a member, and for its reasons; 0: about the session. */
function isAbout(c: ServerStep, user: number): void {
  c.user = user;
  c.out.why = whyOf(ROUND, c);
}

function forget(c: ServerStep, name: 'scinf' | 'record'): void {
  notify(c.out, { what: 'expired', timer: { name, session: c.session.id, user: 0 } });
  removeSession(c);
}
