/**
 * Registering (7.1.3): at once in open mode (figure 6), after a check in closed mode (figures 7 and 8).
 *
 *   none ──SRREQ, open──────────────────────────────────────► registered (SRACC)
 *   none ──SRREQ, closed──► SRRES, checked ──┬─ authorised ─► registered (SRACC)
 *                                            └─ not ────────► none (SRREJ)
 */
import { ignore, notify } from '../contract.js';
import { addressOf, portOf } from '../peer.js';
import type { Transition } from '../transitions.js';
import { answerSm, sendSrrej, smHeader } from './answers.js';
import { answersRepeats } from './creation-rows.js';
import { entryFor, moveTo, register } from './groups.js';
import { isExhausted } from './id-pool.js';
import { tryGate } from './inner-rows.js';
import { putMmPeer, REGISTERED } from './member-table.js';
import { messageOf, type ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

const OPEN_FOR_ALL = ['announced', 'running'];

/** SRREQ where nothing can be checked. */
const REFUSAL_ROWS: readonly Row[] = [
  {
    id: 'server.SRREQ.no-session',
    on: ['SRREQ'],
    from: { phase: ['none', 'requested', 'ended'] },
    when: 'the session is unknown, not yet announced, or ended (policy refusal: reject)',
    to: {},
    effects: ['send SRREJ', 'notify refused'],
    clause: '7.1.3; 8.1 j',
    decisions: ['D3', 'D14'],
    guard: (c) => c.server.options.policies.refusal === 'reject',
    run: (c) => {
      if (isChecked(c)) settle(c);
      refuse(c, 'no-session');
    },
  },
  {
    id: 'server.SRREQ.no-session-unsaid',
    on: ['SRREQ'],
    from: { phase: ['none', 'requested', 'ended'] },
    when: 'the session is unknown, not yet announced, or ended (policy refusal: ignore)',
    to: {},
    effects: ['ignored no-session'],
    clause: '7.1.3',
    decisions: ['D3', 'D5'],
    run: (c) => ignore(c.out, 'no-session'),
  },
];

/** SRREQ of somebody who is known. */
const KNOWN_ROWS: readonly Row[] = [
  {
    id: 'server.SRREQ.creator',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['registered', 'enrolled', 'active'] },
    when: 'the sender is the creator',
    to: {},
    effects: ['send SRACC'],
    clause: '7.1.3; 8.1 h',
    decisions: ['D22'],
    guard: (c) => c.user === c.session.creator,
    run: (c) => answerSm(c, 'SRACC', c.user),
  },
  {
    id: 'server.SRREQ.creator-returns',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'the sender is the creator, which had deregistered',
    to: { group: ['registered'] },
    effects: ['send SRACC', 'notify group'],
    clause: '7.1.3; 8.2 f',
    decisions: ['D15', 'D22'],
    guard: (c) => c.user === c.session.creator,
    run: (c) => {
      // until its new SAREQ, MM goes where SM goes (D7)
      putMmPeer(c.session.members, c.user, c.from);
      moveTo(c, c.user, REGISTERED);
      answerSm(c, 'SRACC', c.user);
      tryGate(c);
    },
  },
  {
    id: 'server.SRREQ.again',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['registered', 'enrolled', 'active'] },
    when: 'the sender is registered (policy repeats: answer)',
    to: {},
    effects: ['send SRACC'],
    clause: '7.1.3, figures 6 and 7',
    decisions: ['D1'],
    guard: answersRepeats,
    run: (c) => answerSm(c, 'SRACC', c.user),
  },
  {
    id: 'server.SRREQ.checking',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'the sender is being checked (policy repeats: answer)',
    to: {},
    effects: ['send SRRES'],
    clause: '7.1.3, figure 7',
    decisions: ['D1'],
    guard: (c) => isChecked(c) && answersRepeats(c),
    run: (c) => answerSm(c, 'SRRES', 0),
  },
  {
    id: 'server.SRREQ.repeat',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL },
    when: 'the sender is registered or being checked (policy repeats: ignore)',
    to: {},
    effects: ['ignored repeat'],
    clause: '7.1.3',
    decisions: ['D1', 'D5'],
    guard: (c) => c.user !== 0 || isChecked(c),
    run: (c) => ignore(c.out, 'repeat'),
  },
];

