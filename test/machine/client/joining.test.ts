/**
 * Registration, enrolment and activation (7.1.3 to 7.1.5, figures 6 to 11).
 */
import { describe, expect, test } from 'vitest';
import type { ClientAsk } from '../../../src/machine/gmp-vocabulary.js';
import {
  type Bench,
  bare,
  bench,
  creator,
  GROUP,
  kareq,
  MM_PORT,
  mm,
  participant,
  rowsOf,
  SESSION,
  sm,
  told,
  USER,
} from './client-harness.js';

const UNKNOWN = { user: 0, groupPort: 0, groupAddress: 0 };
const REGISTER: ClientAsk = { ask: 'register', session: SESSION, secure: false, closed: false };
const KEY = Uint8Array.of(9, 8, 7);

describe('registration', () => {
  test('7.1.3, figure 6 — SRREQ, SRACC: the user ID and the group are granted', () => {
    const self = bench();
    expect(bare(self.ask({ ...REGISTER, secure: true, closed: true } as ClientAsk))).toEqual([
      told.send('SM', { type: 'SRREQ', ...sm({ ...UNKNOWN, secure: true, closed: true }) }),
      told.set('retry', 500_000, 'SRREQ', { user: 0 }),
      told.state('idle', 'registering'),
    ]);
    expect(bare(self.hear({ type: 'SRACC', ...sm({ secure: true, closed: true }) }))).toEqual([
      told.cancel('retry', 'SRREQ', { user: 0 }),
      told.state('registering', 'registered'),
    ]);
    expect(self.view()).toMatchObject({
      session: SESSION,
      user: USER,
      ...GROUP,
      creator: false,
      requests: [],
    });
  });

  test('7.1.3, figure 7 — SRRES: pending; then SRACC', () => {
    const self = participant('registering');
    self.now = 100;
    expect(bare(self.hear({ type: 'SRRES', ...sm({ user: 0 }) }))).toEqual([
      told.set('retry', 8_000_100, 'SRREQ', { user: 0 }),
      told.state('registering', 'pending'),
    ]);
    expect(bare(self.hear({ type: 'SRACC', ...sm() }))).toEqual([
      told.cancel('retry', 'SRREQ', { user: 0 }),
      told.state('pending', 'registered'),
    ]);
  });

  test('7.1.3, figure 7 — under retry=off SRRES arms nothing', () => {
    const self = participant('registering', { policies: { retry: 'off' } });
    expect(bare(self.hear({ type: 'SRRES', ...sm({ user: 0 }) }))).toEqual([
      told.state('registering', 'pending'),
    ]);
    expect(bare(self.hear({ type: 'SRACC', ...sm() }))).toEqual([told.state('pending', 'registered')]);
  });

  test('D1 — SRRES again changes nothing: the timer runs on', () => {
    const self = participant('pending');
    self.now = 50;
    expect(bare(self.hear({ type: 'SRRES', ...sm({ user: 0 }) }))).toEqual([told.ignored('repeat')]);
    expect(self.wake()).toBe(8_000_000);
  });

  test.each(['registering', 'pending'] as const)('7.1.3, figure 8 — SRREJ in %s', (state) => {
    const self = participant(state);
    expect(bare(self.hear({ type: 'SRREJ', ...sm(UNKNOWN) }))).toEqual([
      told.cancel('retry', 'SRREQ', { user: 0 }),
      told.note({ what: 'rejected', reason: 'unspecified' }),
      told.state(state, 'rejected'),
    ]);
  });

  test('D21 — headers of SRRES and SRACC are heeded', () => {
    const self = participant('registering');
    expect(
      bare(self.hear({ type: 'SRRES', ...sm({ user: 0, secure: true, groupPort: 0 }) })).slice(1),
    ).toEqual([told.deviation('gmp.sm.flags.s', 0, 1, { user: 0 }), told.state('registering', 'pending')]);
    expect(bare(self.hear({ type: 'SRACC', ...sm({ closed: true, groupAddress: 5 }) })).slice(1)).toEqual([
      told.deviation('gmp.sm.flags.m', 0, 1),
      told.deviation('gmp.group.addr', GROUP.groupAddress, 5),
      told.state('pending', 'registered'),
    ]);
    expect(self.view()).toMatchObject(GROUP);
  });

  test('D22 — the creator may register as well: its SRREQ carries the ID that it has', () => {
    const self = creator('created');
    expect(bare(self.ask(REGISTER))).toEqual([
      told.send('SM', { type: 'SRREQ', ...sm() }),
      told.set('retry', 500_000, 'SRREQ'),
      told.state('created', 'registering'),
    ]);
    expect(bare(self.hear({ type: 'SRACC', ...sm() }))).toEqual([
      told.cancel('retry', 'SRREQ'),
      told.state('registering', 'registered'),
    ]);
    expect(self.view()).toMatchObject({ creator: true, memberType: 4 });
  });

  test('D3, D22 — its session may have ended meanwhile: SRREJ without a user ID', () => {
    const self = creator('created');
    self.ask(REGISTER);
    expect(rowsOf(self.hear({ type: 'SRREJ', ...sm({ user: 0 }) }))).toEqual(['client.SRREJ.reject']);
  });

  test('D22 — the creator registers in its own session only', () => {
    const self = creator('created');
    expect(bare(self.ask({ ...REGISTER, session: SESSION + 1 } as ClientAsk))).toEqual([
      told.ignored('wrong-session'),
    ]);
  });

  test.each([
    ['its own session: it stays the creator', SESSION, true],
    ['another session: it is a participant there', SESSION + 1, false],
  ])('D15, D22 — the creator that has left all groups registers again, %s', (_, session, stays) => {
    const self = creator('active', { secure: true });
    self.ask({ ask: 'leave', target: 2 });
    expect(bare(self.ask({ ...REGISTER, session } as ClientAsk))).toEqual([
      told.send('SM', { type: 'SRREQ', ...sm({ ...UNKNOWN, session }) }),
      told.set('retry', 500_000, 'SRREQ', { session, user: 0 }),
      told.state('left', 'registering'),
    ]);
    expect(self.view()).toMatchObject({
      creator: stays,
      memberType: stays ? 4 : 1,
      kaPeriod: 0,
      timeout: 0,
      key: null,
      secure: false,
    });
    expect(self.client.mmUser).toBe(0);
  });

  test('D22 — a participant that registers again in the same session is no creator', () => {
    const self = participant('active');
    self.ask({ ask: 'leave', target: 2 });
    self.ask(REGISTER);
    expect(self.view()).toMatchObject({ creator: false, memberType: 1 });
  });

  test('7.1.3 — a new registration stops what was still asked of the session before', () => {
    const self = creator('active');
    self.ask({ ask: 'delete' });
    self.hear({ type: 'TRIND', ...mm({ memberType: 4 }) });
    expect(bare(self.ask(REGISTER))).toEqual([
      told.send('SM', { type: 'SRREQ', ...sm(UNKNOWN) }),
      told.set('retry', 500_000, 'SRREQ', { user: 0 }),
      told.cancel('retry', 'SDREQ'),
      told.state('ended', 'registering'),
    ]);
  });
});

