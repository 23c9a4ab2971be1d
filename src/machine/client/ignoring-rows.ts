/**
 * What a client does not act on, and why (D5, D7): messages that are not from its server, not of its session, or that no
 * client expects; answers to nothing; what the host program asks at the wrong time. The first group stands before all other
 * rows, the second after them.
 */
import { GMP_MESSAGES } from '../../../dissectors/gmp-names.js';
import type { ClientAsk, ClientRequest } from '../gmp-vocabulary.js';
import { level } from './client-record.js';
import { isBusy } from './client-requests.js';
import { type ClientCause, type ClientRow, ignoring } from './client-row.js';

const FROM_SERVER = typesSentBy(true);
const FROM_CLIENTS = typesSentBy(false);

function typesSentBy(server: boolean): string[] {
  return GMP_MESSAGES.filter(({ sentBy }) => (sentBy[0] === 'server') === server).map(
    (type) => type.mnemonic,
  );
}

/** Answers that may come while the client has no session yet. */
const CREATION_ANSWERS: readonly string[] = ['SCACC', 'SCREJ'];
/** Those that assign a session or a user ID. */
const ASSIGNING: readonly string[] = ['SCACC', 'SRACC'];
/** Those that may have no user ID: of a registration that is not, or not yet, granted. */
const WITHOUT_USER: readonly string[] = ['SRRES', 'SRREJ'];
/** Those that may come while the client has no user ID yet. */
const ADMISSION_ANSWERS: readonly string[] = [...CREATION_ANSWERS, ...ASSIGNING, ...WITHOUT_USER];

/** Rows that stand before all others: who may speak to the client at all. */
export const IDENTITY_ROWS: readonly ClientRow[] = [
  ignoring([...FROM_SERVER, ...FROM_CLIENTS], 'wrong-address', {
    id: 'client.any.wrong-address',
    when: 'the sender is not the server',
    clause: '8.1, 8.3',
    decisions: ['D5', 'D7'],
    guard: ({ client, from }) => from !== client.options.server,
  }),
  ignoring(FROM_CLIENTS, 'wrong-role', {
    id: 'client.any.wrong-role',
    when: '',
    clause: '8.1, 8.3, tables 1 and 3',
    decisions: ['D5'],
  }),
  ignoring(FROM_SERVER, 'wrong-session', {
    id: 'client.any.wrong-session',
    when: 'the session is not that of the client; SCACC: it is 0',
    clause: '8.2 e, 8.4 g',
    decisions: ['D5', 'D7'],
    guard: isOfAnotherSession,
  }),
  ignoring(FROM_SERVER, 'wrong-user', {
    id: 'client.any.wrong-user',
    when: 'the user is not the client; SCACC, SRACC: it is 0 (SRRES, SRREJ: it may be)',
    clause: '8.2 f, 8.4 h',
    decisions: ['D5', 'D7'],
    guard: isOfAnotherUser,
  }),
];

/** Rows that stand after all others: what fits none of them. */
export const REMAINING_ROWS: readonly ClientRow[] = [
  ignoring(['SCACC', 'SCREJ', 'SDRES', 'SCCON', 'SRRES', 'SRACC', 'SRREJ', 'SJRES', 'UIRES'], 'no-request', {
    id: 'client.answer.unasked',
    when: 'no request of the client waits for it',
    clause: '8.1, 8.3',
    decisions: ['D1', 'D5'],
  }),
  ignoring(['KDUPT'], 'not-secure', {
    id: 'client.KDUPT.insecure',
    when: 'the session is not secure',
    clause: '7.3',
    decisions: ['D5'],
    guard: ({ client }) => !client.secure,
  }),
  ignoring(['KAREQ', 'TRIND', 'KDUPT'], 'wrong-state', {
    id: 'client.MM.elsewhere',
    when: 'the client is in no state to take it',
    clause: '7.2, figure 14',
    decisions: ['D5'],
  }),
  ignoring(['violation'], 'malformed', {
    id: 'client.violation',
    when: '',
    clause: '8.2, 8.4',
    decisions: ['D5'],
  }),
  ignoring(['time'], 'nothing-due', {
    id: 'client.time.early',
    when: 'no timer is due',
    clause: '9.2',
    decisions: ['D10'],
  }),
  ignoring(['ask users', 'ask terminate', 'ask delete'], 'outstanding', {
    id: 'client.ask.outstanding',
    when: 'the request is being repeated already',
    clause: '8.1, 8.3',
    decisions: ['D17'],
    guard: (cause) => isBusy(cause, requestOf(cause.ask)),
  }),
  ignoring(['ask terminate', 'ask delete'], 'not-creator', {
    id: 'client.ask.not-creator',
    when: 'the client did not create the session',
    clause: '8.1 d, 8.3 f',
    decisions: ['D5'],
    guard: ({ client }) => !client.creator,
  }),
  ignoring(['ask leave'], 'wrong-target', {
    id: 'client.leave.wrong-target',
    when: 'the client is in a group, but not in the one to be left, or the policy leaveTarget does not let it name that group',
    clause: '6.1, 7.2.3',
    decisions: ['D15'],
    guard: ({ client }) => level(client) > 0,
  }),
  ignoring(['ask register'], 'wrong-session', {
    id: 'client.register.wrong-session',
    from: ['created'],
    when: 'another session than the one that the client created',
    clause: '7.1.3',
    decisions: ['D22'],
  }),
  ignoring(
    [
      'ask create',
      'ask inform',
      'ask register',
      'ask enrol',
      'ask activate',
      'ask users',
      'ask leave',
      'ask terminate',
      'ask delete',
    ],
    'wrong-state',
    {
      id: 'client.ask.wrong-state',
      when: 'the state does not allow it',
      clause: '7.1, 7.2, figure 14',
      decisions: ['D5'],
    },
  ),
];

function isOfAnotherSession({ client, message }: ClientCause): boolean {
  const { type, session } = message!;
  if (client.state === 'requesting' && CREATION_ANSWERS.includes(type))
    return session === 0 && type === 'SCACC';
  return session !== client.session;
}

function isOfAnotherUser({ client, message }: ClientCause): boolean {
  const { type, user } = message!;
  if (user === 0) return ASSIGNING.includes(type) || (client.user !== 0 && !WITHOUT_USER.includes(type));
  return user !== client.user && (client.user !== 0 || !ADMISSION_ANSWERS.includes(type));
}

function requestOf(ask: ClientAsk | undefined): ClientRequest {
  if (ask?.ask === 'users') return 'UIREQ';
  return ask?.ask === 'terminate' ? 'TRREQ' : 'SDREQ';
}
