/**
 * The flags of `check` as commander hands them over. Nothing is imported here: the help must be there at once.
 */

/** The forms in which findings and verdicts are printed. */
export const CHECK_FORMATS = ['text', 'ndjson'] as const;

/** Severities that a finding may have to have for exit status 1. */
export const FAIL_ON = ['error', 'warning', 'note', 'never'] as const;

/** The flags of `check`. */
export interface CheckFlags {
  readonly read?: string;
  readonly type: (typeof CHECK_FORMATS)[number];
  readonly policy?: readonly string[];
  readonly lossy?: boolean;
  readonly infer?: boolean;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly maxDelay?: string;
  readonly tolerance?: string;
  readonly decodeAs?: readonly string[];
  readonly preference?: readonly string[];
  readonly heuristic?: boolean;
  readonly follow?: boolean;
  readonly color?: boolean;
}
