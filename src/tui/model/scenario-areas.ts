/**
 * Who gets which part of the scenario view: two lines at the top, then the panes, beside each other where there is room.
 */
import type { Rect } from '../view/segment.js';
import type { World } from './model.js';
import type { ScenarioPane, ScenarioState } from './scenario.js';

/** The parts of the view; a pane without room is not in it. */
export type ScenarioAreas = { readonly head: Rect } & Partial<Readonly<Record<ScenarioPane, Rect>>>;

/** Columns from which on panes stand beside each other. */
const WIDE = 100;
/** Rows and columns below which several panes are not worth it. */
const HIGH = 10;
const BROAD = 50;

/** Divides the body. */
export function paneAreas(
  { focus, zoomed, layout }: ScenarioState,
  body: Rect,
  { scenario }: World,
): ScenarioAreas {
  const head = { ...body, height: Math.min(2, Math.max(0, body.height - 1)) };
  const rest = { ...body, y: body.y + head.height, height: body.height - head.height };
  if (zoomed || rest.height < HIGH || rest.width < BROAD) return { head, [focus]: rest };
  // Each actor has a line; the rest goes to what happens.
  const lines = (scenario?.played?.run.cast.length ?? 4) + 3;
  const beside = layout === 'beside' || (layout === 'auto' && rest.width >= WIDE);
  if (beside) {
    const width = Math.floor(rest.width * 0.55);
    const right = { ...rest, x: rest.x + width, width: rest.width - width };
    const height = Math.min(lines, Math.ceil(rest.height / 2));
    return {
      head,
      events: { ...rest, width },
      state: { ...right, height },
      script: { ...right, y: right.y + height, height: right.height - height },
    };
  }
  const lower = Math.min(Math.max(lines, 6), Math.floor(rest.height / 2));
  const below = { ...rest, y: rest.y + rest.height - lower, height: lower };
  const width = Math.floor(below.width * 0.62);
  return {
    head,
    events: { ...rest, height: rest.height - lower },
    state: { ...below, width },
    script: { ...below, x: below.x + width, width: below.width - width },
  };
}
