/**
 * The active client (7.2, figures 12 and 14): keepalive, keys, leaving, termination.
 */
import { describe, expect, test } from 'vitest';
import { NEVER } from '../../../src/base/micros.js';
import type { ClientState } from '../../../src/machine/gmp-vocabulary.js';
import { policiesWith } from '../../../src/machine/policies.js';
import {
  type Bench,
  bare,
  creator,
  GROUP,
  kareq,
  mm,
  participant,
  rowsOf,
  SESSION,
  sm,
  told,
  USER,
} from './client-harness.js';

const KEY = Uint8Array.of(5, 6);

describe('keepalive', () => {
  test('7.2, figure 14 — KAREQ is answered by KARES at once', () => {
    const self = participant('active');
    self.now = 1_000_000;
    expect(bare(self.hear(kareq()))).toEqual([
      told.send('MM', { type: 'KARES', ...mm() }),
      told.set('quiet', 3_300_000),
    ]);
    expect(self.view().state).toBe('active');
  });

  test('7.2.3 — KAREQ that crosses LVREQ is not answered', () => {
    const self = participant('active');
    self.ask({ ask: 'leave', target: 0 });
    expect(bare(self.hear(kareq()))).toEqual([told.ignored('left')]);
  });

  test('D21 — a period or timeout other than the known is reported, and not acted on', () => {
    const self = participant('active');
    expect(bare(self.hear(kareq({ kaPeriod: 11, timeout: 4 })))).toEqual([
      told.send('MM', { type: 'KARES', ...mm() }),
      told.set('quiet', 2_300_000),
      told.deviation('gmp.mm.ka_period', 10, 11),
      told.deviation('gmp.mm.timeout', 3, 4),
    ]);
  });

  test('D20 — two periods and one timeout after the last KAREQ: KARES unasked, once a period, five of them, then lost', () => {
    const self = participant('active');
    expect(self.wake()).toBe(2_300_000);
    for (let n = 0; n < 5; n += 1) {
      const at = 2_300_000 + n * 1_000_000;
      expect(bare(self.at(at - 1))).toEqual([told.ignored('nothing-due')]);
      expect(bare(self.at(at))).toEqual([
        told.send('MM', { type: 'KARES', ...mm() }),
        told.set('quiet', at + 1_000_000),
        told.expired('quiet'),
      ]);
      expect(self.view()).toMatchObject({ state: 'active', unasked: n + 1, quietAt: at + 1_000_000 });
    }
    expect(bare(self.at(7_299_999))).toEqual([told.ignored('nothing-due')]);
    expect(bare(self.at(7_300_000))).toEqual([told.expired('quiet'), told.state('active', 'lost')]);
    expect(self.wake()).toBe(NEVER);
  });

  test('D20 — the timer counts from the instant at which the driver stepped it', () => {
    const self = participant('active');
    expect(bare(self.at(2_400_000))[1]).toEqual(told.set('quiet', 3_400_000));
  });

  test('D20 — KAREQ begins the count again', () => {
    const self = participant('active', { policies: { unaskedMost: 1 } });
    self.at(2_300_000);
    expect(self.view().unasked).toBe(1);
    expect(bare(self.hear(kareq()))[1]).toEqual(told.set('quiet', 4_600_000));
    expect(self.view().unasked).toBe(0);
    expect(rowsOf(self.at(4_600_000))).toEqual(['client.quiet.kares']);
    expect(rowsOf(self.at(5_600_000))).toEqual(['client.quiet.lost']);
  });

  test.each([
    ['unaskedKares=off', { policies: { unaskedKares: 'off' } }, {}],
    ['the period is unknown', {}, { kaPeriod: 0 }],
    ['the timeout is unknown', {}, { timeout: 0 }],
  ] as const)('D20 — no timer where %s', (_, way, header) => {
    const self = participant('activating', way);
    expect(bare(self.hear(kareq(header)))).toEqual([
      told.send('MM', { type: 'KARES', ...mm(header) }),
      told.cancel('retry', 'SAREQ'),
      told.state('activating', 'active'),
    ]);
    expect(self.wake()).toBe(NEVER);
  });

  test('D20 — lost: KAREQ is not answered any more', () => {
    expect(bare(lost().hear(kareq()))).toEqual([told.ignored('wrong-state')]);
  });

  test('D20 — the unasked count of an earlier activity does not count', () => {
    const self = lost();
    self.ask({ ask: 'enrol' });
    self.hear({ type: 'SJRES', ...GROUP, secure: false, closed: false, session: SESSION, user: USER });
    self.ask({ ask: 'activate' });
    self.hear(kareq());
    expect(self.view()).toMatchObject({ state: 'active', unasked: 0 });
  });
});

