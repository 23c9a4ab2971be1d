/**
 * The host programs of clients while things go wrong. A scenario's line "a enrols" is a request at an instant; where frames
 * are lost it comes too early, or has to be made again. So each client has a host program that remembers what the timeline
 * asked for, and persists. Every second it looks at its client, and asks for the next thing that is missing:
 *
 *   wishes            create · register, enrol, activate (a level to reach) · leave · ask who is active · terminate, delete
 *   idle, failed      create (a creator, while no session is announced), else register, once a session is announced (7.1.2)
 *   registered        enrol;   enrolled: activate;   lost: enrol (D20)
 *   activating        for `PATIENCE` without KAREQ: leave the enrolled group, then enrol and activate anew
 *   ended, rejected   nothing more: that is the last word of the session, or of the server
 *
 * The patience is needed: if the KAREQ that answers a SAREQ and the one of its timer are lost, the server lets the member sink
 * to the registered group, where it drops the SAREQs (D5) that the client repeats every 8 s without limit (D17).
 */
import { type Micros, micros, seconds } from '../base/micros.js';
import { delayUpTo } from '../base/random.js';
import type { Action, ActionStep } from '../scenario/scenario.js';
import { actionStep } from './faults-plan.js';
import type { Node } from './node.js';
import type { Stage } from './stage.js';
import { act } from './timeline.js';
import { actAt } from './world.js';

/** How often a host program looks at its client. */
const LOOK_EVERY: Micros = seconds(1);

/** How often it asks for an end that does not come. */
const MOST_ENDINGS = 3;

/** A host program. */
export interface HostProgram {
  readonly node: Node;
  /** How long it waits in `activating`. */
  readonly patience: Micros;
  /** Group that is wished for: 0 none, 1 registered, 2 enrolled, 3 active. */
  level: 0 | 1 | 2 | 3;
  creates: boolean;
  leaves: 0 | 1 | 2 | undefined;
  asksUsers: boolean;
  ends: 'terminate' | 'delete' | undefined;
  endings: number;
  /** The state in which it saw its client, and since when. */
  state: string;
  since: Micros;
}

/** A host program that wishes nothing yet. */
export function createHostProgram(node: Node, patience: Micros): HostProgram {
  return {
    node,
    patience,
    level: 0,
    creates: false,
    leaves: undefined,
    asksUsers: false,
    ends: undefined,
    endings: 0,
    state: 'idle',
    since: micros(0),
  };
}

/** Verbs of the timeline that are wishes of a client's host program. */
type WishVerb = 'create' | 'register' | 'enrol' | 'activate' | 'leave' | 'ask-users' | 'terminate' | 'delete';
type Wish = Extract<Action, { verb: WishVerb }>;

/** A line of the timeline, as a wish; undefined where it is none. */
export function wishOf({ action }: ActionStep): Wish | undefined {
  switch (action.verb) {
    case 'create':
    case 'register':
    case 'enrol':
    case 'activate':
    case 'leave':
    case 'ask-users':
    case 'terminate':
    case 'delete':
      return action;
    default:
      return undefined;
  }
}

/** Remembers a wish, and asks for it at once where the client is ready. */
export function wish(stage: Stage, host: HostProgram, wished: Wish, done: (step: ActionStep) => void): void {
  remember(host, wished);
  look(stage, host, done);
}

/** Sets a host program going; `done` is told each thing that it asks for. */
export function startHostProgram(stage: Stage, host: HostProgram, done: (step: ActionStep) => void): void {
  const { world } = stage;
  const again = (): void => {
    look(stage, host, done);
    actAt(world, micros(world.now + LOOK_EVERY), again);
  };
  actAt(world, delayUpTo(world.streams(host.node.name, 'host program'), LOOK_EVERY), again);
}

function remember(host: HostProgram, wished: Wish): void {
  switch (wished.verb) {
    case 'create':
      host.creates = true;
      host.level = Math.max(host.level, 1) as HostProgram['level'];
      break;
    case 'register':
      host.level = Math.max(host.level, 1) as HostProgram['level'];
      break;
    case 'enrol':
      host.level = Math.max(host.level, 2) as HostProgram['level'];
      break;
    case 'activate':
      host.level = 3;
      break;
    case 'leave':
      host.level = Math.min(host.level, 2 - wished.target) as HostProgram['level'];
      host.leaves = wished.target;
      break;
    case 'ask-users':
      host.asksUsers = true;
      break;
    default:
      host.ends = wished.verb;
      host.endings = 0;
  }
}

function look(stage: Stage, host: HostProgram, done: (step: ActionStep) => void): void {
  const { node } = host;
  if (!node.up) return;
  const { state } = node.client!;
  const { now } = stage.world;
  if (state !== host.state) {
    host.state = state;
    host.since = now;
  }
  const wished = next(stage, host);
  if (wished === undefined) return;
  const step = actionStep(stage.scenario, now, node.name, wished, sentence(node.name, wished));
  done(step);
  act(stage, step);
}

const LEAVE_WORDS = ['leaves', 'leaves the enrolled group', 'deregisters'] as const;

function sentence(name: string, wished: Wish): string {
  switch (wished.verb) {
    case 'leave':
      return `${name} ${LEAVE_WORDS[wished.target]}`;
    case 'ask-users':
      return `${name} asks who is active`;
    default:
      return `${name} ${wished.verb}s`;
  }
}

/** What is to be asked for now. */
function next(stage: Stage, host: HostProgram): Wish | undefined {
  const { state } = host;
  if (host.leaves !== undefined) {
    const target = host.leaves;
    host.leaves = undefined;
    if (groupOf(host) >= 3 - target) return { verb: 'leave', target };
  }
  if (host.ends !== undefined && state !== 'ended' && mayEnd(host)) {
    host.endings += 1;
    return { verb: host.ends };
  }
  if (host.asksUsers && state === 'active') {
    host.asksUsers = false;
    return { verb: 'ask-users' };
  }
  return upwards(stage, host);
}

function mayEnd({ node, ends, endings }: HostProgram): boolean {
  const { creator, user, requests } = node.client!;
  const request = ends === 'terminate' ? 'TRREQ' : 'SDREQ';
  return creator && user !== 0 && endings < MOST_ENDINGS && !requests.some((one) => one.request === request);
}

/** The group that the client believes to be in, or on its way to. */
function groupOf({ node }: HostProgram): number {
  const { state, target } = node.client!;
  if (state === 'left') return 2 - target;
  if (state === 'created' || state === 'registered') return 1;
  if (state === 'enrolling' || state === 'enrolled') return 2;
  return state === 'activating' || state === 'active' || state === 'lost' ? 3 : 0;
}

function upwards({ announced, world }: Stage, host: HostProgram): Wish | undefined {
  const { state, level, since, node, patience } = host;
  switch (state) {
    case 'idle':
    case 'failed':
      if (level === 0) return undefined;
      if (announced > 0) return { verb: 'register' };
      return host.creates ? { verb: 'create' } : undefined;
    case 'created':
    case 'registered':
    case 'lost':
      return level >= 2 ? { verb: 'enrol' } : undefined;
    case 'enrolled':
      return level >= 3 ? { verb: 'activate' } : undefined;
    case 'left':
      return back(level, node.client!.target);
    case 'activating':
      return world.now - since > patience ? { verb: 'leave', target: 1 } : undefined;
    default:
      return undefined;
  }
}

function back(level: number, target: number): Wish | undefined {
  if (level <= 2 - target) return undefined;
  return { verb: (['activate', 'enrol', 'register'] as const)[target] };
}
