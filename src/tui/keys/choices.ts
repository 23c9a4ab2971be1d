/**
 * What is wrong with keys that somebody has chosen: names that are none, keys that mean two things in one place or hide others.
 */
import { nearestHint } from '../../base/nearest.js';
import type { KeyRow, Place } from './contract.js';
import { createKeymap } from './keymap.js';
import { type Action, KEY_ROWS } from './table.js';

/** What is wrong, and with which of an action's keys. */
export interface KeyFault {
  readonly action: string;
  readonly at: number;
  readonly message: string;
}

const NAMED = [
  ...['up', 'down', 'left', 'right', 'home', 'end', 'pageup', 'pagedown'],
  ...['enter', 'tab', 'esc', 'space', 'backspace', 'delete', 'insert'],
  ...Array.from({ length: 12 }, (_, i) => `f${i + 1}`),
];
/** What others call them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  escape: 'esc',
  return: 'enter',
  cr: 'enter',
  del: 'delete',
  ins: 'insert',
  pgup: 'pageup',
  pgdn: 'pagedown',
  pgdown: 'pagedown',
  bs: 'backspace',
};
/** Where what one types is text. */
const TYPED: ReadonlySet<Place> = new Set(['prompt', 'filter', 'search']);
const LETTER = '<letter>';

/** Looks at the keys that were chosen; gives the first thing that is wrong. */
export function keyFault(chosen: Readonly<Record<string, readonly string[]>>): KeyFault | undefined {
  for (const row of KEY_ROWS) {
    for (const [at, keys] of (chosen[row.action] ?? []).entries()) {
      const message = nameFault(keys, row) ?? placeFault(keys, row);
      if (message !== undefined) return { action: row.action, at, message };
    }
  }
  return clash(chosen);
}

function nameFault(keys: string, row: KeyRow): string | undefined {
  const parts = keys.split(' ');
  for (const [i, part] of parts.entries()) {
    if (part === LETTER && i > 0 && i === parts.length - 1 && takesLetter(row)) continue;
    if (part === LETTER) return `${LETTER} stands last, and only where a mark is named`;
    if (isKey(part)) continue;
    return part === '' ? 'between keys stands one space' : `there is no key "${part}"${hintFor(part)}`;
  }
  if (takesLetter(row) && parts[parts.length - 1] !== LETTER)
    return `the letter of the mark is typed last: "${keys} ${LETTER}"`;
  return undefined;
}

const takesLetter = ({ action }: KeyRow): boolean =>
  KEY_ROWS.some((row) => row.action === action && row.keys.some((keys) => keys.endsWith(LETTER)));

function isKey(part: string): boolean {
  const [, modifiers, name] = /^((?:[CMS]-)*)(.+)$/su.exec(part) ?? ['', '', ''];
  if (NAMED.includes(name)) return true;
  if (Array.from(name).length !== 1 || name <= ' ') return false;
  // Shift gives a character of its own, and Ctrl knows no capitals.
  return !modifiers.includes('S-') && (!modifiers.includes('C-') || !/[A-Z]/.test(name));
}

function hintFor(part: string): string {
  const plain = part
    .replace(/^\^(?=.$)/, 'C-')
    .replace(/(?:ctrl|control|c)[-+]/gi, 'C-')
    .replace(/(?:alt|meta|m)[-+]/gi, 'M-')
    .replace(/(?:shift|s)[-+]/gi, 'S-')
    .replace(/^<|>$/g, '');
  const [, modifiers, name] = /^((?:[CMS]-)*)(.*)$/.exec(plain) ?? ['', '', plain];
  const lower = name.toLowerCase();
  const key = `${modifiers}${OTHER_NAMES[lower] ?? lower}`;
  if (isKey(key)) return `; nearest: ${key}`;
  const hint = nearestHint(lower, NAMED) ?? '';
  return hint === '' ? '' : `; ${hint}`;
}

function placeFault(keys: string, { where }: KeyRow): string | undefined {
  const [first] = keys.split(' ');
  if (TYPED.has(where)) {
    if (keys.includes(' ')) return 'one key at a time while one types';
    return Array.from(first).length === 1 || first === 'space'
      ? `"${keys}" could not be typed any more`
      : undefined;
  }
  return /^[1-9]$/.test(first) ? `"${first}" begins a number` : undefined;
}

/** Of the keys as they would hold: two that are the same, or of which one is the beginning of the other. */
function clash(chosen: Readonly<Record<string, readonly string[]>>): KeyFault | undefined {
  const bound = createKeymap(chosen).rows.flatMap(({ action, where, keys }) =>
    keys.map((each, at) => ({ action, where, keys: each, at })),
  );
  for (const one of bound) {
    if (chosen[one.action] === undefined) continue;
    for (const other of bound) {
      if (other.where !== one.where || other.action === one.action) continue;
      const message = clashText(one.keys, other.keys, other.action);
      if (message !== undefined) return { action: one.action, at: one.at, message };
    }
  }
  return undefined;
}

function clashText(keys: string, others: string, action: Action): string | undefined {
  if (keys === others) return `"${keys}" is chosen for ${action} too`;
  if (others.startsWith(`${keys} `)) return `"${keys}" hides "${others}" (${action})`;
  return keys.startsWith(`${others} `) ? `"${keys}" is never reached: "${others}" is ${action}` : undefined;
}