/** SRREQ of somebody new. */
const NEW_ROWS: readonly Row[] = [
  {
    id: 'server.SRREQ.exhausted',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'the session has as many members as it may, or user IDs are exhausted',
    to: {},
    effects: ['send SRREJ', 'notify refused', 'ignored exhausted'],
    clause: '7.1.3; 8.1 j',
    decisions: ['D3'],
    guard: (c) => isFull(c),
    run: (c) => refuseOrIgnore(c, 'exhausted'),
  },
  {
    id: 'server.SRREQ.open',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'open mode',
    to: { group: ['registered'] },
    effects: ['send SRACC', 'notify group'],
    clause: '7.1.3, figure 6',
    decisions: [],
    guard: (c) => !c.session.closed,
    run: (c) => admitMember(c, listedEntry(c)),
  },
  {
    id: 'server.SRREQ.listed',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'closed mode, and an unclaimed listed member fits the sender',
    to: { group: ['registered'] },
    effects: ['send SRRES', 'send SRACC', 'notify group'],
    clause: '7.1.3, figure 7',
    decisions: ['D24'],
    guard: (c) => listedEntry(c) >= 0,
    run: (c) => {
      answerSm(c, 'SRRES', 0);
      admitMember(c, listedEntry(c));
    },
  },
  {
    id: 'server.SRREQ.unlisted',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'closed mode, members are listed, and none that is unclaimed fits the sender',
    to: {},
    effects: ['send SRRES', 'send SRREJ', 'notify refused'],
    clause: '7.1.3, figure 8',
    decisions: ['D24'],
    guard: (c) => (c.session.parameters?.members.length ?? 0) > 0,
    run: (c) => {
      answerSm(c, 'SRRES', 0);
      refuse(c, 'not-listed');
    },
  },
  {
    id: 'server.SRREQ.too-many',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'closed mode, no member is listed, and as many registrations are being checked as the server takes',
    to: {},
    effects: ['send SRREJ', 'notify refused', 'ignored too-many-pending'],
    clause: '7.1.3; 8.1 j',
    decisions: ['D3'],
    guard: (c) => c.server.pendingCount >= c.server.options.mostPending,
    run: (c) => refuseOrIgnore(c, 'too-many-pending'),
  },
  {
    id: 'server.SRREQ.ask',
    on: ['SRREQ'],
    from: { phase: OPEN_FOR_ALL, group: ['none'] },
    when: 'closed mode, and no member is listed: the host program is asked',
    to: {},
    effects: ['send SRRES', 'notify authorise'],
    clause: '7.1.3, figure 7',
    decisions: ['D24'],
    run: (c) => {
      c.session.pending.add(c.from);
      c.server.pendingCount += 1;
      answerSm(c, 'SRRES', 0);
      notify(c.out, { what: 'authorise', session: c.session.id, peer: c.from });
    },
  },
];

/** Rows of SRREQ. */
export const REGISTRATION_ROWS: readonly Row[] = [...REFUSAL_ROWS, ...KNOWN_ROWS, ...NEW_ROWS];

/** Whether a registration from this address waits for the host program's answer. */
export function isChecked(c: ServerStep): boolean {
  return c.session.pending.has(c.from);
}

/** Whether nobody else may register: as many members as it may have, or no user ID left (D3). */
export function isFull(c: ServerStep): boolean {
  return isExhausted(c.session.users, c.server.options.mostMembers);
}

function listedEntry(c: ServerStep): number {
  return entryFor(c.session, addressOf(c.from), portOf(c.from));
}

/** Registers the sender, by the listed entry that it claims (-1: none), and says so. */
export function admitMember(c: ServerStep, entry: number): void {
  c.user = register(c, c.from, entry);
  answerSm(c, 'SRACC', c.user);
  tryGate(c);
}

/** SRREJ, or nothing (D3; policy refusal). */
export function refuseOrIgnore(c: ServerStep, reason: string): void {
  if (c.server.options.policies.refusal === 'reject') refuse(c, reason);
  else ignore(c.out, reason);
}

/** SRREJ: what the request said of the session is echoed; of a session that is known, its own header. */
export function refuse(c: ServerStep, reason: string): void {
  const header = c.session.id === 0 ? messageOf(c, 'SRREQ') : smHeader(c.session, 0);
  const { secure, closed, session, groupPort, groupAddress } = header;
  sendSrrej(c, c.from, { secure, closed, session, user: 0, groupPort, groupAddress });
  notify(c.out, { what: 'refused', session, peer: c.from, reason });
}

/** The question is settled: it has its answer, or none is needed any more. */
export function settle(c: ServerStep): void {
  c.session.pending.delete(c.from);
  c.server.pendingCount -= 1;
}
