/** The tracker of IGMP beside the truth: what simulated routers know, and plain reckoning. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../../dissectors/registry.js';
import { formatIpv4 } from '../../../src/base/address.js';
import { type Micros, micros, NEVER } from '../../../src/base/micros.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { EPOCH } from '../../../src/sim/output-pcapng.js';
import type { IgmpNetwork, IgmpSeen, Querier } from '../../../src/track/igmp-contract.js';
import { createIgmpIntake, type IgmpIntake } from '../../../src/track/igmp-intake.js';
import { memberCount } from '../../../src/track/igmp-members.js';
import {
  createIgmpTracker,
  type IgmpTracker,
  missedQuery,
  queriesSince,
} from '../../../src/track/igmp-tracker.js';
import { type Capture, captureTraffic, play, walkCapture } from '../../conform/harness.js';
import { STORIES } from '../../conform/igmp/stories.js';
import {
  captureFrom,
  datagram,
  face,
  igmp,
  packet,
  query,
  report,
  reportV3,
  type Sent,
} from '../../conform/igmp/wire.js';

interface Tracked {
  readonly intake: IgmpIntake;
  readonly tracker: IgmpTracker;
  readonly networks: readonly IgmpNetwork[];
  /** "kind version source group" of each message. */
  readonly seen: readonly string[];
}

function track(
  capture: Capture,
  each: (seen: IgmpSeen, tracker: IgmpTracker) => void = () => undefined,
): Tracked {
  const registry = createRegistry();
  const intake = createIgmpIntake(registry.lookup);
  const tracker = createIgmpTracker(policiesWith());
  const seen: string[] = [];
  const message = (one: IgmpSeen): void => {
    tracker.take(one);
    each(one, tracker);
    const { kind, version, source, group } = one;
    seen.push(`${['query', 'report', 'leave'][kind]} ${version} ${formatIpv4(source)} ${formatIpv4(group)}`);
  };
  walkCapture(
    capture,
    (w) => {
      intake.tick(w);
      intake.see(w, { message });
    },
    registry,
  );
  return { intake, tracker, networks: intake.networks.all, seen };
}

describe('belief beside what simulated routers know, on calm links (D18)', () => {
  test.each(Object.entries(STORIES))(
    '%s: groups come with their reports, and are gone at that instant',
    (_name, text) => {
      let gone = 0;
      for (const seed of [1, 2, 3]) {
        const [traffic] = play({ text, seed });
        const subnetOf = new Map(
          traffic.cast.flatMap(({ addresses }) =>
            addresses.map(({ subnet, address }) => [subnet, address >>> 16]),
          ),
        );
        const { tracker, networks } = track(captureTraffic(traffic));
        for (const event of traffic.events) {
          if (event.kind !== 'state' || event.what !== 'presence') continue;
          const [group, subnet] = event.of.split(' on ');
          const prefix = (subnetOf.get(subnet)! << 16) >>> 0;
          const network = networks.find(({ prefixes }) => prefixes[0].address === prefix)!;
          const found = [...network.groups.values()].find((one) => formatIpv4(one.group) === group)!;
          const at = EPOCH * 1_000_000 + event.t;
          if (event.to === 'present') expect(found.since).toBe(at - 10_000);
          else {
            expect(tracker.goneAt(found)).toBe(at);
            gone += 1;
          }
        }
      }
      if (_name === 'data behind a router') expect(gone).toBeGreaterThan(0);
    },
  );
});

describe('networks', () => {
  test('interfaces that tell one network are on it; others and VLANs are on their own', () => {
    const faces = [face(0, 0), face(1, 0), face(2, 1), face(3), face(4)];
    const sent: Sent[] = [0, 1, 2, 3, 4].map((on): Sent => [on, on, query('10.0.0.1')]);
    sent.push([5, 3, query('10.0.0.1', { vlan: 7 })], [6, 3, query('10.0.0.1', { vlan: 8 })]);
    const { networks } = track(captureFrom(sent, faces));
    expect(networks.map(({ key, messages }) => `${key}: ${messages}`)).toEqual([
      'network 10.0.0.0/16: 2',
      'network 10.1.0.0/16: 1',
      'network at interface 3 (if3): 1',
      'network at interface 4 (if4): 1',
      'network at interface 3 (if3), VLAN 7: 1',
      'network at interface 3 (if3), VLAN 8: 1',
    ]);
  });

  test('messages are counted and framed, whatever they are worth', () => {
    const damaged = report('10.0.0.2', '239.1.1.1');
    damaged[damaged.length - 1] ^= 1;
    const { networks, seen } = track(
      captureFrom([
        [0, 0, datagram('10.0.0.2', '239.1.1.1')],
        [1, 0, damaged],
        [2, 0, query('10.0.0.1')],
      ]),
    );
    expect(seen).toEqual(['query 1 10.0.0.1 0.0.0.0']);
    expect(networks.map(({ messages, firstFrame, lastFrame }) => [messages, firstFrame, lastFrame])).toEqual([
      [2, 2, 3],
    ]);
  });
});

