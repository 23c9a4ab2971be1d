/**
 * What the judge keeps beside the tracker's belief: instants that bound what may have been the case, whatever was lost, delayed,
 * doubled or overtaken on the links. The belief says what is to be expected; the evidence says how surely.
 *
 *   must be active    asked in a round since then, and no timer can have run out, and no LVREQ can have arrived
 *   cannot be active  no SAREQ or no KARES was ever sent, or a KAREQ had no KARES that could answer it, for too long
 */
import type { Micros } from '../../base/micros.js';
import type { Member, Session } from '../../track/contract.js';

/** Never so far. */
export const NONE = -1 as Micros;

/** What is known of a member for sure. */
export interface Evidence {
  readonly member: Member;
  /** First SRACC or SCCON, last SJRES, first SAREQ and KARES; -1: none. */
  registeredAt: Micros;
  enrolledAt: Micros;
  firstSareq: Micros;
  firstKares: Micros;
  /** MM ports that its SAREQs named. */
  readonly ports: number[];
  /** Last LVREQ that leaves the enrolled group. */
  deEnrolAt: Micros;
  /** Last MM message of its own, LVREQ apart. */
  spokeAt: Micros;
  /** The KAREQ before the last one; the last one that was part of a round for sure; the earliest that its timer may run from. */
  askedBefore: Micros;
  activeAt: Micros;
  armedFrom: Micros;
  /** When it was believed to expire while active. */
  expiredAt: Micros;
  /** First KAREQ since its last KARES; and the first that no KARES can answer, however late. -1: none. */
  quietFrom: Micros;
  quietFrame: number;
  deadFrom: Micros;
  /** KAREQ without a KARES so far: how many, and the packets of the first of them (what stands behind those is old). */
  readonly unanswered: number[];
  unansweredCount: number;
  /** KARES since it was believed registered by its timer, and what it was believed before the first of them. */
  steps: number;
  low: 0 | 1 | 2;
  isLowForSure: boolean;
  /** It missed a KAREQ, and has not answered one of a round since. */
  outOfTouch: boolean;
  /** A round that left it out, while it did not count as active. */
  leftOutAt: Micros;
  /** Something about it is wrong already: what follows from that is not told again. */
  spoilt: boolean;
  /** The last KAREQ that it answered promptly; unasked KARES in a row since, and the last of them. */
  heardAt: Micros;
  unasked: number;
  unaskedAt: Micros;
  /** KAREQ to it that somebody else than its server sent. */
  strangerAt: Micros;
  strangerFrame: number;
  /** Header fields that were already complained of, as bits: server's, client's. */
  headers: number;
  /** What was already told of it, by rule code. */
  readonly told: Set<string>;
}

/** A stranger's message in a member's name. */
export interface Stranger {
  readonly at: Micros;
  readonly frame: number;
  readonly type: number;
  readonly user: number;
}

/** Something that must end the session, if it was as believed. */
export interface EndDue {
  readonly by: 'LVREQ' | 'TRREQ' | 'expiry';
  readonly e: Evidence;
  readonly at: Micros;
  readonly frames: readonly number[];
}

/** The end of a session: who must be told, and who was. */
export interface End {
  readonly at: Micros;
  readonly frame: number;
  /** Who was active just before, as believed; who of them expired then. */
  readonly expected: readonly Evidence[];
  readonly expired: ReadonlySet<Evidence>;
  /** Who of them was active for sure. */
  readonly sure: ReadonlySet<Evidence>;
  /** Whose LVREQ it was; whether nothing else can have been the cause. */
  readonly leaver: Evidence | undefined;
  readonly onlyLeaving: boolean;
  readonly told: Set<number>;
  highest: number;
  lastFrame: number;
  /** The TRIND that the leaver was sent, and whether others followed it. */
  leaverFrame: number;
  leaverInMidst: boolean;
  judged: boolean;
}

/** A request without its answer, and how often it was sent. */
export interface Waiting {
  readonly type: number;
  /** The first send, the last one, and how many. */
  at: Micros;
  frame: number;
  readonly firstFrame: number;
  sends: number;
  /** When it was first said to be checked (SRRES); -1: never. */
  pendingAt: Micros;
  answered: boolean;
  told: boolean;
}

/** A list of active members that is coming, in parts. */
export interface ComingList {
  readonly user: number;
  readonly at: Micros;
  readonly frames: number[];
  following: number;
  readonly listed: Set<number>;
}

/** A new key on its way to all enrolled members. */
export interface KeyBurst {
  readonly at: Micros;
  readonly frame: number;
  readonly told: Set<number>;
  readonly expected: readonly Evidence[];
  readonly sure: ReadonlySet<Evidence>;
}

