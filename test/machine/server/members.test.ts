/** 7.2: keeping the lists (figures 12, 13, 15, 17, 18), the KAREQ round, demotion, loss of principals (figures 16, 22). */
import { describe, expect, test } from 'vitest';
import { serverWake } from '../../../src/machine/server/server.js';
import {
  active,
  announced,
  CREATOR,
  enrolled,
  host,
  keyOf,
  listed,
  MM_PORT,
  roundAt,
  type Story,
} from './server-story.js';

const S = 1_000_000;
const KA = 300_000;

/** All but those who are named answer the KAREQ of this instant. */
function answer(s: Story, users: readonly number[]): void {
  for (const user of users) s.mm(user, 'KARES', user);
}

describe('7.2, figure 12 — KARES', () => {
  test('7.2 (1) — from a member that is not registered: dropped', () => {
    const s = announced();
    expect(s.mm(2, 'KARES', 2)).toEqual(['ignored unknown-user']);
    s.step({ kind: 'message', from: host(1), message: { ...kares(1), type: 'LVREQ', target: 2 } });
    expect(s.step({ kind: 'message', from: host(1), message: kares(1) })).toEqual(['ignored wrong-group']);
  });

  test('7.2 (2), (3) — one step up per KARES', () => {
    const s = demoted();
    expect(s.groups()).toBe('1 active, 2 registered');
    expect(s.mm(2, 'KARES', 2)).toEqual(['user 2 registered → enrolled']);
    expect(s.member(2)?.kaAt).toBeUndefined();
    expect(s.mm(2, 'KARES', 2)).toEqual(['user 2 enrolled → active']);
  });

  test('7.2 (2), 7.3 — with S=1 the key goes to the one that is enrolled again', () => {
    const s = demoted({ secure: true });
    expect(s.mm(2, 'KARES', 2)).toEqual([
      `KDUPT to 2 mm user 2 key ${keyOf(2).join('.')}`,
      'user 2 registered → enrolled',
    ]);
    expect(s.last[0].why.id).toBe('server.KARES.enrol');
  });

  test('D9 — (4) of an active member: the timer stops until the next KAREQ', () => {
    const s = active({}, 2);
    s.wake();
    expect(s.now).toBe(roundAt(1));
    s.at(roundAt(1) + 20);
    expect(s.mm(2, 'KARES', 2)).toEqual(['cancel ka of 2']);
    expect(s.mm(2, 'KARES', 2)).toEqual(['ignored no-timer']);
    expect(s.member(2)?.kaAt).toBeUndefined();
    expect(s.member(1)?.kaAt).toBe(roundAt(1) + KA);
  });

  test('D9 — policy kaTimer: continuous; KARES restarts a timer that runs, KAREQ does not', () => {
    const s = active({ policies: { kaTimer: 'continuous' }, parameters: { timeout: 25 } }, 2);
    expect(s.member(2)?.kaAt).toBe(2_500_000);
    s.wake();
    expect(s.now).toBe(roundAt(1));
    expect(s.last.map((one) => one.kind)).toEqual(['send', 'send', 'set', 'notify']);
    expect(s.mm(2, 'KARES', 2)).toEqual(['set ka of 2 at 3500000']);
    expect(s.member(1)?.kaAt).toBe(2_500_000);
    s.wake();
    expect(s.wake()).toContain('expired ka of 1');
    expect(s.now).toBe(2_500_000);
  });

  test('D25 — only since the SAREQ was admitted, and until LVREQ', () => {
    const s = enrolled({}, 2);
    expect(s.step({ kind: 'message', from: host(2), message: kares(2) })).toEqual(['ignored not-admitted']);
    const t = active({}, 2);
    t.mm(2, 'LVREQ', 2, { target: 0 });
    expect(t.mm(2, 'KARES', 2)).toEqual(['ignored not-admitted']);
    t.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    expect(t.mm(2, 'KARES', 2)).toEqual(['cancel ka of 2', 'user 2 enrolled → active']);
  });

  test('D25 — policy karesCounts: any; but not before the gate opens', () => {
    const s = announced({ policies: { karesCounts: 'any' }, parameters: { members: [listed(3, 2)] } });
    s.sm(2, 'SRREQ');
    const send = (): readonly string[] => s.step({ kind: 'message', from: host(2), message: kares(2) });
    expect(send()).toEqual(['user 2 registered → enrolled']);
    expect(send()).toEqual(['ignored gate-closed']);
    s.sm(3, 'SRREQ');
    expect(send()).toEqual([`set period at ${S}`, 'user 2 enrolled → active', 'phase announced → running']);
    // Its own SAREQ, later, is admitted as the first one.
    expect(s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT })).toEqual([
      'KAREQ to 2 mm user 2',
      `set ka of 2 at ${KA}`,
      'admitted 2',
    ]);
  });

  test('7.2.1.1 — "valid" is right address, session and user', () => {
    const s = active({}, 2);
    s.wake();
    expect(s.mm(3, 'KARES', 2)).toEqual(['ignored wrong-address']);
    expect(s.mm(2, 'KARES', 1)).toEqual(['ignored wrong-address']);
    expect(s.mm(2, 'KARES', 3)).toEqual(['ignored unknown-user']);
    expect(s.mm(2, 'KARES', 2, { session: 2 })).toEqual(['ignored unknown-session']);
    expect(s.member(2)?.kaAt).toBe(roundAt(1) + KA);
  });
});

