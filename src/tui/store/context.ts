/**
 * What each packet owes to the packets before it, written down by one pass from front to back:
 *
 *   conversation   its number among those of its protocol        ┐
 *   link           the packet before it in that conversation     ├ 4 octets a packet each, where there are any
 *   fragment       the fragment before it of the same datagram   ┘
 *   learned        which questions for announced ports had an answer (1 octet)
 *   firsts         of each conversation: the packets that it began with
 *
 * A link of TCP leads to the packet before in the conversation (or to the last one between the same ends), one of UDP to
 * the last packet that was heard in it: that, with the first, is all that a UDP packet shows of others.
 */
import { type LearnedPorts, NONE } from '../../../dissectors/contract.js';
import type { Witness } from '../../../dissectors/witness.js';
import { createOctetColumn, createWordColumn, type FrameColumn } from './frame-column.js';

/** One layer's place in a conversation. */
export interface Belonging {
  readonly tcp: boolean;
  readonly conversation: number;
  /** 0: none. */
  readonly link: number;
}

/** What is known, as far as the pass has come. */
export interface Context {
  /** Packets passed. */
  readonly at: () => number;
  /** Place of a packet's layer `k` (counting those that belong to conversations); undefined where there is none. */
  readonly belonging: (number: number, k: number) => Belonging | undefined;
  /** The fragments before a packet's `k`-th one: the frame of the one before; 0 where there is none. */
  readonly fragment: (number: number, k: number) => number;
  /** Bit `k`: the packet's question number `k` for an announced port has an answer. */
  readonly learned: (number: number) => number;
  /** The dissector that is that answer. */
  readonly learnedId: () => number;
  /** The packets with which a conversation began (up to FIRSTS; of UDP the first that was heard). */
  readonly firsts: (tcp: boolean, conversation: number) => readonly number[];
}

/** What writes a context. */
export interface ContextPass {
  readonly context: Context;
  /** For the registry of the pass. */
  readonly witness: Witness;
  /** A packet will be walked next: they come in order. */
  readonly begin: (number: number) => void;
}

/** Packets kept of the beginning of a TCP conversation: the handshake, and the first content. */
export const FIRSTS = 4;
/** Layers that belong to conversations beyond the first in a packet: only so many are kept. */
const MOST_FURTHER = 100_000;

/** Of each conversation of TCP: its last packet, and its first ones. Of UDP: the last heard, the first heard. */
const TCP_WIDTH = 1 + FIRSTS;
const UDP_WIDTH = 2;

/** Begins a pass. */
export function createContext(): ContextPass {
  const conversations = createWordColumn();
  const links = createWordColumn();
  const fragments = createWordColumn();
  const learned = createOctetColumn();
  const tcp = createWordColumn();
  const udp = createWordColumn();
  const further = new Map<number, Belonging[]>();
  const furtherFragments = new Map<number, number[]>();
  let at = 0;
  let layers = 0;
  let pieces = 0;
  let questions = 0;
  let learnedId = NONE;
  const belongs = (isTcp: boolean, conversation: number, link: number): void => {
    if (layers === 0) {
      conversations.set(at, 1 + 2 * conversation + (isTcp ? 1 : 0));
      if (link !== 0) links.set(at, link);
    } else keepFurther(further, at, { tcp: isTcp, conversation, link });
    layers += 1;
  };
  const witness: Witness = {
    forgets: () => false,
    udp: (own, heard) => {
      const base = own * UDP_WIDTH;
      belongs(false, own, udp.get(base));
      if (heard) {
        udp.set(base, at);
        if (udp.get(base + 1) === 0) udp.set(base + 1, at);
      }
      return own;
    },
    tcp: (own, before) => {
      belongs(true, own, before === NONE ? 0 : tcp.get(before * TCP_WIDTH));
      noteSegment(tcp, own * TCP_WIDTH, at);
      return own;
    },
    fragment: (before) => {
      if (pieces === 0) {
        if (before !== 0) fragments.set(at, before);
      } else keepFurther(furtherFragments, at, before);
      pieces += 1;
      return false;
    },
    learned: (ports) =>
      asked(ports, (id) => {
        if (id !== NONE && questions < 8) {
          learned.set(at, learned.get(at) | (1 << questions));
          learnedId = id;
        }
        questions += 1;
      }),
  };
  const context: Context = {
    at: () => at,
    learnedId: () => learnedId,
    learned: learned.get,
    fragment: (number, k) => (k === 0 ? fragments.get(number) : (furtherFragments.get(number)?.[k - 1] ?? 0)),
    belonging: (number, k) => {
      if (k > 0) return further.get(number)?.[k - 1];
      const code = conversations.get(number);
      if (code === 0) return undefined;
      return { tcp: (code & 1) === 0, conversation: (code - 1) >>> 1, link: links.get(number) };
    },
    firsts: (isTcp, conversation) => {
      const of = isTcp ? tcp : udp;
      const base = conversation * (isTcp ? TCP_WIDTH : UDP_WIDTH) + 1;
      const found: number[] = [];
      for (let k = 0; k < (isTcp ? FIRSTS : 1); k += 1) {
        const number = of.get(base + k);
        if (number !== 0) found.push(number);
      }
      return found;
    },
  };
  return {
    context,
    witness,
    begin: (number) => {
      at = number;
      layers = 0;
      pieces = 0;
      questions = 0;
    },
  };
}

function noteSegment(tcp: FrameColumn, base: number, number: number): void {
  const last = tcp.get(base);
  tcp.set(base, number);
  if (last === number) return;
  for (let k = 1; k <= FIRSTS; k += 1) {
    if (tcp.get(base + k) !== 0) continue;
    tcp.set(base + k, number);
    return;
  }
}

function keepFurther<T>(kept: Map<number, T[]>, number: number, one: T): void {
  const known = kept.get(number);
  if (known !== undefined) known.push(one);
  else if (kept.size < MOST_FURTHER) kept.set(number, [one]);
}

/** Ports whose answers are heard. */
function asked(ports: LearnedPorts, hear: (id: number) => void): LearnedPorts {
  return {
    get size() {
      return ports.size;
    },
    learn: ports.learn,
    find: (bytes, at, length, port) => {
      const id = ports.find(bytes, at, length, port);
      hear(id);
      return id;
    },
  };
}