describe('enrolment', () => {
  test.each([
    ['registered', () => participant('registered')],
    ['created', () => creator('created')],
    ['left', () => left(1)],
    ['lost', () => lost()],
  ] as const)('7.1.4, figure 9 — from %s: SJREQ, SJRES', (from, make) => {
    const self = make();
    const { now } = self;
    expect(bare(self.ask({ ask: 'enrol' }))).toEqual([
      told.send('SM', { type: 'SJREQ', ...sm() }),
      told.set('retry', now + 500_000, 'SJREQ'),
      told.state(from, 'enrolling'),
    ]);
    expect(bare(self.hear(sjres()))).toEqual([
      told.cancel('retry', 'SJREQ'),
      told.state('enrolling', 'enrolled'),
    ]);
  });

  test('7.3, figure 23 — SJRES with S=1 carries the key', () => {
    const self = participant('enrolling', { secure: true });
    expect(bare(self.hear(sjres(true)))).toEqual([
      told.cancel('retry', 'SJREQ'),
      told.note({ what: 'key', key: KEY }),
      told.state('enrolling', 'enrolled'),
    ]);
    expect(self.view().key).toBe(KEY);
  });

  test.each([true, false])(
    'D21 — SJRES that contradicts secure=%s is reported, and no key is taken',
    (secure) => {
      const self = participant('enrolling', { secure });
      expect(bare(self.hear(sjres(!secure)))).toEqual([
        told.cancel('retry', 'SJREQ'),
        told.deviation('gmp.sm.flags.s', Number(secure), Number(!secure)),
        told.state('enrolling', 'enrolled'),
      ]);
      expect(self.view().key).toBe(null);
    },
  );

  test('D1 — SJRES again answers nothing', () => {
    expect(bare(participant('enrolled').hear(sjres()))).toEqual([told.ignored('no-request')]);
  });

  test('D15 — who has left the active group alone is still enrolled; who has left all must register', () => {
    expect(bare(left(0).ask({ ask: 'enrol' }))).toEqual([told.ignored('wrong-state')]);
    expect(bare(left(2).ask({ ask: 'enrol' }))).toEqual([told.ignored('wrong-state')]);
  });
});

