/**
 * What an observer of GMP traffic knows: sessions and their members as the messages on the wire show them, kept by the tracker
 * (tracker.ts) and looked at by statistics, derived fields, the judge and the displays.
 *
 *   frame ──walk──► layers ──intake──► Seen ──tracker──► Session, Member ──► listeners
 *
 * An observer does not know what arrived. The tracker believes that every message arrived unhurt, at the instant at which it
 * was captured, and corrects itself by what the server then does: a member that a round leaves out is no longer active, one
 * that it asks is. What may be concluded from that, and how surely, is the judge's business.
 *
 * Instants are microseconds since 1970; frames are numbered as in the capture, 0 stands for none.
 */
import type { ListedMember } from '../../dissectors/gmp-message.js';
import type { Micros } from '../base/micros.js';

/** A member's group: the highest that it is in (6.1). Codes as in UIRES, and 0 for none. */
export const NO_GROUP = 0;
export const REGISTERED = 1;
export const ENROLLED = 2;
export const ACTIVE = 3;

/** One of the groups. */
export type Group = typeof NO_GROUP | typeof REGISTERED | typeof ENROLLED | typeof ACTIVE;

/** A session's phases: SCACC sent, SCCON sent, first member activated, ended. */
export const REQUESTED = 0;
export const ANNOUNCED = 1;
export const RUNNING = 2;
export const ENDED = 3;

/** One of the phases. */
export type Phase = typeof REQUESTED | typeof ANNOUNCED | typeof RUNNING | typeof ENDED;

