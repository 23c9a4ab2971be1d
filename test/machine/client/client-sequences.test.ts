/**
 * Whatever peers send and the host program asks, in any order and at any time: nothing throws, every event has an effect
 * that its row declares, and the effects alone tell which timers run and which state the client is in.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GmpMessage, SessionParameters } from '../../../dissectors/gmp-message.js';
import { GMP_MESSAGES, type GmpType } from '../../../dissectors/gmp-names.js';
import { NEVER } from '../../../src/base/micros.js';
import type { ClientAsk, ClientEffect, ClientState, GmpTimer } from '../../../src/machine/gmp-vocabulary.js';
import type { Policies } from '../../../src/machine/policies.js';
import { runs } from '../runs.js';
import { type Bench, bench, mm, SERVER, SESSION, STRANGER, sm, USER } from './client-harness.js';

const PARAMETERS: SessionParameters = { members: [], kaPeriod: 10, timeout: 3 };
const KEY = Uint8Array.of(1);

type Deed =
  | { readonly do: 'hear'; readonly message: GmpMessage; readonly stranger: boolean }
  | { readonly do: 'ask'; readonly ask: ClientAsk }
  | { readonly do: 'wait'; readonly span: number }
  | { readonly do: 'wake' }
  | { readonly do: 'next' };

const flag = fc.boolean();
const rarely = fc.integer({ min: 0, max: 19 }).map((n) => n === 0);

const ask: fc.Arbitrary<ClientAsk> = fc.oneof(
  fc.record({ ask: fc.constant('create' as const), secure: flag, closed: flag }),
  fc.record({
    ask: fc.constant('create' as const),
    secure: flag,
    closed: flag,
    parameters: fc.constant(PARAMETERS),
  }),
  fc.constant({ ask: 'inform' as const, parameters: PARAMETERS }),
  fc.record({
    ask: fc.constant('register' as const),
    session: fc.constantFrom(SESSION, SESSION, SESSION + 1),
    secure: flag,
    closed: flag,
  }),
  fc
    .constantFrom('enrol', 'activate', 'users', 'terminate', 'delete')
    .map((name) => ({ ask: name }) as ClientAsk),
  fc.record({
    ask: fc.constant('leave' as const),
    target: fc.constantFrom(0 as const, 1 as const, 2 as const),
  }),
);

const message: fc.Arbitrary<GmpMessage> = fc
  .record({
    type: fc.constantFrom(...GMP_MESSAGES.map(({ mnemonic }) => mnemonic)),
    secure: flag,
    closed: flag,
    session: fc.constantFrom(SESSION, SESSION, SESSION, 0, SESSION + 1),
    user: fc.constantFrom(USER, USER, USER, 0, USER + 1),
    memberType: fc.constantFrom(1 as const, 2 as const, 4 as const),
    kaPeriod: fc.constantFrom(10, 10, 0),
    timeout: fc.constantFrom(3, 3, 0),
    following: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ type, secure, closed, session, user, memberType, kaPeriod, timeout, following }) => {
    const header = { closed, session, user };
    return messageOf(type, { ...header, secure }, { ...header, memberType, kaPeriod, timeout }, following);
  });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Deed>({ do: 'next' }) },
  { weight: 3, arbitrary: ask.map((one): Deed => ({ do: 'ask', ask: one })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(message, rarely)
      .map(([one, stranger]): Deed => ({ do: 'hear', message: one, stranger })),
  },
  { weight: 2, arbitrary: fc.constant<Deed>({ do: 'wake' }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 20_000_000 }).map((span): Deed => ({ do: 'wait', span })),
  },
);

const policies: fc.Arbitrary<Partial<Policies>> = fc.record({
  retry: fc.constantFrom('on' as const, 'on' as const, 'off' as const),
  unaskedKares: fc.constantFrom('on' as const, 'off' as const),
  userInfo: fc.constantFrom('active' as const, 'registered' as const),
  retrySends: fc.integer({ min: 1, max: 6 }),
});

/** A deed, or time that passes without any: timer after timer fires. */
const stretch: fc.Arbitrary<readonly Deed[]> = fc.oneof(
  { weight: 20, arbitrary: deed.map((one) => [one]) },
  { weight: 1, arbitrary: fc.constant(Array.from({ length: 7 }, (): Deed => ({ do: 'wake' }))) },
);

const reached = new Map<ClientState, number>();

test('figure 14, I11 — effects tell all: declared by their rows, timers of what there is, states in a chain', () => {
  fc.assert(
    fc.property(policies, fc.array(stretch, { minLength: 10, maxLength: 60 }), (chosen, deeds) => {
      const self = bench(chosen);
      const running = new Map<string, number>();
      for (const one of deeds.flat()) judge(self, perform(self, one), running);
    }),
    { numRuns: runs(2000) },
  );
  if (runs(2000) === 2000) {
    for (const state of [
      'active',
      'left',
      'ended',
      'lost',
      'failed',
      'pending',
      'created',
      'rejected',
    ] as const) {
      expect(reached.get(state) ?? 0, state).toBeGreaterThan(20);
    }
  }
});

