/**
 * The search: what is looked for, and where one goes when it is found. Its scan runs in the store; hits are jumped to as
 * soon as they are known.
 */
import type { Walk } from '../../../dissectors/contract.js';
import { err, ok, type Result } from '../../base/result.js';
import type { OctetTest, PacketTest, TestMaker } from '../store/contract.js';
import type { FilterFault, FilterLanguage } from './filter-language.js';

/** How the text is meant. */
export const SEARCH_KINDS = ['text', 'hex', 'regex', 'filter'] as const;

/** One of the ways in which a search text is meant. */
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** A search at work. */
export interface SearchState {
  readonly kind: SearchKind;
  readonly text: string;
  /** A jump that waits for the scan: from which packet, and which way; undefined where none does. */
  readonly waiting: { readonly from: number; readonly back: boolean } | undefined;
}

/** The test that a search makes, or what is wrong with its text. */
export function searchTest(
  kind: SearchKind,
  text: string,
  filters: FilterLanguage,
): Result<TestMaker, FilterFault> {
  const whole = (message: string): Result<TestMaker, FilterFault> =>
    err({ message, from: 0, to: text.length });
  switch (kind) {
    case 'text': {
      const wanted = text.toLowerCase();
      return ok(() => (_, row) => row().toLowerCase().includes(wanted));
    }
    case 'hex': {
      const octets = hexOctets(text);
      if (octets === undefined) return whole('octets are pairs of hex digits, as in 16:00 or 1600');
      return ok(() => octetTest((bytes, start, end) => includes(bytes, start, end, octets)));
    }
    case 'regex': {
      try {
        const pattern = new RegExp(text, 'iu');
        return ok(() => (_, row) => pattern.test(row()));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message.replace(/^.*\/: /, '') : '';
        return whole(`not a regular expression: ${reason}`);
      }
    }
    case 'filter': {
      const fault = filters.check(text);
      return fault === undefined ? ok(filters.compile(text)) : err(fault);
    }
  }
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

function includes(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  for (let at = bytes.indexOf(wanted[0], start); at >= 0 && at + wanted.length <= end; ) {
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i += 1;
    if (i === wanted.length) return true;
    at = bytes.indexOf(wanted[0], at + 1);
  }
  return false;
}
