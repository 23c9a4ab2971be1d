/**
 * Real clients and the real server, joined by a toy network that loses, doubles and delays what they say; every step of the
 * server is judged by the watch (world.ts). A host program per client asks for the next thing until its goal is reached.
 */
import type { GmpMessage, LeaveTarget, SessionParameters } from '../../../dissectors/gmp-message.js';
import { type Micros, micros, millis } from '../../../src/base/micros.js';
import { below, type RandomStream } from '../../../src/base/random.js';
import {
  type Client,
  clientView,
  clientWake,
  createClient,
  stepClient,
} from '../../../src/machine/client/client.js';
import type {
  ClientAsk,
  ClientEffect,
  ClientEvent,
  ServerEffect,
} from '../../../src/machine/gmp-vocabulary.js';
import { addressOf, type Peer, udpPeer } from '../../../src/machine/peer.js';
import { serverWake } from '../../../src/machine/server/server.js';
import type { ServerOptions } from '../../../src/machine/server/server-options.js';
import { seededStream } from '../random-stream.js';
import { noteTaken } from '../taken.js';
import { createWorld, step, type World } from './world.js';

const SERVER = udpPeer(0x0a000001, 16513);
const FIRST_HOST = 0x0a000002;
const SM_PORT = 30_000;
const MM_PORT = 20_000;

/** How bad the network is: of 100 messages, how many are lost, and doubled; the longest delay. */
export interface Faults {
  readonly lost: number;
  readonly doubled: number;
  readonly delay: Micros;
}

interface Flight {
  readonly at: Micros;
  readonly from: Peer;
  readonly to: Peer;
  readonly message: GmpMessage;
}

/** A client, and what its host program wants: 0 nothing, 1 registered, 2 enrolled, 3 active. */
export interface Node {
  readonly client: Client;
  goal: number;
  /** Nothing of it gets through. */
  cut: boolean;
}

/** The whole of it. */
export interface Network {
  readonly world: World;
  readonly nodes: readonly Node[];
  readonly random: RandomStream;
  faults: Faults;
  flights: Flight[];
  /** The session that was announced last. */
  announced: { readonly session: number; readonly secure: boolean; readonly closed: boolean };
  readonly states: Map<string, number>;
}

/** A server and clients that do nothing yet. */
export function createNetwork(
  hosts: number,
  options: Partial<ServerOptions>,
  faults: Faults,
  seed: number,
  counts: { readonly taken: Map<string, number>; readonly states: Map<string, number> },
): Network {
  const world = createWorld(options, seed, counts.taken);
  const { policies } = world.server.options;
  const nodes = Array.from({ length: hosts }, () => ({
    client: createClient({ server: SERVER, mmPort: MM_PORT, policies }),
    goal: 0,
    cut: false,
  }));
  return {
    world,
    nodes,
    random: seededStream(seed + 1),
    faults,
    flights: [],
    announced: { session: 0, secure: false, closed: false },
    states: counts.states,
  };
}

function post(net: Network, from: Peer, to: Peer, message: GmpMessage): void {
  const { faults, random, world } = net;
  const node = net.nodes[addressOf(from === SERVER ? to : from) - FIRST_HOST];
  const copies = below(random, 100) < faults.doubled ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1) {
    if (node === undefined || node.cut || below(random, 100) < faults.lost) continue;
    const at = micros(world.now + 1 + below(random, faults.delay));
    net.flights.push({ at, from, to, message });
  }
}

function serve(net: Network, effects: readonly ServerEffect[]): void {
  for (const effect of effects) {
    if (effect.kind === 'send') post(net, SERVER, effect.to, effect.message);
    else if (effect.kind === 'notify' && effect.note.what === 'authorise') {
      const { session, peer } = effect.note;
      const granted = below(net.random, 4) > 0;
      serve(net, step(net.world, { kind: 'authorised', session, peer, granted }));
    } else if (effect.kind === 'notify' && effect.note.what === 'announce') {
      const book = net.world.watch.sessions.get(effect.note.session)!;
      net.announced = { session: book.session, secure: book.secure, closed: book.closed };
    }
  }
}

