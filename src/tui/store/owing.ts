/**
 * Which packets have to be walked before one can be shown, less those that were walked already.
 */
import type { Belonging, Context } from './context.js';

/** What a packet owes. */
export interface Owed {
  readonly frames: Uint32Array;
  /**
   * False where there was more than was allowed: then the beginning and the last part are there. So it stays for what comes later in
   * the same conversation.
   */
  readonly whole: boolean;
}

/** Keeps what was walked, and finds what is owed. */
export interface Owing {
  readonly owed: (number: number, most: number) => Owed;
  readonly walked: (number: number) => void;
  /** Nothing is walked any more. */
  readonly clear: () => void;
  /** Packets walked, and TCP conversations among them. */
  readonly size: () => number;
  readonly conversations: () => number;
}

/** Fragments of several datagrams in one packet: as many as are looked at. */
const MOST_DATAGRAMS = 4;

/** Nothing walked yet. */
export function createOwing(context: Context): Owing {
  const walked = new Set<number>();
  const known = new Set<number>();
  const partial = new Set<number>();
  return {
    size: () => walked.size,
    conversations: () => known.size,
    walked: (number) => {
      walked.add(number);
      const own = context.belonging(number, 0);
      if (own?.tcp === true) known.add(own.conversation);
    },
    clear: () => {
      walked.clear();
      known.clear();
      partial.clear();
    },
    owed: (number, most) => owedTo(context, number, most, (one) => walked.has(one), partial),
  };
}

/** `partial`: TCP conversations of which not all was walked. */
function owedTo(
  context: Context,
  number: number,
  most: number,
  walked: (one: number) => boolean,
  partial: Set<number>,
): Owed {
  const found = new Set<number>();
  const add = (one: number): boolean => {
    if (one === 0 || one === number || walked(one) || found.has(one)) return false;
    found.add(one);
    return true;
  };
  const addFragments = (of: number): void => {
    for (let k = 0; k < MOST_DATAGRAMS; k += 1) {
      let before = context.fragment(of, k);
      while (before !== of && add(before)) before = context.fragment(before, 0);
    }
  };
  const addWhole = (one: number): void => {
    if (add(one)) addFragments(one);
  };
  const addFirsts = (tcp: boolean, conversation: number): void => {
    for (const one of context.firsts(tcp, conversation)) if (one < number) addWhole(one);
  };
  /** Follows a TCP conversation back; false where it goes on beyond what is allowed. */
  const addConversation = ({ conversation, link }: Belonging): boolean => {
    let at = conversation;
    let before = link;
    while (before !== 0 && before !== number && !walked(before) && !found.has(before)) {
      if (found.size >= most) {
        addFirsts(true, conversation);
        partial.add(conversation);
        return false;
      }
      addWhole(before);
      const next = segmentOf(context, before, at);
      at = next.conversation;
      before = next.link;
    }
    return !partial.has(conversation);
  };
  let whole = true;
  addFragments(number);
  for (let k = 0; ; k += 1) {
    const own = context.belonging(number, k);
    if (own === undefined) break;
    if (own.tcp) whole = addConversation(own) && whole;
    else {
      addWhole(own.link);
      addFirsts(false, own.conversation);
    }
  }
  return { frames: Uint32Array.from(found).sort(), whole };
}

/** The packet's place in a TCP conversation: that one, or (where it begins) the one before between the same ends. */
function segmentOf(context: Context, number: number, conversation: number): Belonging {
  let first: Belonging | undefined;
  for (let k = 0; ; k += 1) {
    const one = context.belonging(number, k);
    if (one === undefined) return first ?? { tcp: true, conversation, link: 0 };
    if (!one.tcp) continue;
    if (one.conversation === conversation) return one;
    first ??= one;
  }
}
