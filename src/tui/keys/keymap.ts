/**
 * From keys to actions: the table, with the keys that the config file chooses instead.
 */
import type { KeyRow, Place } from './contract.js';
import { type Action, KEY_ROWS } from './table.js';

/** What keys mean so far. */
export type Meaning =
  | { readonly kind: 'action'; readonly action: Action; readonly letter: string }
  /** The beginning of several keys. */
  | { readonly kind: 'prefix' }
  | { readonly kind: 'nothing' };

/** The rows as they hold now, and what keys mean. */
export interface Keymap {
  readonly rows: readonly KeyRow<Action>[];
  /** What keys mean in the first of the places that knows them. */
  readonly meaning: (places: readonly Place[], keys: readonly string[]) => Meaning;
}

interface Bound {
  readonly keys: readonly string[];
  readonly action: Action;
  readonly where: Place;
}

/** Makes the map; `chosen` are the keys by action. */
export function createKeymap(chosen: Readonly<Record<string, readonly string[]>> = {}): Keymap {
  // A key that was chosen for one thing no longer means another in the same place.
  const taken = new Set(
    KEY_ROWS.flatMap(({ action, where }) => (chosen[action] ?? []).map((key) => `${where} ${key}`)),
  );
  const rows = KEY_ROWS.map((row) => ({
    ...row,
    keys: chosen[row.action] ?? row.keys.filter((key) => !taken.has(`${row.where} ${key}`)),
  }));
  const bound: Bound[] = rows.flatMap(({ keys, action, where }) =>
    keys.map((key) => ({ keys: key.split(' '), action, where })),
  );
  return {
    rows,
    meaning: (places, keys) => {
      for (const place of places) {
        let prefix = false;
        for (const one of bound) {
          if (one.where !== place || !begins(one.keys, keys)) continue;
          if (one.keys.length === keys.length) {
            return { kind: 'action', action: one.action, letter: keys[keys.length - 1] };
          }
          prefix = true;
        }
        if (prefix) return { kind: 'prefix' };
      }
      return { kind: 'nothing' };
    },
  };
}

function begins(whole: readonly string[], keys: readonly string[]): boolean {
  if (keys.length > whole.length) return false;
  return keys.every((key, i) => whole[i] === key || (whole[i] === '<letter>' && /^[a-z]$/.test(key)));
}
