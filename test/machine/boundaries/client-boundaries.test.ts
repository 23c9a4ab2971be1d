/**
 * Every timer of a client at its boundary: the message that it waits for one microsecond before it expires, at that very
 * instant (messages come first: it is in time, D10), and one microsecond after, when the timer has fired.
 */
import { describe, expect, test } from 'vitest';
import type { GmpMessage } from '../../../dissectors/gmp-message.js';
import { NEVER } from '../../../src/base/micros.js';
import type { ClientEffect, GmpTimer } from '../../../src/machine/gmp-vocabulary.js';
import { type Bench, creator, kareq, mm, participant, sm } from '../client/client-harness.js';

/** A timer that runs, the message that it waits for, and what comes of both. */
interface Case {
  readonly name: string;
  readonly arm: () => Bench;
  /** The timer as the effects call it, and the instant at which it expires. */
  readonly timer: string;
  readonly at: number;
  readonly message: GmpMessage;
  /** Effects of the message at instant `at` of its arrival, in time and too late. */
  readonly inTime: (at: number) => readonly string[];
  readonly tooLate: (at: number) => readonly string[];
  /** Effects of the timer where no message came. */
  readonly fires: readonly string[];
}

function timerName({ name, request }: GmpTimer): string {
  return request === undefined ? name : `${name} ${request}`;
}

function words(effect: ClientEffect): string {
  switch (effect.kind) {
    case 'send':
      return `${effect.message.type} via ${effect.via}`;
    case 'set':
      return `set ${timerName(effect.timer)} at ${effect.at}`;
    case 'cancel':
      return `cancel ${timerName(effect.timer)}`;
    case 'ignored':
      return `ignored ${effect.reason}`;
    case 'notify':
      return noteWords(effect.note);
  }
}

function noteWords(note: Extract<ClientEffect, { kind: 'notify' }>['note']): string {
  switch (note.what) {
    case 'state':
      return `${note.from} → ${note.to}`;
    case 'expired':
      return `expired ${timerName(note.timer)}`;
    case 'rejected':
      return `rejected ${note.reason}`;
    case 'failed':
      return `failed ${note.request}`;
    case 'users':
      return `users ${note.members.map(({ user }) => user).join()}`;
    default:
      return note.what;
  }
}

/** Lets every timer before an instant fire. */
function goTo(self: Bench, at: number): Bench {
  while (self.wake() < at) self.at(self.wake());
  self.now = at;
  return self;
}

function asking(ask: 'users' | 'terminate' | 'delete'): Bench {
  const self = creator('active', { policies: { unaskedKares: 'off' } });
  self.ask({ ask });
  return self;
}

const { secure: _, ...plain } = sm();
const SJRES: GmpMessage = { type: 'SJRES', ...plain, secure: false };
const UIRES: GmpMessage = {
  type: 'UIRES',
  ...mm({ memberType: 4 }),
  members: [{ user: 3, memberType: 1, group: 3 }],
  following: 0,
};
const quiet = (at: number): string => `set quiet at ${at + 2_300_000}`;

