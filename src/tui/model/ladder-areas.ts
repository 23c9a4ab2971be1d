/**
 * Who gets which part of the ladder's screen: lanes and details; within the lanes: mark, number, time, lanes, clause.
 */

import type { Rect } from '../view/segment.js';
import { textWidth } from '../view/segment.js';
import type { LadderState } from './ladder.js';
import type { Model, World } from './model.js';
import { timeText } from './times.js';

/** The panes; one that is not shown is not in it. */
export interface LadderAreas {
  readonly lanes?: Rect;
  readonly details?: Rect;
}

/** Rows that the lanes keep, whatever the details want. */
const LEAST_LANES = 9;
const LEAST_WIDTH = 110;

/** Divides the body. */
export function ladderAreas({ zoomed, focus, details }: LadderState, body: Rect): LadderAreas {
  if (zoomed) return { [focus]: body };
  if (details === 'beside' && body.width >= LEAST_WIDTH && body.height >= 3) {
    const width = Math.floor(body.width * 0.64);
    return {
      lanes: { ...body, width },
      details: { ...body, x: body.x + width, width: body.width - width },
    };
  }
  const height = Math.min(body.height - LEAST_LANES, Math.max(4, Math.floor(body.height * 0.28)));
  if (details === 'none' || height < 3) return focus === 'lanes' ? { lanes: body } : { details: body };
  return {
    lanes: { ...body, height: body.height - height },
    details: { ...body, y: body.y + body.height - height, height },
  };
}

/** The parts of a line of the lanes' pane; those without room are 0 wide. */
export interface LineParts {
  /** Lines above the rows: title, names, kinds. */
  readonly heads: number;
  /** Rows below them. */
  readonly rows: number;
  readonly number: number;
  readonly time: number;
  /** Where the lanes begin, and how wide they are. */
  readonly from: number;
  readonly lanes: number;
  readonly why: number;
}

const WHY = 14;

/** Divides a line. */
export function lineParts(model: Model, world: World, { width, height }: Rect): LineParts {
  const { store } = world;
  const heads = Math.min(height, height >= 9 ? 3 : height >= 4 ? 2 : height >= 2 ? 1 : 0);
  const number = width >= 44 ? Math.max(3, String(store.count).length) : 0;
  const time = width >= 60 ? timeWidth(model, world) : 0;
  const why = width >= 104 && model.views.ladder.happenings !== 'none' ? WHY : 0;
  const from = 1 + (number > 0 ? number + 1 : 0) + (time > 0 ? time + 1 : 0);
  const lanes = Math.max(0, width - from - (why > 0 ? why + 1 : 0));
  return { heads, rows: height - heads, number, time, from, lanes, why };
}

/** The width of the time column: that of the last packet's, and for differences that of long ones. */
function timeWidth({ settings, references }: Model, { store }: World): number {
  const { count } = store;
  if (count === 0) return 8;
  const beside = references.filter((one) => one !== count);
  const width = textWidth(timeText(store, settings.time, beside, count, 0));
  return Math.min(26, Math.max(settings.time === 'd' || settings.time === 'dd' ? 11 : 8, width));
}
