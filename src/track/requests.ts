/**
 * Which answer belongs to which request (8.1, 8.3), and what was sent again (D17). A first pass over a capture can keep the
 * answers by the order of the requests, so that a second one knows them in advance.
 *
 *   SCREQ ─ SCACC, SCREJ     SCINF ─ SCCON     SRREQ ─ SRRES, SRACC, SRREJ     SJREQ ─ SJRES     SDREQ ─ SDRES
 *   SAREQ ─ KAREQ            KAREQ ─ KARES     UIREQ ─ UIRES                   TRREQ ─ TRIND to the creator
 */
import type { Micros } from '../base/micros.js';
import { micros, millis, seconds } from '../base/micros.js';
import { peerOf } from './books.js';
import type { Seen } from './contract.js';
import {
  KAREQ,
  KARES,
  SAREQ,
  SCACC,
  SCCON,
  SCINF,
  SCREJ,
  SCREQ,
  SDREQ,
  SDRES,
  SJREQ,
  SJRES,
  SRACC,
  SRREJ,
  SRREQ,
  SRRES,
  TRIND,
  TRREQ,
  UIREQ,
  UIRES,
} from './seen.js';

/** Which request each type answers. */
const ANSWERS: ReadonlyMap<number, number> = new Map([
  [SCACC, SCREQ],
  [SCREJ, SCREQ],
  [SCCON, SCINF],
  [SRRES, SRREQ],
  [SRACC, SRREQ],
  [SRREJ, SRREQ],
  [SJRES, SJREQ],
  [SDRES, SDREQ],
  [KAREQ, SAREQ],
  [KARES, KAREQ],
  [UIRES, UIREQ],
  [TRIND, TRREQ],
]);
const REQUESTS: ReadonlySet<number> = new Set(ANSWERS.values());
/** Requests that clients send again without new cause: what is answered was then not heard. */
const REPEATED: ReadonlySet<number> = new Set([SCREQ, SCINF, SRREQ, SJREQ, SAREQ]);
/** Longest time between two sends of one request (D17), with some room. */
const LONGEST_RETRY = micros(seconds(8) + millis(500));
/** Most requests that are remembered. */
const MOST = 1 << 18;

/** A request that was seen. */
interface Asked {
  readonly frame: number;
  readonly at: Micros;
  /** The first of those that say the same. */
  readonly first: number;
  /** How many requests there were before it in the capture. */
  readonly order: number;
  answered: boolean;
}

/** What is known of one message. 0 and -1: nothing. */
export interface Matched {
  /** An answer: its request, and how long it took. */
  requestFrame: number;
  responseTime: Micros;
  /** A request: its answer, if a first pass has seen it. */
  responseFrame: number;
  /** A request that was sent before: the first one. */
  againOf: number;
}

/** Answers by the order of their requests: what a first pass keeps for the second. */
export interface Forward {
  answers: Uint32Array;
  count: number;
}

/** Nothing kept yet. */
export function createForward(): Forward {
  return { answers: new Uint32Array(1024), count: 0 };
}

/** Matches the messages of a capture, in order. `keep` is filled; `known` was filled by a first pass. */
export interface Matcher {
  /** `inRound`: a KAREQ that answers no SAREQ. */
  readonly match: (seen: Seen, inRound: boolean, into: Matched) => void;
}

/** A matcher for one pass. */
export function createMatcher(keep?: Forward, known?: Forward): Matcher {
  const open = new Map<string, Asked>();
  let order = 0;

  const answer = (seen: Seen, request: number, into: Matched): void => {
    const asked = open.get(keyOf(seen, request));
    if (asked === undefined) return;
    // A KARES answers one KAREQ: what comes without one was not asked for (D20).
    if (seen.type === KARES && asked.answered) return;
    into.requestFrame = asked.frame;
    into.responseTime = micros(seen.at - asked.at);
    if (!asked.answered && keep !== undefined) put(keep, asked.order, seen.frame);
    asked.answered = true;
  };
  const ask = (seen: Seen, into: Matched): void => {
    const key = keyOf(seen, seen.type);
    const before = open.get(key);
    const again = before !== undefined && isAgain(seen, before) ? before.first : 0;
    into.againOf = again;
    into.responseFrame = known === undefined || order >= known.count ? 0 : known.answers[order];
    open.delete(key);
    open.set(key, { frame: seen.frame, at: seen.at, first: again || seen.frame, order, answered: false });
    order += 1;
    if (open.size > MOST) dropOldest(open);
  };
  return {
    match: (seen, inRound, into) => {
      into.requestFrame = 0;
      into.responseTime = micros(0);
      into.responseFrame = 0;
      into.againOf = 0;
      const request = ANSWERS.get(seen.type);
      if (request !== undefined && !inRound) answer(seen, request, into);
      if (REQUESTS.has(seen.type)) ask(seen, into);
    },
  };
}

/**
 * Who asks what: by peer as long as there is no user ID, by user ID and address afterwards, so that nobody answers in another's
 * name (D7). SAREQ comes from the SM port, its KAREQ goes to the MM port: there the host counts.
 */
function keyOf(seen: Seen, request: number): string {
  const { server, session, user, connection, client } = seen;
  if (request === SCREQ) return `${request} ${server} ${peerOf(seen)}`;
  if (request === SRREQ) return `${request} ${server} ${session} ${peerOf(seen)}`;
  const peer = request === SAREQ && connection < 0 ? client : peerOf(seen);
  return `${request} ${server} ${session} ${user} ${peer}`;
}

function isAgain({ type, at }: Seen, before: Asked): boolean {
  if (type === KAREQ || at - before.at > LONGEST_RETRY) return false;
  return !before.answered || REPEATED.has(type);
}

function dropOldest(open: Map<string, Asked>): void {
  for (const key of open.keys()) {
    open.delete(key);
    return;
  }
}

function put(forward: Forward, order: number, frame: number): void {
  if (order >= forward.answers.length) {
    const larger = new Uint32Array(2 ** Math.ceil(Math.log2(order + 1)));
    larger.set(forward.answers);
    forward.answers = larger;
  }
  forward.answers[order] = frame;
  forward.count = Math.max(forward.count, order + 1);
}