/** Steps a client; the watch over it is small: its wake is never past, and no state is left out of its story. */
function act(net: Network, index: number, event: ClientEvent): void {
  const { client } = net.nodes[index];
  const before = client.state;
  const effects: readonly ClientEffect[] = stepClient(client, event, net.world.now);
  noteTaken(effects);
  let told = before;
  for (const effect of effects) {
    if (effect.kind === 'send') {
      const port = effect.via === 'MM' ? MM_PORT : SM_PORT;
      post(net, udpPeer(FIRST_HOST + index, port), effect.to, effect.message);
    } else if (effect.kind === 'notify' && effect.note.what === 'state') told = effect.note.to;
  }
  if (told !== client.state) throw new Error(`client ${index} is ${client.state}, but told ${told}`);
  if (clientWake(client) <= net.world.now) throw new Error(`client ${index} is to be woken in the past`);
  if (before !== told) net.states.set(told, (net.states.get(told) ?? 0) + 1);
}

/** Asks on behalf of a host program. */
export function ask(net: Network, index: number, what: ClientAsk): void {
  act(net, index, { kind: 'ask', ...what });
}

/** What a host program asks next to reach its goal. One that was refused, or whose session ended, waits to be told again. */
function pursue(net: Network, index: number): void {
  const { client, goal } = net.nodes[index];
  const { state, target } = clientView(client);
  if (goal > 1 && (['registered', 'created', 'lost'].includes(state) || target === 1)) {
    ask(net, index, { ask: 'enrol' });
  } else if (goal > 2 && (state === 'enrolled' || target === 0)) ask(net, index, { ask: 'activate' });
  else if (goal > 0 && (state === 'idle' || target === 2)) register(net, index);
}

function register(net: Network, index: number): void {
  if (net.announced.session > 0) ask(net, index, { ask: 'register', ...net.announced });
}

/** A host program is told to be active, in the session that was announced last. */
export function want(net: Network, index: number): void {
  const { client } = net.nodes[index];
  net.nodes[index].goal = 3;
  if (['rejected', 'failed', 'ended'].includes(client.state)) register(net, index);
}

/** A client creates a session. */
export function create(
  net: Network,
  index: number,
  modes: { readonly secure: boolean; readonly closed: boolean },
  parameters: SessionParameters,
): void {
  ask(net, index, { ask: 'create', ...modes, parameters });
}

/** The network is repaired, and time passes; the answer is who is active in its own view, but not in the server's. */
export function heal(net: Network, span: number): readonly string[] {
  net.faults = { lost: 0, doubled: 0, delay: millis(1) };
  for (const node of net.nodes) node.cut = false;
  run(net, span);
  return net.nodes.flatMap(({ client }, i) => {
    const { state, session, user } = client;
    const group = net.world.watch.sessions.get(session)?.members.get(user)?.group ?? 'none';
    return state === 'active' && group !== 'active'
      ? [`client ${i}: ${state} and ${group} in ${session}`]
      : [];
  });
}

/** A client leaves; its goal is where it is then. */
export function leave(net: Network, index: number, target: LeaveTarget): void {
  net.nodes[index].goal = Math.min(net.nodes[index].goal, 2 - target);
  ask(net, index, { ask: 'leave', target });
}

/** More than any run of a test needs. */
const STEPS_MOST = 20_000;

/** Lets time pass: at each instant messages first, then timers, then what host programs ask. */
export function run(net: Network, span: number): void {
  const { world, nodes } = net;
  const end = world.now + span;
  for (let steps = 0; ; steps += 1) {
    if (steps > STEPS_MOST) throw new Error('time does not pass');
    for (let i = 0; i < nodes.length; i += 1) pursue(net, i);
    let next: number = serverWake(world.server);
    for (const { client } of nodes) next = Math.min(next, clientWake(client));
    for (const { at } of net.flights) next = Math.min(next, at);
    if (next > end) break;
    world.now = micros(next);
    const landing = net.flights.filter(({ at }) => at === next);
    net.flights = net.flights.filter(({ at }) => at !== next);
    for (const { from, to, message } of landing) {
      if (to === SERVER) serve(net, step(world, { kind: 'message', from, message }));
      else act(net, addressOf(to) - FIRST_HOST, { kind: 'message', from, message });
    }
    if (serverWake(world.server) <= next) serve(net, step(world, { kind: 'time' }));
    nodes.forEach(({ client }, i) => {
      if (clientWake(client) <= next) act(net, i, { kind: 'time' });
    });
  }
  world.now = micros(end);
}
