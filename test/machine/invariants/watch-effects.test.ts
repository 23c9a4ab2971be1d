/**
 * The watch must be able to fail: the effects of a real server are falsified, and exactly that breach is seen. I4, I6, I8,
 * I9, I11: messages and timers.
 */
import { describe, expect, test } from 'vitest';
import type { ServerEffect } from '../../../src/machine/gmp-vocabulary.js';
import {
  activeScene,
  announcedScene,
  armed,
  changed,
  enrolledScene,
  entered,
  listed,
  mmOf,
  moved,
  nameOf,
  type Scene,
  scene,
  sent,
  smOf,
  stopped,
  told,
  without,
} from './scene.js';

describe('I4 — no KAREQ, KDUPT, SJRES or SRACC for a session that has ended', () => {
  const key = Uint8Array.of(1);

  test.each(['KAREQ', 'KDUPT', 'SJRES', 'SRACC'] as const)('I4 — %s after the end, and with it', (type) => {
    const s = activeScene({}, 2);
    s.mm(1, 'TRREQ');
    s.falsify((effects) => [sent(type, 2, mmOf(2), { secure: true, key }), ...effects]);
    expect(s.mm(2, 'KARES')).toEqual([`I4 user 2 @0: ${type} is sent for a session that has ended`]);
    const t = activeScene({}, 2);
    t.falsify((effects) => [sent(type, 2, mmOf(2), { secure: true, key }), ...effects]);
    expect(t.mm(1, 'TRREQ')).toEqual([`I4 user 2 @0: ${type} is sent for a session that has ended`]);
    t.falsify((effects) => [sent(type, 2, mmOf(2), { session: 5, secure: true, key }), ...effects]);
    expect(t.mm(2, 'KARES')).toEqual([
      `I4 session 5 user 2 @0: ${type} is sent for a session that there is not`,
    ]);
  });

  test('I4 — in the step in which the record goes', () => {
    const s = activeScene({}, 2);
    s.mm(1, 'TRREQ');
    s.falsify((effects) => [sent('KAREQ', 2, mmOf(2)), ...effects]);
    expect(s.wake()).toEqual(['I4 user 2 @60000000: KAREQ is sent for a session that has ended']);
  });

  test('I4, D10 — the last round, decided before the timer that ends the session, is in order; after TRIND it is not', () => {
    const end = (parameters: object, how: (effects: readonly ServerEffect[]) => readonly ServerEffect[]) => {
      const s = activeScene({ parameters }, 2);
      s.at(700_000).sm(1, 'SAREQ', { mmPort: 7001 });
      return [...s.falsify(how).wake(), ...s.view(), `${s.watch.sessions.get(1)?.phase} at ${s.now}`];
    };
    expect(end({}, (effects) => effects)).toEqual(['ended at 1000000']);
    expect(end({}, (effects) => [...without(effects, 'send KAREQ 2'), sent('KAREQ', 2, mmOf(2))])).toEqual([
      'I4 user 2 @1000000: KAREQ is sent for a session that has ended',
      'ended at 1000000',
    ]);
    expect(end({}, (effects) => [sent('KAREQ', 9, mmOf(9)), ...effects])[0]).toBe(
      'I3 user 9 @1000000: KAREQ is sent to somebody who is no member',
    );
    const s = activeScene({ parameters: { kaPeriod: 3 } }, 2);
    s.wake();
    s.falsify((effects) => [sent('KAREQ', 2, mmOf(2)), ...effects]);
    expect(s.wake()).toEqual(['I4 user 2 @600000: KAREQ is sent for a session that has ended']);
  });
});

