/**
 * The members of a session in columns, indexed by user ID: 32 octets each, so that 65,535 of them stay small and a KARES
 * finds its member without a search.
 *
 *   smPeers, mmPeers   where it speaks SM, and MM
 *   expiries           when its KA timer expires
 *   words, 4 a member  bits · previous and next in the queue of running KA timers · listed entry that it claims, + 1
 *
 * All KA timers of a session run equally long, so the queue in the order of arming is the queue in the order of expiry:
 * arming, stopping and finding the next one cost the same however many run.
 */
import type { MemberType } from '../../../dissectors/gmp-message.js';
import { type Micros, NEVER } from '../../base/micros.js';
import type { Peer } from '../peer.js';

/** Members by user ID. User ID 0 is nobody: its row is the head of the queue of KA timers. */
export interface MemberTable {
  smPeers: Float64Array;
  mmPeers: Float64Array;
  expiries: Float64Array;
  words: Uint16Array;
}

/** Groups as numbers, in the order of GROUPS. */
export const NONE = 0;
export const REGISTERED = 1;
export const ENROLLED = 2;
export const ACTIVE = 3;
/** One of these four. */
export type GroupNumber = 0 | 1 | 2 | 3;

/** Flags of a member, beside its group (two bits) and its type (three bits). */
export const ADMITTED = 0x04;
export const HELD = 0x08;
export const KA_RUNS = 0x10;
/** The user ID is somebody's. */
export const KNOWN = 0x100;
/** It was a member when the session ended (D14). */
export const FORMER = 0x200;
const GROUP_BITS = 0x03;
const TYPE_SHIFT = 5;

const WORDS = 4;
const SMALLEST = 4;

/** An empty table, with room for a few. */
export function createMemberTable(): MemberTable {
  return {
    smPeers: new Float64Array(SMALLEST),
    mmPeers: new Float64Array(SMALLEST),
    expiries: new Float64Array(SMALLEST),
    words: new Uint16Array(SMALLEST * WORDS),
  };
}

/** Enters a member that is in no group yet. */
export function enterMember(table: MemberTable, user: number, peer: Peer, type: MemberType): void {
  makeRoom(table, user);
  table.smPeers[user] = peer;
  table.mmPeers[user] = peer;
  table.words.fill(0, user * WORDS, user * WORDS + WORDS);
  table.words[user * WORDS] = KNOWN | (type << TYPE_SHIFT);
}

/** Forgets a member, whose KA timer does not run. */
export function forgetMember(table: MemberTable, user: number): void {
  table.words.fill(0, user * WORDS, user * WORDS + WORDS);
}

function makeRoom(table: MemberTable, user: number): void {
  const have = table.words.length / WORDS;
  if (user < have) return;
  const want = Math.min(Math.max(user + 1, have * 2), 65_536);
  table.smPeers = grown(table.smPeers, want);
  table.mmPeers = grown(table.mmPeers, want);
  table.expiries = grown(table.expiries, want);
  const words = new Uint16Array(want * WORDS);
  words.set(table.words);
  table.words = words;
}

function grown(column: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(length);
  larger.set(column);
  return larger;
}

/** All bits of a user ID; 0 where it is nobody's. */
export function bitsOf(table: MemberTable, user: number): number {
  const at = user * WORDS;
  return at < table.words.length ? table.words[at] : 0;
}

/** Whether a flag of a member is set. */
export function hasFlag(table: MemberTable, user: number, flag: number): boolean {
  return (table.words[user * WORDS] & flag) !== 0;
}

/** Sets a flag of a member. */
export function setFlag(table: MemberTable, user: number, flag: number): void {
  table.words[user * WORDS] |= flag;
}

/** Clears a flag of a member. */
export function clearFlag(table: MemberTable, user: number, flag: number): void {
  table.words[user * WORDS] &= ~flag;
}

/** Group of a member. */
export function groupOf(table: MemberTable, user: number): GroupNumber {
  return (bitsOf(table, user) & GROUP_BITS) as GroupNumber;
}

/** Writes down a member's group. */
export function putGroup(table: MemberTable, user: number, group: GroupNumber): void {
  const at = user * WORDS;
  table.words[at] = (table.words[at] & ~GROUP_BITS) | group;
}

/** Creator, principal or participant. */
export function typeOf(table: MemberTable, user: number): MemberType {
  return ((table.words[user * WORDS] >> TYPE_SHIFT) & 7) as MemberType;
}

/** Where a member registered from (D7). */
export function smPeerOf(table: MemberTable, user: number): Peer {
  return table.smPeers[user] as Peer;
}

/** Where a member takes MM messages (D7). */
export function mmPeerOf(table: MemberTable, user: number): Peer {
  return table.mmPeers[user] as Peer;
}

/** Remembers where a member takes MM messages. */
export function putMmPeer(table: MemberTable, user: number, peer: Peer): void {
  table.mmPeers[user] = peer;
}

/** The listed entry that a member claims, by index; -1 where none. */
export function claimOf(table: MemberTable, user: number): number {
  return table.words[user * WORDS + 3] - 1;
}

/** Remembers the listed entry that a member claims. */
export function putClaim(table: MemberTable, user: number, entry: number): void {
  table.words[user * WORDS + 3] = entry + 1;
}

/** Puts a member's KA timer at the end of the queue; it expires at `at`, which is not before any other's. */
export function queueKa(table: MemberTable, user: number, at: Micros): void {
  const { words } = table;
  const last = words[1];
  words[user * WORDS] |= KA_RUNS;
  words[user * WORDS + 1] = last;
  words[user * WORDS + 2] = 0;
  words[last * WORDS + 2] = user;
  words[1] = user;
  table.expiries[user] = at;
}

/** Takes a member's running KA timer out of the queue. */
export function unqueueKa(table: MemberTable, user: number): void {
  const { words } = table;
  const previous = words[user * WORDS + 1];
  const next = words[user * WORDS + 2];
  words[previous * WORDS + 2] = next;
  words[next * WORDS + 1] = previous;
  words[user * WORDS] &= ~KA_RUNS;
}

/** The member whose KA timer expires next; 0 where none runs. */
export function firstKa(table: MemberTable): number {
  return table.words[2];
}

/** When a member's running KA timer expires. */
export function kaExpiry(table: MemberTable, user: number): Micros {
  return table.expiries[user] as Micros;
}

/** When the next KA timer expires; NEVER where none runs. */
export function nextKaExpiry(table: MemberTable): Micros {
  const user = firstKa(table);
  return user === 0 ? NEVER : kaExpiry(table, user);
}
