/**
 * Outcomes as values. What a peer or a file can cause is a `Result`; throwing is for our own mistakes.
 */

/** Either a value or an error; `ok` tells which. */
export type Result<T, E> = Ok<T> | Err<E>;

/** The good outcome. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** The bad outcome. */
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

/** Wraps a value as the good outcome. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** Wraps an error as the bad outcome. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}
