/**
 * What happens to a node: a frame arrives, its time has come. Everything that a frame carries is read from its octets, as on
 * a real network: what is no message is told to the machine as a violation.
 */
import { parseGmp } from '../../dissectors/gmp-parse.js';
import { type Micros, NEVER } from '../base/micros.js';
import { clientWake } from '../machine/client/client.js';
import { hostWake } from '../machine/igmp/host.js';
import { searchWake } from '../machine/igmp/ring.js';
import { routerWake } from '../machine/igmp/router.js';
import { serverWake } from '../machine/server/server.js';
import { stepClientNode } from './client-part.js';
import { DATA_PORT, receiveData, stepSearchNode } from './data-part.js';
import { senderOf } from './gmp-addresses.js';
import { receiveIgmp, refuse, stepHostNode, stepRouterNode } from './igmp-part.js';
import type { Node } from './node.js';
import { type ServerHost, stepServerNode } from './server-part.js';
import { type Hands, keepAwake, localTime, type Parcel, tell, type World } from './world.js';

const TIME = { kind: 'time' } as const;

/** The hands of a world in which the servers have this host program. */
export function handsOf(world: World, host: ServerHost): Hands {
  return {
    arrive: (parcel) => arrive(world, host, parcel),
    wake: (node) => wake(world, host, node),
  };
}

function arrive(world: World, host: ServerHost, parcel: Parcel): void {
  const { to: node, message } = parcel;
  if (refuse(world, node, parcel)) return;
  const cause = tell(world, { kind: 'arrival', node: node.name, message, cause: message });
  receive(world, host, node, parcel, cause);
  keepAwake(world, node, wakeOf(node));
}

function receive(world: World, host: ServerHost, node: Node, parcel: Parcel, cause: number): void {
  const { addressing, octets, start, end } = parcel;
  if (addressing.transport === 'igmp') receiveIgmp(world, node, faceOn(world, node, parcel), parcel, cause);
  else if (addressing.destinationPort === DATA_PORT) receiveDatagram(world, node, parcel, cause);
  else if (node.server !== undefined || node.client !== undefined) {
    const parsed = parseGmp(octets, start, end);
    const from = senderOf(addressing);
    const event = parsed.ok
      ? ({ kind: 'message', from, message: parsed.message } as const)
      : ({ kind: 'violation', from, violation: parsed.violation } as const);
    if (node.server !== undefined) stepServerNode(world, node, host, event, cause);
    else stepClientNode(world, node, event, cause);
  }
}

function receiveDatagram(world: World, node: Node, parcel: Parcel, cause: number): void {
  const { destination, source } = parcel.addressing;
  const isAnswer = node.faces.some(({ address }) => address === destination);
  if (!isAnswer) receiveData(world, node, faceOn(world, node, parcel), parcel, cause);
  else if (node.search !== undefined) stepSearchNode(world, node, { kind: 'answer', from: source }, cause);
}

/** The interface on which a frame arrives: that on the subnet on which it was sent. */
function faceOn(world: World, node: Node, { addressing }: Parcel): number {
  const subnet = world.subnets.indexOf(addressing.subnet);
  return Math.max(
    0,
    node.faces.findIndex((face) => face.subnet === subnet),
  );
}

function wake(world: World, host: ServerHost, node: Node): void {
  if (node.up) fire(world, host, node);
  keepAwake(world, node, wakeOf(node));
}

/** Every machine of the node that is due is stepped. */
function fire(world: World, host: ServerHost, node: Node): void {
  const now = localTime(world, node);
  if (node.server !== undefined && serverWake(node.server.machine) <= now) {
    stepServerNode(world, node, host, TIME, -1);
  }
  if (node.client !== undefined && clientWake(node.client) <= now) stepClientNode(world, node, TIME, -1);
  if (node.host !== undefined && hostWake(node.host) <= now) stepHostNode(world, node, TIME, -1);
  if (node.router !== undefined && routerWake(node.router) <= now) stepRouterNode(world, node, TIME, -1);
  if (node.search !== undefined && searchWake(node.search) <= now) stepSearchNode(world, node, TIME, -1);
}

/** When the node wants to be woken, by its own clock; NEVER while it is switched off. */
export function wakeOf(node: Node): Micros {
  if (!node.up) return NEVER;
  let wake = NEVER;
  if (node.server !== undefined) wake = least(wake, serverWake(node.server.machine));
  if (node.client !== undefined) wake = least(wake, clientWake(node.client));
  if (node.host !== undefined) wake = least(wake, hostWake(node.host));
  if (node.router !== undefined) wake = least(wake, routerWake(node.router));
  if (node.search !== undefined) wake = least(wake, searchWake(node.search));
  return wake;
}

function least(a: Micros, b: Micros): Micros {
  return a < b ? a : b;
}
