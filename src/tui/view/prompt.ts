/**
 * A line that is typed into: green where it can be done, red where not, with the place and the reason under it, and the
 * proposals of its completion. The filter is typed in the bar, all else at the bottom.
 */
import type { Prompt } from '../model/dialog.js';
import type { Model, World } from '../model/model.js';
import { hasPlace } from '../model/searching.js';
import { PURPOSES } from '../update/purposes.js';
import { inWidth, type Pane, type Row, segment, skip, spread, textWidth } from './segment.js';

/** Most proposals seen at a time. */
const SEEN = 8;

/** Where the line lies: its row, the columns of its label, and how far its text is scrolled. */
export function promptPlace(
  { size }: Model,
  prompt: Prompt,
): {
  readonly y: number;
  readonly label: number;
  readonly shift: number;
  readonly room: number;
} {
  const { width, height } = size;
  const label = textWidth(PURPOSES[prompt.purpose].label(prompt));
  const room = Math.max(1, width - label - 1);
  const shift = Math.max(0, textWidth(prompt.text.slice(0, prompt.at)) - room + 1);
  return { y: prompt.purpose === 'filter' && height >= 4 ? 0 : height - 1, label, shift, room };
}

/** The panes. */
export function promptPanes(model: Model, world: World, prompt: Prompt): readonly Pane[] {
  const { width, height } = model.size;
  const { y, shift, room } = promptPlace(model, prompt);
  const atTop = prompt.purpose === 'filter' && height >= 4;
  const label = PURPOSES[prompt.purpose].label(prompt);
  const column = textWidth(label) + textWidth(prompt.text.slice(0, prompt.at)) - shift;
  const fault = faultRows(model, prompt, label, shift, atTop);
  const proposals = proposalRows(model, world, prompt);
  const extra = atTop ? [...fault, ...proposals] : [...proposals, ...fault];
  const most = Math.max(0, height - 1);
  const shown = atTop ? extra.slice(0, most) : extra.slice(Math.max(0, extra.length - most));
  const panes: Pane[] = [
    {
      id: 'prompt',
      area: { x: 0, y, width, height: 1 },
      rows: [lineRow(model, prompt, label, shift, room)],
      fill: model.theme.input,
    },
  ];
  if (shown.length > 0) {
    const area = { x: 0, y: atTop ? 1 : y - shown.length, width, height: shown.length };
    panes.push({ id: 'prompt.under', area, rows: shown, fill: model.theme.input });
  }
  return panes.map((pane) => (pane.id === 'prompt' ? withCaret(pane, column, model) : pane));
}

function lineRow({ theme }: Model, prompt: Prompt, label: string, shift: number, room: number): Row {
  const style = prompt.text.trim() === '' ? theme.input : prompt.fault === undefined ? theme.good : theme.bad;
  const place = hasPlace(prompt.search) ? ', Ctrl-O: where' : '';
  const hint = prompt.purpose === 'search' ? `Ctrl-T: kind${place}` : '';
  const text = segment(
    inWidth(skip(prompt.text, shift), Math.min(room, textWidth(prompt.text) - shift)),
    style,
  );
  const rest = room - textWidth(text.text) - 1;
  const right = hint !== '' && rest > hint.length + 2 ? [segment(hint, theme.dim)] : [];
  return spread([segment(label, theme.key), text], right, textWidth(label) + room + 1, theme.input);
}

/** The cell in which one types is reversed: a real cursor would flicker with each drawing. */
function withCaret(pane: Pane, column: number, { theme }: Model): Pane {
  const cells = pane.rows[0].flatMap(({ text, style }) => Array.from(text, (char) => segment(char, style)));
  let at = 0;
  const row = cells.map((cell) => {
    const here = at === column;
    at += textWidth(cell.text);
    return here
      ? segment(cell.text, { ...cell.style, reverse: theme.caret.reverse !== cell.style.reverse })
      : cell;
  });
  return { ...pane, rows: [row] };
}

/** What is wrong, and signs at its place: they stand next to the line, whether it is above or below. */
function faultRows(
  { theme, size }: Model,
  { fault, text }: Prompt,
  label: string,
  shift: number,
  below: boolean,
): readonly Row[] {
  if (fault === undefined) return [];
  const from = textWidth(text.slice(0, fault.from));
  const length = Math.max(1, textWidth(text.slice(fault.from, fault.to)));
  const indent = Math.max(0, Math.min(size.width, textWidth(label) + from - shift));
  const signs: Row = [segment(' '.repeat(indent) + (below ? '^' : 'v').repeat(length), theme.warning)];
  const hint = fault.hint === undefined ? '' : `; ${fault.hint}`;
  const message: Row = [segment(inWidth(` ${fault.message}${hint}`, size.width), theme.bad)];
  return below ? [signs, message] : [message, signs];
}

function proposalRows({ theme, size }: Model, world: World, { proposals }: Prompt): readonly Row[] {
  if (proposals === undefined) return [];
  const { items, chosen } = proposals;
  const top = Math.max(0, Math.min(Math.max(0, chosen) - Math.floor(SEEN / 2), items.length - SEEN));
  const seen = items.slice(top, top + SEEN);
  const wide = Math.min(50, Math.max(...seen.map(({ text }) => textWidth(text))) + 2);
  const rows = seen.map((item, i): Row => {
    const style = top + i === chosen ? theme.selected : theme.input;
    const what = item.what === '' ? '' : item.what;
    return [segment(inWidth(`   ${inWidth(item.text, wide)} ${what}`, size.width), style)];
  });
  const more = items.length - seen.length;
  return more > 0 ? [...rows, [segment(`   ${world.unicode ? '…' : '...'} ${more} more`, theme.dim)]] : rows;
}
