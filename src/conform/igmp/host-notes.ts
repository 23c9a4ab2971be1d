/**
 * What the rules of hosts remember of groups and memberships, in columns beside the tracker's (igmp-contract.ts): by the same rows.
 */
import { longer } from '../../base/columns.js';
import type { IgmpTable } from '../../track/igmp-contract.js';

/** What is remembered. */
export interface HostNotes {
  /** By row of the group: its last report of another host than the last one; -1 where there was none. */
  otherAt: Float64Array;
  otherFrame: Uint32Array;
  /** By row of the member: its report on joining, where one was recognised as that (no query before it); -1 else. */
  joinedAt: Float64Array;
  joinedFrame: Uint32Array;
  /** Whether one more came in time. */
  confirmed: Uint8Array;
  /** How often it has reported though another host just had, and the last query after which it did. */
  unsuppressed: Uint32Array;
  unsuppressedAt: Float64Array;
}

const NOT_YET = -1;

/** Nothing is remembered. */
export function createHostNotes(): HostNotes {
  return {
    otherAt: new Float64Array(0),
    otherFrame: new Uint32Array(0),
    joinedAt: new Float64Array(0),
    joinedFrame: new Uint32Array(0),
    confirmed: new Uint8Array(0),
    unsuppressed: new Uint32Array(0),
    unsuppressedAt: new Float64Array(0),
  };
}

/** A group came to be. */
export function beginGroup(notes: HostNotes, { groups }: IgmpTable, group: number): void {
  const { length } = groups.index.first;
  if (group >= notes.otherAt.length) {
    notes.otherAt = longer(notes.otherAt, length);
    notes.otherFrame = longer(notes.otherFrame, length);
  }
  notes.otherAt[group] = NOT_YET;
  notes.otherFrame[group] = 0;
}

/** A host has come into a group. */
export function beginMember(notes: HostNotes, { members }: IgmpTable, member: number): void {
  const { length } = members.index.first;
  if (member >= notes.joinedAt.length) {
    notes.joinedAt = longer(notes.joinedAt, length);
    notes.joinedFrame = longer(notes.joinedFrame, length);
    notes.confirmed = longer(notes.confirmed, length);
    notes.unsuppressed = longer(notes.unsuppressed, length);
    notes.unsuppressedAt = longer(notes.unsuppressedAt, length);
  }
  notes.joinedAt[member] = NOT_YET;
  notes.joinedFrame[member] = 0;
  notes.confirmed[member] = 0;
  notes.unsuppressed[member] = 0;
  notes.unsuppressedAt[member] = NOT_YET;
}
