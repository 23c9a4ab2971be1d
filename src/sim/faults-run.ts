/**
 * A run with faults: the plan's steps happen, then all is repaired, and the run goes on until all has been settled for a
 * while, or the time for that is over. What fails: an invariant (I1 to I11), the settling, or a machine that breaks down.
 */
import { type Micros, micros, seconds, tenths } from '../base/micros.js';
import { err, ok, type Result } from '../base/result.js';
import type { ActionStep, NetworkSpec, ScenarioError } from '../scenario/scenario.js';
import { PATIENCE } from './faults.js';
import { createHostProgram, type HostProgram, startHostProgram, wish, wishOf } from './faults-host.js';
import { actionStep, type Doing, faultStep, isClient, type Plan } from './faults-plan.js';
import { handsOf } from './hands.js';
import { settlingTime, unsettled } from './liveness.js';
import { layOut } from './run.js';
import { type Stage, setStage } from './stage.js';
import { act } from './timeline.js';
import type { BreachEvent } from './trace.js';
import { actAt, type Budget, runWorld, type Sink } from './world.js';

/** What a run with faults may use at most. */
const BUDGET: Budget = { events: 5_000_000, eventsAtOneInstant: 100_000 };

const SLICE: Micros = seconds(1);

/** How a run failed. */
export interface Failure {
  /** I1 … I11; "liveness"; "breakdown": a machine threw, or went round in circles. */
  readonly kind: string;
  /** Without names and numbers: two runs fail the same way if kind and `what` are the same. */
  readonly what: string;
  /** Whom it concerns, where that is known. */
  readonly actor: string;
  readonly text: string;
  /** Of liveness: what should be the case, as a scenario would expect it. */
  readonly wanted?: string;
  readonly at: Micros;
}

/** A run with faults that is over. */
export interface FaultRun {
  readonly seed: number;
  readonly failure?: Failure;
  /** All that was done, by the timeline, the faults, the repairs and the host programs, in order. */
  readonly done: readonly Doing[];
  /** When the run was over, and how many events it took. */
  readonly end: Micros;
  readonly events: number;
}

/** Runs a plan; `sink` sees the trace. */
export function runPlan(plan: Plan, sink?: Sink): Result<FaultRun, readonly ScenarioError[]> {
  const breaches: BreachEvent[] = [];
  const staged = setStage(plan.scenario, (event) => {
    if (event.kind === 'breach') breaches.push(event);
    sink?.(event);
  });
  if (!staged.ok) return err(staged.error);
  const stage = staged.value;
  const done: Doing[] = [];
  const hosts = layOutPlan(stage, plan, done);
  const { seed } = plan.scenario;
  const over = (failure?: Failure): Result<FaultRun, never> => {
    const { now: end, taken: events } = stage.world;
    return ok({ seed, done, end, events, ...(failure === undefined ? {} : { failure }) });
  };
  try {
    return over(runToEnd(stage, plan, hosts, breaches));
  } catch (thrown) {
    // A machine that throws is a mistake of ours; a sweep is there to find it.
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    return over({ kind: 'breakdown', what: text, actor: '', text, at: stage.world.now });
  }
}

function layOutPlan(stage: Stage, plan: Plan, done: Doing[]): readonly HostProgram[] {
  const { world, scenario } = stage;
  const hosts = new Map<string, HostProgram>();
  const note = (step: Doing): void => {
    done.push(step);
  };
  for (const actor of scenario.actors.filter(isClient)) {
    const host = createHostProgram(world.byName.get(actor.name)!, plan.patience);
    hosts.set(actor.name, host);
  }
  layOut(stage);
  for (const step of plan.steps) actAt(world, step.at, () => perform(stage, hosts, step, note));
  actAt(world, plan.calmAt, () => {
    for (const step of repairs(stage)) {
      note(step);
      act(stage, step);
    }
  });
  for (const host of hosts.values()) startHostProgram(stage, host, note);
  return [...hosts.values()];
}

function perform(
  stage: Stage,
  hosts: ReadonlyMap<string, HostProgram>,
  step: Doing,
  note: (step: Doing) => void,
): void {
  const wished = step.kind === 'action' ? wishOf(step) : undefined;
  if (wished !== undefined) {
    wish(stage, hosts.get((step as ActionStep).actor)!, wished, note);
    return;
  }
  note(step);
  act(stage, step);
}

/** What has to be done so that nothing is wrong any more. */
function repairs(stage: Stage): readonly Doing[] {
  const { world, scenario } = stage;
  const { network, now } = world;
  const steps: Doing[] = [];
  const calm = calmed(network.spec);
  if (calm !== undefined) {
    const text = `network: ${Object.keys(calm).join(', ')}`;
    steps.push(faultStep(scenario, now, { verb: 'network', change: calm }, text));
  }
  if (network.parted !== undefined)
    steps.push(faultStep(scenario, now, { verb: 'join-again' }, 'join again'));
  const actors = [...network.cut].sort();
  if (actors.length > 0) {
    steps.push(faultStep(scenario, now, { verb: 'repair', actors }, `repair ${actors.join(' and ')}`));
  }
  for (const { name, up, silent } of world.nodes) {
    if (!up) steps.push(actionStep(scenario, now, name, { verb: 'restart' }, `${name} restarts`));
    if (silent) steps.push(actionStep(scenario, now, name, { verb: 'speak-again' }, `${name} speaks again`));
  }
  return steps;
}

/** The change to a network that loses, doubles and delays nothing; undefined where it is one. */
function calmed(spec: NetworkSpec): Partial<NetworkSpec> | undefined {
  const none = { count: 0, of: 1 };
  const { loss, duplication, reordering, jitter } = spec;
  if (loss.count + duplication.count + reordering.count + jitter === 0) return undefined;
  return { loss: none, duplication: none, reordering: none, reorderBy: micros(0), jitter: micros(0) };
}

function runToEnd(
  stage: Stage,
  { calmAt, patience }: Plan,
  hosts: readonly HostProgram[],
  breaches: readonly BreachEvent[],
): Failure | undefined {
  const { world, scenario, policies, host } = stage;
  const { period = policies.kaPeriod, timeout = policies.timeout } = scenario.session;
  const deadline = calmAt + settlingTime(policies, period, timeout, Math.min(patience, PATIENCE) as Micros);
  const longEnough = tenths(period + timeout) + SLICE;
  const hands = handsOf(world, host);
  let settledSince: number | undefined;
  for (;;) {
    const stop = runWorld(world, micros(world.now + SLICE), hands, BUDGET);
    if (breaches.length > 0) return breach(breaches[0], stage);
    if (stop !== undefined) {
      return { kind: 'breakdown', what: stop, actor: '', text: `endless: ${stop}`, at: world.now };
    }
    if (world.now <= calmAt) continue;
    const faults = unsettled(stage, hosts);
    if (faults.length > 0) settledSince = undefined;
    else settledSince ??= world.now;
    if (settledSince !== undefined && world.now - settledSince >= longEnough) return undefined;
    if (world.now < deadline) continue;
    const [first] = faults;
    // Settled, though not for long enough: the end came in between.
    if (first === undefined) return undefined;
    const text = faults.map(({ actor, what }) => (actor === '' ? what : `${actor} is ${what}`)).join('; ');
    return { kind: 'liveness', ...first, text, at: world.now };
  }
}

function breach({ invariant, session, user, text, t }: BreachEvent, { world }: Stage): Failure {
  const peer =
    user === 0
      ? undefined
      : world.nodes.find(({ client }) => client?.session === session && client.user === user);
  return { kind: invariant, what: invariant, actor: peer?.name ?? '', text, at: t };
}
