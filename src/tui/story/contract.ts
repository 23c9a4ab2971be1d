/**
 * What the views may know of what went on: who talked to whom, in which groups members were, which timers ran, and why. Told of a
 * capture by what an observer may believe (src/track), of a scenario by what its machines were in.
 *
 *   capture ──► study (one pass in the background), replay from its snapshots ──┐
 *                                                                               ├──► Story ──► ladder, state, timeline, findings
 *   scenario ─► trace of the run ───────────────────────────────────────────────┘
 * Everything here answers at once; what is not at hand yet is `undefined`, and the store's listener is told when it is there. Instants
 * are microseconds since 1970 (of a scenario: as its capture has them); packets are numbered as in the capture, 0 stands for none.
 */
import type { Micros } from '../../base/micros.js';
import type { Judged } from '../../conform/check.js';
import type { NumberList } from '../store/contract.js';
import type { Numbered } from './numbered.js';
import type { PassedOver } from './passed-over.js';

/** What an actor is to the protocols. `group`: a multicast address, into whose lane what is sent to it goes. */
export type ActorKind = 'server' | 'client' | 'router' | 'host' | 'group';

/** A lane of the ladder. Addresses of one role are merged into one. */
export interface Actor {
  /** Its place among the actors: 0, 1, … It never changes. */
  readonly number: number;
  /** By what actors are in order of appearance, where that is not their number: whoever was seen ahead of the study comes last. */
  readonly order?: number;
  /** Its name in the capture, else its address. */
  readonly name: string;
  readonly kind: ActorKind;
  readonly addresses: readonly string[];
}

/** A message on its way. */
export interface Arrow {
  /** Actors; -1 where nobody is known to have the address. */
  readonly from: number;
  readonly to: number;
  readonly protocol: 'GMP' | 'IGMP';
  /** "KAREQ", "Membership Query". */
  readonly type: string;
  /** What else is to be said: "session 1 user 3". */
  readonly text: string;
  /** Subject of its session or network; -1: none is known. */
  readonly subject: number;
  /** KAREQ, KARES, queries and reports by which nothing changed: what a ladder folds. */
  readonly routine: boolean;
  /** It did not arrive, as far as is known (scenarios only). */
  readonly lost: boolean;
}

/** What made something so: a packet (0: a timer, an action), when, and by which clause or decision ("7.2.1 D8"). */
export interface Cause {
  readonly frame: number;
  readonly at: Micros;
  readonly why: string;
}

/** Something that happened beside the messages. */
export interface Happening {
  readonly kind:
    | 'group'
    | 'phase'
    | 'timer-started'
    | 'timer-restarted'
    | 'timer-stopped'
    | 'timer-expired'
    | 'key'
    | 'round'
    | 'note'
    | 'action';
  /** On whose lane. */
  readonly actor: number;
  /** Session, member, network or membership; -1: none. */
  readonly subject: number;
  /** "user 3: enrolled → active", "KA timer of user 3 expired". Arrows are "→": whoever draws makes them ASCII where it must. */
  readonly text: string;
  readonly by: Cause;
}

/** Whatever is in a state over time: what the timeline has lines for. */
export interface Subject {
  /** Its place among the subjects: 0, 1, … in order of appearance. It never changes. */
  readonly number: number;
  readonly kind: 'session' | 'member' | 'network' | 'membership';
  /** "session 1 at server", "user 3 (alice)", "239.1.1.1: printer". */
  readonly name: string;
  /** The session of a member, the network of a membership; -1: none. */
  readonly parent: number;
  /** The actor whose state it is; of a session its server. */
  readonly actor: number;
}

/** All subjects. */
export interface Subjects extends Numbered<Subject> {
  /** The parent of one, without more: for those who go through all of them. -1: none. */
  readonly parentOf: (number: number) => number;
}

