/** What records tell of IGMP at any packet, and between packets, beside what the tracker believed when they passed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIpv4 } from '../../../src/base/address.js';
import { type Micros, micros, NEVER } from '../../../src/base/micros.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { createReasons } from '../../../src/track/frozen-members.js';
import { createHosts } from '../../../src/track/hosts.js';
import {
  type IgmpNetwork,
  type IgmpSeen,
  type IgmpTable,
  LEAVE,
  QUERY,
  REPORT,
} from '../../../src/track/igmp-contract.js';
import { memberCount, membersOf } from '../../../src/track/igmp-members.js';
import { createIgmpRecords } from '../../../src/track/igmp-records.js';
import { createIgmpTable, createNetworkGroups } from '../../../src/track/igmp-table.js';
import { createIgmpTracker } from '../../../src/track/igmp-tracker.js';
import { createIgmpWatch } from '../../../src/track/igmp-watch.js';
import { createJournal } from '../../../src/track/journal.js';
import { createNumberList } from '../../../src/tui/store/number-list.js';
import type { TimerRun, TimerSight } from '../../../src/tui/story/contract.js';
import { createNetworkRuns } from '../../../src/tui/story/network-runs.js';
import { createNetworkSights } from '../../../src/tui/story/network-sights.js';
import { createRoster } from '../../../src/tui/story/roster.js';
import { createStudent } from '../../../src/tui/story/student.js';
import { allOf } from './told.js';

const ROUTERS = [0x0a000001, 0x0a000002];
const HOSTS = [0x0a000010, 0x0a000011, 0x0a000012];
const GROUPS = [0xef010101, 0xef010102, 0xe8000001];
const SPANS = [0, 500_000, 3_000_000, 5_000_000, 61_000_000, 61_000_000, 270_000_000];
const LONGEST = 3_500_000_000;

const anyEvent = fc.record({
  kind: fc.constantFrom(QUERY, REPORT, REPORT, REPORT, LEAVE),
  which: fc.nat(1),
  host: fc.nat(2),
  group: fc.nat(2),
  span: fc.constantFrom(...SPANS),
});

function networkOf(table: IgmpTable, number: number): IgmpNetwork {
  const counts = { messages: 0, firstFrame: 0, lastFrame: 0, queryFrame: 0, queries: 0, memberships: 0 };
  const never = micros(-1);
  const maps = { queriers: new Map(), groups: createNetworkGroups(table, number), hosts: new Map() };
  const key = `network ${number}`;
  return {
    number,
    key,
    prefixes: [],
    mixed: false,
    version: 0,
    ...counts,
    ...maps,
    firstAt: never,
    queryAt: never,
    sweptAt: never,
  };
}

/** What a network looks like just after a packet, by the tracker. */
function believed({ groups, key, queries, version }: IgmpNetwork, at: Micros): readonly unknown[] {
  const { goneAt } = createIgmpTracker(policiesWith());
  const present = [...groups.values()].filter((one) => goneAt(one) > at && memberCount(one) > 0);
  const rows = present
    .sort((a, b) => a.group - b.group)
    .flatMap((group) =>
      [...membersOf(group)]
        .sort((a, b) => a.host.address - b.host.address)
        .map((one) =>
          [
            `${formatIpv4(group.group)} of ${formatIpv4(one.host.address)} v${group.version}`,
            `since ${one.firstFrame}, last ${one.lastFrame}, ${one.reports} reports`,
            `reported in ${group.lastFrame} by ${formatIpv4(group.lastHost)}`,
            `until ${goneAt(group) === NEVER ? '-' : goneAt(group)}`,
          ].join(': '),
        ),
    );
  return [key, String(queries), version === 0 ? '-' : String(version), String(present.length), rows];
}

const anyEvents = fc.array(anyEvent, { minLength: 1, maxLength: 80 });
type Events = typeof anyEvents extends fc.Arbitrary<infer T> ? T : never;

const [ASK, TELL] = [
  { kind: QUERY, which: 1, host: 0, group: 0, span: 61_000_000 },
  { kind: REPORT, which: 1, host: 1, group: 1, span: 500_000 },
] as const;
const COME = { kind: REPORT, which: 0, host: 0, group: 2, span: 0 } as const;
/** Version 1, where silence counts (D18): until it is over; broken by a report, by another querier; by none once it is over. */
const EXAMPLES: readonly Events[] = [
  [ASK, TELL, ASK, ASK, ASK, ASK],
  [ASK, TELL, ASK, ASK, ASK, TELL, ASK, { ...TELL, host: 2 }],
  [ASK, TELL, ASK, ASK, ASK, { ...ASK, host: 1, span: 3_000_000 }, ASK],
  [ASK, TELL, ASK, ASK, ASK, { ...ASK, host: 1 }, TELL],
  // Left, joined again before the group is gone, and then gone by time.
  [COME, { ...COME, kind: LEAVE }, COME, { ...COME, kind: QUERY, span: 270_000_000 }],
];

