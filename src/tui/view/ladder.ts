/**
 * Draws the ladder view: the lanes with the messages on them, and the details of the selected row.
 */
import { ladderAreas } from '../model/ladder-areas.js';
import { detailRows } from '../model/ladder-details.js';
import { isNear } from '../model/ladder-lanes.js';
import { type LadderLayout, ladderLayout } from '../model/ladder-layout.js';
import { onePerColumn } from '../model/ladder-paper.js';
import { NOT_FOLLOWED } from '../model/message-text.js';
import type { Model, World } from '../model/model.js';
import type { View } from '../model/view-contract.js';
import { inBoth } from '../store/both.js';
import { headRows, ladderRow, markStyle, paperOf } from './ladder-rows.js';
import { tillNow } from './packet-list.js';
import { clip, type Pane, type Rect, type Row, segment } from './segment.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const ladderPanes: View['panes'] = (model, world, body) => {
  const layout = ladderLayout(model, world, body);
  const { details } = ladderAreas(model.views.ladder, body);
  return [
    ...(layout === undefined ? [] : [lanesPane(model, world, layout)]),
    ...(details === undefined ? [] : [detailsPane(model, world, details)]),
  ];
};

function lanesPane(model: Model, world: World, layout: LadderLayout): Pane {
  const { theme, views } = model;
  const { area, parts, seen } = layout;
  const focused = views.ladder.focus === 'lanes';
  const title = titleRow('Ladder', titleText(model, world, layout), area.width, focused, theme);
  const rows: Row[] = parts.heads > 0 ? [title] : [];
  const paper = paperOf(model, world, layout);
  if (seen.length === 0) {
    const row = [segment(clip(` ${emptyText(world, layout)}`, area.width), theme.dim)];
    return { id: 'ladder', area, rows: [...rows, row], fill: theme.text };
  }
  rows.push(...headRows(model, world, layout, paper));
  for (const line of seen) rows.push(ladderRow(model, world, layout, paper, line));
  return { id: 'ladder', area, rows, fill: theme.text };
}

/** "45%" of the packets that there are. */
function studied({ store, story }: World): string {
  return `${store.count === 0 ? 0 : Math.floor((100 * story.scanned) / store.count)}%`;
}

function emptyText(world: World, { listing }: LadderLayout): string {
  const { story, store } = world;
  if (listing.ahead)
    return `No message of GMP or IGMP near here; the capture is being studied, ${studied(world)}`;
  const isEmpty = story.messages.count === 0;
  const till = isEmpty
    ? `so far: the capture is being studied, ${studied(world)}`
    : tillNow(store.shown, story.complete);
  if (inBoth(story.passedOver.packets, store.shown).count > 0) {
    const where = isEmpty ? (story.complete ? ' here.' : ` ${till}`) : ` pass the filter${till}`;
    return `Only messages that are ${NOT_FOLLOWED}${where}`;
  }
  if (!isEmpty) return `No message of GMP or IGMP passes the filter${till}`;
  return story.complete ? 'No messages of GMP or IGMP here.' : `No messages of GMP or IGMP ${till}`;
}

function titleText(model: Model, world: World, { set, parts, seen, listing }: LadderLayout): string {
  const { ladder } = model.views;
  const { story, store } = world;
  const said: string[] = [];
  // Live, there may be nothing left to study for now.
  if (!story.complete && story.scanned < store.count)
    said.push(`studied ${studied(world)}${listing.ahead ? ', not here yet' : ''}`);
  const part = listing.ahead ? undefined : story.progress();
  if (part !== undefined) said.push(`working out what happened ${Math.floor(100 * part)}%`);
  if (seen.length === 0) return said.join(', ');
  if (!listing.ahead)
    said.unshift(`${listing.messages.count} message${listing.messages.count === 1 ? '' : 's'}`);
  const { actors } = story;
  const lanes = set.actors.length;
  if (lanes < actors.count)
    said.push(
      `${lanes} of ${actors.count} lanes${isNear(ladder, actors, parts.lanes) ? ' (those in sight)' : ''}`,
    );
  const left = ladder.shift > 0;
  const right = set.span - ladder.shift > parts.lanes;
  if (left || right)
    said.push(`more lanes ${left ? (right ? 'on both sides' : 'on the left') : 'on the right'}`);
  if (ladder.happenings !== 'all')
    said.push(ladder.happenings === 'none' ? 'messages only' : 'changes of state only');
  return said.join(', ');
}

function detailsPane(model: Model, world: World, area: Rect): Pane {
  const { theme, views } = model;
  const { focus, detailTop } = views.ladder;
  const rows: Row[] = [titleRow('Details', '', area.width, focus === 'details', theme)];
  for (const { text, kind, happening } of detailRows(model, world, area.width).slice(detailTop)) {
    if (rows.length >= area.height) break;
    const style =
      happening !== undefined ? markStyle(happening, theme) : kind === 'message' ? theme.text : theme.dim;
    const sign = world.unicode ? text : onePerColumn(text, false);
    rows.push([segment(clip(` ${sign}`, area.width), style)]);
  }
  return { id: 'details', area, rows, fill: theme.text };
}
