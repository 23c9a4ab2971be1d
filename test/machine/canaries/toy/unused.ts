/** A module that no test loads. */

/** Three times the number. */
export function thrice(n: number): number {
  return n * 3;
}
