/**
 * A fault sweep as one module, for canaries: it is bundled with a fault planted in the machines, and run in this process.
 * Scenarios in which members come, stay, leave and come back, open and closed, secure and not.
 */
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { FAULT_PROFILES, type FaultProfileName } from '../../src/sim/faults.js';
import { planFaults } from '../../src/sim/faults-plan.js';
import { type Failure, runPlan } from '../../src/sim/faults-run.js';

const OPEN = `purpose: An open session in which one leaves and comes back, and the creator asks who is active.
clause: 7.2
actors: [server, creator, p, a, b]
principals: [p]
session: {mode: open, period: 1s, timeout: 400ms, termination: all}
timeline:
  - at 0s: creator creates
  - at 1s: [p registers, a registers, b registers]
  - at 2s: [creator enrols, p enrols, a enrols, b enrols]
  - at 3s: [creator activates, p activates, a activates, b activates]
  - at 8s: a asks who is active
  - at 10s: b leaves
  - at 15s: b activates
`;

const SECURE = `purpose: A secure closed session in which members leave in three ways, and come back; a principal comes late.
clause: 7.3
actors: [server, creator, p, q, a, b, c]
principals: [p, q]
session: {mode: closed, secure: yes, period: 1s, timeout: 400ms, termination: all, members: [a, b]}
timeline:
  - at 0s: creator creates
  - at 1s: [p registers, a registers, b registers, c registers]
  - at 2s: [creator enrols, p enrols, a enrols, b enrols]
  - at 3s: [creator activates, p activates, a activates, b activates]
  - at 6s: q registers
  - at 10s: b leaves the enrolled group
  - at 15s: [b activates, a deregisters]
  - at 20s: a activates
  - at 22s: q activates
`;

const ENDED = `purpose: The creator ends the session.
clause: 7.2.4
actors: [server, creator, a, b]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 1s: [a registers, b registers]
  - at 2s: [creator enrols, a enrols, b enrols]
  - at 3s: [creator activates, a activates, b activates]
  - at 12s: creator terminates
`;

const UNFINISHED = `purpose: The creator's link is cut before it has described its session.
clause: 7.1.1
actors: [server, creator]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 15ms: creator crashes
`;

/** The scenarios. */
export const SCENARIOS: readonly Scenario[] = [OPEN, SECURE, ENDED, UNFINISHED].map(scenarioIn);

/** The only scenario of a text. */
export function scenarioIn(text: string): Scenario {
  const read = readScenario('canary.yaml', text, { set: {}, include: () => undefined });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('\n'));
  return read.value[0];
}

/** Profiles that are swept. */
export const PROFILES: readonly FaultProfileName[] = [
  'calm',
  'lossy',
  'reordering',
  'silences',
  'crashes',
  'everything',
];

/** The first failure of all scenarios under all profiles and the seeds 1 to `seeds`; undefined where all is well. */
export function firstFailure(seeds: number): Failure | undefined {
  for (const scenario of SCENARIOS) {
    for (const profile of PROFILES) {
      for (let seed = 1; seed <= seeds; seed += 1) {
        const run = runPlan(planFaults(scenario, FAULT_PROFILES[profile], seed));
        if (!run.ok) throw new Error(run.error.map(({ message }) => message).join('\n'));
        if (run.value.failure !== undefined) return run.value.failure;
      }
    }
  }
  return undefined;
}
