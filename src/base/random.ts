/**
 * Random numbers as the machines take them: a stream that is handed in, so that a run is repeated by handing in the same
 * stream again. A machine has no random source of its own.
 */
import type { Micros } from './micros.js';

/** A stream of random 32-bit words. */
export interface RandomStream {
  /** The next word, 0 … 2^32 − 1, each equally likely. */
  uint32(): number;
}

/** A whole number from 0 up to, not including, `limit` (1 … 2^32), each equally likely: too high words are drawn again. */
export function below(stream: RandomStream, limit: number): number {
  const fair = 2 ** 32 - (2 ** 32 % limit);
  let word = stream.uint32();
  while (word >= fair) word = stream.uint32();
  return word % limit;
}

/** An instant's delay from 0 to `longest` inclusive (less than 2^32 µs, 71 minutes), each microsecond equally likely. */
export function delayUpTo(stream: RandomStream, longest: Micros): Micros {
  return below(stream, longest + 1) as Micros;
}

/** `count` random octets; four of them from each word. */
export function randomOctets(stream: RandomStream, count: number): Uint8Array {
  const octets = new Uint8Array(count);
  for (let i = 0; i < count; i += 4) {
    const word = stream.uint32();
    for (let j = 0; j < 4 && i + j < count; j += 1) octets[i + j] = (word >>> (24 - 8 * j)) & 255;
  }
  return octets;
}
