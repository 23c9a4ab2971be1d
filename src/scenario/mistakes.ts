/**
 * Collecting what is wrong with a scenario file, and showing it: all of it, in the order of the file, each with its line.
 *
 *   fig07.yaml:14:17: "regsters" cannot stand here; nearest: registers
 *      14 |   - at 100ms: a regsters
 *         |                 ^
 */
import type { Place, ScenarioError } from './scenario.js';
import type { Note } from './source.js';

/** A collection of mistakes: one a place, the first that was noted. */
export interface Mistakes {
  readonly note: Note;
  /** From now on nothing is noted in some characters of a line: what is wrong there is told, and follows from it. */
  readonly silence: (place: Place, length: number) => void;
  /** All of them: by file in the order of their first mistakes, then by place. */
  readonly sorted: () => readonly ScenarioError[];
}

/** An empty collection. */
export function createMistakes(): Mistakes {
  const found = new Map<string, ScenarioError>();
  const files: string[] = [];
  const silenced: { readonly from: Place; readonly to: number }[] = [];
  return {
    note(place, message) {
      const key = `${place.line}:${place.column}:${place.file}`;
      if (silenced.some(({ from, to }) => isWithin(place, from, to))) return;
      if (!files.includes(place.file)) files.push(place.file);
      if (!found.has(key)) found.set(key, { place, message });
    },
    silence(place, length) {
      silenced.push({ from: place, to: place.column + length });
    },
    sorted: () =>
      [...found.values()].sort(
        ({ place: a }, { place: b }) =>
          files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
      ),
  };
}

function isWithin(place: Place, from: Place, to: number): boolean {
  if (place.file !== from.file || place.line !== from.line) return false;
  return place.column >= from.column && place.column <= to;
}

const WIDEST = 110;

/** The message, the line that it is about, and a caret under the place. `text` is that of the file that the place names. */
export function formatScenarioError(error: ScenarioError, text: string | undefined): string {
  const { file, line, column } = error.place;
  const head = `${file}:${line}:${column}: ${error.message}`;
  const written = text?.split(/\r\n|\n|\r/)[line - 1];
  if (written === undefined) return head;
  const from = column > WIDEST - 20 ? column - 40 : 0;
  const shown = [...written.slice(from, from + WIDEST)].map(printable).join('');
  const number = String(line).padStart(5);
  return `${head}\n${number} | ${shown}\n${' '.repeat(5)} | ${' '.repeat(column - 1 - from)}^`;
}

/** A character that a terminal shows in one column and does not obey. */
function printable(character: string): string {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character) ? ' ' : character;
}
