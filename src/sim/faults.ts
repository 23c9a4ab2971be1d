/**
 * Fault profiles: what may go wrong while a scenario runs, each a record of options. Nothing here is random yet; a plan
 * (faults-plan.ts) draws from the streams of a seed what goes wrong in one run.
 *
 *   0 ────────── window: everything of the profile ──────────┤ calm: all repaired ├──── within a bounded time: settled
 */
import { type Micros, millis, seconds } from '../base/micros.js';
import type { NetworkSpec, Ratio } from '../scenario/scenario.js';

/** Spells of something bad: how long it is well before one, and how long one lasts; both drawn, 0 up to this. */
export interface Spells {
  readonly well: Micros;
  readonly bad: Micros;
}

/** What may go wrong. What a profile does not name goes well, or as the scenario has it. */
export interface FaultProfile {
  /** In words, for help and reports. */
  readonly text: string;
  /** How links behave within the window, from its beginning. */
  readonly network?: Partial<NetworkSpec>;
  /** Spells in which the links of an actor carry nothing; each actor has its own. */
  readonly cuts?: Spells;
  /** Spells in which nothing passes between two halves of the actors; who is in which is drawn each time. */
  readonly partitions?: Spells;
  /** Spells in which a client sends and hears nothing, though its machine goes on. */
  readonly silences?: Spells;
  /** Spells in which a client is switched off; it restarts as new. */
  readonly crashes?: Spells;
  /** The same of the server, which forgets its sessions. */
  readonly serverCrashes?: Spells;
  /** Each clock runs fast or slow by up to so many parts per million, for the whole run. */
  readonly driftPpm?: number;
}

function oneOf(of: number): Ratio {
  return { count: 1, of };
}

const LOSSY: Partial<NetworkSpec> = { loss: oneOf(8) };
const DUPLICATING: Partial<NetworkSpec> = { duplication: oneOf(3), jitter: millis(50) };
const REORDERING: Partial<NetworkSpec> = {
  reordering: oneOf(10),
  reorderBy: millis(700),
  jitter: millis(20),
};

/** The profiles by name. */
export const FAULT_PROFILES = {
  calm: { text: 'nothing goes wrong; the host programs persist all the same' },
  lossy: { text: 'one frame of eight is lost', network: LOSSY },
  duplicating: { text: 'one frame of three comes twice', network: DUPLICATING },
  jittery: { text: 'frames take up to 200 ms longer', network: { jitter: millis(200) } },
  reordering: { text: 'one frame of ten comes up to 700 ms late', network: REORDERING },
  cuts: {
    text: 'links of single actors carry nothing, for up to 5 s',
    cuts: { well: seconds(30), bad: seconds(5) },
  },
  partitions: {
    text: 'nothing passes between two halves, for up to 8 s',
    partitions: { well: seconds(15), bad: seconds(8) },
  },
  silences: {
    text: 'clients say and hear nothing, for up to 5 s',
    silences: { well: seconds(30), bad: seconds(5) },
  },
  crashes: {
    text: 'clients crash and restart; the server too, more seldom',
    crashes: { well: seconds(40), bad: seconds(5) },
    serverCrashes: { well: seconds(300), bad: seconds(5) },
  },
  drifting: { text: 'clocks run fast or slow by up to 200 ppm', driftPpm: 200 },
  everything: {
    text: 'all of it, each a little more seldom',
    network: {
      loss: oneOf(12),
      duplication: oneOf(12),
      reordering: oneOf(12),
      reorderBy: millis(700),
      jitter: millis(30),
    },
    cuts: { well: seconds(80), bad: seconds(5) },
    partitions: { well: seconds(50), bad: seconds(6) },
    silences: { well: seconds(80), bad: seconds(5) },
    crashes: { well: seconds(80), bad: seconds(5) },
    serverCrashes: { well: seconds(500), bad: seconds(5) },
    driftPpm: 200,
  },
} as const satisfies Readonly<Record<string, FaultProfile>>;

/** Name of a profile. */
export type FaultProfileName = keyof typeof FAULT_PROFILES;

/** Names of the profiles. */
export const FAULT_PROFILE_NAMES = Object.keys(FAULT_PROFILES) as readonly FaultProfileName[];

/** How long the window stays open behind the last line of the timeline. */
export const WINDOW_BEHIND: Micros = seconds(20);

/** How long a host program waits in `activating`; longer than the fast sends of SAREQ and one slow one (D17). */
export const PATIENCE: Micros = seconds(20);
