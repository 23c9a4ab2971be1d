/** Captures of played stories, tracked; and what the trace says of the server, in the same words. */
import { createRegistry } from '../../dissectors/registry.js';
import { type Micros, micros } from '../../src/base/micros.js';
import { MAX_DELAY, TOLERANCE } from '../../src/conform/contract.js';
import { type Policies, policiesWith } from '../../src/machine/policies.js';
import { EPOCH } from '../../src/sim/output-pcapng.js';
import type { StateEvent } from '../../src/sim/trace.js';
import type { Session, Tracker, TrackListener, TrackOptions } from '../../src/track/contract.js';
import { createHosts } from '../../src/track/hosts.js';
import { createIntake } from '../../src/track/intake.js';
import { createTracker } from '../../src/track/tracker.js';
import { type Capture, type Traffic, walkCapture } from '../conform/harness.js';

/** Microseconds since 1970 at virtual time 0. */
export const ZERO = EPOCH * 1_000_000;

/** What the tracker assumes of machines with these policies. */
export function optionsOf(policies: Policies = policiesWith()): TrackOptions {
  return { ...policies, maxDelay: MAX_DELAY, tolerance: TOLERANCE };
}

/** Tracks a capture to its end; `each` is called after every frame. */
export function track(
  capture: Capture,
  options: TrackOptions,
  listener: TrackListener = {},
  each?: (tracker: Tracker) => void,
): Tracker {
  const registry = createRegistry();
  const hosts = createHosts();
  const intake = createIntake(registry, hosts);
  const tracker = createTracker(options, hosts, listener);
  walkCapture(
    capture,
    (w) => {
      intake(w, tracker.take);
      each?.(tracker);
    },
    registry,
  );
  return tracker;
}

/** A change of a member's group ("1/2": session and user) or of a session's phase ("1"), at an instant of the run. */
export interface Change {
  readonly at: Micros;
  readonly of: string;
  readonly to: string;
}

const GROUPS = ['none', 'registered', 'enrolled', 'active'] as const;
const PHASES = ['requested', 'announced', 'running', 'ended'] as const;

/** What the server itself says, in the time of its own clock's run. */
export function truthOf({ cast, events }: Traffic): readonly Change[] {
  const servers = new Set(cast.filter(({ kind }) => kind === 'server').map(({ name }) => name));
  const states = events.filter((event): event is StateEvent => event.kind === 'state');
  return states
    .filter(({ node, what }) => servers.has(node) && (what === 'group' || what === 'phase'))
    .map(({ t, what, session, user, to }) => {
      return { at: t, of: what === 'group' ? `${session}/${user}` : `${session}`, to };
    });
}

/** What the tracker believes, up to an instant of the run. */
export function beliefOf(capture: Capture, options: TrackOptions, until: Micros): readonly Change[] {
  const changes: Change[] = [];
  const note = (at: number, of: string, to: string): void => {
    changes.push({ at: micros(at - ZERO), of, to });
  };
  const tracker = track(capture, options, {
    born: (session) => note(session.bornAt, `${session.id}`, PHASES[session.phase]),
    phased: (session, _, at) => note(at, `${session.id}`, PHASES[session.phase]),
    moved: ({ session, user, group }, _, at) => note(at, `${session.id}/${user}`, GROUPS[group]),
    forgotten: (session, at) => note(at, `${session.id}`, 'none'),
  });
  tracker.finish(micros(until + ZERO));
  return changes;
}

/** "requested 0.010000, announced 0.030000 …" by whom it is about. */
export function histories(changes: readonly Change[]): Readonly<Record<string, readonly Change[]>> {
  const by: Record<string, Change[]> = {};
  for (const change of changes) {
    by[change.of] ??= [];
    by[change.of].push(change);
  }
  return by;
}

/** What is wrong with a session's counts: registered ⊇ enrolled ⊇ active, and each as large as a recount says. */
export function miscounts(session: Session): readonly string[] {
  const counts = [session.registeredCount, session.enrolledCount, session.activeCount];
  const groups = session.members.flatMap((member) => (member === undefined ? [] : [member.group]));
  const recount = [1, 2, 3].map((least) => groups.filter((group) => group >= least).length);
  return counts.flatMap((count, i) =>
    count === recount[i] ? [] : [`${GROUPS[i + 1]} ${count}, not ${recount[i]}`],
  );
}
