/**
 * What is wrong with octets that arrived: the finding, its clause, and the octets concerned. A violation of severity
 * "error" makes the message unusable; the others are remarked, and the message is used (D21).
 */
import type { Severity } from './contract.js';
import type { GmpFindingCode } from './gmp-findings.js';

/** A finding in a message that arrived; of GMP, where nothing else is said. */
export interface Violation<Code extends string = GmpFindingCode> {
  readonly code: Code;
  readonly severity: Severity;
  readonly clause: string;
  /** The octets concerned: bytes[start … end), counted from the message's first octet. */
  readonly start: number;
  readonly end: number;
  /** One sentence for people. */
  readonly message: string;
}
