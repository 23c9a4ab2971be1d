/**
 * What a client does not act on (D5, D7), and which row each event meets in each state (figure 14).
 */
import { describe, expect, test } from 'vitest';
import type { GmpMessage, LeaveTarget } from '../../../dissectors/gmp-message.js';
import { GMP_MESSAGES, type GmpType } from '../../../dissectors/gmp-names.js';
import { CLIENT_ROWS, CLIENT_TABLE } from '../../../src/machine/client/client-rows.js';
import { CLIENT_STATES, type ClientAsk } from '../../../src/machine/gmp-vocabulary.js';
import { tcpPeer, udpPeer } from '../../../src/machine/peer.js';
import {
  type Bench,
  bare,
  creator,
  mm,
  participant,
  rowsOf,
  SERVER,
  SESSION,
  STRANGER,
  sm,
  told,
} from './client-harness.js';

const TYPES = GMP_MESSAGES.map(({ mnemonic }) => mnemonic);
const FROM_CLIENTS = [
  'SCREQ',
  'SDREQ',
  'SCINF',
  'SRREQ',
  'SJREQ',
  'SAREQ',
  'KARES',
  'UIREQ',
  'LVREQ',
  'TRREQ',
] as const;
const FROM_SERVER = TYPES.filter((type) => !(FROM_CLIENTS as readonly string[]).includes(type));

describe('identity', () => {
  test.each(TYPES)('D7 — %s from another address is ignored', (type) => {
    for (const from of [STRANGER, udpPeer(0x0a000002, 16513), tcpPeer(0x0a000001, 16513)]) {
      expect(bare(participant('active').hear(message(type), from))).toEqual([told.ignored('wrong-address')]);
    }
  });

  test.each(FROM_CLIENTS)('D5 — %s is sent by clients only', (type) => {
    expect(bare(participant('active').hear(message(type)))).toEqual([told.ignored('wrong-role')]);
  });

  test.each(FROM_SERVER)('D7 — %s of another session, or for another user', (type) => {
    for (const make of [() => participant('active'), () => creator('created')]) {
      expect(bare(make().hear(message(type, { session: SESSION + 1 })))).toEqual([
        told.ignored('wrong-session'),
      ]);
      expect(bare(make().hear(message(type, { session: 0 })))).toEqual([told.ignored('wrong-session')]);
      expect(bare(make().hear(message(type, { user: 4 })))).toEqual([told.ignored('wrong-user')]);
    }
  });

  test.each(FROM_SERVER)('D7 — %s without a user ID', (type) => {
    const reason = type === 'SRRES' || type === 'SRREJ' ? 'no-request' : 'wrong-user';
    expect(bare(participant('active').hear(message(type, { user: 0 })))).toEqual([told.ignored(reason)]);
  });

  test('8.2 e, 8.2 f — SCACC must grant a session and a user ID', () => {
    const self = creator('requesting');
    expect(bare(self.hear(message('SCACC', { session: 0 })))).toEqual([told.ignored('wrong-session')]);
    expect(bare(self.hear(message('SCACC', { user: 0 })))).toEqual([told.ignored('wrong-user')]);
    expect(self.view().state).toBe('requesting');
    expect(rowsOf(self.hear(message('SCACC')))).toEqual(['client.SCACC.accept']);
  });

  test('8.1 c — SCREJ may bring any IDs, or none', () => {
    for (const ids of [{}, { session: 0, user: 0 }, { session: 0, user: 9 }]) {
      expect(rowsOf(creator('requesting').hear(message('SCREJ', ids)))).toEqual(['client.SCREJ.reject']);
    }
  });

  test('D7 — in requesting, only the answers to SCREQ are of no session', () => {
    for (const type of FROM_SERVER) {
      if (type === 'SCACC' || type === 'SCREJ') continue;
      expect(bare(creator('requesting').hear(message(type)))).toEqual([told.ignored('wrong-session')]);
    }
  });

  test('8.2 f — SRACC must grant a user ID; SRRES and SRREJ may bring any or none', () => {
    const self = participant('registering');
    expect(bare(self.hear(message('SRACC', { user: 0 })))).toEqual([told.ignored('wrong-user')]);
    for (const user of [0, 9]) {
      expect(rowsOf(participant('registering').hear(message('SRRES', { user })))).toEqual([
        'client.SRRES.wait',
      ]);
      expect(rowsOf(participant('registering').hear(message('SRREJ', { user })))).toEqual([
        'client.SRREJ.reject',
      ]);
    }
    expect(rowsOf(self.hear(message('SRACC', { user: 65535 })))).toEqual(['client.SRACC.register']);
    expect(self.view().user).toBe(65535);
  });

  test('D7 — registering is for the session that was asked', () => {
    for (const type of ['SRRES', 'SRACC', 'SRREJ'] as const) {
      expect(bare(participant('registering').hear(message(type, { session: SESSION + 1 })))).toEqual([
        told.ignored('wrong-session'),
      ]);
    }
  });

  test('D7 — before a user ID is granted, other messages for some user are not for this one', () => {
    for (const type of ['SJRES', 'KAREQ', 'KDUPT', 'TRIND', 'SCCON'] as const) {
      expect(bare(participant('registering').hear(message(type)))).toEqual([told.ignored('wrong-user')]);
    }
  });

  test('D22 — the creator that registers is granted no other user ID than its own', () => {
    const self = creator('created');
    self.ask({ ask: 'register', session: SESSION, secure: false, closed: false });
    expect(bare(self.hear(message('SRACC', { user: 9 })))).toEqual([told.ignored('wrong-user')]);
    expect(bare(self.hear(message('SRACC', { user: 0 })))).toEqual([told.ignored('wrong-user')]);
  });

  test('8.2, 8.4 — what is malformed is ignored, whoever sent it', () => {
    const violation = {
      code: 'gmp.version',
      severity: 'error',
      clause: '8.2 a',
      start: 0,
      end: 1,
      message: '',
    } as never;
    for (const from of [SERVER, STRANGER]) {
      expect(bare(participant('active').step({ kind: 'violation', from, violation }))).toEqual([
        told.ignored('malformed'),
      ]);
    }
  });
});

