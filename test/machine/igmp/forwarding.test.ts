/**
 * Where datagrams go: the rows of TTL and destination at the sender and at a router, each number at its edges.
 */
import { describe, expect, test } from 'vitest';
import { micros } from '../../../src/base/micros.js';
import { FORWARDING_ROWS, forward, originate } from '../../../src/machine/igmp/forwarding.js';
import {
  IGMP_PROTOCOL,
  IGMP_TTL,
  IGMP_TYPE_OF_SERVICE,
  isGroup,
  isSingleHop,
} from '../../../src/machine/igmp/igmp-vocabulary.js';
import { createRouter, stepRouter } from '../../../src/machine/igmp/router.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { holdDeclared, type Seen, short } from './harness.js';

const G = 0xe000_0101;
const NO_STATES = { own: {} };

/** A router on networks 1 to 4; G, and some that are never forwarded, have members on 1, 2 and 4. */
function routerWithMembers() {
  const router = createRouter({ interfaces: [4, 3, 2, 1], policies: policiesWith() });
  stepRouter(router, { kind: 'ask', ask: 'start' }, micros(0));
  for (const group of [G, 0xe000_0000, 0xe000_0002, 0xe000_00ff, 0xe000_0100, 0xefff_ffff]) {
    for (const face of [1, 2, 4]) {
      const message = { type: 'report', group } as const;
      stepRouter(router, { kind: 'message', interface: face, from: 9, message }, micros(0));
    }
  }
  return router;
}

function held(effects: readonly Seen[]): unknown[] {
  holdDeclared(FORWARDING_ROWS, effects, NO_STATES, NO_STATES, 'datagram');
  return short(effects);
}

function copies(ttl: number, ...interfaces: readonly number[]) {
  return interfaces.map((face) => ({
    kind: 'send',
    interface: face,
    ttl,
    why: 'datagram.forward.members',
  }));
}
function ignored(reason: string, why: string) {
  return [{ kind: 'ignored', reason, why: `datagram.${why}` }];
}

describe('2.7.2 — TTL at the sender', () => {
  test('2.7.2 — TTL 0 stays on the host', () => {
    expect(held(originate(3, 0, G))).toEqual(ignored('stays on the host', 'send.stays'));
  });

  test.each([1, 2, 3, 255])('2.7.2 — TTL %i goes onto the wire as it is', (ttl) => {
    for (const group of [G, 0xe000_0001]) {
      expect(held(originate(3, ttl, group))).toEqual([
        { kind: 'send', interface: 3, ttl, why: 'datagram.send.wire' },
      ]);
    }
  });
});

describe('2.7.2 — forwarding', () => {
  const router = routerWithMembers();

  test.each([0, 1])('2.7.2 — TTL %i ends here, without ICMP', (ttl) => {
    expect(held(forward(router, 1, ttl, G))).toEqual(ignored('TTL spent', 'forward.spent'));
  });

  test.each([2, 3, 255])('2.7.2 — TTL %i: to the other networks with members, less one', (ttl) => {
    expect(held(forward(router, 1, ttl, G))).toEqual(copies(ttl - 1, 2, 4));
    expect(held(forward(router, 3, ttl, G))).toEqual(copies(ttl - 1, 1, 2, 4));
  });

  test('2.7.2 — no other network has members', () => {
    expect(held(forward(router, 1, 9, G + 1))).toEqual(ignored('no members', 'forward.nobody'));
  });

  test.each([0xe000_0000, 0xe000_0001, 0xe000_0002, 0xe000_00ff])(
    '2.7.2 — %i is never forwarded',
    (group) => {
      expect(held(forward(router, 1, 9, group))).toEqual(ignored('single hop', 'forward.single-hop'));
    },
  );

  test.each([0xe000_0100, 0xefff_ffff])('2.7.2 — %i is forwarded', (group) => {
    expect(held(forward(router, 2, 9, group))).toEqual(copies(8, 1, 4));
  });

  test.each([0, 0xdfff_ffff, 0xf000_0000])('2.7.2 — %i is no group', (address) => {
    for (const ttl of [1, 9]) {
      expect(held(forward(router, 1, ttl, address))).toEqual(ignored('no group', 'forward.no-group'));
    }
  });

  test('2.7.2 — it came from no network of the router', () => {
    expect(held(forward(router, 5, 9, G))).toEqual(ignored('no such interface', 'forward.no-interface'));
  });
});

describe('2.7.1 — constants', () => {
  test('2.7.1 — protocol 2, type of service 0, TTL 1', () => {
    expect([IGMP_PROTOCOL, IGMP_TYPE_OF_SERVICE, IGMP_TTL]).toEqual([2, 0, 1]);
  });

  test('2.7.2 — class D, and the single-hop range in it', () => {
    const edges = [0xdfff_ffff, 0xe000_0000, 0xe000_00ff, 0xe000_0100, 0xefff_ffff, 0xf000_0000];
    expect(edges.map(isGroup)).toEqual([false, true, true, true, true, false]);
    expect(edges.map(isSingleHop)).toEqual([false, true, true, false, false, false]);
  });
});
