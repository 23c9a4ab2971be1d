/**
 * Bad usage as a value: what is wrong, with the place marked by a caret, and what was perhaps meant.
 *
 *   gmpshark: there is no field "igmp.typ"
 *     -e igmp.typ
 *        ^^^^^^^^
 *   nearest: igmp.type, …
 */
import { err, type Result } from '../base/result.js';
import { underlined } from '../base/underline.js';

/** What is wrong with an argument. */
export interface UsageFault {
  readonly message: string;
  /** The flag and its argument as given, and the characters of the argument that are meant. */
  readonly flag: string;
  readonly argument: string;
  readonly from: number;
  readonly to: number;
  /** A further line: what is allowed, or near. */
  readonly hint?: string;
}

/** The outcome of reading an argument. */
export type Parsed<T> = Result<T, UsageFault>;

/** A fault that means the whole argument, or a part of it. */
export function fault(
  flag: string,
  argument: string,
  message: string,
  options: { readonly from?: number; readonly to?: number; readonly hint?: string | undefined } = {},
): { readonly ok: false; readonly error: UsageFault } {
  const { from = 0, to = argument.length, hint } = options;
  const rest = hint === undefined ? {} : { hint };
  return err({ message, flag, argument, from, to, ...rest });
}

/** A fault as it is shown on standard error. */
export function faultText(usage: UsageFault): string {
  const { message, flag, argument, from, to, hint } = usage;
  const lines = [`gmpshark: ${message}`];
  if (flag !== '') {
    const [shown, mark] = underlined(argument, from, to);
    lines.push(`  ${flag} ${shown}`, `  ${' '.repeat(flag.length + 1)}${mark}`);
  }
  if (hint !== undefined) lines.push(hint);
  return `${lines.join('\n')}\n`;
}
