/**
 * Stories made by hand, for tests of what views draw: only what a test tells of is in them, and it may be told late.
 */
import { micros } from '../../src/base/micros.js';
import { createNumberList } from '../../src/tui/store/number-list.js';
import type {
  Actor,
  ActorKind,
  Arrow,
  Change,
  Happening,
  Situation,
  Story,
  Subject,
} from '../../src/tui/story/contract.js';
import { NO_STORY } from '../../src/tui/story/no-story.js';
import { numbered, numberedSubjects } from '../../src/tui/story/numbered.js';

/** A packet with messages. */
export interface FakePacket {
  readonly number: number;
  readonly arrows: readonly Arrow[];
  readonly happenings?: readonly Happening[];
}

/** What a story is made of. */
export interface FakeParts {
  readonly actors?: readonly Actor[];
  readonly subjects?: readonly Subject[];
  readonly packets?: readonly FakePacket[];
  readonly changes?: readonly Change[];
  readonly situation?: (number: number) => Situation | undefined;
  readonly runs?: Story['runs'];
  /** What time did behind the last packet; undefined while it is worked out. */
  readonly closing?: Story['closing'];
  /** Packets studied so far; default: all that there will be. */
  readonly scanned?: number;
  /** Whether what happened at a packet is not worked out yet. */
  readonly waiting?: (number: number) => boolean;
}

/** Makes a story. Notable is a packet with a message that is not routine, or at which something happened. */
export function fakeStory(parts: FakeParts): Story {
  const { actors = [], subjects = [], packets = [], changes = [], scanned, waiting = () => false } = parts;
  const messages = createNumberList();
  const notable = createNumberList();
  const timed = createNumberList();
  const byNumber = new Map(packets.map((packet) => [packet.number, packet]));
  const last = scanned ?? packets.at(-1)?.number ?? 0;
  for (const { number, arrows, happenings = [] } of packets) {
    if (number > last) continue;
    messages.add(number);
    if (happenings.length > 0 || arrows.some(({ routine }) => !routine)) notable.add(number);
    if (happenings.some(({ by }) => by.frame === 0)) timed.add(number);
  }
  for (const list of [messages, notable, timed]) list.advance(last, scanned === undefined);
  return {
    ...NO_STORY,
    scanned: last,
    complete: scanned === undefined,
    actors: numbered(actors),
    subjects: numberedSubjects(subjects),
    messages,
    notable,
    timed,
    changes: {
      count: changes.length,
      at: (i) => changes[i],
      of: (subject) => changes.flatMap((change, i) => (change.subject === subject ? [i] : [])),
      cut: false,
    },
    arrows: (number) => (waiting(number) ? undefined : (byNumber.get(number)?.arrows ?? [])),
    happenings: (number) => (waiting(number) ? undefined : (byNumber.get(number)?.happenings ?? [])),
    situation: parts.situation ?? (() => undefined),
    closing: parts.closing ?? (() => []),
    runs: parts.runs ?? (() => []),
  };
}

/** Actors by name and kind, in order of appearance. */
export function fakeActors(...cast: readonly (readonly [string, ActorKind])[]): readonly Actor[] {
  return cast.map(([name, kind], number) => ({
    number,
    name,
    kind,
    addresses: [kind === 'group' ? name : `10.0.${number >> 8}.${number & 255}`],
  }));
}

/** A message of GMP. */
export function fakeArrow(from: number, to: number, type: string, more: Partial<Arrow> = {}): Arrow {
  const routine = type === 'KAREQ' || type === 'KARES';
  return { from, to, protocol: 'GMP', type, text: '', subject: -1, routine, lost: false, ...more };
}

/** Something that happened because of a packet (0: a timer), some microseconds since 1970. */
export function fakeHappening(
  kind: Happening['kind'],
  actor: number,
  text: string,
  frame: number,
  at: number,
  why = '7.1.1 D1',
): Happening {
  return { kind, actor, subject: -1, text, by: { frame, at: micros(at), why } };
}