describe('activation', () => {
  test.each([
    ['enrolled', () => participant('enrolled')],
    ['left', () => left(0)],
  ] as const)('7.1.5, figures 10 and 11 — from %s: SAREQ, KAREQ, KARES at once', (from, make) => {
    const self = make();
    self.now = 1000;
    expect(bare(self.ask({ ask: 'activate' }))).toEqual([
      told.send('SM', { type: 'SAREQ', ...sm(), mmPort: MM_PORT }),
      told.set('retry', 501_000, 'SAREQ'),
      told.state(from, 'activating'),
    ]);
    self.now = 2000;
    expect(bare(self.hear(kareq()))).toEqual([
      told.send('MM', { type: 'KARES', ...mm() }),
      told.set('quiet', 2_302_000),
      told.cancel('retry', 'SAREQ'),
      told.state('activating', 'active'),
    ]);
    expect(self.view()).toMatchObject({ kaPeriod: 10, timeout: 3, memberType: 1, quietAt: 2_302_000 });
  });

  test('8.4 — member type, period and timeout are learned from KAREQ and stand in KARES', () => {
    const self = participant('activating');
    const header = mm({ memberType: 2, kaPeriod: 255, timeout: 254 });
    expect(bare(self.hear({ type: 'KAREQ', ...header }))[0]).toEqual(
      told.send('MM', { type: 'KARES', ...header }),
    );
    expect(self.view()).toMatchObject({ memberType: 2, kaPeriod: 255, timeout: 254 });
  });

  test('D21 — what KAREQ says wrong in its header is reported', () => {
    const self = creator('activating');
    const header = { closed: true, memberType: 1, groupPort: 1, groupAddress: 2 } as const;
    expect(bare(self.hear(kareq(header))).slice(3)).toEqual([
      told.deviation('gmp.mm.mode', 1, 2),
      told.deviation('gmp.mm.member_type', 4, 1),
      told.deviation('gmp.group.port', GROUP.groupPort, 1),
      told.deviation('gmp.group.addr', GROUP.groupAddress, 2),
      told.state('activating', 'active'),
    ]);
    expect(self.view()).toMatchObject({ ...GROUP, closed: false, memberType: 4 });
  });

  test('D15 — who has left more than the active group must enrol first', () => {
    for (const target of [1, 2] as const) {
      expect(bare(left(target).ask({ ask: 'activate' }))).toEqual([told.ignored('wrong-state')]);
    }
  });

  test('D7 — the MM port is in use from SAREQ on: MM messages before it leave by the SM address', () => {
    const before = creator('enrolled');
    expect(bare(before.ask({ ask: 'terminate' }))[0]).toMatchObject({
      via: 'SM',
      message: { type: 'TRREQ' },
    });
    const after = creator('activating');
    expect(bare(after.ask({ ask: 'terminate' }))[0]).toMatchObject({ via: 'MM', message: { type: 'TRREQ' } });
  });
});

function sjres(secure = false) {
  const { secure: _, ...header } = sm();
  return secure
    ? ({ type: 'SJRES', ...header, secure: true, key: KEY } as const)
    : ({ type: 'SJRES', ...header, secure: false } as const);
}

function left(target: 0 | 1 | 2): Bench {
  const self = participant('active');
  self.ask({ ask: 'leave', target });
  return self;
}

function lost(): Bench {
  const self = participant('active');
  while (self.view().state === 'active') self.at(self.wake());
  return self;
}
