/**
 * All tables of transitions under one roof: what docs/state-machines.md is made of, and what the tests are held to take.
 */
import { CLIENT_DIMENSIONS, CLIENT_ROWS } from './client/client-rows.js';
import { FORWARDING_DIMENSIONS, FORWARDING_ROWS } from './igmp/forwarding.js';
import { HOST_DIMENSIONS, HOST_ROWS } from './igmp/host-rows.js';
import { RING_DIMENSIONS, RING_ROWS } from './igmp/ring.js';
import { ROUTER_DIMENSIONS, ROUTER_ROWS } from './igmp/router-rows.js';
import { SERVER_ROWS } from './server/server-rows.js';
import { SERVER_DIMENSIONS } from './server/server-state.js';
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
export const ALL_TABLES: readonly MachineTable[] = [
  { machine: 'GMP server', dimensions: SERVER_DIMENSIONS, rows: SERVER_ROWS },
  { machine: 'GMP client', dimensions: CLIENT_DIMENSIONS, rows: CLIENT_ROWS },
  { machine: 'IGMP host', dimensions: HOST_DIMENSIONS, rows: HOST_ROWS },
  { machine: 'IGMP router', dimensions: ROUTER_DIMENSIONS, rows: ROUTER_ROWS },
  { machine: 'Multicast datagrams', dimensions: FORWARDING_DIMENSIONS, rows: FORWARDING_ROWS },
  { machine: 'Expanding ring search', dimensions: RING_DIMENSIONS, rows: RING_ROWS },
];
