/** A module with room for faults, and tests that see only some: by it canaries.test.ts tries the planting itself. */

/** Twice the number. */
export function twice(n: number): number {
  return n * 2;
}

/** Half the number. */
export function half(n: number): number {
  return n / 2;
}
