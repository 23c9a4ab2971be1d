/**
 * How a row of the rules' tables is made (server-rules.ts, ending-rules.ts, client-rules.ts).
 */
import type { DecisionName } from '../../machine/policies.js';
import type { FindingSeverity, Role, Rule } from '../contract.js';

/** Makes a rule; code without "check.". */
export type RuleRow = (
  code: string,
  clause: string,
  text: string,
  decisions?: readonly DecisionName[],
  severity?: FindingSeverity,
  by?: Rule['by'],
) => Rule;

/** Makes the rules of a role: errors that are found by what is missing, unless a row says otherwise. */
export function rulesOf(role: Role): RuleRow {
  return (code, clause, text, decisions = [], severity = 'error', by = 'absence') => ({
    code: `check.${code}`,
    severity,
    role,
    clause,
    decisions,
    by,
    text,
  });
}
