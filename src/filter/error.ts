/**
 * What is wrong with a filter, and where in its text.
 */
import { err } from '../base/result.js';

/** A fault in a filter: text[from … to) is meant. */
export interface FilterError {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  /** A further line: what is allowed, or near. */
  readonly hint?: string;
}

/** A run of the filter's text. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A fault as an outcome. */
export function refuse(
  place: Range,
  message: string,
  hint?: string,
): { readonly ok: false; readonly error: FilterError } {
  const more = hint === undefined ? {} : { hint };
  return err({ message, from: place.from, to: place.to, ...more });
}
