/**
 * The whole table of the client (figure 14): who may speak to it, what it does, what it does not act on; in this order.
 */
import { CLIENT_STATES } from '../gmp-vocabulary.js';
import { compileTransitions, type Dimension, type TransitionTable } from '../transitions.js';
import { ACTIVITY_ROWS } from './activity-rows.js';
import type { ClientCause, ClientRow } from './client-row.js';
import { CREATION_ROWS } from './creation-rows.js';
import { IDENTITY_ROWS, REMAINING_ROWS } from './ignoring-rows.js';
import { JOINING_ROWS } from './joining-rows.js';
import { RETRY_ROWS } from './retry-rows.js';
import { USER_LIST_ROWS } from './user-list-rows.js';

/** The dimension of a client's state. */
export const CLIENT_DIMENSIONS: readonly [Dimension] = [{ name: 'state', states: CLIENT_STATES }];

/** All transitions of a client. */
export const CLIENT_ROWS: readonly ClientRow[] = [
  ...IDENTITY_ROWS,
  ...CREATION_ROWS,
  ...JOINING_ROWS,
  ...ACTIVITY_ROWS,
  ...USER_LIST_ROWS,
  ...RETRY_ROWS,
  ...REMAINING_ROWS,
];

/** The same, ready to be looked up. */
export const CLIENT_TABLE: TransitionTable<ClientCause> = compileTransitions(CLIENT_ROWS, CLIENT_DIMENSIONS);