/** Lets all of it happen: what was written down, and what was believed after each packet. */
function happened(events: Events) {
  const reasons = createReasons();
  const roster = createRoster(createHosts(), new Map());
  const records = createIgmpRecords();
  const notable = createNumberList();
  const timed = createNumberList();
  const student = createStudent({ roster, journal: createJournal(reasons), notable, timed, records });
  const watch = createIgmpWatch(policiesWith(), student.igmp!);
  const table = createIgmpTable();
  const networks = [networkOf(table, 1), networkOf(table, 2)];
  const times: Micros[] = [micros(0)];
  const expected: (readonly (readonly unknown[])[])[] = [];
  for (const [i, { kind, which, host, group, span }] of events.entries()) {
    const frame = i + 1;
    const at = micros(Math.min(LONGEST, times[i] + span));
    times.push(at);
    const source = kind === QUERY ? ROUTERS[host % 2] : HOSTS[host];
    const of = kind === QUERY ? 0 : GROUPS[group];
    const version = (which === 0 || kind === LEAVE || group === 0 ? 2 : 1) as IgmpSeen['version'];
    const ip = { layer: 2, ttl: 1, typeOfService: 0, link: -1, destination: of };
    const seen: IgmpSeen = {
      frame,
      at,
      network: networks[which],
      kind,
      version,
      source,
      group: of,
      ...ip,
    };
    student.comes?.(frame);
    watch.advance(at);
    student.begin?.(frame, at);
    student.heard?.(seen);
    watch.take(seen);
    student.end?.(frame);
    const known = networks.filter((one) => records.networks.some(({ network }) => network === one));
    known.sort((a, b) => roster.network(a) - roster.network(b));
    expected.push(known.map((one) => believed(one, at)));
  }
  const sightsAt = createNetworkSights({ roster, reasons, records, since: String, timeOf: (n) => times[n] });
  return { roster, records, times, expected, sightsAt };
}

test('any packet shows what was believed when it passed', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const { times, expected, sightsAt } = happened(events);
      for (const [i, wanted] of expected.entries()) {
        const sights = sightsAt(i + 1, times[i + 1]).map((sight) => {
          const all = Array.from({ length: sight.membershipCount }, (_, k) => sight.membershipAt(k));
          for (const [k, { subject }] of all.entries()) expect(sight.membershipOf(subject)).toBe(k);
          const rows = all
            .filter(({ state }) => state === 1)
            .map(({ group, name, cells, timers }) =>
              [
                `${group} of ${name} v${cells[0].text}`,
                `since ${cells[1].by?.frame}, last ${cells[2].by?.frame}, ${cells[3].text} reports`,
                `reported in ${cells[4].by?.frame} by ${cells[5].text}`,
                `until ${timers[0]?.expires ?? '-'}`,
              ].join(': '),
            );
          const text = (title: string) => sight.facts.find((one) => one.title === title)?.cell.text;
          return [sight.name, text('Queries'), text('Version'), text('Groups'), rows];
        });
        expect(sights, `packet ${i + 1}`).toEqual(wanted);
      }
    }),
    { numRuns: 150, examples: EXAMPLES.map((events) => [events]) },
  );
});

/** A membership's timers as the sights of one packet after the other show them. */
function runsSeen({ times, sightsAt }: ReturnType<typeof happened>): ReadonlyMap<number, TimerRun[]> {
  const runs = new Map<number, TimerRun[]>();
  const open = new Map<number, TimerSight>();
  const end = (subject: number, at: Micros, how: TimerRun['end']): void => {
    const timer = open.get(subject);
    if (timer === undefined) return;
    open.delete(subject);
    const { name, started, expires } = timer;
    const list = runs.get(subject) ?? [];
    runs.set(subject, list);
    list.push({
      name,
      from: started.at,
      ...(expires <= at ? { to: expires, end: 'expired' } : { to: at, end: how }),
    });
  };
  for (let i = 1; i < times.length; i += 1) {
    for (const { membershipCount, membershipAt } of sightsAt(i, times[i])) {
      for (let k = 0; k < membershipCount; k += 1) {
        const { subject, timers } = membershipAt(k);
        const [timer] = timers;
        if (timer === undefined) end(subject, times[i], 'stopped');
        else if (timer.started.frame !== open.get(subject)?.started.frame)
          end(subject, times[i], 'restarted');
        if (timer !== undefined) open.set(subject, timer);
      }
    }
  }
  for (const subject of [...open.keys()]) end(subject, times.at(-1)!, 'running');
  return runs;
}

test('timers ran as one packet after the other shows them', () => {
  fc.assert(
    fc.property(anyEvents, fc.nat(79), fc.nat(79), (events, one, other) => {
      const all = happened(events);
      const { times, roster, records } = all;
      const waiting: (() => boolean)[] = [];
      const slices = {
        run: (step: () => boolean) => {
          waiting.push(step);
          return () => undefined;
        },
        busy: () => false,
      };
      const runs = createNetworkRuns({
        ...{ records, roster, slices, changed: () => undefined, complete: () => true },
        timeOf: (n) => times[n],
        scanned: () => times.length - 1,
      });
      const ask = (subject: number, from: Micros, to: Micros): readonly TimerRun[] => {
        const first = runs(subject, from, to);
        for (const step of waiting.splice(0)) while (step());
        const told = first ?? runs(subject, from, to);
        if (told === undefined || told === 'many') throw new Error(`${told} runs`);
        return told;
      };
      const seen = runsSeen(all);
      const [from, to] = [one, other].map((i) => times[1 + (i % (times.length - 1))]).sort((a, b) => a - b);
      for (const { kind, number } of allOf(roster.subjects)) {
        if (kind !== 'membership') continue;
        const wanted = seen.get(number) ?? [];
        const within = (run: TimerRun): boolean => run.to >= from && run.to < to;
        expect(ask(number, from, to).filter(within)).toEqual(wanted.filter(within));
        expect(ask(number, times[1], times.at(-1)!)).toEqual(wanted);
      }
    }),
    { numRuns: 150, examples: EXAMPLES.map((events) => [events, 0, events.length - 1]) },
  );
});
