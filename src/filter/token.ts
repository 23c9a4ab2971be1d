/**
 * The smallest parts of a filter.
 */
import type { Range } from './error.js';

/** A token: an operator (`kind` is what it stands for), or one of the kinds named here. */
export interface Token extends Range {
  readonly kind: string;
  /** As written; of a word, what it means without its prefix. */
  readonly text: string;
  readonly bytes?: Uint8Array;
  readonly code?: number;
  readonly must?: 'name' | 'literal';
}
