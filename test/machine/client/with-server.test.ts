/**
 * Clients and the real server agree: a whole session, message for message, in which nobody has anything to remark, and
 * the same session over a network that loses one message in four.
 */
import { expect, test } from 'vitest';
import { after, type Micros, micros, millis } from '../../../src/base/micros.js';
import {
  type Client,
  clientView,
  clientWake,
  createClient,
  stepClient,
} from '../../../src/machine/client/client.js';
import type { ClientAsk, GmpSend, ServerEffect } from '../../../src/machine/gmp-vocabulary.js';
import { type Peer, udpPeer } from '../../../src/machine/peer.js';
import { type Policies, policiesWith } from '../../../src/machine/policies.js';
import { serverWake, stepServer } from '../../../src/machine/server/server.js';
import { serverOptions } from '../../../src/machine/server/server-options.js';
import { createServer } from '../../../src/machine/server/server-state.js';
import { seededStream } from '../random-stream.js';
import { noteTaken } from '../taken.js';

const SERVER = udpPeer(0x0a000001, 16513);
const DELAY = millis(10);

interface Flight {
  readonly at: Micros;
  readonly to: Peer;
  readonly from: Peer;
  readonly message: GmpSend['message'];
}

/** A server and clients on hosts 10.0.0.2, 10.0.0.3 …, joined by a network that loses what `loses` says. */
function network(hosts: number, policies: Partial<Policies>, loses: () => boolean) {
  const chosen = policiesWith(policies);
  const server = createServer(serverOptions({ policies: chosen }), seededStream(1));
  const clients = Array.from({ length: hosts }, () =>
    createClient({ server: SERVER, mmPort: 20000, policies: chosen }),
  );
  const remarks: string[] = [];
  const talk: string[] = [];
  let flights: Flight[] = [];
  let now = micros(0);

  const post = (from: Peer, { to, message }: GmpSend): void => {
    talk.push(message.type);
    if (!loses()) flights.push({ at: after(now, DELAY), to, from, message });
  };
  const tell = (who: string, effects: readonly { readonly kind: string }[]): void => {
    for (const effect of effects as ServerEffect[]) {
      if (effect.kind === 'ignored') remarks.push(`${who}: ${effect.reason}`);
      if (effect.kind === 'notify' && effect.note.what === 'deviation')
        remarks.push(`${who}: ${effect.note.field}`);
    }
  };
  const serve = (effects: readonly ServerEffect[]): void => {
    tell('server', effects);
    for (const effect of effects) {
      if (effect.kind === 'send') post(SERVER, effect);
      if (effect.kind !== 'notify' || effect.note.what !== 'authorise') continue;
      const { session, peer } = effect.note;
      serve(stepServer(server, { kind: 'authorised', session, peer, granted: true }, now));
    }
  };
  const act = (index: number, event: Parameters<typeof stepClient>[1]): void => {
    const effects = stepClient(clients[index], event, now);
    noteTaken(effects);
    tell('client', effects);
    for (const effect of effects) {
      const port = effect.kind === 'send' && effect.via === 'MM' ? 20000 : 30000;
      if (effect.kind === 'send') post(udpPeer(0x0a000002 + index, port), effect);
    }
  };
  const deliver = ({ to, from, message }: Flight): void => {
    if (to === SERVER) serve(stepServer(server, { kind: 'message', from, message }, now));
    else act(Math.floor(to / 65536) - 0x0a000002, { kind: 'message', from, message });
  };

  return {
    clients,
    remarks,
    talk,
    ask: (index: number, ask: ClientAsk) => act(index, { kind: 'ask', ...ask }),
    /** Lets time pass: messages of an instant first, then timers. */
    run(until: (clients: readonly Client[]) => boolean, limit: Micros): void {
      const end = after(now, limit);
      while (!until(clients)) {
        const next = Math.min(...flights.map(({ at }) => at), serverWake(server), ...clients.map(clientWake));
        if (next > end) break;
        now = micros(next);
        const landing = flights.filter(({ at }) => at === now);
        flights = flights.filter(({ at }) => at !== now);
        for (const flight of landing) deliver(flight);
        if (landing.length > 0) continue;
        if (serverWake(server) <= now) serve(stepServer(server, { kind: 'time' }, now));
        for (const [i, client] of clients.entries()) if (clientWake(client) <= now) act(i, { kind: 'time' });
      }
    },
  };
}

