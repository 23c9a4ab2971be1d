/**
 * The server's transition table: all of its rows, in the order in which they are tried.
 *
 *   session phases    none ──SCREQ──► requested ──SCINF──► announced ──first KARES──► running ──► ended ──60 s──► none
 *   member groups     none ──SRREQ──► registered ──SJREQ──► enrolled ──SAREQ, KARES──► active
 */
import { compileTransitions, type Transition, type TransitionTable } from '../transitions.js';
import { AUTHORISATION_ROWS } from './authorisation-rows.js';
import { CREATION_ROWS } from './creation-rows.js';
import { DELETION_ROWS } from './deletion-rows.js';
import { DEVIATION_ROWS } from './deviations.js';
import { DROP_ROWS } from './drop-rows.js';
import { ENROLMENT_ROWS } from './enrolment-rows.js';
import { INNER_ROWS } from './inner-rows.js';
import { LEAVING_ROWS } from './leaving-rows.js';
import { MEMBER_ROWS } from './member-rows.js';
import { REGISTRATION_ROWS } from './registration-rows.js';
import { SERVER_DIMENSIONS, type ServerStep } from './server-state.js';
import { TIMER_ROWS } from './timer-rows.js';

/** All rows of the server. */
export const SERVER_ROWS: readonly Transition<ServerStep>[] = [
  ...DROP_ROWS,
  ...CREATION_ROWS,
  ...DELETION_ROWS,
  ...REGISTRATION_ROWS,
  ...AUTHORISATION_ROWS,
  ...ENROLMENT_ROWS,
  ...MEMBER_ROWS,
  ...LEAVING_ROWS,
  ...TIMER_ROWS,
  ...INNER_ROWS,
  ...DEVIATION_ROWS,
];

/** The same, by event. */
export const SERVER_TABLE: TransitionTable<ServerStep> = compileTransitions(SERVER_ROWS, SERVER_DIMENSIONS);
