/**
 * What X.602 and the decisions of this project ask of clients: one row a rule. The judge (judge.ts) finds
 * breaches; docs/check.md shows the table.
 */
import type { Rule } from '../contract.js';
import { rulesOf } from './rule-row.js';

const rule = rulesOf('client');

/** What a client must do, and must not. */
export const CLIENT_RULES = {
  noKares: rule(
    'no-kares',
    '9.2 b; 7.1.5, figure 10',
    'a KAREQ gets its KARES within the timeout',
    [],
    'warning',
  ),
  karesAfterLeaving: rule(
    'kares-after-leaving',
    '7.2.3, figure 19',
    'a client that has left answers no KAREQ',
    ['D25'],
  ),
  karesNotAdmitted: rule(
    'kares-not-admitted',
    '7.2',
    'KARES comes from members that were asked, after their SAREQ',
    ['D25'],
  ),
  trreqNotCreator: rule(
    'trreq-not-creator',
    '7.2.4',
    'TRREQ comes from the creator',
    [],
    'error',
    'presence',
  ),
  notCreator: rule(
    'not-creator',
    '8.1 d, f',
    'SDREQ and SCINF come from the creator',
    ['D5'],
    'error',
    'presence',
  ),
  uireqNotActive: rule('uireq-not-active', '7.2.2', 'UIREQ comes from active members', ['D26']),
  sareqNotEnrolled: rule('sareq-not-enrolled', '7.1.5', 'SAREQ comes from members that have enrolled'),
  sjreqNotRegistered: rule('sjreq-not-registered', '7.1.4', 'SJREQ comes from members that have registered'),
  unknownUser: rule('unknown-user', '8.2 f, 8.4 h', 'a client says the user ID that it was given'),
  wrongAddress: rule(
    'wrong-address',
    '8.1 n',
    'a client speaks in its own name, from the address that it registered from, or its MM port',
    ['D7'],
  ),
  strangerHeard: rule('stranger-heard', '8.1, 8.3', 'a client takes messages from its server only', ['D7']),
  unaskedTooSoon: rule(
    'unasked-too-soon',
    '7.2, figure 12',
    'KARES goes unasked only after two periods and one timeout without KAREQ',
    ['D20'],
  ),
  unaskedTooFew: rule(
    'unasked-too-few',
    '7.2, figure 12',
    'a client that hears no KAREQ says five times, once a period, that it is there',
    ['D20'],
  ),
  retryInterval: rule('retry-interval', '8.1, 8.3', 'a request is sent again after 500 ms, doubling', [
    'D17',
  ]),
  pendingGivenUp: rule(
    'pending-given-up',
    '7.1.3',
    'a registration that is being checked is asked for again every 8 s, as long as it takes',
    ['D17'],
  ),
  headerClient: rule(
    'header-of-client',
    '8.2, 8.4',
    'the headers of a client say of session and member what is so, or nothing',
    ['D21'],
    'warning',
    'presence',
  ),
} as const satisfies Readonly<Record<string, Rule>>;