describe('6.2, 9.2 a — the KAREQ round', () => {
  test('9.2 a — each KA period from the first activation, to active members, in ascending user ID', () => {
    const s = enrolled({}, 2, 3);
    s.sm(3, 'SAREQ', { user: 3, mmPort: MM_PORT });
    s.at(7).mm(3, 'KARES', 3);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    s.mm(2, 'KARES', 2);
    // User 1 is enrolled and not asked; user 2 became active later, but comes first.
    expect(s.wake()).toEqual([
      'KAREQ to 2 mm user 2',
      'KAREQ to 3 mm user 3',
      `set ka of 2 at ${S + 7 + KA}`,
      `set ka of 3 at ${S + 7 + KA}`,
      `set period at ${2 * S + 7}`,
      'expired period',
    ]);
    expect(s.now).toBe(S + 7);
    answer(s, [2, 3]);
    s.wake();
    expect(s.now).toBe(2 * S + 7);
  });

  test('6.2 — those still activating are skipped', () => {
    const s = active({}, 2);
    s.at(roundAt(1) - 10).sm(3, 'SRREQ');
    s.sm(3, 'SJREQ', { user: 3 });
    s.sm(3, 'SAREQ', { user: 3, mmPort: MM_PORT });
    s.wake();
    expect(s.now).toBe(roundAt(1));
    expect(s.last.filter((one) => one.kind === 'send').length).toBe(2);
  });

  test('D9 — a KAREQ that is sent while the timer runs does not extend it', () => {
    const s = active({ parameters: { kaPeriod: 2, timeout: 3 } }, 2);
    s.wake();
    expect(s.now).toBe(200_000);
    expect(s.wake()).toEqual([
      'KAREQ to 1 mm user 1',
      'KAREQ to 2 mm user 2',
      'set period at 600000',
      'expired period',
    ]);
    s.mm(CREATOR, 'KARES', 1);
    expect(s.wake()[0]).toBe(`set ka of 2 at ${500_000 + KA}`);
    expect(s.now).toBe(500_000);
  });

  test('9.2 a — the rounds keep the beat although nobody is active', () => {
    const s = enrolled({}, 2);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    s.mm(2, 'KARES', 2);
    s.mm(2, 'LVREQ', 2, { target: 0 });
    expect(s.wake()).toEqual([`set period at ${2 * S}`, 'expired period']);
  });

  test('9.2 a — a driver that comes late leaves rounds out, and keeps the beat', () => {
    const s = active({});
    s.at(roundAt(3) + 5);
    expect(s.time()).toContain(`set period at ${roundAt(4)}`);
    expect(s.last.filter((one) => one.kind === 'send').length).toBe(1);
    s.mm(CREATOR, 'KARES', 1);
    expect(s.at(roundAt(4)).time()).toContain(`set period at ${roundAt(5)}`);
  });

  test('nothing is due: no effect', () => {
    const s = active({});
    expect(s.at(roundAt(1) - 1).time()).toEqual([]);
    expect(s.at(roundAt(1)).time()).not.toEqual([]);
  });
});

