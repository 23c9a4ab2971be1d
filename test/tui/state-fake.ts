/**
 * A story made by hand over a capture: one session with members, a second one with many, a network. What is known after a packet is
 * worked out of a list of changes, so that it is the same whichever way one comes there.
 */
import { type Micros, micros } from '../../src/base/micros.js';
import type {
  Cause,
  Change,
  Happening,
  MemberSight,
  SessionSight,
  Situation,
  Story,
  Subject,
} from '../../src/tui/story/contract.js';
import { STATES } from '../../src/tui/story/contract.js';
import { fakeActors, fakeArrow, fakeStory } from './story-fake.js';

const KA = 3_000_000;
const PACKETS = 80;
/** Subjects: 0 the session, 1 … 3 its members, 4 a session with many, 5 the network, 6 a membership, from 7 on the many. */
const MANY_FROM = 7;

/** [packet at which it shows, subject, to, why, microseconds before the packet by which it came by time]. */
const MOVES: readonly (readonly [number, number, number, string, number?])[] = [
  [3, 0, 1, '7.1.1 D22'],
  [4, 1, 1, '7.1.2'],
  [5, 2, 1, '7.1.2 D24'],
  [6, 1, 2, '7.1.3'],
  [7, 2, 2, '7.1.3'],
  [8, 3, 1, '7.1.2'],
  [9, 0, 2, '7.1.1 D6'],
  [9, 1, 3, '7.2, figure 12; D25'],
  [10, 2, 3, '7.2, figure 12; D25'],
  [20, 2, 2, '7.2, figure 12; D8', 250_000],
  [30, 2, 3, '7.2, figure 12; D25'],
  [40, 1, 0, '7.2.3 D15'],
  [60, 0, 3, '7.2.4 D12'],
];

const ACTORS = fakeActors(['server', 'server'], ['alice', 'client'], ['bob', 'client'], ['carol', 'client']);
const NAMES = [
  'session 1 at server',
  'user 1 (alice)',
  'user 2 (bob)',
  'user 3 (carol)',
  'session 2 at server',
  'network 10.0.0.0/24',
  '239.1.1.1: printer',
];
const KINDS = ['session', 'member', 'member', 'member', 'session', 'network', 'membership'] as const;
const PARENTS = [-1, 0, 0, 0, -1, -1, 5];

/** How the story is to be. */
export interface StateFakeOptions {
  /** Members of the second session. */
  readonly many?: number;
  /** Packets that were gone through; default: all. */
  readonly scanned?: number;
  /** Whether the state at a packet is not worked out yet. */
  readonly waiting?: (number: number) => boolean;
}

/** Makes the story. */
export function stateFake(
  timeOf: (number: number) => Micros,
  { many = 0, waiting = () => false, scanned }: StateFakeOptions = {},
): Story {
  const subjects: Subject[] = NAMES.map((name, number) => ({
    number,
    kind: KINDS[number],
    name,
    parent: PARENTS[number],
    actor: KINDS[number] === 'member' ? number : 0,
  }));
  for (let i = 0; i < many; i += 1)
    subjects.push({ number: MANY_FROM + i, kind: 'member', name: `user ${i + 1}`, parent: 4, actor: -1 });
  const causeOf = (packet: number, why: string, before = 0): Cause => ({
    frame: before === 0 ? packet : 0,
    at: micros(timeOf(packet) - before),
    why,
  });
  const changes = MOVES.map(([packet, subject, to, why, before], i): Change => {
    const from = MOVES.slice(0, i).findLast((one) => one[1] === subject)?.[2] ?? 0;
    return {
      subject,
      from,
      to,
      by: causeOf(packet, why, before),
      expired: before !== undefined,
      shown: packet,
    };
  });
  const kept = new Map<number, Situation>();
  const situation = (number: number): Situation | undefined => {
    if (waiting(number)) return undefined;
    const known = kept.get(number) ?? situationAt(timeOf, number, changes, subjects, many);
    kept.set(number, known);
    return known;
  };
  return {
    ...fakeStory({
      actors: ACTORS,
      subjects,
      changes,
      ...(scanned === undefined ? {} : { scanned }),
      situation,
      packets: Array.from({ length: PACKETS }, (_, i) => ({
        number: i + 1,
        arrows: [fakeArrow(i % 4, 0, i % 4 === 0 ? 'KAREQ' : 'KARES', { subject: 0 })],
        happenings: happeningsAt(i + 1, changes, subjects),
      })),
    }),
    progress: () => 0.4,
  };
}

