/**
 * The judges of one set of policies, with the tracker that one of them listens to. A check has one of these; who infers
 * policies has one for every value that they may have, fed by the same intake.
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import type { Micros } from '../base/micros.js';
import type { Seen, Session, Tracker, TrackOptions } from '../track/contract.js';
import type { Hosts } from '../track/hosts.js';
import { createTracker } from '../track/tracker.js';
import type { JudgeOptions, Matter, ReportFinding } from './contract.js';
import { createGmpJudge } from './gmp/judge.js';
import { createIgmpJudge } from './igmp/judge.js';

/** Judges at work. */
export interface Judging {
  readonly tracker: Tracker;
  /** A message of GMP. */
  readonly take: (seen: Seen) => void;
  /** Time has come to this instant: what was due before it, is. */
  readonly advance: (at: Micros) => void;
  /** A frame in which there may be IGMP, or a datagram to a group. */
  readonly see: (w: Walk) => void;
  /** Nothing follows any more. */
  readonly finish: (at: Micros) => void;
  readonly matters: () => readonly Matter[];
  /** The key of the matter of the network that the walked frame was on. */
  readonly networkOf: (w: Walk) => string;
  /** The key of a session's matter. */
  readonly keyOf: (session: Session) => string;
}

/** Judges of a capture. `options` are looked at again and again: `lossy` may become true. */
export function createJudging(
  registry: Registry,
  hosts: Hosts,
  options: JudgeOptions,
  report: ReportFinding,
): Judging {
  const gmp = createGmpJudge(options, hosts, report);
  const tracker = createTracker(trackOptions(options), hosts, gmp.listener);
  const igmp = createIgmpJudge(registry, options, report);
  return {
    tracker,
    take: tracker.take,
    advance: (at) => {
      tracker.advance(at);
      gmp.advance(at);
      igmp.advance(at);
    },
    see: igmp.see,
    finish: (at) => {
      tracker.finish(at);
      gmp.finish(at);
      igmp.finish(at);
    },
    matters: () => [...gmp.matters(), ...igmp.matters()],
    networkOf: igmp.matterOf,
    keyOf: gmp.keyOf,
  };
}

/** What the tracker assumes, as the judges do. */
export function trackOptions({ policies, maxDelay, tolerance }: JudgeOptions): TrackOptions {
  return { ...policies, maxDelay, tolerance };
}
