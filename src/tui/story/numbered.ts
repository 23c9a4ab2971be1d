/**
 * Things by number, from arrays: of scenarios there are few, and all are there from the beginning.
 */
import type { Numbered, Subject, Subjects } from './contract.js';

/** Things by their places in an array. */
export function numbered<T>(things: readonly T[]): Numbered<T> {
  return {
    get count() {
      return things.length;
    },
    at: (number) => things[number],
  };
}

/** Subjects by their places in an array. */
export function numberedSubjects(subjects: readonly Subject[]): Subjects {
  return {
    get count() {
      return subjects.length;
    },
    at: (number) => subjects[number],
    parentOf: (number) => subjects[number]?.parent ?? -1,
  };
}
