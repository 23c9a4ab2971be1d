/**
 * Where dialogs lie on the screen.
 */
import type { Rect, Size } from '../view/segment.js';

/** A page: as much of the screen as is useful, in its middle; its first row is its title. */
export function pageArea({ width, height }: Size, wantedHeight: number): Rect {
  const wide = Math.min(width, Math.max(20, Math.min(100, width - 4)));
  const high = Math.min(Math.max(1, height - (height > 6 ? 2 : 0)), wantedHeight + 1);
  return { x: Math.floor((width - wide) / 2), y: Math.floor((height - high) / 2), width: wide, height: high };
}

/** Where a choice lies, and which of its lines are seen: so many, from `top` on. */
export interface ChoiceArea {
  readonly area: Rect;
  readonly top: number;
  readonly height: number;
}

/** Where a choice among so many lines lies, of which one is selected. */
export function choiceArea(size: Size, count: number, at: number): ChoiceArea {
  const area = pageArea(size, count + 2);
  const height = Math.max(1, area.height - 3);
  const top = Math.max(0, Math.min(at - Math.floor(height / 2), count - height));
  return { area, top, height };
}

/** The line of a choice that lies at a place of the screen; -1 where there is none. */
export function choiceAt({ area, top, height }: ChoiceArea, count: number, y: number): number {
  const line = y - area.y - 1;
  return line < 0 || line >= height || top + line >= count ? -1 : top + line;
}

/** The whole screen but the status line: a stream has much to show. */
export function streamArea({ width, height }: Size): Rect {
  return { x: 0, y: 0, width, height: height > 1 ? height - 1 : height };
}