function perform(self: Bench, one: Deed): readonly ClientEffect[] {
  switch (one.do) {
    case 'hear':
      return self.hear(one.message, one.stranger ? STRANGER : SERVER);
    case 'ask':
      return self.ask(one.ask);
    case 'wait':
      return self.at(Math.min(self.now + one.span, self.wake()));
    case 'wake':
      return self.at(self.wake() === NEVER ? self.now : self.wake());
    case 'next':
      return onward(self);
  }
}

/** What a well-behaved server and host program would do next. */
function onward(self: Bench): readonly ClientEffect[] {
  const { state, session, user, secure, closed, target } = self.view();
  const header = { closed, session: session || SESSION, user: user || USER };
  const say = (type: GmpType) =>
    self.hear(
      messageOf(type, { ...header, secure }, { ...header, memberType: 1, kaPeriod: 10, timeout: 3 }, 0),
    );
  switch (state) {
    case 'requesting':
      return say('SCACC');
    case 'accepted':
      return self.ask({ ask: 'inform', parameters: PARAMETERS });
    case 'informed':
      return say('SCCON');
    case 'registering':
    case 'pending':
      return say('SRACC');
    case 'enrolling':
      return say('SJRES');
    case 'activating':
    case 'active':
      return say('KAREQ');
    case 'enrolled':
      return self.ask({ ask: 'activate' });
    case 'left':
      return self.ask(target === 0 ? { ask: 'activate' } : { ask: 'enrol' });
    case 'created':
    case 'registered':
    case 'lost':
      return self.ask({ ask: 'enrol' });
    default:
      return self.ask({ ask: 'register', session: SESSION, secure, closed });
  }
}

function judge(self: Bench, effects: readonly ClientEffect[], running: Map<string, number>): void {
  const view = self.view();
  reached.set(view.state, (reached.get(view.state) ?? 0) + 1);
  for (const effect of effects) {
    const stopped =
      effect.kind === 'cancel'
        ? effect.timer
        : effect.kind === 'notify' && effect.note.what === 'expired'
          ? effect.note.timer
          : undefined;
    if (stopped !== undefined) hold(running.delete(keyOf(stopped)), 'a timer stops that runs');
    if (effect.kind === 'send') hold(effect.to === SERVER, 'messages go to the server');
  }
  for (const effect of effects) {
    if (effect.kind !== 'set') continue;
    hold(effect.at > self.now, 'timers are set for later');
    running.set(keyOf(effect.timer), effect.at);
  }
  const shown = view.requests.filter(({ at }) => at !== NEVER);
  for (const { request, at } of shown) hold(running.get(`retry ${request}`) === at, `retry ${request} runs`);
  hold((running.get('quiet') ?? NEVER) === view.quietAt, 'quiet runs as it is told');
  hold(running.size === shown.length + Number(view.quietAt !== NEVER), 'no other timer runs');
  hold(self.wake() === Math.min(NEVER, ...running.values()), 'wake is the next timer');
  hold(view.quietAt === NEVER || view.state === 'active', 'quiet runs in active only');
  hold(view.key === null || view.secure, 'only secure sessions have keys');
}

/** An expectation that costs nothing where it is met. */
function hold(met: boolean, what: string): void {
  if (!met) expect.fail(what);
}

function keyOf({ name, request }: GmpTimer): string {
  return request === undefined ? name : `${name} ${request}`;
}

function messageOf(
  type: GmpType,
  smIds: Parameters<typeof sm>[0],
  mmIds: Parameters<typeof mm>[0],
  following: number,
): GmpMessage {
  const header = sm(smIds);
  const { secure, ...plain } = header;
  const mmHeader = mm(mmIds);
  switch (type) {
    case 'SCINF':
      return { type, ...header, parameters: PARAMETERS };
    case 'SJRES':
      return secure ? { type, ...plain, secure: true, key: KEY } : { type, ...plain, secure: false };
    case 'SAREQ':
      return { type, ...header, mmPort: 1 };
    case 'UIRES':
      return { type, ...mmHeader, members: [{ user: 9 - following, memberType: 1, group: 3 }], following };
    case 'LVREQ':
      return { type, ...mmHeader, target: 0 };
    case 'KDUPT':
      return { type, ...mmHeader, key: KEY };
    case 'KAREQ':
    case 'KARES':
    case 'UIREQ':
    case 'TRREQ':
    case 'TRIND':
      return { type, ...mmHeader };
    default:
      return { type, ...header };
  }
}