/** First repetitions: 500 ms after the request. */
const FIRST: readonly Case[] = [
  {
    name: '7.1.1, figure 4, D17 — retry SCREQ, SCACC',
    arm: () => creator('requesting'),
    timer: 'retry SCREQ',
    at: 500_000,
    message: { type: 'SCACC', ...sm() },
    inTime: () => ['cancel retry SCREQ', 'requesting → accepted'],
    fires: ['SCREQ via SM', 'set retry SCREQ at 1500000', 'expired retry SCREQ'],
    tooLate: () => ['cancel retry SCREQ', 'requesting → accepted'],
  },
  {
    name: '7.1.1, figure 5, D17 — retry SCREQ, SCREJ',
    arm: () => creator('requesting'),
    timer: 'retry SCREQ',
    at: 500_000,
    message: { type: 'SCREJ', ...sm({ session: 0, user: 0 }) },
    inTime: () => ['cancel retry SCREQ', 'rejected unspecified', 'requesting → rejected'],
    fires: ['SCREQ via SM', 'set retry SCREQ at 1500000', 'expired retry SCREQ'],
    tooLate: () => ['cancel retry SCREQ', 'rejected unspecified', 'requesting → rejected'],
  },
  {
    name: '7.1.1, figure 4, D17 — retry SCINF, SCCON',
    arm: () => creator('informed'),
    timer: 'retry SCINF',
    at: 500_000,
    message: { type: 'SCCON', ...sm() },
    inTime: () => ['cancel retry SCINF', 'informed → created'],
    fires: ['SCINF via SM', 'set retry SCINF at 1500000', 'expired retry SCINF'],
    tooLate: () => ['cancel retry SCINF', 'informed → created'],
  },
  {
    name: '7.1.3, figure 6, D17 — retry SRREQ, SRACC',
    arm: () => participant('registering'),
    timer: 'retry SRREQ',
    at: 500_000,
    message: { type: 'SRACC', ...sm() },
    inTime: () => ['cancel retry SRREQ', 'registering → registered'],
    fires: ['SRREQ via SM', 'set retry SRREQ at 1500000', 'expired retry SRREQ'],
    tooLate: () => ['cancel retry SRREQ', 'registering → registered'],
  },
  {
    name: '7.1.3, figure 7, D17 — retry SRREQ, SRRES: 8 s from there on',
    arm: () => participant('registering'),
    timer: 'retry SRREQ',
    at: 500_000,
    message: { type: 'SRRES', ...sm({ user: 0 }) },
    inTime: (at) => [`set retry SRREQ at ${at + 8_000_000}`, 'registering → pending'],
    fires: ['SRREQ via SM', 'set retry SRREQ at 1500000', 'expired retry SRREQ'],
    tooLate: (at) => [`set retry SRREQ at ${at + 8_000_000}`, 'registering → pending'],
  },
  {
    name: '7.1.3, figure 8, D17 — retry SRREQ, SRREJ',
    arm: () => participant('registering'),
    timer: 'retry SRREQ',
    at: 500_000,
    message: { type: 'SRREJ', ...sm({ user: 0 }) },
    inTime: () => ['cancel retry SRREQ', 'rejected unspecified', 'registering → rejected'],
    fires: ['SRREQ via SM', 'set retry SRREQ at 1500000', 'expired retry SRREQ'],
    tooLate: () => ['cancel retry SRREQ', 'rejected unspecified', 'registering → rejected'],
  },
  {
    name: '7.1.3, figure 7, D17 — retry SRREQ of a pending registration, SRACC',
    arm: () => participant('pending'),
    timer: 'retry SRREQ',
    at: 8_000_000,
    message: { type: 'SRACC', ...sm() },
    inTime: () => ['cancel retry SRREQ', 'pending → registered'],
    fires: ['SRREQ via SM', 'set retry SRREQ at 16000000', 'expired retry SRREQ'],
    tooLate: () => ['cancel retry SRREQ', 'pending → registered'],
  },
  {
    name: '7.1.4, figure 9, D17 — retry SJREQ, SJRES',
    arm: () => participant('enrolling'),
    timer: 'retry SJREQ',
    at: 500_000,
    message: SJRES,
    inTime: () => ['cancel retry SJREQ', 'enrolling → enrolled'],
    fires: ['SJREQ via SM', 'set retry SJREQ at 1500000', 'expired retry SJREQ'],
    tooLate: () => ['cancel retry SJREQ', 'enrolling → enrolled'],
  },
  {
    name: '7.1.5, figure 10, D17 — retry SAREQ, KAREQ',
    arm: () => participant('activating'),
    timer: 'retry SAREQ',
    at: 500_000,
    message: kareq(),
    inTime: (at) => ['KARES via MM', quiet(at), 'cancel retry SAREQ', 'activating → active'],
    fires: ['SAREQ via SM', 'set retry SAREQ at 1500000', 'expired retry SAREQ'],
    tooLate: (at) => ['KARES via MM', quiet(at), 'cancel retry SAREQ', 'activating → active'],
  },
  {
    name: '7.2.2, figure 18, D17 — retry UIREQ, UIRES',
    arm: () => asking('users'),
    timer: 'retry UIREQ',
    at: 500_000,
    message: UIRES,
    inTime: () => ['cancel retry UIREQ', 'users 3'],
    fires: ['UIREQ via MM', 'set retry UIREQ at 1500000', 'expired retry UIREQ'],
    tooLate: () => ['cancel retry UIREQ', 'users 3'],
  },
  {
    name: '8.1 d, D17 — retry SDREQ, SDRES',
    arm: () => asking('delete'),
    timer: 'retry SDREQ',
    at: 500_000,
    message: { type: 'SDRES', ...sm() },
    inTime: () => ['cancel retry SDREQ', 'deleted', 'active → ended'],
    fires: ['SDREQ via SM', 'set retry SDREQ at 1500000', 'expired retry SDREQ'],
    tooLate: () => ['cancel retry SDREQ', 'deleted', 'active → ended'],
  },
  {
    name: '7.2.4, figure 21, D17 — retry TRREQ, TRIND',
    arm: () => asking('terminate'),
    timer: 'retry TRREQ',
    at: 500_000,
    message: { type: 'TRIND', ...mm({ memberType: 4 }) },
    inTime: () => ['cancel retry TRREQ', 'active → ended'],
    fires: ['TRREQ via MM', 'set retry TRREQ at 1500000', 'expired retry TRREQ'],
    tooLate: () => ['cancel retry TRREQ', 'active → ended'],
  },
];

