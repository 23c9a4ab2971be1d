/**
 * The stage of a scenario: its actors with their addresses and machines, ready to run. Subnet i is 10.i.0.0/16; actors have
 * their addresses in the order in which the file names them, from .0.1 on.
 */
import type { SessionParameters } from '../../dissectors/gmp-message.js';
import { tenths } from '../base/micros.js';
import { err, ok, type Result } from '../base/result.js';
import { createClient } from '../machine/client/client.js';
import { createHost } from '../machine/igmp/host.js';
import { createSearch } from '../machine/igmp/ring.js';
import { createRouter } from '../machine/igmp/router.js';
import { createWatch } from '../machine/invariants/watch.js';
import type { Peer } from '../machine/peer.js';
import { type Policies, parsePolicy, policiesWith } from '../machine/policies.js';
import { createServer } from '../machine/server/server-state.js';
import type { Actor, Scenario, ScenarioError } from '../scenario/scenario.js';
import { MM_PORT, peerOver, SERVER_PORT } from './gmp-addresses.js';
import { createNode, type Face, type Node } from './node.js';
import { formatInstant } from './patterns.js';
import type { ServerHost } from './server-part.js';
import { readServerSettings, type ServerSetup } from './server-settings.js';
import { addressOn } from './stage-addresses.js';
import { addNode, createWorld, type Sink, type World } from './world.js';

/** A stage: the world, and what its actors have in common. */
export interface Stage {
  readonly scenario: Scenario;
  readonly world: World;
  readonly policies: Policies;
  readonly host: ServerHost;
  /** What the creator says of the session in SCINF. */
  readonly parameters: SessionParameters;
  /** The session that was announced last (7.1.2): how others come to know of it. */
  announced: number;
}

/** Sets the stage; the mistakes are those that only the machines' own tables can tell. */
export function setStage(
  scenario: Scenario,
  sink: Sink | undefined,
): Result<Stage, readonly ScenarioError[]> {
  const policies = readPolicies(scenario);
  const server = readServerSettings(scenario);
  if (!policies.ok || !server.ok) {
    return err([...(policies.ok ? [] : policies.error), ...(server.ok ? [] : server.error)]);
  }
  const world = createWorld(scenario.seed, sink);
  world.subnets.push(...scenario.subnets.map(({ name }) => name));
  world.network.spec = scenario.network;
  const stage: Stage = {
    scenario,
    world,
    policies: policies.value,
    host: {
      authorisation: server.value.authorisation,
      mayRegister: (address) => mayRegister(world, server.value, address),
      announced: (session) => {
        stage.announced = session;
      },
    },
    parameters: parametersOf(scenario),
    announced: 0,
  };
  const plan = planOf(scenario, policies.value, server.value);
  for (const [index, actor] of scenario.actors.entries()) {
    const faces = facesOf(scenario, actor, index);
    const boot = (node: Node): void => bootNode(stage, plan, actor, node);
    const node = createNode(index, actor.name, actor.kind, faces, { ppm: actor.driftPpm }, boot);
    addNode(world, node);
    boot(node);
  }
  return ok(stage);
}

function mayRegister(world: World, setup: ServerSetup, address: number): boolean {
  return (
    setup.mayRegister === undefined || setup.mayRegister.includes(world.byAddress.get(address)?.name ?? '')
  );
}

function facesOf(scenario: Scenario, actor: Actor, index: number): readonly Face[] {
  return actor.subnets.map((name) => {
    const subnet = scenario.subnets.findIndex((one) => one.name === name);
    return { subnet, address: addressOn(subnet, index) };
  });
}

/** The first address of an actor. */
function firstAddress(scenario: Scenario, name: string): number {
  const index = scenario.actors.findIndex((actor) => actor.name === name);
  return facesOf(scenario, scenario.actors[index], index)[0].address;
}

function parametersOf(scenario: Scenario): SessionParameters {
  const { session } = scenario;
  const members = session.listed.map((name) => ({
    address: firstAddress(scenario, name),
    port: 0,
    memberType: scenario.actors.find((actor) => actor.name === name)?.kind === 'principal' ? 2 : 1,
  })) as SessionParameters['members'];
  return {
    members,
    ...(session.name === undefined ? {} : { name: session.name }),
    ...(session.period === undefined ? {} : { kaPeriod: session.period }),
    ...(session.timeout === undefined ? {} : { timeout: session.timeout }),
    ...(session.termination === undefined ? {} : { termination: session.termination }),
  };
}

/** What the machines of all nodes have in common. */
interface Plan {
  readonly setup: ServerSetup;
  readonly serverPeer: Peer;
  readonly hasIgmp: boolean;
}

function planOf(scenario: Scenario, policies: Policies, setup: ServerSetup): Plan {
  const server = scenario.actors.find(({ kind }) => kind === 'server');
  const address = server === undefined ? 0 : firstAddress(scenario, server.name);
  const listens = scenario.actors.some(({ kind }) => kind === 'router' || kind === 'host');
  return {
    setup,
    serverPeer: peerOver(scenario.transport, address, SERVER_PORT),
    hasIgmp: listens || policies.groupJoin === 'on',
  };
}

/** Makes the machines of a node anew. */
function bootNode(stage: Stage, plan: Plan, actor: Actor, node: Node): void {
  const { world, policies, scenario } = stage;
  const interfaces = node.faces.map((_, i) => i);
  node.armed.clear();
  node.joined = 0;
  if (actor.kind === 'router') {
    node.router = createRouter({ interfaces, policies });
    return;
  }
  if (plan.hasIgmp) {
    node.host = createHost({ interfaces, policies }, world.streams(actor.name, 'report delay'));
    node.search = createSearch({ policies });
  }
  if (actor.kind === 'server') {
    const machine = createServer({ ...plan.setup.options, policies }, world.streams(actor.name, 'key'));
    node.server = { machine, watch: createWatch(policies) };
  } else if (actor.kind !== 'host') {
    const mmPort = scenario.transport === 'tcp' ? 0 : MM_PORT;
    node.client = createClient({
      server: plan.serverPeer,
      mmPort,
      policies,
    });
  }
}

function readPolicies(scenario: Scenario): Result<Policies, readonly ScenarioError[]> {
  const errors: ScenarioError[] = [];
  let changed: Partial<Policies> = {};
  for (const { name, value, place } of scenario.policies) {
    const policy = parsePolicy(`${name}=${value}`);
    if (policy.ok) changed = { ...changed, ...policy.value };
    else errors.push({ place, message: policy.error });
  }
  if (errors.length > 0) return err(errors);
  const policies = policiesWith(changed);
  const mistake = continuousMistake(scenario, policies);
  return mistake === undefined ? ok(policies) : err([mistake]);
}

/** The server drops an SCINF whose timeout is too short for the continuous KA timer (D9): its creator would ask for ever. */
function continuousMistake(scenario: Scenario, policies: Policies): ScenarioError | undefined {
  const setting = scenario.policies.find(({ name }) => name === 'kaTimer');
  const creates = scenario.actors.some(({ kind }) => kind === 'creator');
  const { period = policies.kaPeriod, timeout = policies.timeout } = scenario.session;
  if (setting === undefined || policies.kaTimer !== 'continuous' || !creates || timeout > period)
    return undefined;
  const [short, long] = [timeout, period].map((count) => formatInstant(tenths(count)));
  const message = `the continuous KA timer needs a timeout longer than the KA period (D9), but the timeout is ${short} and the period ${long}: no session could be created`;
  return { place: setting.place, message };
}
