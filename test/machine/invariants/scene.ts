/**
 * A server whose effects can be falsified before the watch sees them: what the watch says of a fault is compared whole.
 *
 *   const s = activeScene({ secure: true }, 2, 3);
 *   s.falsify((effects) => without(effects, 'send KDUPT'));
 *   s.mm(3, 'LVREQ', { target: 1 }) → ['I6 user 0: the new key goes to …']
 *
 * Session 1; host n has the address 10.0.0.n, SM port 7000, MM port 7001; hosts' user IDs are those of their registration.
 */
import type { GmpMessage, ListedMember, SessionParameters } from '../../../dissectors/gmp-message.js';
import { type Micros, micros } from '../../../src/base/micros.js';
import type {
  GmpSend,
  GmpTimer,
  ServerEffect,
  ServerEvent,
  ServerNote,
} from '../../../src/machine/gmp-vocabulary.js';
import { createWatch, type Watch, watchStep, watchView } from '../../../src/machine/invariants/watch.js';
import { type Peer, udpPeer } from '../../../src/machine/peer.js';
import { type Policies, policiesWith } from '../../../src/machine/policies.js';
import { serverWake, stepServer } from '../../../src/machine/server/server.js';
import { serverOptions } from '../../../src/machine/server/server-options.js';
import { createServer, type Server } from '../../../src/machine/server/server-state.js';
import { type ServerView, serverView } from '../../../src/machine/server/server-view.js';
import { seededStream } from '../random-stream.js';
import { noteTaken } from '../taken.js';

/** How a scene's session is set up. */
export interface Setting {
  readonly secure?: boolean;
  readonly closed?: boolean;
  readonly parameters?: Partial<SessionParameters>;
  readonly policies?: Partial<Policies>;
}

type Falsify = (effects: readonly ServerEffect[]) => readonly ServerEffect[];

/** A server, its watch, and short words for what happens; every step's answer is what the watch says. */
export interface Scene {
  readonly server: Server;
  readonly watch: Watch;
  readonly users: Map<number, number>;
  now: Micros;
  /** What to make of the effects of the next step. */
  falsify(how: Falsify): Scene;
  step(event: ServerEvent): readonly string[];
  sm(host: number, type: GmpMessage['type'], fields?: Readonly<Record<string, unknown>>): readonly string[];
  mm(host: number, type: GmpMessage['type'], fields?: Readonly<Record<string, unknown>>): readonly string[];
  /** A time event, at the next wake that is not in vain. */
  wake(): readonly string[];
  time(): readonly string[];
  at(instant: number): Scene;
  /** What the watch says of the server's view, falsified. */
  view(how?: (view: ServerView) => unknown): readonly string[];
}

/** SM address of a host. */
export const smOf = (host: number): Peer => udpPeer(0x0a000000 + host, 7000);
/** MM address of a host. */
export const mmOf = (host: number): Peer => udpPeer(0x0a000000 + host, 7001);
/** A listed member at a host, any port. */
export function listed(host: number, memberType: 1 | 2 | 4 = 1, port = 0): ListedMember {
  return { address: 0x0a000000 + host, port, memberType };
}

const WHY = { id: 'falsified', clause: '', decisions: [] } as const;

/** A message that the server did not send. */
export function sent(
  type: GmpMessage['type'],
  user: number,
  to: Peer,
  fields: Readonly<Record<string, unknown>> = {},
): ServerEffect {
  const message = { type, session: 1, user, ...fields } as unknown as GmpMessage;
  const what: GmpSend = { via: 'memberType' in message ? 'MM' : 'SM', to, message };
  return { kind: 'send', why: WHY, ...what };
}

/** Something that the server did not tell. */
export function told(note: ServerNote): ServerEffect {
  return { kind: 'notify', note, why: WHY };
}

/** A group that the server did not tell. */
export function moved(user: number, from: string, to: string, session = 1): ServerEffect {
  return told({ what: 'group', session, user, from, to } as ServerNote);
}

/** A phase that the server did not tell. */
export function entered(from: string, to: string, session = 1): ServerEffect {
  return told({ what: 'phase', session, from, to } as ServerNote);
}

/** A timer that the server did not arm. */
export function armed(name: GmpTimer['name'], user: number, at: number, session = 1): ServerEffect {
  return { kind: 'set', timer: { name, session, user }, at: micros(at), why: WHY };
}

/** A timer that the server did not stop. */
export function stopped(name: GmpTimer['name'], user: number, session = 1): ServerEffect {
  return { kind: 'cancel', timer: { name, session, user }, why: WHY };
}

/** "send KAREQ 2", "set ka 2", "notify group 2", "ignored". */
export function nameOf(effect: ServerEffect): string {
  switch (effect.kind) {
    case 'send':
      return `send ${effect.message.type} ${effect.message.user}`;
    case 'set':
    case 'cancel':
      return `${effect.kind} ${effect.timer.name} ${effect.timer.user}`;
    case 'notify':
      return `notify ${effect.note.what}${'user' in effect.note ? ` ${effect.note.user}` : ''}`;
    case 'ignored':
      return 'ignored';
  }
}

