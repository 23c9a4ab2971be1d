/**
 * Creating sessions (7.1.1, figures 4 and 5; 8.1 a to c, f, g).
 */
import { isMulticast } from '../../base/address.js';
import { after, NEVER, tenths } from '../../base/micros.js';
import { cancelTimer, ignore, notify, setTimer } from '../contract.js';
import { addressOf, portOf } from '../peer.js';
import type { Transition } from '../transitions.js';
import { answerSm, sendSm } from './answers.js';
import { enterPhase, forgetRequest } from './ending.js';
import { enter, entryFor, moveTo } from './groups.js';
import { isExhausted, takeId } from './id-pool.js';
import { makeKey, tryGate } from './inner-rows.js';
import { REGISTERED } from './member-table.js';
import { lookAgain } from './schedule.js';
import { ANNOUNCED, createSession, messageOf, REQUESTED, type ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

const SCREQ_ROWS: readonly Row[] = [
  {
    id: 'server.SCREQ.again',
    on: ['SCREQ'],
    from: { phase: ['requested'] },
    when: 'a session of the same sender waits for SCINF (policy repeats: answer)',
    to: {},
    effects: ['send SCACC'],
    clause: '7.1.1, figure 4',
    decisions: ['D1'],
    guard: (c) => answersRepeats(c),
    run: (c) => answerSm(c, 'SCACC', c.session.creator),
  },
  {
    id: 'server.SCREQ.repeat',
    on: ['SCREQ'],
    from: { phase: ['requested'] },
    when: 'a session of the same sender waits for SCINF (policy repeats: ignore)',
    to: {},
    effects: ['ignored repeat'],
    clause: '7.1.1',
    decisions: ['D1', 'D5'],
    run: (c) => ignore(c.out, 'repeat'),
  },
  {
    id: 'server.SCREQ.no-resources',
    on: ['SCREQ'],
    from: { phase: ['none'] },
    when: 'there are as many sessions as the server takes, or session IDs are exhausted',
    to: {},
    effects: ['send SCREJ', 'notify refused'],
    clause: '7.1.1, figure 5; 8.1 c',
    decisions: [],
    guard: (c) => isExhausted(c.server.sessionIds, c.server.options.mostSessions),
    run: (c) => reject(c, false, 'no-resources'),
  },
  {
    id: 'server.SCREQ.not-allowed',
    on: ['SCREQ'],
    from: { phase: ['none'] },
    when: 'the sender may not create sessions',
    to: {},
    effects: ['send SCREJ', 'notify refused'],
    clause: '7.1.1, figure 5; 8.1 c',
    decisions: [],
    guard: (c) => c.server.options.creators?.includes(addressOf(c.from)) === false,
    run: (c) => reject(c, false, 'not-allowed'),
  },
  {
    id: 'server.SCREQ.secure-unsupported',
    on: ['SCREQ'],
    from: { phase: ['none'] },
    when: 'S=1, and the server has no secure mode',
    to: {},
    effects: ['send SCREJ', 'notify refused'],
    clause: '7.3; 8.1 c',
    decisions: [],
    guard: (c) => messageOf(c, 'SCREQ').secure && !c.server.options.secure,
    run: (c) => reject(c, true, 'secure-unsupported'),
  },
  {
    id: 'server.SCREQ.accept',
    on: ['SCREQ'],
    from: { phase: ['none'] },
    when: '',
    to: { phase: ['requested'] },
    effects: ['send SCACC', 'set scinf', 'notify phase'],
    clause: '7.1.1, figure 4; 8.2 f',
    decisions: ['D2'],
    run: accept,
  },
];

const SCINF_ROWS: readonly Row[] = [
  {
    id: 'server.SCINF.wrong-role',
    on: ['SCINF'],
    from: { phase: ['requested', 'announced', 'running', 'ended'] },
    when: 'the sender is not the creator',
    to: {},
    effects: ['ignored wrong-role'],
    clause: '8.1 f',
    decisions: ['D5'],
    guard: (c) => c.user !== c.session.creator,
    run: (c) => ignore(c.out, 'wrong-role'),
  },
  {
    id: 'server.SCINF.zero',
    on: ['SCINF'],
    from: { phase: ['requested'] },
    when: 'KA period or timeout is zero',
    to: {},
    effects: ['ignored zero-period-or-timeout'],
    clause: '9.2',
    decisions: ['D23', 'D5'],
    guard: (c) => spans(c).kaPeriod === 0 || spans(c).timeout === 0,
    run: (c) => ignore(c.out, 'zero-period-or-timeout'),
  },
  {
    id: 'server.SCINF.too-short',
    on: ['SCINF'],
    from: { phase: ['requested'] },
    when: 'the timeout is not longer than the KA period (policy kaTimer: continuous)',
    to: {},
    effects: ['ignored timeout-not-above-period'],
    clause: '7.2; 9.2',
    decisions: ['D9', 'D5'],
    guard: (c) => c.server.options.policies.kaTimer === 'continuous' && spans(c).timeout <= spans(c).kaPeriod,
    run: (c) => ignore(c.out, 'timeout-not-above-period'),
  },
  {
    id: 'server.SCINF.accept',
    on: ['SCINF'],
    from: { phase: ['requested'] },
    when: '',
    to: { phase: ['announced'], group: ['registered'] },
    effects: ['send SCCON', 'cancel scinf', 'notify group', 'notify phase', 'notify announce', 'notify key'],
    clause: '7.1.1, figure 4; 7.1.2; table 7',
    decisions: ['D22', 'D23'],
    run: inform,
  },
  {
    id: 'server.SCINF.again',
    on: ['SCINF'],
    from: { phase: ['announced', 'running'] },
    when: '(policy repeats: answer)',
    to: {},
    effects: ['send SCCON'],
    clause: '7.1.1, figure 4',
    decisions: ['D1'],
    guard: (c) => answersRepeats(c),
    run: (c) => answerSm(c, 'SCCON', c.user),
  },
  {
    id: 'server.SCINF.repeat',
    on: ['SCINF'],
    from: { phase: ['announced', 'running'] },
    when: '(policy repeats: ignore)',
    to: {},
    effects: ['ignored repeat'],
    clause: '7.1.1',
    decisions: ['D1', 'D5'],
    run: (c) => ignore(c.out, 'repeat'),
  },
  {
    id: 'server.SCINF.ended',
    on: ['SCINF'],
    from: { phase: ['ended'] },
    when: '',
    to: {},
    effects: ['ignored session-ended'],
    clause: '8.1 f',
    decisions: ['D5', 'D14'],
    run: (c) => ignore(c.out, 'session-ended'),
  },
];

/** Rows of SCREQ and SCINF. */
export const CREATION_ROWS: readonly Row[] = [...SCREQ_ROWS, ...SCINF_ROWS];

/** Whether a request that was answered before is answered again (D1). */
export function answersRepeats(c: ServerStep): boolean {
  return c.server.options.policies.repeats === 'answer';
}

function reject(c: ServerStep, secure: boolean, reason: string): void {
  const nobody = { closed: false, session: 0, user: 0, groupPort: 0, groupAddress: 0 };
  sendSm(c, c.from, { type: 'SCREJ', secure, ...nobody });
  notify(c.out, { what: 'refused', session: 0, peer: c.from, reason });
}

function accept(c: ServerStep): void {
  const { server } = c;
  const { secure, groupAddress, groupPort } = messageOf(c, 'SCREQ');
  const id = takeId(server.sessionIds);
  const session = createSession(id, secure, {
    address: isGrantable(groupAddress) ? groupAddress : server.options.firstGroup + id,
    port: groupPort === 0 ? server.options.groupPort : groupPort,
  });
  server.sessions.set(id, session);
  server.requested.set(c.from, session);
  c.session = session;
  session.creator = takeId(session.users);
  enter(session, session.creator, c.from, 4);
  answerSm(c, 'SCACC', session.creator);
  enterPhase(c, REQUESTED);
  session.waitAt = after(c.now, server.options.policies.scinfWait);
  setTimer(c.out, { name: 'scinf', session: id, user: 0 }, session.waitAt);
  lookAgain(server, session);
}

/** A group that routers may carry: multicast, and not one of the subnet's own (IGMP 2.7.2). */
function isGrantable(address: number): boolean {
  return isMulticast(address) && address > LAST_LOCAL;
}

/** 224.0.0.255: up to here nothing leaves the subnet. */
const LAST_LOCAL = 0xe00000ff;

/** KA period and timeout that SCINF asks for (table 7, D23). */
function spans(c: ServerStep): { readonly kaPeriod: number; readonly timeout: number } {
  const { parameters } = messageOf(c, 'SCINF');
  const { policies } = c.server.options;
  return {
    kaPeriod: parameters.kaPeriod ?? policies.kaPeriod,
    timeout: parameters.timeout ?? policies.timeout,
  };
}

function inform(c: ServerStep): void {
  const { session, server } = c;
  const { closed, parameters } = messageOf(c, 'SCINF');
  const { kaPeriod, timeout } = spans(c);
  session.closed = closed;
  session.parameters = parameters;
  session.kaPeriod = kaPeriod;
  session.timeout = timeout;
  session.period = tenths(kaPeriod);
  session.kaSpan = tenths(timeout);
  session.endsWithAll = (parameters.termination ?? server.options.policies.termination) === 'all';
  session.principalsMissing = parameters.members.filter(({ memberType }) => memberType === 2).length;
  claimOwnEntry(c);
  forgetRequest(c);
  cancelTimer(c.out, { name: 'scinf', session: session.id, user: 0 });
  session.waitAt = NEVER;
  lookAgain(server, session);
  moveTo(c, c.user, REGISTERED);
  answerSm(c, 'SCCON', c.user);
  enterPhase(c, ANNOUNCED);
  notify(c.out, { what: 'announce', session: session.id, parameters });
  if (session.secure) makeKey(c);
  tryGate(c);
}

/** A creator that lists itself takes its own place; as a principal it is one of those whom the gate waits for (D6, D22). */
function claimOwnEntry({ session, from }: ServerStep): void {
  const entry = entryFor(session, addressOf(from), portOf(from));
  if (entry < 0) return;
  session.claimed.add(entry);
  session.creatorListed = session.parameters?.members[entry].memberType === 2;
}
