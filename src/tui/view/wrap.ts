/**
 * Text in lines of a given width: broken between words, and within a word that has no room in a line of its own.
 */
import { clip, skip, textWidth } from './segment.js';

/** The lines; at least one. */
export function wrapText(text: string, width: number): readonly string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (textWidth(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (textWidth(line) > room) {
      const part = clip(line, room);
      // A character that is wider than the room is not drawn.
      lines.push(part);
      line = part === '' ? '' : skip(line, textWidth(part));
    }
  }
  lines.push(line);
  return lines;
}
