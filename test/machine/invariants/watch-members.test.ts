/**
 * The watch must be able to fail: the effects of a real server are falsified, and exactly that breach is seen. I1, I2, I3,
 * I5, I7, I10: members.
 */
import { describe, expect, test } from 'vitest';
import {
  activeScene,
  announcedScene,
  changed,
  enrolledScene,
  entered,
  listed,
  mmOf,
  moved,
  nameOf,
  scene,
  sent,
  smOf,
  told,
  without,
} from './scene.js';

describe('innocent', () => {
  test('I1 to I11 — a session from creation to removal, with everything in between: no breach', () => {
    const s = activeScene({ secure: true }, 2, 3);
    const said: string[] = [];
    said.push(...s.wake(), ...s.mm(1, 'KARES'), ...s.mm(2, 'KARES'));
    said.push(...s.wake(), ...s.wake());
    said.push(
      ...s.mm(3, 'KARES'),
      ...s.mm(3, 'KARES'),
      ...s.sm(1, 'SRREQ'),
      ...s.sm(2, 'SJREQ'),
      ...s.view(),
    );
    said.push(...s.mm(2, 'LVREQ', { target: 2 }), ...s.mm(3, 'LVREQ', { target: 1 }), ...s.view());
    said.push(...s.mm(1, 'TRREQ'), ...s.mm(3, 'KARES'), ...s.view(), ...s.wake(), ...s.view());
    expect(said).toEqual([]);
    expect(s.watch.sessions.size).toBe(0);
  });

  test('I1 to I11 — setting up leaves nothing behind in the step records', () => {
    const s = activeScene({}, 2);
    expect(s.watch.touched).toEqual([]);
    expect(s.watch.spare).toEqual([
      {
        moves: [],
        timed: [],
        trinds: [],
        kdupts: [],
        admitted: [],
        phaseBefore: expect.any(String),
        rekeyed: false,
      },
    ]);
  });
});

describe('I1 — registered ⊇ enrolled ⊇ active', () => {
  test('I1 — a step up of two groups', () => {
    const s = announcedScene();
    s.falsify((effects) => [...without(effects, 'notify group 1'), moved(1, 'registered', 'active')]);
    expect(s.sm(1, 'SJREQ')).toEqual([
      'I1 user 1 @0: it goes from registered to active at once',
      'I5 user 1 @0: it becomes active without a KARES from its address',
      'I5 user 1 @0: it becomes active, but no SAREQ of it has been admitted',
    ]);
  });

  test('I1 — a group that it was not in', () => {
    const s = announcedScene();
    s.falsify((effects) => [...without(effects, 'notify group 1'), moved(1, 'enrolled', 'enrolled')]);
    expect(s.sm(1, 'SJREQ')).toEqual(['I1 user 1 @0: it goes from enrolled to enrolled, but was registered']);
  });

  test('I1 — a group in a session that there is not', () => {
    const s = scene();
    s.falsify((effects) => [...effects, moved(7, 'none', 'registered', 3)]);
    expect(s.sm(1, 'SCREQ')).toEqual([
      'I1 session 3 user 7 @0: a group is told of a session that there is not',
    ]);
  });

  test('I1 — the view: a group that was not told, a member that has gone, a phase that was not told', () => {
    const s = enrolledScene({}, 2);
    expect(s.view()).toEqual([]);
    const other = announcedScene();
    other.falsify((effects) => without(effects, 'notify group 1'));
    other.sm(1, 'SJREQ');
    expect(other.view()).toEqual(['I1 user 1 @0: it is enrolled, but registered as told']);
    expect(
      s.view((view) => ({
        ...view,
        sessions: [{ ...view.sessions[0], members: view.sessions[0].members.slice(0, 1) }],
      })),
    ).toEqual(['I1 user 0 @0: members have gone, and that was not told']);
    expect(s.view((view) => ({ ...view, sessions: [{ ...view.sessions[0], phase: 'ended' }] }))).toEqual([
      'I1 user 0 @0: its phase is ended, but announced as told',
    ]);
  });
});

