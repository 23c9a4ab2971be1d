/**
 * Creation and deletion of a session by its creator (7.1.1, figures 4 and 5; 8.1 a to g).
 */
import { describe, expect, test } from 'vitest';
import type { SessionParameters } from '../../../dissectors/gmp-message.js';
import { NEVER } from '../../../src/base/micros.js';
import {
  bare,
  bench,
  creator,
  GROUP,
  participant,
  rowsOf,
  SESSION,
  sm,
  told,
  USER,
} from './client-harness.js';

const NONE = { session: 0, user: 0 };
const PARAMETERS: SessionParameters = { members: [], kaPeriod: 20, timeout: 5 };
const BLANK = {
  creator: true,
  session: SESSION,
  user: USER,
  secure: false,
  closed: false,
  ...GROUP,
  memberType: 4,
  kaPeriod: 0,
  timeout: 0,
  key: null,
  target: null,
  requests: [],
  quietAt: NEVER,
  unasked: 0,
};

describe('creation', () => {
  test('figure 14 — a client begins with nothing', () => {
    expect(bench().view()).toEqual({
      ...BLANK,
      state: 'idle',
      creator: false,
      session: 0,
      user: 0,
      groupPort: 0,
      groupAddress: 0,
      memberType: 1,
    });
  });

  test('7.1.1, figure 4 — SCREQ, SCACC, SCINF at once with the parameters of the ask, SCCON', () => {
    const self = bench();
    const asked = { groupPort: 6000, groupAddress: 0xe0000a0a };
    expect(
      bare(self.ask({ ask: 'create', secure: true, closed: true, ...asked, parameters: PARAMETERS })),
    ).toEqual([
      told.send('SM', { type: 'SCREQ', secure: true, closed: true, ...NONE, ...asked }),
      told.set('retry', 500_000, 'SCREQ', NONE),
      told.state('idle', 'requesting'),
    ]);
    self.now = 20_000;
    const header = sm({ secure: true, closed: true });
    expect(bare(self.hear({ type: 'SCACC', ...header }))).toEqual([
      told.send('SM', { type: 'SCINF', ...header, parameters: PARAMETERS }),
      told.set('retry', 520_000, 'SCINF'),
      told.cancel('retry', 'SCREQ', NONE),
      told.state('requesting', 'accepted'),
      told.state('accepted', 'informed'),
    ]);
    self.now = 40_000;
    expect(bare(self.hear({ type: 'SCCON', ...header }))).toEqual([
      told.cancel('retry', 'SCINF'),
      told.state('informed', 'created'),
    ]);
    expect(self.view()).toEqual({
      ...BLANK,
      state: 'created',
      secure: true,
      closed: true,
      kaPeriod: 20,
      timeout: 5,
    });
    expect(self.client.parameters).toBe(null);
  });

  test('7.1.1 — without parameters SCINF waits for the host program', () => {
    const self = bench();
    expect(bare(self.ask({ ask: 'create', secure: false, closed: false }))[0]).toEqual(
      told.send('SM', {
        type: 'SCREQ',
        secure: false,
        closed: false,
        ...NONE,
        groupPort: 0,
        groupAddress: 0,
      }),
    );
    expect(bare(self.hear({ type: 'SCACC', ...sm() }))).toEqual([
      told.cancel('retry', 'SCREQ', NONE),
      told.state('requesting', 'accepted'),
    ]);
    expect(self.view()).toEqual({ ...BLANK, state: 'accepted' });
    self.now = 5;
    expect(bare(self.ask({ ask: 'inform', parameters: PARAMETERS }))).toEqual([
      told.send('SM', { type: 'SCINF', ...sm(), parameters: PARAMETERS }),
      told.set('retry', 500_005, 'SCINF'),
      told.state('accepted', 'informed'),
    ]);
  });

  test('9.2 — period and timeout that the creator did not set are unknown to it', () => {
    expect(creator('created').view()).toEqual({ ...BLANK, state: 'created' });
  });

  test('8.2 — the group that SCACC grants holds, whatever was asked', () => {
    const self = bench();
    self.ask({ ask: 'create', secure: false, closed: false, groupPort: 1, groupAddress: 2 });
    const effects = bare(self.hear({ type: 'SCACC', ...sm() }));
    expect(effects).toEqual([told.cancel('retry', 'SCREQ', NONE), told.state('requesting', 'accepted')]);
    expect(self.view()).toMatchObject(GROUP);
  });

  test.each([
    ['7.3, 8.1 c — SCREJ with S=1: the server has no secure mode', true, 'secure-unsupported'],
    ['7.1.1, figure 5 — SCREJ with S=0: no other reason travels', false, 'unspecified'],
  ] as const)('%s', (_, secure, reason) => {
    const self = creator('requesting', { secure: true });
    expect(bare(self.hear({ type: 'SCREJ', ...sm({ ...NONE, secure }) }))).toEqual([
      told.cancel('retry', 'SCREQ', NONE),
      told.note({ what: 'rejected', reason }),
      told.state('requesting', 'rejected'),
    ]);
    expect(self.wake()).toBe(NEVER);
  });

  test('D21 — SCREJ with S=1 where S was not asked is reported', () => {
    const self = creator('requesting');
    expect(bare(self.hear({ type: 'SCREJ', ...sm({ ...NONE, secure: true }) }))).toEqual([
      told.cancel('retry', 'SCREQ', NONE),
      told.deviation('gmp.sm.flags.s', 0, 1, NONE),
      told.note({ what: 'rejected', reason: 'secure-unsupported' }),
      told.state('requesting', 'rejected'),
    ]);
  });

  test('D21 — S is checked from SCACC on, M from SCCON on', () => {
    const self = bench();
    self.ask({ ask: 'create', secure: false, closed: true, parameters: PARAMETERS });
    expect(bare(self.hear({ type: 'SCACC', ...sm({ secure: true, closed: false }) })).slice(3)).toEqual([
      told.deviation('gmp.sm.flags.s', 0, 1),
      told.state('requesting', 'accepted'),
      told.state('accepted', 'informed'),
    ]);
    expect(
      bare(self.hear({ type: 'SCCON', ...sm({ closed: false, groupPort: 9, groupAddress: 8 }) })),
    ).toEqual([
      told.cancel('retry', 'SCINF'),
      told.deviation('gmp.sm.flags.m', 1, 0),
      told.deviation('gmp.group.port', GROUP.groupPort, 9),
      told.deviation('gmp.group.addr', GROUP.groupAddress, 8),
      told.state('informed', 'created'),
    ]);
    expect(self.view()).toMatchObject({ ...GROUP, closed: true });
  });

  test('D1 — a second SCACC, SCCON or SCREJ answers nothing', () => {
    for (const type of ['SCACC', 'SCCON', 'SCREJ'] as const) {
      expect(bare(creator('created').hear({ type, ...sm() }))).toEqual([told.ignored('no-request')]);
    }
    expect(bare(creator('accepted').hear({ type: 'SCCON', ...sm() }))).toEqual([told.ignored('no-request')]);
  });

  test.each(['idle', 'ended', 'rejected', 'failed', 'left 2'])(
    '7.1.1 — from %s a session can be created',
    (from) => {
      const self = begun(from);
      self.now = 1_000_000_000;
      const effects = bare(self.ask({ ask: 'create', secure: false, closed: true }));
      const before = self.view();
      expect(effects).toEqual([
        told.send('SM', {
          type: 'SCREQ',
          secure: false,
          closed: true,
          ...NONE,
          groupPort: 0,
          groupAddress: 0,
        }),
        told.set('retry', 1_000_500_000, 'SCREQ', NONE),
        told.state(from.split(' ')[0] as 'idle', 'requesting'),
      ]);
      expect(before).toEqual({
        ...BLANK,
        ...NONE,
        state: 'requesting',
        closed: true,
        groupPort: 0,
        groupAddress: 0,
        requests: [{ request: 'SCREQ', sends: 1, at: 1_000_500_000 }],
      });
      expect(self.client.mmUser).toBe(0);
    },
  );

  test('7.1.1 — a new session stops what was still asked of the earlier one', () => {
    const self = creator('active');
    self.ask({ ask: 'delete' });
    self.hear({ type: 'TRIND', ...MM_OF_CREATOR });
    expect(bare(self.ask({ ask: 'create', secure: false, closed: false }))[2]).toEqual(
      told.cancel('retry', 'SDREQ'),
    );
    expect(self.view().requests.map(({ request }) => request)).toEqual(['SCREQ']);
  });
});

