/**
 * Who gets which part of the findings view: the list, and the selected finding in full below it or beside it.
 */
import type { Rect } from '../view/segment.js';
import type { FindingsState } from './findings.js';

/** The panes; one that is not shown is not in it. */
export interface FindingsAreas {
  readonly list?: Rect;
  readonly detail?: Rect;
}

/** Rows below which a pane is not worth showing. */
const LEAST = 4;

/** Divides the body; a list of few lines takes no more room than it needs. */
export function findingsAreas(
  { focus, zoomed, layout }: Pick<FindingsState, 'focus' | 'zoomed' | 'layout'>,
  body: Rect,
  lines: number,
): FindingsAreas {
  const alone = focus === 'list' ? { list: body } : { detail: body };
  if (zoomed) return alone;
  if (layout === 'beside' && body.width >= 60) {
    const width = Math.floor(body.width * 0.58);
    return {
      list: { ...body, width },
      detail: { ...body, x: body.x + width, width: body.width - width },
    };
  }
  if (body.height < 2 * LEAST) return alone;
  const most = body.height - Math.max(LEAST, Math.min(12, Math.ceil(body.height * 0.45)));
  const height = Math.max(LEAST, Math.min(most, lines + 3));
  return {
    list: { ...body, height },
    detail: { ...body, y: body.y + height, height: body.height - height },
  };
}

/** Rows of the list below its title and headings. */
export function listRows({ list }: FindingsAreas): number {
  return list === undefined ? 0 : Math.max(0, list.height - 2);
}
