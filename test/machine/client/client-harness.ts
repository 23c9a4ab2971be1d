/**
 * A client under test: it is stepped, what each row did is held against what it declares, and the rows are noted as taken.
 */
import { expect } from 'vitest';
import type { GmpMessage, MmHeader, SmHeader } from '../../../dissectors/gmp-message.js';
import { type Micros, micros } from '../../../src/base/micros.js';
import {
  type Client,
  type ClientView,
  clientView,
  clientWake,
  createClient,
  stepClient,
} from '../../../src/machine/client/client.js';
import { CLIENT_ROWS } from '../../../src/machine/client/client-rows.js';
import type {
  ClientAsk,
  ClientEffect,
  ClientEvent,
  ClientState,
} from '../../../src/machine/gmp-vocabulary.js';
import { type Peer, udpPeer } from '../../../src/machine/peer.js';
import { type Policies, policiesWith } from '../../../src/machine/policies.js';
import { noteTaken } from '../taken.js';

/** Where the server listens, and somebody else. */
export const SERVER = udpPeer(0x0a000001, 16513);
export const STRANGER = udpPeer(0x0a000001, 16514);
export const MM_PORT = 20001;
export const SESSION = 7;
export const USER = 3;
export const GROUP = { groupPort: 5004, groupAddress: 0xe0000109 };
const KEY = Uint8Array.of(1, 2, 3, 4);

const ROWS = new Map(CLIENT_ROWS.map((row) => [row.id, row]));

/** An effect as text short enough for a whole step to be written down in a test. */
export type Told = string;

/** A client with what a test does to it. */
export interface Bench {
  readonly client: Client;
  now: number;
  /** Steps the client at `now`; the effects. */
  step(event: ClientEvent): readonly ClientEffect[];
  ask(ask: ClientAsk): readonly ClientEffect[];
  /** A message of the server. */
  hear(message: GmpMessage, from?: Peer): readonly ClientEffect[];
  /** Goes to an instant and steps the time there. */
  at(now: number): readonly ClientEffect[];
  view(): ClientView;
  wake(): Micros;
}

/** A bench with a client that has done nothing. */
export function bench(policies: Partial<Policies> = {}): Bench {
  const client = createClient({ server: SERVER, mmPort: MM_PORT, policies: policiesWith(policies) });
  const self: Bench = {
    client,
    now: 0,
    step(event) {
      const before = client.state;
      const effects = stepClient(client, event, micros(self.now));
      noteTaken(effects);
      holdDeclarations(effects, before, client.state);
      return effects;
    },
    ask: (ask) => self.step({ kind: 'ask', ...ask }),
    hear: (message, from = SERVER) => self.step({ kind: 'message', from, message }),
    at(now) {
      self.now = now;
      return self.step({ kind: 'time' });
    },
    view: () => clientView(client),
    wake: () => clientWake(client),
  };
  return self;
}

/** Every effect is declared by its row; the state afterwards is one that a row names, or none names any and it stays. */
function holdDeclarations(effects: readonly ClientEffect[], before: ClientState, now: ClientState): void {
  if (effects.length === 0) expect(effects, 'every event has an effect').not.toEqual([]);
  const rows = new Set(effects.map(({ why }) => ROWS.get(why.id)!));
  for (const effect of effects) {
    const row = ROWS.get(effect.why.id)!;
    if (!row.effects.includes(wordsOf(effect))) expect(row.effects, row.id).toContain(wordsOf(effect));
    if (effect.why !== row) expect(effect.why, 'a row stands behind every effect').toBe(row);
  }
  const named = [...rows].flatMap((row) => row.to.state ?? []);
  const possible = named.length > 0 ? named : [before];
  const ids = [...rows].map(({ id }) => id).join();
  if (!possible.includes(now)) expect(possible, ids).toContain(now);
  for (const { from, id } of rows) {
    if (from.state?.includes(before) === false) expect(from.state, id).toContain(before);
  }
}

function wordsOf(effect: ClientEffect): string {
  switch (effect.kind) {
    case 'send':
      return `send ${effect.message.type}`;
    case 'set':
    case 'cancel':
      return `${effect.kind} ${effect.timer.name}`;
    case 'notify':
      return `notify ${effect.note.what}`;
    case 'ignored':
      return `ignored ${effect.reason}`;
  }
}

/** Effects without their rows: exactly what happened. */
export function bare(effects: readonly ClientEffect[]): unknown[] {
  return effects.map(({ why: _, ...effect }) => effect);
}

/** The ids of the rows that were taken, each once, in their order. */
export function rowsOf(effects: readonly ClientEffect[]): string[] {
  return [...new Set(effects.map(({ why }) => why.id))];
}