/** What comes after the fifth send, 15.5 s after the request: failure, or the slow repetition. */
const LAST: readonly Case[] = [
  {
    name: '7.1.1, D17 — the last retry SCREQ, SCACC',
    arm: () => creator('requesting'),
    timer: 'retry SCREQ',
    at: 15_500_000,
    message: { type: 'SCACC', ...sm() },
    inTime: () => ['cancel retry SCREQ', 'requesting → accepted'],
    fires: ['expired retry SCREQ', 'failed SCREQ', 'requesting → failed'],
    tooLate: () => ['ignored wrong-session'],
  },
  {
    name: '7.1.1, D17 — the last retry SCINF, SCCON',
    arm: () => creator('informed'),
    timer: 'retry SCINF',
    at: 15_500_000,
    message: { type: 'SCCON', ...sm() },
    inTime: () => ['cancel retry SCINF', 'informed → created'],
    fires: ['expired retry SCINF', 'failed SCINF', 'informed → failed'],
    tooLate: () => ['ignored no-request'],
  },
  {
    name: '7.1.3, D17 — the last retry SRREQ, SRACC',
    arm: () => participant('registering'),
    timer: 'retry SRREQ',
    at: 15_500_000,
    message: { type: 'SRACC', ...sm() },
    inTime: () => ['cancel retry SRREQ', 'registering → registered'],
    fires: ['expired retry SRREQ', 'failed SRREQ', 'registering → failed'],
    tooLate: () => ['ignored no-request'],
  },
  {
    name: '7.1.4, D17 — the last retry SJREQ, SJRES',
    arm: () => participant('enrolling'),
    timer: 'retry SJREQ',
    at: 15_500_000,
    message: SJRES,
    inTime: () => ['cancel retry SJREQ', 'enrolling → enrolled'],
    fires: ['expired retry SJREQ', 'failed SJREQ', 'enrolling → failed'],
    tooLate: () => ['ignored no-request'],
  },
  {
    name: '7.2.2, D17 — the last retry UIREQ, UIRES',
    arm: () => asking('users'),
    timer: 'retry UIREQ',
    at: 15_500_000,
    message: UIRES,
    inTime: () => ['cancel retry UIREQ', 'users 3'],
    fires: ['expired retry UIREQ', 'failed UIREQ'],
    tooLate: () => ['ignored no-request'],
  },
  {
    name: '8.1 d, D17 — the last retry SDREQ, SDRES',
    arm: () => asking('delete'),
    timer: 'retry SDREQ',
    at: 15_500_000,
    message: { type: 'SDRES', ...sm() },
    inTime: () => ['cancel retry SDREQ', 'deleted', 'active → ended'],
    fires: ['expired retry SDREQ', 'failed SDREQ'],
    tooLate: () => ['ignored no-request'],
  },
  {
    name: '7.2.4, D17 — the last retry TRREQ, TRIND: TRIND ends the session anyway',
    arm: () => asking('terminate'),
    timer: 'retry TRREQ',
    at: 15_500_000,
    message: { type: 'TRIND', ...mm({ memberType: 4 }) },
    inTime: () => ['cancel retry TRREQ', 'active → ended'],
    fires: ['expired retry TRREQ', 'failed TRREQ'],
    tooLate: () => ['active → ended'],
  },
  {
    name: '7.1.5, D4, D17 — the first slow retry SAREQ, 8 s after the fifth send, KAREQ',
    arm: () => participant('activating'),
    timer: 'retry SAREQ',
    at: 15_500_000,
    message: kareq(),
    inTime: (at) => ['KARES via MM', quiet(at), 'cancel retry SAREQ', 'activating → active'],
    fires: ['SAREQ via SM', 'set retry SAREQ at 23500000', 'expired retry SAREQ'],
    tooLate: (at) => ['KARES via MM', quiet(at), 'cancel retry SAREQ', 'activating → active'],
  },
];

