/**
 * Tells what happens, in words, while a stretch of a capture is looked at again: changes of groups and phases, timers, keys, rounds.
 * Timers are seen by comparing the member before a message and after it.
 */
import { type Micros, NEVER } from '../../base/micros.js';
import { GROUP_TEXTS, PHASE_TEXTS } from '../../statistics/gmp-follow.js';
import {
  ACTIVE,
  ANNOUNCED,
  ENDED,
  ENROLLED,
  type Member,
  NO_GROUP,
  type Phase,
  REQUESTED,
  type Seen,
  type Session,
  type TrackListener,
} from '../../track/contract.js';
import type { Happening } from './contract.js';
import type { Ear } from './onlooker.js';
import type { Roster } from './roster.js';

/** An ear that keeps what it hears in words. */
export interface Teller extends Ear {
  /** What happened since it was last asked. */
  readonly told: () => readonly Happening[];
  /** What happens is not kept for a while: nobody will ask for it. */
  readonly mute: (isMute: boolean) => void;
  readonly isMute: () => boolean;
}

/** Clauses of what the tracker does without a word. */
const BORN = '7.1.1, figure 4; 8.2 b';
const KA_ARMED = '7.2, 9.2 b; D9';
const KA_EXPIRED = '7.2, figure 12; 9.2 b';
const NOTHING: readonly Happening[] = [];

type Kind = Happening['kind'];

/** Makes a teller. */
export function createTeller(roster: Roster): Teller {
  let list: Happening[] = [];
  let isMute = false;
  const say: Say = (kind, actor, subject, text, by) => {
    list.push({ kind, actor, subject, text, by });
  };
  const timers = createTimerTeller(roster, say);
  return {
    told: () => {
      if (list.length === 0) return NOTHING;
      const told = list;
      list = [];
      return told;
    },
    mute: (mute) => {
      isMute = mute;
    },
    isMute: () => isMute,
    begin: timers.settle,
    end: timers.settle,
    gmp: heardUnless(() => isMute, {
      ...tellSessions(roster, say),
      ...tellMessages(roster, say, timers),
      moved: (member, from, at, frame, why) => {
        const text = `user ${member.user}: ${GROUP_TEXTS[from]} → ${GROUP_TEXTS[member.group]}`;
        say('group', roster.ofHost(member.host), roster.member(member), text, { frame, at, why });
        if (member.group > NO_GROUP) timers.look(member);
      },
      expired: timers.expired,
    }),
  };
}

/** Hears nothing while it is mute: most of a way is gone without a word. No message is told by what was heard at an earlier one. */
function heardUnless(isMute: () => boolean, ear: TrackListener): TrackListener {
  return {
    before: (seen, session, member) => {
      if (!isMute()) ear.before?.(seen, session, member);
    },
    after: (seen, session, member) => {
      if (!isMute()) ear.after?.(seen, session, member);
    },
    moved: (member, from, at, frame, why) => {
      if (!isMute()) ear.moved?.(member, from, at, frame, why);
    },
    born: (session) => {
      if (!isMute()) ear.born?.(session);
    },
    phased: (session, from, at, frame, why) => {
      if (!isMute()) ear.phased?.(session, from, at, frame, why);
    },
    expired: (member, at) => {
      if (!isMute()) ear.expired?.(member, at);
    },
    round: (session, left) => {
      if (!isMute()) ear.round?.(session, left);
    },
    forgotten: (session, at) => {
      if (!isMute()) ear.forgotten?.(session, at);
    },
  };
}

type Say = (kind: Kind, actor: number, subject: number, text: string, by: Happening['by']) => void;
type SayOfSession = (
  kind: Kind,
  session: Session,
  text: string,
  at: Micros,
  frame: number,
  why: string,
) => void;

function ofSessions(roster: Roster, say: Say): SayOfSession {
  return (kind, session, text, at, frame, why) =>
    say(kind, roster.ofHost(session.server), roster.session(session), text, { frame, at, why });
}

/** Birth, phases and end of sessions. */
function tellSessions(roster: Roster, say: Say): TrackListener {
  const tell = ofSessions(roster, say);
  return {
    born: (session) => {
      const { id, phase, bornAt, bornFrame, fromBirth } = session;
      const text = `session ${id}: ${PHASE_TEXTS[phase]}${fromBirth ? '' : ' (first seen)'}`;
      tell('phase', session, text, bornAt, bornFrame, fromBirth ? BORN : '');
      if (phase !== REQUESTED) return;
      tell('timer-started', session, `wait for SCINF of session ${id} started`, bornAt, bornFrame, 'D2');
    },
    phased: (session, from, at, frame, why) => {
      const { id, phase } = session;
      tell('phase', session, `session ${id}: ${PHASE_TEXTS[from]} → ${PHASE_TEXTS[phase]}`, at, frame, why);
      tellSessionTimers(session, from, (kind, text, clause) => tell(kind, session, text, at, frame, clause));
    },
    forgotten: (session, at) => {
      const hasEnded = session.phase === ENDED;
      const text = `${hasEnded ? 'record' : 'wait for SCINF'} of session ${session.id} expired`;
      tell('timer-expired', session, text, at, 0, hasEnded ? 'D14' : 'D2');
    },
    round: (session, left) => {
      if (left.length === 0) return;
      const text = `round ${session.rounds}: ${left.length} left out`;
      tell('round', session, text, session.roundAt, 0, '7.2.1; 6.2');
    },
  };
}