/** Creator and user 2 active; 2 is silent from the first round on, and has fallen to registered. */
function demoted(setting: Parameters<typeof active>[0] = {}): Story {
  const s = active(setting, 2);
  s.wake();
  answer(s, [1]);
  s.wake();
  s.wake();
  return s;
}

describe('7.2, figure 12 — demotion by timeout', () => {
  test('7.2 — active → enrolled one timeout after the KAREQ; enrolled → registered one later; then no timer (D8)', () => {
    const s = active({}, 2);
    s.wake();
    s.at(roundAt(1) + 10);
    answer(s, [1]);
    expect(s.wake()).toEqual([
      `set ka of 2 at ${roundAt(1) + 2 * KA}`,
      'expired ka of 2',
      'user 2 active → enrolled',
    ]);
    expect(s.now).toBe(roundAt(1) + KA);
    expect(s.last.map(({ why }) => why.id)).toEqual([
      'server.ka.restart',
      'server.ka.active',
      'server.ka.active',
    ]);
    expect(s.wake()).toEqual(['expired ka of 2', 'user 2 enrolled → registered']);
    expect(s.now).toBe(roundAt(1) + 2 * KA);
    expect(s.member(2)?.kaAt).toBeUndefined();
    expect(serverWake(s.server)).toBe(roundAt(2));
    s.wake();
    expect(s.last.filter((one) => one.kind === 'send').length).toBe(1);
  });

  test('7.2 — a member that never answered its first KAREQ falls from enrolled to registered', () => {
    const s = enrolled({}, 2);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    expect(s.wake()).toEqual(['expired ka of 2', 'user 2 enrolled → registered']);
    expect(s.session()?.phase).toBe('announced');
    // Its SAREQ was admitted: KARES still counts (D25).
    expect(s.mm(2, 'KARES', 2)).toEqual(['user 2 registered → enrolled']);
  });

  test('7.2.1.2, figure 17 — closed: a plain participant’s silence demotes it, and the session goes on', () => {
    const s = active({ closed: true, parameters: { members: [listed(2)] } }, 2);
    s.wake();
    answer(s, [1]);
    s.wake();
    expect(s.groups()).toBe('1 active, 2 enrolled');
    expect(s.session()?.phase).toBe('running');
  });

  test('D9 — a KARES between the two demotions stops the timer and brings it back', () => {
    const s = active({}, 2);
    s.wake();
    answer(s, [1]);
    s.wake();
    expect(s.mm(2, 'KARES', 2)).toEqual(['cancel ka of 2', 'user 2 enrolled → active']);
  });
});

describe('7.3, figure 24 — de-enrolment by timeout', () => {
  test('7.3 — below enrolled: a new key, to all enrolled and active, ascending', () => {
    const s = active({ secure: true }, 2, 3);
    s.sm(4, 'SRREQ');
    s.sm(4, 'SJREQ', { user: 4 });
    s.sm(5, 'SRREQ');
    s.wake();
    answer(s, [1, 3]);
    expect(s.wake().some((one) => one.startsWith('KDUPT'))).toBe(false);
    expect(s.wake()).toEqual([
      `KDUPT to 1 mm user 1 key ${keyOf(2).join('.')}`,
      `KDUPT to 3 mm user 3 key ${keyOf(2).join('.')}`,
      `KDUPT to 4 user 4 key ${keyOf(2).join('.')}`,
      'expired ka of 2',
      'user 2 enrolled → registered',
      'key 2',
    ]);
    expect(s.last[0]).toMatchObject({ via: 'MM', why: { id: 'server.key.renew' } });
    expect(s.session()?.generation).toBe(2);
  });

  test('7.3, D10 — two that fall at one instant: one new key', () => {
    const s = active({ secure: true }, 2, 3);
    s.wake();
    answer(s, [1]);
    s.wake();
    expect(s.wake()).toEqual([
      `KDUPT to 1 mm user 1 key ${keyOf(2).join('.')}`,
      'expired ka of 2',
      'user 2 enrolled → registered',
      'expired ka of 3',
      'user 3 enrolled → registered',
      'key 2',
    ]);
  });
});

