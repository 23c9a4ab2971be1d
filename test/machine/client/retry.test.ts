/**
 * Requests that get no answer (D17).
 */
import { describe, expect, test } from 'vitest';
import { millis, NEVER } from '../../../src/base/micros.js';
import type { ClientRequest, ClientState } from '../../../src/machine/gmp-vocabulary.js';
import type { Policies } from '../../../src/machine/policies.js';
import { type Bench, bare, creator, kareq, mm, participant, rowsOf, sm, told } from './client-harness.js';

const NONE = { session: 0, user: 0 };
/** Instants of the sends, and of the failure, of a request that begins at 0: 500 ms, doubling. */
const AGAIN = [500_000, 1_500_000, 3_500_000, 7_500_000];
const FAILURE = 15_500_000;

interface Case {
  readonly request: ClientRequest;
  readonly make: (policies: Partial<Policies>) => Bench;
  readonly state: ClientState;
  readonly ids?: { readonly session?: number; readonly user?: number };
}

const ON_THE_WAY: readonly Case[] = [
  {
    request: 'SCREQ',
    state: 'requesting',
    ids: NONE,
    make: (policies) => creator('requesting', { policies }),
  },
  { request: 'SCINF', state: 'informed', make: (policies) => creator('informed', { policies }) },
  {
    request: 'SRREQ',
    state: 'registering',
    ids: { user: 0 },
    make: (policies) => participant('registering', { policies }),
  },
  { request: 'SJREQ', state: 'enrolling', make: (policies) => participant('enrolling', { policies }) },
];
const ASIDE: readonly Case[] = [
  { request: 'UIREQ', state: 'active', make: (policies) => asking('users', policies) },
  { request: 'SDREQ', state: 'active', make: (policies) => asking('delete', policies) },
  { request: 'TRREQ', state: 'active', make: (policies) => asking('terminate', policies) },
];
const HELD: Case = {
  request: 'SAREQ',
  state: 'activating',
  make: (policies) => participant('activating', { policies }),
};

describe('requests', () => {
  test.each([...ON_THE_WAY, ...ASIDE, HELD])(
    'D17 — $request is sent at 0, 0.5, 1.5, 3.5 and 7.5 s',
    (one) => {
      const { request, state, ids = {} } = one;
      const self = one.make({ unaskedKares: 'off' });
      expect(self.view().requests).toEqual([{ request, sends: 1, at: 500_000 }]);
      for (const [i, at] of AGAIN.entries()) {
        expect(self.wake()).toBe(at);
        expect(bare(self.at(at - 1))).toEqual([told.ignored('nothing-due')]);
        const next = AGAIN[i + 1] ?? FAILURE;
        expect(bare(self.at(at))).toEqual([
          told.send(...sent(self, request)),
          told.set('retry', next, request, ids),
          told.expired('retry', request, ids),
        ]);
        expect(self.view()).toMatchObject({ state, requests: [{ request, sends: i + 2, at: next }] });
      }
      expect(self.wake()).toBe(FAILURE);
      expect(bare(self.at(FAILURE - 1))).toEqual([told.ignored('nothing-due')]);
    },
  );

  test.each(ON_THE_WAY)('D17 — $request has failed one doubled wait after its fifth send', (one) => {
    const { request, state, ids = {} } = one;
    const self = fast(one.make({ unaskedKares: 'off' }));
    expect(bare(self.at(FAILURE))).toEqual([
      told.expired('retry', request, ids),
      told.note({ what: 'failed', request }),
      told.state(state, 'failed'),
    ]);
    expect(self.view().requests).toEqual([]);
    expect(self.wake()).toBe(NEVER);
  });

  test.each(ASIDE)('D17 — $request fails without a change of state', (one) => {
    const { request, state } = one;
    const self = fast(one.make({ unaskedKares: 'off' }));
    expect(bare(self.at(FAILURE))).toEqual([
      told.expired('retry', request),
      told.note({ what: 'failed', request }),
    ]);
    expect(self.view()).toMatchObject({ state, requests: [] });
    expect(self.wake()).toBe(NEVER);
  });

  test('D4, D17 — SAREQ may be held by the gate: it goes on every 8 s, without limit', () => {
    const self = fast(HELD.make({}));
    for (let n = 0; n < 20; n += 1) {
      const at = FAILURE + n * 8_000_000;
      expect(bare(self.at(at - 1))).toEqual([told.ignored('nothing-due')]);
      const effects = self.at(at);
      expect(bare(effects)).toEqual([
        told.send(...sent(self, 'SAREQ')),
        told.set('retry', at + 8_000_000, 'SAREQ'),
        told.expired('retry', 'SAREQ'),
      ]);
      expect(rowsOf(effects)).toEqual(['client.retry.slow']);
    }
    expect(rowsOf(self.hear(kareq()))).toEqual(['client.KAREQ.activate']);
  });

  test('D17 — a pending registration goes on every 8 s from SRRES, without limit', () => {
    const self = participant('registering');
    self.at(500_000);
    self.now = 600_000;
    self.hear({ type: 'SRRES', ...sm({ user: 0 }) });
    for (let n = 0; n < 20; n += 1) {
      const at = 8_600_000 + n * 8_000_000;
      expect(self.wake()).toBe(at);
      const effects = self.at(at);
      expect(bare(effects)).toEqual([
        told.send('SM', { type: 'SRREQ', ...sm({ user: 0 }) }),
        told.set('retry', at + 8_000_000, 'SRREQ', { user: 0 }),
        told.expired('retry', 'SRREQ', { user: 0 }),
      ]);
      expect(rowsOf(effects)).toEqual(['client.retry.slow']);
    }
  });

  test('D17 — the waits count from the instant at which the driver stepped the time', () => {
    const self = participant('registering');
    expect(bare(self.at(600_000))[1]).toEqual(told.set('retry', 1_600_000, 'SRREQ', { user: 0 }));
  });

  test('D17 — policies retryFirst, retrySends, retrySlow', () => {
    const policies = { retryFirst: millis(100), retrySends: 2, retrySlow: millis(1000) };
    const joining = participant('enrolling', { policies });
    joining.at(100_000);
    expect(joining.wake()).toBe(300_000);
    expect(rowsOf(joining.at(300_000))).toEqual(['client.retry.fail']);
    const held = participant('activating', { policies });
    held.at(100_000);
    expect(held.wake()).toBe(1_100_000);
    const once = participant('enrolling', { policies: { ...policies, retrySends: 1 } });
    expect(rowsOf(once.at(100_000))).toEqual(['client.retry.fail']);
    const slowAtOnce = participant('activating', { policies: { ...policies, retrySends: 1 } });
    expect(slowAtOnce.wake()).toBe(1_000_000);
  });

  test.each([...ON_THE_WAY, ...ASIDE, HELD])(
    'D17 — retry=off: $request is sent once, and never fails',
    (one) => {
      const self = one.make({ retry: 'off', unaskedKares: 'off' });
      expect(self.wake()).toBe(NEVER);
      expect(self.view().requests).toEqual([{ request: one.request, sends: 1, at: NEVER }]);
      expect(bare(self.at(1_000_000_000))).toEqual([told.ignored('nothing-due')]);
    },
  );

  test('D17 — under retry=off an answer cancels nothing', () => {
    const self = participant('registering', { policies: { retry: 'off' } });
    expect(bare(self.hear({ type: 'SRACC', ...sm() }))).toEqual([told.state('registering', 'registered')]);
    expect(self.view().requests).toEqual([]);
  });
});

