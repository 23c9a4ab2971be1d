/**
 * What every machine's effects have in common, told to the trace: timers that are armed, stopped and fired, what was ignored,
 * and which event was the cause of which.
 */
import type { Micros } from '../base/micros.js';
import type { Why } from '../machine/contract.js';
import { toWorld } from './drift.js';
import type { Node } from './node.js';
import { tell, type World } from './world.js';

/** A timer, in the words of the trace. */
export interface TimerName {
  readonly timer: string;
  readonly owner: string;
  readonly session: number;
  readonly user: number;
}

/** Tells that a timer is armed, to fire at an instant of the node's own clock. */
export function tellArmed(
  world: World,
  node: Node,
  name: TimerName,
  at: Micros,
  why: Why,
  cause: number,
): void {
  const n = tell(world, {
    kind: 'timer',
    node: node.name,
    event: 'armed',
    ...name,
    at: toWorld(node.clock, at),
    why,
    cause,
  });
  node.armed.set(keyOf(name), n);
}

/** Tells that a timer is stopped. */
export function tellStopped(world: World, node: Node, name: TimerName, why: Why, cause: number): void {
  tell(world, { kind: 'timer', node: node.name, event: 'stopped', ...name, why, cause });
  node.armed.delete(keyOf(name));
}

/** Tells that a timer has fired; it came of being armed. Gives the number of the event. */
export function tellFired(world: World, node: Node, name: TimerName, why: Why): number {
  const key = keyOf(name);
  const cause = node.armed.get(key) ?? -1;
  node.armed.delete(key);
  return tell(world, { kind: 'timer', node: node.name, event: 'fired', ...name, why, cause });
}

/** Tells that an event had no effect. */
export function tellIgnored(world: World, node: Node, reason: string, why: Why, cause: number): void {
  tell(world, { kind: 'ignored', node: node.name, reason, why, cause });
}

function keyOf({ timer, owner, session, user }: TimerName): string {
  return `${timer} ${owner} ${session} ${user}`;
}