/** What messages bring: keys, rounds, timers. */
function tellMessages(
  roster: Roster,
  say: Say,
  timers: ReturnType<typeof createTimerTeller>,
): Pick<TrackListener, 'before' | 'after'> {
  const tell = ofSessions(roster, say);
  let generation = 0;
  let rounds = 0;
  return {
    before: (seen, session, member) => {
      timers.settle();
      generation = session?.generation ?? 0;
      rounds = session?.rounds ?? 0;
      timers.before(seen, member);
    },
    after: (seen, session, member) => {
      timers.after(member);
      if (session === undefined) return;
      const { at, frame } = seen;
      const { id } = session;
      if (session.generation > generation) {
        tell('key', session, `session ${id}: key ${session.generation}`, at, frame, '7.3');
      }
      if (session.rounds > rounds) {
        tell('round', session, `round ${session.rounds} of session ${id}`, at, frame, '7.2.1, 9.2 a');
      }
    },
  };
}

/** Timers of a session: the wait for SCINF (D2), the record of one that has ended (D14). */
function tellSessionTimers(
  { id, phase }: Session,
  from: Phase,
  say: (kind: Kind, text: string, why: string) => void,
): void {
  if (from === REQUESTED && phase >= ANNOUNCED)
    say('timer-stopped', `wait for SCINF of session ${id} stopped`, 'D2');
  if (phase === ENDED) say('timer-started', `record of session ${id} started`, 'D14');
}

/** KA timers. */
function createTimerTeller(roster: Roster, say: Say) {
  /** Members that something was done to, whose timers are looked at when it is over; as they were. */
  const looked = new Map<Member, { readonly expires: Micros; readonly armedAt: Micros }>();
  let frame = 0;
  let at = 0 as Micros;
  const tell = (kind: Kind, member: Member, what: string, by: Happening['by']): void => {
    const subject = roster.member(member);
    say(kind, roster.ofHost(member.session.server), subject, `KA timer of user ${member.user} ${what}`, by);
  };
  const compare = (member: Member, expires: Micros, armedAt: Micros): void => {
    const starts = { frame: member.armedFrame, at: member.armedAt, why: KA_ARMED };
    if (member.expires === expires && member.armedAt === armedAt) return;
    if (member.expires === NEVER) {
      if (expires !== NEVER && member.session.phase !== ENDED) {
        tell('timer-stopped', member, 'stopped', { frame, at, why: KA_ARMED });
      }
    } else
      tell(
        expires === NEVER ? 'timer-started' : 'timer-restarted',
        member,
        expires === NEVER ? 'started' : 'restarted',
        starts,
      );
  };
  const settle = (): void => {
    for (const [member, { expires, armedAt }] of looked) compare(member, expires, armedAt);
    looked.clear();
  };
  return {
    settle,
    /** A member was moved: its timer may be armed by that. */
    look: (member: Member): void => {
      if (!looked.has(member)) looked.set(member, { expires: member.expires, armedAt: member.armedAt });
    },
    expired: (member: Member, now: Micros): void => {
      // It was restarted by time, and expires again before anything else has come.
      const before = looked.get(member);
      if (before !== undefined) compare(member, before.expires, before.armedAt);
      looked.delete(member);
      tell('timer-expired', member, 'expired', { frame: 0, at: now, why: KA_EXPIRED });
      const restarts = member.group === ACTIVE || member.group === ENROLLED;
      if (restarts) looked.set(member, { expires: NEVER, armedAt: member.armedAt });
    },
    before: (seen: Seen, member: Member | undefined): void => {
      frame = seen.frame;
      at = seen.at;
      if (member !== undefined) looked.set(member, { expires: member.expires, armedAt: member.armedAt });
    },
    after: (member: Member | undefined): void => {
      if (member !== undefined && !looked.has(member)) {
        // It was made by this message.
        if (member.expires !== NEVER && member.armedAt === at) compare(member, NEVER, NEVER);
      }
      settle();
    },
  };
}
