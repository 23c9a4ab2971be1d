/**
 * Signs of the state view, for terminals with and without more than ASCII.
 */

import type { StateRow } from '../model/state-matters.js';
import { STATES } from '../story/contract.js';
import type { Role } from '../theme/theme.js';

/** A text as the terminal can show it. */
export function shownText(text: string, unicode: boolean): string {
  return unicode ? text : text.replaceAll('→', '->').replaceAll('⊇', '>=').replaceAll('…', '...');
}

/** "●●○": in which of the groups registered ⊇ enrolled ⊇ active a member is; ASCII: "RE-". */
export function stateMarks({ kind, state }: StateRow, unicode: boolean): string {
  const steps = STATES[kind].length - 1;
  const letters = kind === 'member' ? 'REA' : 'P';
  return Array.from({ length: steps }, (_, i) =>
    unicode ? (i < state ? '●' : '○') : i < state ? letters[i] : '-',
  ).join('');
}

/** How a row's state is coloured. */
export function stateRole({ kind, state }: StateRow): Role {
  if (kind === 'membership') return state === 1 ? 'groupActive' : 'dim';
  return state === 3
    ? 'groupActive'
    : state === 2
      ? 'groupEnrolled'
      : state === 1
        ? 'groupRegistered'
        : 'dim';
}

/** A bar of so many columns, of which a part is left. */
export function barText(part: number, width: number, unicode: boolean): string {
  const full = Math.max(0, Math.min(width, Math.round(part * width)));
  return (unicode ? '█' : '#').repeat(full) + (unicode ? '░' : '.').repeat(width - full);
}
