/**
 * Makes a failure small: takes out of its plan whatever it fails without in the same way, then writes what is left as a
 * scenario that fails by itself. Deterministic: the same plan shrinks to the same file.
 *
 *   plan ─► fewer actors ─► chance becomes single frames that are lost, doubled, late (shrink-frames.ts)
 *        ─► fewer faults and wishes ─► clocks that are right, rounder times, an earlier calm ─► all that was done, as a file
 */
import { type Micros, micros, millis, seconds } from '../base/micros.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Doing, inOrder, type Plan } from './faults-plan.js';
import { type Failure, type FaultRun, runPlan } from './faults-run.js';
import { withoutActor } from './shrink-actors.js';
import { explicitFrames } from './shrink-frames.js';
import { scenarioText } from './shrink-yaml.js';

/** A failure, made small. */
export interface Shrunk {
  readonly plan: Plan;
  readonly run: FaultRun;
  /** The text of a scenario file that fails by itself: an invariant is broken, or its last expectation does not hold. */
  readonly text: string;
  /** Runs that it took. */
  readonly runs: number;
}

const SECOND = seconds(1);

/** Runs that shrinking may take. */
const MOST_RUNS = 1_500;

/** Steps that belong together: a cut and its repair, a frame that is lost. */
type Item = readonly Doing[];

interface Search {
  readonly failure: Failure;
  plan: Plan;
  run: FaultRun;
  runs: number;
}

/** Makes a failure small; undefined where the plan does not fail. */
export function shrink(plan: Plan): Shrunk | undefined {
  const first = runPlan(plan);
  if (!first.ok || first.value.failure === undefined) return undefined;
  const search: Search = { failure: first.value.failure, plan, run: first.value, runs: 1 };
  fewerActors(search);
  tryPlan(search, withSteps(search.plan, explicitFrames(search.plan)));
  fewerItems(search);
  rightClocks(search);
  earlierCalm(search);
  rounderTimes(search);
  fewerActors(search);
  fewerItems(search);
  return { plan: search.plan, run: search.run, text: textOf(search), runs: search.runs };
}

/** Keeps a plan if it fails in the same way. */
function tryPlan(search: Search, plan: Plan | undefined): boolean {
  if (plan === undefined || search.runs >= MOST_RUNS) return false;
  search.runs += 1;
  const run = runPlan(plan);
  if (!run.ok || run.value.failure === undefined) return false;
  const { kind, what } = run.value.failure;
  if (kind !== search.failure.kind || what !== search.failure.what) return false;
  search.plan = plan;
  search.run = run.value;
  return true;
}

function withSteps(plan: Plan, steps: readonly Doing[]): Plan {
  return { ...plan, steps: inOrder(steps) };
}

function fewerActors(search: Search): void {
  for (const { name, kind } of search.plan.scenario.actors) {
    if (kind !== 'server') tryPlan(search, withoutActor(search.plan, name));
  }
}

/** Takes out items, many at once as long as that goes, then fewer (delta debugging). */
function fewerItems(search: Search): void {
  for (let size = itemsOf(search.plan.steps).length; size >= 1; size = Math.floor(size / 2)) {
    let from = 0;
    for (;;) {
      const items = itemsOf(search.plan.steps);
      if (from >= items.length) break;
      const rest = [...items.slice(0, from), ...items.slice(from + size)];
      if (!tryPlan(search, withSteps(search.plan, rest.flat()))) from += size;
    }
  }
}

const ENDS: Readonly<Record<string, string>> = {
  network: 'network',
  cut: 'repair',
  part: 'join-again',
  crash: 'restart',
  'fall-silent': 'speak-again',
};

/** Puts together what belongs together: a fault, and the next step that ends it. */
function itemsOf(steps: readonly Doing[]): readonly Item[] {
  const taken = new Set<number>();
  const items: Item[] = [];
  for (const [i, step] of steps.entries()) {
    if (taken.has(i)) continue;
    const end = ENDS[verbOf(step)];
    const j =
      end === undefined ? -1 : steps.findIndex((one, k) => k > i && !taken.has(k) && ends(one, end, step));
    if (j >= 0) taken.add(j);
    items.push(j < 0 ? [step] : [step, steps[j]]);
  }
  return items;
}

function verbOf(step: Doing): string {
  return step.kind === 'fault' ? step.fault.verb : step.action.verb;
}

function ends(step: Doing, verb: string, begun: Doing): boolean {
  return verbOf(step) === verb && whoOf(step) === whoOf(begun);
}

function whoOf(step: Doing): string {
  if (step.kind === 'action') return step.actor;
  return 'actors' in step.fault ? step.fault.actors.join(' ') : '';
}

function rightClocks(search: Search): void {
  for (const { name } of search.plan.scenario.actors) {
    const { scenario } = search.plan;
    const actors = scenario.actors.map((actor) => (actor.name === name ? { ...actor, driftPpm: 0 } : actor));
    if (scenario.actors.some((actor) => actor.name === name && actor.driftPpm !== 0)) {
      tryPlan(search, { ...search.plan, scenario: { ...scenario, actors } });
    }
  }
}

function earlierCalm(search: Search): void {
  const last = search.plan.steps.at(-1)?.at ?? micros(0);
  for (const behind of [millis(1), seconds(1), seconds(5)]) {
    const calmAt = micros(last + behind);
    if (calmAt < search.plan.calmAt && tryPlan(search, { ...search.plan, calmAt })) return;
  }
}

/** All times to whole seconds, if that fails too; else each item's to the roundest that does. */
function rounderTimes(search: Search): void {
  for (const unit of [seconds(1), millis(100), millis(10), millis(1)]) {
    const steps = search.plan.steps.map((step) => ({ ...step, at: rounded(step.at, unit) }));
    if (tryPlan(search, withSteps(search.plan, steps))) return;
  }
}

function rounded(at: Micros, unit: Micros): Micros {
  return micros(Math.round(at / unit) * unit);
}

/** All that was done in the run, host programs and repairs included, as a file. */
function textOf({ failure, plan, run }: Search): string {
  const { kind, text, wanted } = run.failure!;
  const { scenario } = plan;
  const over = Math.max(run.failure!.at, run.done.at(-1)?.at ?? 0);
  const until = micros(Math.ceil(over / SECOND) * SECOND);
  const purpose = `Made small from "${scenario.name}", seed ${scenario.seed}: ${failure.what}.`;
  const end: Scenario = { ...scenario, purpose, until };
  const comment = [`A failure that a fault sweep found: ${kind}: ${text}`];
  return scenarioText(end, run.done, { comment, ...(wanted === undefined ? {} : { wanted }) });
}
