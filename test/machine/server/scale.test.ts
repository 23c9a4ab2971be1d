/** Many members, many sessions; the IDs, sets and columns that carry them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GmpMessage } from '../../../dissectors/gmp-message.js';
import { micros, NEVER } from '../../../src/base/micros.js';
import { udpPeer } from '../../../src/machine/peer.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { createIdPool, freeId, isExhausted, takeId } from '../../../src/machine/server/id-pool.js';
import {
  addId,
  clearIds,
  createIdSet,
  deleteId,
  eachId,
  hasId,
  someIds,
} from '../../../src/machine/server/id-set.js';
import {
  bitsOf,
  createMemberTable,
  enterMember,
  firstKa,
  kaExpiry,
  nextKaExpiry,
  queueKa,
  unqueueKa,
} from '../../../src/machine/server/member-table.js';
import { serverWake, stepServer } from '../../../src/machine/server/server.js';
import { serverOptions } from '../../../src/machine/server/server-options.js';
import { createServer } from '../../../src/machine/server/server-state.js';
import { serverView } from '../../../src/machine/server/server-view.js';
import { runs } from '../runs.js';
import { noteTaken } from '../taken.js';
import { active, CREATOR, countingStream, SPANS, story } from './server-story.js';

const header = { secure: false, closed: false, groupPort: 0, groupAddress: 0 } as const;
const mm = { closed: false, memberType: 1, groupPort: 0, groupAddress: 0, kaPeriod: 0, timeout: 0 } as const;

/** Client i of a big session. */
function client(i: number, port = 7000) {
  return udpPeer(0x0a000000 + i, port);
}

