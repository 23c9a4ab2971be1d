/**
 * What a key is called, and what the rows of the key table say. Help, remapping and tests are made of the table.
 *
 * Names: the character itself (`j`, `/`), else `up down left right home end pageup pagedown enter tab esc space backspace
 * delete insert f1 … f12`, with `C-`, `M-` and `S-` before it (S- only where shift gives no character of its own). Keys one
 * after the other have a space between them: `g g`. `<letter>` stands for any of a … z.
 */

/** Where a key means something. The innermost place that knows a key decides. */
export type Place =
  | 'everywhere'
  | 'packets'
  | 'tree'
  | 'hex'
  | 'prompt'
  | 'filter'
  | 'search'
  | 'page'
  | 'columns'
  | 'runs'
  | 'stream'
  | 'ladder'
  | 'state'
  | 'timeline'
  | 'findings'
  | 'scenario';

/** A row of the table. */
export interface KeyRow<A extends string = string> {
  readonly action: A;
  readonly keys: readonly string[];
  readonly where: Place;
  /** What it does, for the help. */
  readonly what: string;
}

/** A key that was pressed, and the text that it types ('' where it types none). */
export interface Keystroke {
  readonly key: string;
  readonly text: string;
}
