/**
 * What a view is: a row of the table in views.ts.
 */

import type { Place } from '../keys/contract.js';
import type { Action } from '../keys/table.js';
import type { Pane, Rect } from '../view/segment.js';
import type { Model, Pointer, Step, ViewName, World } from './model.js';

/** What is said with an action: the number before the keys (undefined without one), the letter behind them. */
export interface Saying {
  readonly count: number | undefined;
  readonly letter: string;
}

/** A view. Everything is pure. */
export interface View {
  readonly name: ViewName;
  readonly title: string;
  /** Whether there is anything for it to show; absent: always. */
  readonly available?: (world: World) => boolean;
  /** Where its keys stand in the table; the innermost first. */
  readonly places: (model: Model) => readonly Place[];
  /** Does an action; undefined for one that it leaves to others. */
  readonly act: (model: Model, world: World, action: Action, saying: Saying) => Step | undefined;
  /** What the mouse means within the body. */
  readonly point: (model: Model, world: World, body: Rect, pointer: Pointer) => Model;
  /** Puts right what no longer fits: called after each event, before drawing. */
  readonly settle: (model: Model, world: World, body: Rect) => Model;
  /** What the status line says on the left while there is nothing else to say; undefined: what is selected in the details. */
  readonly status?: (model: Model, world: World) => string | undefined;
  readonly panes: (model: Model, world: World, body: Rect) => readonly Pane[];
}
