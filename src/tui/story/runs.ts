/**
 * When timers of GMP ran, between two instants: worked out by looking at the stretch again, for all subjects at once.
 */
import type { Micros } from '../../base/micros.js';
import { NEVER } from '../../base/micros.js';
import { GROUP_TEXTS } from '../../statistics/gmp-follow.js';
import { NO_GROUP } from '../../track/contract.js';
import { readMember } from '../../track/frozen-members.js';
import type { Slices } from '../store/slices.js';
import type { Happening, Story, TimerRun } from './contract.js';
import type { Belief } from './onlooker.js';
import { createReplay, type ReplayParts } from './replay.js';
import { covers, type KnownTime, stretchAbout, type TimeStretch } from './stretches.js';

/** Most messages between the instants, and of a stretch; so many are looked at in one turn. */
const MOST = 20_000;
const TURN = 500;
/** Stretches that are kept. */
const KEPT = 4;
const NONE: readonly TimerRun[] = [];

interface Stretch extends TimeStretch {
  /** By subject; undefined while it is worked out. */
  runs: ReadonlyMap<number, readonly TimerRun[]> | undefined;
}

/** What is asked for. */
export interface RunParts extends ReplayParts, KnownTime {
  readonly slices: Slices;
  readonly changed: () => void;
}

/** Makes what tells when timers ran. */
export function createRuns(parts: RunParts): Story['runs'] {
  const { slices, changed } = parts;
  const kept: Stretch[] = [];
  const begin = (about: TimeStretch): void => {
    const stretch: Stretch = { ...about, runs: undefined };
    kept.push(stretch);
    if (kept.length > KEPT) kept.shift();
    const step = workOut(parts, stretch);
    slices.run(() => {
      // Nobody looks at it any more.
      if (!kept.includes(stretch)) return false;
      const goesOn = step();
      if (!goesOn) changed();
      return goesOn;
    });
  };
  return (subject, from, to) => {
    const first = firstFrom(parts, from);
    const last = firstFrom(parts, (to + 1) as Micros) - 1;
    if (last - first >= MOST) return 'many';
    const known = kept.find((one) => covers(one, from, to, one.runs !== undefined));
    if (known !== undefined) return known.runs === undefined ? undefined : (known.runs.get(subject) ?? NONE);
    begin(stretchAbout(parts, from, to));
    return undefined;
  };
}

/** The place of the first packet with messages that is not before an instant. */
function firstFrom({ messages, timeOf }: RunParts, at: Micros): number {
  let low = 0;
  let high = messages.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(messages.at(middle)) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gives a step of the work: true while there is more. */
function workOut(parts: RunParts, stretch: Stretch): () => boolean {
  const { messages, before } = parts;
  const first = firstFrom(parts, stretch.from);
  const last = firstFrom(parts, stretch.to) - 1;
  const place = first < messages.count ? before(messages.at(first) - 1) : undefined;
  const book = createRunBook();
  if (place !== undefined) book.open(place.belief, parts);
  const replay = createReplay(
    { ...parts, before: () => place },
    (_, happenings) => {
      for (const one of happenings) book.take(one);
    },
    { heard: Number.POSITIVE_INFINITY },
  );
  let at = place?.rank ?? -1;
  return () => {
    at = Math.min(last, at + TURN);
    if (at >= 0) replay.goTo(at, Number.POSITIVE_INFINITY, false);
    if (at < last) return true;
    stretch.runs = book.close(stretch.from, Math.min(stretch.to, stretch.known) as Micros);
    return false;
  };
}

/** Collects runs. */
function createRunBook() {
  const open = new Map<number, { readonly name: string; readonly from: Micros }>();
  const runs = new Map<number, TimerRun[]>();
  const end = (subject: number, to: Micros, how: TimerRun['end']): void => {
    const run = open.get(subject);
    if (run === undefined) return;
    open.delete(subject);
    const list = runs.get(subject) ?? [];
    if (list.length === 0) runs.set(subject, list);
    list.push({ ...run, to, end: how });
  };
  return {
    open: ({ books }: Belief, { roster, reasons }: RunParts): void => {
      for (const { facts, members, seated } of books.sessions) {
        for (let i = 0; i < seated; i += 1) {
          const member = readMember(members, i, facts as never, reasons);
          if (member.expires !== NEVER) open.set(roster.member(member), { name: 'KA', from: member.armedAt });
        }
      }
    },
    take: ({ kind, subject, text, by }: Happening): void => {
      if (kind === 'timer-stopped') end(subject, by.at, 'stopped');
      else if (kind === 'timer-expired') end(subject, by.at, 'expired');
      else if (kind === 'group' && text.endsWith(LEFT)) end(subject, by.at, 'stopped');
      else if (kind === 'timer-started' || kind === 'timer-restarted') {
        end(subject, by.at, 'restarted');
        open.set(subject, { name: nameOf(text), from: by.at });
      }
    },
    close: (from: Micros, to: Micros): ReadonlyMap<number, readonly TimerRun[]> => {
      for (const subject of [...open.keys()]) end(subject, to, 'running');
      for (const [subject, list] of runs)
        runs.set(
          subject,
          list.filter((run) => run.to >= from),
        );
      return runs;
    },
  };
}

const LEFT = `→ ${GROUP_TEXTS[NO_GROUP]}`;

function nameOf(text: string): string {
  if (text.startsWith('KA')) return 'KA';
  return text.startsWith('record') ? 'record' : 'wait for SCINF';
}