describe('several timers', () => {
  test('D10 — all that is due fires in one step: requests as they were last sent, then quiet', () => {
    const self = asking('users', { retryFirst: millis(2300) });
    self.ask({ ask: 'terminate' });
    expect(self.wake()).toBe(2_300_000);
    expect(bare(self.at(2_300_000))).toEqual([
      told.send('MM', { type: 'UIREQ', ...mm({ memberType: 4 }) }),
      told.send('MM', { type: 'TRREQ', ...mm({ memberType: 4 }) }),
      told.send('MM', { type: 'KARES', ...mm({ memberType: 4 }) }),
      told.set('retry', 6_900_000, 'UIREQ'),
      told.set('retry', 6_900_000, 'TRREQ'),
      told.set('quiet', 3_300_000),
      told.expired('retry', 'UIREQ'),
      told.expired('retry', 'TRREQ'),
      told.expired('quiet'),
    ]);
  });

  test('D10 — what is not due stays', () => {
    const self = asking('users', {});
    self.now = 1;
    self.ask({ ask: 'terminate' });
    expect(self.wake()).toBe(500_000);
    expect(rowsOf(self.at(500_000))).toEqual(['client.retry.again']);
    expect(self.wake()).toBe(500_001);
    expect(self.view().requests.map(({ request, sends }) => `${request} ${sends}`)).toEqual([
      'TRREQ 1',
      'UIREQ 2',
    ]);
  });

  test('D17, D20 — a request and quiet run side by side: wake is the earlier', () => {
    const self = creator('active');
    expect(self.wake()).toBe(2_300_000);
    self.now = 2_000_000;
    self.ask({ ask: 'terminate' });
    expect(self.wake()).toBe(2_300_000);
    self.at(2_300_000);
    expect(self.wake()).toBe(2_500_000);
  });

  test('D17 — the creator whose SCINF failed may delete what it was granted', () => {
    const self = fast(creator('informed'));
    self.at(FAILURE);
    expect(rowsOf(self.ask({ ask: 'delete' }))).toEqual(['client.delete']);
    expect(rowsOf(self.hear({ type: 'SDRES', ...sm() }))).toEqual(['client.SDRES.delete']);
  });

  test('D17 — a request beside one that failed goes on', () => {
    const self = creator('created');
    self.ask({ ask: 'enrol' });
    self.now = 1_000_000;
    self.ask({ ask: 'delete' });
    while (self.view().state !== 'failed') self.at(self.wake());
    expect(self.view().requests.map(({ request }) => request)).toEqual(['SDREQ']);
    expect(rowsOf(self.hear({ type: 'TRIND', ...mm({ memberType: 4 }) }))).toEqual(['client.TRIND.end']);
    expect(rowsOf(self.hear({ type: 'SDRES', ...sm() }))).toEqual(['client.SDRES.delete']);
  });
});

/** What a request looks like when it is sent again, by what the first one looked like. */
function sent(self: Bench, request: ClientRequest): ['SM' | 'MM', ReturnType<typeof messageOf>] {
  return [request === 'UIREQ' || request === 'TRREQ' ? 'MM' : 'SM', messageOf(self, request)];
}

function messageOf(self: Bench, request: ClientRequest) {
  const { session, user, groupPort, groupAddress } = self.view();
  const header = sm({ session, user, groupPort, groupAddress });
  switch (request) {
    case 'UIREQ':
    case 'TRREQ':
      return { type: request, ...mm({ memberType: 4 }) };
    case 'SAREQ':
      return { type: request, ...header, mmPort: 20001 };
    case 'SCINF':
      return { type: request, ...header, parameters: { members: [] } };
    default:
      return { type: request, ...header };
  }
}

function asking(ask: 'users' | 'delete' | 'terminate', policies: Partial<Policies>): Bench {
  const self = creator('active', { policies });
  self.ask({ ask });
  return self;
}

/** Past the fifth send. */
function fast(self: Bench): Bench {
  for (const at of AGAIN) self.at(at);
  return self;
}
