/**
 * Putting the fragments of IP datagrams together again (RFC 791 3.2, RFC 8200 4.5), for IPv4 and IPv6 alike. Memory is
 * bounded: so many datagrams, so many octets; the oldest datagram is given up first. There are no timeouts: a capture's
 * clock may lie.
 *
 *   add(frame, key, offset, more, octets) ─┬─ something is missing ──► Datagram, `whole` undefined
 *                                          └─ that was the last ─────► Datagram with `whole`, forgotten here
 *
 * Where fragments overlap, the one that begins first counts (of two that begin together, the one that came first).
 */
import type { Witness } from './witness.js';

/** One fragment as it was kept. */
export interface Piece {
  readonly frame: number;
  /** First octet within the datagram's payload, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  readonly last: boolean;
  readonly octets: Uint8Array;
  /** Set while the datagram is put together. */
  overlap: boolean;
  conflict: boolean;
  multipleTails: boolean;
  tooLong: boolean;
}

/** A datagram under way, or whole. */
export interface Datagram {
  /** In order of their beginnings. */
  readonly pieces: Piece[];
  /** Payload length, known from the last fragment; -1 before. */
  length: number;
  /** Octets in the pieces, counting overlaps again. */
  octets: number;
  whole: Uint8Array | undefined;
  /** Frame that completed it; 0 as long as none did. */
  completedIn: number;
  /** Frame that brought the last piece; 0 before the first. */
  latest: number;
  /** Number of the protocol that is in it. */
  protocol: number;
}

/** The fragments of one capture. */
export interface Fragments {
  /** Datagrams under way. */
  readonly size: number;
  /** Octets kept. */
  readonly octets: number;
  /**
   * Adds bytes[from … to) of a frame as the fragment that begins `offset` octets into the datagram of that key.
   * `protocol` is what the fragment says is in the datagram; the first fragment's word counts (RFC 8200 4.5).
   */
  readonly add: (
    frame: number,
    key: string,
    protocol: number,
    offset: number,
    more: boolean,
    bytes: Uint8Array,
    from: number,
    to: number,
  ) => Datagram;
  /** Forgets all datagrams. */
  readonly clear: () => void;
}

/** Most datagrams under way at once, and most octets kept for them. */
export interface FragmentLimits {
  readonly datagrams: number;
  readonly octets: number;
}

/** What is kept unless told otherwise. */
export const FRAGMENT_LIMITS: FragmentLimits = { datagrams: 4096, octets: 32 << 20 };

/** The longest payload that a datagram's length fields can name; what claims more is never put together. */
const LONGEST = 65535;
/** What a piece costs besides its octets. */
const PIECE_COST = 64;

/** A store without fragments. */
export function makeFragments(limits: FragmentLimits = FRAGMENT_LIMITS, witness?: Witness): Fragments {
  const under = new Map<string, Datagram>();
  let kept = 0;
  const forget = (key: string, datagram: Datagram): void => {
    under.delete(key);
    kept -= costOf(datagram);
  };
  const makeRoom = (): void => {
    while (under.size > 0 && (under.size > limits.datagrams || kept > limits.octets)) {
      const [key, datagram] = under.entries().next().value as [string, Datagram];
      forget(key, datagram);
    }
  };
  return {
    get size() {
      return under.size;
    },
    get octets() {
      return kept;
    },
    add: (frame, name, protocol, offset, more, bytes, from, to) => {
      const key = witness === undefined ? name : witness.datagram(name);
      const datagram: Datagram = under.get(key) ?? {
        pieces: [],
        length: -1,
        octets: 0,
        whole: undefined,
        completedIn: 0,
        latest: 0,
        protocol,
      };
      if (offset === 0) datagram.protocol = protocol;
      witness?.fragment(datagram.latest);
      datagram.latest = frame;
      const before = costOf(datagram);
      insert(datagram, {
        frame,
        start: offset,
        end: offset + (to - from),
        last: !more,
        octets: bytes.slice(from, to),
        overlap: false,
        conflict: false,
        multipleTails: false,
        tooLong: false,
      });
      under.set(key, datagram);
      kept += costOf(datagram) - before;
      if (isComplete(datagram)) {
        putTogether(datagram);
        datagram.completedIn = frame;
        forget(key, datagram);
      } else makeRoom();
      return datagram;
    },
    clear: () => {
      under.clear();
      kept = 0;
    },
  };
}

function costOf(datagram: Datagram): number {
  return datagram.octets + datagram.pieces.length * PIECE_COST;
}

/** Keeps the pieces in the order of their beginnings; equals in order of arrival. */
function insert(datagram: Datagram, piece: Piece): void {
  const { pieces } = datagram;
  let at = pieces.length;
  while (at > 0 && pieces[at - 1].start > piece.start) at -= 1;
  pieces.splice(at, 0, piece);
  datagram.octets += piece.end - piece.start;
  if (piece.last && datagram.length < 0) datagram.length = piece.end;
}

function isComplete(datagram: Datagram): boolean {
  const { length, pieces } = datagram;
  if (length < 0 || length > LONGEST || datagram.octets < length) return false;
  let reached = 0;
  for (const piece of pieces) {
    if (piece.start > reached) return false;
    if (piece.end > reached) reached = piece.end;
    if (reached >= length) return true;
  }
  return reached >= length;
}

function putTogether(datagram: Datagram): void {
  const { length, pieces } = datagram;
  const whole = new Uint8Array(length);
  let reached = 0;
  for (const piece of pieces) {
    const end = Math.min(piece.end, length);
    piece.tooLong = piece.end > length;
    piece.multipleTails = piece.last && piece.end !== length;
    const shared = Math.min(reached, end);
    if (piece.start < shared) {
      piece.overlap = true;
      piece.conflict = differs(whole, piece, shared);
    }
    if (end > reached) {
      whole.set(piece.octets.subarray(reached - piece.start, end - piece.start), reached);
      reached = end;
    }
  }
  datagram.whole = whole;
}

function differs(whole: Uint8Array, piece: Piece, to: number): boolean {
  for (let at = piece.start; at < to; at += 1) if (whole[at] !== piece.octets[at - piece.start]) return true;
  return false;
}
