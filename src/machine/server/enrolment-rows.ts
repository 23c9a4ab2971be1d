/**
 * Enrolling (7.1.4, figure 9) and asking for activation (7.1.5, figures 10 and 11), through the start gate (7.1.1).
 */
import { ignore, notify } from '../contract.js';
import { withPort } from '../peer.js';
import type { Transition } from '../transitions.js';
import { sendSjres } from './answers.js';
import { answersRepeats } from './creation-rows.js';
import { FOR_PLAIN, moveTo } from './groups.js';
import { admit, ask, tryGate } from './inner-rows.js';
import {
  ADMITTED,
  ENROLLED,
  groupOf,
  HELD,
  hasFlag,
  KA_RUNS,
  putMmPeer,
  setFlag,
  smPeerOf,
} from './member-table.js';
import { messageOf, type ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

const UNDER_WAY = ['announced', 'running'];

const SJREQ_ROWS: readonly Row[] = [
  {
    id: 'server.SJREQ.enrol',
    on: ['SJREQ'],
    from: { phase: UNDER_WAY, group: ['registered'] },
    when: '',
    to: { group: ['enrolled'] },
    effects: ['send SJRES', 'notify group'],
    clause: '7.1.4, figure 9; 7.3, figure 23',
    decisions: [],
    run: (c) => {
      moveTo(c, c.user, ENROLLED);
      sendSjres(c);
      tryGate(c);
    },
  },
  {
    id: 'server.SJREQ.again',
    on: ['SJREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled', 'active'] },
    when: '(policy repeats: answer)',
    to: {},
    effects: ['send SJRES'],
    clause: '7.1.4, figure 9',
    decisions: ['D1'],
    guard: answersRepeats,
    run: sendSjres,
  },
  {
    id: 'server.SJREQ.repeat',
    on: ['SJREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled', 'active'] },
    when: '(policy repeats: ignore)',
    to: {},
    effects: ['ignored repeat'],
    clause: '7.1.4',
    decisions: ['D1', 'D5'],
    run: (c) => ignore(c.out, 'repeat'),
  },
];

const SAREQ_ROWS: readonly Row[] = [
  {
    id: 'server.SAREQ.held',
    on: ['SAREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled'] },
    when: 'a SAREQ of the sender waits for the gate already',
    to: {},
    effects: ['ignored held'],
    clause: '7.1.1',
    decisions: ['D4'],
    guard: (c) => hasFlag(c.session.members, c.user, HELD),
    run: (c) => ignore(c.out, 'held'),
  },
  {
    id: 'server.SAREQ.hold',
    on: ['SAREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled'] },
    when: 'the gate is closed (policy earlyActivation: hold)',
    to: {},
    effects: ['notify held'],
    clause: '7.1.1',
    decisions: ['D4', 'D6'],
    guard: (c) => !c.session.gateOpen && c.server.options.policies.earlyActivation === 'hold',
    run: (c) => {
      rememberPort(c);
      setFlag(c.session.members, c.user, HELD);
      c.session.held.push(c.user);
      notify(c.out, { what: 'held', session: c.session.id, user: c.user });
    },
  },
  {
    id: 'server.SAREQ.too-early',
    on: ['SAREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled'] },
    when: 'the gate is closed (policy earlyActivation: drop)',
    to: {},
    effects: ['ignored gate-closed'],
    clause: '7.1.1',
    decisions: ['D4', 'D5'],
    guard: (c) => !c.session.gateOpen,
    run: (c) => ignore(c.out, 'gate-closed'),
  },
  {
    id: 'server.SAREQ.admit',
    on: ['SAREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled', 'active'] },
    when: 'none was admitted since the last LVREQ of the sender',
    to: {},
    effects: ['send KAREQ', 'set ka', 'notify admitted'],
    clause: '7.1.5, figures 10 and 11; 9.2 b',
    decisions: ['D9', 'D25'],
    guard: (c) => !hasFlag(c.session.members, c.user, ADMITTED),
    run: (c) => {
      rememberPort(c);
      admit(c);
    },
  },
  {
    id: 'server.SAREQ.again',
    on: ['SAREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled', 'active'] },
    when: 'policy repeats: answer; or no KAREQ of the earlier one waits for an answer, so that it is no repeat',
    to: {},
    effects: ['send KAREQ', 'set ka'],
    clause: '7.1.5, figures 10 and 11; 9.2 b',
    decisions: ['D1', 'D9', 'D11'],
    only: FOR_PLAIN,
    guard: (c) => answersRepeats(c) || isAnew(c),
    run: (c) => {
      rememberPort(c);
      ask(c);
    },
  },
  {
    id: 'server.SAREQ.repeat',
    on: ['SAREQ'],
    from: { phase: UNDER_WAY, group: ['enrolled', 'active'] },
    when: '(policy repeats: ignore)',
    to: {},
    effects: ['ignored repeat'],
    clause: '7.1.5',
    decisions: ['D1', 'D5'],
    run: (c) => ignore(c.out, 'repeat'),
  },
];

/** Rows of SJREQ and SAREQ. */
export const ENROLMENT_ROWS: readonly Row[] = [...SJREQ_ROWS, ...SAREQ_ROWS];

/** Whether a member that was demoted, and is enrolled again, asks anew (7.1.5). */
function isAnew({ session, user }: ServerStep): boolean {
  return groupOf(session.members, user) === ENROLLED && !hasFlag(session.members, user, KA_RUNS);
}

/** MM messages go to, and come from, the port that SAREQ names (8.1 n, D7). */
function rememberPort(c: ServerStep): void {
  const { session, user } = c;
  putMmPeer(session.members, user, withPort(smPeerOf(session.members, user), messageOf(c, 'SAREQ').mmPort));
}
