/**
 * The timeline of a scenario: what its lines make happen.
 */
import { encodeGmp, type FlatFields } from '../../dissectors/gmp-codec.js';
import { gmpMessage } from '../../dissectors/gmp-names.js';
import { parseIpv4 } from '../base/address.js';
import type { ClientState } from '../machine/gmp-vocabulary.js';
import { withPort } from '../machine/peer.js';
import type { Action, ActionStep, Fault, FaultStep } from '../scenario/scenario.js';
import { stepClientNode } from './client-part.js';
import { sendData, stepSearchNode } from './data-part.js';
import { MM_PORT, peerOver, SERVER_PORT, SM_PORT, wayTo } from './gmp-addresses.js';
import { wakeOf } from './hands.js';
import { stepHostNode, stepRouterNode } from './igmp-part.js';
import type { Node } from './node.js';
import { datagramOf, sendUnicast } from './sending.js';
import { answerAuthorisation } from './server-part.js';
import type { Stage } from './stage.js';
import { keepAwake, tell } from './world.js';

/** Does what a line says. */
export function act(stage: Stage, step: ActionStep | FaultStep): void {
  const { world } = stage;
  const node = step.kind === 'action' ? step.actor : '';
  const cause = tell(world, { kind: 'action', node, text: step.text, cause: -1 });
  if (step.kind === 'fault') {
    inflict(stage, step.fault);
    return;
  }
  const actor = world.byName.get(step.actor)!;
  perform(stage, actor, step.action, cause);
  keepAwake(world, actor, wakeOf(actor));
}

function perform(stage: Stage, node: Node, action: Action, cause: number): void {
  const { world } = stage;
  switch (action.verb) {
    case 'crash':
      node.up = false;
      return;
    case 'restart':
      node.up = true;
      node.boot(node);
      if (node.router !== undefined) stepRouterNode(world, node, { kind: 'ask', ask: 'start' }, cause);
      return;
    case 'fall-silent':
    case 'speak-again':
      node.silent = action.verb === 'fall-silent';
      return;
    case 'authorise':
    case 'refuse':
      answer(stage, node, action.whom, action.verb === 'authorise', cause);
      return;
    case 'send':
      sendAnything(stage, node, action, cause);
      return;
    case 'send-data':
      sendData(
        world,
        node,
        'data',
        groupOf(stage, action.group),
        action.ttl ?? 16,
        `data of ${node.name}`,
        cause,
      );
      return;
    case 'join':
    case 'quit': {
      const face = faceOf(stage, node, action.subnet);
      const ask = action.verb === 'join' ? 'join' : 'leave';
      const { process } = action;
      stepHostNode(
        world,
        node,
        { kind: 'ask', ask, interface: face, group: groupOf(stage, action.group), process },
        cause,
      );
      return;
    }
    case 'search':
      stepSearchNode(world, node, { kind: 'ask', ask: 'search', group: groupOf(stage, action.group) }, cause);
      return;
    case 'serve': {
      const group = groupOf(stage, action.group);
      node.serves.add(group);
      stepHostNode(world, node, { kind: 'ask', ask: 'join', interface: 0, group, process: 'serves' }, cause);
      return;
    }
    default:
      askClient(stage, node, action, cause);
  }
}

/** The host program of a client asks it to do something. */
function askClient(
  stage: Stage,
  node: Node,
  action: Extract<
    Action,
    { verb: 'create' | 'register' | 'enrol' | 'activate' | 'ask-users' | 'terminate' | 'delete' | 'leave' }
  >,
  cause: number,
): void {
  const { world, scenario, parameters } = stage;
  const { secure, closed } = scenario.session;
  const ask = (event: Parameters<typeof stepClientNode>[2]): void => {
    if (node.up) stepClientNode(world, node, event, cause);
  };
  switch (action.verb) {
    case 'create':
      ask({ kind: 'ask', ask: 'create', secure, closed, parameters });
      return;
    case 'register':
      ask({ kind: 'ask', ask: 'register', session: stage.announced || 1, secure, closed });
      return;
    case 'leave':
      ask({ kind: 'ask', ask: 'leave', target: action.target });
      return;
    case 'ask-users':
      ask({ kind: 'ask', ask: 'users' });
      return;
    default:
      ask({ kind: 'ask', ask: action.verb });
  }
}

