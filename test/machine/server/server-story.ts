/**
 * A server under test, told as a story: who sends what when, and what comes of it, in words that can be compared whole.
 *
 *   const s = story();
 *   s.send(CREATOR, { type: 'SCREQ', … }) → ['send SCACC to creator …', 'set scinf@30000000', …]
 *
 * Each step checks that what a row caused is what the row declares (its effects, and the states afterwards).
 */
import { expect } from 'vitest';
import type { GmpMessage, ListedMember, SessionParameters } from '../../../dissectors/gmp-message.js';
import { type Micros, micros, NEVER } from '../../../src/base/micros.js';
import type { RandomStream } from '../../../src/base/random.js';
import type { GmpTimer, ServerEffect, ServerEvent, ServerNote } from '../../../src/machine/gmp-vocabulary.js';
import { type Peer, udpPeer } from '../../../src/machine/peer.js';
import { type Policies, policiesWith } from '../../../src/machine/policies.js';
import { serverWake, stepServer } from '../../../src/machine/server/server.js';
import { type ServerOptions, serverOptions } from '../../../src/machine/server/server-options.js';
import { createServer, type Server } from '../../../src/machine/server/server-state.js';
import { type MemberView, type SessionView, serverView } from '../../../src/machine/server/server-view.js';
import { declaredBy, declaredStates } from '../declared.js';
import { noteTaken } from '../taken.js';

/** 10.0.0.n, port 7000 for SM. */
export function host(n: number, port = 7000): Peer {
  return udpPeer(0x0a000000 + n, port);
}

/** Address of host n. */
export function address(n: number): number {
  return 0x0a000000 + n;
}

/** The creator is host 1; others are called by their hosts' numbers. */
export const CREATOR = 1;
/** Every client's MM port. */
export const MM_PORT = 7001;
/** Group of session 1, and port, where the creator names none. */
export const GROUP = 0xefc00001;
export const GROUP_PORT = 16514;

/** Octets 1, 2, 3 … : keys that can be told apart. */
export function countingStream(): RandomStream {
  let word = 0;
  return {
    uint32: () => {
      word += 1;
      return word;
    },
  };
}

/** The key of a generation: 16 octets of the counting stream. */
export function keyOf(generation: number, octets = 16): Uint8Array {
  const key = new Uint8Array(octets);
  const words = Math.ceil(octets / 4);
  for (let i = 0; i < octets; i += 1) {
    const word = (generation - 1) * words + (i >> 2) + 1;
    key[i] = (word >>> (24 - 8 * (i & 3))) & 255;
  }
  return key;
}

/** How a session is set up. */
export interface Setting {
  readonly secure?: boolean;
  readonly closed?: boolean;
  readonly parameters?: Partial<SessionParameters>;
  readonly policies?: Partial<Policies>;
  readonly options?: Partial<ServerOptions>;
}

/** A server, the time, and short words for what happens. */
export interface Story {
  readonly server: Server;
  now: Micros;
  /** All effects of the last step. */
  last: readonly ServerEffect[];
  /** The effects of a step in words. */
  step(event: ServerEvent): readonly string[];
  /** A message from the SM address of host n. */
  sm(n: number, type: string, fields?: Fields): readonly string[];
  /** A message from the MM address of host n, whose user ID is `user`. */
  mm(n: number, type: string, user: number, fields?: Fields): readonly string[];
  /** Moves the time to an instant; it is not a step. */
  at(micros: number): Story;
  /** Moves the time to the server's next wake, and steps. */
  wake(): readonly string[];
  /** The time event, now. */
  time(): readonly string[];
  session(id?: number): SessionView | undefined;
  member(user: number, id?: number): MemberView | undefined;
  /** Groups of all that have a user ID, by user ID: "1 active, 2 enrolled". */
  groups(id?: number): string;
}

/** Header fields, and those of the type. */
export type Fields = Readonly<Record<string, unknown>>;

/** A story with a fresh server. */
export function story(setting: Setting = {}): Story {
  const options = serverOptions({ policies: policiesWith(setting.policies), ...setting.options });
  const server = createServer(options, countingStream());
  const header = { secure: setting.secure ?? false, closed: setting.closed ?? false };
  const s: Story = {
    server,
    now: micros(0),
    last: [],
    step: (event) => {
      s.last = stepServer(server, event, s.now);
      noteTaken(s.last);
      s.last.forEach(checkDeclared);
      return s.last.map(words);
    },
    sm: (n, type, fields = {}) =>
      s.step(
        arrival(host(n), {
          type,
          secure: header.secure,
          closed: header.closed && type !== 'SCREQ',
          session: type === 'SCREQ' ? 0 : 1,
          user: 0,
          groupPort: 0,
          groupAddress: 0,
          ...fields,
        }),
      ),
    mm: (n, type, user, fields = {}) =>
      s.step(
        arrival(host(n, MM_PORT), {
          type,
          closed: header.closed,
          memberType: 1,
          session: 1,
          user,
          groupPort: 0,
          groupAddress: 0,
          kaPeriod: 0,
          timeout: 0,
          ...fields,
        }),
      ),
    at: (instant) => {
      s.now = micros(instant);
      return s;
    },
    wake: () => {
      // A wake may turn out to be in vain, where a KA timer was stopped.
      for (;;) {
        const at = serverWake(server);
        if (at === NEVER) throw new Error('no timer runs');
        s.now = at;
        const told = s.time();
        if (told.length > 0) return told;
      }
    },
    time: () => s.step({ kind: 'time' }),
    session: (id = 1) => serverView(server).sessions.find(({ session }) => session === id),
    member: (user, id = 1) => s.session(id)?.members.find((one) => one.user === user),
    groups: (id = 1) =>
      (s.session(id)?.members ?? []).map(({ user, group }) => `${user} ${group}`).join(', '),
  };
  return s;
}