describe('I6 — keys', () => {
  const secure = { secure: true } as const;

  test('I6 — a discarded key is used again, in KDUPT and in SJRES', () => {
    const s = activeScene(secure, 2, 3);
    const old = s.watch.sessions.get(1)?.key;
    s.falsify((effects) => changed(effects, 'send KDUPT', { fields: { key: old } }));
    expect(s.mm(3, 'LVREQ', { target: 1 })).toEqual(['I6 user 1 @0: KDUPT brings a key that was discarded']);
    const t = activeScene(secure, 2, 3);
    const first = t.watch.sessions.get(1)?.key;
    t.mm(3, 'LVREQ', { target: 1 });
    t.falsify((effects) => changed(effects, 'send SJRES', { fields: { key: Uint8Array.from(first!) } }));
    expect(t.sm(3, 'SJREQ')).toEqual(['I6 user 3 @0: SJRES brings a key that was discarded']);
    t.falsify((effects) => changed(effects, 'send SJRES', { fields: { key: Uint8Array.of(1, 2) } }));
    expect(t.sm(3, 'SJREQ')).toEqual(['I6 user 3 @0: SJRES brings a key that is not in force']);
    const right = t.watch.sessions.get(1)!.key!;
    t.falsify((effects) => changed(effects, 'send SJRES', { fields: { key: Uint8Array.from(right) } }));
    expect(t.sm(3, 'SJREQ')).toEqual([]);
    t.falsify((effects) =>
      changed(effects, 'send SJRES', { fields: { key: right.with(15, right[15] ^ 1) } }),
    );
    expect(t.sm(3, 'SJREQ')).toEqual(['I6 user 3 @0: SJRES brings a key that is not in force']);
  });

  test('I6 — the new key goes to the one that left, and to one who is only registered', () => {
    const s = activeScene(secure, 2, 3);
    s.sm(4, 'SRREQ');
    s.falsify((effects) => [
      ...effects,
      ...changed([sent('KDUPT', 3, mmOf(3)), sent('KDUPT', 4, smOf(4)), sent('KDUPT', 7, smOf(7))], 'send', {
        fields: { key: keyIn(effects) },
      }),
    ]);
    expect(s.mm(3, 'LVREQ', { target: 1 })).toEqual([
      'I6 user 3 @0: KDUPT brings the key to a member that is registered',
      'I6 user 4 @0: KDUPT brings the key to a member that is registered',
      'I6 user 7 @0: KDUPT brings the key to a member that is none',
      'I6 user 0 @0: the new key goes to 5 members, but 2 are enrolled',
    ]);
  });

  test('I6 — a key that goes to an address that is not the member’s', () => {
    const s = activeScene(secure, 2, 3);
    s.falsify((effects) => changed(effects, 'send KDUPT 2', { to: smOf(2) }));
    expect(s.mm(3, 'LVREQ', { target: 1 })).toEqual([
      "I6 user 2 @0: KDUPT brings the key to an address not the member's",
    ]);
    s.falsify((effects) => changed(effects, 'send SJRES 3', { to: mmOf(3) }));
    expect(s.sm(3, 'SJREQ')).toEqual(["I6 user 3 @0: SJRES brings the key to an address not the member's"]);
  });

  test('I6 — a de-enrolment that renews no key: by LVREQ 1, LVREQ 2, time', () => {
    const stale = 'it is de-enrolled, but the key that it knows stays in force';
    for (const target of [1, 2]) {
      const s = activeScene(secure, 2, 3);
      s.falsify((effects) => without(effects, 'notify key', 'send KDUPT'));
      expect(s.mm(3, 'LVREQ', { target })).toEqual([`I6 user 3 @0: ${stale}`]);
    }
    const s = enrolledScene(secure, 2);
    s.sm(2, 'SAREQ', { mmPort: 7001 });
    s.falsify((effects) => without(effects, 'notify key', 'send KDUPT'));
    expect(s.wake()).toEqual([`I6 user 2 @300000: ${stale}`]);
  });

  test('I6 — a renewal that leaves one out, is out of order, or tells one twice', () => {
    const leave = (how: (effects: readonly ServerEffect[]) => readonly ServerEffect[]) =>
      activeScene(secure, 2, 3, 4).falsify(how).mm(3, 'LVREQ', { target: 1 });
    expect(leave((effects) => without(effects, 'send KDUPT 2'))).toEqual([
      'I6 user 0 @0: the new key goes to 2 members, but 3 are enrolled',
    ]);
    expect(leave((effects) => effects.toReversed())).toEqual([
      'I6 user 2 @0: its KDUPT comes after that of user 4',
      'I6 user 1 @0: its KDUPT comes after that of user 2',
    ]);
    expect(leave((effects) => [effects[0], ...effects])).toEqual([
      'I6 user 1 @0: its KDUPT comes after that of user 1',
      'I6 user 0 @0: the new key goes to 4 members, but 3 are enrolled',
    ]);
  });

  test('I6 — KDUPT that no renewal asks for; to one who comes back it is right (7.2)', () => {
    const s = activeScene(secure, 2);
    s.falsify((effects) => [
      ...effects,
      ...changed([sent('KDUPT', 2, mmOf(2))], 'send', { fields: { key: s.watch.sessions.get(1)!.key } }),
    ]);
    expect(s.mm(2, 'KARES')).toEqual(['I6 user 2 @0: it is sent KDUPT, but the key is not new']);
    const t = activeScene(secure, 2);
    t.wake();
    t.mm(1, 'KARES');
    t.wake();
    t.wake();
    expect(t.watch.sessions.get(1)?.members.get(2)?.group).toBe('registered');
    expect([...t.mm(2, 'KARES'), ...t.view()]).toEqual([]);
    t.mm(2, 'LVREQ', { target: 1 });
    t.sm(2, 'SJREQ');
    expect(t.sm(2, 'SAREQ', { mmPort: 7001 })).toEqual([]);
    t.mm(1, 'KARES');
    expect(t.wake()).toEqual([]);
    expect(t.watch.sessions.get(1)?.members.get(2)?.group).toBe('registered');
    t.falsify((effects) => without(effects, 'send KDUPT'));
    expect(t.mm(2, 'KARES')).toEqual([
      `I6 user 2 @${t.now}: it has come back by KARES, and is not sent the key`,
    ]);
  });

  test('I6 — generations that do not follow each other', () => {
    const s = activeScene(secure, 2);
    s.falsify((effects) => [
      ...without(effects, 'notify key'),
      told({ what: 'key', session: 1, generation: 3 }),
    ]);
    expect(s.mm(2, 'LVREQ', { target: 1 })).toEqual([
      'I6 user 0 @0: the key of generation 3 follows that of generation 1',
    ]);
    expect(s.view()).toEqual(['I6 user 0 @0: its key generation is 2, but 3 as told']);
  });

  test('I6 — a key in a session that is not secure, none in one that is', () => {
    const s = announcedScene();
    s.falsify((effects) => [
      ...changed(effects, 'send SJRES', { fields: { secure: true, key: Uint8Array.of(1) } }),
      told({ what: 'key', session: 1, generation: 1 }),
      told({ what: 'key', session: 2, generation: 1 }),
    ]);
    expect(s.sm(1, 'SJREQ')).toEqual([
      'I6 user 0 @0: a key is made for a session that has none',
      'I6 session 2 user 0 @0: a key is made for a session that has none',
      'I6 user 1 @0: SJRES brings a key, though the session is not secure',
    ]);
    const t = announcedScene(secure);
    t.falsify((effects) => changed(effects, 'send SJRES', { fields: { secure: false } }));
    expect(t.sm(1, 'SJREQ')).toEqual(['I6 user 1 @0: SJRES brings no key, though the session is secure']);
    expect(t.view((view) => ({ ...view, sessions: [{ ...view.sessions[0], secure: false }] }))).toEqual([
      'I6 user 0 @0: its secure mode is false, but true as told',
    ]);
  });

  test('I6 — a key before there is one', () => {
    const s = scene(secure);
    s.sm(1, 'SCREQ');
    s.falsify((effects) => without(effects, 'notify key'));
    s.sm(1, 'SCINF', { parameters: { members: [], kaPeriod: 10, timeout: 3 } });
    expect(s.sm(1, 'SJREQ')).toEqual(['I6 user 1 @0: SJRES brings a key before there is one']);
  });
});

