/**
 * Header diagrams as in the RFCs, drawn from the layout tables:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+---+-----------+-------------------------------+
 *   |Version|Header…|DSC|…          |          Total Length         |
 */
import type { Header, Item, Size } from './types.js';

const ROW = 32;
const RULER = [
  ' 0                   1                   2                   3',
  ` ${Array.from({ length: ROW }, (_, i) => i % 10).join(' ')}`,
];

interface Cell {
  readonly title: string;
  /** Bits; undefined for a length that is not constant. */
  readonly bits: number | undefined;
}

/** The diagram of a header, one line an element of the list. */
export function headerDiagram(header: Header): readonly string[] {
  const rows: string[] = [...RULER];
  let cells: Cell[] = [];
  let filled = 0;
  let border = '';
  const flush = (): void => {
    if (cells.length === 0) return;
    rows.push(...drawRow(cells, border));
    border = edges(cells);
    cells = [];
    filled = 0;
  };
  for (const cell of header.items.flatMap((item) => cellsOf(item))) {
    if (cell.bits === undefined) {
      flush();
      cells = [{ title: cell.title, bits: ROW }];
      flush();
      continue;
    }
    let left = cell.bits;
    while (left > 0) {
      const part = Math.min(left, ROW - filled);
      cells.push({ title: left === cell.bits ? cell.title : '', bits: part });
      filled += part;
      left -= part;
      if (filled === ROW) flush();
    }
  }
  flush();
  rows.push(border);
  return rows;
}

function cellsOf(item: Item): Cell[] {
  switch (item.kind) {
    case 'when': {
      const values = item.on.is ?? item.on.not ?? [];
      const word = item.on.is === undefined ? 'not ' : '';
      return item.items.flatMap(cellsOf).map((cell) => ({
        title: `${cell.title} (where ${item.on.field} is ${word}${values.join(', ')})`,
        bits: undefined,
      }));
    }
    case 'group':
      return item.items.map(({ title, bits }) => ({ title, bits }));
    case 'repeat':
      return [{ title: `${item.title}: ${countText(item.count)}`, bits: undefined }];
    case 'window':
    case 'bytes':
    case 'text':
      if (typeof item.size === 'number') return [{ title: item.title, bits: item.size * 8 }];
      return [{ title: `${item.title}: ${sizeText(item.size)}`, bits: undefined }];
    default:
      return [{ title: item.title, bits: item.bits }];
  }
}

function countText(count: Size): string {
  if (count === 'rest') return 'any number';
  return typeof count === 'number' ? `${count} times` : `${formula(count)} times`;
}

function sizeText(size: Size): string {
  if (typeof size === 'number') return `${size} octets`;
  if (size === 'rest') return 'to the end';
  if (size.padTo !== undefined) return `up to a multiple of ${size.padTo} octets`;
  return `${formula(size)} octets`;
}

function formula(size: Exclude<Size, number | 'rest'>): string {
  const times = size.times === undefined ? '' : ` × ${size.times}`;
  const plus = size.plus === undefined ? '' : size.plus < 0 ? ` − ${-size.plus}` : ` + ${size.plus}`;
  return `${size.field}${times}${plus}`;
}

/** Edge above a row: a `+` wherever a cell of this row or of the row before ends. */
function drawRow(cells: readonly Cell[], above: string): string[] {
  const own = edges(cells);
  const top = above === '' ? own : merge(above, own);
  const texts = cells.map(({ title, bits }) => centred(title, (bits ?? ROW) * 2 - 1));
  return [top, `|${texts.join('|')}|`];
}

function edges(cells: readonly Cell[]): string {
  return `+${cells.map(({ bits }) => '-'.repeat((bits ?? ROW) * 2 - 1)).join('+')}+`;
}

function merge(above: string, below: string): string {
  const length = Math.max(above.length, below.length);
  let line = '';
  for (let i = 0; i < length; i += 1) line += above[i] === '+' || below[i] === '+' ? '+' : '-';
  return line;
}

function centred(text: string, width: number): string {
  const cut = text.length > width ? (width === 1 ? text[0] : `${text.slice(0, width - 1)}…`) : text;
  const left = Math.floor((width - cut.length) / 2);
  return ' '.repeat(left) + cut + ' '.repeat(width - cut.length - left);
}
