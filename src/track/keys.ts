/**
 * Keys and lists as seen: KDUPT and SJRES bring keys (7.3), UIRES says who is active (7.2.2, figure 18).
 */
import { GMP_HEADER } from '../../dissectors/gmp-names.js';
import type { SessionState } from './books.js';
import type { Seen } from './contract.js';

/** Remembers the key in a message; one that differs from the last begins a new generation. */
export function learnKey(session: SessionState, { bytes, start, keyLength, at, frame }: Seen): void {
  const from = start + GMP_HEADER;
  const { key } = session;
  if (key !== undefined && key.length === keyLength) {
    let same = true;
    for (let i = 0; i < keyLength; i += 1) same &&= key[i] === bytes[from + i];
    if (same) return;
  }
  session.key = bytes.slice(from, from + keyLength);
  session.generation += 1;
  session.keyAt = at;
  session.keyFrame = frame;
}
