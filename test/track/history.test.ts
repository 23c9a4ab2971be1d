/**
 * What is kept of a capture's history: books that were copied go on as the first ones did; snapshots fit their memory and are near;
 * the journal finds each subject's changes.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { micros } from '../../src/base/micros.js';
import { FAULT_PROFILES } from '../../src/sim/faults.js';
import { type Books, createBooks } from '../../src/track/books.js';
import { type FrozenBooks, type FrozenSession, freeze, thaw } from '../../src/track/frozen.js';
import { createReasons, type ReasonTable, readMember } from '../../src/track/frozen-members.js';
import { createSnapshots } from '../../src/track/history.js';
import { createHosts } from '../../src/track/hosts.js';
import { createIntake } from '../../src/track/intake.js';
import { createJournal } from '../../src/track/journal.js';
import { createTrackerOn } from '../../src/track/tracker.js';
import { type Capture, captureTraffic, playOne, walkCapture } from '../conform/harness.js';
import { SCENARIOS as SWEPT } from '../sim/canary-sweep.js';
import { SCENARIOS } from '../sim/scenario-files.js';
import { optionsOf } from './follow.js';

/** Books so that two of them can be compared: timers that run no more are nothing, and nobody has a place. */
function plain({ sessions, live, creations, now, born }: FrozenBooks, textOf: (reason: number) => string) {
  const reasons = { textOf, numberOf: () => 0 };
  return {
    live: [...live],
    creations: [...creations],
    now,
    born,
    sessions: sessions.map((frozen: FrozenSession) => {
      const { facts, members, seated, queueWho, queueWhen, due } = frozen;
      const all = Array.from({ length: members.count }, (_, i) => {
        const { session, place, ...rest } = readMember(members, i, facts as never, reasons);
        return rest;
      });
      const nameOf = (i: number): string => `${all[i].user} ${all[i].host} ${all[i].smPort} ${all[i].since}`;
      const pairs = (keys: Float64Array, places: Uint32Array) =>
        [...keys].map((key, i) => [key, nameOf(places[i])]);
      return {
        facts,
        due,
        seated: all.slice(0, seated),
        claimed: [...frozen.claimed],
        applicants: pairs(frozen.applicantPeers, frozen.applicants),
        peers: pairs(frozen.peers, frozen.ofPeers),
        departed: [...frozen.departed].map(nameOf),
        queue: [...queueWho].flatMap((who, i) =>
          all[who].expires === queueWhen[i] ? [[nameOf(who), queueWhen[i]]] : [],
        ),
      };
    }),
  };
}

/** Every fact of a member is in its row. */
function keepsMembers(books: Books, { sessions }: FrozenBooks, reasons: ReasonTable): void {
  for (const { facts, members } of sessions) {
    const own = books.byNumber.get(facts.number)!;
    for (const member of own.members) {
      if (member === undefined) continue;
      const { session: _, place, ...kept } = readMember(members, member.place, own, reasons);
      const { session: __, place: at, ...was } = member;
      expect([place, kept]).toEqual([0, was]);
      expect(at).toBeLessThan(members.count);
    }
  }
}

/** Tracks a capture; every so often the books are copied, and it goes on with those that are made of the copy. */
function trackIn(capture: Capture, breaks: ReadonlySet<number>): unknown[] {
  const registry = createRegistry();
  const hosts = createHosts();
  const intake = createIntake(registry, hosts);
  const options = optionsOf();
  const reasons = createReasons();
  let books = createBooks(options, hosts, []);
  let tracker = createTrackerOn(books);
  const found: unknown[] = [];
  walkCapture(
    capture,
    (w) => {
      intake(w, (seen) => tracker.take(seen));
      const frozen = freeze(books, reasons);
      keepsMembers(books, frozen, reasons);
      found.push(plain(frozen, reasons.textOf));
      if (!breaks.has(w.frame.number)) return;
      books = thaw(frozen, { options, hosts, listeners: [] }, reasons);
      tracker = createTrackerOn(books);
    },
    registry,
  );
  return found;
}

describe('books that were copied', () => {
  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('go on: %s', (_, scenario) => {
    const capture = captureTraffic(playOne(scenario, undefined));
    const all = new Set(capture.packets.map((__, i) => i + 1));
    expect(trackIn(capture, all)).toEqual(trackIn(capture, new Set()));
  });

  test('go on from anywhere, whatever goes wrong', () => {
    const profiles = Object.values(FAULT_PROFILES);
    fc.assert(
      fc.property(
        fc.nat(SWEPT.length - 1),
        fc.nat(profiles.length - 1),
        fc.integer({ min: 1, max: 9999 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 8 }),
        (which, profile, seed, breaks) => {
          const capture = captureTraffic(playOne({ ...SWEPT[which], seed }, profiles[profile]));
          expect(trackIn(capture, new Set(breaks))).toEqual(trackIn(capture, new Set()));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('snapshots', () => {
  test('are near, and fit their memory', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 10, max: 5000 }),
        (count, size, budget) => {
          const snapshots = createSnapshots<number>(budget, 4);
          for (let frame = 1; frame <= count; frame += 1)
            snapshots.offer(frame, () => ({ value: frame, size }));
          expect(snapshots.before(0)).toBeUndefined();
          expect(snapshots.before(1)).toBe(1);
          if (snapshots.count() > 4) expect(snapshots.size()).toBeLessThanOrEqual(budget);
          const most = Math.max(4, (4 * count) / snapshots.count());
          for (let frame = 1; frame <= count; frame += 1) {
            const near = snapshots.before(frame)!;
            expect(near).toBeLessThanOrEqual(frame);
            expect(frame - near).toBeLessThan(2 * most);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the journal', () => {
  const entry = (subject: number, frame: number) => ({
    subject,
    from: 1,
    to: 2,
    at: micros(frame * 10),
    frame,
    why: `why ${subject}`,
    expired: (subject + frame) % 2 === 0,
  });

  test('finds the changes of each subject, in order, as it grows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 300 }), (subjects) => {
        const journal = createJournal(createReasons());
        for (const [i, subject] of subjects.entries()) {
          journal.add(entry(subject, i + 1));
          const expected = subjects.slice(0, i + 1).flatMap((one, at) => (one === subject ? [at] : []));
          expect([...journal.of(subject)]).toEqual(expected);
        }
        for (const [i, subject] of subjects.entries()) {
          expect(journal.at(i)).toEqual({ ...entry(subject, i + 1), shown: 0 });
        }
      }),
      { numRuns: 30 },
    );
  });

  test('shows what timers did under the next message', () => {
    const journal = createJournal(createReasons());
    journal.add(entry(0, 0));
    expect(journal.settle(7)).toBe(true);
    journal.add(entry(0, 7));
    expect(journal.settle(7)).toBe(true);
    expect(journal.settle(8)).toBe(false);
    journal.add(entry(1, 0));
    journal.settle(0);
    expect([0, 1, 2].map((i) => journal.at(i).shown)).toEqual([7, 7, 0]);
  });

  test('says that it is cut', () => {
    const journal = createJournal(createReasons(), 2);
    for (const frame of [1, 2]) journal.add(entry(0, frame));
    expect([journal.count(), journal.cut()]).toEqual([2, false]);
    journal.add(entry(0, 3));
    expect([journal.count(), journal.cut()]).toEqual([2, true]);
    expect(journal.settle(3)).toBe(true);
  });
});