describe('I2 — IDs are unique', () => {
  test('I2 — a user ID that is given twice', () => {
    const s = enrolledScene({}, 2);
    s.falsify((effects) => [
      ...changed(without(effects, 'notify group 3'), 'send SRACC 3', { fields: { user: 2 } }),
      moved(2, 'none', 'registered'),
    ]);
    expect(s.sm(3, 'SRREQ')).toEqual([
      'I2 user 2 @0: its user ID is given a second time: it is enrolled',
      'I2 user 2 @0: SRACC tells somebody the user ID of another member',
    ]);
  });

  test('I2 — SRACC for a user ID that is nobody’s', () => {
    const s = announcedScene();
    s.falsify((effects) => without(effects, 'notify group 2'));
    expect(s.sm(2, 'SRREQ')).toEqual(["I2 user 2 @0: SRACC tells a user ID that is nobody's"]);
  });

  test('I2 — a session ID that is given twice', () => {
    const s = announcedScene();
    s.falsify((effects) => [
      ...changed(without(effects, 'notify phase', 'set scinf'), 'send SCACC', { fields: { session: 1 } }),
      entered('none', 'requested'),
    ]);
    expect(s.sm(2, 'SCREQ')).toEqual([
      'I2 user 0 @0: the session goes from none to requested, but was announced',
      'I2 user 1 @0: SCACC gives somebody the ID of a session that is not its own',
    ]);
  });

  test('I2 — SCACC for a session that was never told of', () => {
    const s = scene();
    s.falsify((effects) => without(effects, 'notify phase', 'set scinf'));
    expect(s.sm(1, 'SCREQ')).toEqual([
      'I2 user 1 @0: SCACC gives somebody the ID of a session that is not its own',
    ]);
  });

  test('I2 — SCACC again, with another user ID', () => {
    const s = scene();
    s.sm(1, 'SCREQ');
    s.falsify((effects) => changed(effects, 'send SCACC', { fields: { user: 9 } }));
    expect(s.sm(1, 'SCREQ')).toEqual(['I2 user 9 @0: SCACC gives the creator another user ID: it had 1']);
    expect(s.sm(1, 'SCREQ')).toEqual([]);
  });

  test('I2 — a session that nobody asked for', () => {
    const s = scene();
    s.falsify(() => [entered('none', 'requested', 8)]);
    expect(s.time()).toEqual(['I2 session 8 user 0 @0: a session is created, but nobody asked for one']);
  });

  test('I2 — the view: IDs, addresses, sessions that were not told of', () => {
    const s = enrolledScene({}, 2);
    expect(
      s.view((view) => ({ ...view, sessions: [{ ...view.sessions[0], creator: 2 }, view.sessions[0]] })),
    ).toEqual(['I2 user 0 @0: its creator is 2, but 1 as told', 'I2 user 0 @0: two sessions have one ID']);
    expect(
      s.view((view) => ({ ...view, sessions: [...view.sessions, { ...view.sessions[0], session: 2 }] })),
    ).toEqual(['I2 session 2 user 0 @0: there is a session that was never told of']);
    expect(s.view((view) => ({ ...view, sessions: [] }))).toEqual([
      'I2 user 0 @0: a session has gone, and its end was not told',
    ]);
    expect(s.view(members((all) => [...all, all[1]]))).toEqual([
      'I2 user 2 @0: two members have one user ID',
      'I1 user 0 @0: members have gone, and that was not told',
    ]);
    expect(
      s.view(members(([one, two]) => [one, { ...two, smPeer: smOf(9), mmPeer: mmOf(9), memberType: 2 }])),
    ).toEqual([
      `I2 user 2 @0: its SM address is ${smOf(9)}, but ${smOf(2)} by its messages`,
      `I3 user 2 @0: its MM address is ${mmOf(9)}, but ${smOf(2)} by its messages`,
      'I9 user 2 @0: its member type is 2, but 1 by its messages',
    ]);
  });
});

type Members = ReturnType<typeof activeScene>['view'] extends (how?: (view: infer V) => unknown) => unknown
  ? V extends { readonly sessions: readonly { readonly members: infer M }[] }
    ? M
    : never
  : never;

function members(how: (all: Members) => readonly unknown[]) {
  return (view: { readonly sessions: readonly { readonly members: Members }[] }): unknown => ({
    ...view,
    sessions: [{ ...view.sessions[0], members: how(view.sessions[0].members) }],
  });
}