describe('deletion', () => {
  test('8.1 d, 8.1 e — SDREQ, SDRES: the session is over, and all that it waited for', () => {
    const self = creator('active', { secure: true });
    self.now = 100;
    self.ask({ ask: 'users' });
    expect(bare(self.ask({ ask: 'delete' }))).toEqual([
      told.send('SM', { type: 'SDREQ', ...sm({ secure: true }) }),
      told.set('retry', 500_100, 'SDREQ'),
    ]);
    expect(self.view().state).toBe('active');
    expect(bare(self.hear({ type: 'SDRES', ...sm({ secure: true }) }))).toEqual([
      told.cancel('retry', 'UIREQ'),
      told.cancel('retry', 'SDREQ'),
      told.cancel('quiet'),
      told.note({ what: 'deleted', session: SESSION }),
      told.state('active', 'ended'),
    ]);
    expect(self.view()).toMatchObject({ state: 'ended', key: null, requests: [], quietAt: NEVER });
  });

  test('8.1 e — a session that runs ends first: TRIND, then SDRES', () => {
    const self = creator('active');
    self.ask({ ask: 'delete' });
    expect(bare(self.hear({ type: 'TRIND', ...MM_OF_CREATOR }))).toEqual([
      told.cancel('quiet'),
      told.state('active', 'ended'),
    ]);
    expect(bare(self.hear({ type: 'SDRES', ...sm() }))).toEqual([
      told.cancel('retry', 'SDREQ'),
      told.note({ what: 'deleted', session: SESSION }),
    ]);
    expect(self.view().state).toBe('ended');
    expect(bare(self.hear({ type: 'SDRES', ...sm() }))).toEqual([told.ignored('no-request')]);
  });

  test('D14 — the record of a session that has ended can be deleted', () => {
    const self = creator('active');
    self.hear({ type: 'TRIND', ...MM_OF_CREATOR });
    expect(rowsOf(self.ask({ ask: 'delete' }))).toEqual(['client.delete']);
  });

  test('D21 — SDRES before SCINF: the server cannot know the mode yet, S it knows', () => {
    const self = creator('accepted', { closed: true });
    self.ask({ ask: 'delete' });
    expect(bare(self.hear({ type: 'SDRES', ...sm({ secure: true }) }))).toEqual([
      told.cancel('retry', 'SDREQ'),
      told.deviation('gmp.sm.flags.s', 0, 1),
      told.note({ what: 'deleted', session: SESSION }),
      told.state('accepted', 'ended'),
    ]);
  });

  test('8.1 e — the creator whose own registration was refused still hears that its session is deleted', () => {
    const self = creator('created');
    self.ask({ ask: 'delete' });
    self.ask({ ask: 'register', session: SESSION, secure: false, closed: false });
    self.hear({ type: 'SRREJ', ...sm() });
    expect(bare(self.hear({ type: 'SDRES', ...sm() })).slice(1)).toEqual([
      told.note({ what: 'deleted', session: SESSION }),
      told.state('rejected', 'ended'),
    ]);
  });

  test('8.1 d — only the creator deletes, and only what it was granted', () => {
    expect(bare(participant('active').ask({ ask: 'delete' }))).toEqual([told.ignored('not-creator')]);
    expect(bare(creator('requesting').ask({ ask: 'delete' }))).toEqual([told.ignored('wrong-state')]);
    const failed = begun('failed');
    expect(bare(failed.ask({ ask: 'delete' }))).toEqual([told.ignored('wrong-state')]);
  });

  test('D17 — SDREQ that waits for its answer is not asked twice; under retry=off it is', () => {
    const self = creator('created');
    self.ask({ ask: 'delete' });
    expect(bare(self.ask({ ask: 'delete' }))).toEqual([told.ignored('outstanding')]);
    const off = creator('created', { policies: { retry: 'off' } });
    off.ask({ ask: 'delete' });
    expect(bare(off.ask({ ask: 'delete' }))).toEqual([told.send('SM', { type: 'SDREQ', ...sm() })]);
  });
});

const MM_OF_CREATOR = {
  closed: false,
  session: SESSION,
  user: USER,
  ...GROUP,
  memberType: 4,
  kaPeriod: 10,
  timeout: 3,
} as const;

/** A bench in one of the states in which a session can be begun, with traces of what was before. */
function begun(state: string) {
  if (state === 'idle') return bench();
  if (state === 'left 2') {
    const self = participant('active', { secure: true });
    self.ask({ ask: 'leave', target: 2 });
    return self;
  }
  if (state === 'ended') {
    const self = participant('active', { secure: true });
    self.hear({ type: 'TRIND', ...MM_OF_CREATOR, memberType: 1 });
    return self;
  }
  const self = creator('requesting', { secure: true });
  if (state === 'rejected') self.hear({ type: 'SCREJ', ...sm(NONE) });
  else for (const at of [0.5, 1.5, 3.5, 7.5, 15.5]) self.at(at * 1_000_000);
  expect(self.view().state).toBe(state);
  return self;
}
