/**
 * What dissectors found of single packets, in columns: there may be tens of thousands, and most of them say the same. The findings are
 * made of them when somebody looks.
 */

import { longer, moreThan } from '../../base/columns.js';
import type { Micros } from '../../base/micros.js';
import type { Found } from './contract.js';

/** What a dissector found of a packet. */
export type FoundRow = Pick<Found, 'severity' | 'code' | 'clause' | 'message' | 'at'> & {
  readonly frame: number;
};

/** Rows, from 0 on. */
export interface FoundRows {
  readonly count: () => number;
  readonly add: (row: FoundRow) => void;
  readonly at: (row: number) => Found;
}

/** What all findings of one kind have. */
type Kind = Pick<FoundRow, 'severity' | 'code' | 'clause'>;

/** So many texts are looked through for an equal one; then it is begun anew. */
const MOST_TEXTS = 4096;

/** No rows. */
export function createFoundRows(): FoundRows {
  const kinds: Kind[] = [];
  const kindOf = new Map<string, number>();
  const texts: string[] = [];
  const textOf = new Map<string, number>();
  let count = 0;
  let kind = new Uint32Array(0);
  let text = new Uint32Array(0);
  let frames = new Uint32Array(0);
  let times = new Float64Array(0);
  const enterKind = ({ severity, code, clause }: Kind): number => {
    const key = `${severity} ${code} ${clause}`;
    const known = kindOf.get(key);
    if (known !== undefined) return known;
    kindOf.set(key, kinds.length);
    return kinds.push({ severity, code, clause }) - 1;
  };
  const enterText = (message: string): number => {
    const known = textOf.get(message);
    if (known !== undefined) return known;
    if (textOf.size >= MOST_TEXTS) textOf.clear();
    textOf.set(message, texts.length);
    return texts.push(message) - 1;
  };
  return {
    count: () => count,
    add: (row) => {
      if (count === kind.length) {
        const length = moreThan(count);
        kind = longer(kind, length);
        text = longer(text, length);
        frames = longer(frames, length);
        times = longer(times, length);
      }
      kind[count] = enterKind(row);
      text[count] = enterText(row.message);
      frames[count] = row.frame;
      times[count] = row.at;
      count += 1;
    },
    at: (row) => {
      // Spread out by name: lists go through all of them, and a spread takes a hundred times as long.
      const { severity, code, clause } = kinds[kind[row]];
      return {
        severity,
        by: 'dissector',
        certain: true,
        code,
        clause,
        message: texts[text[row]],
        doubt: '',
        rule: '',
        frames: [frames[row]],
        at: times[row] as Micros,
        matter: '',
        subject: -1,
      };
    },
  };
}