function keyIn(effects: readonly ServerEffect[]): Uint8Array {
  for (const effect of effects)
    if (effect.kind === 'send' && effect.message.type === 'KDUPT') return effect.message.key;
  throw new Error('there is no KDUPT');
}

describe('I8 — a silent member is demoted exactly one timeout after the KAREQ that armed its timer', () => {
  const both = (s: Scene): Scene => {
    s.wake();
    s.mm(1, 'KARES');
    return s;
  };

  test('I8 — nothing happens at the instant: seen at once by a time step, and by the next step after it', () => {
    const s = both(activeScene({}, 2));
    s.falsify(() => []);
    expect(s.wake()).toEqual(['I8 user 2 @1300000: it was silent until 1300000 µs, and is still active']);
    const t = both(activeScene({}, 2));
    t.at(1_300_000);
    expect(t.mm(1, 'KARES')).toEqual([]);
    t.at(1_300_001);
    expect(t.mm(1, 'KARES')).toEqual([
      'I8 user 2 @1300001: it was silent until 1300000 µs, and is still active',
    ]);
    expect(t.mm(1, 'KARES')).toEqual([]);
  });

  test('I8 — one microsecond too early', () => {
    const s = both(activeScene({}, 2));
    s.at(1_299_999).falsify(() => [moved(2, 'active', 'enrolled')]);
    expect(s.time()).toEqual([
      'I8 user 2 @1299999: it falls from active to enrolled at 1299999 µs, but its time is up at 1300000 µs',
      'I8 user 2 @1299999: its timer ka runs until 1300000 µs, but its time is up at 1599999 µs',
    ]);
  });

  test('I8 — without any KAREQ, after its answer, by a message of another', () => {
    const s = both(activeScene({}, 2));
    s.mm(2, 'KARES');
    s.at(1_300_000).falsify(() => [moved(2, 'active', 'enrolled'), armed('ka', 2, 1_600_000)]);
    expect(s.time()).toEqual([
      'I8 user 2 @1300000: it falls from active to enrolled, but no KAREQ waits for its answer',
    ]);
    const t = both(activeScene({}, 2));
    t.falsify((effects) => [...effects, moved(2, 'active', 'enrolled'), armed('ka', 2, 1_300_000)]);
    expect(t.mm(1, 'KARES')).toEqual([
      'I8 user 2 @1000000: it falls from active to enrolled by a message that is not its own',
    ]);
  });

  test('I8 — straight to registered, or out', () => {
    const s = both(activeScene({}, 2));
    s.falsify((effects) => [...without(effects, 'notify group', 'set ka'), moved(2, 'active', 'registered')]);
    expect(s.wake()).toEqual(['I8 user 2 @1300000: it falls from active to registered at once']);
    const t = both(activeScene({}, 2));
    t.falsify((effects) => [...without(effects, 'notify group', 'set ka'), moved(2, 'active', 'none')]);
    expect(t.wake()).toEqual([
      'I8 user 2 @1300000: it falls from active to none at once',
      'I8 user 2 @1300000: it falls from active to none, but nobody asked for that',
    ]);
  });

  test('I8 — a KAREQ that extends the timer, a KARES that does not stop it, a timer of another length', () => {
    const s = activeScene({}, 2);
    s.wake();
    s.at(1_100_000).falsify((effects) => [...effects, armed('ka', 2, 1_400_000)]);
    expect(s.sm(2, 'SAREQ', { mmPort: 7001 })).toEqual([
      'I8 user 2 @1100000: its timer ka runs until 1400000 µs, but its time is up at 1300000 µs',
    ]);
    const t = activeScene({}, 2);
    t.wake();
    t.falsify((effects) => without(effects, 'cancel ka'));
    expect(t.mm(2, 'KARES')).toEqual([
      'I8 user 2 @1000000: its timer ka runs until 1300000 µs, but no KAREQ waits for its answer',
    ]);
    const u = activeScene({}, 2);
    u.falsify((effects) => [...without(effects, 'set ka 2'), armed('ka', 2, 1_300_001)]);
    expect(u.wake()).toEqual([
      'I8 user 2 @1000000: its timer ka runs until 1300001 µs, but its time is up at 1300000 µs',
    ]);
    const v = activeScene({}, 2);
    v.falsify((effects) => without(effects, 'set ka 2'));
    expect(v.wake()).toEqual([
      'I8 user 2 @1000000: its timer ka does not run, but its time is up at 1300000 µs',
    ]);
  });

  test('I8 — the timer of one who has left', () => {
    const s = activeScene({}, 2);
    s.wake();
    s.falsify((effects) => without(effects, 'cancel ka'));
    expect(s.mm(2, 'LVREQ')).toEqual([
      'I8 user 2 @1000000: its timer ka runs until 1300000 µs, but no KAREQ waits for its answer',
    ]);
  });

  test('I8, D9 — continuous: KARES restarts the timer', () => {
    const policies = { kaTimer: 'continuous' } as const;
    const s = activeScene({ policies, parameters: { kaPeriod: 3, timeout: 5 } }, 2);
    expect([...s.view(), ...s.mm(2, 'KARES'), ...s.wake(), ...s.mm(2, 'KARES'), ...s.view()]).toEqual([]);
    s.falsify((effects) => without(effects, 'set ka'));
    s.at(350_000);
    expect(s.mm(2, 'KARES')).toEqual([
      'I8 user 2 @350000: its timer ka runs until 800000 µs, but its time is up at 850000 µs',
    ]);
  });

  test('I8, D11 — openTracking "ignore": plain participants have no timer, principals have', () => {
    const policies = { openTracking: 'ignore' } as const;
    const setting = { policies, parameters: { members: [listed(3, 2)] } };
    const s = activeScene(setting, 3, 2);
    expect([...s.wake(), ...s.view()]).toEqual([]);
    expect(s.watch.sessions.get(1)?.members.get(3)?.due).toBe(Number.POSITIVE_INFINITY);
    const t = activeScene(setting, 3, 2);
    t.falsify((effects) => [...effects, armed('ka', 3, 1_300_000)]);
    expect(t.wake()).toEqual([
      'I8 user 3 @1000000: its timer ka runs until 1300000 µs, but no KAREQ waits for its answer',
    ]);
    const u = activeScene(
      { ...setting, closed: true, parameters: { members: [listed(3, 2), listed(2)] } },
      3,
      2,
    );
    expect([...u.wake(), ...u.view()]).toEqual([]);
    expect(u.watch.sessions.get(1)?.members.get(3)?.due).toBe(1_300_000);
  });

  test('I8 — spent entries of the queue are cut, and the order stays', () => {
    const s = activeScene({ parameters: { kaPeriod: 1, timeout: 1 } }, 2);
    for (let i = 0; i < 1200; i += 1) {
      expect(s.wake()).toEqual([]);
      s.mm(1, 'KARES');
      s.mm(2, 'KARES');
    }
    const queue = s.watch.dues.get(1)!;
    expect(queue.ats.length).toBeLessThan(1500);
    expect(queue.members).toHaveLength(queue.ats.length);
    s.wake();
    s.falsify(() => []);
    expect(s.wake()).toHaveLength(2);
  });
});

