/**
 * Requests (8.1, 8.3): each gets its answer (D1), and one that gets none is sent again after 500 ms, doubling; a registration that is
 * being checked, and an activation that waits, every 8 s (D17).
 */
import { type Micros, micros } from '../../base/micros.js';
import type { Seen } from '../../track/contract.js';
import { SAREQ, SRREQ, TYPE_NAMES } from '../../track/seen.js';
import { type Desk, later, spanText, tell, tellOnce } from './desk.js';
import { type Case, NONE } from './evidence.js';
import { RULES } from './rules.js';
import type { Waiting } from './under-way.js';

const TYPES = 32;
const PORTS = 0x10000;

/** The peer of a message, as a number. */
export function peerOf({ connection, client, clientPort }: Seen): number {
  return connection >= 0 ? -1 - connection : client * PORTS + clientPort;
}

function keyOf(type: number, peer: number): number {
  return peer * TYPES + (peer < 0 ? -type : type);
}

/** A request by `peer` (a member's user ID, or where the request came from). `expected`: it is to be answered, as believed. */
export function noteRequest(desk: Desk, one: Case, seen: Seen, peer: number, expected: boolean): void {
  const { type, at, frame } = seen;
  const key = keyOf(type, peer);
  let waiting = one.requests.get(key);
  if (waiting === undefined || isAnew(desk, waiting, at)) {
    waiting = begun(seen);
    one.requests.set(key, waiting);
  } else {
    judgeRepeat(desk, one, waiting, seen);
    waiting.at = at;
    waiting.frame = frame;
    waiting.sends += 1;
  }
  const mine = waiting;
  later(desk, micros(at + desk.options.maxDelay), () => judgeSilence(desk, one, mine, key, at, expected));
}

function begun({ type, at, frame }: Seen): Waiting {
  return { type, at, frame, firstFrame: frame, sends: 1, pendingAt: NONE, answered: false, told: false };
}

/** The span after which a request that was sent so many times is sent again. */
function waitAfter({ options }: Desk, { type, sends }: Waiting): number {
  const { retryFirst, retrySends, retrySlow } = options.policies;
  return type === SAREQ && sends >= retrySends ? retrySlow : retryFirst * 2 ** (sends - 1);
}

/** Whether a request is no repetition of the one that waits, but a new one. */
function isAnew(desk: Desk, waiting: Waiting, at: Micros): boolean {
  const { retrySends, retrySlow } = desk.options.policies;
  if (waiting.pendingAt >= 0) return at - waiting.at > 2 * retrySlow;
  if (waiting.type !== SAREQ && waiting.sends >= retrySends) return true;
  return at - waiting.at > 1.5 * waitAfter(desk, waiting);
}

function judgeRepeat(desk: Desk, one: Case, waiting: Waiting, { at, frame, type }: Seen): void {
  const { policies, tolerance, maxDelay } = desk.options;
  if (policies.retry === 'off') return;
  const gap = at - waiting.at;
  // So soon that it may be the same one, come twice.
  if (gap < policies.retryFirst / 2) return;
  const name = TYPE_NAMES[type];
  if (type === SRREQ && waiting.pendingAt >= 0) {
    const since = Math.max(waiting.at, waiting.pendingAt);
    if (at - waiting.pendingAt <= maxDelay || at - since >= policies.retrySlow - tolerance) return;
    tellOnce(desk, one, one.told, RULES.pendingGivenUp, {
      frames: [waiting.frame, frame],
      message: `SRREQ is sent again ${spanText(at - since)} after it was said to be checked (SRRES), not after ${spanText(policies.retrySlow)}.`,
      doubt: 'SRRES may have been lost on the way',
    });
    return;
  }
  const due = waitAfter(desk, waiting);
  if (gap >= due - tolerance) return;
  tellOnce(desk, one, one.told, RULES.retryInterval, {
    frames: [waiting.frame, frame],
    message: `${name} is sent for the ${waiting.sends + 1}. time ${spanText(gap)} after the last one, not after ${spanText(due)}.`,
    doubt: 'the network may have delayed it, or delivered it twice',
  });
}

function judgeSilence(
  desk: Desk,
  one: Case,
  waiting: Waiting,
  key: number,
  at: Micros,
  expected: boolean,
): void {
  if (waiting.answered) return;
  // Not for ever: one that is not sent again by then is no longer waited for.
  later(desk, micros(at + 2 * desk.options.policies.retrySlow), () => {
    if (one.requests.get(key) === waiting && waiting.at === at) one.requests.delete(key);
  });
  if (!expected || waiting.told || one.end !== undefined) return;
  waiting.told = true;
  tell(desk, one, RULES.noAnswer, {
    frames: [waiting.firstFrame, waiting.frame],
    message: `${TYPE_NAMES[waiting.type]} gets no answer within ${spanText(desk.options.maxDelay)}.`,
    doubt: 'it may have been lost on the way',
  });
}

/** An answer to the request of a type by `peer`. */
export function noteAnswer(desk: Desk, one: Case, type: number, peer: number, at: Micros): void {
  const key = keyOf(type, peer);
  const waiting = one.requests.get(key);
  if (waiting === undefined) return;
  waiting.answered = true;
  one.requests.delete(key);
  const took = at - waiting.at;
  if (waiting.sends === 1 && took <= desk.options.maxDelay) one.lag = Math.max(one.lag, took);
}

/** SRRES: the registration waits for the host program. */
export function notePending(desk: Desk, one: Case, peer: number, at: Micros): void {
  const waiting = one.requests.get(keyOf(SRREQ, peer));
  if (waiting === undefined) return;
  if (waiting.pendingAt < 0) waiting.pendingAt = at;
  if (waiting.sends === 1) one.lag = Math.max(one.lag, Math.min(at - waiting.at, desk.options.maxDelay));
  waiting.answered = true;
}

/** A member leaves: what it asks for from now on is asked anew. */
export function forgetRequests(one: Case, peer: number, types: readonly number[]): void {
  for (const type of types) one.requests.delete(keyOf(type, peer));
}
