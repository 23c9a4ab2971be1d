/**
 * Keeping the lists of members (7.2, figures 12 and 13): KARES moves a member up, one step each; UIREQ asks for the list.
 *
 *   registered ──KARES──► enrolled ──KARES──► active ──KARES──► active, timer restarted
 */
import { after } from '../../base/micros.js';
import { ignore, setTimer } from '../contract.js';
import type { Transition } from '../transitions.js';
import { sendKdupt, sendUires } from './answers.js';
import { enterPhase } from './ending.js';
import { armKa, FOR_PLAIN, isTracked, moveTo, stopKa } from './groups.js';
import { tryGate } from './inner-rows.js';
import { ACTIVE, ADMITTED, ENROLLED, hasFlag, KA_RUNS } from './member-table.js';
import { lookAgain } from './schedule.js';
import { ANNOUNCED, RUNNING, type ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

const UNDER_WAY = ['announced', 'running'];

const KARES_ROWS: readonly Row[] = [
  {
    id: 'server.KARES.restart',
    on: ['KARES'],
    from: { phase: ['running'], group: ['active'] },
    when: 'the sender is tracked and its KA timer runs (policy kaTimer: request-armed)',
    to: {},
    effects: ['cancel ka'],
    clause: '7.2, figure 12; 9.2 b',
    decisions: ['D9'],
    guard: (c) => !isContinuous(c) && hasFlag(c.session.members, c.user, KA_RUNS),
    run: (c) => {
      stopKa(c, c.user);
    },
  },
  {
    id: 'server.KARES.not-tracked',
    on: ['KARES'],
    from: { phase: ['running'], group: ['active'] },
    when: 'the sender is a plain participant of an open session (policy openTracking: ignore)',
    to: {},
    effects: ['ignored not-tracked'],
    clause: '7.2.1.1, figure 15',
    decisions: ['D11'],
    guard: (c) => !isTracked(c, c.user),
    run: (c) => ignore(c.out, 'not-tracked'),
  },
  {
    id: 'server.KARES.restart-continuous',
    on: ['KARES'],
    from: { phase: ['running'], group: ['active'] },
    when: 'the sender is tracked (policy kaTimer: continuous)',
    to: {},
    effects: ['set ka'],
    clause: '7.2, figure 12',
    decisions: ['D9'],
    guard: isContinuous,
    run: (c) => armKa(c, c.user),
  },
  {
    id: 'server.KARES.unasked',
    on: ['KARES'],
    from: { phase: ['running'], group: ['active'] },
    when: 'its KA timer does not run: no KAREQ waits for an answer (policy kaTimer: request-armed)',
    to: {},
    effects: ['ignored no-timer'],
    clause: '7.2, figure 12',
    decisions: ['D9', 'D20'],
    run: (c) => ignore(c.out, 'no-timer'),
  },
  {
    id: 'server.KARES.not-admitted',
    on: ['KARES'],
    from: { phase: UNDER_WAY, group: ['registered', 'enrolled'] },
    when: 'no SAREQ of the sender was admitted since its last LVREQ (policy karesCounts: admitted)',
    to: {},
    effects: ['ignored not-admitted'],
    clause: '7.2; 7.2.3',
    decisions: ['D25', 'D5'],
    guard: (c) =>
      c.server.options.policies.karesCounts === 'admitted' && !hasFlag(c.session.members, c.user, ADMITTED),
    run: (c) => ignore(c.out, 'not-admitted'),
  },
  {
    id: 'server.KARES.enrol',
    on: ['KARES'],
    from: { phase: UNDER_WAY, group: ['registered'] },
    when: '',
    to: { group: ['enrolled'] },
    effects: ['send KDUPT', 'notify group'],
    clause: '7.2, figure 12; 7.3',
    decisions: ['D25'],
    run: (c) => {
      moveTo(c, c.user, ENROLLED);
      sendKdupt(c, c.user);
      tryGate(c);
    },
  },
  {
    id: 'server.KARES.gate-closed',
    on: ['KARES'],
    from: { phase: UNDER_WAY, group: ['enrolled'] },
    when: 'the gate is closed (policy karesCounts: any)',
    to: {},
    effects: ['ignored gate-closed'],
    clause: '7.1.1',
    decisions: ['D6', 'D25'],
    guard: (c) => !c.session.gateOpen,
    run: (c) => ignore(c.out, 'gate-closed'),
  },
  {
    id: 'server.KARES.activate',
    on: ['KARES'],
    from: { phase: UNDER_WAY, group: ['enrolled'] },
    when: '',
    to: { phase: ['running'], group: ['active'] },
    effects: ['set ka', 'set period', 'cancel ka', 'notify group', 'notify phase'],
    clause: '7.1.5, figure 10; 7.2, figure 12',
    decisions: ['D9', 'D11'],
    only: FOR_PLAIN,
    run: activate,
  },
];

const UIREQ_ROWS: readonly Row[] = [
  {
    id: 'server.UIREQ.answer',
    on: ['UIREQ'],
    from: { phase: ['running'], group: ['active'] },
    when: '',
    to: {},
    effects: ['send UIRES'],
    clause: '7.2.2, figure 18',
    decisions: ['D26'],
    run: sendUires,
  },
  {
    id: 'server.UIREQ.registered',
    on: ['UIREQ'],
    from: { phase: UNDER_WAY, group: ['registered', 'enrolled'] },
    when: '(policy userInfo: registered)',
    to: {},
    effects: ['send UIRES'],
    clause: '7.2.1.1; 7.2.1.2',
    decisions: ['D26'],
    guard: (c) => c.server.options.policies.userInfo === 'registered',
    run: sendUires,
  },
  {
    id: 'server.UIREQ.not-active',
    on: ['UIREQ'],
    from: { phase: UNDER_WAY, group: ['registered', 'enrolled'] },
    when: '(policy userInfo: active)',
    to: {},
    effects: ['ignored wrong-group'],
    clause: '7.2.2',
    decisions: ['D26', 'D5'],
    run: (c) => ignore(c.out, 'wrong-group'),
  },
];

/** Rows of KARES and UIREQ. */
export const MEMBER_ROWS: readonly Row[] = [...KARES_ROWS, ...UIREQ_ROWS];

function isContinuous(c: ServerStep): boolean {
  return c.server.options.policies.kaTimer === 'continuous';
}

/** The first one starts the session, and its KAREQ rounds (9.2 a, 6.2). */
function activate(c: ServerStep): void {
  const { session, user } = c;
  moveTo(c, user, ACTIVE);
  if (isContinuous(c) && isTracked(c, user)) armKa(c, user);
  else stopKa(c, user);
  if (session.phase !== ANNOUNCED) return;
  enterPhase(c, RUNNING);
  session.roundAt = after(c.now, session.period);
  session.roundSetAt = c.now;
  setTimer(c.out, { name: 'period', session: session.id, user: 0 }, session.roundAt);
  lookAgain(c.server, session);
}
