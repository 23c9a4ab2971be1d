/**
 * What is wrong with a file that is no YAML, in the words of somebody who writes scenarios, not parsers.
 */
import type { ErrorCode } from 'yaml';

const MESSAGES: Partial<Readonly<Record<ErrorCode, string>>> = {
  BLOCK_AS_IMPLICIT_KEY:
    'a "key: value" stands within a value; put it on a line of its own, further to the right, or write {key: value}',
  DUPLICATE_KEY: 'this key stands twice in one map',
  TAB_AS_INDENT: 'a line begins with a tab; YAML wants blanks',
  BAD_INDENT: 'this line stands too far left or right for what it belongs to',
  MISSING_CHAR: 'something is missing here: a colon, a comma, or a closing bracket, brace or quote',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; perhaps a colon is missing',
  UNEXPECTED_TOKEN:
    'this cannot stand here; texts with brackets, braces, colons or # in them stand in quotes',
  MULTIPLE_DOCS: 'a scenario file holds one document; this "---" begins another',
  BAD_ALIAS: 'a * begins a YAML alias, which scenarios do not use; in quotes, "*", it means any',
};

/** The errors that are worth telling: behind a token that the parser cannot place it finds fault with everything. */
export function tellingErrors<E extends { readonly code: ErrorCode }>(errors: readonly E[]): readonly E[] {
  const lost = errors.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN');
  return lost < 0 ? errors : errors.slice(0, lost + 1);
}

/** The message for a bracket that is not closed before here. */
export function unclosedMessage(bracket: string, line: number, end: string): string {
  return `the ${bracket} opened in line ${line} is not closed; a ${end} is missing, or stands too far left`;
}

/** The message for a mistake that the YAML parser found at an offset. */
export function yamlMessage(code: ErrorCode, message: string, text: string, offset: number): string {
  if (text[offset] === '*') return MESSAGES.BAD_ALIAS!;
  if (text.slice(offset - 1, offset + 1) === '${')
    return 'a parameter stands in quotes here, in a list or map on one line';
  return MESSAGES[code] ?? `this is no YAML: ${message}`;
}
