/**
 * Columns by row: typed arrays that grow. Of what there may be hundreds of thousands, numbers in columns take a third of what objects
 * do: an instant or an address in an object is a thing of its own.
 */

/** A column. */
export type Column = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** How many rows columns have that are to hold more than `length`. A quarter more: what is not used is memory too. */
export function moreThan(length: number): number {
  return length + Math.max(16, length >>> 2);
}

/** A column with so many rows; those that are new hold 0. */
export function longer<T extends Column>(column: T, length: number): T {
  const made = new (column.constructor as new (length: number) => T)(length);
  made.set(column);
  return made;
}
