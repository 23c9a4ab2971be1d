/**
 * The table of `io,stat` as Wireshark draws it.
 *
 *   =============================
 *   | IO Statistics             |
 *   |                           |
 *   | Duration: 3.000000 secs   |      head: as wide as the widest column's text, at most 102
 *   | Interval: 1 secs          |
 *   |                           |
 *   | Col 1: Frames and bytes   |
 *   |---------------------------|
 *   |          |1               |      table: interval, columns, perhaps a filler
 *   | Interval | Frames | Bytes |
 *   |---------------------------|
 *   |  0 <> 1  |      1 |    60 |
 */
import { putString, type Text } from '../base/text.js';
import type { TimeFormat } from '../packet/clock.js';
import { CELL, type Cells, FRAMES, VALUES } from './io-stat-cells.js';
import type { Column } from './io-stat-columns.js';
import { intervalHeading, intervalText, type Layout, layoutOf, secondsAt } from './io-stat-layout.js';
import { cellText, coveredText, isTimed, peakText, type Row, rowsOf } from './io-stat-rows.js';

/** Most rows of a table in which intervals without frames are rows too; in a longer one they are left out. */
export const MOST_ROWS = 1_000_000;
/** Widest head that is made so for the sake of the columns' texts. */
const WIDEST = 102;

/** A column as it is drawn: one or two numbers under headings. */
interface Drawn {
  readonly column: Column;
  readonly titles: readonly string[];
  readonly widths: readonly number[];
}

/** Writes the table. */
export function reportCells(cells: Cells, time: TimeFormat, out: Text, flush: () => void): void {
  const layout = layoutOf(cells, time);
  const columns = drawnColumns(cells, layout);
  const table = columns.reduce(
    (sum, { widths }) => widths.reduce((all, width) => all + width + 3, sum),
    layout.width,
  );
  const head = headLines(cells, layout);
  const border = borderOf(cells, layout, head, table);
  const filler = table < border ? `${' '.repeat(border - table - 1)}|` : '';
  const line = (text: string): void => putString(out, `${text}\n`);
  line('');
  line('='.repeat(border));
  for (const text of head) line(`${text.padEnd(border - 1)}|`);
  for (const [k, { text }] of cells.asked.columns.entries()) putColumnText(k, text, border, line);
  line(`|${'-'.repeat(border - 2)}|`);
  const numbers = columns.map(({ widths }, k) => numberHeading(k, widths));
  line(`|${' '.repeat(layout.width - 2)}|${numbers.join('')}${filler}`);
  const titles = columns.map(({ titles: names, widths }) =>
    widths.map((width, n) => `${centred(names[n], width)}|`).join(''),
  );
  line(`| ${intervalHeading(time).padEnd(layout.width - 3)}|${titles.join('')}${filler}`);
  line(`|${'-'.repeat(table - 2)}|${filler}`);
  putRows(cells, layout, columns, filler, out, flush);
  line('='.repeat(border));
}

/** The lines above the columns' texts, without their right border. */
function headLines({ asked, duration }: Cells, layout: Layout): readonly string[] {
  const exact = layout.precision === 0;
  const long = secondsAt(exact ? Math.max(0, duration) : layout.duration, exact ? 6 : layout.precision);
  const width = layout.digits + (exact ? 7 : layout.precision + 1);
  const short = secondsAt(asked.interval === 0 ? layout.interval : layout.interval, layout.precision);
  return [
    '| IO Statistics',
    '|',
    `| Duration: ${long.padStart(width)} secs`,
    `| Interval: ${short.padStart(layout.digits + (exact ? 0 : layout.precision + 1))} secs`,
    '|',
  ];
}

function borderOf({ asked }: Cells, layout: Layout, head: readonly string[], table: number): number {
  const texts = Math.max(...asked.columns.map(({ text }) => (text === '' ? 26 : text.length + 11)));
  let border = Math.max(layout.least, layout.width, table, ...head.map(({ length }) => length + 1));
  if (texts > border && border < WIDEST) border = Math.min(texts, WIDEST);
  return border - table === 1 ? border + 1 : border;
}

