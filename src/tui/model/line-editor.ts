/**
 * Editing one line: where one types is before character `at`. Characters are whole ones, never half of a pair.
 */

/** A line under edit. */
export interface Line {
  readonly text: string;
  readonly at: number;
}

/** Puts text in; ends of lines and other controls become spaces. */
export function insert({ text, at }: Line, added: string): Line {
  const clean = Array.from(added, (char) => (isControl(char) ? ' ' : char)).join('');
  return { text: text.slice(0, at) + clean + text.slice(at), at: at + clean.length };
}

function isControl(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/** Replaces characters `from` … where one types. */
export function replaceWord({ text, at }: Line, from: number, word: string): Line {
  return { text: text.slice(0, from) + word + text.slice(at), at: from + word.length };
}

function before(text: string, at: number): number {
  if (at <= 0) return 0;
  const low = text.charCodeAt(at - 1);
  return at >= 2 && low >= 0xdc00 && low < 0xe000 ? at - 2 : at - 1;
}

function behind(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const high = text.charCodeAt(at);
  return Math.min(text.length, high >= 0xd800 && high < 0xdc00 ? at + 2 : at + 1);
}

/** What the editing keys do, by the last part of their action's name. */
export const EDITS: Readonly<Record<string, (line: Line) => Line>> = {
  left: ({ text, at }) => ({ text, at: before(text, at) }),
  right: ({ text, at }) => ({ text, at: behind(text, at) }),
  start: ({ text }) => ({ text, at: 0 }),
  end: ({ text }) => ({ text, at: text.length }),
  back: ({ text, at }) => ({ text: text.slice(0, before(text, at)) + text.slice(at), at: before(text, at) }),
  delete: ({ text, at }) => ({ text: text.slice(0, at) + text.slice(behind(text, at)), at }),
  word: ({ text, at }) => {
    const from = text.slice(0, at).replace(/\S+\s*$/, '').length;
    return { text: text.slice(0, from) + text.slice(at), at: from };
  },
  toStart: ({ text, at }) => ({ text: text.slice(at), at: 0 }),
  toEnd: ({ text, at }) => ({ text: text.slice(0, at), at }),
};
