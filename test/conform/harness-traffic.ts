/**
 * Traffic of scenarios, made in this process: what was sent, what arrived where, and when. This module is bundled with a fault
 * planted in the machines (harness.ts), so it holds the simulator and nothing of what judges traffic.
 *
 *   text ──► scenario ──► run, calm or under a fault plan ──► Traffic
 */
import type { Micros } from '../../src/base/micros.js';
import type { Policies } from '../../src/machine/policies.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario, ScenarioError } from '../../src/scenario/scenario.js';
import { FAULT_PROFILES, type FaultProfile, type FaultProfileName } from '../../src/sim/faults.js';
import { planFaults } from '../../src/sim/faults-plan.js';
import { runPlan } from '../../src/sim/faults-run.js';
import { framesOf, type SentFrame } from '../../src/sim/frames.js';
import { captureOf, type RunCapture } from '../../src/sim/output-pcapng.js';
import { castOf, runScenario } from '../../src/sim/run.js';
import { setStage } from '../../src/sim/stage.js';
import type { Cast, TraceEvent } from '../../src/sim/trace.js';

/** A story to be played. */
export interface Story {
  /** The scenario file's text. */
  readonly text: string;
  readonly name?: string;
  /** Values of its parameters, as `--set` gives them. */
  readonly set?: Readonly<Record<string, string>>;
  /** Policies that differ from those in the text. */
  readonly policies?: Readonly<Record<string, string | number>>;
  readonly transport?: 'udp' | 'tcp';
  readonly seed?: number;
  /** What goes wrong; without it the story is played as it is written. */
  readonly faults?: FaultProfileName | FaultProfile;
  /** Files that the text includes. */
  readonly include?: (path: string) => string | undefined;
}

/** A story that was played. */
export interface Traffic {
  readonly name: string;
  readonly scenario: Scenario;
  /** The policies of all machines. */
  readonly policies: Policies;
  readonly cast: readonly Cast[];
  readonly events: readonly TraceEvent[];
  /** Every frame once, at its sending; no acknowledgments of TCP's own where nobody needs them. */
  readonly frames: readonly SentFrame[];
  /** Interfaces, names and drop counts, as `gmpshark sim -w` writes them. */
  readonly source: RunCapture['source'];
  readonly until: Micros;
}

/** Plays a story: one or, where its file has several runs, several. Throws where it has mistakes. */
export function play(story: Story): readonly Traffic[] {
  const { text, name = 'story', set = {}, include = () => undefined } = story;
  const read = readScenario(`${name}.yaml`, text, { set, include });
  if (!read.ok) throw new Error(mistakes(read.error));
  return read.value.map((scenario) => playOne(asTold(scenario, story), story.faults));
}

/** Plays one run. */
export function playOne(scenario: Scenario, faults: Story['faults']): Traffic {
  return faults === undefined ? playPlainly(scenario) : playWithFaults(scenario, faults);
}

function asTold(scenario: Scenario, { seed, transport, policies = {} }: Story): Scenario {
  const { place } = scenario.session;
  const changed = Object.entries(policies).map(([name, value]) => ({ name, value: String(value), place }));
  const kept = scenario.policies.filter(({ name }) => !(name in policies));
  return {
    ...scenario,
    policies: [...kept, ...changed],
    seed: seed ?? scenario.seed,
    transport: transport ?? scenario.transport,
  };
}

function playPlainly(scenario: Scenario): Traffic {
  const ran = runScenario(scenario);
  if (!ran.ok) throw new Error(mistakes(ran.error));
  const { events, until } = ran.value;
  return trafficOf(scenario, events, until);
}

function playWithFaults(scenario: Scenario, faults: FaultProfileName | FaultProfile): Traffic {
  const profile: FaultProfile = typeof faults === 'string' ? FAULT_PROFILES[faults] : faults;
  const plan = planFaults(scenario, profile, scenario.seed);
  const events: TraceEvent[] = [];
  const ran = runPlan(plan, (event) => {
    events.push(event);
  });
  if (!ran.ok) throw new Error(mistakes(ran.error));
  return trafficOf(plan.scenario, events, ran.value.end);
}

function trafficOf(scenario: Scenario, events: readonly TraceEvent[], until: Micros): Traffic {
  const staged = setStage(scenario, undefined);
  if (!staged.ok) throw new Error(mistakes(staged.error));
  const cast = castOf(staged.value);
  const { name, purpose, clause, seed } = scenario;
  const run = { name, purpose, clause, seed, cast, events, outcomes: [], until };
  const frames = [...framesOf(run)];
  const { policies } = staged.value;
  return { name, scenario, policies, cast, events, frames, source: captureOf(run).source, until };
}

function mistakes(errors: readonly ScenarioError[]): string {
  return errors.map(({ place, message }) => `${place.file}:${place.line}: ${message}`).join('\n');
}
