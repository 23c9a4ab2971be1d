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
  RUNNING,
  type Seen,
  type Session,
  type TrackListener,
} from '../../track/contract.js';
import type { Hosts } from '../../track/hosts.js';
import type { JudgeOptions, Matter, ReportFinding } from '../contract.js';
import { createDesk, type Desk, doDue } from './desk.js';
import { expectEndByExpiry } from './end-due.js';
import { judgeTold } from './end-told.js';
import { type Case, openCase } from './evidence.js';
import { fromClient } from './from-client.js';
import { fromServer, fromServerAfter, strayFromServer } from './from-server.js';
import { expectNewKey } from './keys.js';
import { expectRounds, judgeExpiry, judgeRound } from './rounds.js';

/** A judge of GMP: a listener of the tracker, and what comes of it. */
export interface GmpJudge {
  readonly listener: Required<
    Pick<TrackListener, 'before' | 'after' | 'phased' | 'expired' | 'round' | 'forgotten'>
  >;
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

/** The cases of a capture. */
interface Docket {
  readonly caseOf: (session: Session) => Case;
  /** The last session that had the ID in a server's message, where it is gone: dropped, or its record let go. */
  readonly goneOf: (seen: Seen) => Case | undefined;
  /** The cases of sessions that are there. */
  readonly open: () => Iterable<Case>;
  readonly close: (one: Case) => void;
  readonly matters: () => readonly Matter[];
}

function createDocket(hosts: Hosts): Docket {
  const cases = new Map<number, Case>();
  const closed: Matter[] = [];
  /** By server and ID: cases of sessions that are gone, and how often the ID was given. */
  const gone = new Map<number, Case>();
  const lives = new Map<number, number>();
  let last: Case | undefined;
  const begin = (session: Session): Case => {
    const id = session.server * IDS + session.id;
    const life = (lives.get(id) ?? 0) + 1;
    lives.set(id, life);
    const again = life > 1 ? ` (${life})` : '';
    const one = openCase(session, `session ${session.id} at ${hosts.text(session.server)}${again}`, life > 1);
    cases.set(session.number, one);
    return one;
  };
  return {
    caseOf: (session) => {
      if (last?.session === session) return last;
      last = cases.get(session.number) ?? begin(session);
      return last;
    },
    goneOf: ({ server, session }) => gone.get(server * IDS + session),
    open: () => cases.values(),
    close: (one) => {
      const { session } = one;
      cases.delete(session.number);
      closed.push(matterFrom(one));
      last = undefined;
      if (session.phase !== REQUESTED && session.phase !== ENDED) return;
      const id = session.server * IDS + session.id;
      gone.delete(id);
      gone.set(id, one);
      if (gone.size <= MOST_GONE) return;
      for (const oldest of gone.keys()) {
        gone.delete(oldest);
        return;
      }
    },
    matters: () =>
      [...closed, ...[...cases.values()].map(matterFrom)].sort((a, b) => a.firstFrame - b.firstFrame),
  };
}

/** Makes a judge; its `listener` is for the tracker whose hosts these are. Findings come in the order of their discovery. */
export function createGmpJudge(options: JudgeOptions, hosts: Hosts, report: ReportFinding): GmpJudge {
  const docket = createDocket(hosts);
  const { caseOf } = docket;
  const desk = createDesk(options, hosts, report, caseOf);
  return {
    listener: {
      before: (seen, session, member) => {
        desk.now = seen.at;
        if (desk.tasks.size > 0) doDue(desk, seen.at, false);
        if (session === undefined) {
          if (!seen.toServer) strayFromServer(desk, seen, docket.goneOf(seen));
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
      phased: (session) => {
        if (session.phase === RUNNING && session.fromBirth) expectRounds(desk, session);
      },
      expired: (member, at) => expire(desk, member, at),
      round: (session, left) => {
        if (session.fromBirth) judgeRound(desk, session, left);
      },
      forgotten: (session) => {
        const one = caseOf(session);
        judgeTold(desk, one, false);
        forgetPeers(desk, one);
        docket.close(one);
      },
    },
    advance: (at) => pass(desk, at, false),
    finish: (at) => {
      pass(desk, at, true);
      for (const one of docket.open()) judgeTold(desk, one, true);
    },
    matters: docket.matters,
    keyOf: (session) => caseOf(session).key,
  };
}

function pass(desk: Desk, at: Micros, inclusive: boolean): void {
  doDue(desk, at, inclusive);
  if (at > desk.now) desk.now = at;
}

function expire(desk: Desk, member: Member, at: Micros): void {
  pass(desk, at, false);
  const one = desk.caseOf(member.session);
  if (!one.session.fromBirth) return;
  const wasActive = member.group === ACTIVE;
  const e = judgeExpiry(desk, one, member, at);
  if (wasActive) expectEndByExpiry(desk, one, e, at);
  else expectNewKey(desk, one, e, at, 0);
}

/** The session is gone: its members have no MM ports any more. */
function forgetPeers({ mmPeers }: Desk, { people }: Case): void {
  for (const e of people) {
    if (e === undefined) continue;
    for (const port of e.ports) {
      const peer = e.member.host * IDS + port;
      if (mmPeers.get(peer) === e) mmPeers.delete(peer);
    }
  }
}

function matterFrom({ key, packets, firstFrame, lastFrame, session }: Case): Matter {
  const doubts = session.fromBirth ? [] : ['the capture began when the session was there already'];
  return { key, kind: 'session', packets, firstFrame, lastFrame, doubts };
}