describe('I3 — no KAREQ to a member that is neither active nor activating', () => {
  test('I3 — the round asks one that is only enrolled, and one that is no member', () => {
    const s = activeScene({}, 2);
    s.sm(3, 'SRREQ');
    s.users.set(3, 3);
    s.sm(3, 'SJREQ');
    s.falsify((effects) => [sent('KAREQ', 3, smOf(3)), sent('KAREQ', 4, smOf(4)), ...effects]);
    expect(s.wake()).toEqual([
      'I3 user 3 @1000000: KAREQ is sent to a member that is enrolled, and not activating',
      'I3 user 4 @1000000: KAREQ is sent to somebody who is no member',
    ]);
  });

  test('I3 — the round asks one that is activating already, and one that was demoted', () => {
    const s = activeScene({}, 2);
    s.wake();
    s.mm(1, 'KARES');
    s.mm(2, 'KARES');
    s.sm(3, 'SRREQ');
    s.users.set(3, 3);
    s.sm(3, 'SJREQ');
    expect(s.at(1_900_000).sm(3, 'SAREQ', { mmPort: 7001 })).toEqual([]);
    s.falsify((effects) => [sent('KAREQ', 3, mmOf(3)), ...effects]);
    expect(s.wake()).toEqual([
      'I3 user 3 @2000000: KAREQ is sent to a member that is enrolled, and not activating',
    ]);
  });

  test('I3 — a KAREQ that goes to where the member is not', () => {
    const s = activeScene({}, 2);
    s.falsify((effects) => changed(effects, 'send KAREQ 2', { to: smOf(2) }));
    expect(s.wake()).toEqual(["I3 user 2 @1000000: KAREQ is sent to an address that is not the member's"]);
  });

  test('I3 — a KAREQ in answer to a SAREQ that is not admitted', () => {
    const s = enrolledScene({ parameters: { members: [listed(9, 2)] } }, 2);
    s.falsify((effects) => [sent('KAREQ', 2, smOf(2)), ...effects]);
    expect(s.sm(2, 'SAREQ', { mmPort: 7001 })).toEqual([
      "I3 user 2 @0: KAREQ is sent to an address that is not the member's",
      'I3 user 2 @0: KAREQ is sent to a member that is enrolled, and not activating',
    ]);
  });

  test('I3, D10 — a round that was decided before the KA timer was armed comes first, so it may ask who expires with it', () => {
    const s = activeScene({}, 2);
    s.at(700_000);
    expect([...s.sm(2, 'SAREQ', { mmPort: 7001 }), ...s.wake()]).toEqual([]);
    expect(s.now).toBe(1_000_000);
    expect(s.view()).toEqual([]);
    const t = activeScene({ parameters: { kaPeriod: 3 } }, 2);
    t.wake();
    t.mm(1, 'KARES');
    t.falsify((effects) => [...effects, sent('KAREQ', 2, mmOf(2))]);
    expect(t.wake()).toEqual([
      'I3 user 2 @600000: KAREQ is sent to a member that is enrolled, and not activating',
    ]);
  });
});

describe('I5 — active only after a KARES since the SAREQ was admitted', () => {
  test('I5 — a KARES from a wrong address that is taken nevertheless', () => {
    const s = enrolledScene({}, 2);
    s.sm(2, 'SAREQ', { mmPort: 7001 });
    s.falsify(() => [moved(2, 'enrolled', 'active')]);
    expect(s.mm(3, 'KARES', { user: 2 })).toEqual([
      'I5 user 2 @0: it becomes active without a KARES from its address',
    ]);
  });

  test('I5 — a KARES that crosses LVREQ (D25)', () => {
    const s = activeScene({}, 2);
    s.mm(2, 'LVREQ');
    s.falsify(() => [moved(2, 'enrolled', 'active')]);
    expect(s.mm(2, 'KARES')).toEqual([
      'I5 user 2 @0: it becomes active, but no SAREQ of it has been admitted',
    ]);
  });

  test('I5, D25 — with karesCounts "any" no SAREQ is needed', () => {
    const s = enrolledScene({ policies: { karesCounts: 'any' } }, 2);
    const kares = { type: 'KARES', closed: false, memberType: 1, session: 1, user: 2 } as const;
    const rest = { groupPort: 0, groupAddress: 0, kaPeriod: 0, timeout: 0 };
    expect(s.step({ kind: 'message', from: smOf(2), message: { ...kares, ...rest } })).toEqual([]);
    expect(s.view()).toEqual([]);
  });

  test('I5 — the view: an admission that was not told', () => {
    const s = enrolledScene({}, 2);
    expect(s.view(members(([one, two]) => [one, { ...two, admitted: true }]))).toEqual([
      'I5 user 2 @0: its admission is true, but false by its messages',
    ]);
  });
});

