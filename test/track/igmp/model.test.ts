/** The tracker of IGMP in columns, and the watch that puts off looking: beside a plain model, on random traffic, with narrow limits. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Micros, micros } from '../../../src/base/micros.js';
import { policiesWith } from '../../../src/machine/policies.js';
import {
  type IgmpKind,
  type IgmpNetwork,
  type IgmpSeen,
  type IgmpTable,
  LEAVE,
  QUERY,
  REPORT,
} from '../../../src/track/igmp-contract.js';
import { memberCount, membersOf } from '../../../src/track/igmp-members.js';
import { createIgmpTable, createNetworkGroups } from '../../../src/track/igmp-table.js';
import { createIgmpTracker, type IgmpLimits } from '../../../src/track/igmp-tracker.js';
import { createIgmpWatch, type Membership } from '../../../src/track/igmp-watch.js';
import { createModel, type ModelNetwork } from './model.js';

const START = 1_700_000_000_000_000;
/** Some above 2^31, and neighbours. */
const HOSTS = [0x0a000001, 0x0a000002, 0xc0a80001, 0xc0a80002, 0xc0a80003, 0xfe000001];
const GROUPS = Array.from({ length: 24 }, (_, i) => 0xe1000000 + 3 * i);
const ROUTERS = [0x0a0000fe, 0xc0a800fe];
const SPANS = [0, 0, 1000, 1000, 500_000, 2_000_000, 4_000_000, 11_000_000, 60_000_000, 60_000_000];
const RARE = [262_000_000, 700_000_000, 3_700_000_000];

const narrow: fc.Arbitrary<IgmpLimits> = fc.record({
  groups: fc.integer({ min: 2, max: 12 }),
  memberships: fc.integer({ min: 2, max: 24 }),
  queries: fc.constantFrom(2, 4, 6, 4096),
});
const wide = fc.constant<IgmpLimits>({ groups: 262_144, memberships: 1_048_576, queries: 4096 });

const anyMessage = fc.record({
  network: fc.constantFrom(1, 1, 1, 2),
  kind: fc.constantFrom<IgmpKind>(QUERY, REPORT, REPORT, REPORT, REPORT, REPORT, REPORT, LEAVE),
  version: fc.constantFrom<IgmpSeen['version']>(1, 1, 2),
  host: fc.nat(HOSTS.length - 1),
  group: fc.oneof(fc.nat(2), fc.nat(GROUPS.length - 1)),
  span: fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...SPANS) }, fc.constantFrom(...RARE)),
  /** Without a message: time passes. */
  isIdle: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

const [TELL, ASK] = [REPORT, QUERY].map((kind) => ({
  network: 1,
  kind: kind as IgmpKind,
  version: 1 as IgmpSeen['version'],
  host: 0,
  group: 0,
  span: 60_000_000,
  isIdle: false,
}));
/** Gone sooner than it looked at first: version 2 is spoken, then version 1, where silence counts. */
const SOONER = [
  { ...TELL, version: 2 as const },
  { ...TELL, span: 1000 },
  ASK,
  ASK,
  ASK,
  { ...ASK, span: 11_000_000, isIdle: true },
];

function networkOf(table: IgmpTable, number: number): IgmpNetwork {
  const never = micros(-1);
  return {
    number,
    key: `network ${number}`,
    prefixes: [],
    mixed: false,
    messages: 0,
    firstAt: never,
    firstFrame: 0,
    lastFrame: 0,
    version: 0,
    queriers: new Map(),
    groups: createNetworkGroups(table, number),
    hosts: new Map(),
    queryAt: never,
    queryFrame: 0,
    queries: 0,
    memberships: 0,
    sweptAt: never,
  };
}

const { goneAt } = createIgmpTracker(policiesWith());

