/**
 * The world of a run: who is there, what is under way, what time it is. Its loop takes one event after the other from the
 * queue: an arrival, a node's wake, a line of the timeline; nothing else moves the time.
 *
 *   queue ──arrival──► node ──step──► machine ──effects──► network ──arrival──► queue
 *         ──wake─────► node ──step──► machine …
 *         ──timeline─► run.ts
 */
import { type Micros, micros, NEVER } from '../base/micros.js';
import { createStreams, type Streams } from '../base/streams.js';
import { type Clock, toLocal, toWorld } from './drift.js';
import { createNetwork, type Network } from './network.js';
import type { Node } from './node.js';
import {
  cancel,
  createQueue,
  type EventQueue,
  MESSAGES,
  next,
  peekTime,
  schedule,
  TIMELINE,
  TIMERS,
} from './queue.js';
import type { Addressing, TraceEvent } from './trace.js';

/** What a node is given when a frame arrives: octets[start … end), its addresses, the number of its message event. */
export interface Parcel {
  to: Node;
  octets: Uint8Array;
  start: number;
  end: number;
  addressing: Addressing;
  message: number;
}

/**
 * Frames under way, in columns by the payload of their arrival: there may be as many as there are members, and none of them
 * is an object that the garbage collector would have to carry along.
 */
export interface Underway {
  readonly to: Node[];
  readonly octets: Uint8Array[];
  readonly addressing: Addressing[];
  readonly numbers: number[];
  readonly free: number[];
}

/** A trace event as it is handed over: the trace gives it its number. */
export type Told = TraceEvent extends infer E ? (E extends TraceEvent ? Omit<E, 'n' | 't'> : never) : never;

/** Takes trace events; undefined where nobody wants them. */
export type Sink = (event: TraceEvent) => void;

/** A world. */
export interface World {
  readonly queue: EventQueue;
  readonly streams: Streams;
  readonly network: Network;
  /** Names of the subnets, by number. */
  readonly subnets: string[];
  readonly nodes: Node[];
  readonly byName: Map<string, Node>;
  readonly byAddress: Map<number, Node>;
  now: Micros;
  readonly underway: Underway;
  /** What is to be done at instants of the timeline, by payload. */
  readonly actions: (() => void)[];
  readonly sink: Sink | undefined;
  /** Where messages are encoded, one behind the other; a full one is left to those that are still under way. */
  arena: Uint8Array;
  arenaAt: number;
  /** Number of the next trace event. */
  traced: number;
  /** Events taken so far, and at this instant: for budgets. */
  taken: number;
  takenNow: number;
}

/** An empty world at instant 0. */
export function createWorld(seed: number, sink: Sink | undefined): World {
  return {
    queue: createQueue(),
    streams: createStreams(seed),
    network: createNetwork(),
    subnets: [],
    nodes: [],
    byName: new Map(),
    byAddress: new Map(),
    now: micros(0),
    underway: { to: [], octets: [], addressing: [], numbers: [], free: [] },
    actions: [],
    sink,
    arena: new Uint8Array(0),
    arenaAt: 0,
    traced: 0,
    taken: 0,
    takenNow: 0,
  };
}

/** Puts a node on the stage. */
export function addNode(world: World, node: Node): void {
  world.nodes.push(node);
  world.byName.set(node.name, node);
  for (const { address } of node.faces) world.byAddress.set(address, node);
}

/** Tells the trace; gives the number of the event, -1 where nobody listens. */
export function tell(world: World, event: Told): number {
  if (world.sink === undefined) return -1;
  const n = world.traced;
  world.traced += 1;
  world.sink({ n, t: world.now, ...event } as TraceEvent);
  return n;
}

/** Lets octets[start … end) arrive at a node. */
export function deliverAt(
  world: World,
  at: Micros,
  to: Node,
  octets: Uint8Array,
  start: number,
  end: number,
  addressing: Addressing,
  message: number,
): void {
  const { underway } = world;
  const place = underway.free.pop() ?? underway.to.length;
  underway.to[place] = to;
  underway.octets[place] = octets;
  underway.addressing[place] = addressing;
  underway.numbers[3 * place] = start;
  underway.numbers[3 * place + 1] = end;
  underway.numbers[3 * place + 2] = message;
  schedule(world.queue, at, MESSAGES, place);
}

/** Lets something be done at an instant, behind messages and timers of that instant. */
export function actAt(world: World, at: Micros, action: () => void): void {
  world.actions.push(action);
  schedule(world.queue, at, TIMELINE, world.actions.length - 1);
}

/**
 * Sees to it that a node is woken when it wants to be. A wake that has become too early is left: the node is asked again
 * then; that costs less than to move it with each message.
 */
export function keepAwake(world: World, node: Node, wake: Micros): void {
  const at = wake === NEVER ? NEVER : toWorld(node.clock, wake);
  if (at >= node.wakeAt) return;
  if (node.wakeId !== undefined) cancel(world.queue, node.wakeId);
  node.wakeAt = at;
  node.wakeId = schedule(world.queue, at < world.now ? world.now : at, TIMERS, node.index);
}

/** The time as a node's own clock has it. */
export function localTime(world: World, node: { readonly clock: Clock }): Micros {
  return toLocal(node.clock, world.now);
}

/** What the loop does with what it takes from the queue. */
export interface Hands {
  readonly arrive: (parcel: Parcel) => void;
  readonly wake: (node: Node) => void;
}

/** Why a run stops before its end; `pause`: it goes on when it is called again. */
export type Stop = 'events-at-one-instant' | 'events' | 'pause';

/** Budgets: at most so many events in all, and at one instant; a pause before the event behind so many. */
export interface Budget {
  readonly events: number;
  readonly eventsAtOneInstant: number;
  readonly pauseAt?: number;
}

/** Runs until there is nothing left up to and including `until`, or a budget is used up. */
export function runWorld(world: World, until: Micros, hands: Hands, budget: Budget): Stop | undefined {
  const { queue } = world;
  const { pauseAt = Number.POSITIVE_INFINITY } = budget;
  while (peekTime(queue) <= until) {
    if (world.taken >= pauseAt) return 'pause';
    if (!next(queue)) break;
    if (queue.time !== world.now) world.takenNow = 0;
    world.now = queue.time;
    world.taken += 1;
    world.takenNow += 1;
    if (world.takenNow > budget.eventsAtOneInstant) return 'events-at-one-instant';
    if (world.taken > budget.events) return 'events';
    take(world, hands);
  }
  world.now = until;
  return undefined;
}

function take(world: World, hands: Hands): void {
  const { queue } = world;
  const { payload } = queue;
  if (queue.eventClass === MESSAGES) {
    const { to, octets, addressing, numbers, free } = world.underway;
    free.push(payload);
    hands.arrive({
      to: to[payload],
      octets: octets[payload],
      start: numbers[3 * payload],
      end: numbers[3 * payload + 1],
      addressing: addressing[payload],
      message: numbers[3 * payload + 2],
    });
  } else if (queue.eventClass === TIMERS) {
    const node = world.nodes[payload];
    node.wakeId = undefined;
    node.wakeAt = NEVER;
    hands.wake(node);
  } else world.actions[payload]();
}
