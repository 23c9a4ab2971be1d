/**
 * The line above a pane: its name, and what is to be said of it.
 */
import type { Theme } from '../theme/theme.js';
import { inWidth, type Row, segment } from './segment.js';

/** The line; what does not fit is cut. */
export function titleRow(name: string, rest: string, width: number, focused: boolean, theme: Theme): Row {
  const text = rest === '' ? ` ${name}` : ` ${name}  ${rest}`;
  return [segment(inWidth(text, width), focused ? theme.titleFocused : theme.title)];
}
