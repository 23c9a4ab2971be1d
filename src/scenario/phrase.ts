/**
 * Sentences of scenario files, by tables: each form is a pattern, an example, and what it means. What fits no form is told
 * at the word that fits none, with the words that could stand there.
 *
 *   pattern   <who:actors> leaves|leave [the <group> group]
 *               slot         word, or    may be missing
 *   sentence  a and b leave the enrolled group
 *
 * Slots are written `<name:kind>`, or `<kind>` where the name is the kind.
 */
import { nearest } from '../base/nearest.js';
import type { Note, WrittenText } from './source.js';
import { placeWithin } from './source.js';
import { GMP_WORDS, GROUP_WORDS, PHASE_WORDS, STATE_WORDS, TIMER_WORDS, TYPE_WORDS } from './vocabulary.js';

/** A word of a sentence, a comma, or a bracket, and its offset. */
export interface Token {
  readonly text: string;
  readonly start: number;
}

/** What a slot may hold. */
export type SlotKind = keyof typeof SLOTS;

/** A form of sentences, as the documents show it. */
export interface Form {
  readonly pattern: string;
  readonly example: string;
  readonly means: string;
}

/** What the slots of a sentence hold. */
export interface Captures {
  /** Texts of a slot's words; none where an optional part is missing. */
  readonly all: (slot: string) => readonly string[];
  /** The text of a slot of one word; undefined where its part is missing. */
  readonly one: (slot: string) => string | undefined;
  /** Slots in order, for checks by kind. */
  readonly slots: readonly Captured[];
}

/** A slot with its words. */
export interface Captured {
  readonly name: string;
  readonly kind: SlotKind;
  readonly tokens: readonly Token[];
}

type Element =
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'slot'; readonly slot: SlotKind; readonly name: string }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };

/** Forms that were made ready for matching. */
export interface Grammar<F extends Form> {
  readonly rows: readonly { readonly form: F; readonly elements: readonly Element[] }[];
  /** All words that stand in patterns themselves: no actor can be called so. */
  readonly literals: ReadonlySet<string>;
}

/** A slot takes one word of a list, one word of a shape, or several such words. */
interface Slot {
  readonly label: string;
  readonly words?: readonly string[];
  readonly shape?: RegExp;
  readonly several?: boolean;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

const SLOTS = {
  actor: { label: 'an actor', shape: NAME },
  actors: { label: 'actors', shape: NAME, several: true },
  subnet: { label: 'a subnet', shape: NAME },
  group: { label: 'a group', words: GROUP_WORDS },
  phase: { label: 'a phase', words: PHASE_WORDS },
  state: { label: 'a state', words: STATE_WORDS },
  timer: { label: 'a timer', words: TIMER_WORDS },
  type: { label: 'a message', words: GMP_WORDS },
  pattern: { label: 'a message', words: TYPE_WORDS },
  senders: { label: 'an actor or "*"', shape: /^(\*|[A-Za-z][A-Za-z0-9_-]*)$/, several: true },
  receivers: {
    label: 'an actor, a group address, group, or "*"',
    shape: /^(\*|[A-Za-z][A-Za-z0-9_-]*|\d+\.\d+\.\d+\.\d+)$/,
    several: true,
  },
  instant: { label: 'a time', shape: /^\d\S*$/ },
  address: { label: 'a group address', shape: /^\d+\.\d+\.\d+\.\d+$/ },
  number: { label: 'a number', shape: /^\d{1,9}$/ },
  fields: { label: 'name=value', shape: /^[^=]+=.+$/, several: true },
} as const satisfies Readonly<Record<string, Slot>>;

/** Makes forms ready. Throws where a pattern is wrong (our own mistake). */
export function createGrammar<F extends Form>(forms: readonly F[]): Grammar<F> {
  const literals = new Set(['and', 'nobody']);
  const rows = forms.map((form) => ({ form, elements: parsePattern(form.pattern, literals) }));
  return { rows, literals };
}

function parsePattern(pattern: string, literals: Set<string>): readonly Element[] {
  const open: Element[][] = [[]];
  for (const [part] of pattern.matchAll(/[[\]]|<[^>]+>|[^\s[\]]+/g)) {
    if (part === '[') open.push([]);
    else if (part === ']') {
      const elements = open.pop()!;
      open.at(-1)!.push({ kind: 'optional', elements });
    } else if (part.startsWith('<')) {
      const [name, slot = name] = part.slice(1, -1).split(':');
      if (!Object.hasOwn(SLOTS, slot)) throw new Error(`${pattern}: there is no slot ${slot}`);
      open.at(-1)!.push({ kind: 'slot', slot: slot as SlotKind, name });
    } else {
      const words = part.split('|');
      for (const word of words) literals.add(word);
      open.at(-1)!.push({ kind: 'word', words });
    }
  }
  return open[0];
}

/** Words, commas, brackets and arrows of a sentence. */
export function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(/[[\],→]|[^\s[\],→]+/g)].map((found) => ({ text: found[0], start: found.index }));
}