describe('I9 — the end of a session', () => {
  const two = { parameters: { members: [listed(2, 2)] } };
  const all = { parameters: { members: [listed(2, 2)], termination: 'all' } } as const;

  test('I9 — a principal is lost, and the session goes on', () => {
    const s = activeScene(two, 2, 3);
    s.wake();
    s.mm(1, 'KARES');
    s.mm(3, 'KARES');
    s.falsify(() => [
      told({ what: 'expired', timer: { name: 'ka', session: 1, user: 2 } }),
      moved(2, 'active', 'enrolled'),
      armed('ka', 2, 1_600_000),
    ]);
    expect(s.wake()).toEqual([
      'I9 user 0 @1300000: a creator or principal is lost (criterion "any"), but the session goes on',
    ]);
  });

  test('I9, D12 — criterion "all": while another is active the session goes on, then it ends', () => {
    const s = activeScene(all, 2, 3);
    s.wake();
    s.mm(1, 'KARES');
    s.mm(3, 'KARES');
    expect([...s.wake(), ...s.view()]).toEqual([]);
    const t = activeScene(all, 2, 3);
    t.wake();
    t.mm(1, 'KARES');
    t.mm(3, 'KARES');
    t.falsify((effects) => [
      ...effects,
      moved(1, 'active', 'none'),
      moved(2, 'enrolled', 'none'),
      moved(3, 'active', 'none'),
      entered('running', 'ended'),
      stopped('ka', 2),
      stopped('period', 0),
      armed('record', 0, 61_300_000),
      ...[1, 2, 3].map((user) => sent('TRIND', user, mmOf(user))),
    ]);
    expect(t.wake()).toEqual(['I9 user 0 @1300000: the session ends without a cause']);
    const u = activeScene(all, 2, 3);
    u.wake();
    u.mm(3, 'KARES');
    u.falsify((effects) =>
      effects.filter((effect) => /expired|user|notify group/.test(nameOf(effect)) && !toNone(effect)),
    );
    expect(u.wake()[0]).toBe(
      'I9 user 0 @1300000: a creator or principal is lost (criterion "all"), but the session goes on',
    );
  });

  test('I9 — an active principal leaves, and the session goes on', () => {
    const s = activeScene(all, 2, 3);
    s.falsify(() => [moved(2, 'active', 'enrolled')]);
    expect(s.mm(2, 'LVREQ')).toEqual([
      'I9 user 0 @0: a creator or principal has left (criterion "all"), but the session goes on',
    ]);
    const ignoring = activeScene(two, 2, 3).falsify(() => []);
    expect(ignoring.mm(2, 'LVREQ')).toEqual([
      'I9 user 0 @0: a creator or principal has left (criterion "any"), but the session goes on',
    ]);
    const t = activeScene(two, 3, 2);
    expect(t.mm(3, 'LVREQ')).toEqual([]);
  });

  test('I9 — an end without a cause: TRREQ of a participant, SDREQ of another, LVREQ of a participant', () => {
    const ending = (effects: readonly ServerEffect[]) => [
      ...effects.filter((effect) => effect.kind !== 'ignored'),
      ...[1, 2].map((user) => sent('TRIND', user, mmOf(user))),
      ...[1, 2].map((user) => moved(user, 'active', 'none')),
      entered('running', 'ended'),
      stopped('period', 0),
      armed('record', 0, 60_000_000),
    ];
    const none = ['I9 user 0 @0: the session ends without a cause'];
    expect(activeScene({}, 2).falsify(ending).mm(2, 'TRREQ')).toEqual(none);
    expect(activeScene({}, 2).falsify(ending).sm(2, 'SDREQ', { user: 1 })).toEqual(none);
    expect(activeScene({}, 2).falsify(ending).sm(1, 'SDREQ', { user: 2 })).toEqual(none);
    expect(activeScene({}, 2).falsify(ending).sm(3, 'SRREQ', { session: 2 })).toEqual(none);
    expect(activeScene({}, 2).falsify(ending).time()).toEqual(none);
    expect(activeScene({}, 2).sm(1, 'SDREQ')).toEqual([]);
  });

  test.each([
    [
      'one is told nothing',
      (effects) => without(effects, 'send TRIND 2'),
      ['user 2 @0: it was active, and is sent no TRIND'],
    ],
    [
      'one is told twice',
      (effects) => [...effects, sent('TRIND', 3, mmOf(3))],
      ['user 3 @0: it is sent a second TRIND'],
    ],
    [
      'one is told that was not active',
      (effects) => [...effects, sent('TRIND', 4, smOf(4))],
      ['user 4 @0: it is sent TRIND, though it was not active'],
    ],
    [
      'in a wrong order',
      (effects) => effects.toReversed(),
      ['user 2 @0: its TRIND comes after that of user 3', 'user 1 @0: its TRIND comes after that of user 2'],
    ],
    [
      'to a wrong address',
      (effects) => changed(effects, 'send TRIND 2', { to: smOf(2) }),
      ["user 2 @0: its TRIND is sent to an address that is not the member's"],
    ],
  ] satisfies [string, (effects: readonly ServerEffect[]) => readonly ServerEffect[], string[]][])(
    'I9 — TRIND: %s',
    (_, how, said) => {
      const s = activeScene({}, 2, 3);
      s.sm(4, 'SRREQ');
      expect(s.falsify(how).mm(1, 'TRREQ')).toEqual(said.map((one) => `I9 ${one}`));
    },
  );

  test('I9, D13 — the one that left is told nothing', () => {
    const s = activeScene({}, 2);
    s.falsify((effects) => [sent('TRIND', 1, mmOf(1)), ...effects]);
    expect(s.mm(1, 'LVREQ')).toEqual(['I9 user 1 @0: it is sent TRIND, though it has just left']);
    expect(activeScene({}, 2).mm(1, 'LVREQ')).toEqual([]);
  });

  test('I9, D13 — the one that has expired is told', () => {
    const s = activeScene(two, 2, 3);
    s.wake();
    s.mm(1, 'KARES');
    s.falsify((effects) => without(effects, 'send TRIND 3'));
    expect(s.wake()).toEqual(['I9 user 3 @1300000: it was active, and is sent no TRIND']);
  });

  test('I9 — TRIND though the session goes on, or there is none, and once more after the end', () => {
    const s = activeScene({}, 2);
    s.falsify((effects) => [
      sent('TRIND', 2, mmOf(2)),
      sent('TRIND', 2, mmOf(2), { session: 3 }),
      ...effects,
    ]);
    expect(s.mm(2, 'KARES')).toEqual([
      'I9 user 2 @0: TRIND is sent, though the session has not ended',
      'I9 session 3 user 2 @0: TRIND is sent, though the session has not ended',
    ]);
    s.mm(1, 'TRREQ');
    expect(s.mm(2, 'KARES')).toEqual([]);
    s.falsify(() => [sent('TRIND', 1, mmOf(1))]);
    expect(s.mm(2, 'KARES')).toEqual(['I9 user 1 @0: TRIND is sent again, though nobody spoke']);
    s.falsify(() => [sent('TRIND', 1, mmOf(1))]);
    expect(s.at(1).time()).toEqual(['I9 user 1 @1: TRIND is sent again, though nobody spoke']);
  });

  test('I9 — a phase that does not follow', () => {
    const s = activeScene({}, 2);
    s.falsify(() => [entered('running', 'none')]);
    expect(s.time().slice(0, 2)).toEqual([
      'I9 user 0 @0: the session goes from running to none, but was running',
      'I9 user 0 @0: the session ends without a cause',
    ]);
    const t = scene();
    t.falsify(() => [entered('ended', 'none', 4)]);
    expect(t.time()).toEqual(['I9 session 4 user 0 @0: the session goes from ended to none, but was none']);
  });

  test('I9, D2 — a session that waited for SCINF in vain goes without TRIND', () => {
    const s = scene();
    s.sm(1, 'SCREQ');
    expect([...s.view(), ...s.wake(), ...s.view()]).toEqual([]);
    expect(s.now).toBe(30_000_000);
  });
});