/** A subject came into another state. */
export interface Change {
  readonly subject: number;
  /** Codes of its kind (STATES). */
  readonly from: number;
  readonly to: number;
  readonly by: Cause;
  /** It came of a timer that expired; not all that comes of no packet does. */
  readonly expired: boolean;
  /** The packet under which it shows: the one that made it, or the first with a message behind the timer that did; else the last packet; 0: none. */
  readonly shown: number;
}

/** Names of states by kind of subject, by code: a member's groups, a session's phases, … 0 is being in none. */
export const STATES = {
  member: ['none', 'registered', 'enrolled', 'active'],
  session: ['requested', 'announced', 'running', 'ended'],
  network: ['silent', 'queried'],
  membership: ['absent', 'present'],
} as const satisfies Record<Subject['kind'], readonly string[]>;

/** Changes in order of time. */
export interface Changes {
  readonly count: number;
  readonly at: (i: number) => Change;
  /** Those of a subject: their places, ascending. */
  readonly of: (subject: number) => ArrayLike<number>;
  /** True where there were more than are kept: those are missing at the end. */
  readonly cut: boolean;
}

/** A value, and what made it so. */
export interface Cell {
  readonly text: string;
  readonly by: Cause | undefined;
}

/** A running timer. */
export interface TimerSight {
  /** "KA", "record", "wait for SCINF", …. */
  readonly name: string;
  readonly started: Cause;
  readonly expires: Micros;
}

/** A member at a packet. */
export interface MemberSight {
  readonly subject: number;
  readonly actor: number;
  readonly user: number;
  /** "user 3 (alice)". */
  readonly name: string;
  /** "principal", "client", "monitor" … (table 6). */
  readonly type: string;
  /** Code of STATES.member, and what brought it there. */
  readonly group: number;
  readonly groupBy: Cause;
  readonly timers: readonly TimerSight[];
  /** What else is known of it: last KAREQ, last KARES, missed …; the same ones, in the same order, for every member. */
  readonly cells: readonly Cell[];
}

/** A session at a packet. */
export interface SessionSight {
  readonly subject: number;
  readonly name: string;
  /** Its session ID; 0 where it has none yet. */
  readonly id: number;
  /** Code of STATES.session, and what brought it there. */
  readonly phase: number;
  readonly phaseBy: Cause;
  /** Title and value: mode, group address, KA period, timeout, gate, key's generation, rounds … */
  readonly facts: readonly { readonly title: string; readonly cell: Cell }[];
  readonly timers: readonly TimerSight[];
  readonly registered: number;
  readonly enrolled: number;
  readonly active: number;
  /** Its members (and who asks to be one), by user ID; made when they are looked at, for there may be tens of thousands. */
  readonly memberCount: number;
  readonly memberAt: (i: number) => MemberSight;
  /** A number of one, without making it (no timer runs: it expires at Infinity). Absent: one looks at the members. */
  readonly memberNumber?: (what: 'group' | 'since' | 'expires', i: number) => number;
  /** The place of a subject among its members; -1 where it is none of them. */
  readonly memberOf: (subject: number) => number;
}

/** A group's membership on a network at a packet. Its name is who is in it: '' where nobody is known to be. */
export interface MembershipSight {
  readonly subject: number;
  readonly group: string;
  readonly name: string;
  readonly state: number;
  readonly stateBy: Cause;
  readonly timers: readonly TimerSight[];
  readonly cells: readonly Cell[];
}

/** A network with IGMP at a packet. */
export interface NetworkSight {
  readonly subject: number;
  readonly name: string;
  readonly facts: readonly { readonly title: string; readonly cell: Cell }[];
  readonly timers: readonly TimerSight[];
  readonly membershipCount: number;
  readonly membershipAt: (i: number) => MembershipSight;
  /** The place of a subject among its memberships; -1 where it is none of them. */
  readonly membershipOf: (subject: number) => number;
}

