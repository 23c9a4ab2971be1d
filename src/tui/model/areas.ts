/**
 * Who gets which part of the screen. Whatever the size: what does not fit is left out, never drawn outside.
 */
import type { Rect, Size } from '../view/segment.js';
import type { ClassicState, PaneName } from './classic.js';

/** The parts around every view; those without room have no rows. */
export interface Frame {
  readonly bar: Rect;
  readonly body: Rect;
  readonly status: Rect;
}

/** Divides the screen. */
export function frameOf({ width, height }: Size): Frame {
  const bar = height >= 4 ? 1 : 0;
  const status = height >= 2 ? 1 : 0;
  return {
    bar: { x: 0, y: 0, width, height: bar },
    body: { x: 0, y: bar, width, height: Math.max(0, height - bar - status) },
    status: { x: 0, y: height - status, width, height: status },
  };
}

/** The panes of the classic view; a pane that is not shown is not in it. */
export type ClassicAreas = Partial<Readonly<Record<PaneName, Rect>>>;

/** Rows below which a pane is not worth showing. */
const LEAST = 3;

/** Divides the body among the panes. Each has a line of its own at the top (headings, title). */
export function classicAreas({ focus, zoomed, layout }: ClassicState, body: Rect): ClassicAreas {
  if (zoomed || body.height < 2 * LEAST) return { [focus]: body };
  const second = focus === 'hex' ? 'hex' : 'tree';
  if (layout === 'beside' && body.width >= 60) {
    const width = Math.floor(body.width * 0.55);
    const right = { ...body, x: body.x + width, width: body.width - width };
    const left = { ...body, width };
    if (body.height < 2 * LEAST) return { packets: left, [second]: right };
    const [tree, hex] = above(right, Math.ceil(body.height * 0.6));
    return { packets: left, tree, hex };
  }
  if (layout === 'below' && body.width >= 60) {
    const [packets, lower] = above(body, Math.ceil(body.height * 0.5));
    const width = Math.min(Math.floor(body.width / 2), body.width - 30);
    return {
      packets,
      tree: { ...lower, width },
      hex: { ...lower, x: lower.x + width, width: lower.width - width },
    };
  }
  if (body.height < 3 * LEAST) {
    const [packets, lower] = above(body, Math.ceil(body.height / 2));
    return { packets, [second]: lower };
  }
  const [packets, lower] = above(body, Math.ceil(body.height * 0.42));
  const [tree, hex] = above(lower, Math.ceil(lower.height * 0.6));
  return { packets, tree, hex };
}

function above(area: Rect, height: number): readonly [Rect, Rect] {
  const upper = Math.min(area.height, Math.max(LEAST, height));
  return [
    { ...area, height: upper },
    { ...area, y: area.y + upper, height: area.height - upper },
  ];
}

/** Whether a place lies in an area. */
export function isInside({ x, y, width, height }: Rect, atX: number, atY: number): boolean {
  return atX >= x && atX < x + width && atY >= y && atY < y + height;
}

/** Octets in a line of the hex pane, by its width: offset, pairs of digits, and the same as text. */
export function octetsPerLine(width: number): number {
  for (const count of [16, 8, 4, 2]) if (width >= 6 + count * 3 + 2 + count) return count;
  return 1;
}

/** The first row of a window that shows row `at`: scrolled as little as need be; to the middle after a long way. */
export function scrolled(top: number, at: number, height: number, count: number): number {
  const room = Math.max(1, height);
  const most = Math.max(0, count - room);
  let first = top;
  if (at < top - room || at >= top + 2 * room) first = at - Math.floor(room / 2);
  else if (at < top) first = at;
  else if (at >= top + room) first = at - room + 1;
  return Math.max(0, Math.min(first, most));
}
