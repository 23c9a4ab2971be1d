/**
 * What each packet owes to the packets before it, written down by one pass from front to back:
 *
 *   link           the packet before it in its conversation (3 or 4 octets a packet, where there are any)
 *   conversation   its number among those of its protocol, at one packet in 32: links lead there
 *   fragment       the fragment before it of the same datagram (6 octets a fragment)
 *   learned        which questions for announced ports had an answer (1 octet)
 *   firsts         of each conversation: the packets that it began with
 *
 * A link of TCP leads to the packet before in the conversation (or to the last one between the same ends), one of UDP to
 * the last packet that was heard in it: that, with the first, is all that a UDP packet shows of others.
 */
import { type LearnedPorts, NONE } from '../../../dissectors/contract.js';
import type { Witness } from '../../../dissectors/witness.js';
import { createOctetColumn, createSparseColumn, createWordColumn, type FrameColumn } from './frame-column.js';

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
const FIRSTS = 4;
/** Layers that belong to conversations beyond the first in a packet: only so many are kept. */
const MOST_FURTHER = 100_000;

/** Of each conversation of TCP: its last packet, and its first ones. Of UDP: the last heard, the first heard. */
const TCP_WIDTH = 2 + FIRSTS;
const UDP_WIDTH = 3;
/** The conversation's number stands at every so many of its packets; from the others links lead to it. */
const STEPS = 32;

/** All that is written down, and the packet that the pass is at. */
interface Notes {
  at: number;
  /** Of that packet: layers, fragments and questions so far. */
  layers: number;
  pieces: number;
  questions: number;
  learnedId: number;
  readonly conversations: FrameColumn;
  readonly links: FrameColumn;
  readonly fragments: FrameColumn;
  readonly learned: FrameColumn;
  readonly tcp: FrameColumn;
  readonly udp: FrameColumn;
  readonly further: Map<number, Belonging[]>;
  readonly furtherFragments: Map<number, number[]>;
}

/** Begins a pass. */
export function createContext(): ContextPass {
  const notes: Notes = {
    at: 0,
    layers: 0,
    pieces: 0,
    questions: 0,
    learnedId: NONE,
    conversations: createSparseColumn(),
    links: createWordColumn(),
    fragments: createSparseColumn(),
    learned: createOctetColumn(),
    tcp: createWordColumn(),
    udp: createWordColumn(),
    further: new Map(),
    furtherFragments: new Map(),
  };
  return {
    context: contextOf(notes),
    witness: witnessOf(notes),
    begin: (number) => {
      notes.at = number;
      notes.layers = 0;
      notes.pieces = 0;
      notes.questions = 0;
    },
  };
}

/** Reads what is written down. */
function contextOf(notes: Notes): Context {
  const { conversations, links, fragments, learned, tcp, udp, further, furtherFragments } = notes;
  return {
    at: () => notes.at,
    learnedId: () => notes.learnedId,
    learned: learned.get,
    fragment: (number, k) => (k === 0 ? fragments.get(number) : (furtherFragments.get(number)?.[k - 1] ?? 0)),
    belonging: (number, k) => {
      if (k > 0) return further.get(number)?.[k - 1];
      let code = conversations.get(number);
      for (let before = links.get(number); code === 0 && before !== 0; before = links.get(before))
        code = conversations.get(before);
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
}

/** Writes down what dissectors find. */
function witnessOf(notes: Notes): Witness {
  const { tcp, udp } = notes;
  return {
    forgets: () => false,
    udp: (own, heard) => {
      const base = own * UDP_WIDTH;
      const depth = base + UDP_WIDTH - 1;
      const steps = belongs(notes, false, own, udp.get(base), udp.get(depth));
      if (heard) {
        udp.set(depth, steps);
        udp.set(base, notes.at);
        if (udp.get(base + 1) === 0) udp.set(base + 1, notes.at);
      }
      return own;
    },
    tcp: (own, before) => {
      const link = before === NONE ? 0 : tcp.get(before * TCP_WIDTH);
      const depth = own * TCP_WIDTH + TCP_WIDTH - 1;
      tcp.set(depth, belongs(notes, true, own, link, tcp.get(depth)));
      noteSegment(tcp, own * TCP_WIDTH, notes.at);
      return own;
    },
    datagram: (key) => key,
    fragment: (before) => {
      if (notes.pieces > 0) keepFurther(notes.furtherFragments, notes.at, before);
      else if (before !== 0) notes.fragments.set(notes.at, before);
      notes.pieces += 1;
    },
    learned: (ports) => asked(ports, (id) => noteAnswer(notes, id)),
  };
}

/** Notes a layer's conversation; `steps` since its number was written, 0: it must be. Gives the steps at this packet. */
function belongs(notes: Notes, tcp: boolean, conversation: number, link: number, steps: number): number {
  const { at, conversations, links, further } = notes;
  let next = 0;
  if (notes.layers > 0) keepFurther(further, at, { tcp, conversation, link });
  else {
    if (steps === 0 || link === 0) conversations.set(at, 1 + 2 * conversation + (tcp ? 1 : 0));
    if (link !== 0) links.set(at, link);
    next = (steps + 1) % STEPS;
  }
  notes.layers += 1;
  return next;
}

function noteAnswer(notes: Notes, id: number): void {
  const { at, learned, questions } = notes;
  if (id !== NONE && questions < 8) {
    learned.set(at, learned.get(at) | (1 << questions));
    notes.learnedId = id;
  }
  notes.questions += 1;
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
    clear: ports.clear,
    find: (bytes, at, length, port) => {
      const id = ports.find(bytes, at, length, port);
      hear(id);
      return id;
    },
  };
}
