/**
 * What is wrong with a run, as text: the place in the scenario file with a caret, then expected and actual.
 */
import { lineText } from '../base/utf8.js';
import { formatScenarioError } from '../scenario/mistakes.js';
import type { Complaint } from '../sim/verdict.js';

/** A complaint as text, in full or as one line; it ends with a new line. */
export function complaintText(
  { text, lines, place }: Complaint,
  textOf: (file: string) => string | undefined,
  full: boolean,
): string {
  const head =
    place === undefined
      ? text
      : formatScenarioError({ place, message: text }, full ? textOf(place.file) : undefined);
  const rest = full ? lines.map((line) => `      ${lineText(line)}`) : [];
  return `${[head, ...rest].join('\n')}\n`;
}
