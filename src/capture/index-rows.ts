/**
 * Rows of an index as the columns of a batch: copied chunk by chunk, for scans ask for millions of them.
 */
import { addComments, type Columns } from './columns.js';
import { chunkOf, type IndexChunk, type IndexStore, offsetAt, rowOf } from './index-chunks.js';

/**
 * Fills the columns with packets from `first` on: as many as are wanted, fit, and have all their octets within `room` behind the
 * first one's; at least one. Gives how many octets that is.
 */
export function fillRows(
  store: IndexStore,
  columns: Columns,
  first: number,
  wanted: number,
  room: number,
): number {
  const start = offsetAt(chunkOf(store, first), rowOf(first));
  const most = Math.min(wanted, columns.capacity, store.count - first + 1);
  columns.firstNumber = first;
  columns.inputOffset = start;
  columns.comments = undefined;
  columns.count = 0;
  let size = 0;
  while (columns.count < most) {
    const chunk = chunkOf(store, first + columns.count);
    const from = rowOf(first + columns.count);
    const end = Math.min(chunk.count, from + most - columns.count);
    const row = columns.count;
    size = fillPlaces(chunk, columns, from, end, start, room, size);
    const fits = from + columns.count - row;
    fillFacts(chunk, columns, row, from, fits);
    if (fits < end) break;
  }
  if (store.comments.size > 0) fillComments(store, columns);
  return size;
}

/** Where packets begin; those that do not fit are left out. */
function fillPlaces(
  { offset, offsetBase, capLen }: IndexChunk,
  columns: Columns,
  from: number,
  end: number,
  start: number,
  room: number,
  before: number,
): number {
  const shift = start - (offset instanceof Uint32Array ? offsetBase : 0);
  const { dataStart } = columns;
  let size = before;
  let row = columns.count;
  for (let at = from; at < end; at += 1) {
    const place = offset[at] - shift;
    if (row > 0 && place + capLen[at] > room) break;
    size = place + capLen[at];
    dataStart[row] = place;
    row += 1;
  }
  columns.count = row;
  return size;
}

function fillFacts(chunk: IndexChunk, columns: Columns, row: number, from: number, end: number): void {
  const { capLen, wireLen, interfaceId, oneInterface, times } = chunk;
  columns.capLen.set(capLen.subarray(from, end), row);
  columns.wireLen.set((wireLen ?? capLen).subarray(from, end), row);
  if (interfaceId === undefined) columns.interfaceId.fill(oneInterface, row, row + end - from);
  else columns.interfaceId.set(interfaceId.subarray(from, end), row);
  if (times === undefined) {
    fillMicros(chunk, columns, row, from, end);
    return;
  }
  columns.sec.set(times.sec.subarray(from, end), row);
  columns.nsec.set(times.nsec.subarray(from, end), row);
}

function fillMicros(
  { micros, secBase }: IndexChunk,
  columns: Columns,
  row: number,
  from: number,
  end: number,
): void {
  if (micros === undefined) return;
  const { sec, nsec } = columns;
  for (let at = from, to = row; at < end; at += 1, to += 1) {
    const whole = Math.floor(micros[at] / 1_000_000);
    sec[to] = secBase + whole;
    nsec[to] = (micros[at] - whole * 1_000_000) * 1000;
  }
}

function fillComments({ comments }: IndexStore, columns: Columns): void {
  for (let row = 0; row < columns.count; row += 1) {
    const known = comments.get(columns.firstNumber + row);
    if (known !== undefined) addComments(columns, row, known);
  }
}
