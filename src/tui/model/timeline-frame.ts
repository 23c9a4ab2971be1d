/**
 * How the timeline is laid out: names at the left, columns of time beside them, the axis above, the legend beneath; and what
 * stretch of time they show.
 */
import { type Micros, micros, NEVER } from '../../base/micros.js';
import { type Rect, textWidth } from '../view/segment.js';
import { microsOf } from './instants.js';
import { lookedAt } from './looking.js';
import type { Model, World } from './model.js';
import type { Stretch } from './timeline.js';
import { type TimelineLines, timelineLines } from './timeline-lines.js';
import { panned, wholeStretch } from './timeline-scale.js';

/** The layout. */
export interface TimelineFrame {
  /** Columns of names, with the space behind them. */
  readonly names: number;
  /** Columns of time. */
  readonly columns: number;
  /** Rows above the lines: title, labels, ticks. */
  readonly head: number;
  /** Rows that a line takes. */
  readonly perLine: number;
  /** Lines that have room. */
  readonly shown: number;
  /** Rows beneath the lines: what the cursor is on, what the signs mean. */
  readonly foot: 0 | 1 | 2;
  readonly lines: TimelineLines;
  /** undefined: no packet has a time. */
  readonly whole: Stretch | undefined;
  readonly stretch: Stretch | undefined;
  /** The time of the packet that is looked at. */
  readonly cursor: Micros;
  /** Up to when the capture was studied: later columns say nothing yet. */
  readonly known: Micros;
}

/** Names that are measured: the others have to do with what these need. */
const MEASURED = 500;

/** The layout in a body of this size. */
export function timelineFrame(model: Model, world: World, { width, height }: Rect): TimelineFrame {
  const { bars, closed, stretch } = model.views.timeline;
  const { story, store } = world;
  let longest = 0;
  for (let i = 0; i < Math.min(MEASURED, story.subjects.count); i += 1) {
    const { name = '', parent = -1 } = story.subjects.at(i) ?? {};
    longest = Math.max(longest, textWidth(name) + (parent < 0 ? 3 : 5));
  }
  const names = width < 24 ? 0 : Math.max(8, Math.min(longest + 1, Math.floor(width * 0.32)));
  const columns = Math.max(1, width - names);
  const head = height < 5 ? 1 : height < 9 ? 2 : 3;
  const foot = height < 9 ? 0 : height < 12 ? 1 : 2;
  const room = Math.max(1, height - head - foot);
  const perLine = bars && room >= 4 ? 2 : 1;
  const whole = wholeStretch(store, columns);
  const { number } = lookedAt(model, world);
  return {
    names,
    columns,
    head,
    perLine,
    shown: Math.max(1, Math.floor(room / perLine)),
    foot,
    lines: timelineLines(story, closed),
    whole,
    stretch:
      whole === undefined || stretch === undefined || stretch.scale >= whole.scale
        ? whole
        : panned(stretch, 0, columns, whole),
    cursor: number === 0 ? (Number.NaN as Micros) : microsOf(store, number),
    known: knownUntil(world),
  };
}

function knownUntil({ story, store }: World): Micros {
  if (story.complete && store.complete) return NEVER;
  const last = Math.min(story.scanned, store.count);
  return last === 0 ? micros(0) : microsOf(store, last);
}