/** A column's text behind its number, in several lines where it is too long: broken at a blank if there is one. */
function putColumnText(k: number, text: string, border: number, line: (text: string) => void): void {
  let lead = `|${k === 0 ? ' Col' : '    '}${String(k + 1).padStart(2)}: `;
  let rest = text === '' ? 'Frames and bytes' : text;
  const room = border - 11;
  while (rest.length > room) {
    const blank = rest.slice(0, room).lastIndexOf(' ');
    const length = blank >= 0 ? blank : room;
    line(`${(lead + rest.slice(0, length)).padEnd(border - 1)}|`);
    lead = '|        ';
    rest = rest.slice(blank >= 0 ? length + 1 : length);
  }
  line(`${(lead + rest).padEnd(border - 1)}|`);
}

/** "1               |" over a column's numbers. */
function numberHeading(k: number, widths: readonly number[]): string {
  const width = widths.reduce((sum, one) => sum + one + 3, -1);
  return `${String(k + 1).padEnd(width)}|`;
}

/** Centred with a blank on either side; the odd blank is on the left. */
function centred(title: string, width: number): string {
  const left = Math.max(0, Math.ceil((width - title.length) / 2)) + 1;
  return `${' '.repeat(left)}${title}`.padEnd(width + 2);
}

function drawnColumns(cells: Cells, layout: Layout): readonly Drawn[] {
  const { columns } = cells.asked;
  const titles = columns.map(({ calculation }) =>
    calculation === 'BOTH' ? ['Frames', 'Bytes'] : [calculation],
  );
  const widths = columns.map((column, k) =>
    titles[k].map((title) =>
      Math.max(
        isTimed(column) ? 0 : Math.max(leastOf(column), title.length),
        peakText(column, cells.peaks[k]).length,
      ),
    ),
  );
  for (const row of rowsOf(cells, layout.rows)) {
    const length = lengthOf(row.number, layout);
    for (const [k, column] of columns.entries()) {
      textsOf(column, row, k, length, layout).forEach((text, n) => {
        widths[k][n] = Math.max(widths[k][n], text.length);
      });
    }
  }
  return columns.map((column, k) => ({
    column,
    titles: titles[k],
    // Seconds with six decimals, where there was not a single one.
    widths: widths[k].map((width) => Math.max(width, isTimed(column) ? 8 : 0)),
  }));
}

/** Columns of plain numbers have room for five digits. */
function leastOf({ calculation }: Column): number {
  return calculation === 'BYTES' || calculation === 'COUNT' || calculation === 'BOTH' ? 5 : 0;
}

function textsOf(column: Column, row: Row, k: number, length: number, layout: Layout): readonly string[] {
  const at = k * CELL;
  const text = cellText(column, row.data, at, length, layout.interval);
  return column.calculation === 'BOTH' ? [String(row.data[at + FRAMES]), text] : [text];
}

/** Microseconds of an interval: the last one ends with the capture. */
function lengthOf(number: number, { rows, interval, duration }: Layout): number {
  return number === rows - 1 ? duration - number * interval : interval;
}

function putRows(
  cells: Cells,
  layout: Layout,
  columns: readonly Drawn[],
  filler: string,
  out: Text,
  flush: () => void,
): void {
  const covering = new Float64Array(columns.length);
  const begin = (number: number): string => intervalText(cells, number, layout);
  const draw = (texts: readonly (readonly string[])[], number: number): void => {
    const drawn = texts.map((one, k) =>
      one.map((text, n) => ` ${text.padStart(columns[k].widths[n])} |`).join(''),
    );
    putString(out, `${begin(number)}${drawn.join('')}${filler}\n`);
    flush();
  };
  const drawEmpty = (number: number): void => {
    const length = lengthOf(number, layout);
    const texts = columns.map(({ column, titles }, k) =>
      titles.map(() => coveredText(column, covering[k], length, layout.interval)),
    );
    draw(texts, number);
  };
  let next = 0;
  const drawUntil = (number: number): void => {
    if (layout.rows <= MOST_ROWS) for (; next < number; next += 1) drawEmpty(next);
    next = number + 1;
  };
  for (const row of rowsOf(cells, layout.rows)) {
    drawUntil(row.number);
    const length = lengthOf(row.number, layout);
    const texts = columns.map(({ column }, k) => textsOf(column, row, k, length, layout));
    draw(texts, row.number);
    for (const k of columns.keys()) covering[k] = row.data[k * CELL + VALUES];
  }
  drawUntil(layout.rows);
}
