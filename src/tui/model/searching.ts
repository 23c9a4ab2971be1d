/**
 * The search: what is looked for, and where one goes when it is found. Its scan runs in the store; hits are jumped to as
 * soon as they are known.
 */
import type { Walk } from '../../../dissectors/contract.js';
import { err, ok, type Result } from '../../base/result.js';
import { withNames } from '../../packet/names.js';
import { buildTree, type TreeNode } from '../../packet/tree.js';
import type { OctetTest, PacketTest, TestMaker } from '../store/contract.js';
import type { FilterFault, FilterLanguage } from './filter-language.js';

/** How the text is meant. */
export const SEARCH_KINDS = ['text', 'hex', 'regex', 'filter'] as const;

/** One of the ways in which a search text is meant. */
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** Where text is looked for: in the rows of the list, in the lines of the details, in the octets. */
export const SEARCH_PLACES = ['list', 'details', 'octets'] as const;

/** One of the places. */
export type SearchPlace = (typeof SEARCH_PLACES)[number];

/** A search at work. */
export interface SearchState {
  readonly kind: SearchKind;
  readonly where: SearchPlace;
  readonly text: string;
  /** A jump that waits for the scan: from which packet, and which way; undefined where none does. */
  readonly waiting: { readonly from: number; readonly back: boolean } | undefined;
  /** The packet in which the hit is still to be selected; 0: none. */
  readonly reveal: number;
}

/** What is looked for, and where. */
export type Wanted = Pick<SearchState, 'kind' | 'where' | 'text'>;

/** Whether the place where one looks can be chosen: hex and filters have their own. */
export function hasPlace(kind: SearchKind): boolean {
  return kind === 'text' || kind === 'regex';
}

/** The test that a search makes, or what is wrong with its text. */
export function searchTest(wanted: Wanted, filters: FilterLanguage): Result<TestMaker, FilterFault> {
  const { kind, text, where } = wanted;
  if (kind === 'filter') {
    const fault = filters.check(text);
    return fault === undefined ? ok(filters.compile(text)) : err(fault);
  }
  const octets = octetsWanted(wanted);
  if (!octets.ok) return octets;
  if (octets.value !== undefined) {
    const find = octets.value;
    return ok(() => octetTest((bytes, start, end) => find(bytes, start, end) !== undefined));
  }
  const fits = textWanted(kind, text);
  if (!fits.ok) return fits;
  if (where === 'details') return ok(detailsTest(fits.value));
  return ok(() => (_, row) => fits.value(row()));
}

type Find = (
  bytes: Uint8Array,
  start: number,
  end: number,
) => { readonly at: number; readonly length: number } | undefined;

/** What finds octets; undefined where none are looked for. */
export function octetsWanted({ kind, text, where }: Wanted): Result<Find | undefined, FilterFault> {
  if (kind === 'hex') {
    const octets = hexOctets(text);
    return octets === undefined
      ? err(fault(text, 'octets are pairs of hex digits, as in 16:00 or 1600'))
      : ok(findOctets(octets));
  }
  if (where !== 'octets' || kind === 'filter') return ok(undefined);
  if (kind === 'text') return ok(findText(new TextEncoder().encode(text).map(lower)));
  const pattern = patternOf(text);
  if (!pattern.ok) return pattern;
  return ok((bytes, start, end) => {
    const found = pattern.value.exec(latinText(bytes, start, end));
    return found === null ? undefined : { at: start + found.index, length: found[0].length };
  });
}

/** Whether a text holds what is looked for. */
export function textWanted(kind: SearchKind, text: string): Result<(whole: string) => boolean, FilterFault> {
  if (kind === 'regex') {
    const pattern = patternOf(text);
    return pattern.ok ? ok((whole) => pattern.value.test(whole)) : pattern;
  }
  const wanted = text.toLowerCase();
  return ok((whole) => whole.toLowerCase().includes(wanted));
}

const fault = (text: string, message: string): FilterFault => ({ message, from: 0, to: text.length });

function patternOf(text: string): Result<RegExp, FilterFault> {
  try {
    return ok(new RegExp(text, 'iu'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^.*\/: /, '') : '';
    return err(fault(text, `not a regular expression: ${reason}`));
  }
}

/** Looks through the lines of the tree, folded ones too; derived fields are among them. */
function detailsTest(fits: (text: string) => boolean): TestMaker {
  const holds = (node: TreeNode): boolean => (!node.hidden && fits(node.text)) || node.children.some(holds);
  const maker: TestMaker = (registry, catalogue) => (w, _, names) =>
    withNames(buildTree(registry, catalogue, w), names).layers.some(({ node }) => holds(node));
  return Object.assign(maker, { follows: 'past' as const });
}

function octetTest(octets: OctetTest): PacketTest {
  return Object.assign((w: Walk) => octets(w.sources[0], w.starts[0], w.starts[0] + w.frame.capLen), {
    octets,
  });
}

function hexOctets(text: string): Uint8Array | undefined {
  const digits = text.replace(/[\s:.-]|0x/gi, '');
  if (digits.length === 0 || digits.length % 2 === 1 || !/^[0-9a-f]+$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

function findOctets(wanted: Uint8Array): Find {
  const { length } = wanted;
  const [first] = wanted;
  return (bytes, start, end) => {
    // Many packets lie in the same octets: none is searched beyond its end.
    for (let at = start; at + length <= end; at += 1) {
      if (bytes[at] !== first) continue;
      let i = 1;
      while (i < length && bytes[at + i] === wanted[i]) i += 1;
      if (i === length) return { at, length };
    }
    return undefined;
  };
}

/** The same where capitals are as good as small letters. */
function findText(wanted: Uint8Array): Find {
  const { length } = wanted;
  return (bytes, start, end) => {
    for (let at = start; at + length <= end; at += 1) {
      let i = 0;
      while (i < length && lower(bytes[at + i]) === wanted[i]) i += 1;
      if (i === length) return { at, length };
    }
    return undefined;
  };
}

/** Each octet as the character of that number. */
function latinText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at]);
  return text;
}