function happeningsAt(
  number: number,
  changes: readonly Change[],
  subjects: readonly Subject[],
): readonly Happening[] {
  return changes
    .filter(({ shown }) => shown === number)
    .map(({ subject, from, to, by }) => {
      const { name, kind, actor } = subjects[subject];
      const words: readonly string[] = STATES[kind];
      const text = `${name}: ${words[from]} → ${words[to]}`;
      return { kind: kind === 'session' ? 'phase' : 'group', actor, subject, text, by };
    });
}

function situationAt(
  timeOf: (number: number) => Micros,
  number: number,
  changes: readonly Change[],
  subjects: readonly Subject[],
  many: number,
): Situation {
  const at = timeOf(number);
  const last = (subject: number): Change | undefined =>
    changes.findLast((one) => one.subject === subject && one.shown <= number);
  const round = number - (number % 5);
  const first: Cause = { frame: 1, at: timeOf(1), why: '8.1 a' };
  const member = (subject: number): MemberSight => {
    const change = last(subject);
    const group = change?.to ?? 0;
    const started: Cause = { frame: round, at: timeOf(Math.max(1, round)), why: '9.2 b; D9' };
    return {
      subject,
      actor: subjects[subject].actor,
      user: subject,
      name: subjects[subject].name,
      type: ['', 'creator', 'principal', 'participant'][subject] ?? 'participant',
      group,
      groupBy: change?.by ?? first,
      timers:
        group === 3 && round > 0 ? [{ name: 'KA', started, expires: micros(started.at + KA) as Micros }] : [],
      cells: [
        { text: round > 0 ? String(round) : '', by: round > 0 ? started : undefined },
        { text: '', by: undefined },
      ],
    };
  };
  const members = [1, 2, 3].filter((subject) => (last(subject)?.to ?? 0) > 0).map(member);
  const phase = last(0);
  const session: SessionSight = {
    subject: 0,
    name: subjects[0].name,
    id: 1,
    phase: phase?.to ?? 0,
    phaseBy: phase?.by ?? first,
    facts: [
      { title: 'mode', cell: { text: 'open', by: first } },
      { title: 'KA period', cell: { text: '10 s', by: first } },
      { title: 'timeout', cell: { text: '3 s', by: first } },
      { title: 'gate', cell: { text: (phase?.to ?? 0) > 1 ? 'open' : 'closed', by: phase?.by } },
      { title: 'group', cell: { text: '239.1.1.1:5000', by: first } },
      { title: 'key generation', cell: { text: '0', by: undefined } },
      { title: 'rounds', cell: { text: String(round / 5), by: { ...first, frame: round } } },
    ],
    timers: [],
    registered: members.length,
    enrolled: members.filter(({ group }) => group > 1).length,
    active: members.filter(({ group }) => group > 2).length,
    memberCount: members.length,
    memberAt: (i) => members[i],
    memberOf: (subject) => members.findIndex((one) => one.subject === subject),
  };
  const crowd: SessionSight = {
    ...session,
    subject: 4,
    name: subjects[4].name,
    id: 2,
    phase: 2,
    phaseBy: first,
    facts: [],
    memberCount: many,
    memberAt: (i) => ({
      ...member(MANY_FROM + i),
      user: i + 1,
      group: 1 + (i % 3),
      groupBy: { ...first, at: micros(first.at + ((i * 7919) % 1000)) },
    }),
    memberOf: (subject) => (subject >= MANY_FROM && subject < MANY_FROM + many ? subject - MANY_FROM : -1),
  };
  return {
    number,
    at,
    sessions: number < 3 ? [] : many > 0 ? [session, crowd] : [session],
    networks: [
      {
        subject: 5,
        name: subjects[5].name,
        facts: [{ title: 'querier', cell: { text: '10.0.0.254', by: first } }],
        timers: [],
        membershipCount: 1,
        membershipAt: () => ({
          subject: 6,
          group: '239.1.1.1',
          name: 'printer',
          state: 1,
          stateBy: first,
          timers: [],
          cells: [{ text: '1', by: first }],
        }),
        membershipOf: (subject) => (subject === 6 ? 0 : -1),
      },
    ],
    memberColumns: ['Last KAREQ', 'Missed'],
    membershipColumns: ['Members'],
    happenings: happeningsAt(number, changes, subjects),
  };
}
