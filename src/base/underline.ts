/**
 * A line of text with a run of it underlined, as terminals show it: what is told about a place must stand under the place,
 * also behind wide characters, and what was given must not move the cursor.
 */

/** The text on one line, and the line that marks text[from … to); a place behind the end is marked too. */
export function underlined(text: string, from: number, to: number): readonly [string, string] {
  const shown = text.replace(/\p{Cc}/gu, ' ');
  const before = widthOf(shown.slice(0, from)) + Math.max(0, from - shown.length);
  return [shown, `${' '.repeat(before)}${'^'.repeat(Math.max(1, widthOf(shown.slice(from, to))))}`];
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60]/u;

/** Cells that a terminal takes for a text: none for what combines, two for wide characters. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (!/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
