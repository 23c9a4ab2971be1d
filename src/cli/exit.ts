/**
 * Exit statuses: what a script that calls the program can tell apart.
 */

/** Exit statuses. `input` is also the end of a copy, or of standard output, that could not be written to its end. */
export const EXIT = { done: 0, violated: 1, usage: 2, input: 3, interrupted: 130 } as const;
