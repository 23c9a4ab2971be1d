/**
 * Regular expressions of `matches`: Perl's, over octets.
 */

/** A compiled expression. */
export interface Regex {
  /** As the filter has it. */
  readonly source: string;
  /** Whether it is found anywhere in octets. */
  readonly test: (bytes: Uint8Array) => boolean;
}