describe('versions', () => {
  test('a report of version 3 is one message a record; blocking sources says nothing of the group', () => {
    const octets = reportV3(
      '10.0.0.2',
      [4, '239.1.1.1'],
      [3, '239.2.2.2'],
      [6, '239.3.3.3'],
      [2, '239.4.4.4'],
    );
    const { seen, networks } = track(captureFrom([[0, 0, octets]]));
    expect(seen).toEqual([
      'report 3 10.0.0.2 239.1.1.1',
      'leave 3 10.0.0.2 239.2.2.2',
      'report 3 10.0.0.2 239.4.4.4',
    ]);
    expect(networks[0].messages).toBe(1);
  });

  test('version 2: gone 3 s after its last member has left, unless somebody objects; else after 260 s (RFC 2236 8)', () => {
    const v2 = (type: number, from: string): Uint8Array =>
      packet(from, '239.1.1.1', 2, igmp(type, 0, '239.1.1.1'));
    const goneAfter = (...sent: readonly Sent[]): number => {
      const { tracker, networks } = track(captureFrom(sent));
      const [group] = networks[0].groups.values();
      return tracker.goneAt(group) / 1e6 - EPOCH;
    };
    expect(goneAfter([10, 0, v2(0x16, '10.0.0.2')])).toBe(270);
    expect(goneAfter([10, 0, v2(0x16, '10.0.0.2')], [20, 0, v2(0x17, '10.0.0.2')])).toBe(23);
    expect(
      goneAfter([10, 0, v2(0x16, '10.0.0.2')], [20, 0, v2(0x17, '10.0.0.2')], [21, 0, v2(0x16, '10.0.0.3')]),
    ).toBe(281);
    expect(
      goneAfter([10, 0, v2(0x16, '10.0.0.2')], [11, 0, v2(0x16, '10.0.0.3')], [20, 0, v2(0x17, '10.0.0.2')]),
    ).toBe(271);
  });

  test('without a querier nobody counts: the group stays', () => {
    const { tracker, networks } = track(captureFrom([[0, 0, report('10.0.0.2', '239.1.1.1')]]));
    expect(tracker.goneAt([...networks[0].groups.values()][0])).toBe(NEVER);
  });

  test('each of several queriers counts by itself: the group is gone when the last of them has it for gone (D18)', () => {
    const asks = (from: string, ...times: readonly number[]): Sent[] =>
      times.map((t): Sent => [t, 0, query(from)]);
    const goneAt = (...sent: readonly Sent[]): number => {
      const all = [[1, 0, report('10.0.0.2', '239.1.1.1')] as Sent, ...sent].sort(([a], [b]) => a - b);
      const { tracker, networks } = track(captureFrom(all));
      return tracker.goneAt([...networks[0].groups.values()][0]) / 1e6 - EPOCH;
    };
    const [one, two] = ['10.0.0.1', '10.0.0.8'];
    expect(goneAt(...asks(one, 60, 120, 180), ...asks(two, 30, 90, 150))).toBe(190);
    expect(goneAt(...asks(one, 30, 90, 150), ...asks(two, 60, 120, 180))).toBe(190);
    expect(goneAt(...asks(one, 30, 90, 150), ...asks(two, 60, 120))).toBe(NEVER);
  });

  test('copies of a query are no queries', () => {
    const at = [0, 0.5, 1.9, 60, 61, 120];
    const { networks } = track(captureFrom(at.map((t): Sent => [t, 0, query('10.0.0.1')])));
    expect(networks[0].queries).toBe(3);
  });
});

test('queries since an instant, and when the n-th was: as counted one by one', () => {
  const anyTimes = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      anyTimes,
      fc.integer({ min: -1, max: 501 }),
      fc.integer({ min: 1, max: 5 }),
      (all, since, n) => {
        const times = [...all].sort((a, b) => a - b) as Micros[];
        const later = times.filter((at) => at > since);
        const querier = { times } as unknown as Querier;
        expect(queriesSince(querier, micros(since))).toBe(later.length);
        expect(missedQuery(querier, micros(since), n)).toBe(later[n - 1] ?? NEVER);
      },
    ),
  );
});

test('what nobody speaks of for an hour is let go; a flood of groups and hosts is bounded', () => {
  const START = EPOCH * 1_000_000;
  const network = track(captureFrom([[0, 0, query('10.0.0.1')]])).networks[0];
  const tracker = createIgmpTracker(policiesWith());
  const seen = { network, frame: 1, at: 0, layer: 3, kind: 1, version: 1, source: 1, destination: 0, ttl: 1 };
  const flood = { ...seen, typeOfService: 0, link: 1, group: 0 } as IgmpSeen;
  for (let i = 0; i < 600_000; i += 1) {
    flood.at = micros(START + i);
    flood.group = 0xe1000000 + (i % 300_000);
    flood.source = i;
    tracker.take(flood);
  }
  expect(network.groups.size).toBeLessThanOrEqual(262_144);
  expect(network.hosts.size).toBeLessThanOrEqual(262_144);
  expect(network.memberships).toBeLessThanOrEqual(1_048_576);
  const counted = [...network.groups.values()].reduce((sum, group) => sum + memberCount(group), 0);
  expect(network.memberships).toBe(counted);
  flood.at = micros(START + 4_000_000_000);
  tracker.take(flood);
  flood.at = micros(START + 8_200_000_000);
  tracker.take(flood);
  expect([network.groups.size, network.hosts.size, network.memberships]).toEqual([1, 1, 1]);
});
