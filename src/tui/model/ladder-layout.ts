/**
 * The ladder as it stands on the screen: panes, parts of a line, lanes, the selected row. What drawing, moving and the mouse
 * all need.
 */
import type { Rect } from '../view/segment.js';
import { type LineParts, ladderAreas, lineParts } from './ladder-areas.js';
import { type Listing, listingOf, type SelectedEntry, selectedEntry } from './ladder-entries.js';
import { type LaneSet, placeLanes } from './ladder-lanes.js';
import { type SeenLine, seenLines } from './ladder-window.js';
import type { Model, World } from './model.js';

/** The lanes' pane. */
export interface LadderLayout {
  readonly area: Rect;
  readonly parts: LineParts;
  readonly set: LaneSet;
  readonly listing: Listing;
  readonly selected: SelectedEntry | undefined;
  readonly seen: readonly SeenLine[];
}

/** What stands in the lanes' pane; undefined where it is not shown. */
export function ladderLayout(model: Model, world: World, body: Rect): LadderLayout | undefined {
  const { ladder } = model.views;
  const area = ladderAreas(ladder, body).lanes;
  if (area === undefined) return undefined;
  const parts = lineParts(model, world, area);
  const listing = listingOf(model, world);
  return {
    area,
    parts,
    set: placeLanes(ladder, world.story.actors, parts.lanes),
    listing,
    selected: selectedEntry(model, world),
    seen: seenLines(ladder, listing, world, parts.rows),
  };
}
