/**
 * What the terminal or the reader of our output can show: characters beyond ASCII only where the locale has UTF-8.
 */
import { isatty } from 'node:tty';

/** The environment's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the locale is one of UTF-8: LC_ALL, else LC_CTYPE, else LANG. */
export function hasUtf8(env: Environment): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  return locale !== undefined && /utf-?8/i.test(locale);
}

/** The arrow of the packet list. */
export function arrowOf(env: Environment): string {
  return hasUtf8(env) ? '→' : '->';
}

/** A message for standard error, in ASCII where need be. */
export function speakable(text: string, env: Environment): string {
  if (hasUtf8(env)) return text;
  return text.replaceAll('→', '->').replaceAll('×', 'x').replaceAll('…', '...').replaceAll('’', "'");
}

/** Whether output is coloured: as asked; else on a terminal that can, unless NO_COLOR is set (no-color.org). */
export function wantsColour(asked: boolean | undefined, isTerminal: boolean, env: Environment): boolean {
  if (asked !== undefined) return asked;
  return isTerminal && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}

/** Colours that the terminal shows: none with NO_COLOR or on one that has none, else 16, or 256 where it says so. */
export function colourDepth({ NO_COLOR = '', TERM = '', COLORTERM = '' }: Environment): 0 | 16 | 256 {
  if (NO_COLOR !== '' || TERM === '' || /^(dumb|vt\d+|.*-m(ono)?)$/.test(TERM)) return 0;
  return COLORTERM !== '' || /256|direct|kitty|alacritty|ghostty|wezterm/.test(TERM) ? 256 : 16;
}

/** Whether standard output is a terminal that one can draw screens on. */
export function showsScreens({ TERM }: Environment): boolean {
  return isatty(1) && TERM !== undefined && TERM !== '' && TERM !== 'dumb';
}