describe('keys', () => {
  test.each([
    ['enrolled', () => participant('enrolled', { secure: true })],
    ['activating', () => participant('activating', { secure: true })],
    ['active', () => participant('active', { secure: true })],
    ['left 0', () => left(0)],
    ['lost', () => lost(true)],
  ] as const)('7.3, figure 24 — KDUPT in %s: a new key', (_, make) => {
    const self = make();
    expect(bare(self.hear({ type: 'KDUPT', ...mm(), key: KEY }))).toEqual([
      told.note({ what: 'key', key: KEY }),
    ]);
    expect(self.view().key).toBe(KEY);
  });

  test.each(['registered', 'enrolling', 'left 1', 'left 2'])(
    '7.3 — KDUPT in %s: it has none to renew',
    (state) => {
      const self = state.startsWith('left')
        ? left(Number(state.slice(5)) as 1)
        : participant(state as ClientState, { secure: true });
      expect(bare(self.hear({ type: 'KDUPT', ...mm(), key: KEY }))).toEqual([told.ignored('wrong-state')]);
      expect(self.view().key).toBe(null);
    },
  );

  test('7.3 — KDUPT in a session that is not secure', () => {
    const self = participant('active');
    expect(bare(self.hear({ type: 'KDUPT', ...mm(), key: KEY }))).toEqual([told.ignored('not-secure')]);
    expect(self.view().key).toBe(null);
  });

  test('D21 — the header of KDUPT is heeded', () => {
    const self = participant('enrolled', { secure: true });
    expect(bare(self.hear({ type: 'KDUPT', ...mm({ closed: true }), key: KEY }))).toEqual([
      told.deviation('gmp.mm.mode', 1, 2),
      told.note({ what: 'key', key: KEY }),
    ]);
    expect(self.view()).toMatchObject({ kaPeriod: 10, timeout: 3 });
  });
});

describe('leaving', () => {
  test('7.2.3, figure 19 — LVREQ once: retries and quiet stop', () => {
    const self = creator('active', { secure: true });
    self.ask({ ask: 'users' });
    self.ask({ ask: 'terminate' });
    self.ask({ ask: 'delete' });
    expect(bare(self.ask({ ask: 'leave', target: 0 }))).toEqual([
      told.send('MM', { type: 'LVREQ', ...mm({ memberType: 4 }), target: 0 }),
      told.cancel('retry', 'UIREQ'),
      told.cancel('retry', 'TRREQ'),
      told.cancel('retry', 'SDREQ'),
      told.cancel('quiet'),
      told.state('active', 'left'),
    ]);
    expect(self.view()).toMatchObject({ state: 'left', target: 0, requests: [] });
    expect(self.view().key).not.toBe(null);
    expect(self.wake()).toBe(NEVER);
  });

  test.each([1, 2] as const)('D15 — target %s de-enrols: the key is given up', (target) => {
    const self = participant('active', { secure: true });
    expect(bare(self.ask({ ask: 'leave', target }))[0]).toEqual(
      told.send('MM', { type: 'LVREQ', ...mm(), target }),
    );
    expect(self.view()).toMatchObject({ state: 'left', target, key: null });
  });

  test('D7 — LVREQ before SAREQ leaves by the SM address; what is unknown stands as 0, the type as participant', () => {
    const self = participant('registered');
    expect(bare(self.ask({ ask: 'leave', target: 2 }))).toEqual([
      told.send('SM', { type: 'LVREQ', ...mm({ kaPeriod: 0, timeout: 0 }), target: 2 }),
      told.state('registered', 'left'),
    ]);
  });

  test('D4, D15 — LVREQ while SAREQ is held: it is not sent again', () => {
    const self = participant('activating');
    expect(bare(self.ask({ ask: 'leave', target: 0 }))).toEqual([
      told.send('MM', { type: 'LVREQ', ...mm({ kaPeriod: 0, timeout: 0 }), target: 0 }),
      told.cancel('retry', 'SAREQ'),
      told.state('activating', 'left'),
    ]);
    expect(self.wake()).toBe(NEVER);
  });

  test.each([
    ['created', '2'],
    ['registered', '2'],
    ['enrolling', '12'],
    ['enrolled', '12'],
    ['activating', '012'],
    ['active', '012'],
    ['lost', '012'],
    ['left 0', '12'],
    ['left 1', '2'],
    ['left 2', ''],
  ])('D15 — from %s, the groups that can be left: %s', (state, targets) => {
    const possible = [0, 1, 2].filter((target) => {
      const [effect] = at(state).ask({ ask: 'leave', target: target as 0 });
      if (effect.kind === 'send') return true;
      expect(bare([effect])).toEqual([told.ignored(state === 'left 2' ? 'wrong-state' : 'wrong-target')]);
      return false;
    });
    expect(possible.join('')).toBe(targets);
  });

  test('D15 — with leaveTarget=active-only LVREQ names no other group', () => {
    const self = participant('active', { policies: { leaveTarget: 'active-only' } });
    for (const target of [1, 2] as const) {
      expect(bare(self.ask({ ask: 'leave', target }))).toEqual([told.ignored('wrong-target')]);
    }
    expect(rowsOf(self.ask({ ask: 'leave', target: 0 }))).toEqual(['client.leave']);
  });

  test.each(['idle', 'registering', 'pending'] as const)('7.2.3 — nothing to leave in %s', (state) => {
    expect(bare(participant(state).ask({ ask: 'leave', target: 2 }))).toEqual([told.ignored('wrong-state')]);
  });
});

