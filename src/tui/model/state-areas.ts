/**
 * Who gets which part of the state view. What changed has the same little room at most packets, so that nothing moves while one
 * steps, and more at those at which much happens; sessions and networks have what they need, up to a share; the rest is the rows'.
 */
import type { Rect } from '../view/segment.js';
import type { Model } from './model.js';
import type { StatePane, StateState } from './state.js';
import { type Fact, factLines } from './state-facts.js';
import type { StateSight } from './state-looking.js';
import { matterCount } from './state-matters.js';

/** The panes that are shown, and the lines beneath that tell of the selected cell. */
export interface StateAreas {
  readonly panes: Partial<Readonly<Record<StatePane, Rect>>>;
  readonly cell: Rect;
}

/** Rows below which only the pane with the focus is shown. */
const LEAST = 10;

/** Most lines beneath and of what changed, where the rows leave room. */
const MOST_BENEATH = 7;
const MOST_CHANGES = 14;

/** Lines that there are: of what happened, of sessions and networks, of rows. */
interface Wanted {
  readonly happenings: number;
  readonly lines: number;
  readonly rows: number;
}

/** Divides the body. */
function stateAreas(
  { focus, zoomed }: StateState,
  body: Rect,
  { happenings, lines, rows }: Wanted,
): StateAreas {
  const least = body.height >= 30 ? 4 : body.height >= 16 ? 2 : body.height >= 6 ? 1 : 0;
  const all = body.height - least;
  const some = 1 + Math.max(2, Math.min(8, Math.round(all * 0.2)));
  const matters = Math.min(1 + lines, Math.max(3, Math.floor((all - some) * 0.42)));
  const alone = zoomed || all < LEAST;
  // What the rows do not need is shared between what changed and what stands beneath.
  const spare = alone ? 0 : Math.max(0, all - some - matters - Math.max(4, 2 + rows));
  const beneath = Math.max(least, Math.min(MOST_BENEATH, least + Math.ceil(spare / 2)));
  const most = Math.min(MOST_CHANGES, some + spare - (beneath - least));
  const usual = 1 + Math.max(2, Math.min(4, Math.round(all * 0.12)));
  const changes = Math.min(most, Math.max(usual, 1 + happenings));
  const height = body.height - beneath;
  const cell = { ...body, y: body.y + height, height: beneath };
  if (alone) return { panes: { [focus]: { ...body, height } }, cell };
  return {
    panes: {
      changes: { ...body, height: changes },
      matters: { ...body, y: body.y + changes, height: matters },
      rows: { ...body, y: body.y + changes + matters, height: height - changes - matters },
    },
    cell,
  };
}

/** Lines under the chosen session or network. */
export function shownFacts(
  { views }: Model,
  { matter, situation, fresh }: StateSight,
  width: number,
): readonly (readonly Fact[])[] {
  if (views.state.folded || matter === undefined || situation === undefined) return [];
  return factLines(matter, situation.at, fresh, width);
}

/** Where the panes are. */
export function areasOf(model: Model, sight: StateSight, body: Rect): StateAreas {
  const { situation } = sight;
  const count = situation === undefined ? 0 : matterCount(situation);
  const lines = count + shownFacts(model, sight, body.width).length;
  const happenings = situation?.happenings.length ?? 0;
  return stateAreas(model.views.state, body, {
    happenings,
    lines: Math.max(1, lines),
    rows: sight.order.count,
  });
}
