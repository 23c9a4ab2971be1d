/**
 * Messages of which nothing is to be said. Keepalives make up nearly all traffic, and they differ only in session, user and group: a
 * message of 16 octets whose first two and last two are those of one that was clean is clean (figure 26). The rest, SM with its
 * checksums too, is judged anew.
 */
import type { Walk } from '../../dissectors/contract.js';

const HEADER = 16;

/** Messages that were found to be clean. */
export interface CleanCache {
  /** Whether the message in layer `i`, which is of GMP, is known to be clean. */
  readonly known: (w: Walk, i: number) => boolean;
  /** It was found to be. */
  readonly learn: (w: Walk, i: number) => void;
}

/** Nothing is known. */
export function createCleanCache(): CleanCache {
  const known = new Set<number>();
  let last = -1;
  const key = (w: Walk, i: number): number => {
    const start = w.starts[i];
    if (w.limits[i] - start !== HEADER || w.ends[i] !== w.limits[i] || w.fragmented) return -1;
    const octets = w.sources[i];
    if ((octets[start + 1] & 0xc0) === 0) return -1;
    return (
      octets[start] * 0x1000000 + (octets[start + 1] << 16) + (octets[start + 14] << 8) + octets[start + 15]
    );
  };
  return {
    known: (w, i) => {
      const k = key(w, i);
      if (k < 0) return false;
      if (k === last) return true;
      if (!known.has(k)) return false;
      last = k;
      return true;
    },
    learn: (w, i) => {
      const k = key(w, i);
      if (k >= 0 && known.size < 4096) known.add(k);
    },
  };
}
