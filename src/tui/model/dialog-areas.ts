/**
 * Where dialogs lie on the screen.
 */
import type { Rect, Size } from '../view/segment.js';
import type { ColumnsDialog } from './dialog.js';

/** A page: as much of the screen as is useful, in its middle; its first row is its title. */
export function pageArea({ width, height }: Size, wantedHeight: number): Rect {
  const wide = Math.min(width, Math.max(20, Math.min(100, width - 4)));
  const high = Math.min(Math.max(1, height - (height > 6 ? 2 : 0)), wantedHeight + 1);
  return { x: Math.floor((width - wide) / 2), y: Math.floor((height - high) / 2), width: wide, height: high };
}

/** Where the choice of columns lies, and which of its lines are seen: so many, from `top` on. */
export function columnsArea(
  size: Size,
  { items, at }: ColumnsDialog,
): {
  readonly area: Rect;
  readonly top: number;
  readonly height: number;
} {
  const area = pageArea(size, items.length + 2);
  const height = Math.max(1, area.height - 3);
  const top = Math.max(0, Math.min(at - Math.floor(height / 2), items.length - height));
  return { area, top, height };
}

/** The whole screen but the status line: a stream has much to show. */
export function streamArea({ width, height }: Size): Rect {
  return { x: 0, y: 0, width, height: height > 1 ? height - 1 : height };
}
