/**
 * What all machines have in common: the order of effects, the search for the row that fits, peers as numbers, policies by name.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Micros } from '../../src/base/micros.js';
import {
  cancelTimer,
  createOutbox,
  type Effect,
  ignore,
  notify,
  send,
  setTimer,
  takeEffects,
} from '../../src/machine/contract.js';
import { addressOf, isTcp, type Peer, portOf, tcpPeer, udpPeer, withPort } from '../../src/machine/peer.js';
import { compileTransitions, findTransition, type Transition } from '../../src/machine/transitions.js';
import { runs } from './runs.js';

const FIRST = { id: 'toy.first', clause: '1', decisions: [] };
const SECOND = { id: 'toy.second', clause: '2', decisions: ['D1'] } as const;
const at = (n: number): Micros => n as Micros;

describe('the outbox', () => {
  test('gives send, set, cancel, notify, ignored, in this order, each with the transition that caused it', () => {
    const out = createOutbox<{ to: string }, string, string>();
    out.why = FIRST;
    ignore(out, 'repeat');
    notify(out, 'told');
    cancelTimer(out, 'slow');
    setTimer(out, 'fast', at(7));
    send(out, { to: 'a' });
    out.why = SECOND;
    send(out, { to: 'b' });
    setTimer(out, 'slow', at(9));
    cancelTimer(out, 'fast');
    notify(out, 'told again');
    ignore(out, 'late');
    expect(takeEffects(out)).toEqual([
      { kind: 'send', to: 'a', why: FIRST },
      { kind: 'send', to: 'b', why: SECOND },
      { kind: 'set', timer: 'fast', at: 7, why: FIRST },
      { kind: 'set', timer: 'slow', at: 9, why: SECOND },
      { kind: 'cancel', timer: 'slow', why: FIRST },
      { kind: 'cancel', timer: 'fast', why: SECOND },
      { kind: 'notify', note: 'told', why: FIRST },
      { kind: 'notify', note: 'told again', why: SECOND },
      { kind: 'ignored', reason: 'repeat', why: FIRST },
      { kind: 'ignored', reason: 'late', why: SECOND },
    ]);
  });

  const EACH: readonly [string, (out: ReturnType<typeof toyBox>) => void][] = [
    ['send', (out) => send(out, { to: 'a' })],
    ['set', (out) => setTimer(out, 'fast', at(1))],
    ['cancel', (out) => cancelTimer(out, 'fast')],
    ['notify', (out) => notify(out, 'told')],
    ['ignored', (out) => ignore(out, 'repeat')],
  ];
  test.each(EACH)('is empty when the effects have been taken out: %s', (kind, put) => {
    const out = toyBox();
    expect(takeEffects(out)).toEqual([]);
    put(out);
    const taken = takeEffects(out);
    expect(taken.map((effect) => effect.kind)).toEqual([kind]);
    expect(takeEffects(out)).toEqual([]);
    put(out);
    expect(takeEffects(out)).toEqual(taken);
    expect(taken).toHaveLength(1);
  });

  test('names no transition before one is taken', () => {
    const out = toyBox();
    ignore(out, 'x');
    const [effect] = takeEffects(out) as readonly Effect<object, string, string>[];
    expect(effect.why).toEqual({ id: '', clause: '', decisions: [] });
  });
});

function toyBox() {
  return createOutbox<{ to: string }, string, string>();
}

type Row = Transition<{ readonly loud: boolean }>;

function row(id: string, on: readonly string[], from: Row['from'], guard?: Row['guard']): Row {
  const plain = { id, on, from, when: '', to: {}, effects: [], clause: '1', decisions: [], run: () => {} };
  return guard === undefined ? plain : { ...plain, guard };
}

const COLOUR = { name: 'colour', states: ['red', 'green', 'blue'] };
const SIZE = { name: 'size', states: ['small', 'large'] };

describe('the table of transitions', () => {
  const rows = [
    row('loud', ['ping'], {}, (c) => c.loud),
    row('green-large', ['ping', 'pong'], { colour: ['green'], size: ['large'] }),
    row('red-or-blue', ['ping'], { colour: ['red', 'blue'] }),
    row('small', ['pong'], { size: ['small'] }),
  ];
  const table = compileTransitions(rows, [COLOUR, SIZE]);
  const found = (event: string, colour: string, size: string, loud = false): string | undefined =>
    findTransition(table.get(event), COLOUR.states.indexOf(colour), SIZE.states.indexOf(size), { loud })?.row
      .id;

  test('the first row whose states and guard fit is taken', () => {
    expect(found('ping', 'green', 'small', true)).toBe('loud');
    expect(found('ping', 'green', 'large', true)).toBe('loud');
    expect(found('ping', 'green', 'large')).toBe('green-large');
    expect(found('ping', 'green', 'small')).toBeUndefined();
    expect(found('ping', 'red', 'small')).toBe('red-or-blue');
    expect(found('ping', 'blue', 'large')).toBe('red-or-blue');
    expect(found('pong', 'green', 'large')).toBe('green-large');
    expect(found('pong', 'green', 'small')).toBe('small');
    expect(found('pong', 'blue', 'small')).toBe('small');
    expect(found('pong', 'blue', 'large')).toBeUndefined();
    expect(found('pang', 'red', 'small')).toBeUndefined();
  });

  test('a row brings its guard and action, and stands under each of its events', () => {
    expect([...table.keys()]).toEqual(['ping', 'pong']);
    expect(table.get('ping')?.map((one) => one.row)).toEqual([rows[0], rows[1], rows[2]]);
    expect(table.get('ping')?.[0].guard).toBe(rows[0].guard);
    expect(table.get('ping')?.[1].run).toBe(rows[1].run);
  });

  test('one dimension is enough', () => {
    const narrow = compileTransitions(
      [row('blue', ['ping'], { colour: ['blue'] }), row('any', ['ping'], {})],
      [COLOUR],
    );
    const seen = [0, 1, 2].map((colour) => findTransition(narrow.get('ping'), colour, 0, { loud: false }));
    expect(seen.map((one) => one?.row.id)).toEqual(['any', 'any', 'blue']);
  });

  test('a state that the dimension does not have is our own mistake', () => {
    expect(() => compileTransitions([row('odd', ['ping'], { colour: ['pink'] })], [COLOUR, SIZE])).toThrow(
      'odd: pink is no colour',
    );
    expect(() => compileTransitions([row('odd', ['ping'], { size: ['red'] })], [COLOUR, SIZE])).toThrow(
      'odd: red is no size',
    );
  });
});

describe('D7 — a peer is one number', () => {
  const address = fc.integer({ min: 0, max: 0xffffffff });
  const port = fc.integer({ min: 0, max: 0xffff });

  test('address, port and way are in it, and nothing else', () => {
    fc.assert(
      fc.property(address, port, port, (a, p, other) => {
        const [udp, tcp] = [udpPeer(a, p), tcpPeer(a, p)];
        expect([addressOf(udp), portOf(udp), isTcp(udp)]).toEqual([a, p, false]);
        expect([addressOf(tcp), portOf(tcp), isTcp(tcp)]).toEqual([a, p, true]);
        expect(withPort(udp, other)).toBe(udpPeer(a, other));
        expect(withPort(tcp, other)).toBe(tcp);
      }),
      { numRuns: runs(500) },
    );
  });

  test('the numbers are as documented, exact to the last', () => {
    expect(udpPeer(0x0a000001, 16513)).toBe(0x0a000001 * 65536 + 16513);
    expect(udpPeer(0xffffffff, 0xffff)).toBe(2 ** 48 - 1);
    expect(tcpPeer(0, 0)).toBe(2 ** 48);
    expect(isTcp((2 ** 48 - 1) as Peer)).toBe(false);
    expect(isTcp((2 ** 48) as Peer)).toBe(true);
  });
});
