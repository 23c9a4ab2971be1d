/**
 * The judge's desk: what all its parts share. Findings are graded here; what is to be looked at later waits here for its time.
 */
import { createHeap, type Heap, heapKey, heapSet, heapTime } from '../../base/heap.js';
import { type Micros, micros, NEVER } from '../../base/micros.js';
import type { Member, Seen, Session } from '../../track/contract.js';
import type { Hosts } from '../../track/hosts.js';
import type { JudgeOptions, ReportFinding, Rule } from '../contract.js';
import type { Case, Evidence } from './evidence.js';

/** What all parts of the judge share. */
export interface Desk {
  readonly options: JudgeOptions;
  readonly hosts: Hosts;
  readonly report: ReportFinding;
  /** The case of a session that is judged. */
  readonly caseOf: (session: Session) => Case;
  /** Members by their MM peers (peerOf in requests.ts). */
  readonly mmPeers: Map<number, Evidence>;
  now: Micros;
  readonly due: Heap;
  readonly tasks: Map<number, (at: Micros) => void>;
  taken: number;
}

/** A desk with nothing on it. */
export function createDesk(
  options: JudgeOptions,
  hosts: Hosts,
  report: ReportFinding,
  caseOf: (session: Session) => Case,
): Desk {
  return {
    options,
    hosts,
    report,
    caseOf,
    mmPeers: new Map(),
    now: micros(0),
    due: createHeap(),
    tasks: new Map(),
    taken: 0,
  };
}

/** What was found, before it is graded. */
export interface Found {
  /** Packets that show it; 0 stands for none. */
  readonly frames: readonly number[];
  readonly message: string;
  /** What else may explain it; without it nothing can, in a capture that is whole. */
  readonly doubt?: string | undefined;
  /** When it became true: now, where it is not said. */
  readonly at?: Micros;
}

/** A doubt where only one client of a session is seen. */
export const ELSEWHERE = 'messages of other clients may not pass the sniffer';
const LOST_BY_SNIFFER = 'the capture may not be whole';
const MID_SESSION = 'the capture began when the session was there already';

/** Reports a breach of a rule, as surely as can be. */
export function tell(desk: Desk, { session, key }: Case, rule: Rule, found: Found): void {
  const doubt = found.doubt ?? doubtOn(desk, session, rule);
  const certain = doubt === undefined;
  desk.report({
    rule,
    severity: certain || rule.severity !== 'error' ? rule.severity : 'warning',
    certain,
    ...(certain ? {} : { doubt }),
    ...(rule.by === 'presence' ? { alone: true } : {}),
    at: found.at ?? desk.now,
    frames: inOrder(found.frames),
    matter: key,
    message: `${found.message.charAt(0).toUpperCase()}${found.message.slice(1)}`,
  });
}

function doubtOn({ options }: Desk, { fromBirth }: Session, { by }: Rule): string | undefined {
  if (by === 'presence') return undefined;
  if (options.lossy) return LOST_BY_SNIFFER;
  return fromBirth ? undefined : MID_SESSION;
}

function inOrder(frames: readonly number[]): readonly number[] {
  return [...new Set(frames)].filter((frame) => frame > 0).sort((a, b) => a - b);
}

/** The same, once for each of `told` (a member, a session) as long as it is not forgotten. */
export function tellOnce(desk: Desk, one: Case, told: Set<string>, rule: Rule, found: Found): void {
  const mark = found.doubt === undefined ? `${rule.code}!` : rule.code;
  if (told.has(mark) || told.has(`${rule.code}!`)) return;
  told.add(mark);
  tell(desk, one, rule, found);
}

/** Looks at something again when its time has come. */
export function later(desk: Desk, at: Micros, task: (at: Micros) => void): void {
  desk.taken += 1;
  desk.tasks.set(desk.taken, task);
  heapSet(desk.due, desk.taken, at);
}

/** Does what is due before an instant; what is due at it too, where `inclusive`. */
export function doDue(desk: Desk, at: Micros, inclusive: boolean): void {
  for (;;) {
    const due = heapTime(desk.due);
    if (due > at || due === NEVER || (due === at && !inclusive)) return;
    const key = heapKey(desk.due)!;
    const task = desk.tasks.get(key)!;
    heapSet(desk.due, key, NEVER);
    desk.tasks.delete(key);
    task(due);
  }
}

/** How long an answer takes here at most, as far as answers were prompt: beyond that, silence is noticed. */
export function nearOf({ options }: Desk, { lag, session }: Case): number {
  const known = lag > 0 || session.fromBirth ? 2 * lag + options.tolerance : options.maxDelay;
  return Math.min(options.maxDelay, known);
}

/** Whether something that passed the sniffer at `sent` may bring about what passes now; -1: it never passed. */
export function mayCause({ options }: Desk, sent: Micros, now: Micros): boolean {
  return sent >= 0 && now - sent <= options.maxDelay;
}

/** "user 2 (10.0.0.3)". */
export function nameOf({ hosts }: Desk, { user, host }: Member): string {
  return host < 0 ? `user ${user}` : `user ${user} (${hosts.text(host)})`;
}

/** "10.0.0.3:5000". */
export function senderOf({ hosts }: Desk, { client, clientPort }: Seen): string {
  return `${hosts.text(client)}:${clientPort}`;
}

/** "1.25 s". */
export function spanText(span: number): string {
  return `${Number((span / 1_000_000).toFixed(6))} s`;
}

/** "users 2, 3 and 5"; of many only the first. */
export function usersText(users: readonly number[]): string {
  const shown = users.slice(0, 8);
  const rest = users.length - shown.length;
  if (users.length === 1) return `user ${users[0]}`;
  if (rest > 0) return `users ${shown.join(', ')} and ${rest} more`;
  return `users ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
