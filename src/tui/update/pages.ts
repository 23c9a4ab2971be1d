/**
 * Pages that one scrolls through: the help, a stream.
 */
import type { Action } from '../keys/table.js';
import type { Page, StreamDialog } from '../model/dialog.js';
import { pageArea, streamArea } from '../model/dialog-areas.js';
import { lookedAt } from '../model/looking.js';
import { type Model, type Step, still, type World } from '../model/model.js';
import { pageLines } from '../model/page-lines.js';
import { streamLines, streamText } from '../model/stream-lines.js';
import { setFilter } from './filter-setting.js';
import { linesOf } from './line-moves.js';
import { openPrompt } from './prompt.js';

/** Where a page stands, of how many lines, so many of them seen. */
interface Window {
  readonly lines: number;
  readonly height: number;
}

function windowOf(model: Model, world: World, dialog: Page | StreamDialog): Window {
  if (dialog.kind === 'page') {
    const { width } = pageArea(model.size, 0);
    const lines = pageLines(model, world, dialog.what, width).length;
    return { lines, height: pageArea(model.size, lines).height - 1 };
  }
  const { stream } = world.store;
  const lines = stream === undefined ? 0 : streamLines(stream, dialog, model.size.width).count;
  return { lines, height: streamArea(model.size).height - 1 };
}

/** Does an action on a page. */
export function actPage(
  model: Model,
  world: World,
  dialog: Page | StreamDialog,
  action: Action,
  count = 1,
): Step {
  const { lines, height } = windowOf(model, world, dialog);
  const by = linesOf(action, Math.max(1, height - 1), Math.ceil(height / 2));
  if (by !== undefined) {
    const top = Math.max(0, Math.min(lines - height, dialog.top + by * count));
    return still({ ...model, dialog: { ...dialog, top } });
  }
  if (action === 'page.close') {
    const closed = { ...model, dialog: undefined };
    return dialog.kind === 'stream' ? [closed, [{ kind: 'follow', number: 0 }]] : still(closed);
  }
  return dialog.kind === 'stream' ? actStream(model, world, dialog, action) : still(model);
}

const DIRECTIONS = ['both', 'there', 'back'] as const;

function actStream(model: Model, world: World, dialog: StreamDialog, action: Action): Step {
  const { stream } = world.store;
  switch (action) {
    case 'stream.direction': {
      const direction = DIRECTIONS[(DIRECTIONS.indexOf(dialog.direction) + 1) % DIRECTIONS.length];
      return still({ ...model, dialog: { ...dialog, direction, top: 0 } });
    }
    case 'stream.form':
      return still({
        ...model,
        dialog: { ...dialog, form: dialog.form === 'text' ? 'hex' : 'text', top: 0 },
      });
    case 'stream.filter':
      return stream === undefined || stream.filter === ''
        ? still(model)
        : setFilter({ ...model, dialog: undefined }, world, stream.filter);
    case 'stream.write': {
      if (stream === undefined) return still(model);
      const text = streamText(stream, dialog);
      return openPrompt(model, world, 'write', { content: { text, what: 'the stream' }, under: dialog });
    }
    default:
      return still(model);
  }
}

/** Follows the stream of the packet that one looks at. */
export function openStream(model: Model, world: World): Step {
  const { number } = lookedAt(model, world);
  if (number === 0) return still(model);
  const dialog: StreamDialog = { kind: 'stream', number, top: 0, direction: 'both', form: 'text' };
  return [{ ...model, dialog }, [{ kind: 'follow', number }]];
}
