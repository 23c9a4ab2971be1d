/** A run's frames, walked and tracked, beside what the trace says of the server. */
import { createRegistry } from '../../dissectors/registry.js';
import { type Micros, micros } from '../../src/base/micros.js';
import type { PacketRecord } from '../../src/capture/encode.js';
import { MAX_DELAY, TOLERANCE } from '../../src/conform/contract.js';
import { parsePolicy, policiesWith } from '../../src/machine/policies.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { captureOf, EPOCH } from '../../src/sim/output-pcapng.js';
import type { Run } from '../../src/sim/trace.js';
import type { Seen, Tracker, TrackListener, TrackOptions } from '../../src/track/contract.js';
import { createHosts, type Hosts } from '../../src/track/hosts.js';
import { createIntake } from '../../src/track/intake.js';
import { createTracker } from '../../src/track/tracker.js';

/** Microseconds since 1970 at virtual time 0. */
export const ZERO = EPOCH * 1_000_000;

/** What the tracker assumes by default, or under policies that are written "name=value". */
export function optionsWith(changed: Readonly<Record<string, string>> = {}): TrackOptions {
  let policies = policiesWith();
  for (const [name, value] of Object.entries(changed)) {
    const parsed = parsePolicy(`${name}=${value}`);
    if (parsed.ok) policies = { ...policies, ...parsed.value };
  }
  return { ...policies, maxDelay: MAX_DELAY, tolerance: TOLERANCE };
}

/** A tracker that is fed packets. */
export interface Follower {
  readonly tracker: Tracker;
  readonly hosts: Hosts;
  readonly packet: (packet: PacketRecord) => void;
}

/** A tracker for packets, from the first on; `see` is shown each message before the tracker. */
export function follow(
  options: TrackOptions,
  listener: TrackListener = {},
  see?: (seen: Seen) => void,
): Follower {
  const registry = createRegistry();
  const walk = createWalk(registry);
  const hosts = createHosts();
  const intake = createIntake(registry, hosts);
  const tracker = createTracker(options, hosts, listener);
  let number = 0;
  return {
    tracker,
    hosts,
    packet: ({ sec, nsec, bytes, start, capLen, wireLen }) => {
      number += 1;
      Object.assign(walk.frame, { number, sec, nsec, capLen, wireLen, linkType: 1 });
      walkFrame(registry, walk, bytes, start);
      intake(walk, (seen) => {
        see?.(seen);
        tracker.take(seen);
      });
    },
  };
}

/** The packets of a run's capture. */
export function packetsOf(run: Run): readonly PacketRecord[] {
  return [...captureOf(run).packets];
}

/** When a packet was captured, in the time of the run. */
export function runTime({ sec, nsec }: PacketRecord): Micros {
  return micros((sec - EPOCH) * 1_000_000 + nsec / 1000);
}
