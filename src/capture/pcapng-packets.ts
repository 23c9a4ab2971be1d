/**
 * The pcapng blocks that carry packets. Each function looks at the header of the block at the window's start, says what
 * is wrong with it, and, when the block is there in full, fills the columns' next row; the caller counts the row in
 * once it has seen the block's end.
 */
import type { Columns } from './columns.js';
import type { SectionInterface } from './pcapng-blocks.js';
import { OPT_COMMENT, packetOptionFault, textAt, walkOptions } from './pcapng-options.js';
import { type Moment, momentOf } from './pcapng-time.js';
import type { Window } from './window.js';

/** What packet blocks need to know, and what they leave behind. */
export interface PacketState {
  little: boolean;
  /** Interfaces of the current section. */
  section: SectionInterface[];
  /** Comments on the packet just read. */
  comments: readonly string[] | undefined;
  readonly moment: Moment;
}

/**
 * Enhanced packet: interface (32), or obsolete packet: interface (16), drops (16);
 * then time (64), captured length (32), length on the wire (32), the captured octets, padding, options.
 */
export function packet(
  state: PacketState,
  window: Window,
  columns: Columns,
  total: number,
  enhanced: boolean,
): string | null {
  const { view, start: at } = window;
  const little = state.little;
  const index = enhanced ? view.getUint32(at + 8, little) : view.getUint16(at + 8, little);
  const captured = view.getUint32(at + 20, little);
  const room = total - 32;
  if (captured > room) {
    const name = enhanced ? 'an EPB' : 'a PB';
    return `pcapng: total block length ${total} of ${name} is too small for ${captured} bytes of packet data`;
  }
  if (index >= state.section.length) {
    return `pcapng: interface index ${index} is not less than section interface count ${state.section.length}`;
  }
  const owner = state.section[index];
  if (captured > owner.maxCapLen) return `pcapng: cap_len ${captured} is larger than ${owner.maxCapLen}`;
  if (window.end - at < total) return null;
  const row = columns.count;
  const moment = state.moment;
  momentOf(view.getUint32(at + 12, little), view.getUint32(at + 16, little), owner.unit, moment);
  columns.sec[row] = moment.sec;
  columns.nsec[row] = moment.nsec;
  columns.dataStart[row] = at + 28;
  columns.capLen[row] = captured;
  columns.wireLen[row] = view.getUint32(at + 24, little);
  columns.interfaceId[row] = owner.id;
  state.comments = undefined;
  const padded = (captured + 3) & ~3;
  return padded < room ? packetOptions(state, window, at + 28 + padded, at + total - 4) : null;
}

function packetOptions(state: PacketState, window: Window, at: number, end: number): string | null {
  let comments: string[] | undefined;
  const fault = walkOptions(window.view, at, end, state.little, (code, value, length) => {
    if (code !== OPT_COMMENT) return packetOptionFault(code, length);
    comments ??= [];
    comments.push(textAt(window.bytes, value, length));
    return null;
  });
  state.comments = comments;
  return fault;
}

/** Simple packet: length on the wire (32), then as much as the snap length of interface 0 lets through. No time. */
export function simplePacket(
  state: PacketState,
  window: Window,
  columns: Columns,
  total: number,
): string | null {
  const { view, start: at } = window;
  if (state.section.length === 0) return 'pcapng: SPB appeared before any IDBs in the section';
  const owner = state.section[0];
  const wire = view.getUint32(at + 8, state.little);
  const captured = owner.snapLen === 0 ? wire : Math.min(wire, owner.snapLen);
  if (captured > total - 16) {
    return `pcapng: total block length ${total} of an SPB is too small for ${wire} bytes of packet data`;
  }
  if (captured > owner.maxCapLen) return `pcapng: cap_len ${captured} is larger than ${owner.maxCapLen}`;
  if (window.end - at < total) return null;
  const row = columns.count;
  columns.sec[row] = Number.NaN;
  columns.nsec[row] = 0;
  columns.dataStart[row] = at + 12;
  columns.capLen[row] = captured;
  columns.wireLen[row] = wire;
  columns.interfaceId[row] = owner.id;
  state.comments = undefined;
  return null;
}
