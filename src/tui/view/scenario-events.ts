/**
 * What has happened so far in a run, the newest at the bottom.
 */
import { timeText } from '../../sim/output-words.js';
import type { Model, World } from '../model/model.js';
import type { Played } from '../scenario/contract.js';
import { countBelow } from '../scenario/places.js';
import type { Theme } from '../theme/theme.js';
import { inWidth, type Pane, type Rect, type Row, type Style, segment } from './segment.js';
import { titleRow } from './title-row.js';

/** Columns from which on an event tells why it came about. */
const ROOM_FOR_WHY = 76;
const WHY = 14;

/** The pane. */
export function eventsPane(model: Model, world: World, played: Played, area: Rect): Pane {
  const { theme, views } = model;
  const { focus, player } = views.scenario;
  const { seen, run } = played;
  const height = Math.max(0, area.height - 1);
  const passed = countBelow(seen, player.position);
  const first = Math.max(0, passed - height);
  const wide = Math.max(0, ...seen.slice(first, passed).map((n) => played.words(n).place.length));
  const rows = seen.slice(first, passed).map((n, i) => {
    const newest = first + i === passed - 1;
    return eventRow(n, newest);
  });
  return {
    id: 'events',
    area,
    rows: [titleRow('Events', eventsTitle(model, played), area.width, focus === 'events', theme), ...rows],
    fill: theme.text,
  };

  function eventRow(n: number, newest: boolean): Row {
    const { place, text, why } = played.words(n);
    const style = newest ? theme.selected : styleOf(played, n, theme);
    const arrow = (words: string): string => (world.unicode ? words : words.replaceAll('→', '->'));
    const head = ` ${timeText(run.events[n].t)}  ${inWidth(arrow(place), Math.min(wide + 1, 24))} `;
    const reason = area.width >= ROOM_FOR_WHY ? ` ${inWidth(why, WHY)}` : '';
    const room = area.width - head.length - reason.length;
    return [
      segment(head, newest ? style : theme.dim),
      segment(inWidth(arrow(text), room), style),
      segment(reason, newest ? style : theme.dim),
    ];
  }
}

/** How many there were, and when the next one is. */
export function eventsTitle({ views }: Model, { seen, run }: Played): string {
  const passed = countBelow(seen, views.scenario.player.position);
  const next = seen[passed];
  const rest = next === undefined ? 'nothing more happens' : `next at ${timeText(run.events[next].t)} s`;
  return `event ${passed} of ${seen.length}, ${rest}`;
}

function styleOf({ run }: Played, n: number, theme: Theme): Style {
  const event = run.events[n];
  if (event.kind === 'drop' || event.kind === 'breach') return theme.error;
  if (event.kind === 'action') return theme.key;
  if (event.kind === 'state') return { ...theme.text, bold: true };
  if (event.kind === 'timer') return event.event === 'fired' ? theme.warning : theme.dim;
  if (event.kind === 'message') {
    const from = run.cast.find(({ name }) => name === event.from);
    return from?.kind === 'server' || from?.kind === 'router' ? theme.server : theme.client;
  }
  return theme.dim;
}