describe('termination', () => {
  test('7.2.4, figure 21 — TRREQ of the creator, ended by TRIND', () => {
    const self = creator('active', { secure: true });
    self.now = 7;
    self.ask({ ask: 'users' });
    expect(bare(self.ask({ ask: 'terminate' }))).toEqual([
      told.send('MM', { type: 'TRREQ', ...mm({ memberType: 4 }) }),
      told.set('retry', 500_007, 'TRREQ'),
    ]);
    expect(bare(self.hear({ type: 'TRIND', ...mm({ memberType: 4 }) }))).toEqual([
      told.cancel('retry', 'UIREQ'),
      told.cancel('retry', 'TRREQ'),
      told.cancel('quiet'),
      told.state('active', 'ended'),
    ]);
    expect(self.view()).toMatchObject({ state: 'ended', key: null, requests: [], quietAt: NEVER });
  });

  test('7.2.4 — only the creator may', () => {
    expect(bare(participant('active').ask({ ask: 'terminate' }))).toEqual([told.ignored('not-creator')]);
  });

  test('D17 — TRREQ that waits for its answer is not asked twice; under retry=off it is', () => {
    const self = creator('active');
    self.ask({ ask: 'terminate' });
    expect(bare(self.ask({ ask: 'terminate' }))).toEqual([told.ignored('outstanding')]);
    const off = creator('active', { policies: { retry: 'off' } });
    off.ask({ ask: 'terminate' });
    expect(rowsOf(off.ask({ ask: 'terminate' }))).toEqual(['client.terminate']);
    expect(off.view().requests).toEqual([{ request: 'TRREQ', sends: 1, at: NEVER }]);
  });

  test('7.2.4 — a creator that has left all groups, or has no user ID yet, cannot', () => {
    const self = creator('active');
    self.ask({ ask: 'leave', target: 2 });
    expect(bare(self.ask({ ask: 'terminate' }))).toEqual([told.ignored('wrong-state')]);
    self.ask({ ask: 'register', session: SESSION, secure: false, closed: false });
    expect(bare(self.ask({ ask: 'terminate' }))).toEqual([told.ignored('wrong-state')]);
    expect(bare(self.ask({ ask: 'delete' }))).toEqual([told.ignored('wrong-state')]);
  });

  test('D21 — the header of TRIND is heeded', () => {
    const self = participant('active');
    expect(bare(self.hear({ type: 'TRIND', ...mm({ memberType: 2 }) })).slice(1)).toEqual([
      told.deviation('gmp.mm.member_type', 1, 2),
      told.state('active', 'ended'),
    ]);
  });

  test('D14, D15 — TRIND reaches who has left the active or the enrolled group, not who has left all', () => {
    for (const target of [0, 1] as const) {
      expect(rowsOf(left(target).hear({ type: 'TRIND', ...mm() }))).toEqual(['client.TRIND.end']);
    }
    expect(bare(left(2).hear({ type: 'TRIND', ...mm() }))).toEqual([told.ignored('wrong-state')]);
  });

  test('7.2.4 — TRIND to somebody who has no user ID yet', () => {
    const self = participant('pending');
    expect(bare(self.hear({ type: 'TRIND', ...mm({ user: 0 }) }))).toEqual([told.ignored('wrong-state')]);
  });
});

test('D20 — the defaults that these tests rest on', () => {
  expect(policiesWith()).toMatchObject({ unaskedKares: 'on', unaskedMost: 5, leaveTarget: 'reserved-octet' });
  expect(sm()).toMatchObject({ session: SESSION });
});

function at(state: string): Bench {
  if (state.startsWith('left')) return left(Number(state.slice(5)) as 0);
  if (state === 'lost') return lost();
  return state === 'created' ? creator('created') : participant(state as ClientState);
}

function left(target: 0 | 1 | 2): Bench {
  const self = participant('active', { secure: true });
  self.ask({ ask: 'leave', target });
  return self;
}

function lost(secure = false): Bench {
  const self = participant('active', { secure });
  while (self.view().state === 'active') self.at(self.wake());
  return self;
}
