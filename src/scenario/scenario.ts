/**
 * What a scenario file says, as data: the actors and where they stand, the session that they share, what happens when, and
 * what is expected. Every part keeps its place in the file, so that a mistake, or an expectation that does not hold, can be
 * shown where it was written.
 *
 *   file.yaml ──read, check──► Scenario ──► the simulator
 */
import type { Micros } from '../base/micros.js';

/** Where something stands: file as the user named it, line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A mistake in a scenario file. */
export interface ScenarioError {
  readonly place: Place;
  /** One sentence: what is wrong, and what is possible. */
  readonly message: string;
}

/** A scenario, one run of it: a file with `runs` yields several. */
export interface Scenario {
  /** File name without extension; with ": " and the run's name where the file has several runs. */
  readonly name: string;
  readonly file: string;
  /** What it shows, in words. */
  readonly purpose: string;
  /** The clause that it executes: "7.1.3, figure 6". */
  readonly clause: string;
  readonly actors: readonly Actor[];
  readonly subnets: readonly Subnet[];
  readonly network: NetworkSpec;
  readonly session: SessionSpec;
  /** Policies that differ from their defaults, as written; the simulator knows the names. */
  readonly policies: readonly Setting[];
  readonly transport: 'udp' | 'tcp';
  readonly seed: number;
  /** In order of time; expectations stand behind what they follow. */
  readonly timeline: readonly Step[];
  /** When the run is over: the instant of `end`, else one second after the last step. */
  readonly until: Micros;
  /** Codes of findings that `check` must report of this traffic. */
  readonly findings: readonly string[];
}

/** A name and a value, as written, but of policies spans are in microseconds; of a list: its values in order, joined by ", ". */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

/** Who takes part. */
export interface Actor {
  readonly name: string;
  /** `host` speaks IGMP alone; `router` speaks IGMP and forwards. */
  readonly kind: 'server' | 'creator' | 'principal' | 'participant' | 'host' | 'router';
  /** Names of its subnets: one, of a router or a multi-homed host several. */
  readonly subnets: readonly string[];
  /** Parts per million by which its clock runs fast (negative: slow). */
  readonly driftPpm: number;
  /** Of a server: `secure`, `sessions`, `members`, `pending`, `creators`, `authorises`, `authorisation` (a span, or "by hand"). */
  readonly settings: readonly Setting[];
  readonly place: Place;
}

/** A network on which everybody hears multicast. */
export interface Subnet {
  readonly name: string;
  readonly place: Place;
}

/** A probability as an integer ratio: `count` of `of`. */
export interface Ratio {
  readonly count: number;
  readonly of: number;
}

/** How links behave; each host has one to its subnet. Faults of the timeline change it. */
export interface NetworkSpec {
  /** From sender to receiver, each hop. */
  readonly delay: Micros;
  /** Added to each frame's delay: 0 up to this. */
  readonly jitter: Micros;
  readonly loss: Ratio;
  readonly duplication: Ratio;
  /** A frame that is reordered comes later by up to `reorderBy`. */
  readonly reordering: Ratio;
  readonly reorderBy: Micros;
}

/** The session that the creator creates, and the others join. */
export interface SessionSpec {
  readonly secure: boolean;
  readonly closed: boolean;
  /** Units of 100 ms; undefined: not sent (D23). */
  readonly period?: number;
  readonly timeout?: number;
  readonly termination?: 'any' | 'all';
  /** Actors listed in SCINF: principals always, participants where `members` names them. */
  readonly listed: readonly string[];
  readonly name?: string;
  readonly place: Place;
}

/** A line of the timeline. */
export type Step = ActionStep | FaultStep | ExpectStep;

/** Somebody does something. */
export interface ActionStep {
  readonly kind: 'action';
  readonly at: Micros;
  readonly actor: string;
  readonly action: Action;
  /** As written, for traces: "a leaves". */
  readonly text: string;
  readonly place: Place;
}

/** What actors may do. */
export type Action =
  /** Of a creator or participant: what the host program may ask of its client. */
  | { readonly verb: 'create' | 'register' | 'enrol' | 'activate' | 'ask-users' | 'terminate' | 'delete' }
  | { readonly verb: 'leave'; readonly target: 0 | 1 | 2 }
  /** Stops answering and sending, without a word; goes on again. The machine is left alone, its messages are lost. */
  | { readonly verb: 'fall-silent' | 'speak-again' }
  | { readonly verb: 'crash' | 'restart' }
  /** The server's host program answers (D24). */
  | { readonly verb: 'authorise' | 'refuse'; readonly whom: string }
  /** A message from somebody with no right to it: its header is as given, the rest zero or the session's. */
  | { readonly verb: 'send'; readonly type: string; readonly fields: readonly Setting[] }
  /** Multicast data of the application, to the session's group or one that is named. */
  | { readonly verb: 'send-data'; readonly group?: string; readonly ttl?: number }
  /** IGMP: a process of the host joins or leaves a group, on a subnet where it has several. */
  | {
      readonly verb: 'join' | 'quit';
      readonly group: string;
      readonly subnet?: string;
      readonly process: number;
    }
  /** Expanding ring search for whoever listens to the group; a server that `serves` it answers. */
  | { readonly verb: 'search' | 'serve'; readonly group: string };

