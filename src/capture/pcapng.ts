/**
 * pcapng, decoded incrementally (draft-ietf-opsawg-pcapng).
 *
 *   block: type 4 │ total length 4 │ body, padded to 32 bits │ total length 4
 *
 * A section header (0A0D0D0A) sets the order of octets and starts a new list of interfaces. Packets come in enhanced
 * (6), simple (3) and obsolete (2) blocks. Blocks that say nothing about packets (custom, secrets, journal, unknown)
 * are counted and skipped as they arrive, without being kept.
 *
 * Bounds: a total length above 134,348,832 (Wireshark's limit) is damage. A packet's captured length is bounded by its
 * link type (link-limits.ts) and is looked at before the rest of its block is waited for. Only description blocks and
 * packets' options can make the window grow beyond that, and only by octets that really arrive.
 */
import { addComments, type Columns } from './columns.js';
import type { Decoder } from './decoder.js';
import { corrupt, cutShort, headerCutShort, notACapture, unsupported } from './errors.js';
import {
  type PcapngFacts,
  readInterface,
  readNames,
  readSectionHeader,
  readStatistics,
} from './pcapng-blocks.js';
import { type PacketState, packet, simplePacket } from './pcapng-packets.js';
import type { CaptureError } from './types.js';
import type { Window } from './window.js';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const NAMES = 4;
const STATISTICS = 5;
const PACKET = 6;
const CUSTOM = 0xbad;
const CUSTOM_NO_COPY = 0x4000_0bad;

const MAX_BLOCK = 134_348_832;

/** Smallest total length and Wireshark's name of each block type that has one; others: 12. */
const MINIMUM: ReadonlyMap<number, readonly [number, string]> = new Map([
  [SECTION_HEADER, [28, 'an SHB']],
  [INTERFACE, [20, 'an IDB']],
  [OLD_PACKET, [32, 'a PB']],
  [SIMPLE_PACKET, [16, 'an SPB']],
  [NAMES, [16, 'an NRB']],
  [STATISTICS, [24, 'an ISB']],
  [PACKET, [32, 'an EPB']],
  [CUSTOM, [16, 'a CB']],
  [CUSTOM_NO_COPY, [16, 'a CB']],
]);
const ANY: readonly [number, string] = [12, 'an unknown block type'];

/** What stays between two calls. */
interface State extends PacketState {
  readonly facts: PcapngFacts;
  /** A block that is being skipped: how many octets of it are still to come before its trailing length. */
  skipping: boolean;
  skipLeft: number;
  skipTotal: number;
  skipOffset: number;
  /** True when the block at the window's start is not there in full and has to be waited for. */
  waiting: boolean;
  /** Blocks of types 0 to 6 not yet in the facts' counts. */
  readonly tally: number[];
}

/** Decodes a pcapng from its first octet on. */
export function createPcapngDecoder(): Decoder {
  const state: State = {
    facts: {
      format: 'pcapng',
      interfaces: [],
      names: [],
      statistics: [],
      comments: [],
      blockCounts: new Map(),
    },
    little: true,
    section: [],
    skipping: false,
    skipLeft: 0,
    skipTotal: 0,
    skipOffset: 0,
    waiting: false,
    moment: { sec: 0, nsec: 0 },
    comments: undefined,
    tally: [0, 0, 0, 0, 0, 0, 0],
  };
  return {
    facts: state.facts,
    decode: (window, columns) => {
      columns.bytes = window.bytes;
      columns.inputOffset = window.inputOffset;
      const failure = decodeBlocks(state, window, columns);
      settleCounts(state);
      return failure;
    },
    skim: () => 0,
    finish: (window) => {
      if (state.skipping) return cutShort(state.skipOffset);
      if (window.start === window.end) return null;
      const at = window.inputOffset + window.start;
      return state.facts.interfaces.length === 0 ? headerCutShort(at) : cutShort(at);
    },
  };
}

function decodeBlocks(state: State, window: Window, columns: Columns): CaptureError | null {
  const { view } = window;
  while (columns.count < columns.capacity) {
    if (state.skipping) {
      const failure = skipOn(state, window);
      if (failure !== null || state.skipping) return failure;
      continue;
    }
    const at = window.start;
    const available = window.end - at;
    if (available < 8) return null;
    const type = view.getUint32(at, state.little);
    if (type === SECTION_HEADER) {
      if (available < 12) return null;
      const failure = setByteOrder(state, window);
      if (failure !== null) return failure;
    }
    // Total lengths that are no multiple of four exist; the block is padded all the same.
    const total = Math.ceil(view.getUint32(at + 4, state.little) / 4) * 4;
    const fault = lengthFault(type, total);
    if (fault !== null) return corrupt(fault, window.inputOffset + at);
    state.waiting = false;
    const failure = decodeBlock(state, window, columns, type, total);
    if (failure !== null || state.waiting) return failure;
  }
  return null;
}

