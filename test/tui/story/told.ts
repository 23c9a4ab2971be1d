/**
 * Captures with their stories, and the same told plainly: by one reading from the first packet on, that keeps everything.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createRegistry } from '../../../dissectors/registry.js';
import { type CaptureIndex, indexCapture } from '../../../src/capture/capture-index.js';
import { lastStatistics } from '../../../src/capture/last-statistics.js';
import { createCheck, doubtOf, type Judged } from '../../../src/conform/check.js';
import { type Finding, MAX_DELAY, TOLERANCE } from '../../../src/conform/contract.js';
import { policiesWith } from '../../../src/machine/policies.js';
import type { Member, Session, TrackListener } from '../../../src/track/contract.js';
import { createHosts } from '../../../src/track/hosts.js';
import { createIntake, timeOf } from '../../../src/track/intake.js';
import { createTracker } from '../../../src/track/tracker.js';
import type { StoreControl } from '../../../src/tui/store/contract.js';
import { startReading } from '../../../src/tui/store/reading.js';
import { createSlices } from '../../../src/tui/store/slices.js';
import type { Situation, Story } from '../../../src/tui/story/contract.js';
import type { Numbered } from '../../../src/tui/story/numbered.js';
import { openStory } from '../../../src/tui/story/open-story.js';
import { type Capture, encodeCapture } from '../../conform/harness.js';

const folder = mkdtempSync(join(tmpdir(), 'gmpshark-story-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** Writes a capture to a file. */
export function fileOf(capture: Capture): string {
  files += 1;
  const path = join(folder, `${files}.pcapng`);
  writeFileSync(path, encodeCapture(capture));
  return path;
}

/** A story under way. */
export interface Told {
  readonly story: Story;
  readonly store: StoreControl;
  readonly index: CaptureIndex;
  /** Does one turn of the background work; all of it. */
  readonly turn: () => boolean;
  readonly work: () => void;
  /** Asks until there is an answer. */
  readonly wait: <T>(ask: () => T | undefined) => T;
}

/** Opens a capture; `limit` makes it seem to grow. */
export async function tell(path: string, seen: () => number = () => Number.POSITIVE_INFINITY): Promise<Told> {
  const indexed = await indexCapture(path);
  if (!indexed.ok) throw new Error(indexed.error.message);
  const whole = indexed.value;
  const index: CaptureIndex = Object.create(whole, {
    count: { get: () => Math.min(whole.count, seen()) },
    complete: { get: () => whole.complete && seen() >= whole.count },
  });
  const waiting: (() => void)[] = [];
  let clock = 0;
  const slices = createSlices({ later: (work) => waiting.push(work), milliseconds: () => (clock += 5) });
  const losses = doubtOf(lastStatistics(path));
  const { store, story } = openStory(index, { registry: {}, slices, live: false, names: true, losses });
  const turn = (): boolean => {
    for (const work of waiting.splice(0)) work();
    return waiting.length > 0;
  };
  const work = (): void => {
    for (let turns = 0; turn(); turns += 1) if (turns > 100_000) throw new Error('the work has no end');
  };
  store.grown();
  return {
    story,
    store,
    index,
    turn,
    work,
    wait: (ask) => {
      for (let turns = 0, idle = 0; turns < 10_000 && idle < 2; turns += 1) {
        const answer = ask();
        if (answer !== undefined) return answer;
        idle = turn() ? 0 : idle + 1;
      }
      throw new Error('there is no answer');
    },
  };
}

/** A session as it was at a packet, in plain words. */
export interface PlainSession {
  readonly id: number;
  readonly phase: number;
  readonly counts: readonly number[];
  readonly members: readonly string[];
}

/** The sessions of a situation. */
export function plainly({ sessions }: Situation): readonly PlainSession[] {
  return sessions.map(({ id, phase, registered, enrolled, active, memberCount, memberAt }) => ({
    id,
    phase,
    counts: [registered, enrolled, active],
    members: Array.from({ length: memberCount }, (_, i) => memberAt(i)).map(
      ({ user, group, groupBy, timers, cells }) =>
        [
          user,
          group,
          groupBy.frame,
          groupBy.at,
          timers[0]?.expires ?? '-',
          cells[6].text,
          cells[7].text,
        ].join(' '),
    ),
  }));
}

function plainSession({ id, phase, members, applicants, ...session }: Session): PlainSession {
  const seated = members.filter((member) => member !== undefined);
  const timer = ({ expires }: Member): number | string => (Number.isFinite(expires) ? expires : '-');
  return {
    id,
    phase,
    counts: [session.registeredCount, session.enrolledCount, session.activeCount],
    members: [...seated, ...applicants.values()].map((one) =>
      [one.user, one.group, one.frame, one.since, timer(one), one.asked, one.answered].join(' '),
    ),
  };
}

/** What one reading finds. */
export interface PlainStory {
  /** Sessions after each packet; the first is of the first. */
  readonly sessions: readonly (readonly PlainSession[])[];
  /** Packets that carry messages of GMP. */
  readonly messages: readonly number[];
  /** "session/user from to frame", in order. */
  readonly changes: readonly string[];
  readonly findings: readonly Finding[];
  readonly verdicts: readonly Judged[];
}

/** Reads a capture from the first packet on. */
export async function readPlainly(path: string): Promise<PlainStory> {
  const indexed = await indexCapture(path);
  if (!indexed.ok) throw new Error(indexed.error.message);
  const index = indexed.value;
  const registry = createRegistry();
  const hosts = createHosts();
  const intake = createIntake(registry, hosts);
  const sessions: (readonly PlainSession[])[] = [];
  const messages: number[] = [];
  const changes: string[] = [];
  const findings: Finding[] = [];
  const listener: TrackListener = {
    moved: ({ session, user, group }, from, _, frame) =>
      changes.push(`${session.number}/${user} ${from} ${group} ${frame}`),
    phased: (session, from, _, frame) => changes.push(`${session.number} ${from} ${session.phase} ${frame}`),
  };
  const options = { ...policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE };
  const tracker = createTracker(options, hosts, listener);
  const judge = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };
  const check = createCheck(registry, judge, (finding) => findings.push(finding));
  const losses = doubtOf(lastStatistics(path));
  if (losses !== undefined) check.doubt(losses);
  let now = timeOf({ frame: { sec: Number.NaN } } as never, 0 as never);
  startReading(index, registry).onTo(index.count, (w, number) => {
    now = timeOf(w, now);
    tracker.advance(now);
    intake(w, (seen) => {
      if (messages.at(-1) !== number) messages.push(number);
      tracker.take(seen);
    });
    check.see(w);
    sessions.push(tracker.sessions().map(plainSession));
    return true;
  });
  tracker.finish(now);
  const found = doubtOf(index.facts.statistics);
  if (found !== undefined) check.doubt(found);
  check.finish();
  return { sessions, messages, changes, findings, verdicts: check.verdicts() };
}

/** All things of a numbered list. */
export function allOf<T>({ count, at }: Numbered<T>): readonly T[] {
  return Array.from({ length: count }, (_, number) => at(number)!);
}
