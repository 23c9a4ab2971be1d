/**
 * What the judge keeps beside the tracker's belief: instants that bound what may have been the case, whatever was lost, delayed,
 * doubled or overtaken on the links. The belief says what is to be expected; the evidence says how surely.
 *
 *   must be active    asked in a round since then, and no timer can have run out, and no LVREQ can have arrived
 *   cannot be active  no SAREQ or no KARES was ever sent, or a KAREQ had no KARES that could answer it, for too long
 */
import type { ListedMember } from '../../../dissectors/gmp-message.js';
import type { Micros } from '../../base/micros.js';
import type { Member, Session } from '../../track/contract.js';
import type { ComingList, End, EndDue, Keys, Stranger, Waiting } from './under-way.js';

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
  /** User IDs that were ever given in it; those that two have at once, or that are listed though nobody has them. */
  readonly given: Set<number>;
  readonly twice: Set<number>;
  /** User IDs by the peer that registered with them (peerOf). */
  readonly byPeer: Map<number, number>;
  /** Peers that have asked to be registered (peerOf). */
  readonly asked: Set<number>;
  /** The case of the session that had its ID before, if any is remembered. */
  readonly earlier: boolean;
  /** What SCINF lists, by address; undefined until it is looked at. */
  listedAt: ReadonlyMap<number, readonly ListedMember[]> | undefined;
  /** When it was last found that no other principal is there. */
  aloneAt: Micros;
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
  /** The last round before the one at hand; the last one before rounds were missed. */
  lastRound: Micros;
  stoppedAt: Micros;
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
    asked: new Set(),
    earlier,
    listedAt: undefined,
    aloneAt: NONE,
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
    stoppedAt: NONE,
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
      missedAt: NONE,
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
  // It has come back with the same user ID: the LVREQ between may have been lost, and then all is as it was.
  if (known !== undefined && known.member.host === member.host) keepBefore(known, evidence);
  people[member.user] = evidence;
  given.add(member.user);
  return evidence;
}

/** Whether only one client of a session was seen to register: what others do may pass elsewhere. */
export function isOfOneClient({ people, session }: Case): boolean {
  return session.applicants.size === 0 && people.filter((e) => (e?.registeredAt ?? NONE) >= 0).length <= 1;
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

function keepBefore(known: Evidence, evidence: Evidence): void {
  evidence.ports.push(...known.ports);
  evidence.registeredAt = known.registeredAt;
  evidence.enrolledAt = known.enrolledAt;
  evidence.firstSareq = known.firstSareq;
  evidence.firstKares = known.firstKares;
  evidence.spokeAt = known.spokeAt;
  evidence.askedBefore = known.askedBefore;
  evidence.deEnrolAt = known.deEnrolAt;
}