function toNone(effect: ServerEffect): boolean {
  return effect.kind === 'notify' && effect.note.what === 'group' && effect.note.to === 'none';
}

describe('I11 — timers run only for members and sessions that exist', () => {
  test('I11 — a timer of nobody, of no session, of a client', () => {
    const s = activeScene({}, 2);
    s.falsify((effects) => [
      ...effects,
      armed('ka', 9, 400_000),
      armed('ka', 2, 400_000, 5),
      armed('quiet', 2, 400_000),
      stopped('ka', 9),
      stopped('scinf', 0, 5),
    ]);
    expect(s.sm(2, 'SJREQ')).toEqual([
      'I11 user 9 @0: its timer ka is one of somebody who is no member',
      'I11 session 5 user 2 @0: its timer ka is one of a session that there is not',
      'I11 user 2 @0: its timer quiet is no timer of a server',
      'I11 user 9 @0: its timer ka is one of somebody who is no member',
      'I11 session 5 user 0 @0: its timer scinf is one of a session that there is not',
    ]);
  });

  test('I11 — a timer for an instant that is past, or now', () => {
    const s = activeScene({}, 2);
    s.at(50_000).falsify((effects) => [...effects, armed('period', 0, 50_000)]);
    expect(s.sm(2, 'SJREQ')).toEqual([
      'I11 user 0 @50000: its timer period is armed for an instant that is not to come',
    ]);
    s.at(50_001);
    expect(s.sm(2, 'SJREQ')).toEqual([]);
    s.falsify((effects) => [...effects, told({ what: 'gate', session: 1 }), armed('period', 0, 90_000)]);
    s.sm(2, 'SJREQ');
    s.at(90_000).falsify(() => [entered('running', 'running')]);
    expect(s.sm(2, 'SJREQ')).toHaveLength(1);
    s.at(90_001).falsify(() => [entered('running', 'running')]);
    expect(s.sm(2, 'SJREQ')[1]).toBe(
      'I11 user 0 @90001: its timer period was to fire at 90000 µs, and did not',
    );
  });

  test('I11 — a timer that stops or fires, but did not run; or at another instant; or by a message', () => {
    const s = activeScene({}, 2);
    s.falsify((effects) => [...effects, stopped('ka', 2), stopped('record', 0)]);
    expect(s.sm(2, 'SJREQ')).toEqual([
      'I11 user 2 @0: its timer ka is stopped, but did not run',
      'I11 user 0 @0: its timer record is stopped, but did not run',
    ]);
    const fires = (s: Scene, name: 'ka' | 'period', user: number) =>
      s.falsify(() => [told({ what: 'expired', timer: { name, session: 1, user } })]);
    expect(fires(s, 'ka', 2).time()).toEqual(['I11 user 2 @0: its timer ka fires, but did not run']);
    expect(fires(s.at(999_999), 'period', 0).time()).toEqual([
      'I11 user 0 @999999: its timer period fires at 999999 µs, but was armed for 1000000 µs',
    ]);
    const t = activeScene({}, 2);
    expect(fires(t.at(1_000_000), 'period', 0).sm(2, 'SJREQ')).toEqual([
      'I11 user 0 @1000000: its timer period fires before the messages of its instant',
    ]);
  });

  test('I11 — timers that go on after the end: of the session, of members', () => {
    const s = activeScene({}, 2);
    s.wake();
    s.falsify((effects) => without(effects, 'cancel ka 2', 'cancel period'));
    expect(s.mm(1, 'TRREQ')).toEqual([
      'I11 user 0 @1000000: its timer period runs, but the session is ended',
      'I11 user 2 @1000000: its timer ka runs, but it is none',
    ]);
    const t = scene();
    t.sm(1, 'SCREQ');
    t.falsify((effects) => without(effects, 'cancel scinf'));
    expect(t.sm(1, 'SCINF', { parameters: { members: [] } })).toEqual([
      'I11 user 0 @0: its timer scinf runs, but the session is announced',
    ]);
  });

  test('I11 — the timer of one who has been de-enrolled, or has gone', () => {
    for (const [target, group] of [
      [1, 'registered'],
      [2, 'none'],
    ] as const) {
      const s = activeScene({}, 2);
      s.wake();
      s.falsify((effects) => without(effects, 'cancel ka'));
      expect(s.mm(2, 'LVREQ', { target })).toEqual([
        `I11 user 2 @1000000: its timer ka runs, but it is ${group}`,
      ]);
    }
  });

  test('I11 — the view: timers that were not told', () => {
    const s = activeScene({}, 2);
    const timers = { roundAt: 5, scinfAt: 6, recordAt: 7 };
    expect(s.view((view) => ({ ...view, sessions: [{ ...view.sessions[0], ...timers }] }))).toEqual([
      'I11 user 0 @0: its timer period is 5, but 1000000 as told',
      'I11 user 0 @0: its timer scinf is 6, but Infinity as told',
      'I11 user 0 @0: its timer record is 7, but Infinity as told',
    ]);
    expect(
      s.view((view) => {
        const [session] = view.sessions;
        return {
          ...view,
          sessions: [{ ...session, members: session.members.map((one) => ({ ...one, kaAt: 9 })) }],
        };
      }),
    ).toEqual([1, 2].map((user) => `I11 user ${user} @0: its timer ka is 9, but Infinity by its messages`));
    s.mm(1, 'TRREQ');
    expect(
      s.view((view) => {
        const [session] = view.sessions;
        return {
          ...view,
          sessions: [{ ...session, members: session.members.map((one) => ({ ...one, kaAt: 9 })) }],
        };
      }),
    ).toEqual([1, 2].map((user) => `I11 user ${user} @0: its timer ka runs: it is none`));
  });
});
