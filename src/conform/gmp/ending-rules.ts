/**
 * What X.602 and the decisions of this project ask of a server at the end of a session, and of its keys: one row a rule. The judge (judge.ts) finds
 * breaches; docs/check.md shows the table.
 */
import type { Rule } from '../contract.js';
import { rulesOf } from './rule-row.js';

const rule = rulesOf('server');

/** The end of sessions (7.2.3, 7.2.4), and keys (7.3). */
export const ENDING_RULES = {
  // The end (7.2.3, 7.2.4).
  endWithoutCause: rule(
    'end-without-cause',
    '7.2.4',
    'a session ends by TRREQ or SDREQ of its creator, or when it loses its principals',
    ['D12'],
  ),
  criterionAll: rule(
    'criterion-all',
    '7.2.4',
    'with the criterion "all", the loss of one principal does not end the session while another is active',
    ['D12'],
  ),
  trreqObeyed: rule(
    'trreq-obeyed',
    '7.2.4, 8.3 f',
    'TRREQ of who is not the creator does not end the session',
    ['D5'],
  ),
  endMissing: rule(
    'end-missing',
    '7.2.3, 7.2.4',
    'a session that loses its principals as the criterion says ends: every active member is sent TRIND',
    ['D12', 'D13'],
  ),
  trindMissing: rule(
    'trind-missing',
    '7.2.4',
    'every member that was active when the session ended is sent TRIND',
    ['D13'],
  ),
  trindNotToExpired: rule(
    'trind-not-to-expired',
    '7.2.4',
    'those whose timers ended the session are sent TRIND too',
    ['D13'],
  ),
  endTooEarly: rule(
    'end-decided-too-early',
    '7.2.4',
    'members that expire at one instant are demoted in one step, then the end is decided: all of them are sent TRIND',
    ['D10'],
  ),
  trindOrder: rule('trind-order', '7.2.4', 'TRIND goes out in ascending order of user IDs', ['D13']),
  trindToLeaver: rule(
    'trind-to-leaver',
    '7.2.3, figure 20',
    'the member whose leaving ends the session is sent no TRIND',
    ['D13'],
  ),
  trindNotActive: rule(
    'trind-not-active',
    '7.2.4',
    'a member that was not active when the session ended is sent no TRIND, unless it speaks',
    ['D13'],
  ),
  // Keys (7.3).
  rekeyMissing: rule(
    'rekey-missing',
    '7.3, figure 24',
    'when a member is no longer enrolled, the others get a new key',
  ),
  keyReused: rule('key-reused', '7.3', 'a key that was discarded is never given out again'),
  keyToLeaver: rule(
    'key-to-leaver',
    '7.3, figure 24',
    'a new key is not sent to the member whose leaving made it necessary',
  ),
  keyNotEnrolled: rule('key-not-enrolled', '7.3', 'keys are sent to enrolled members only'),
  keyMissing: rule('key-missing', '7.3, figure 23', 'a new key is sent to every enrolled member'),
} as const satisfies Readonly<Record<string, Rule>>;