function answer(stage: Stage, node: Node, whom: string, granted: boolean, cause: number): void {
  const { world, host } = stage;
  const address = world.byName.get(whom)!.faces[0].address;
  const peer = peerOver(stage.scenario.transport, address, SM_PORT);
  answerAuthorisation(world, node, host, stage.announced, peer, granted, cause);
}

/** A message from somebody with no right to it: any fields, encoded as they are. */
function sendAnything(
  stage: Stage,
  node: Node,
  action: Extract<Action, { verb: 'send' }>,
  cause: number,
): void {
  const { world, scenario } = stage;
  const server = world.nodes.find((one) => one.server !== undefined)!;
  const given = Object.fromEntries(action.fields.map(({ name, value }) => [name, readValue(value)]));
  const isMm = gmpMessage(action.type)?.family === 'MM';
  const fields: FlatFields = {
    ...defaults(stage, isMm),
    'gmp.type': action.type,
    ...typeFields(action.type, isMm),
    ...given,
  };
  const to = peerOver(scenario.transport, server.faces[0].address, SERVER_PORT);
  const port = isMm && scenario.transport === 'udp' && hasNamedPort(node) ? MM_PORT : SM_PORT;
  const { addressing } = wayTo(world, node, port, withPort(to, SERVER_PORT));
  const datagram = datagramOf('GMP', action.type, encodeGmp(fields), addressing, undefined);
  sendUnicast(world, node, datagram, cause);
}

/** Whether a client has named its port for MM: with SAREQ. Before, its SM address serves for MM too (D7). */
function hasNamedPort({ client }: Node): boolean {
  return client !== undefined && NAMED.includes(client.state);
}

const NAMED: readonly ClientState[] = ['activating', 'active', 'left', 'ended', 'lost'];

function defaults(stage: Stage, isMm: boolean): FlatFields {
  const { closed, secure } = stage.scenario.session;
  const ids = { 'gmp.version': 1, 'gmp.session_id': stage.announced || 1 };
  if (isMm) return { ...ids, 'gmp.mm.mode': closed ? 2 : 1, 'gmp.mm.member_type': 1 };
  return { ...ids, 'gmp.sm.flags.s': secure, 'gmp.sm.flags.m': closed };
}

function typeFields(type: string, isMm: boolean): FlatFields {
  const code = gmpMessage(type)?.code ?? 0;
  return isMm ? { 'gmp.mm.type': code } : { 'gmp.sm.type': code };
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** A group by its address; "group" or nothing: that of the session. */
function groupOf(stage: Stage, group: string | undefined): number {
  if (group !== undefined && group !== 'group') return parseIpv4(group) ?? 0;
  const session = stage.world.nodes
    .find((one) => one.server !== undefined)
    ?.server?.machine.sessions.get(stage.announced);
  return session?.groupAddress ?? 0;
}

function faceOf(stage: Stage, node: Node, subnet: string | undefined): number {
  if (subnet === undefined) return 0;
  const number = stage.world.subnets.indexOf(subnet);
  return Math.max(
    0,
    node.faces.findIndex((face) => face.subnet === number),
  );
}

function inflict(stage: Stage, fault: Fault): void {
  const { network } = stage.world;
  switch (fault.verb) {
    case 'cut':
      for (const name of fault.actors) network.cut.add(name);
      return;
    case 'repair':
      for (const name of fault.actors) network.cut.delete(name);
      return;
    case 'part':
      network.parted = { left: new Set(fault.left), right: new Set(fault.right) };
      return;
    case 'join-again':
      network.parted = undefined;
      return;
    case 'network':
      network.spec = { ...network.spec, ...fault.change };
  }
}
