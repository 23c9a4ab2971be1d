/**
 * A scenario that ends at another time than it says: what is expected later is not judged.
 */
import type { Micros } from '../base/micros.js';
import type { Scenario } from '../scenario/scenario.js';

/** The scenario, ended at `until`; it may also go on for longer. */
export function endAt(scenario: Scenario, until: Micros): Scenario {
  const timeline = scenario.timeline.filter(
    (step) => step.kind !== 'expect' || step.expectation.until <= until,
  );
  return { ...scenario, timeline, until };
}
