/**
 * Things of packets that were worked out lately: two halves, of which the older one is let go at once. To let go one by one costs
 * more than all else: a map keeps a place for whatever was taken out.
 */

/** What is kept, by packet. */
export interface Memory<T> {
  readonly get: (frame: number) => T | undefined;
  readonly set: (frame: number, value: T) => void;
  readonly clear: () => void;
}

/** Nothing kept yet; at most so many. */
export function createMemory<T>(most: number): Memory<T> {
  let young = new Map<number, T>();
  let old: typeof young = new Map();
  return {
    get: (frame) => young.get(frame) ?? old.get(frame),
    set: (frame, value) => {
      young.set(frame, value);
      if (young.size < most / 2) return;
      old = young;
      young = new Map();
    },
    clear: () => {
      young = new Map();
      old = new Map();
    },
  };
}