/** A GMP message as it was seen. One object, used again for every message: what is to be kept must be copied. */
export interface Seen {
  frame: number;
  at: Micros;
  /** Layer in the walk that was given to the intake. */
  layer: number;
  /** Its type, as an index of GMP_MESSAGES (the constants of seen.ts). */
  type: number;
  /** Which way it goes: every type has one. */
  toServer: boolean;
  /** Hosts, by their numbers in the tracker's table of hosts; UDP or TCP ports. */
  server: number;
  serverPort: number;
  client: number;
  clientPort: number;
  /** Number of the TCP connection; -1 over UDP. */
  connection: number;
  session: number;
  user: number;
  closed: boolean;
  /** The S flag; false in MM messages, which have none. */
  secure: boolean;
  /** 0 in SM messages, which have none. */
  memberType: number;
  /** Units of 100 ms as sent; 0 in SM messages. */
  kaPeriod: number;
  timeout: number;
  groupAddress: number;
  groupPort: number;
  keyLength: number;
  reserved: number;
  /** The message's octets: bytes[start … end), whole and without errors (gmp-parse.ts): others are not handed on. */
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** A member of a session, or a client that asks to be one. */
export interface Member {
  readonly session: Session;
  /** 0 while it has none (its registration is being checked). */
  user: number;
  /** Code of table 6; 1 until it is known better. */
  memberType: number;
  host: number;
  /** Port that it registered from, and that of its last SAREQ (0: none yet). Over TCP: the connection's. */
  smPort: number;
  mmPort: number;
  connection: number;
  /** Its group as believed, since when, by which packet (0: a timer), and why: clause or decision. */
  group: Group;
  since: Micros;
  frame: number;
  why: string;
  /**
   * Its SAREQ was admitted since its last LVREQ: an answering KAREQ was seen (D25); or it waits for the gate (D4).
   */
  admitted: boolean;
  held: boolean;
  /**
   * When its KA timer expires, as believed; NEVER where none runs. When it was last armed, and by which packet (0: by its own
   * expiry, which restarts it).
   */
  expires: Micros;
  armedAt: Micros;
  armedFrame: number;
  /**
   * Last messages of each kind, -1 and 0 where there was none yet: KAREQ to it; KARES, SRREQ, SJREQ, SAREQ, UIREQ, LVREQ of it.
   */
  askedAt: Micros;
  askedFrame: number;
  /** Last KAREQ that was part of a round, and so says that the server holds it for active. */
  roundAt: Micros;
  roundFrame: number;
  answeredAt: Micros;
  answeredFrame: number;
  srreqAt: Micros;
  srreqFrame: number;
  sjreqAt: Micros;
  sjreqFrame: number;
  sareqAt: Micros;
  sareqFrame: number;
  uireqAt: Micros;
  uireqFrame: number;
  leftAt: Micros;
  leftFrame: number;
  /** What its last LVREQ left: 0 active, 1 enrolled, 2 registered (D15). */
  leftTarget: number;
  /** KARES that it has sent since it was last demoted or enrolled. */
  answersSince: number;
  /** TRIND to it. */
  toldAt: Micros;
  toldFrame: number;
  /** How many: KAREQ to it, KARES of it, KAREQ that got none within the timeout. */
  asked: number;
  answered: number;
  missed: number;
}

/** A session, in one of its lives: an ID that is given again is a new session here. */
export interface Session {
  /** Order of appearance in the capture, from 1. */
  readonly number: number;
  readonly server: number;
  /** The session ID. */
  readonly id: number;
  /** False where the capture began when it was there already: no SCACC was seen. */
  readonly fromBirth: boolean;
  readonly bornAt: Micros;
  readonly bornFrame: number;
  phase: Phase;
  phaseAt: Micros;
  phaseFrame: number;
  phaseWhy: string;
  secure: boolean;
  closed: boolean;
  groupAddress: number;
  groupPort: number;
  /** Microseconds; 0 while unknown. */
  kaPeriod: Micros;
  timeout: Micros;
  /** Termination criterion "all" (TLV 12). */
  endsWithAll: boolean;
  /** The members that SCINF lists; undefined where no SCINF was seen. */
  listed: readonly ListedMember[] | undefined;
  /** User ID of the creator; 0 while unknown. */
  creator: number;
  gateOpen: boolean;
  /** The message by which the gate was seen to be open, and the one that told period and timeout; -1 and 0: none was seen. */
  gateAt: Micros;
  gateFrame: number;
  parametersAt: Micros;
  parametersFrame: number;
  registeredCount: number;
  enrolledCount: number;
  activeCount: number;
  /** First activation, from which the rounds are counted; the last round, and how many. -1: none yet. */
  startedAt: Micros;
  roundAt: Micros;
  /** The KAREQ with which the last round began. */
  roundBegan: number;
  rounds: number;
  endedAt: Micros;
  endedFrame: number;
  /** Why it ended, as believed: "7.2.4" …; '' while it goes on. */
  endedWhy: string;
  /** Keys seen so far, and the last one. */
  generation: number;
  key: Uint8Array | undefined;
  keyAt: Micros;
  keyFrame: number;
  /** By user ID. */
  readonly members: (Member | undefined)[];
  /** Clients that have asked and have no user ID yet, by peer (peerOf in books.ts). */
  readonly applicants: ReadonlyMap<number, Member>;
}

/**
 * Told of everything, in the order in which it happens. What is not wanted is left out.
 *
 * `member` of a message: whom it goes to, by user ID; or who it comes from, by user ID and address (D7): undefined where the
 * user ID is nobody's or the address is another's. Of SRREQ: who is known at that address. A member that has left all groups
 * is still there for a while, in group 0.
 */
export interface TrackListener {
  /** A message, before the tracker takes it in: session and member are as they were (undefined: unknown). */
  readonly before?: (seen: Seen, session: Session | undefined, member: Member | undefined) => void;
  /** The same message, after. */
  readonly after?: (seen: Seen, session: Session | undefined, member: Member | undefined) => void;
  /** A member came into another group. `frame` 0: by a timer. */
  readonly moved?: (member: Member, from: Group, at: Micros, frame: number, why: string) => void;
  /** A session is seen for the first time, or its ID was given again. Nothing is known yet but what its message's header says. */
  readonly born?: (session: Session) => void;
  /** A session came into another phase. That it has ended is told before its members are moved out of their groups. */
  readonly phased?: (session: Session, from: Phase, at: Micros, frame: number, why: string) => void;
  /** A member's KA timer expired as believed, before it is demoted. */
  readonly expired?: (member: Member, at: Micros) => void;
  /**
   * A round of KAREQ is over: `session.roundAt` is its instant; who of the believed active was not asked, ascending. Told
   * before those of them who have been active for longer than maxDelay are moved to the enrolled.
   */
  readonly round?: (session: Session, left: readonly Member[]) => void;
  /** A session's record has been let go (D14), or its ID was given again. */
  readonly forgotten?: (session: Session, at: Micros) => void;
}

/** What the tracker assumes. Those with the name of a policy are what that policy says (machine/policies.ts). */
export interface TrackOptions {
  readonly startGate: 'registered' | 'enrolled';
  readonly kaTimer: 'request-armed' | 'continuous';
  readonly openTracking: 'count' | 'ignore';
  readonly leaveTarget: 'reserved-octet' | 'active-only';
  readonly karesCounts: 'admitted' | 'any';
  readonly scinfWait: Micros;
  readonly recordKept: Micros;
  /** Where SCINF has none (D23); units of 100 ms. */
  readonly kaPeriod: number;
  readonly timeout: number;
  readonly termination: 'any' | 'all';
  /** Longest time from the passing of a message at the sniffer to what it brings about being seen there. */
  readonly maxDelay: Micros;
  /** By how much instants may be off: clocks, processing. */
  readonly tolerance: Micros;
}

/** Follows the sessions of a capture. Messages are handed over in the order of their times. */
export interface Tracker {
  /** Takes a message in, after all that was due before it. */
  readonly take: (seen: Seen) => void;
  /** Time has come to `at`: everything fires that was due before it (messages of that instant may follow: D10). */
  readonly advance: (at: Micros) => void;
  /** Nothing follows any more: everything fires that is due up to and at `at`. */
  readonly finish: (at: Micros) => void;
  /** All sessions that are not forgotten, in order of appearance. */
  readonly sessions: () => readonly Session[];
  /** The session of a server (its number among the hosts) with an ID. */
  readonly find: (server: number, id: number) => Session | undefined;
}