function found(network: IgmpNetwork): unknown {
  const { groups, hosts, queriers, memberships, queries } = network;
  const all = [...groups.values()].map((one) => {
    const { group, since, lastAt, lastFrame, lastHost, version, leftAt } = one;
    expect(memberCount(one)).toBe(membersOf(one).length);
    const reports = groups.table.groups.reports[one.row];
    const members = membersOf(one).map((m) => [
      m.host.address,
      m.firstFrame,
      m.lastFrame,
      m.reports,
      m.host.lastAt,
    ]);
    return [group, since, lastAt, lastFrame, lastHost, reports, version, leftAt, goneAt(one), members];
  });
  expect(groups.size).toBe(all.length);
  return [all, [...hosts.keys()], [...queriers.keys()], memberships, queries];
}

function wanted(model: ReturnType<typeof createModel>, network: ModelNetwork): unknown {
  const { groups, hosts, queriers, queries } = network;
  const all = [...groups.values()].map((one) => {
    const { group, since, lastAt, lastFrame, lastHost, reports, version, leftAt } = one;
    const members = [...one.members.values()].map((m) => [
      m.host.address,
      m.firstFrame,
      m.lastFrame,
      m.reports,
      m.host.lastAt,
    ]);
    return [group, since, lastAt, lastFrame, lastHost, reports, version, leftAt, model.goneAt(one), members];
  });
  return [all, [...hosts.keys()], [...queriers.keys()], model.memberships(network), queries];
}

/** What a watch tells, as texts; a member keeps its row, and no two have one. */
function listen(most: IgmpLimits) {
  const told: string[] = [];
  const rows = new Map<string, number>();
  const nameOf = ({ network, group, host, serial }: Membership): string =>
    `${network.number} ${group} ${host} ${serial}`;
  const keeps = (of: Membership): void => expect(of.member, nameOf(of)).toBe(rows.get(nameOf(of)));
  const watch = createIgmpWatch(
    policiesWith(),
    {
      queried: ({ source, frame }) => told.push(`queried ${source} ${frame}`),
      present: (of, at, frame) => {
        rows.set(nameOf(of), of.member);
        told.push(`present ${of.group} ${of.host} ${at} ${frame}`);
      },
      reported: (of, frame) => {
        keeps(of);
        told.push(`reported ${of.group} ${of.host} ${frame}`);
      },
      absent: (of, at, frame, why) => {
        keeps(of);
        told.push(`absent ${of.group} ${of.host} ${at} ${frame} ${frame === 0 ? why : 'left'}`);
      },
    },
    most,
  );
  return { watch, told };
}

test('what is known after each message, and what is told of it: as in the plain model', () => {
  let dropped = 0;
  let gone = 0;
  const messages = fc.array(anyMessage, { minLength: 1, maxLength: 150, size: 'max' });
  fc.assert(
    fc.property(fc.oneof(narrow, narrow, wide), messages, (most, events) => {
      const table = createIgmpTable();
      const networks = [networkOf(table, 1), networkOf(table, 2)];
      const { watch, told } = listen(most);
      const model = createModel(policiesWith(), most);
      let at = START;
      for (const [i, { network, kind, version, host, group, span, isIdle }] of events.entries()) {
        at += span;
        if (isIdle) {
          watch.advance(at as Micros);
          model.advance(at as Micros);
          expect(told).toEqual(model.told);
          continue;
        }
        const isQuery = kind === QUERY;
        const seen: IgmpSeen = {
          frame: i + 1,
          at: at as Micros,
          layer: 2,
          network: networks[network - 1],
          kind,
          version,
          source: isQuery ? ROUTERS[host % 2] : HOSTS[host],
          destination: 0,
          ttl: 1,
          typeOfService: 0,
          link: -1,
          group: isQuery ? 0 : GROUPS[group],
        };
        watch.take(seen);
        model.take(seen);
        expect(told).toEqual(model.told);
        for (const one of networks) expect(found(one)).toEqual(wanted(model, model.networkOf(one.number)));
      }
      dropped += table.groups.last - table.groups.index.count;
      gone += told.filter((one) => one.startsWith('absent')).length;
    }),
    { numRuns: 150, examples: [[{ groups: 9, memberships: 9, queries: 9 }, SOONER]] },
  );
  // It was about something.
  expect(dropped).toBeGreaterThan(1000);
  expect(gone).toBeGreaterThan(1000);
});
