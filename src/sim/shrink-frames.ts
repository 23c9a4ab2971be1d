/**
 * Chance made explicit: a run's random losses, copies and delays become faults of a microsecond each, that meet one frame.
 *
 *   random          explicit, around the instant t of the sending
 *   a frame lost    cut its client from just before t to just after
 *   a frame twice   the network doubles for that long;   late: it delays by so much
 */
import { type Micros, micros } from '../base/micros.js';
import type { Fault, NetworkSpec } from '../scenario/scenario.js';
import { type Doing, faultStep, type Plan } from './faults-plan.js';
import { runPlan } from './faults-run.js';
import { lineOf } from './shrink-sentences.js';
import type { MessageEvent, TraceEvent } from './trace.js';

/** What became of a message's copies at a node. */
interface Copies {
  readonly message: MessageEvent;
  readonly node: string;
  lost: boolean;
  readonly delays: number[];
}

const ALWAYS = { count: 1, of: 1 };
const NEVER = { count: 0, of: 1 };

/** The plan's steps with every chance of its run as a step; the same steps where there is none. */
export function explicitFrames(plan: Plan): readonly Doing[] {
  const isRandom = (step: Doing): boolean => step.kind === 'fault' && step.fault.verb === 'network';
  const random = plan.steps.filter(isRandom);
  if (random.length === 0) return plan.steps;
  const events: TraceEvent[] = [];
  runPlan(plan, (event) => {
    if (event.kind === 'message' || event.kind === 'drop' || event.kind === 'arrival') events.push(event);
  });
  const steps = plan.steps.filter((step) => !isRandom(step));
  for (const copies of gather(events)) steps.push(...around(plan, copies));
  return steps;
}

function gather(events: readonly TraceEvent[]): Iterable<Copies> {
  const messages = new Map<number, MessageEvent>();
  const all = new Map<string, Copies>();
  for (const event of events) {
    if (event.kind === 'message') messages.set(event.n, event);
    if (event.kind !== 'drop' && event.kind !== 'arrival') continue;
    const message = messages.get(event.message);
    if (message === undefined) continue;
    const key = `${event.message} ${event.node}`;
    const copies = all.get(key) ?? { message, node: event.node, lost: false, delays: [] };
    all.set(key, copies);
    if (event.kind === 'arrival') copies.delays.push(event.t - message.t);
    else if (event.reason === 'loss') copies.lost = true;
  }
  return all.values();
}

function around({ scenario }: Plan, { message, node, lost, delays }: Copies): readonly Doing[] {
  const before = micros(Math.max(0, message.t - 1));
  const behind = micros(message.t + 1);
  const step = (at: Micros, fault: Fault): Doing => {
    const bare = faultStep(scenario, at, fault, '');
    return { ...bare, text: lineOf(bare) };
  };
  const { delay } = scenario.network;
  if (lost) {
    const server = scenario.actors.find(({ kind }) => kind === 'server')?.name;
    const actors = [node === server ? message.from : node];
    return [step(before, { verb: 'cut', actors }), step(behind, { verb: 'repair', actors })];
  }
  const longest = Math.max(...delays);
  const late = longest > delay ? { delay: micros(longest) } : {};
  const change: Partial<NetworkSpec> = delays.length > 1 ? { ...late, duplication: ALWAYS } : late;
  if (Object.keys(change).length === 0) return [];
  const back: Partial<NetworkSpec> = {
    ...('delay' in change ? { delay } : {}),
    ...(delays.length > 1 ? { duplication: NEVER } : {}),
  };
  return [step(before, { verb: 'network', change }), step(behind, { verb: 'network', change: back })];
}
