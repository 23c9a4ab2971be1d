/**
 * The derived fields of GMP and IGMP together, for one pass over a capture: with the same assumptions as the judges have,
 * wherever they are shown.
 */
import type { Walk } from '../../dissectors/contract.js';
import { policiesWith } from '../machine/policies.js';
import type { TrackOptions } from '../track/contract.js';
import { createDerived, createFirstPass, type Following, type Forward } from '../track/derived.js';
import { createIgmpDerived } from '../track/igmp-derived.js';
import { MAX_DELAY, TOLERANCE } from './contract.js';

/** What the derived fields assume: machines with the default policies. */
export function trackOptions(): TrackOptions {
  return { ...policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE };
}

/** The derived fields, with nothing followed yet; `forward` is what a first pass has found out. */
export function createFollowing(forward?: Forward): Following {
  const gmp = createDerived(trackOptions(), forward);
  const igmp = createIgmpDerived(policiesWith());
  return {
    derived: [...gmp.derived, ...igmp.derived],
    see: (w) => {
      gmp.see(w);
      igmp.see(w);
    },
  };
}

/** A first pass: to be called with each walked frame; what lies ahead is kept in `forward`. */
export function followAhead(forward: Forward): (w: Walk) => void {
  return createFirstPass(trackOptions(), forward);
}