/** The effects but those whose name begins so. There must be one. */
export function without(
  effects: readonly ServerEffect[],
  ...names: readonly string[]
): readonly ServerEffect[] {
  for (const name of names) {
    if (!effects.some((effect) => nameOf(effect).startsWith(name))) throw new Error(`there is no ${name}`);
  }
  return effects.filter((effect) => !names.some((name) => nameOf(effect).startsWith(name)));
}

/** The effects with another message in place of each of that name. */
export function changed(
  effects: readonly ServerEffect[],
  name: string,
  to: Partial<GmpSend> & { readonly fields?: Readonly<Record<string, unknown>> },
): readonly ServerEffect[] {
  without(effects, name);
  const { fields, ...rest } = to;
  return effects.map((effect) => {
    if (effect.kind !== 'send' || !nameOf(effect).startsWith(name)) return effect;
    return { ...effect, ...rest, message: { ...effect.message, ...fields } as GmpMessage };
  });
}

/** A scene in which nothing has happened. */
export function scene(setting: Setting = {}): Scene {
  const policies = policiesWith(setting.policies);
  const server = createServer(serverOptions({ policies }), seededStream(1));
  const watch = createWatch(policies);
  const { secure = false, closed = false } = setting;
  let how: Falsify = (effects) => effects;
  const s: Scene = {
    server,
    watch,
    users: new Map([[1, 1]]),
    now: micros(0),
    falsify: (next) => {
      how = next;
      return s;
    },
    step: (event) => {
      const effects = stepServer(server, event, s.now);
      noteTaken(effects);
      const falsified = how(effects);
      how = (same) => same;
      return watchStep(watch, event, s.now, falsified).map(words);
    },
    sm: (host, type, fields = {}) =>
      s.step(arrival(smOf(host), type, { secure, closed, ...place(s, host), ...fields })),
    mm: (host, type, fields = {}) =>
      s.step(
        arrival(mmOf(host), type, {
          closed,
          memberType: 1,
          kaPeriod: 0,
          timeout: 0,
          target: 0,
          ...place(s, host),
          ...fields,
        }),
      ),
    wake: () => {
      const last = how;
      how = (same) => same;
      for (;;) {
        s.now = serverWake(server);
        const effects = stepServer(server, { kind: 'time' }, s.now);
        noteTaken(effects);
        const inVain = effects.length === 0;
        const said = watchStep(watch, { kind: 'time' }, s.now, inVain ? effects : last(effects));
        if (!inVain) return said.map(words);
      }
    },
    time: () => s.step({ kind: 'time' }),
    at: (instant) => {
      s.now = micros(instant);
      return s;
    },
    view: (falsifyView = (view) => view) =>
      watchView(watch, falsifyView(serverView(server)) as ServerView).map(words),
  };
  return s;
}

function place(s: Scene, host: number): { readonly session: number; readonly user: number } {
  return { session: 1, user: s.users.get(host) ?? 0 };
}

function arrival(from: Peer, type: string, fields: Readonly<Record<string, unknown>>): ServerEvent {
  const message = { type, groupPort: 0, groupAddress: 0, ...fields } as unknown as GmpMessage;
  return { kind: 'message', from, message };
}

function words({ invariant, session, user, at, message }: ReturnType<typeof watchStep>[number]): string {
  const where = session === 1 ? '' : ` session ${session}`;
  return `${invariant}${where} user ${user} @${at}: ${message}`;
}

/** An announced session: host 1 is its creator, user 1. KA period 1 s, timeout 300 ms. */
export function announcedScene(setting: Setting = {}): Scene {
  const s = scene(setting);
  s.sm(1, 'SCREQ');
  s.sm(1, 'SCINF', { parameters: { members: [], kaPeriod: 10, timeout: 3, ...setting.parameters } });
  return s;
}

/** Hosts register and enrol, in this order: users 2, 3 … The creator enrols first. */
export function enrolledScene(setting: Setting, ...hosts: readonly number[]): Scene {
  const s = announcedScene(setting);
  s.sm(1, 'SJREQ');
  hosts.forEach((host, i) => {
    s.sm(host, 'SRREQ');
    s.users.set(host, i + 2);
    s.sm(host, 'SJREQ');
  });
  return s;
}

/** The same, and all are active, at instant 0: the first round is due at 1 s. */
export function activeScene(setting: Setting, ...hosts: readonly number[]): Scene {
  const s = enrolledScene(setting, ...hosts);
  for (const host of [1, ...hosts]) {
    s.sm(host, 'SAREQ', { mmPort: 7001 });
    s.mm(host, 'KARES');
  }
  return s;
}