describe('7.2.1.1, figure 15 — open mode: whose silence counts (D11)', () => {
  test('D11 — count: plain participants are tracked', () => {
    const s = active({}, 2);
    s.wake();
    answer(s, [1]);
    s.wake();
    expect(s.groups()).toBe('1 active, 2 enrolled');
  });

  test('D11 — ignore: the first KARES activates, then no timer runs and further KARES have no effect', () => {
    const s = enrolled({ policies: { openTracking: 'ignore' } }, 2);
    s.sm(CREATOR, 'SAREQ', { user: 1, mmPort: MM_PORT });
    s.mm(CREATOR, 'KARES', 1);
    expect(s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT })).toContain(`set ka of 2 at ${KA}`);
    expect(s.mm(2, 'KARES', 2)).toEqual(['cancel ka of 2', 'user 2 enrolled → active']);
    expect(s.mm(2, 'KARES', 2)).toEqual(['ignored not-tracked']);
    expect(s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT })).toEqual(['KAREQ to 2 mm user 2']);
    expect(s.wake()).toEqual([
      'KAREQ to 1 mm user 1',
      'KAREQ to 2 mm user 2',
      `set ka of 1 at ${roundAt(1) + KA}`,
      `set period at ${roundAt(2)}`,
      'expired period',
    ]);
    answer(s, [1]);
    s.wake();
    expect(s.groups()).toBe('1 active, 2 active');
  });

  test('D11 — ignore, continuous: no timer either', () => {
    const s = active(
      { policies: { openTracking: 'ignore', kaTimer: 'continuous' }, parameters: { timeout: 25 } },
      2,
    );
    expect(s.member(2)?.kaAt).toBeUndefined();
    expect(s.member(1)?.kaAt).toBe(2_500_000);
    expect(s.mm(2, 'KARES', 2)).toEqual(['ignored not-tracked']);
  });

  test('D11 — ignore: creator and principals are tracked; in closed mode everybody is', () => {
    const s = active({ policies: { openTracking: 'ignore' }, parameters: { members: [listed(2, 2)] } }, 2);
    s.wake();
    expect(s.member(2)?.kaAt).toBe(roundAt(1) + KA);
    const t = active(
      { closed: true, policies: { openTracking: 'ignore' }, parameters: { members: [listed(2)] } },
      2,
    );
    t.wake();
    expect(t.member(2)?.kaAt).toBe(roundAt(1) + KA);
  });
});

