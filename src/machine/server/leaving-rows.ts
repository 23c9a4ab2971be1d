/**
 * Leaving (7.2.3, figures 19 and 20) and terminating (7.2.4, figure 21).
 *
 *   active ──LVREQ 0──► enrolled      enrolled, active ──LVREQ 1──► registered      any ──LVREQ 2──► none
 */
import type { LeaveTarget } from '../../../dissectors/gmp-message.js';
import { ignore } from '../contract.js';
import type { Transition } from '../transitions.js';
import { endSession } from './ending.js';
import { deregister, isPrincipal, moveTo, withdraw } from './groups.js';
import { afterDeEnrolment } from './inner-rows.js';
import { ENROLLED, groupOf, REGISTERED } from './member-table.js';
import { messageOf, type ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

const UNDER_WAY = ['announced', 'running'];

const LVREQ_ROWS: readonly Row[] = [
  {
    id: 'server.LVREQ.principal',
    on: ['LVREQ'],
    from: { phase: ['running'], group: ['active'] },
    when: 'the sender is the creator or a principal',
    to: { phase: ['ended'], group: ['none'] },
    effects: ['send TRIND', 'set record', 'cancel ka', 'cancel period', 'notify group', 'notify phase'],
    clause: '7.2.3, figure 20',
    decisions: ['D13', 'D15'],
    guard: (c) => isPrincipal(c.session, c.user),
    run: (c) => endSession(c, c.user, []),
  },
  {
    id: 'server.LVREQ.leave',
    on: ['LVREQ'],
    from: { phase: ['running'], group: ['active'] },
    when: 'it leaves the active group',
    to: { group: ['enrolled'] },
    effects: ['cancel ka', 'notify group'],
    clause: '7.2.3, figure 19',
    decisions: ['D15', 'D25'],
    guard: (c) => target(c) === 0,
    run: (c) => {
      withdraw(c, c.user);
      moveTo(c, c.user, ENROLLED);
    },
  },
  {
    id: 'server.LVREQ.de-enrol',
    on: ['LVREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled', 'active'] },
    when: 'it leaves the enrolled group',
    to: { group: ['registered'] },
    effects: ['cancel ka', 'notify group'],
    clause: '6.1; 7.2.3; 7.3',
    decisions: ['D15', 'D25'],
    guard: (c) => target(c) === 1,
    run: (c) => {
      withdraw(c, c.user);
      moveTo(c, c.user, REGISTERED);
      afterDeEnrolment(c);
    },
  },
  {
    id: 'server.LVREQ.deregister',
    on: ['LVREQ'],
    from: { phase: UNDER_WAY, group: ['registered', 'enrolled', 'active'] },
    when: 'it leaves the registered group',
    to: { group: ['none'] },
    effects: ['cancel ka', 'notify group'],
    clause: '6.1; 7.2.3; 7.3',
    decisions: ['D15', 'D25'],
    guard: (c) => target(c) === 2,
    run: (c) => {
      const wasEnrolled = groupOf(c.session.members, c.user) >= ENROLLED;
      withdraw(c, c.user);
      deregister(c, c.user);
      if (wasEnrolled) afterDeEnrolment(c);
    },
  },
  {
    id: 'server.LVREQ.nothing',
    on: ['LVREQ'],
    from: { phase: UNDER_WAY, group: ['registered', 'enrolled'] },
    when: 'it is not in the group that it leaves',
    to: {},
    effects: ['cancel ka', 'ignored not-in-group'],
    clause: '7.2.3',
    decisions: ['D15', 'D25'],
    run: (c) => {
      withdraw(c, c.user);
      ignore(c.out, 'not-in-group');
    },
  },
];

const TRREQ_ROWS: readonly Row[] = [
  {
    id: 'server.TRREQ.wrong-role',
    on: ['TRREQ'],
    from: { phase: UNDER_WAY },
    when: 'the sender is not the creator',
    to: {},
    effects: ['ignored wrong-role'],
    clause: '7.2.4; 8.3 f',
    decisions: ['D5'],
    guard: (c) => c.user !== c.session.creator,
    run: (c) => ignore(c.out, 'wrong-role'),
  },
  {
    id: 'server.TRREQ.end',
    on: ['TRREQ'],
    from: { phase: ['running'] },
    when: '',
    to: { phase: ['ended'], group: ['none'] },
    effects: ['send TRIND', 'set record', 'cancel ka', 'cancel period', 'notify group', 'notify phase'],
    clause: '7.2.4, figure 21',
    decisions: ['D13'],
    run: (c) => endSession(c, 0, []),
  },
  {
    id: 'server.TRREQ.not-running',
    on: ['TRREQ'],
    from: { phase: ['announced'] },
    when: '',
    to: {},
    effects: ['ignored wrong-phase'],
    clause: '7.2.4',
    decisions: ['D5'],
    run: (c) => ignore(c.out, 'wrong-phase'),
  },
];

/** Rows of LVREQ and TRREQ. */
export const LEAVING_ROWS: readonly Row[] = [...LVREQ_ROWS, ...TRREQ_ROWS];

/** What is left: the Reserved octet says (D15; policy leaveTarget). */
function target(c: ServerStep): LeaveTarget {
  return c.server.options.policies.leaveTarget === 'active-only' ? 0 : messageOf(c, 'LVREQ').target;
}
