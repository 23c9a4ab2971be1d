/**
 * What X.602 and the decisions of this project ask of a server while a session is there: one row a rule. The judge (judge.ts) finds
 * breaches; docs/check.md shows the table.
 */
import type { Rule } from '../contract.js';
import { rulesOf } from './rule-row.js';

const rule = rulesOf('server');

/** Creation, registration, enrolment (7.1); who is asked, and who is active (7.1.5, 7.2). */
export const SERVER_RULES = {
  // Creation, registration, enrolment (7.1).
  sessionIdTwice: rule(
    'session-id-twice',
    '8.2 e',
    'a session ID is not given to a second session while the first one is there',
  ),
  userIdTwice: rule(
    'user-id-twice',
    '8.2 f',
    'a user ID is not given to a second member while the first one has it',
  ),
  userIdChanged: rule('user-id-changed', '7.1.3, 8.2 f', 'a member that registers again keeps its user ID', [
    'D1',
  ]),
  notAuthorised: rule(
    'not-authorised',
    '7.1.3, figure 8',
    'a closed session that lists its members takes nobody whom it does not list',
    ['D24'],
  ),
  listedRejected: rule(
    'listed-rejected',
    '7.1.3, figure 7',
    'a listed member whose place is free is not rejected',
    ['D24'],
  ),
  scinfWait: rule('scinf-wait', '7.1.1', 'a session that gets no SCINF is dropped 30 s after SCACC', ['D2']),
  gateIgnored: rule('gate-ignored', '7.1.1', 'nobody is asked before every listed principal has registered', [
    'D6',
  ]),
  heldOrder: rule(
    'held-order',
    '7.1.1',
    'requests that waited for the gate go on in the order in which they came',
    ['D4'],
  ),
  recordKept: rule(
    'record-kept',
    '7.2.4',
    'the record of an ended session is removed after 60 s: nothing is answered any more',
    ['D14'],
  ),
  afterEnd: rule(
    'after-end',
    '7.2.4',
    'a session that has ended asks, accepts and enrols nobody, and gives out no key',
    ['D14'],
  ),
  noAnswer: rule(
    'no-answer',
    '8.1, 8.3',
    'a request gets its answer, each time that it is sent',
    ['D1', 'D3'],
    'warning',
  ),
  answerUnasked: rule('answer-unasked', '8.1, 8.3', 'an answer is sent to who asked, when it asked'),
  mmAddress: rule('mm-address', '8.1 n', 'MM messages go to the port that the SAREQ of the member names', [
    'D7',
  ]),
  strangerObeyed: rule(
    'stranger-obeyed',
    '8.1 n',
    'what comes in the name of a user from an address that is not its own has no effect',
    ['D7'],
  ),
  headerServer: rule(
    'header-of-server',
    '8.2, 8.4',
    'the headers of the server say of session and member what is so',
    ['D21'],
    'warning',
    'presence',
  ),
  // Who is asked, who is active (7.1.5, 7.2).
  kareqUnknown: rule('kareq-unknown', '6.2, 8.4 h', 'KAREQ goes to members only'),
  kareqNotActive: rule(
    'kareq-not-active',
    '6.2',
    'the KAREQ round asks active members only, and nobody is asked before its SAREQ',
  ),
  karesCounted: rule(
    'kares-counted',
    '7.2',
    'KARES of a member whose SAREQ was not admitted does not make it active',
    ['D25'],
  ),
  leaverAsked: rule(
    'leaver-asked',
    '7.2.3, figure 19',
    'a member that has left the active group is not asked until its next SAREQ',
    ['D25'],
  ),
  notDemoted: rule(
    'not-demoted',
    '7.2, 9.2 b',
    'a member that does not answer is no longer active one timeout after the KAREQ that armed its timer',
    ['D9'],
  ),
  oneStep: rule(
    'one-step-per-kares',
    '7.2, figure 12',
    'a member that went down two groups goes up one with each KARES',
  ),
  twoStepsDown: rule(
    'two-steps-down',
    '7.2, figure 12',
    'a member goes down one group with each timeout, not two',
  ),
  kareqMissing: rule('kareq-missing', '7.2.1, 9.2 a', 'the KAREQ round asks every active member'),
  roundsStopped: rule(
    'rounds-stopped',
    '7.2.1, 9.2 a',
    'a session that runs has its KAREQ round each KA period, as long as it has active members',
  ),
  roundBeat: rule('round-beat', '9.2 a', 'the KAREQ rounds keep the beat of the KA period'),
  listNotActive: rule('list-not-active', '7.2.2, figure 18', 'UIRES lists active members only'),
  listMissing: rule('list-missing', '7.2.2, figure 18', 'UIRES lists every active member'),
  listParts: rule('list-parts', '7.2.2', 'each part of a list says how many follow, and so many follow'),
  listNotEntitled: rule(
    'list-not-entitled',
    '7.2.2',
    'the list of active members is sent to active members only',
    ['D26'],
  ),
} as const satisfies Readonly<Record<string, Rule>>;