describe('8.2 f — user IDs', () => {
  test('8.2 f — fresh ones first, ascending; then those given back, the longest unused first; never one twice', () => {
    const pool = createIdPool();
    for (let i = 1; i <= 65_535; i += 1) expect(takeId(pool)).toBe(i);
    expect(isExhausted(pool, 65_535)).toBe(true);
    for (const id of [9, 3, 70, 5]) freeId(pool, id);
    expect(isExhausted(pool, 65_535)).toBe(false);
    expect([takeId(pool), takeId(pool)]).toEqual([9, 3]);
    freeId(pool, 3);
    expect([takeId(pool), takeId(pool), takeId(pool)]).toEqual([70, 5, 3]);
    expect(isExhausted(pool, 70_000)).toBe(true);
  });

  test('a limit below 65535', () => {
    const pool = createIdPool();
    expect(isExhausted(pool, 0)).toBe(true);
    takeId(pool);
    expect([isExhausted(pool, 1), isExhausted(pool, 2)]).toEqual([true, false]);
  });

  test('8.2 f — against a model: an ID that is in use is never handed out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 60 }), (choices) => {
        const pool = { ...createIdPool(), largest: 65_530, taken: 65_530 };
        const mine: number[] = [];
        for (const choice of choices) {
          if (choice < 5 && !isExhausted(pool, 65_535)) {
            const id = takeId(pool);
            expect(mine).not.toContain(id);
            expect(id).toBeGreaterThan(65_530);
            mine.push(id);
          } else if (choice >= 5 && mine.length > 0) freeId(pool, mine.splice(choice % mine.length, 1)[0]);
          expect(pool.taken).toBe(65_530 + mine.length);
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('sets of IDs', () => {
  test('against a model: membership, count, ascending walk', () => {
    const change = fc.tuple(fc.oneof(fc.nat(65_535), fc.nat(70)), fc.boolean());
    fc.assert(
      fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
        const set = createIdSet();
        const model = new Set<number>();
        for (const [id, put] of changes) {
          if (put) {
            addId(set, id);
            model.add(id);
          } else {
            deleteId(set, id);
            model.delete(id);
          }
          expect(hasId(set, id)).toBe(put);
        }
        const walked: number[] = [];
        eachId(set, (id) => walked.push(id));
        expect(walked).toEqual([...model].sort((a, b) => a - b));
        expect(set.count).toBe(model.size);
        const parts: number[] = [];
        let steps = 0;
        for (let from = 0; from !== 0 || steps === 0; steps += 1) {
          from = someIds(set, from, 3, (id) => parts.push(id));
          if (from !== 0) expect(model.has(from)).toBe(true);
        }
        expect(parts).toEqual(walked);
        expect(steps).toBe(Math.max(1, Math.ceil(model.size / 3)));
        clearIds(set);
        expect(set.count).toBe(0);
        eachId(set, () => expect.unreachable());
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('the queue of KA timers', () => {
  test('9.2 b — in the order of arming, whoever is taken out in between', () => {
    const change = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
        const table = createMemberTable();
        for (let user = 1; user <= 12; user += 1) enterMember(table, user, client(user), 1);
        let model: number[] = [];
        changes.forEach(([user, put], i) => {
          if (model.includes(user)) {
            unqueueKa(table, user);
            model = model.filter((one) => one !== user);
          }
          if (put) {
            queueKa(table, user, micros(i));
            model.push(user);
            expect(kaExpiry(table, user)).toBe(i);
          }
          expect(firstKa(table)).toBe(model[0] ?? 0);
          expect(nextKaExpiry(table)).toBe(model.length === 0 ? NEVER : kaExpiry(table, model[0]));
        });
      }),
      { numRuns: runs(300) },
    );
  });

  test('a user ID beyond the table is nobody’s', () => {
    expect(bitsOf(createMemberTable(), 60_000)).toBe(0);
  });
});

/** A session with `count` active members, the creator among them, at instant 0. */
function bigSession(count: number, policies = policiesWith()) {
  const server = createServer(serverOptions({ policies }), countingStream());
  const send = (i: number, message: GmpMessage, port = 7000, now = 0): number => {
    const effects = stepServer(server, { kind: 'message', from: client(i, port), message }, micros(now));
    noteTaken(effects);
    return effects.length;
  };
  send(1, { ...header, type: 'SCREQ', session: 0, user: 0 });
  send(1, { ...header, type: 'SCINF', session: 1, user: 1, parameters: { members: [], ...SPANS } });
  for (let user = 1; user <= count; user += 1) {
    if (user > 1) send(user, { ...header, type: 'SRREQ', session: 1, user: 0 });
    send(user, { ...header, type: 'SJREQ', session: 1, user });
    send(user, { ...header, type: 'SAREQ', session: 1, user, mmPort: 7001 });
    send(user, { ...mm, type: 'KARES', session: 1, user }, 7001);
  }
  return { server, send };
}

describe('a session of 65,535 members', () => {
  test('all of them active and asked; the 65,536th is refused (D3); the list comes in 193 parts (7.2.2)', () => {
    const { server, send } = bigSession(65_535);
    expect(server.sessions.get(1)?.active.count).toBe(65_535);
    const refused = stepServer(
      server,
      { kind: 'message', from: client(70_000), message: { ...header, type: 'SRREQ', session: 1, user: 0 } },
      micros(0),
    );
    expect(refused[0]).toMatchObject({ message: { type: 'SRREJ' } });
    const list = stepServer(
      server,
      {
        kind: 'message',
        from: client(40_000, 7001),
        message: { ...mm, type: 'UIREQ', session: 1, user: 40_000 },
      },
      micros(0),
    );
    const parts = list.map(
      (one) => (one.kind === 'send' && one.message.type === 'UIRES' ? one.message : undefined)!,
    );
    expect(parts.length).toBe(193);
    expect(parts.map(({ following }) => following)).toEqual(Array.from({ length: 193 }, (_, i) => 192 - i));
    expect(parts.flatMap(({ members }) => members.map(({ user }) => user))).toEqual(
      Array.from({ length: 65_535 }, (_, i) => i + 1),
    );
    expect(Math.max(...parts.map(({ members }) => members.length))).toBe(340);
    // The round goes out in parts; the server stays due until it is complete.
    const asked: number[] = [];
    let steps = 0;
    while (serverWake(server) <= 1_000_000) {
      for (const effect of stepServer(server, { kind: 'time' }, micros(1_000_000))) {
        if (effect.kind === 'send') asked.push(effect.message.user);
      }
      steps += 1;
    }
    expect(asked).toEqual(Array.from({ length: 65_535 }, (_, i) => i + 1));
    expect(steps).toBe(512);
    expect(send(65_535, { ...mm, type: 'KARES', session: 1, user: 65_535 }, 7001)).toBe(1);
    // Everyone else is silent: the creator's loss ends the session for all.
    const end = stepServer(server, { kind: 'time' }, micros(1_300_000));
    const told = end.map((one) => (one.kind === 'send' ? one.message.user : 0)).filter((user) => user > 0);
    expect(told).toEqual(Array.from({ length: 65_535 }, (_, i) => i + 1));
  });

  test('7.2.2 — 340 members fill one UIRES, 341 need two', () => {
    for (const [count, parts] of [
      [340, 1],
      [341, 2],
    ]) {
      const { send } = bigSession(count);
      expect(send(1, { ...mm, type: 'UIREQ', session: 1, user: 1 }, 7001)).toBe(parts);
    }
  });
});

describe('a round in parts', () => {
  /** 300 active members at the instant of the first round, and the effects of its first part. */
  function firstPart() {
    // Another session waits for SCINF until the same instant.
    const big = bigSession(300, policiesWith({ scinfWait: micros(1_000_000) }));
    big.send(1, { ...header, type: 'SCREQ', session: 0, user: 0 });
    const time = () => stepServer(big.server, { kind: 'time' }, micros(1_000_000));
    const kinds = (effects: ReturnType<typeof time>) => effects.map(({ kind, why }) => `${why.id} ${kind}`);
    const asked = (effects: ReturnType<typeof time>) =>
      effects.flatMap((one) => (one.kind === 'send' ? [one.message.user] : []));
    return { ...big, time, kinds, asked, first: time() };
  }

  test('9.2 a — 128 members a step; the timer is told at the first part, and armed anew at the last', () => {
    const { server, first, time, asked, kinds } = firstPart();
    expect(asked(first)).toEqual(Array.from({ length: 128 }, (_, i) => i + 1));
    expect(first.filter(({ kind }) => kind === 'notify').length).toBe(1);
    const second = time();
    expect(asked(second)).toEqual(Array.from({ length: 128 }, (_, i) => i + 129));
    expect(second.filter(({ kind }) => kind === 'notify').length).toBe(0);
    const third = time();
    expect(asked(third)).toEqual(Array.from({ length: 44 }, (_, i) => i + 257));
    expect(third.find(({ kind, why }) => kind === 'set' && why.id.endsWith('round'))).toBeDefined();
    expect(kinds(third)).toContain('server.scinf.expired notify');
    expect(third.filter((one) => one.kind === 'set' && one.timer.name === 'period')).toMatchObject([
      { at: 2_000_000 },
    ]);
    expect(serverWake(server)).toBe(1_300_000);
  });

  test('7.2.4 — a session that ends in between asks nobody any more, and the next one begins anew', () => {
    const { server, send, time, asked } = firstPart();
    send(1, { ...mm, type: 'TRREQ', session: 1, user: 1 }, 7001, 1_000_000);
    expect(asked(time())).toEqual([]);
    expect(serverWake(server)).toBe(61_000_000);
  });

  test('7.2.3 — who leaves in between is not asked', () => {
    const { send, time, asked } = firstPart();
    send(129, { ...mm, type: 'LVREQ', session: 1, user: 129, target: 0 }, 7001, 1_000_000);
    expect(asked(time())[0]).toBe(130);
  });

  test('D10 — sessions that are due at the same instant wait for their turn', () => {
    const { server, time } = firstPart();
    time();
    expect(server.sessions.has(2)).toBe(true);
    time();
    expect(server.sessions.has(2)).toBe(false);
  });
});

describe('many sessions', () => {
  test('8.2 e — 65,535 of them; then SCREJ (8.1 c); IDs come back after removal, the longest unused first', () => {
    const server = createServer(serverOptions(), countingStream());
    const screq = (i: number) =>
      stepServer(
        server,
        { kind: 'message', from: client(i), message: { ...header, type: 'SCREQ', session: 0, user: 0 } },
        micros(i),
      );
    for (let i = 1; i <= 65_535; i += 1) screq(i);
    expect(server.sessions.size).toBe(65_535);
    expect(screq(65_536)[0]).toMatchObject({ message: { type: 'SCREJ' } });
    expect(serverWake(server)).toBe(30_000_001);
    stepServer(server, { kind: 'time' }, micros(30_000_002));
    expect(server.sessions.size).toBe(65_533);
    const session = (i: number): unknown => (screq(i)[0] as { message: GmpMessage }).message.session;
    expect([session(70_001), session(70_002)]).toEqual([1, 2]);
  });

  test('D10 — sessions that are due at one instant fire in ascending order of their IDs', () => {
    const s = story();
    for (const n of [5, 3, 4]) s.sm(n, 'SCREQ');
    expect(s.wake()).toEqual([
      'expired scinf',
      'phase requested → none',
      'expired scinf in 2',
      'phase requested → none',
      'expired scinf in 3',
      'phase requested → none',
    ]);
  });

  test('sessions do not touch one another', () => {
    const s = active({}, 2);
    s.sm(CREATOR, 'SCREQ');
    s.sm(CREATOR, 'SCINF', { session: 2, user: 1, parameters: { members: [] } });
    s.sm(CREATOR, 'SDREQ', { session: 2, user: 1 });
    expect(s.session(1)?.phase).toBe('running');
    expect(serverView(s.server).sessions.map(({ session, phase }) => [session, phase])).toEqual([
      [1, 'running'],
      [2, 'ended'],
    ]);
  });
});

describe('the order of what is due at one instant in one session', () => {
  test('D10 — what was set first fires first: KA timers before the round that was set with them', () => {
    const s = active({ parameters: { kaPeriod: 3, timeout: 3, termination: 'all' } }, 2);
    s.wake();
    s.mm(CREATOR, 'KARES', 1);
    expect(s.wake()).toEqual([
      'KAREQ to 1 mm user 1',
      'set ka of 2 at 900000',
      'set ka of 1 at 900000',
      'set period at 900000',
      'expired ka of 2',
      'user 2 active → enrolled',
      'expired period',
    ]);
    expect(s.now).toBe(600_000);
  });

  test('D10 — the round before a KA timer that was set after it', () => {
    const s = active({ parameters: { kaPeriod: 10, timeout: 3 } }, 2);
    s.at(700_000).sm(2, 'SAREQ', { user: 2, mmPort: 7001 });
    expect(s.wake()).toEqual([
      'KAREQ to 1 mm user 1',
      'KAREQ to 2 mm user 2',
      'set ka of 1 at 1300000',
      'set period at 2000000',
      'set ka of 2 at 1300000',
      'expired period',
      'expired ka of 2',
      'user 2 active → enrolled',
    ]);
    expect(s.now).toBe(1_000_000);
  });
});
