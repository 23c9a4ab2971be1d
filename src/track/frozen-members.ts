/**
 * Members in columns: instants in one array, whole numbers in another, a row a member.
 */
import type { Micros } from '../base/micros.js';
import type { MemberState, SessionState } from './books.js';
import type { Group } from './contract.js';

/** Members as they were. */
export interface FrozenMembers {
  readonly count: number;
  readonly instants: Float64Array;
  readonly numbers: Int32Array;
}

/** Reasons by number: a few texts stand in all books. */
export interface ReasonTable {
  readonly numberOf: (reason: string) => number;
  readonly textOf: (number: number) => string;
}

/** A table with nothing in it. */
export function createReasons(): ReasonTable {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    numberOf: (reason) => {
      const known = numbers.get(reason);
      if (known !== undefined) return known;
      numbers.set(reason, texts.length);
      texts.push(reason);
      return texts.length - 1;
    },
    textOf: (number) => texts[number] ?? '',
  };
}

const INSTANTS = 12;
const NUMBERS = 28;

/** Octets that they take. */
export function sizeOfMembers({ count }: FrozenMembers): number {
  return count * (8 * INSTANTS + 4 * NUMBERS);
}

/** Copies members. */
export function freezeMembers(members: readonly MemberState[], reasons: ReasonTable): FrozenMembers {
  const instants = new Float64Array(members.length * INSTANTS);
  const numbers = new Int32Array(members.length * NUMBERS);
  for (const [i, member] of members.entries()) {
    writeInstants(instants, i * INSTANTS, member);
    writeNumbers(numbers, i * NUMBERS, member);
    numbers[i * NUMBERS + 27] = reasons.numberOf(member.why);
  }
  return { count: members.length, instants, numbers };
}

function writeInstants(into: Float64Array, at: number, member: MemberState): void {
  into[at] = member.since;
  into[at + 1] = member.expires;
  into[at + 2] = member.armedAt;
  into[at + 3] = member.askedAt;
  into[at + 4] = member.roundAt;
  into[at + 5] = member.answeredAt;
  into[at + 6] = member.srreqAt;
  into[at + 7] = member.sjreqAt;
  into[at + 8] = member.sareqAt;
  into[at + 9] = member.uireqAt;
  into[at + 10] = member.leftAt;
  into[at + 11] = member.toldAt;
}

function writeNumbers(into: Int32Array, at: number, member: MemberState): void {
  into[at] = member.user;
  into[at + 1] = member.memberType;
  into[at + 2] = member.host;
  into[at + 3] = member.smPort;
  into[at + 4] = member.mmPort;
  into[at + 5] = member.connection;
  into[at + 6] = member.group;
  into[at + 7] = member.frame;
  into[at + 8] = Number(member.admitted) + 2 * Number(member.held);
  into[at + 9] = member.pending;
  into[at + 10] = member.claim;
  into[at + 11] = member.listedIn;
  into[at + 12] = member.armedFrame;
  into[at + 13] = member.askedFrame;
  into[at + 14] = member.roundFrame;
  into[at + 15] = member.answeredFrame;
  into[at + 16] = member.srreqFrame;
  into[at + 17] = member.sjreqFrame;
  into[at + 18] = member.sareqFrame;
  into[at + 19] = member.uireqFrame;
  into[at + 20] = member.leftFrame;
  into[at + 21] = member.leftTarget;
  into[at + 22] = member.answersSince;
  into[at + 23] = member.toldFrame;
  into[at + 24] = member.asked;
  into[at + 25] = member.answered;
  into[at + 26] = member.missed;
}

/** Makes the member in row `row` again, as one of a session. */
export function readMember(
  { instants, numbers }: FrozenMembers,
  row: number,
  session: SessionState,
  reasons: ReasonTable,
): MemberState {
  const t = row * INSTANTS;
  const n = row * NUMBERS;
  const instant = (i: number): Micros => instants[t + i] as Micros;
  return {
    session,
    user: numbers[n],
    memberType: numbers[n + 1],
    host: numbers[n + 2],
    smPort: numbers[n + 3],
    mmPort: numbers[n + 4],
    connection: numbers[n + 5],
    group: numbers[n + 6] as Group,
    since: instant(0),
    frame: numbers[n + 7],
    why: reasons.textOf(numbers[n + 27]),
    admitted: (numbers[n + 8] & 1) !== 0,
    held: (numbers[n + 8] & 2) !== 0,
    pending: numbers[n + 9],
    claim: numbers[n + 10],
    listedIn: numbers[n + 11],
    place: 0,
    expires: instant(1),
    armedAt: instant(2),
    armedFrame: numbers[n + 12],
    askedAt: instant(3),
    askedFrame: numbers[n + 13],
    roundAt: instant(4),
    roundFrame: numbers[n + 14],
    answeredAt: instant(5),
    answeredFrame: numbers[n + 15],
    srreqAt: instant(6),
    srreqFrame: numbers[n + 16],
    sjreqAt: instant(7),
    sjreqFrame: numbers[n + 17],
    sareqAt: instant(8),
    sareqFrame: numbers[n + 18],
    uireqAt: instant(9),
    uireqFrame: numbers[n + 19],
    leftAt: instant(10),
    leftFrame: numbers[n + 20],
    leftTarget: numbers[n + 21],
    answersSince: numbers[n + 22],
    toldAt: instant(11),
    toldFrame: numbers[n + 23],
    asked: numbers[n + 24],
    answered: numbers[n + 25],
    missed: numbers[n + 26],
  };
}

/** The user ID in a row. */
export function userIn({ numbers }: FrozenMembers, row: number): number {
  return numbers[row * NUMBERS];
}

/** A number in a row, without making the member: its group, since when it is in it, when its KA timer expires. */
export function numberIn(
  { instants, numbers }: FrozenMembers,
  what: 'group' | 'since' | 'expires',
  row: number,
): number {
  if (what === 'group') return numbers[row * NUMBERS + 6];
  return instants[row * INSTANTS + (what === 'since' ? 0 : 1)];
}
