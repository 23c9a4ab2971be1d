/**
 * V8's heap, kept small. Left alone, it lets garbage lie until the heap has grown by far more than what is in use, for a long
 * capture's packets are walked in the background all the time. Told to grow in small steps, it collects more often: of 10
 * million packets, the process took half the memory, in the same time.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by a fifth at a time, and its space for what is new no more than the loading of the program has made it
 * grow: much less (measured with a megabyte) costs a stream a fifth of its time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
}
