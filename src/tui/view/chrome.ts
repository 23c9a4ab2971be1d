/**
 * What stands around every view: the bar with the display filter at the top, the status line at the bottom.
 */
import { keyText } from '../model/help-lines.js';
import { lookedAt, selectedLine } from '../model/looking.js';
import type { Message, Model, World } from '../model/model.js';
import { packetOf, type TreeLine } from '../model/tree-lines.js';
import type { NumberList } from '../store/contract.js';
import type { Theme } from '../theme/theme.js';
import { availableViews, viewOf } from '../views.js';
import { liveText } from './live.js';
import {
  clip,
  inWidth,
  type Pane,
  type Rect,
  type Row,
  rowWidth,
  type Style,
  segment,
  spread,
  textWidth,
} from './segment.js';

/** The bar: the filter at work, and the capture's name where there is room for it. */
export function barPane({ filter, theme }: Model, world: World, area: Rect): Pane {
  const name = ` ${world.title} `;
  const hint = area.width >= 60 ? 'none (press / to type one)' : 'none';
  const left: Row = [
    segment(area.width >= 30 ? ' Filter: ' : ' ', theme.bar),
    filter === '' ? segment(hint, { ...theme.bar, ...theme.dim }) : segment(` ${filter} `, theme.good),
  ];
  const room = area.width - rowWidth(left) - 1;
  const whole = textWidth(name) <= room;
  // Of a path that is too long its end tells more.
  const part = whole ? name : ` ${name.slice(name.lastIndexOf('/') + 1)}`;
  const right = textWidth(part) <= room ? [segment(part, theme.bar)] : [];
  return { id: 'bar', area, rows: [spread(left, right, area.width, theme.bar)], fill: theme.bar };
}

/**
 * The status line: what is selected or was told on the left, counts and progress on the right. What was told comes first:
 * it may name a way out, and the counts are there again with the next key.
 */
export function statusPane(model: Model, world: World, area: Rect): Pane {
  const { theme } = model;
  const counts = [segment(`${countsText(model, world, area.width)} `, theme.bar)];
  const told = model.message === undefined ? 0 : textWidth(model.message.text);
  const right = told > area.width - rowWidth(counts) - 2 ? [] : counts;
  const room = area.width - rowWidth(right) - 2;
  const left = [
    segment(' ', theme.bar),
    ...leftOf(model, world, room).map(({ text, style }) =>
      segment(textWidth(text) > room ? inWidth(text, room).trimEnd() : text, style),
    ),
  ];
  return { id: 'status', area, rows: [spread(left, right, area.width, theme.bar)], fill: theme.bar };
}

function leftOf(model: Model, world: World, room: number): Row {
  const { theme, pending, message, views } = model;
  if (pending.keys.length > 0 || pending.count !== '')
    return [segment(`${pending.count}${pending.keys.join(' ')} …`, { ...theme.bar, bold: true })];
  if (message !== undefined) return [segment(message.text, messageStyle(message, theme))];
  const own = viewOf(model.view).status?.(model, world);
  if (own !== undefined) return [segment(own, theme.bar)];
  const line = views.classic.selected === '' ? undefined : selectedLine(model, world);
  return [segment(line === undefined ? hintText(model, world, room) : lineText(line), theme.bar)];
}

/** How one comes to the help and, where there is room for all of them, to the other views. */
function hintText({ keymap, view }: Model, world: World, room: number): string {
  const keysOf = (action: string): readonly string[] =>
    keymap.rows.find((row) => row.action === action)?.keys ?? [];
  const keyOf = (action: string): string => {
    const keys = keysOf(action);
    return keyText(keys.find((key) => /^f\d+$/.test(key)) ?? keys[0] ?? '');
  };
  const help = `${keyText(keysOf('help')[0] ?? ':help')} for help`;
  const others = availableViews(world)
    .filter(({ name }) => name !== view)
    .map(({ name, title }) => [keyOf(`view.${name}`), title.toLowerCase()] as const)
    .filter(([key]) => key !== '');
  const whole = [help, ...others.map((one) => one.join(' '))].join('  ');
  return textWidth(whole) <= room ? whole : help;
}

function messageStyle({ level }: Message, theme: Theme): Style {
  return level === 'plain' ? theme.bar : level === 'good' ? theme.good : theme.bad;
}

/** What stands for a line of the tree: its filter name, title and size, and the packet that it leads to. */
export function lineText(line: TreeLine): string {
  const { node } = line;
  const size = node.end - node.start;
  const octets = size === 0 ? '' : `, ${size} octet${size === 1 ? '' : 's'}`;
  if (node.field === undefined) return clip(node.text, 200);
  const to = packetOf(line);
  return `${node.field.title} (${node.field.name})${octets}${to === undefined ? '' : `; Enter: to packet ${to}`}`;
}

function countsText(model: Model, world: World, width: number): string {
  const { store } = world;
  const { number } = lookedAt(model, world);
  const dot = world.unicode ? ' · ' : ' | ';
  const parts: string[] = [];
  const live = liveText(model, world, width);
  const busy = progressText(world);
  if (live !== undefined) parts.push(live);
  if (busy !== '') parts.push(busy);
  if (store.error !== null) parts.push(width >= 70 ? 'broken (:error)' : 'broken');
  if (width >= 50) parts.push(number === 0 ? 'no packet' : `${number}`);
  parts.push(`${width >= 70 ? 'Packets: ' : ''}${store.count}`);
  if (model.filter !== '') {
    const { count, stopped } = store.shown;
    const share = `${(store.count === 0 ? 0 : (100 * count) / store.count).toFixed(1)}%`;
    parts.push(`${width >= 70 ? 'Displayed: ' : ''}${count} (${stopped === true ? 'stopped' : share})`);
  }
  if (model.marks.size > 0) parts.push(`${width >= 70 ? 'Marked: ' : 'M'}${model.marks.size}`);
  return parts.join(dot);
}

/** Of packets that come in at their own speed: so many behind is no work that one waits for. */
const LITTLE = 20_000;

function progressText({ store }: World): string {
  const part = (scanned: number): string =>
    `${store.count === 0 ? 0 : Math.floor((100 * scanned) / store.count)}%`;
  if (!store.complete && !store.live) {
    const { loaded } = store;
    return loaded === undefined ? 'loading' : `loading ${Math.floor(100 * loaded)}%`;
  }
  const { shown, found } = store;
  const runs = ({ complete, scanned }: NumberList): boolean =>
    !complete && (store.complete || store.count - scanned > LITTLE);
  if (runs(shown)) return `filtering ${part(shown.scanned)}`;
  if (found !== undefined && runs(found)) return `searching ${part(found.scanned)}`;
  return '';
}
