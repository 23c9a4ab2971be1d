/**
 * What is due next: an indexed binary heap of instants, one for each key, with change and removal in O(log n). Equal
 * instants come in ascending order of their keys, so that the order never depends on history.
 */
import { type Micros, NEVER } from './micros.js';

/** Instants by whole-number key. */
export interface Heap {
  readonly keys: number[];
  readonly times: Micros[];
  /** Place of each key in the two lists. */
  readonly places: Map<number, number>;
}

/** An empty heap. */
export function createHeap(): Heap {
  return { keys: [], times: [], places: new Map() };
}

/** The earliest instant; NEVER where there is none. */
export function heapTime(heap: Heap): Micros {
  return heap.times.length === 0 ? NEVER : heap.times[0];
}

/** The key of the earliest instant; undefined where there is none. */
export function heapKey(heap: Heap): number | undefined {
  return heap.keys[0];
}

/** The instant of a key; NEVER where it has none. */
export function heapTimeOf(heap: Heap, key: number): Micros {
  const place = heap.places.get(key);
  return place === undefined ? NEVER : heap.times[place];
}

/** Gives a key an instant, or another one; NEVER takes the key out. */
export function heapSet(heap: Heap, key: number, time: Micros): void {
  const place = heap.places.get(key);
  if (time === NEVER) {
    if (place !== undefined) takeOut(heap, place);
    return;
  }
  if (place === undefined) {
    heap.keys.push(key);
    heap.times.push(time);
    rise(heap, heap.keys.length - 1, key, time);
    return;
  }
  move(heap, place, key, time);
}

function takeOut(heap: Heap, place: number): void {
  heap.places.delete(heap.keys[place]);
  const key = heap.keys.pop()!;
  const time = heap.times.pop()!;
  if (place < heap.keys.length) move(heap, place, key, time);
}

/** Puts an entry to its right place, beginning at `place`. */
function move(heap: Heap, place: number, key: number, time: Micros): void {
  const above = (place - 1) >> 1;
  if (place > 0 && earlier(time, key, heap.times[above], heap.keys[above])) rise(heap, place, key, time);
  else sink(heap, place, key, time);
}

function rise(heap: Heap, from: number, key: number, time: Micros): void {
  let place = from;
  while (place > 0) {
    const above = (place - 1) >> 1;
    if (!earlier(time, key, heap.times[above], heap.keys[above])) break;
    put(heap, place, heap.keys[above], heap.times[above]);
    place = above;
  }
  put(heap, place, key, time);
}

function sink(heap: Heap, from: number, key: number, time: Micros): void {
  const { keys, times } = heap;
  let place = from;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= keys.length) break;
    const right = child + 1;
    if (right < keys.length && earlier(times[right], keys[right], times[child], keys[child])) child = right;
    if (!earlier(times[child], keys[child], time, key)) break;
    put(heap, place, keys[child], times[child]);
    place = child;
  }
  put(heap, place, key, time);
}

function put(heap: Heap, place: number, key: number, time: Micros): void {
  heap.keys[place] = key;
  heap.times[place] = time;
  heap.places.set(key, place);
}

function earlier(timeA: Micros, keyA: number, timeB: Micros, keyB: number): boolean {
  return timeA < timeB || (timeA === timeB && keyA < keyB);
}
