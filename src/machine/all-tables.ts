/**
 * All tables of transitions under one roof: what docs/state-machines.md is made of, and what the tests are held to take.
 */
import type { Dimension, Transition } from './transitions.js';

/** A row as it is read: without the functions that only its machine can call. */
export type TableRow = Omit<Transition, 'guard' | 'run'>;

/** The table of one machine. */
export interface MachineTable {
  /** Name of the machine, as a heading. */
  readonly machine: string;
  readonly dimensions: readonly Dimension[];
  readonly rows: readonly TableRow[];
}

/** The tables of all machines. */
export const ALL_TABLES: readonly MachineTable[] = [];
