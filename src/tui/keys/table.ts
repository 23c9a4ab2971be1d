/**
 * The key table: every key that does anything. Actions are the names in it; the type of their handlers is made of them.
 */
import { nearest } from '../../base/nearest.js';
import { CLASSIC } from './classic.js';
import type { KeyRow } from './contract.js';
import { DIALOGS } from './dialogs.js';
import { EVERYWHERE } from './everywhere.js';
import { FINDINGS } from './findings.js';
import { LADDER } from './ladder.js';
import { SCENARIO } from './scenario.js';
import { STATE } from './state.js';
import { TIMELINE } from './timeline.js';

/** All rows. */
export const KEYS = [
  ...EVERYWHERE,
  ...CLASSIC,
  ...LADDER,
  ...STATE,
  ...TIMELINE,
  ...FINDINGS,
  ...SCENARIO,
  ...DIALOGS,
] as const;

/** Names of everything that a key can do. */
export type Action = (typeof KEYS)[number]['action'];

/** The rows, as rows. */
export const KEY_ROWS: readonly KeyRow<Action>[] = KEYS;

/** Whether a text names an action. */
export function isAction(text: string): text is Action {
  return KEYS.some(({ action }) => action === text);
}

/** "; nearest: …" for what is no action, '' where none is near. */
export function nearestAction(text: string): string {
  const near = nearest(
    text,
    KEYS.map(({ action }) => action),
    1,
  );
  return near.length === 0 ? '' : `; nearest: ${near[0]}`;
}
