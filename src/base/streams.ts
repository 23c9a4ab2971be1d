/**
 * Random streams by name: the same seed and the same name give the same numbers, on every machine, whatever other streams
 * there are. So adding a node to a run reshuffles nobody else's numbers.
 *
 *   const stream = createStreams(7);   stream('a', 'loss').uint32()
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomStream } from './random.js';

/** The stream of a node for a purpose; the same object each time. */
export type Streams = (node: string, purpose: string) => RandomStream;

/** The streams of a seed. */
export function createStreams(seed: number): Streams {
  const known = new Map<string, RandomStream>();
  return (node, purpose) => {
    const name = `${seed}\u0000${node}\u0000${purpose}`;
    const stream = known.get(name) ?? createStream(name);
    known.set(name, stream);
    return stream;
  };
}

function createStream(name: string): RandomStream {
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((salt) => hash(name, salt)));
  return { uint32: () => generator.next() >>> 0 };
}

/** 32 bits of a text: FNV-1a, then the finalizer of MurmurHash3, so that similar names differ in all bits. */
function hash(text: string, salt: number): number {
  let value = Math.imul(0x811c9dc5 ^ salt, 0x01000193);
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