describe('7.2.1.1, 7.2.4, figures 16 and 22 — loss of creator and principals (D10, D12, D13)', () => {
  const principal = { members: [listed(2, 2)] };

  test('D12 — "any": one timeout after the KAREQ that p misses, TRIND to all active, ascending; ended', () => {
    const s = active({ parameters: principal }, 2, 3);
    s.sm(4, 'SRREQ');
    s.wake();
    answer(s, [1, 3]);
    expect(s.wake()).toEqual([
      'TRIND to 1 mm user 1',
      'TRIND to 2 mm user 2',
      'TRIND to 3 mm user 3',
      `set record at ${roundAt(1) + KA + 60 * S}`,
      'cancel period',
      'expired ka of 2',
      'user 2 active → enrolled',
      'user 1 active → none',
      'user 2 enrolled → none',
      'user 3 active → none',
      'user 4 registered → none',
      'phase running → ended',
    ]);
    expect(s.now).toBe(roundAt(1) + KA);
    expect(s.last[0]).toMatchObject({
      via: 'MM',
      message: { type: 'TRIND', memberType: 4, kaPeriod: 10, timeout: 3 },
    });
  });

  test('D12 — the creator’s silence ends it as well', () => {
    const s = active({}, 2);
    s.wake();
    answer(s, [2]);
    expect(s.wake().filter((one) => one.startsWith('TRIND'))).toEqual([
      'TRIND to 1 mm user 1',
      'TRIND to 2 mm user 2',
    ]);
  });

  test('D12 — a principal that is not active any more is nobody whose loss counts', () => {
    const s = active({ parameters: { members: [listed(2, 2)], termination: 'all' } }, 2, 3);
    s.wake();
    answer(s, [1, 3]);
    s.wake();
    expect(s.groups()).toBe('1 active, 2 enrolled, 3 active');
    // Enrolled → registered: the session goes on.
    s.wake();
    expect(s.session()?.phase).toBe('running');
  });

  test('D10, D12 — "all", figure 22: q and creator fall at one instant: ended, TRIND to both, not to p', () => {
    const s = active(
      { closed: true, parameters: { members: [listed(2, 2), listed(3, 2)], termination: 'all' } },
      2,
      3,
    );
    s.wake();
    answer(s, [1, 3]);
    s.wake();
    s.wake();
    expect(s.session()?.phase).toBe('running');
    s.wake();
    expect(s.now).toBe(roundAt(2));
    expect(s.wake()).toEqual([
      'TRIND to 1 mm user 1',
      'TRIND to 3 mm user 3',
      `set record at ${roundAt(2) + KA + 60 * S}`,
      'cancel period',
      'expired ka of 1',
      'user 1 active → enrolled',
      'expired ka of 3',
      'user 3 active → enrolled',
      'user 1 enrolled → none',
      'user 2 registered → none',
      'user 3 enrolled → none',
      'phase running → ended',
    ]);
  });

  test('D12 — "all", and the creator alone is left: its loss ends the session', () => {
    const s = active({ parameters: { termination: 'all' } }, 2);
    s.wake();
    answer(s, [2]);
    expect(s.wake().filter((one) => one.startsWith('TRIND')).length).toBe(2);
  });

  test('D23 — policy termination: what holds where SCINF does not say', () => {
    const s = active({ policies: { termination: 'all' }, parameters: principal }, 2);
    s.wake();
    answer(s, [1]);
    s.wake();
    expect(s.session()?.phase).toBe('running');
  });

  test('D10 — a plain participant that expires at the same instant is demoted, and told', () => {
    const s = active({ parameters: principal, secure: true }, 2, 3);
    s.sm(4, 'SRREQ');
    s.wake();
    answer(s, [1]);
    expect(s.wake().slice(0, 3)).toEqual([
      'TRIND to 1 mm user 1',
      'TRIND to 2 mm user 2',
      'TRIND to 3 mm user 3',
    ]);
    expect(s.last.some((one) => one.kind === 'send' && one.message.type === 'KDUPT')).toBe(false);
  });

  test('D13 — those who are enrolled are not told; a timer of theirs stops', () => {
    const s = active({ parameters: principal }, 2, 3);
    s.sm(4, 'SRREQ');
    s.sm(4, 'SJREQ', { user: 4 });
    s.wake();
    answer(s, [1, 3]);
    s.at(roundAt(1) + 100).sm(4, 'SAREQ', { user: 4, mmPort: MM_PORT });
    const told = s.wake();
    expect(told.filter((one) => one.startsWith('TRIND')).length).toBe(3);
    expect(told).toContain('cancel ka of 4');
  });
});

describe('7.2.2, figure 18 — UIREQ (D26)', () => {
  test('7.2.2 — from an active member: UIRES with the active ones, ascending', () => {
    const s = active({ parameters: { members: [listed(3, 2)] } }, 2, 3);
    s.sm(4, 'SRREQ');
    s.sm(4, 'SJREQ', { user: 4 });
    expect(s.mm(2, 'UIREQ', 2)).toEqual(['UIRES to 2 mm user 2 [1 2 3] 0 follow']);
    expect(s.last[0]).toMatchObject({
      via: 'MM',
      message: {
        members: [
          { user: 1, memberType: 4, group: 3 },
          { user: 2, memberType: 1, group: 3 },
          { user: 3, memberType: 2, group: 3 },
        ],
      },
    });
  });

  test('D26 — others are not answered; policy userInfo: registered', () => {
    const s = active({}, 2);
    s.sm(3, 'SRREQ');
    const ask = (t: Story): readonly string[] =>
      t.step({ kind: 'message', from: host(3), message: { ...kares(3), type: 'UIREQ' } });
    expect(ask(s)).toEqual(['ignored wrong-group']);
    const t = active({ policies: { userInfo: 'registered' } }, 2);
    t.sm(3, 'SRREQ');
    expect(ask(t)).toEqual(['UIRES to 3 user 3 [1 2] 0 follow']);
    const u = announced({ policies: { userInfo: 'registered' } });
    u.sm(2, 'SRREQ');
    expect(u.step({ kind: 'message', from: host(2), message: { ...kares(2), type: 'UIREQ' } })).toEqual([
      'UIRES to 2 user 2 [] 0 follow',
    ]);
  });
});

function kares(user: number) {
  const header = { closed: false, memberType: 1, session: 1, user, groupPort: 0, groupAddress: 0 } as const;
  return { ...header, kaPeriod: 0, timeout: 0, type: 'KARES' } as const;
}
