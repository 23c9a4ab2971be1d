/**
 * What stands before the colon of a timeline's line: when something happens, or in which window it is expected.
 *
 *   at 2s · at +500ms · expect · expect at 2.3s · expect within 2s · expect until 5s · expect between 2s and 3s · never until 5s
 */

import { type Micros, micros } from '../base/micros.js';
import { nearest } from '../base/nearest.js';
import { type Token, tokensOf } from './phrase.js';
import { DURATION_HINT, readDuration } from './quantities.js';
import type { Place } from './scenario.js';
import { type Note, placeWithin, type WrittenText } from './source.js';

/** When something is expected, as written; `next`: before the next line that begins with `at`. */
export type Window =
  | { readonly form: 'next' }
  | { readonly form: 'within'; readonly span: Micros }
  | { readonly form: 'until' | 'at'; readonly time: Micros }
  | { readonly form: 'between'; readonly from: Micros; readonly until: Micros };

/** A key that was understood. `place`: that of its time, where it has one. */
export type LineKey =
  | { readonly word: 'at'; readonly time: Micros; readonly relative: boolean; readonly place: Place }
  | { readonly word: 'expect' | 'never'; readonly window: Window; readonly place: Place };

/** The forms of keys, as the documents show them. */
export const LINE_FORMS = [
  {
    pattern: 'at T',
    example: 'at 2s: a leaves',
    means: 'what happens at an instant; at +500ms: after the line before',
  },
  {
    pattern: 'expect',
    example: 'expect: a is enrolled',
    means:
      'messages: these and no others before the next line with `at`; facts: the case when that line comes, just before it acts',
  },
  {
    pattern: 'expect at T',
    example: 'expect at 2.3s: the KA timer of a fires',
    means: 'at the end of that instant',
  },
  {
    pattern: 'expect within D',
    example: 'expect within 2s: a is active',
    means: 'at some instant from here to 2s later',
  },
  {
    pattern: 'expect until T',
    example: 'expect until 5s: always the session is running',
    means:
      'messages: these and no others before 5s; facts: at some instant from here to 5s; with `always`: at all of them',
  },
  {
    pattern: 'expect between T and T',
    example: 'expect between 2s and 3s: the KA timer of a fires',
    means: 'at some instant of the range, both ends included; with `always`: at all of them',
  },
  {
    pattern: 'never',
    example: 'never until 5s: server → a KAREQ',
    means:
      'no such message from here to 5s (also: never within D; without a time: to the next line with `at`)',
  },
] as const;

const WORDS = ['at', 'expect', 'never'] as const;

/** Reads a key; undefined, and noted, where it is none. */
export function readLineKey(key: WrittenText, note: Note): LineKey | undefined {
  const tokens = tokensOf(key.text);
  const word = WORDS.find((one) => one === tokens[0]?.text);
  if (word === undefined) {
    const near = nearest(tokens[0]?.text ?? '', WORDS, 1);
    const hint = near.length === 0 ? '' : `nearest: ${near[0]}; `;
    note(key.place, `"${key.text}": ${hint}a line begins with "at TIME:", "expect …:" or "never …:"`);
    return undefined;
  }
  return word === 'at' ? readAt(key, tokens, note) : readExpect(key, word, tokens, note);
}

function readAt(key: WrittenText, tokens: readonly Token[], note: Note): LineKey | undefined {
  const [, token, more] = tokens;
  if (token === undefined) {
    note(key.place, `"at" needs a time, as in "at 2s:"; ${DURATION_HINT}`);
    return undefined;
  }
  if (more !== undefined) {
    note(
      placeWithin(key, more.start),
      `a colon is missing after the time: "at ${token.text}: ${more.text} …"`,
    );
    return undefined;
  }
  const relative = token.text.startsWith('+');
  const time = timeOf(key, relative ? { text: token.text.slice(1), start: token.start + 1 } : token, note);
  if (time === undefined) return undefined;
  return { word: 'at', time, relative, place: placeWithin(key, token.start) };
}

function readExpect(
  key: WrittenText,
  word: 'expect' | 'never',
  tokens: readonly Token[],
  note: Note,
): LineKey | undefined {
  const [, form, first, and, second] = tokens;
  if (form === undefined) return { word, window: { form: 'next' }, place: key.place };
  const place = placeWithin(key, (first ?? form).start);
  if (form.text === 'between' && and?.text === 'and' && tokens.length === 5) {
    const from = timeOf(key, first, note);
    const until = timeOf(key, second, note);
    if (from === undefined || until === undefined) return undefined;
    return { word, window: { form: 'between', from, until }, place };
  }
  if ((form.text === 'within' || form.text === 'until' || form.text === 'at') && tokens.length === 3) {
    const time = timeOf(key, first, note);
    if (time === undefined) return undefined;
    const window: Window =
      form.text === 'within' ? { form: 'within', span: time } : { form: form.text, time };
    return { word, window, place };
  }
  const forms = 'at T, within T, until T, between T and T';
  const near = nearest(form.text, ['at', 'within', 'until', 'between'], 1);
  const hint = near.length === 0 || near[0] === form.text ? '' : `nearest: ${near[0]}; `;
  note(
    placeWithin(key, form.start),
    `after "${word}" there may follow: ${forms}, or a colon; ${hint}it is "${key.text}"`,
  );
  return undefined;
}

function timeOf(key: WrittenText, token: Token, note: Note): Micros | undefined {
  const time = readDuration(token.text);
  if (time.ok) return micros(time.value);
  note(placeWithin(key, token.start), time.error);
  return undefined;
}
