/**
 * The judge of GMP traffic: listens to a tracker and reports breaches of the rules (rules.ts). The tracker believes that all that
 * was sent arrived; the judge compares what happens with that belief, and grades each discrepancy by the evidence (evidence.ts):
 * what loss, delay up to maxDelay, duplication, or reordering on the links might explain is not certain.
 *
 *   tracker ──before, after, expired, round──► judge ──► findings
 *                                               └─► cases, one a session ──► matters
 */
import type { Micros } from '../../base/micros.js';
import {
  ACTIVE,
  ENDED,
  type Member,
  REQUESTED,
  type Session,
  type TrackListener,
} from '../../track/contract.js';
import type { Hosts } from '../../track/hosts.js';
import type { JudgeOptions, Matter, ReportFinding } from '../contract.js';
import { createDesk, doDue } from './desk.js';
import { expectEndByExpiry } from './end-due.js';
import { judgeTold } from './end-told.js';
import { type Case, openCase } from './evidence.js';
import { fromClient } from './from-client.js';
import { fromServer, fromServerAfter, strayFromServer } from './from-server.js';
import { expectNewKey } from './keys.js';
import { judgeExpiry, judgeRound } from './rounds.js';

/** A judge of GMP: a listener of the tracker, and what comes of it. */
export interface GmpJudge {
  readonly listener: Required<Pick<TrackListener, 'before' | 'after' | 'expired' | 'round' | 'forgotten'>>;
  /** Time has come to `at`, beside what the tracker tells. */
  readonly advance: (at: Micros) => void;
  /** The end of the capture, at `at`. */
  readonly finish: (at: Micros) => void;
  /** The sessions of the capture, in order of appearance. */
  readonly matters: () => readonly Matter[];
  /** The key of a session's matter. */
  readonly keyOf: (session: Session) => string;
}

const IDS = 0x10000;
/** Sessions that are gone and of which something may still be said. */
const MOST_GONE = 4096;

/** Makes a judge; its `listener` is for the tracker whose hosts these are. Findings come in the order of their discovery. */
export function createGmpJudge(options: JudgeOptions, hosts: Hosts, report: ReportFinding): GmpJudge {
  const cases = new Map<number, Case>();
  const closed: Matter[] = [];
  /** By server and ID: cases of sessions that are gone, and how often the ID was given. */
  const gone = new Map<number, Case>();
  const lives = new Map<number, number>();
  let last: Case | undefined;

  const open = (session: Session): Case => {
    const id = session.server * IDS + session.id;
    const life = (lives.get(id) ?? 0) + 1;
    lives.set(id, life);
    const again = life > 1 ? ` (${life})` : '';
    const key = `session ${session.id} at ${hosts.text(session.server)}${again}`;
    const one = openCase(session, key, life > 1);
    cases.set(session.number, one);
    return one;
  };
  const caseOf = (session: Session): Case => {
    if (last?.session === session) return last;
    last = cases.get(session.number) ?? open(session);
    return last;
  };
  const desk = createDesk(options, hosts, report, caseOf);

  const close = (session: Session): void => {
    const one = caseOf(session);
    judgeTold(desk, one, false);
    cases.delete(session.number);
    closed.push(matterFrom(one));
    last = undefined;
    const id = session.server * IDS + session.id;
    if (session.phase !== REQUESTED && session.phase !== ENDED) return;
    gone.delete(id);
    gone.set(id, one);
    if (gone.size <= MOST_GONE) return;
    for (const oldest of gone.keys()) {
      gone.delete(oldest);
      return;
    }
  };

  return {
    listener: {
      before: (seen, session, member) => {
        desk.now = seen.at;
        if (desk.tasks.size > 0) doDue(desk, seen.at, false);
        if (session === undefined) {
          if (!seen.toServer) strayFromServer(desk, seen, gone.get(seen.server * IDS + seen.session));
          return;
        }
        const one = caseOf(session);
        one.packets += 1;
        one.lastFrame = seen.frame;
        if (seen.toServer) fromClient(desk, one, seen, member);
        else fromServer(desk, one, seen, member);
      },
      after: (seen, session, member) => {
        if (!seen.toServer && session !== undefined && member !== undefined) {
          fromServerAfter(desk, caseOf(session), seen, member);
        }
      },
      expired: (member, at) => expire(member, at),
      round: (session, left) => {
        if (session.fromBirth) judgeRound(desk, session, left);
      },
      forgotten: close,
    },
    advance: (at) => {
      doDue(desk, at, false);
      if (at > desk.now) desk.now = at;
    },
    finish: (at) => {
      doDue(desk, at, true);
      if (at > desk.now) desk.now = at;
      for (const one of cases.values()) judgeTold(desk, one, true);
    },
    matters: () =>
      [...closed, ...[...cases.values()].map(matterFrom)].sort((a, b) => a.firstFrame - b.firstFrame),
    keyOf: (session) => caseOf(session).key,
  };

  function expire(member: Member, at: Micros): void {
    doDue(desk, at, false);
    if (at > desk.now) desk.now = at;
    const one = caseOf(member.session);
    if (!one.session.fromBirth) return;
    const wasActive = member.group === ACTIVE;
    const e = judgeExpiry(desk, one, member, at);
    if (wasActive) expectEndByExpiry(desk, one, e, at);
    else expectNewKey(desk, one, e, at, 0);
  }
}

function matterFrom({ key, packets, firstFrame, lastFrame, session }: Case): Matter {
  const doubts = session.fromBirth ? [] : ['the capture began when the session was there already'];
  return { key, kind: 'session', packets, firstFrame, lastFrame, doubts };
}
