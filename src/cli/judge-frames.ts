/**
 * The judges of `check` beside `dissect`: loaded only where findings are shown. All policies are at their defaults.
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { lastStatistics } from '../capture/last-statistics.js';
import { createCheck, doubtOf } from '../conform/check.js';
import { MAX_DELAY, TOLERANCE } from '../conform/contract.js';
import type { FindingExperts } from '../conform/experts.js';
import { isMessageRule } from '../conform/messages.js';
import { policiesWith } from '../machine/policies.js';

/** Judges each walked frame of an input; what is found becomes expert items of it. */
export function judgeFrames(registry: Registry, experts: FindingExperts, input: string): (w: Walk) => void {
  const options = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };
  const check = createCheck(registry, options, (finding) => {
    // What a message shows by itself its dissector says.
    if (!isMessageRule(finding.rule)) experts.take(finding);
  });
  const doubt = input === '-' ? undefined : doubtOf(lastStatistics(input));
  if (doubt !== undefined) check.doubt(doubt);
  return (w) => {
    experts.begin(w);
    check.see(w);
  };
}