/** Every state, `left` by its target; the user of each is its creator where the name says so. */
const STATES: Readonly<Record<string, () => Bench>> = {
  idle: () => participant('idle'),
  requesting: () => creator('requesting'),
  accepted: () => creator('accepted', { secure: true }),
  informed: () => creator('informed', { secure: true }),
  created: () => creator('created', { secure: true }),
  registering: () => registering(),
  pending: () => pending(),
  registered: () => creatorIn('registered'),
  enrolling: () => creator('enrolling', { secure: true }),
  enrolled: () => creator('enrolled', { secure: true }),
  activating: () => creator('activating', { secure: true }),
  active: () => creator('active', { secure: true }),
  'left 0': () => left(0),
  'left 1': () => left(1),
  'left 2': () => left(2),
  ended: () => ended(),
  rejected: () => rejected(),
  failed: () => failed(),
  lost: () => lost(),
};

const ASKS: Readonly<Record<ClientAsk['ask'], ClientAsk>> = {
  create: { ask: 'create', secure: true, closed: false },
  inform: { ask: 'inform', parameters: { members: [] } },
  register: { ask: 'register', session: SESSION, secure: true, closed: false },
  enrol: { ask: 'enrol' },
  activate: { ask: 'activate' },
  users: { ask: 'users' },
  leave: { ask: 'leave', target: 2 },
  terminate: { ask: 'terminate' },
  delete: { ask: 'delete' },
};

/** In which states the creator is served, by what is asked; elsewhere it is the wrong state. */
const SERVED: Readonly<Record<ClientAsk['ask'], string>> = {
  create: 'idle, left 2, ended, rejected, failed',
  inform: 'accepted',
  register: 'idle, created, left 2, ended, rejected, failed',
  enrol: 'created, registered, left 1, lost',
  activate: 'enrolled, left 0',
  users: 'active',
  leave: 'created, registered, enrolling, enrolled, activating, active, left 0, left 1, lost',
  terminate:
    'created, registering, pending, registered, enrolling, enrolled, activating, active, left 0, left 1, lost',
  delete:
    'accepted, informed, created, registering, pending, registered, enrolling, enrolled, activating, active, left 0, left 1, left 2, ended, failed, lost',
};

/** In which states a message of the server, with the right IDs, is taken; elsewhere it is not. */
const TAKEN: Readonly<Partial<Record<GmpType, string>>> = {
  SCACC: 'requesting',
  SCREJ: 'requesting',
  SDRES: '',
  SCCON: 'informed',
  SRRES: 'registering',
  SRACC: 'registering, pending',
  SRREJ: 'registering, pending',
  SJRES: 'enrolling',
  KAREQ: 'activating, active',
  UIRES: '',
  TRIND:
    'accepted, informed, created, registering, pending, registered, enrolling, enrolled, activating, active, left 0, left 1, failed, lost',
  KDUPT: 'enrolled, activating, active, left 0, lost',
};

