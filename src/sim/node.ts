/**
 * Who is on the stage: a host or router with its addresses, its clock, and the machines that run on it.
 */
import type { Micros } from '../base/micros.js';
import { NEVER } from '../base/micros.js';
import type { Client } from '../machine/client/client.js';
import type { Host } from '../machine/igmp/host-state.js';
import type { Search } from '../machine/igmp/ring.js';
import type { Router } from '../machine/igmp/router-rows.js';
import type { Watch } from '../machine/invariants/watch.js';
import type { Peer } from '../machine/peer.js';
import type { Server } from '../machine/server/server-state.js';
import type { Clock } from './drift.js';
import type { EventId } from './queue.js';
import type { Addressing } from './trace.js';

/** An interface of a node: its subnet, by number, and its address there. Its number is its place in the node's list. */
export interface Face {
  readonly subnet: number;
  readonly address: number;
}

/** A way from a port of a node to a peer: addresses, who is there (undefined: nobody), over how many links (0: none). */
export interface Way {
  readonly peer: Peer;
  readonly addressing: Addressing;
  readonly to: Node | undefined;
  readonly hops: number;
}

/** The server on a node, and the judge that watches it. */
export interface ServerPart {
  machine: Server;
  watch: Watch | undefined;
}

/** A host or router. */
export interface Node {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  readonly faces: readonly Face[];
  readonly clock: Clock;
  /** Off after a crash. */
  up: boolean;
  /** Hears and says nothing, while its machines go on. */
  silent: boolean;
  /** The wake that is scheduled; never later than the machines want it. */
  wakeAt: Micros;
  wakeId: EventId | undefined;
  /** Makes the machines of the node anew: at the beginning, and after a restart. */
  readonly boot: (node: Node) => void;
  server: ServerPart | undefined;
  client: Client | undefined;
  host: Host | undefined;
  router: Router | undefined;
  search: Search | undefined;
  /** The group that its client has joined (D19); 0 where none. */
  joined: number;
  /** Groups for which it answers probes. */
  readonly serves: Set<number>;
  /** The ways that its messages have gone, by the place of the receiver (`placeOf`). */
  readonly ways: (Way | undefined)[];
  /** Number of the trace event by which each timer was armed, by its name: for causes. */
  readonly armed: Map<string, number>;
}

/** A node as it is before its machines are there. */
export function createNode(
  index: number,
  name: string,
  kind: string,
  faces: readonly Face[],
  clock: Clock,
  boot: (node: Node) => void,
): Node {
  return {
    index,
    name,
    kind,
    faces,
    clock,
    up: true,
    silent: false,
    wakeAt: NEVER,
    wakeId: undefined,
    boot,
    server: undefined,
    client: undefined,
    host: undefined,
    router: undefined,
    search: undefined,
    joined: 0,
    serves: new Set(),
    ways: [],
    armed: new Map(),
  };
}