/** What a row caused is what it declares: kinds of effects, and the states that it leads to. */
function checkDeclared(effect: ServerEffect): void {
  expect(declaredBy(effect), effect.why.id).toContain(kindOf(effect));
  if (effect.kind !== 'notify') return;
  const { note } = effect;
  if (note.what !== 'phase' && note.what !== 'group') return;
  expect(declaredStates(effect, note.what), `${effect.why.id}: ${note.what}`).toContain(note.to);
}

function arrival(from: Peer, message: Fields): ServerEvent {
  return { kind: 'message', from, message: message as unknown as GmpMessage };
}

/** KA period and timeout of the stories: 1 s and 300 ms. */
export const SPANS = { kaPeriod: 10, timeout: 3 } as const;
const PERIOD = 1_000_000;

/** A session (ID 1) that is announced: its creator (user 1) is registered. */
export function announced(setting: Setting = {}): Story {
  const s = story(setting);
  s.sm(CREATOR, 'SCREQ');
  s.sm(CREATOR, 'SCINF', {
    user: 1,
    parameters: { members: [], ...SPANS, ...setting.parameters },
  });
  return s;
}

/** Enrols the creator and, by registration, the hosts that are named: users 2, 3 … in that order. */
export function enrolled(setting: Setting, ...hosts: readonly number[]): Story {
  const s = announced(setting);
  s.sm(CREATOR, 'SJREQ', { user: 1 });
  hosts.forEach((n, i) => {
    s.sm(n, 'SRREQ');
    s.sm(n, 'SJREQ', { user: i + 2 });
  });
  return s;
}

/** The same, and activates them all, at instant 0: the first round is due at 1 s. */
export function active(setting: Setting, ...hosts: readonly number[]): Story {
  const s = enrolled(setting, ...hosts);
  [CREATOR, ...hosts].forEach((n, i) => {
    s.sm(n, 'SAREQ', { user: i + 1, mmPort: MM_PORT });
    s.mm(n, 'KARES', i + 1);
  });
  return s;
}

/** Instant of the k-th KAREQ round of such a session. */
export function roundAt(k: number): number {
  return k * PERIOD;
}

/** A listed member at host n, any port. */
export function listed(n: number, memberType: 1 | 2 | 4 = 1, port = 0): ListedMember {
  return { address: address(n), port, memberType };
}

/** An effect as its row declares it: "send KAREQ", "set ka", "notify group", "ignored repeat". */
export function kindOf(effect: ServerEffect): string {
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

/** An effect in words, with everything but the header of messages (those have tests of their own). */
export function words(effect: ServerEffect): string {
  switch (effect.kind) {
    case 'send':
      return `${effect.message.type} to ${nameOf(effect.to)}${detail(effect.message)}`;
    case 'set':
      return `set ${timerName(effect.timer)} at ${effect.at}`;
    case 'cancel':
      return `cancel ${timerName(effect.timer)}`;
    case 'notify':
      return noteWords(effect.note);
    case 'ignored':
      return `ignored ${effect.reason}`;
  }
}

function nameOf(peer: Peer): string {
  for (let n = 0; n < 256; n += 1) {
    if (peer === host(n)) return `${n}`;
    if (peer === host(n, MM_PORT)) return `${n} mm`;
  }
  return `${peer}`;
}

function detail(message: GmpMessage): string {
  const user = message.user === 0 ? '' : ` user ${message.user}`;
  switch (message.type) {
    case 'UIRES':
      return `${user} [${message.members.map((one) => one.user).join(' ')}] ${message.following} follow`;
    case 'SJRES':
      return message.secure ? `${user} key ${message.key.join('.')}` : user;
    case 'KDUPT':
      return `${user} key ${message.key.join('.')}`;
    case 'SCREJ':
      return message.secure ? ' S=1' : ' S=0';
    default:
      return user;
  }
}

function timerName({ name, session, user }: GmpTimer): string {
  const whose = user === 0 ? '' : ` of ${user}`;
  return `${name}${whose}${session === 1 ? '' : ` in ${session}`}`;
}

function noteWords(note: ServerNote): string {
  switch (note.what) {
    case 'phase':
      return `phase ${note.from} → ${note.to}`;
    case 'group':
      return `user ${note.user} ${note.from} → ${note.to}`;
    case 'expired':
      return `expired ${timerName(note.timer)}`;
    case 'announce':
      return `announce ${note.session}`;
    case 'authorise':
      return `authorise ${nameOf(note.peer)}`;
    case 'refused':
      return `refused ${nameOf(note.peer)}: ${note.reason}`;
    case 'gate':
      return 'gate open';
    case 'admitted':
      return `admitted ${note.user}`;
    case 'held':
      return `held ${note.user}`;
    case 'key':
      return `key ${note.generation}`;
    case 'deviation':
      return `deviation ${note.field} ${note.actual} for ${note.expected}`;
  }
}