describe('I7 — nobody unauthorised is registered in a closed session', () => {
  const accepted = (user: number, host: number) => [
    sent('SRACC', user, smOf(host)),
    moved(user, 'none', 'registered'),
  ];

  test('I7 — one that is not listed', () => {
    const s = announcedScene({
      closed: true,
      parameters: { members: [listed(2), listed(3, 1, 7005), listed(5, 4)] },
    });
    expect(s.sm(2, 'SRREQ')).toEqual([]);
    for (const host of [3, 5, 9]) {
      s.falsify(() => accepted(host, host));
      expect(s.sm(host, 'SRREQ')).toEqual([
        `I7 user ${host} @0: it is registered in a closed session, but is none of the listed members`,
      ]);
    }
  });

  test('I7 — a listed place that another has taken', () => {
    const s = announcedScene({ closed: true, parameters: { members: [listed(2)] } });
    s.sm(2, 'SRREQ');
    s.users.set(2, 2);
    s.falsify(() => accepted(3, 2));
    expect(s.sm(2, 'SRREQ')).toEqual([
      'I7 user 3 @0: it is registered in a closed session, but is none of the listed members',
    ]);
    const t = announcedScene({ closed: true, parameters: { members: [listed(2)] } });
    t.sm(2, 'SRREQ');
    const lvreq = { type: 'LVREQ', closed: true, memberType: 1, session: 1, user: 2, target: 2 } as const;
    const rest = { groupPort: 0, groupAddress: 0, kaPeriod: 0, timeout: 0 };
    expect(t.step({ kind: 'message', from: smOf(2), message: { ...lvreq, ...rest } })).toEqual([]);
    expect(t.sm(2, 'SRREQ')).toEqual([]);
  });

  test('I7 — one that nobody has authorised, was refused, or never asked', () => {
    const s = announcedScene({ closed: true });
    s.falsify(() => accepted(2, 2));
    const unauthorised = 'it is registered in a closed session, but nobody has authorised it';
    expect(s.sm(2, 'SRREQ')).toEqual([`I7 user 2 @0: ${unauthorised}`]);
    s.sm(3, 'SRREQ');
    s.falsify(() => accepted(3, 3));
    expect(s.step({ kind: 'authorised', session: 1, peer: smOf(3), granted: false })).toEqual([
      `I7 user 3 @0: ${unauthorised}`,
    ]);
    s.falsify(() => accepted(4, 4));
    expect(s.step({ kind: 'authorised', session: 2, peer: smOf(4), granted: true })).toEqual([
      `I7 user 4 @0: ${unauthorised}`,
    ]);
    s.falsify(() => accepted(5, 5));
    expect(s.step({ kind: 'authorised', session: 1, peer: smOf(5), granted: true })).toEqual([
      'I7 user 5 @0: it is registered in a closed session, but never asked to be',
    ]);
  });

  test('I7, D24 — one that the host program grants: no breach', () => {
    const s = announcedScene({ closed: true });
    expect(s.sm(2, 'SRREQ')).toEqual([]);
    expect(s.view()).toEqual([]);
    expect(s.step({ kind: 'authorised', session: 1, peer: smOf(2), granted: true })).toEqual([]);
    expect(s.view()).toEqual([]);
    expect(
      s.view((view) => ({ ...view, sessions: [{ ...view.sessions[0], closed: false, pending: [1] }] })),
    ).toEqual([
      'I7 user 0 @0: its closed mode is false, but true as told',
      'I7 user 0 @0: its number of pending registrations is 1, but 0 as told',
    ]);
  });

  test('I7 — SRACC for one that is not registered', () => {
    const s = announcedScene({ closed: true });
    s.falsify((effects) => [sent('SRACC', 2, smOf(2)), ...effects]);
    expect(s.sm(2, 'SRREQ')).toEqual(["I7 user 2 @0: SRACC tells a user ID that is nobody's"]);
  });

  test('I7 — the creator’s user ID for somebody else', () => {
    const s = announcedScene();
    s.sm(1, 'SJREQ');
    s.sm(1, 'SAREQ', { mmPort: 7001 });
    s.mm(1, 'LVREQ', { target: 2 });
    s.falsify(() => [moved(1, 'none', 'registered')]);
    expect(s.sm(2, 'SRREQ')).toEqual([
      'I7 user 1 @0: the user ID of the creator is registered for somebody else',
    ]);
  });
});