describe('figure 14', () => {
  test('every state is in the table', () => {
    expect(new Set(Object.entries(STATES).map(([, make]) => make().view().state))).toEqual(
      new Set(CLIENT_STATES),
    );
  });

  test.each(Object.keys(ASKS) as ClientAsk['ask'][])(
    'figure 14 — where the host program may ask "%s"',
    (ask) => {
      const served: string[] = [];
      for (const [name, make] of Object.entries(STATES)) {
        const effects = make().ask(ASKS[ask]);
        if (effects[0].kind === 'send') served.push(name);
        else expect([name, ...reasons(effects)]).toEqual([name, refusal(ask, name)]);
      }
      expect(served.join(', ')).toBe(SERVED[ask]);
    },
  );

  test.each(FROM_SERVER)('figure 14 — where %s is taken', (type) => {
    const taken: string[] = [];
    for (const [name, make] of Object.entries(STATES)) {
      const self = make();
      const { session, user, state } = self.view();
      const ids = state === 'requesting' && /^SC(ACC|REJ)$/.test(type) ? {} : { session, user };
      const effects = self.hear(message(type, ids));
      if (effects.some(({ kind }) => kind === 'ignored')) {
        expect([name, ...reasons(effects)]).toEqual([name, notTaken(type, name)]);
      } else taken.push(name);
    }
    expect(taken.join(', ')).toBe(TAKEN[type]);
  });

  test('7.3 — KDUPT where the session is not secure', () => {
    for (const state of ['registered', 'enrolled', 'activating', 'active'] as const) {
      expect(bare(participant(state).hear(message('KDUPT')))).toEqual([told.ignored('not-secure')]);
    }
  });

  test('every event has a row for each state, whatever the guards say', () => {
    for (const [event, rows] of CLIENT_TABLE) {
      // These timers run in the states of their rows only.
      if (event.startsWith('timer')) continue;
      const last = rows[rows.length - 1];
      expect(last.guard, event).toBe(undefined);
      expect(last.first, event).toBe(~0);
    }
    expect(new Set(CLIENT_ROWS.map(({ id }) => id)).size).toBe(CLIENT_ROWS.length);
  });
});

function refusal(ask: ClientAsk['ask'], state: string): string {
  const beforeAny = state === 'idle';
  if ((ask === 'terminate' || ask === 'delete') && beforeAny) return 'not-creator';
  return 'wrong-state';
}

function notTaken(type: GmpType, state: string): string {
  if (state === 'idle' && type === 'SCACC') return 'wrong-user';
  if ((state === 'idle' || state === 'requesting') && type === 'SRACC') return 'wrong-user';
  if (type === 'SRRES' && state === 'pending') return 'repeat';
  if (type === 'KAREQ') return state.startsWith('left') ? 'left' : 'wrong-state';
  if (type === 'KDUPT') return state === 'idle' || state === 'requesting' ? 'not-secure' : 'wrong-state';
  return type === 'TRIND' ? 'wrong-state' : 'no-request';
}

function reasons(effects: ReturnType<Bench['hear']>): string[] {
  return effects.map((effect) => (effect.kind === 'ignored' ? effect.reason : effect.kind));
}

/** A message of any type, with the header of the session. */
function message(type: GmpType, ids: { readonly session?: number; readonly user?: number } = {}): GmpMessage {
  const header = sm({ secure: true, ...ids });
  const mmHeader = mm({ memberType: 4, ...ids });
  const { secure: _, ...plain } = header;
  switch (type) {
    case 'SCINF':
      return { type, ...header, parameters: { members: [] } };
    case 'SJRES':
      return { type, ...plain, secure: true, key: Uint8Array.of(1) };
    case 'SAREQ':
      return { type, ...header, mmPort: 1 };
    case 'UIRES':
      return { type, ...mmHeader, members: [], following: 0 };
    case 'LVREQ':
      return { type, ...mmHeader, target: 0 };
    case 'KDUPT':
      return { type, ...mmHeader, key: Uint8Array.of(1) };
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

function registering(): Bench {
  const self = creator('created', { secure: true });
  self.ask(ASKS.register);
  return self;
}

function pending(): Bench {
  const self = registering();
  self.hear(message('SRRES'));
  return self;
}

function creatorIn(state: 'registered'): Bench {
  const self = registering();
  self.hear(message('SRACC'));
  expect(self.view().state).toBe(state);
  return self;
}

function left(target: LeaveTarget): Bench {
  const self = creator('active', { secure: true });
  self.ask({ ask: 'leave', target });
  return self;
}

function ended(): Bench {
  const self = creator('active', { secure: true });
  self.hear(message('TRIND'));
  return self;
}

/** The creator's own registration was refused. */
function rejected(): Bench {
  const self = registering();
  self.hear(message('SRREJ'));
  return self;
}

function failed(): Bench {
  const self = creator('informed', { secure: true });
  while (self.view().state !== 'failed') self.at(self.wake());
  return self;
}

function lost(): Bench {
  const self = creator('active', { secure: true });
  while (self.view().state !== 'lost') self.at(self.wake());
  return self;
}