/** Something goes wrong, or is repaired. */
export interface FaultStep {
  readonly kind: 'fault';
  readonly at: Micros;
  readonly fault: Fault;
  readonly text: string;
  readonly place: Place;
}

/** What can go wrong on the network. */
export type Fault =
  /** The links of these actors carry nothing, or carry again. */
  | { readonly verb: 'cut' | 'repair'; readonly actors: readonly string[] }
  /** Between the two sides nothing passes. */
  | { readonly verb: 'part'; readonly left: readonly string[]; readonly right: readonly string[] }
  | { readonly verb: 'join-again' }
  /** Other behaviour of all links from now on; what is not named stays. */
  | { readonly verb: 'network'; readonly change: Partial<NetworkSpec> };

/** Something is expected. */
export interface ExpectStep {
  readonly kind: 'expect';
  /** The instant of the line before it. */
  readonly at: Micros;
  readonly expectation: Expectation;
  readonly text: string;
  readonly place: Place;
}

/** What can be expected. */
export type Expectation =
  /** Exactly these messages, in this order, are sent from the instant of the line before up to, not including, `until`. */
  | { readonly what: 'messages'; readonly messages: readonly MessagePattern[]; readonly until: Micros }
  /** No such message from here to `until`. */
  | { readonly what: 'never'; readonly message: MessagePattern; readonly until: Micros }
  /**
   * A fact that holds at the end of an instant (`from` = `until`), or at the end of at least one instant of a range. Without a
   * time in the file the instant is the last microsecond before the next line with `at`: the fact holds when that line comes.
   */
  | { readonly what: 'fact'; readonly fact: Fact; readonly from: Micros; readonly until: Micros }
  /** A fact that holds throughout. */
  | { readonly what: 'always'; readonly fact: Fact; readonly from: Micros; readonly until: Micros }
  /** A timer event at an instant or in a range (both ends included). */
  | {
      readonly what: 'timer';
      readonly event: 'armed' | 'stopped' | 'fired';
      readonly timer: string;
      readonly actor: string;
      readonly from: Micros;
      readonly until: Micros;
    };

/** A message, with wildcards: what is not named may be anything. */
export interface MessagePattern {
  /** Actor names; "*" anybody. To: a group's address or "group" for multicast. */
  readonly from: string;
  readonly to: string;
  /** Mnemonic of GMP; "query" or "report" of IGMP; "data"; "*" any. */
  readonly type: string;
  /** Fields by their filter names, as written. */
  readonly fields: readonly Setting[];
  /** The exact instant, where it is given. */
  readonly at?: Micros;
  /** Written `*`: any number of keepalive exchanges (KAREQ, KARES) may stand here. */
  readonly keepalives?: boolean;
  readonly text: string;
  readonly place: Place;
}

/** What can be the case. */
export type Fact =
  /** The server's word: groups of members by actor name; "none": in no group. */
  | { readonly about: 'group'; readonly actors: readonly string[]; readonly group: string }
  /** A client's word: its own state (figure 14). */
  | { readonly about: 'state'; readonly actors: readonly string[]; readonly state: string }
  /** Phase of the session; "none": it is not on the list. */
  | { readonly about: 'phase'; readonly phase: string }
  /** All members of a group, no more and no fewer. */
  | { readonly about: 'members'; readonly group: string; readonly actors: readonly string[] }
  /** Who has heard the application's data since the line before: these and nobody else. */
  | { readonly about: 'heard'; readonly actors: readonly string[] }
  /** Presence of a group on a subnet, by the router's word; membership of a host. */
  | {
      readonly about: 'presence';
      readonly router: string;
      readonly subnet: string;
      readonly group: string;
      readonly present: boolean;
    }
  /** A client holds the key that is in force, or does not. */
  | { readonly about: 'key'; readonly actors: readonly string[]; readonly current: boolean }
  /** What a ring search found: the actor; "nobody": nothing, so far. */
  | { readonly about: 'found'; readonly actor: string; readonly server: string };