function lengthFault(type: number, total: number): string | null {
  if (total <= MAX_BLOCK && total >= 32) return null;
  const [minimum, name] = MINIMUM.get(type) ?? ANY;
  if (total < minimum) {
    const what = minimum === 12 ? 'block' : name.replace(/^an? /, '');
    return `pcapng: total block length ${total} of ${name} is less than the minimum ${what} size ${minimum}`;
  }
  return total > MAX_BLOCK ? `pcapng: total block length ${total} is too large (> ${MAX_BLOCK})` : null;
}

function setByteOrder(state: State, window: Window): CaptureError | null {
  const at = window.start;
  const offset = window.inputOffset + at;
  const order = window.view.getUint32(at + 8);
  if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) {
    if (offset === 0) return notACapture();
    const shown = window.view
      .getUint32(at + 8, state.little)
      .toString(16)
      .padStart(8, '0');
    return corrupt(`pcapng: unknown byte-order magic number 0x${shown}`, offset);
  }
  // Remembered even if the rest of the block is still to come: the next look at it sets the same order again.
  state.little = order === 0x4d3c2b1a;
  return null;
}

/** One block of a sound length at the window's start: takes it, or sets `waiting`. */
function decodeBlock(
  state: State,
  window: Window,
  columns: Columns,
  type: number,
  total: number,
): CaptureError | null {
  const { bytes, view } = window;
  const at = window.start;
  const offset = window.inputOffset + at;
  const whole = window.end - at >= total;
  let fault: string | null = null;
  switch (type) {
    case PACKET:
    case OLD_PACKET:
      // A bad packet header is refused before the rest of its block is waited for.
      if (window.end - at >= 28) fault = packet(state, window, columns, total, type === PACKET);
      break;
    case SIMPLE_PACKET:
      if (window.end - at >= 12) fault = simplePacket(state, window, columns, total);
      break;
    case SECTION_HEADER: {
      if (window.end - at < 16) break;
      const major = view.getUint16(at + 12, state.little);
      const minor = view.getUint16(at + 14, state.little);
      if (major !== 1 || (minor !== 0 && minor !== 2)) {
        return unsupported(`pcapng: unknown SHB version ${major}.${minor}`, offset);
      }
      if (whole) {
        state.section = [];
        fault = readSectionHeader(
          { bytes, view, at: at + 8, end: at + total - 4, little: state.little },
          state.facts,
        );
      }
      break;
    }
    case INTERFACE:
    case NAMES:
    case STATISTICS:
      if (whole) fault = describe(state, window, type, total);
      break;
    default:
      state.skipping = true;
      state.skipLeft = total - 4;
      state.skipTotal = total;
      state.skipOffset = offset;
      count(state, type);
      return null;
  }
  if (fault !== null) return corrupt(fault, offset);
  if (!whole) {
    state.waiting = true;
    return null;
  }
  const trailer = trailerFault(view, at, total, state.little);
  if (trailer !== null) return corrupt(trailer, offset);
  if (type === PACKET || type === OLD_PACKET || type === SIMPLE_PACKET) {
    if (state.comments !== undefined) addComments(columns, columns.count, state.comments);
    columns.count++;
  }
  count(state, type);
  window.start = at + total;
  return null;
}

function describe(state: State, window: Window, type: number, total: number): string | null {
  const { bytes, view, start } = window;
  const body = { bytes, view, at: start + 8, end: start + total - 4, little: state.little };
  if (type === INTERFACE) return readInterface(body, state.facts, state.section);
  if (type === NAMES) return readNames(body, state.facts);
  return readStatistics(body, state.facts, state.section);
}

function count(state: State, type: number): void {
  if (type < 7) state.tally[type]++;
  else addCount(state, type, 1);
}

function settleCounts(state: State): void {
  for (let type = 0; type < 7; type++) {
    if (state.tally[type] > 0) addCount(state, type, state.tally[type]);
    state.tally[type] = 0;
  }
}

function addCount(state: State, type: number, more: number): void {
  const counts = state.facts.blockCounts;
  counts.set(type, (counts.get(type) ?? 0) + more);
}

function trailerFault(view: DataView, at: number, total: number, little: boolean): string | null {
  const first = view.getUint32(at + 4, little);
  const second = view.getUint32(at + total - 4, little);
  if (first === second || Math.ceil(second / 4) * 4 === total) return null;
  return `pcapng: total block lengths (first ${first} and second ${second}) don't match`;
}

/** Goes on skipping; `skipping` is false again when the block is behind. */
function skipOn(state: State, window: Window): CaptureError | null {
  const step = Math.min(state.skipLeft, window.end - window.start);
  window.start += step;
  state.skipLeft -= step;
  if (state.skipLeft > 0 || window.end - window.start < 4) return null;
  const second = window.view.getUint32(window.start, state.little);
  if (Math.ceil(second / 4) * 4 !== state.skipTotal) {
    return corrupt(
      `pcapng: total block lengths (first ${state.skipTotal} and second ${second}) don't match`,
      state.skipOffset,
    );
  }
  window.start += 4;
  state.skipping = false;
  return null;
}