/** KA period 1 s, timeout 300 ms: quiet after 2.3 s, then each second, lost one second after the fifth. */
const QUIET: readonly Case[] = [
  {
    name: '7.2, figure 12, D20 — quiet, KAREQ',
    arm: () => participant('active'),
    timer: 'quiet',
    at: 2_300_000,
    message: kareq(),
    inTime: (at) => ['KARES via MM', quiet(at)],
    fires: ['KARES via MM', 'set quiet at 3300000', 'expired quiet'],
    tooLate: (at) => ['KARES via MM', quiet(at)],
  },
  {
    name: '7.2, figure 12, D20 — quiet after the first unasked KARES, KAREQ',
    arm: () => participant('active'),
    timer: 'quiet',
    at: 3_300_000,
    message: kareq(),
    inTime: (at) => ['KARES via MM', quiet(at)],
    fires: ['KARES via MM', 'set quiet at 4300000', 'expired quiet'],
    tooLate: (at) => ['KARES via MM', quiet(at)],
  },
  {
    name: '7.2, D20 — quiet after the fifth unasked KARES, KAREQ',
    arm: () => participant('active'),
    timer: 'quiet',
    at: 7_300_000,
    message: kareq(),
    inTime: (at) => ['KARES via MM', quiet(at)],
    fires: ['expired quiet', 'active → lost'],
    tooLate: () => ['ignored wrong-state'],
  },
  {
    name: '7.2.4, D20 — quiet after the fifth unasked KARES, TRIND',
    arm: () => participant('active'),
    timer: 'quiet',
    at: 7_300_000,
    message: { type: 'TRIND', ...mm() },
    inTime: () => ['cancel quiet', 'active → ended'],
    fires: ['expired quiet', 'active → lost'],
    tooLate: () => ['lost → ended'],
  },
];

const NAMED = [...FIRST, ...LAST, ...QUIET].map((one) => [one.name, one] as const);

describe.each(NAMED)('%s', (_name, { arm, at, timer, message, inTime, tooLate, fires }) => {
  const hear = (self: Bench): string[] => self.hear(message).map(words);

  test('one microsecond before: in time', () => {
    const self = goTo(arm(), at - 1);
    expect(self.wake()).toBe(at);
    expect(hear(self)).toEqual(inTime(at - 1));
    expect(self.at(at).map(words)).not.toContain(`expired ${timer}`);
  });

  test('at the instant: in time, for messages come first (D10)', () => {
    const self = goTo(arm(), at);
    expect(hear(self)).toEqual(inTime(at));
    expect(self.at(at).map(words)).not.toContain(`expired ${timer}`);
  });

  test('one microsecond after: the timer has fired', () => {
    const self = goTo(arm(), at);
    expect(self.at(at).map(words)).toEqual(fires);
    expect(self.wake()).toBeGreaterThan(at);
    self.now = at + 1;
    expect(hear(self)).toEqual(tooLate(at + 1));
  });
});

test('every timer of a client stands in this table, with its last expiry', () => {
  const timers = new Set(NAMED.map(([, { timer }]) => timer));
  expect([...timers].sort()).toEqual([
    'quiet',
    ...['SAREQ', 'SCINF', 'SCREQ', 'SDREQ', 'SJREQ', 'SRREQ', 'TRREQ', 'UIREQ'].map(
      (name) => `retry ${name}`,
    ),
  ]);
  expect(participant('registered').wake()).toBe(NEVER);
});