describe('I10 — a session does not run before its gate opens', () => {
  const gated = { parameters: { members: [listed(1, 4), listed(8), listed(9, 2)] } };

  test('I10 — the gate opens without a listed principal', () => {
    const s = announcedScene(gated);
    s.falsify((effects) => [...effects, told({ what: 'gate', session: 1 })]);
    expect(s.sm(1, 'SJREQ')).toEqual(['I10 user 0 @0: the gate opens, but listed member 3 is not there']);
  });

  test('I10, D6 — the gate opens though the principal is only registered; and when it may, no breach', () => {
    const s = announcedScene({ ...gated, policies: { startGate: 'enrolled' } });
    s.falsify((effects) => [...effects, told({ what: 'gate', session: 1 })]);
    expect(s.sm(9, 'SRREQ')).toEqual([
      'I10 user 2 @0: the gate opens, but listed member 3 is only registered',
    ]);
    const t = announcedScene({ ...gated, policies: { startGate: 'enrolled' } });
    t.users.set(9, 2);
    expect([...t.sm(9, 'SRREQ'), ...t.view(), ...t.sm(9, 'SJREQ'), ...t.view()]).toEqual([]);
  });

  test('I10 — a gate that stays closed, one that opens twice, one of no session', () => {
    const s = announcedScene(gated);
    s.falsify((effects) => without(effects, 'notify gate'));
    s.sm(9, 'SRREQ');
    expect(s.view()).toEqual(['I10 user 0 @0: its start gate open is true, but false as told']);
    expect(s.view((view) => ({ ...view, sessions: [{ ...view.sessions[0], gateOpen: false }] }))).toEqual([
      'I10 user 0 @0: its start gate is closed, though every listed principal is there',
    ]);
    const t = announcedScene();
    t.falsify((effects) => [
      ...effects,
      told({ what: 'gate', session: 1 }),
      told({ what: 'gate', session: 4 }),
    ]);
    expect(t.sm(1, 'SJREQ')).toEqual([
      'I10 user 0 @0: the gate opens, but is open',
      'I10 session 4 user 0 @0: a gate opens in a session that there is not',
    ]);
  });

  test('I10 — a SAREQ is admitted by a closed gate, or of nobody', () => {
    const s = enrolledScene(gated);
    s.falsify(() => [
      told({ what: 'admitted', session: 1, user: 1 }),
      told({ what: 'admitted', session: 1, user: 6 }),
    ]);
    expect(s.sm(1, 'SAREQ', { mmPort: 7001 })).toEqual([
      'I10 user 1 @0: its SAREQ is admitted, but the start gate is closed',
      'I10 user 6 @0: a SAREQ is admitted of somebody who is no member',
    ]);
  });

  test('I10 — the session runs before its gate is open', () => {
    const s = enrolledScene({ ...gated, policies: { karesCounts: 'any' } });
    s.sm(1, 'SAREQ', { mmPort: 7001 });
    s.falsify(() => [moved(1, 'enrolled', 'active'), entered('announced', 'running')]);
    expect(s.mm(1, 'KARES')).toEqual([
      'I10 user 1 @0: it becomes active before the start gate is open',
      'I10 user 0 @0: the session runs before its start gate is open',
    ]);
  });

  test('I10 — phases out of order, parameters that nobody sent', () => {
    const s = scene();
    s.sm(1, 'SCREQ');
    s.falsify(() => [entered('requested', 'running')]);
    expect(s.time().slice(0, 2)).toEqual([
      'I10 user 0 @0: the session goes from requested to running, but was requested',
      'I10 user 0 @0: the session runs before its start gate is open',
    ]);
    const t = scene();
    t.sm(1, 'SCREQ');
    t.falsify(() => [entered('requested', 'announced')]);
    expect(t.time()[0]).toBe('I10 user 0 @0: the session is announced, but nobody sent its parameters');
  });

  test('I10 — the view: a SAREQ that is held of one that is not enrolled', () => {
    const s = announcedScene();
    expect(s.view(members(([one]) => [{ ...one, held: true }]))).toEqual([
      'I10 user 1 @0: its held SAREQ is true, but false by its messages',
    ]);
  });
});

test('the names by which effects are falsified', () => {
  expect(nameOf(sent('KAREQ', 3, smOf(3)))).toBe('send KAREQ 3');
  expect(() => without([], 'set ka')).toThrow('there is no set ka');
});
