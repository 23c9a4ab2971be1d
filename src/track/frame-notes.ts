/**
 * What is known of the messages of one frame, before and after each: notes for the derived fields (derived.ts), taken while
 * the frame is walked, and used again for the next.
 */
import type { Walk } from '../../dissectors/contract.js';
import { type Micros, micros, NEVER } from '../base/micros.js';
import type { Member, Seen, Session, TrackOptions } from './contract.js';
import { createHosts } from './hosts.js';
import { createIntake, type Intake } from './intake.js';
import { createMatcher, type Forward, type Matched } from './requests.js';
import { KAREQ } from './seen.js';
import { createTracker } from './tracker.js';

/** A message, and what is believed around it. -1, '' and undefined: nothing. */
export interface Note extends Matched {
  layer: number;
  session: number;
  phaseBefore: number;
  phase: number;
  groupBefore: number;
  group: number;
  memberType: number;
  registered: number;
  enrolled: number;
  active: number;
  generation: number;
  why: string;
  round: number;
  /** KA timer of the member: how long it still ran when the message came, when it expires from now on. */
  remaining: Micros;
  expires: Micros;
  /** User IDs whose KA timers expired since the message before it in its session. */
  expired: readonly number[];
}

/** Takes notes of frames. */
export interface Notes {
  /** Looks at a walked frame: once each, in order. */
  readonly see: (w: Walk) => void;
  /** The note on a layer of the frame seen last. */
  readonly of: (w: Walk, layer: number) => Note | undefined;
}

/** Most user IDs that a note keeps of those that expired. */
const MOST_EXPIRED = 340;
const NONE = micros(-1);
const NOBODY: readonly number[] = [];

/** Notes for one pass over a capture; `keep` is filled with answers, `known` was filled by a first pass. */
export function createNotes(options: TrackOptions, keep?: Forward, known?: Forward): Notes {
  const hosts = createHosts();
  const matcher = createMatcher(keep, known);
  const expired = new Map<number, number[]>();
  const notes: Note[] = [];
  /** Place of each layer's note. */
  const places: number[] = [];
  let count = 0;
  let frame = 0;
  let note = makeNote();
  const tracker = createTracker(options, hosts, {
    before: (_, session, member) => {
      note.phaseBefore = session?.phase ?? -1;
      note.groupBefore = member?.group ?? -1;
      note.remaining = NONE;
      note.why = '';
      if (member !== undefined && member.expires !== NEVER) note.remaining = member.expires;
    },
    moved: (member, _, __, by, why) => {
      if (by === frame && note.why === '') note.why = why;
      if (member.group === 0 && member.session.phase === 3) expired.delete(member.session.number);
    },
    phased: (_, __, ___, by, why) => {
      if (by === frame && note.why === '') note.why = why;
    },
    expired: ({ session, user }) => {
      const users = expired.get(session.number);
      if (users === undefined) expired.set(session.number, [user]);
      else if (users.length < MOST_EXPIRED) users.push(user);
    },
    after: (seen, session, member) => {
      fill(note, seen, session, member);
      if (session === undefined) return;
      note.expired = expired.get(session.number) ?? NOBODY;
      expired.delete(session.number);
    },
    forgotten: ({ number }) => {
      expired.delete(number);
    },
  });
  const take = (seen: Seen): void => {
    notes[count] ??= makeNote();
    note = notes[count];
    places[seen.layer] = count;
    count += 1;
    tracker.take(seen);
    matcher.match(seen, seen.type === KAREQ && note.round > 0, note);
  };
  let intake: Intake | undefined;
  return {
    see: (w) => {
      count = 0;
      frame = w.frame.number;
      intake ??= createIntake(w, hosts);
      intake(w, take);
    },
    of: (w, layer) => {
      if (w.frame.number !== frame) return undefined;
      const place = places[layer];
      return place < count && notes[place]?.layer === layer ? notes[place] : undefined;
    },
  };
}

function makeNote(): Note {
  return {
    layer: -1,
    session: 0,
    phaseBefore: -1,
    phase: -1,
    groupBefore: -1,
    group: -1,
    memberType: 0,
    registered: 0,
    enrolled: 0,
    active: 0,
    generation: 0,
    why: '',
    round: 0,
    remaining: NONE,
    expires: NONE,
    expired: NOBODY,
    requestFrame: 0,
    responseTime: micros(0),
    responseFrame: 0,
    againOf: 0,
  };
}

function fill(note: Note, seen: Seen, session: Session | undefined, member: Member | undefined): void {
  note.layer = seen.layer;
  note.session = session?.number ?? 0;
  note.phase = session?.phase ?? -1;
  note.group = member?.group ?? -1;
  note.memberType = member?.memberType ?? 0;
  note.registered = session?.registeredCount ?? 0;
  note.enrolled = session?.enrolledCount ?? 0;
  note.active = session?.activeCount ?? 0;
  note.generation = session?.generation ?? 0;
  note.round = member !== undefined && member.roundFrame === seen.frame ? session!.rounds : 0;
  if (note.remaining !== NONE) note.remaining = micros(note.remaining - seen.at);
  note.expires = member === undefined || member.expires === NEVER ? NONE : member.expires;
  note.expired = NOBODY;
}
