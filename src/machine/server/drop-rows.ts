/**
 * What comes before everything else: messages from whom nothing is expected (D5), and those of members of a session that has
 * ended (D14).
 */
import { GMP_MESSAGES } from '../../../dissectors/gmp-names.js';
import { ignore } from '../contract.js';
import type { Transition } from '../transitions.js';
import { mmHeader, sendMm } from './answers.js';
import { FORMER, hasFlag } from './member-table.js';
import type { ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

/** Types that the server itself sends. */
const SERVER_TYPES = GMP_MESSAGES.filter(({ sentBy }) => sentBy.some((role) => role === 'server')).map(
  ({ mnemonic }) => mnemonic,
);
/** Types that only a user of the session may send; SCREQ and SRREQ come from anybody. */
const USER_TYPES = ['SDREQ', 'SCINF', 'SJREQ', 'SAREQ', 'KARES', 'UIREQ', 'LVREQ', 'TRREQ'] as const;
const MM_TYPES = ['KARES', 'UIREQ', 'LVREQ', 'TRREQ'] as const;

/** Rows that are tried before those of each message. */
export const DROP_ROWS: readonly Row[] = [
  {
    id: 'server.drop.violation',
    on: ['violation'],
    from: {},
    when: 'the octets are no message of GMP',
    to: {},
    effects: ['ignored <finding>'],
    clause: '8.2; 8.4',
    decisions: ['D5'],
    run: (c) => ignore(c.out, c.reason),
  },
  {
    id: 'server.drop.server-message',
    on: SERVER_TYPES,
    from: {},
    when: '',
    to: {},
    effects: ['ignored server-message'],
    clause: '8.1, table 1; 8.3, table 3',
    decisions: ['D5'],
    run: (c) => ignore(c.out, 'server-message'),
  },
  {
    id: 'server.drop.unknown-session',
    on: USER_TYPES,
    from: { phase: ['none'] },
    when: '',
    to: {},
    effects: ['ignored unknown-session'],
    clause: '8.2 e; 8.4 g',
    decisions: ['D5'],
    run: (c) => ignore(c.out, 'unknown-session'),
  },
  {
    id: 'server.drop.stranger',
    on: USER_TYPES,
    from: { group: ['none'] },
    when: 'the user ID is nobody’s, or the address is another’s',
    to: {},
    effects: ['ignored unknown-user', 'ignored wrong-address'],
    clause: '8.1 n; 8.2 f; 8.4 h',
    decisions: ['D5', 'D7'],
    guard: (c) => c.user === 0,
    run: (c) => ignore(c.out, c.reason),
  },
  {
    id: 'server.MM.ended',
    on: MM_TYPES,
    from: { phase: ['ended'] },
    when: 'the sender was a member when the session ended',
    to: {},
    effects: ['send TRIND'],
    clause: '7.2.4; 8.3 g',
    decisions: ['D14'],
    guard: (c) => hasFlag(c.session.members, c.user, FORMER),
    run: (c) => sendMm(c, c.user, { type: 'TRIND', ...mmHeader(c.session, c.user) }),
  },
  {
    id: 'server.drop.wrong-phase',
    on: ['SJREQ', 'SAREQ', ...MM_TYPES],
    from: { phase: ['requested', 'ended'] },
    when: 'nobody has registered yet, or nobody is a member any more',
    to: {},
    effects: ['ignored wrong-phase'],
    clause: '7.1; 7.2',
    decisions: ['D5'],
    run: (c) => ignore(c.out, 'wrong-phase'),
  },
  {
    id: 'server.drop.not-registered',
    on: ['SJREQ', 'SAREQ', 'KARES', 'UIREQ', 'LVREQ'],
    from: { phase: ['announced', 'running'], group: ['none'] },
    when: 'the creator, which has deregistered',
    to: {},
    effects: ['ignored wrong-group'],
    clause: '7.1.4; 7.2, figure 12',
    decisions: ['D5'],
    run: (c) => ignore(c.out, 'wrong-group'),
  },
  {
    id: 'server.drop.not-enrolled',
    on: ['SAREQ'],
    from: { phase: ['announced', 'running'], group: ['registered'] },
    when: '',
    to: {},
    effects: ['ignored wrong-group'],
    clause: '7.1.5',
    decisions: ['D5'],
    run: (c) => ignore(c.out, 'wrong-group'),
  },
];