/** The keys of a session (7.3), as text. */
export interface Keys {
  current: string;
  readonly discarded: Set<string>;
  burst: KeyBurst | undefined;
  /** Who left the enrolled group last, newest at the end. */
  readonly leavers: Evidence[];
  /** When the key was last another one, and when one was last given out that must not be. */
  changedAt: Micros;
  reusedAt: Micros;
}

/** What the judge keeps of a session. */
export interface Case {
  readonly session: Session;
  /** The key of its matter. */
  readonly key: string;
  packets: number;
  readonly firstFrame: number;
  lastFrame: number;
  /** By user ID. */
  readonly people: (Evidence | undefined)[];
  /** User IDs that were ever given in it; those that two have at once. */
  readonly given: Set<number>;
  readonly twice: Set<number>;
  /** User IDs by the peer that registered with them (peerOf). */
  readonly byPeer: Map<number, number>;
  /** The case of the session that had its ID before, if any is remembered. */
  readonly earlier: boolean;
  /** Requests that wait for an answer, and how often they were sent (requests.ts). */
  readonly requests: Map<number, Waiting>;
  /** Longest time from a request to its answer so far, as far as it was prompt. */
  lag: number;
  /** Instants at which creator or principals were asked, and anybody; the last ones. */
  readonly principalsAsked: Micros[];
  readonly everybodyAsked: Micros[];
  readonly strangers: Stranger[];
  /** Last requests that may end it. */
  trreqAt: Micros;
  trreqFrame: number;
  wrongTrreqAt: Micros;
  wrongTrreqFrame: number;
  sdreqAt: Micros;
  sdreqFrame: number;
  /** LVREQ of a creator or principal. */
  principalLeftAt: Micros;
  principalLeft: number;
  principalLeftFrame: number;
  /** The last round before the one at hand. */
  lastRound: Micros;
  /** Last message of the server in it, and the last that it sends only in one that has not ended. */
  serverAt: Micros;
  aliveAt: Micros;
  /** Of those whose held SAREQ was let through, the one whose SAREQ came last. */
  heldLast: Evidence | undefined;
  /** What should have ended it, and how it ended. */
  readonly endDues: EndDue[];
  end: End | undefined;
  readonly keys: Keys;
  /** Lists that are coming in parts, by who asked. */
  readonly lists: Map<number, ComingList>;
  /** First SCACC, first SCINF. */
  readonly acceptedAt: Micros;
  scinfAt: Micros;
  /** What was already told of it, by rule code. */
  readonly told: Set<string>;
}

/** A case, at its beginning. */
export function openCase(session: Session, key: string, earlier: boolean): Case {
  return {
    session,
    key,
    packets: 0,
    firstFrame: session.bornFrame,
    lastFrame: session.bornFrame,
    people: [],
    given: new Set(),
    twice: new Set(),
    byPeer: new Map(),
    earlier,
    requests: new Map(),
    lag: 0,
    principalsAsked: [],
    everybodyAsked: [],
    strangers: [],
    trreqAt: NONE,
    trreqFrame: 0,
    wrongTrreqAt: NONE,
    wrongTrreqFrame: 0,
    sdreqAt: NONE,
    sdreqFrame: 0,
    principalLeftAt: NONE,
    principalLeft: 0,
    principalLeftFrame: 0,
    lastRound: NONE,
    serverAt: NONE,
    aliveAt: NONE,
    acceptedAt: session.bornAt,
    scinfAt: NONE,
    lists: new Map(),
    heldLast: undefined,
    endDues: [],
    end: undefined,
    keys: {
      current: '',
      discarded: new Set(),
      burst: undefined,
      leavers: [],
      changedAt: NONE,
      reusedAt: NONE,
    },
    told: new Set(),
  };
}

/** The evidence on a member; begun anew where its user ID was given to another. */
export function evidenceOn({ people, given, twice }: Case, member: Member): Evidence {
  const known = people[member.user];
  if (known !== undefined && known.member === member) return known;
  const evidence = blank(member);
  evidence.spoilt = twice.has(member.user);
  people[member.user] = evidence;
  given.add(member.user);
  return evidence;
}

function blank(member: Member): Evidence {
  return {
    member,
    registeredAt: NONE,
    enrolledAt: NONE,
    firstSareq: NONE,
    firstKares: NONE,
    ports: [],
    deEnrolAt: NONE,
    spokeAt: NONE,
    askedBefore: NONE,
    activeAt: NONE,
    armedFrom: NONE,
    expiredAt: NONE,
    quietFrom: NONE,
    quietFrame: 0,
    deadFrom: NONE,
    unanswered: [],
    unansweredCount: 0,
    steps: 0,
    low: 0,
    isLowForSure: false,
    outOfTouch: false,
    leftOutAt: NONE,
    spoilt: false,
    heardAt: NONE,
    unasked: 0,
    unaskedAt: NONE,
    strangerAt: NONE,
    strangerFrame: 0,
    headers: 0,
    told: new Set(),
  };
}