type Net = ReturnType<typeof network>;

const PARAMETERS = { members: [], kaPeriod: 10, timeout: 3 } as const;

const all = (state: string) => (clients: readonly Client[]) =>
  clients.every((one) => clientView(one).state === state);

/** Creator and one participant, from nothing to enrolled. */
function enrol(net: Net, closed: boolean, secure: boolean): void {
  net.ask(0, { ask: 'create', secure, closed, parameters: PARAMETERS });
  net.run(([first]) => clientView(first).state === 'created', millis(600_000));
  net.ask(1, { ask: 'register', session: clientView(net.clients[0]).session, secure, closed });
  net.run(([, second]) => clientView(second).state === 'registered', millis(600_000));
  for (const index of [0, 1]) net.ask(index, { ask: 'enrol' });
  net.run(all('enrolled'), millis(600_000));
  expect(net.clients.map((one) => clientView(one).state)).toEqual(['enrolled', 'enrolled']);
}

/** The same, on to active. */
function activate(net: Net): void {
  for (const index of [0, 1]) net.ask(index, { ask: 'activate' });
  net.run(all('active'), millis(600_000));
  expect(net.clients.map((one) => clientView(one).state)).toEqual(['active', 'active']);
}

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])(
  'figures 3 to 24 — a whole session, closed=%s, secure=%s: nobody has anything to remark',
  (closed, secure) => {
    const net = network(2, { retry: 'off' }, () => false);
    enrol(net, closed, secure);
    activate(net);
    net.run(() => false, millis(2500));
    net.ask(1, { ask: 'users' });
    net.run(() => false, millis(25));
    const keys = net.clients.map((one) => clientView(one).key);
    if (secure) expect(keys[0]).toEqual(keys[1]);
    net.ask(1, { ask: 'leave', target: 1 });
    net.run(() => false, millis(25));
    if (secure) expect(clientView(net.clients[0]).key).not.toEqual(keys[0]);
    for (const ask of ['enrol', 'activate'] as const) {
      net.ask(1, { ask });
      net.run(() => false, millis(25));
    }
    expect(clientView(net.clients[1])).toMatchObject({
      state: 'active',
      key: clientView(net.clients[0]).key,
    });
    net.ask(0, { ask: 'terminate' });
    net.run(() => false, millis(25));
    net.ask(0, { ask: 'delete' });
    net.run(() => false, millis(25));
    expect(net.clients.map((one) => clientView(one).state)).toEqual(['ended', 'ended']);
    expect(net.remarks).toEqual([]);
    expect(net.talk.slice(0, 4)).toEqual(['SCREQ', 'SCACC', 'SCINF', 'SCCON']);
  },
);

test('D1, D17 — one message in four is lost: everyone is enrolled all the same', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seededStream(seed);
    const net = network(2, { retrySends: 10 }, () => random.uint32() % 4 === 0);
    enrol(net, true, true);
    const [creator, participant] = net.clients.map(clientView);
    expect(participant.key).toEqual(creator.key);
    expect(participant.requests).toEqual([]);
  }
});

test('D7 — who registers again and still has its user ID speaks from the MM port that the server knows', () => {
  let deaf = false;
  const net = network(2, { retry: 'off', unaskedKares: 'off' }, () => deaf);
  enrol(net, false, false);
  activate(net);
  const { session } = clientView(net.clients[0]);
  deaf = true;
  net.ask(1, { ask: 'leave', target: 2 });
  deaf = false;
  net.ask(1, { ask: 'register', session, secure: false, closed: false });
  net.run(([, second]) => clientView(second).state === 'registered', millis(100));
  expect(clientView(net.clients[1]).user).toBe(2);
  net.ask(1, { ask: 'leave', target: 2 });
  net.run(() => false, millis(25));
  expect(net.remarks).toEqual([]);
  // Out of all groups for good: a new registration is a new user, who has told no port yet.
  net.ask(1, { ask: 'register', session, secure: false, closed: false });
  net.run(([, second]) => clientView(second).state === 'registered', millis(100));
  expect(clientView(net.clients[1]).user).toBe(3);
  net.ask(1, { ask: 'leave', target: 2 });
  net.run(() => false, millis(25));
  expect(net.remarks).toEqual([]);
});
