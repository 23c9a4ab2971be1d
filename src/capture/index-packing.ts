/**
 * What a full chunk of the index is packed into: most captures are so regular that a packet's place follows from the one before,
 * and its time lies shortly after. Each 64th row stands in full; the rows between are added up from there.
 *
 *   lengths, interfaces   16 bits where all fit, else 32
 *   offsets               nothing a row, where what lies between two packets is always as long (record or block headers, padding)
 *   times                 16 bits a row (nanoseconds: 32), the few longer steps in a list; any others stay as they are
 */

/** Rows between two that stand in full, as a power of two. */
const MARK_SHIFT = 6;
const MARK_ROWS = 1 << MARK_SHIFT;
/** Steps that may be in a chunk's list before its times are left as they are. */
const MOST_LONG = 4096;

/** Offsets, each of which follows from the one before. */
export interface PackedOffsets {
  readonly marks: Float64Array;
  /** Octets between the end of a packet, padded to a multiple of `align`, and the next one. */
  readonly between: number;
  readonly align: 1 | 4;
}

/** Times in ticks since the chunk's `secBase`, each as a step from the one before. */
export interface PackedTimes {
  readonly marks: Float64Array;
  /** From the row before to this one; `longMark`: it stands in the list. */
  readonly steps: Uint16Array | Uint32Array;
  readonly longMark: number;
  readonly perSecond: 1_000_000 | 1_000_000_000;
  /** Rows, ascending, and their steps: those that are too long, or go back. */
  readonly longRows: Uint16Array;
  readonly longSteps: Float64Array;
}

/** Numbers that are looked up by row. */
type Numbers = Uint16Array | Uint32Array | Int32Array | Float64Array;

/** Numbers in 16 bits where all of them fit. */
export function packNumbers(numbers: Uint32Array | Uint16Array): Uint32Array | Uint16Array {
  if (numbers instanceof Uint16Array) return numbers;
  for (let row = 0; row < numbers.length; row++) if (numbers[row] > 0xffff) return numbers.slice();
  return Uint16Array.from(numbers);
}

/** Offsets of a full chunk; undefined where one does not follow from the one before. */
export function packOffsets(offsets: Numbers, base: number, lengths: Numbers): PackedOffsets | undefined {
  for (const align of [1, 4] as const) {
    const between = offsets[1] - offsets[0] - padded(lengths[0], align);
    if (!areRegular(offsets, lengths, between, align)) continue;
    const marks = new Float64Array(offsets.length >>> MARK_SHIFT);
    for (let i = 0; i < marks.length; i++) marks[i] = offsets[i << MARK_SHIFT] + base;
    return { marks, between, align };
  }
  return undefined;
}

function areRegular(offsets: Numbers, lengths: Numbers, between: number, align: 1 | 4): boolean {
  for (let row = 1; row < offsets.length; row++)
    if (offsets[row] - offsets[row - 1] !== padded(lengths[row - 1], align) + between) return false;
  return true;
}

function padded(length: number, align: 1 | 4): number {
  return align === 1 ? length : (length + 3) & ~3;
}

/** The offset of a row. */
export function packedOffset(
  { marks, between, align }: PackedOffsets,
  lengths: Numbers,
  row: number,
): number {
  let offset = marks[row >>> MARK_SHIFT];
  for (let at = row & -MARK_ROWS; at < row; at++) offset += padded(lengths[at], align) + between;
  return offset;
}

/** The offset of the row behind one whose offset is known. */
export function offsetBehind({ between, align }: PackedOffsets, offset: number, length: number): number {
  return offset + padded(length, align) + between;
}

/** Times of a full chunk, `tickAt` a row; undefined where they are too irregular, or a packet has none. */
export function packTimes(
  tickAt: (row: number) => number,
  rows: number,
  perSecond: PackedTimes['perSecond'],
): PackedTimes | undefined {
  const steps = perSecond === 1_000_000 ? new Uint16Array(rows) : new Uint32Array(rows);
  const longMark = perSecond === 1_000_000 ? 0xffff : 0xffff_ffff;
  const marks = new Float64Array(rows >>> MARK_SHIFT);
  const longRows: number[] = [];
  const longSteps: number[] = [];
  let before = 0;
  for (let row = 0; row < rows; row++) {
    const tick = tickAt(row);
    if (!Number.isSafeInteger(tick)) return undefined;
    if ((row & (MARK_ROWS - 1)) === 0) marks[row >>> MARK_SHIFT] = tick;
    else {
      const step = tick - before;
      if (step >= 0 && step < longMark) steps[row] = step;
      else if (longRows.length === MOST_LONG) return undefined;
      else {
        steps[row] = longMark;
        longRows.push(row);
        longSteps.push(step);
      }
    }
    before = tick;
  }
  const list = { longRows: Uint16Array.from(longRows), longSteps: Float64Array.from(longSteps) };
  return { marks, steps, longMark, perSecond, ...list };
}

/** The time of a row, in ticks. */
export function packedTick(times: PackedTimes, row: number): number {
  const { marks, steps, longMark } = times;
  let tick = marks[row >>> MARK_SHIFT];
  for (let at = (row & -MARK_ROWS) + 1; at <= row; at++) {
    const step = steps[at];
    tick += step === longMark ? longStep(times, at) : step;
  }
  return tick;
}

/** The time of a row whose row before has the time `before`. */
export function tickBehind(times: PackedTimes, before: number, row: number): number {
  if ((row & (MARK_ROWS - 1)) === 0) return times.marks[row >>> MARK_SHIFT];
  const step = times.steps[row];
  return before + (step === times.longMark ? longStep(times, row) : step);
}

function longStep({ longRows, longSteps }: PackedTimes, row: number): number {
  let low = 0;
  let high = longRows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (longRows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return longSteps[low];
}
