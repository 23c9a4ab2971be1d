/**
 * Things by number; made from arrays where there are few, and all are there from the beginning: of scenarios.
 */
import type { Subject, Subjects } from './contract.js';

/** Things by number, from 0 on in order of appearance: made when somebody asks. */
export interface Numbered<T> {
  readonly count: number;
  /** Undefined where there is none of that number. */
  readonly at: (number: number) => T | undefined;
}

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