/** How far matching came, and what could have stood there. */
interface Furthest {
  index: number;
  expected: Set<string>;
}

interface Matching {
  readonly tokens: readonly Token[];
  readonly literals: ReadonlySet<string>;
  readonly furthest: Furthest;
  readonly slots: Captured[];
}

/** A form that fits, and what its slots hold. */
export interface Match<F extends Form> {
  readonly form: F;
  readonly captures: Captures;
}

/** Finds the form that a sentence has; notes where it has none. `from`: offset at which the sentence begins. */
export function matchSentence<F extends Form>(
  grammar: Grammar<F>,
  text: WrittenText,
  note: Note,
  from = 0,
): Match<F> | undefined {
  const tokens = tokensOf(text.text).filter(({ start }) => start >= from);
  const furthest: Furthest = { index: 0, expected: new Set() };
  for (const { form, elements } of grammar.rows) {
    const matching: Matching = { tokens, literals: grammar.literals, furthest, slots: [] };
    if (matchFrom(matching, elements, 0)) return { form, captures: capturesOf(matching.slots) };
  }
  const { index, expected } = furthest;
  const wrong = tokens[index];
  const place = wrong === undefined ? text.place : placeWithin(text, wrong.start);
  const comma =
    wrong === undefined && tokens.length === 1 ? '; within [ ] a comma begins another sentence' : '';
  note(place, unfitText(wrong?.text, tokens[index - 1]?.text, [...expected]) + comma);
  return undefined;
}

function unfitText(
  wrong: string | undefined,
  before: string | undefined,
  expected: readonly string[],
): string {
  const after = before === undefined ? 'a sentence begins with' : `after "${before}" there may follow`;
  const possible = `${after}: ${expected.join(', ')}`;
  if (wrong === undefined) return `the sentence is not complete; ${possible}`;
  const near = nearest(wrong, expected, 2);
  const hint = near.length === 0 ? '' : `nearest: ${near.join(', ')}; `;
  return `"${wrong}" cannot stand here; ${hint}${possible}`;
}

/** Matches elements from a token on, to the end of the sentence. */
function matchFrom(matching: Matching, elements: readonly Element[], index: number): boolean {
  const [element, ...rest] = elements;
  if (element === undefined) {
    if (index === matching.tokens.length) return true;
    return fail(matching, index, ['nothing more']);
  }
  if (element.kind === 'optional') {
    const held = matching.slots.length;
    if (matchFrom(matching, [...element.elements, ...rest], index)) return true;
    matching.slots.length = held;
    return matchFrom(matching, rest, index);
  }
  if (element.kind === 'word') {
    const token = matching.tokens[index];
    if (token === undefined || !element.words.includes(token.text))
      return fail(matching, index, element.words.slice(0, 1));
    return matchFrom(matching, rest, index + 1);
  }
  const slot: Slot = SLOTS[element.slot];
  const taken: Token[] = [];
  const next = slot.several
    ? takeSeveral(matching, slot, index, taken)
    : takeOne(matching, slot, index, taken);
  if (next < 0) return false;
  matching.slots.push({ name: element.name, kind: element.slot, tokens: taken });
  return matchFrom(matching, rest, next);
}

function fail({ furthest }: Matching, index: number, expected: readonly string[]): false {
  if (index > furthest.index) {
    furthest.index = index;
    furthest.expected.clear();
  }
  if (index === furthest.index) for (const word of expected) furthest.expected.add(word);
  return false;
}

/** Takes one word; index of the next token, -1 where it does not fit. */
function takeOne(matching: Matching, slot: Slot, index: number, taken: Token[]): number {
  const token = matching.tokens[index];
  const fits =
    token !== undefined &&
    (slot.words?.includes(token.text) ??
      (slot.shape!.test(token.text) && !matching.literals.has(token.text)));
  if (fits) {
    taken.push(token);
    return index + 1;
  }
  fail(matching, index, slot.words ?? [slot.label]);
  return -1;
}

/** Takes "a", "a and b", "a, b and c", "[a, b]". */
function takeSeveral(matching: Matching, slot: Slot, index: number, taken: Token[]): number {
  const { tokens } = matching;
  const bracket = tokens[index]?.text === '[';
  let next = takeOne(matching, slot, bracket ? index + 1 : index, taken);
  while (next >= 0 && (tokens[next]?.text === ',' || tokens[next]?.text === 'and')) {
    const both = tokens[next].text === ',' && tokens[next + 1]?.text === 'and';
    next = takeOne(matching, slot, next + (both ? 2 : 1), taken);
  }
  if (next < 0 || !bracket) return next;
  if (tokens[next]?.text === ']') return next + 1;
  fail(matching, next, [']']);
  return -1;
}

function capturesOf(slots: readonly Captured[]): Captures {
  const all = (name: string): readonly string[] =>
    slots.filter((slot) => slot.name === name).flatMap(({ tokens }) => tokens.map(({ text }) => text));
  return { all, one: (name) => all(name)[0], slots };
}