/** Header of an SM message of the session. */
export function sm(changed: Partial<SmHeader> = {}): SmHeader {
  return { secure: false, closed: false, session: SESSION, user: USER, ...GROUP, ...changed };
}

/** Header of an MM message of the session. */
export function mm(changed: Partial<MmHeader> = {}): MmHeader {
  const { secure: _, ...header } = sm();
  return { ...header, memberType: 1, kaPeriod: 10, timeout: 3, ...changed };
}

/** KAREQ of the session. */
export function kareq(changed: Partial<MmHeader> = {}): GmpMessage {
  return { type: 'KAREQ', ...mm(changed) };
}

/** What a way through figure 14 may choose. */
export interface Way {
  readonly secure?: boolean;
  readonly closed?: boolean;
  readonly policies?: Partial<Policies>;
}

/** Participants: the states on their way, in order. */
const JOINING = ['registering', 'registered', 'enrolling', 'enrolled', 'activating', 'active'] as const;

/** A bench with a participant in a state, everything at instant 0. */
export function participant(to: ClientState, way: Way = {}): Bench {
  const { secure = false, closed = false } = way;
  const self = bench(way.policies);
  if (to === 'idle') return self;
  self.ask({ ask: 'register', session: SESSION, secure, closed });
  if (to === 'pending')
    self.hear({ type: 'SRRES', ...sm({ secure, closed, user: 0, groupPort: 0, groupAddress: 0 }) });
  if (to === 'pending') return arrived(self, to);
  return arrived(climb(self, 'registering', to, way), to);
}

/** A bench with the creator in a state, everything at instant 0. */
export function creator(to: ClientState, way: Way = {}): Bench {
  const { secure = false, closed = false } = way;
  const self = bench(way.policies);
  self.ask({ ask: 'create', secure, closed });
  if (to === 'requesting') return arrived(self, to);
  self.hear({ type: 'SCACC', ...sm({ secure, closed }) });
  if (to === 'accepted') return arrived(self, to);
  self.ask({ ask: 'inform', parameters: { members: [] } });
  if (to === 'informed') return arrived(self, to);
  self.hear({ type: 'SCCON', ...sm({ secure, closed }) });
  if (to === 'created') return arrived(self, to);
  return arrived(climb(self, 'created', to, way), to);
}

function climb(self: Bench, from: 'registering' | 'created', to: ClientState, way: Way): Bench {
  const header = sm({ secure: way.secure ?? false, closed: way.closed ?? false });
  const { secure: _, ...sjres } = header;
  const steps: (() => void)[] = [
    () => self.hear({ type: 'SRACC', ...header }),
    () => self.ask({ ask: 'enrol' }),
    () =>
      self.hear({
        type: 'SJRES',
        ...sjres,
        ...(way.secure ? { secure: true, key: KEY } : { secure: false }),
      }),
    () => self.ask({ ask: 'activate' }),
    () => self.hear(kareq({ closed: way.closed ?? false })),
  ];
  const last = JOINING.indexOf(to as (typeof JOINING)[number]);
  const first = from === 'created' ? 1 : 0;
  for (const step of steps.slice(first, Math.max(last, first))) step();
  return self;
}

function arrived(self: Bench, to: ClientState): Bench {
  expect(self.view().state).toBe(to);
  return self;
}

/** A whole step of sends, timers, notes as a test writes them down. */
export const told = {
  send: (via: 'SM' | 'MM', message: GmpMessage) => ({ kind: 'send', via, to: SERVER, message }),
  set: (name: 'retry' | 'quiet', at: number, request?: string, ids: Ids = {}) => ({
    kind: 'set',
    timer: timer(name, request, ids),
    at,
  }),
  cancel: (name: 'retry' | 'quiet', request?: string, ids: Ids = {}) => ({
    kind: 'cancel',
    timer: timer(name, request, ids),
  }),
  expired: (name: 'retry' | 'quiet', request?: string, ids: Ids = {}) => ({
    kind: 'notify',
    note: { what: 'expired', timer: timer(name, request, ids) },
  }),
  state: (from: ClientState, to: ClientState) => ({ kind: 'notify', note: { what: 'state', from, to } }),
  note: (note: object) => ({ kind: 'notify', note }),
  deviation: (field: string, expected: number, actual: number, ids: Ids = {}) => ({
    kind: 'notify',
    note: { what: 'deviation', session: SESSION, user: USER, ...ids, field, expected, actual },
  }),
  ignored: (reason: string) => ({ kind: 'ignored', reason }),
};

interface Ids {
  readonly session?: number;
  readonly user?: number;
}

function timer(name: string, request: string | undefined, ids: Ids): object {
  return { name, session: SESSION, user: USER, ...ids, ...(request === undefined ? {} : { request }) };
}
