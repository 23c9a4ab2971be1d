/**
 * Running a scenario: the stage is set, the timeline laid out, the world runs to its end, the expectations are judged.
 *
 *   Scenario ──setStage──► Stage ──runWorld──► trace ──judgeExpectations──► Run
 */
import { type Micros, micros } from '../base/micros.js';
import { err, ok, type Result } from '../base/result.js';
import type { Scenario, ScenarioError } from '../scenario/scenario.js';
import { judgeExpectations } from './expectations.js';
import { handsOf, wakeOf } from './hands.js';
import { stepRouterNode } from './igmp-part.js';
import { type Stage, setStage } from './stage.js';
import { act } from './timeline.js';
import type { Cast, Run, TraceEvent } from './trace.js';
import { actAt, type Budget, keepAwake, runWorld, type Stop } from './world.js';

/** What a run may use at most: a scenario that goes round in circles is stopped, and told. */
export const ORDINARY_BUDGET: Budget = { events: 50_000_000, eventsAtOneInstant: 1_000_000 };

/** Why a run was stopped, with the number that was too many, and where; of one that may only be long: what to do. */
function stopText(stop: Stop, { events, eventsAtOneInstant }: Budget, now: Micros): string {
  const at = `at ${now / 1_000_000} s`;
  if (stop === 'pause') return `cut off, ${at}`;
  if (stop === 'events')
    return `more than ${grouped(events)} events, ${at}; if it is only long, let it end earlier ("at …: end", or --until)`;
  return `more than ${grouped(eventsAtOneInstant)} events at one instant: an endless loop, ${at}`;
}

/** 1000000 as "1,000,000". */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A run under way, for faces that stay awake meanwhile. */
export interface RunUnderway {
  /** Takes at most so many events; false once the run is over. */
  readonly go: (events: number) => boolean;
  /** How much of its time has passed: 0 … 1. */
  readonly progress: () => number;
  /** The run as far as it is; cut off, it says so. */
  readonly result: () => Run;
}

/** Begins a run: nothing has happened yet. */
export function beginRun(
  scenario: Scenario,
  budget: Budget = ORDINARY_BUDGET,
): Result<RunUnderway, readonly ScenarioError[]> {
  const events: TraceEvent[] = [];
  const staged = setStage(scenario, (event) => {
    events.push(event);
  });
  if (!staged.ok) return err(staged.error);
  const stage = staged.value;
  const { world } = stage;
  const hands = handsOf(world, stage.host);
  const { name, purpose, clause, seed, until } = scenario;
  layOut(stage);
  let stop: Stop | undefined = 'pause';
  return ok({
    go: (count) => {
      if (stop === 'pause') stop = runWorld(world, until, hands, { ...budget, pauseAt: world.taken + count });
      return stop === 'pause';
    },
    progress: () => (until === 0 ? 1 : Math.min(1, world.now / until)),
    result: () => ({
      name,
      purpose,
      clause,
      seed,
      until: stop === undefined ? until : world.now,
      cast: castOf(stage),
      events,
      outcomes: judgeExpectations(scenario, events),
      ...(stop === undefined ? {} : { stopped: stopText(stop, budget, world.now) }),
    }),
  });
}

/** Runs a scenario from its beginning to its end. */
export function runScenario(
  scenario: Scenario,
  budget: Budget = ORDINARY_BUDGET,
): Result<Run, readonly ScenarioError[]> {
  const begun = beginRun(scenario, budget);
  if (!begun.ok) return begun;
  begun.value.go(Number.POSITIVE_INFINITY);
  return ok(begun.value.result());
}

/** Lays the timeline out; routers begin to ask when the run begins. */
export function layOut(stage: Stage): void {
  const { world, scenario } = stage;
  const routers = world.nodes.filter(({ router }) => router !== undefined);
  if (routers.length > 0) {
    actAt(world, micros(0), () => {
      for (const node of routers) {
        stepRouterNode(world, node, { kind: 'ask', ask: 'start' }, -1);
        keepAwake(world, node, wakeOf(node));
      }
    });
  }
  for (const step of scenario.timeline) {
    if (step.kind !== 'expect') actAt(world, step.at, () => act(stage, step));
  }
}

/** Who is on stage. */
export function castOf({ world, scenario }: Stage): readonly Cast[] {
  return world.nodes.map(({ name, faces }, i) => ({
    name,
    kind: scenario.actors[i].kind,
    addresses: faces.map(({ subnet, address }) => ({
      subnet: world.subnets[subnet],
      address,
      mac: macOf(address),
    })),
  }));
}

/** 02:00 and the four octets of the address. */
function macOf(address: number): Uint8Array {
  return Uint8Array.of(2, 0, address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
}
