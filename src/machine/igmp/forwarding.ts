/**
 * Where a multicast datagram goes, by its TTL and its group (IGMP text 2.7.2, RFC 1112 2 and 7.2): pure functions, with
 * their rows as data like those of the machines. Nothing here ever causes ICMP: that a TTL runs out is ordinary.
 *
 *   TTL of the sender's datagram    0            1            2 and more
 *   reaches                         the sender   its subnet   through routers, networks with members, but not 224.0.0.0/24
 */
import { createOutbox, ignore, type Outbox, send, takeEffects, whyOf } from '../contract.js';
import { compileTransitions, type Dimension, findTransition, type Transition } from '../transitions.js';
import { type DatagramEffect, type DatagramSend, isGroup, isSingleHop } from './igmp-vocabulary.js';
import { hasMembers } from './router.js';
import type { Router } from './router-rows.js';

/** What the rows look at: a datagram. */
export interface DatagramContext {
  /** Where it arrived, or where its sender wants it to go. */
  readonly interface: number;
  readonly ttl: number;
  /** Interfaces of other networks that have members; none at the sender. */
  readonly onward: readonly number[];
  /** Whether the router has the interface; the sender has it always. */
  readonly known: boolean;
  readonly out: Outbox<DatagramSend, never, never>;
}

/** The dimensions of a datagram: its TTL and the range of its destination. */
export const FORWARDING_DIMENSIONS: readonly [Dimension, Dimension] = [
  { name: 'ttl', states: ['0', '1', '2 or more'] },
  { name: 'destination', states: ['no group', 'single hop', 'other group'] },
];

/** The table of a datagram: at its sender, and at each router that hears it. */
export const FORWARDING_ROWS: readonly Transition<DatagramContext>[] = [
  {
    id: 'datagram.send.stays',
    on: ['send'],
    from: { ttl: ['0'] },
    when: '',
    to: {},
    effects: ['ignored stays on the host'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.out, 'stays on the host'),
  },
  {
    id: 'datagram.send.wire',
    on: ['send'],
    from: { ttl: ['1', '2 or more'] },
    when: '',
    to: {},
    effects: ['send datagram'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => send(c.out, { interface: c.interface, ttl: c.ttl }),
  },
  {
    id: 'datagram.forward.no-interface',
    on: ['forward'],
    from: {},
    when: 'the router has no such interface',
    to: {},
    effects: ['ignored no such interface'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    guard: (c) => !c.known,
    run: (c) => ignore(c.out, 'no such interface'),
  },
  {
    id: 'datagram.forward.no-group',
    on: ['forward'],
    from: { destination: ['no group'] },
    when: '',
    to: {},
    effects: ['ignored no group'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.out, 'no group'),
  },
  {
    id: 'datagram.forward.spent',
    on: ['forward'],
    from: { ttl: ['0', '1'] },
    when: 'the TTL has run out, without ICMP',
    to: {},
    effects: ['ignored TTL spent'],
    clause: 'IGMP 2.7.2, RFC 1112 7.2',
    decisions: [],
    run: (c) => ignore(c.out, 'TTL spent'),
  },
  {
    id: 'datagram.forward.single-hop',
    on: ['forward'],
    from: { ttl: ['2 or more'], destination: ['single hop'] },
    when: 'the group is one of 224.0.0.0 to 224.0.0.255',
    to: {},
    effects: ['ignored single hop'],
    clause: 'IGMP 2.7.2',
    decisions: [],
    run: (c) => ignore(c.out, 'single hop'),
  },
  {
    id: 'datagram.forward.nobody',
    on: ['forward'],
    from: { ttl: ['2 or more'], destination: ['other group'] },
    when: 'no other network has members of the group',
    to: {},
    effects: ['ignored no members'],
    clause: 'IGMP 2.7.2, RFC 1112 2',
    decisions: [],
    guard: (c) => c.onward.length === 0,
    run: (c) => ignore(c.out, 'no members'),
  },
  {
    id: 'datagram.forward.members',
    on: ['forward'],
    from: { ttl: ['2 or more'], destination: ['other group'] },
    when: 'to each other network that has members, TTL less one',
    to: {},
    effects: ['send datagram'],
    clause: 'IGMP 2.7.2, RFC 1112 2',
    decisions: [],
    run: (c) => {
      for (const face of c.onward) send(c.out, { interface: face, ttl: c.ttl - 1 });
    },
  },
];

const TABLE = compileTransitions(FORWARDING_ROWS, FORWARDING_DIMENSIONS);
const NO_GROUP = 0;
const SINGLE_HOP = 1;
const OTHER_GROUP = 2;

/** What a router does with a datagram that has arrived on an interface: copies in ascending order, or ignored. */
export function forward(
  router: Router,
  arrival: number,
  ttl: number,
  group: number,
): readonly DatagramEffect[] {
  const onward = router.interfaces.filter((face) => face !== arrival && hasMembers(router, face, group));
  const known = router.interfaces.includes(arrival);
  return judge('forward', group, { interface: arrival, ttl, onward, known, out: createOutbox() });
}

/** What a host does with a datagram of its own: onto the wire, or not. Its own members of the group get it in any case. */
export function originate(face: number, ttl: number, group: number): readonly DatagramEffect[] {
  return judge('send', group, { interface: face, ttl, onward: [], known: true, out: createOutbox() });
}

function judge(event: 'send' | 'forward', group: number, c: DatagramContext): readonly DatagramEffect[] {
  const found = findTransition(TABLE.get(event), Math.min(c.ttl, 2), rangeOf(group), c)!;
  c.out.why = whyOf(found.row, c);
  found.run(c);
  return takeEffects(c.out);
}

function rangeOf(destination: number): number {
  if (!isGroup(destination)) return NO_GROUP;
  return isSingleHop(destination) ? SINGLE_HOP : OTHER_GROUP;
}
