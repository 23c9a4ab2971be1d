/**
 * What the packet changed: a line for each thing that happened, with why; what happened by time before it tells how long before.
 */

import { markSign } from '../model/ladder-paper.js';
import { happeningText, ownMessageText } from '../model/message-text.js';
import type { Model, World } from '../model/model.js';
import { spanText } from '../model/spans.js';
import type { StateSight } from '../model/state-looking.js';
import { selectedHappening } from '../model/state-selected.js';
import { markStyle } from './ladder-rows.js';
import { inWidth, type Pane, type Rect, type Row, segment, spread, textWidth } from './segment.js';
import { workText } from './state-cell.js';
import { packetLines, packetText } from './state-packet.js';
import { shownText } from './state-signs.js';
import { titleRow } from './title-row.js';

/** Columns that why has in any case. */
const LEAST_WHY = 14;

/** The pane. */
export function changesPane(model: Model, world: World, sight: StateSight, area: Rect): Pane {
  const { theme, views } = model;
  const { situation, stale, number } = sight;
  const focused = views.state.focus === 'changes';
  if (stale) return waitingPane(model, world, sight, area);
  const happenings = situation?.happenings ?? [];
  const top = views.state.changesTop;
  const room = Math.max(0, area.height - 1);
  const shown = happenings.slice(top, top + room);
  const place = happenings.length > room ? `  ${top + 1}-${top + shown.length} of ${happenings.length} ` : '';
  const packet = shownText(packetText(model, world, number), world.unicode);
  const wanted = Math.max(0, area.width - textWidth(place));
  const head: Row = [
    ...titleRow(`State after packet ${number}`, packet, wanted, focused, theme),
    segment(place, focused ? theme.titleFocused : theme.title),
  ];
  const at = situation?.at ?? 0;
  const whens = shown.map(({ by }) =>
    by.frame === 0 && by.at < at ? `${spanText(at - by.at)} before:` : '',
  );
  const wide = whens.reduce((most, text) => Math.max(most, textWidth(text)), 0);
  const selected = focused ? selectedHappening(model, sight)?.[1] : undefined;
  const rows = shown.map((happening, i): Row => {
    const when = wide === 0 ? '' : `${inWidth(whens[i], wide, 'right')} `;
    const chosen = top + i === selected;
    const style = chosen ? theme.selected : markStyle(happening, theme);
    const sign = chosen && theme.depth === 0 ? '>' : ' ';
    const text = `${sign}${markSign(happening.kind, world.unicode)} ${when}${shownText(happeningText(world.story, happening), world.unicode)}`;
    // Where there is no room for both, the end of why is left out: it stands beneath, in full.
    const room = Math.max(LEAST_WHY, area.width - textWidth(text) - 3);
    const why = ` ${upTo(happening.by.why, room)} `;
    const told = segment(upTo(text, area.width - textWidth(why) - 1), style);
    const reason = segment(why, chosen ? style : theme.dim);
    return spread([told], [reason], area.width, chosen ? style : theme.text);
  });
  const nothing: Row[] =
    happenings.length === 0 ? [[segment(`   ${nothingText(world, number)}`, theme.dim)]] : [];
  return { id: 'state-changes', area, rows: [head, ...rows, ...nothing], fill: theme.text };
}

/** What the packet says by itself, as long as the state after it is worked out. */
export function waitingPane(model: Model, world: World, sight: StateSight, area: Rect): Pane {
  const { theme, views } = model;
  const { situation, number } = sight;
  const before = situation === undefined ? '' : `  below, as it was after packet ${situation.number}:`;
  const title = shownText(`${workText(world, sight)}${before}`, world.unicode);
  const head = titleRow(title, '', area.width, views.state.focus === 'changes', theme);
  const rows = packetLines(model, world, number).map(
    (text): Row => [segment(upTo(`   ${shownText(text, world.unicode)}`, area.width), theme.text)],
  );
  return { id: 'state-changes', area, rows: [head, ...rows].slice(0, area.height), fill: theme.text };
}

/** A text in at most so many columns. */
function upTo(text: string, width: number): string {
  return inWidth(text, Math.min(textWidth(text), width));
}

function nothingText({ story }: World, number: number): string {
  return story.arrows(number)?.length === 0
    ? `${ownMessageText(story, number)}: nothing changed.`
    : 'No group, phase or timer changed at this packet.';
}