/** Everything that is known just after a packet. */
export interface Situation {
  readonly number: number;
  readonly at: Micros;
  readonly sessions: readonly SessionSight[];
  readonly networks: readonly NetworkSight[];
  /** Titles of the members' cells. */
  readonly memberColumns: readonly string[];
  readonly membershipColumns: readonly string[];
  /** What happened at this packet, and by time since the message before it. */
  readonly happenings: readonly Happening[];
}

/** A timer of a subject that ran for a while. */
export interface TimerRun {
  readonly name: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly end: 'restarted' | 'stopped' | 'expired' | 'running';
}

/** Something that was found: by `check`, or by a dissector. */
export interface Found {
  readonly severity: 'error' | 'warning' | 'note' | 'chat';
  readonly by: 'check' | 'dissector';
  /** False where something else may explain it. */
  readonly certain: boolean;
  /** "check.trind-missing", or the expert's field name. */
  readonly code: string;
  readonly clause: string;
  /** One sentence. */
  readonly message: string;
  /** What else may explain it; '' where it is certain. */
  readonly doubt: string;
  /** The rule in words; '' for dissectors' findings. */
  readonly rule: string;
  /** Packets that show it, ascending; the last is where it shows. */
  readonly frames: readonly number[];
  readonly at: Micros;
  /** "session 1 at 10.0.0.1", '' for none; and as a subject, -1 for none: where the sentence names one member, that. */
  readonly matter: string;
  readonly subject: number;
}

/** What was found so far, in the order in which it was found. */
export interface Findings {
  readonly count: number;
  readonly at: (i: number) => Found;
  /** How many of each severity there were, those that are not kept among them. */
  readonly totals: Readonly<Record<Found['severity'], number>>;
  /** True where there were more than are kept. */
  readonly cut: boolean;
  /** What a finding or a verdict is about as all views name it: "session 1 at server" for "session 1 at 10.0.0.1". */
  readonly nameOf: (matter: string) => string;
  /** Verdicts, once everything was read. */
  readonly verdicts: readonly Judged[] | undefined;
}

/** The story so far. */
export interface Story {
  /** Packets that were studied, and whether those are all that there will be. */
  readonly scanned: number;
  readonly complete: boolean;
  readonly actors: Numbered<Actor>;
  readonly subjects: Subjects;
  /** Packets that carry messages of GMP or IGMP that are followed; those that carry only others. */
  readonly messages: NumberList;
  readonly passedOver: PassedOver;
  /** Of those: packets that a ladder does not fold, because they are no keepalives, or something changed at or just before them. */
  readonly notable: NumberList;
  /** Packets under which a change shows that no packet made: time did, or an action. */
  readonly timed: NumberList;
  readonly changes: Changes;
  readonly findings: Findings;
  /** Messages of a packet, none where it has none; undefined while they are looked up. Ahead of the study: what it says by itself. */
  readonly arrows: (number: number) => readonly Arrow[] | undefined;
  /** Packets with messages around one that is ahead of the study, of those `among`: the list grows. undefined: it was studied. */
  readonly ahead: (number: number, among: NumberList) => NumberList | undefined;
  /** What happened at a packet (with messages, or the last), and by time since the message before; undefined: it is worked out. */
  readonly happenings: (number: number) => readonly Happening[] | undefined;
  /** What time did behind the last packet with messages, by the end; undefined while it is worked out. */
  readonly closing: () => readonly Happening[] | undefined;
  /** What is known just after a packet; undefined while it is worked out. `progress` tells how far. */
  readonly situation: (number: number) => Situation | undefined;
  /** Of what is being worked out for `situation` or `happenings`: 0 … 1; undefined where nothing is. */
  readonly progress: () => number | undefined;
  /** A subject's timers between two instants; undefined: they are worked out; 'many': that is too much, one has to look closer. */
  readonly runs: (subject: number, from: Micros, to: Micros) => readonly TimerRun[] | 'many' | undefined;
}
