/**
 * Looks by their meaning: what a view draws it names by role, and the theme says how the role looks in the colours that
 * the terminal has. Without colours everything is told by bold, underline and reverse alone.
 */
import type { Style } from '../view/segment.js';
import { type Depth, inDepth } from './palette.js';

/** Names of the themes. */
export const THEME_NAMES = ['dark', 'light'] as const;

/** One of the themes. */
export type ThemeName = (typeof THEME_NAMES)[number];

/** What is drawn, by meaning. */
export type Role =
  | 'text'
  | 'dim'
  | 'bar'
  | 'title'
  | 'titleFocused'
  | 'heading'
  | 'selected'
  | 'selectedAway'
  | 'octets'
  | 'good'
  | 'bad'
  | 'error'
  | 'warning'
  | 'note'
  | 'layer'
  | 'mark'
  | 'input'
  | 'caret'
  | 'key'
  | 'client'
  | 'server'
  | 'lane'
  | 'message'
  | 'lost'
  | 'state'
  | 'timer'
  | 'expiry'
  | 'changed'
  | 'groupRegistered'
  | 'groupEnrolled'
  | 'groupActive'
  | 'timerBar';

/** Looks of everything, in the depth of one terminal. */
export type Theme = Readonly<Record<Role, Style>> & { readonly name: ThemeName; readonly depth: Depth };

type Looks = Readonly<Record<Role, Style>>;

const DARK: Looks = {
  text: {},
  dim: { ink: 245 },
  bar: { ink: 252, paper: 236 },
  title: { ink: 250, paper: 237 },
  titleFocused: { ink: 16, paper: 110, bold: true },
  heading: { ink: 252, paper: 238, bold: true },
  selected: { ink: 231, paper: 25, bold: true },
  selectedAway: { ink: 231, paper: 60 },
  octets: { ink: 16, paper: 179 },
  good: { ink: 16, paper: 150 },
  bad: { ink: 16, paper: 210 },
  error: { ink: 210, bold: true },
  warning: { ink: 221 },
  note: { ink: 117 },
  layer: { bold: true },
  mark: { ink: 231, paper: 16 },
  input: { ink: 255, paper: 234 },
  caret: { reverse: true },
  key: { ink: 221, bold: true },
  client: { ink: 210 },
  server: { ink: 117 },
  lane: { ink: 240 },
  message: { ink: 150 },
  lost: { ink: 210 },
  state: { ink: 221, bold: true },
  timer: { ink: 110 },
  expiry: { ink: 215, bold: true },
  changed: { ink: 230, paper: 58, bold: true },
  groupRegistered: { ink: 110 },
  groupEnrolled: { ink: 179 },
  groupActive: { ink: 150 },
  timerBar: { ink: 110 },
};

const LIGHT: Looks = {
  text: {},
  dim: { ink: 243 },
  bar: { ink: 235, paper: 253 },
  title: { ink: 236, paper: 252 },
  titleFocused: { ink: 231, paper: 25, bold: true },
  heading: { ink: 235, paper: 250, bold: true },
  selected: { ink: 231, paper: 25, bold: true },
  selectedAway: { ink: 16, paper: 153 },
  octets: { ink: 16, paper: 222 },
  good: { ink: 16, paper: 157 },
  bad: { ink: 16, paper: 217 },
  error: { ink: 124, bold: true },
  warning: { ink: 130 },
  note: { ink: 25 },
  layer: { bold: true },
  mark: { ink: 231, paper: 16 },
  input: { ink: 16, paper: 255 },
  caret: { reverse: true },
  key: { ink: 130, bold: true },
  client: { ink: 124 },
  server: { ink: 19 },
  lane: { ink: 247 },
  message: { ink: 22 },
  lost: { ink: 124 },
  state: { ink: 94, bold: true },
  timer: { ink: 25 },
  expiry: { ink: 130, bold: true },
  changed: { ink: 16, paper: 229, bold: true },
  groupRegistered: { ink: 25 },
  groupEnrolled: { ink: 130 },
  groupActive: { ink: 28 },
  timerBar: { ink: 67 },
};

/** Where colours are missing, what must still be told apart is told otherwise. */
const COLOURLESS: Partial<Looks> = {
  bar: { reverse: true },
  title: { underline: true },
  titleFocused: { reverse: true, bold: true },
  heading: { bold: true, underline: true },
  selected: { reverse: true },
  selectedAway: { reverse: true },
  octets: { reverse: true },
  good: { bold: true },
  bad: { bold: true, underline: true },
  error: { bold: true, underline: true },
  warning: { bold: true },
  state: { bold: true },
  expiry: { bold: true },
  mark: { bold: true },
  key: { bold: true },
  changed: { bold: true, underline: true },
};

/** In sixteen colours the palette's own contrasts are too weak for these. */
const SIXTEEN: Partial<Looks> = {
  dim: { ink: 8 },
  bar: { ink: 0, paper: 7 },
  title: { ink: 0, paper: 7 },
  titleFocused: { ink: 0, paper: 6, bold: true },
  heading: { ink: 0, paper: 7, bold: true },
  selected: { ink: 15, paper: 4, bold: true },
  selectedAway: { ink: 0, paper: 6 },
  octets: { ink: 0, paper: 3 },
  good: { ink: 0, paper: 2 },
  bad: { ink: 15, paper: 1 },
  lane: { ink: 8 },
  error: { ink: 1, bold: true },
  input: {},
  changed: { ink: 0, paper: 3 },
  groupRegistered: { ink: 6 },
  groupEnrolled: { ink: 3 },
  groupActive: { ink: 2 },
  timerBar: { ink: 6 },
};

/** A theme in the colours of a terminal. */
export function createTheme(name: ThemeName, depth: Depth): Theme {
  const base = name === 'dark' ? DARK : LIGHT;
  const looks = { ...base, ...(depth === 0 ? COLOURLESS : depth === 16 ? SIXTEEN : {}) };
  const entries = Object.entries(looks).map(([role, style]) => [role, styleIn(style, depth)] as const);
  return { ...looks, ...(Object.fromEntries(entries) as Looks), name, depth };
}

/** A look in the colours of a terminal; without colours, only how bold, underlined and reversed it is. */
export function styleIn({ ink, paper, ...rest }: Style, depth: Depth): Style {
  const inkHere = ink === undefined ? undefined : inDepth(ink, depth);
  const paperHere = paper === undefined ? undefined : inDepth(paper, depth);
  return {
    ...rest,
    ...(inkHere === undefined ? {} : { ink: inkHere }),
    ...(paperHere === undefined ? {} : { paper: paperHere }),
  };
}
