/** 7.1.4, 7.1.5, 7.1.1: enrolment (figure 9), activation (figures 10 and 11), the start gate. */
import { describe, expect, test } from 'vitest';
import { tcpPeer } from '../../../src/machine/peer.js';
import { serverWake } from '../../../src/machine/server/server.js';
import {
  active,
  address,
  announced,
  CREATOR,
  enrolled,
  GROUP,
  GROUP_PORT,
  host,
  keyOf,
  listed,
  MM_PORT,
  type Story,
} from './server-story.js';

const S = 1_000_000;
const KA = 300_000;

function sareq(s: Story, n: number, user: number, mmPort = MM_PORT): readonly string[] {
  return s.sm(n, 'SAREQ', { user, mmPort });
}

describe('7.1.4, figure 9 — enrolment', () => {
  test('7.1.4 — SJREQ of a registered member gets SJRES; it is enrolled', () => {
    const s = announced();
    expect(s.sm(CREATOR, 'SJREQ', { user: 1 })).toEqual([
      'SJRES to 1 user 1',
      'user 1 registered → enrolled',
    ]);
    expect(s.last[0]).toMatchObject({
      via: 'SM',
      message: { type: 'SJRES', secure: false, session: 1, groupAddress: GROUP, groupPort: GROUP_PORT },
    });
    expect(s.last[0]).not.toHaveProperty('message.key');
  });

  test('7.3, figure 23 — with S=1 the key in force is in SJRES', () => {
    const s = announced({ secure: true });
    expect(s.sm(CREATOR, 'SJREQ', { user: 1 })).toEqual([
      `SJRES to 1 user 1 key ${keyOf(1).join('.')}`,
      'user 1 registered → enrolled',
    ]);
    expect(s.last[0]).toMatchObject({ message: { secure: true } });
  });

  test('D1 — SJREQ again gets the same SJRES, enrolled or active', () => {
    const s = active({ secure: true }, 2);
    expect(s.sm(2, 'SJREQ', { user: 2 })).toEqual([`SJRES to 2 user 2 key ${keyOf(1).join('.')}`]);
    const t = enrolled({}, 2);
    expect(t.sm(2, 'SJREQ', { user: 2 })).toEqual(['SJRES to 2 user 2']);
    expect(t.groups()).toBe('1 enrolled, 2 enrolled');
  });

  test('D1 — policy repeats: ignore', () => {
    const s = enrolled({ policies: { repeats: 'ignore' } }, 2);
    expect(s.sm(2, 'SJREQ', { user: 2 })).toEqual(['ignored repeat']);
  });

  test('D5, D7 — who is not registered, or speaks from elsewhere', () => {
    const s = announced();
    s.sm(2, 'SRREQ');
    expect(s.sm(3, 'SJREQ', { user: 2 })).toEqual(['ignored wrong-address']);
    expect(s.sm(3, 'SJREQ', { user: 3 })).toEqual(['ignored unknown-user']);
    expect(s.sm(2, 'SJREQ', { user: 2, session: 2 })).toEqual(['ignored unknown-session']);
  });

  test('D5 — before SCINF, and after the end', () => {
    const s = announced();
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(s.sm(CREATOR, 'SJREQ', { user: 1 })).toEqual(['ignored wrong-phase']);
    expect(sareq(s, CREATOR, 1)).toEqual(['ignored wrong-phase']);
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(CREATOR, 'SJREQ', { user: 1, session: 2 })).toEqual(['ignored wrong-phase']);
  });
});

describe('7.1.5, figures 10 and 11 — activation', () => {
  test('7.1.5 — SAREQ gets KAREQ at once, to the port that it names; the KA timer is armed (9.2 b)', () => {
    const s = enrolled({});
    expect(s.at(5).sm(CREATOR, 'SAREQ', { user: 1, mmPort: MM_PORT })).toEqual([
      'KAREQ to 1 mm user 1',
      `set ka of 1 at ${KA + 5}`,
      'admitted 1',
    ]);
    expect(s.last[0]).toMatchObject({
      via: 'MM',
      to: host(1, MM_PORT),
      message: {
        type: 'KAREQ',
        closed: false,
        memberType: 4,
        session: 1,
        user: 1,
        groupAddress: GROUP,
        groupPort: GROUP_PORT,
        kaPeriod: 10,
        timeout: 3,
      },
    });
    expect(s.session()).toMatchObject({ phase: 'announced' });
    expect(s.member(1)).toMatchObject({
      group: 'enrolled',
      admitted: true,
      mmPeer: host(1, MM_PORT),
      kaAt: KA + 5,
    });
    expect(serverWake(s.server)).toBe(KA + 5);
  });

  test('7.1.5 — KARES makes it active; the first one starts the session and its rounds (6.2, 9.2 a)', () => {
    const s = enrolled({}, 2);
    sareq(s, 2, 2);
    expect(s.at(20).mm(2, 'KARES', 2)).toEqual([
      `set period at ${S + 20}`,
      'cancel ka of 2',
      'user 2 enrolled → active',
      'phase announced → running',
    ]);
    sareq(s, CREATOR, 1);
    expect(s.at(30).mm(CREATOR, 'KARES', 1)).toEqual(['cancel ka of 1', 'user 1 enrolled → active']);
    expect(s.session()).toMatchObject({ phase: 'running', roundAt: S + 20 });
  });

  test('figure 11 — in a session that runs: KAREQ at once, to it alone', () => {
    const s = active({}, 2);
    s.at(S / 2).sm(3, 'SRREQ');
    s.sm(3, 'SJREQ', { user: 3 });
    expect(sareq(s, 3, 3)).toEqual(['KAREQ to 3 mm user 3', `set ka of 3 at ${S / 2 + KA}`, 'admitted 3']);
    expect(s.mm(3, 'KARES', 3)).toEqual(['cancel ka of 3', 'user 3 enrolled → active']);
  });

  test('D1, D9 — SAREQ again: KAREQ again; a timer that runs is not extended', () => {
    const s = enrolled({});
    sareq(s, CREATOR, 1);
    expect(sareq(s.at(100), CREATOR, 1, 9)).toEqual([`KAREQ to ${host(1, 9)} user 1`]);
    expect(s.member(1)?.kaAt).toBe(KA);
    s.step({ kind: 'message', from: host(1, 9), message: mmMessage('KARES', 1) });
    // Active, and its timer does not run: the KAREQ arms it.
    expect(sareq(s.at(200), CREATOR, 1)).toEqual(['KAREQ to 1 mm user 1', `set ka of 1 at ${200 + KA}`]);
  });

  test('D1 — policy repeats: ignore', () => {
    const s = enrolled({ policies: { repeats: 'ignore' } });
    sareq(s, CREATOR, 1);
    expect(sareq(s, CREATOR, 1)).toEqual(['ignored repeat']);
  });

  test('D1 — policy repeats: ignore; SAREQ of a member that was demoted and has enrolled again is no repeat', () => {
    const s = enrolled({ policies: { repeats: 'ignore' }, parameters: { termination: 'all' } }, 2);
    sareq(s, 2, 2);
    expect(s.wake()).toEqual(['expired ka of 2', 'user 2 enrolled → registered']);
    s.sm(2, 'SJREQ', { user: 2 });
    expect(sareq(s, 2, 2)).toEqual(['KAREQ to 2 mm user 2', `set ka of 2 at ${2 * KA}`]);
    expect(sareq(s, 2, 2)).toEqual(['ignored repeat']);
    s.mm(2, 'KARES', 2);
    expect(sareq(s, 2, 2)).toEqual(['ignored repeat']);
  });

  test('D5 — SAREQ of a member that is only registered', () => {
    const s = announced();
    expect(sareq(s, CREATOR, 1)).toEqual(['ignored wrong-group']);
  });

  test('D7 — over TCP the port of SAREQ is ignored: the connection serves for MM', () => {
    const s = announced();
    const from = tcpPeer(address(2), 5);
    const header = { secure: false, closed: false, session: 1, user: 0, groupPort: 0, groupAddress: 0 };
    s.step({ kind: 'message', from, message: { ...header, type: 'SRREQ' } });
    s.step({ kind: 'message', from, message: { ...header, type: 'SJREQ', user: 2 } });
    s.step({ kind: 'message', from, message: { ...header, type: 'SAREQ', user: 2, mmPort: 9 } });
    expect(s.last[0]).toMatchObject({ to: from, message: { type: 'KAREQ' } });
    s.step({ kind: 'message', from, message: mmMessage('KARES', 2) });
    expect(s.member(2)?.group).toBe('active');
  });

  test('D7 — the MM address is the host of the registration with the port of SAREQ, and no other', () => {
    const s = enrolled({}, 2);
    sareq(s, 2, 2);
    for (const from of [host(2), host(3, MM_PORT), host(2, MM_PORT + 1)]) {
      expect(s.step({ kind: 'message', from, message: mmMessage('KARES', 2) })).toEqual([
        'ignored wrong-address',
      ]);
    }
    expect(s.mm(2, 'KARES', 2)[0]).toMatch(/^set period/);
  });

  test('D7 — before SAREQ the SM address serves for MM too', () => {
    const s = enrolled({}, 2);
    expect(
      s.step({
        kind: 'message',
        from: host(2),
        message: { ...mmMessage('LVREQ', 2), type: 'LVREQ', target: 1 },
      }),
    ).toEqual(['user 2 enrolled → registered']);
  });
});

describe('7.1.1 — the start gate (D4, D6)', () => {
  const principals = { members: [listed(3, 2), listed(4, 2)] };

  test('D4 — SAREQ before the principals have registered is held; then in order of arrival', () => {
    const s = enrolled({ parameters: principals }, 2);
    expect(sareq(s, 2, 2)).toEqual(['held 2']);
    expect(sareq(s, CREATOR, 1)).toEqual(['held 1']);
    expect(sareq(s, 2, 2, 9)).toEqual(['ignored held']);
    expect(s.member(2)).toMatchObject({ held: true, admitted: false });
    s.at(S).sm(3, 'SRREQ');
    expect(s.session()?.gateOpen).toBe(false);
    expect(s.sm(4, 'SRREQ')).toEqual([
      'SRACC to 4 user 4',
      'KAREQ to 2 mm user 2',
      'KAREQ to 1 mm user 1',
      `set ka of 2 at ${S + KA}`,
      `set ka of 1 at ${S + KA}`,
      'user 4 none → registered',
      'gate open',
      'admitted 2',
      'admitted 1',
    ]);
    expect(s.last.map(({ why }) => why.id)).toEqual([
      'server.SRREQ.open',
      'server.gate.admit-held',
      'server.gate.admit-held',
      'server.gate.admit-held',
      'server.gate.admit-held',
      'server.SRREQ.open',
      'server.gate.open',
      'server.gate.admit-held',
      'server.gate.admit-held',
    ]);
    expect(s.session()?.gateOpen).toBe(true);
    expect(s.member(2)).toMatchObject({ held: false, admitted: true });
  });

  test('D6 — policy startGate: enrolled', () => {
    const s = enrolled({ parameters: principals, policies: { startGate: 'enrolled' } }, 2, 3);
    sareq(s, CREATOR, 1);
    s.sm(4, 'SRREQ');
    expect(s.session()?.gateOpen).toBe(false);
    expect(s.sm(4, 'SJREQ', { user: 4 })).toEqual([
      'SJRES to 4 user 4',
      'KAREQ to 1 mm user 1',
      `set ka of 1 at ${KA}`,
      'user 4 registered → enrolled',
      'gate open',
      'admitted 1',
    ]);
  });

  test('D6 — policy startGate: enrolled; a principal that de-enrols is missing again', () => {
    const s = enrolled({ parameters: principals, policies: { startGate: 'enrolled' } }, 3);
    s.step({
      kind: 'message',
      from: host(3),
      message: { ...mmMessage('LVREQ', 2), type: 'LVREQ', target: 1 },
    });
    s.sm(4, 'SRREQ');
    s.sm(4, 'SJREQ', { user: 3 });
    expect(s.session()?.gateOpen).toBe(false);
    s.sm(3, 'SJREQ', { user: 2 });
    expect(s.session()?.gateOpen).toBe(true);
  });

  test('D6 — a principal that deregisters before the start is missing again; after it the gate stays open', () => {
    const s = announced({ parameters: principals });
    const leave = (n: number, user: number): unknown =>
      s.step({
        kind: 'message',
        from: host(n),
        message: { ...mmMessage('LVREQ', user), type: 'LVREQ', target: 2 },
      });
    s.sm(3, 'SRREQ');
    leave(3, 2);
    s.sm(4, 'SRREQ');
    expect(s.session()?.gateOpen).toBe(false);
    s.sm(3, 'SRREQ');
    expect(s.session()?.gateOpen).toBe(true);
    leave(3, 4);
    expect(s.session()?.gateOpen).toBe(true);
  });

  test('7.1.1 — KARES of a member whose SAREQ is held does not count', () => {
    const s = enrolled({ parameters: principals }, 2);
    sareq(s, 2, 2);
    expect(s.mm(2, 'KARES', 2)).toEqual(['ignored not-admitted']);
  });

  test('D4 — LVREQ takes a held SAREQ back', () => {
    const s = enrolled({ parameters: principals }, 2);
    sareq(s, CREATOR, 1);
    sareq(s, 2, 2);
    expect(s.mm(2, 'LVREQ', 2, { target: 0 })).toEqual(['ignored not-in-group']);
    expect(s.member(2)?.held).toBe(false);
    s.sm(3, 'SRREQ');
    expect(s.sm(4, 'SRREQ').filter((one) => one.startsWith('KAREQ'))).toEqual(['KAREQ to 1 mm user 1']);
  });

  test('D4 — policy earlyActivation: drop', () => {
    const s = enrolled({ parameters: principals, policies: { earlyActivation: 'drop' } }, 2);
    expect(sareq(s, 2, 2)).toEqual(['ignored gate-closed']);
    expect(s.member(2)).toMatchObject({ held: false, mmPeer: host(2) });
  });

  test('7.1.1, D22 — a creator that lists itself as a principal is there already; nobody else takes its place', () => {
    const members = [listed(1, 2), listed(1, 2)];
    const s = announced({ parameters: { members: members.slice(0, 1) } });
    expect(s.session()?.gateOpen).toBe(true);
    expect(s.member(1)?.memberType).toBe(4);
    const t = announced({ parameters: { members } });
    expect(t.session()?.gateOpen).toBe(false);
    t.step({ kind: 'message', from: host(1, 9), message: { ...SRREQ, closed: false } });
    expect(t.session()?.gateOpen).toBe(true);
    const u = announced({ closed: true, parameters: { members: members.slice(0, 1) } });
    u.step({ kind: 'message', from: host(1, 9), message: { ...SRREQ, closed: true } });
    expect(u.groups()).toBe('1 registered');
  });

  test('D6, D22 — a creator that lists itself, deregisters and comes back last opens the gate', () => {
    const s = announced({ parameters: { members: [listed(1, 2), listed(3, 2)] } });
    s.step({
      kind: 'message',
      from: host(1),
      message: { ...mmMessage('LVREQ', 1), type: 'LVREQ', target: 2 },
    });
    s.sm(3, 'SRREQ');
    expect(s.session()?.gateOpen).toBe(false);
    expect(s.sm(CREATOR, 'SRREQ')).toEqual(['SRACC to 1 user 1', 'user 1 none → registered', 'gate open']);
  });

  test('D6, D22 — policy startGate: enrolled; it is waited for as a principal, and when it leaves', () => {
    const s = announced({ parameters: { members: [listed(1, 2)] }, policies: { startGate: 'enrolled' } });
    expect(s.session()?.gateOpen).toBe(false);
    s.sm(CREATOR, 'SJREQ', { user: 1 });
    expect(s.session()?.gateOpen).toBe(true);
    const t = announced({ parameters: { members: [listed(1, 1)] }, policies: { startGate: 'enrolled' } });
    expect(t.session()?.gateOpen).toBe(true);
  });

  test('7.1.1 — an entry that names the creator is no principal to wait for', () => {
    expect(announced({ parameters: { members: [listed(1, 4)] } }).session()?.gateOpen).toBe(true);
  });
});

function mmMessage(type: 'KARES' | 'LVREQ', user: number) {
  const header = { closed: false, memberType: 1, session: 1, user, groupPort: 0, groupAddress: 0 } as const;
  return { ...header, kaPeriod: 0, timeout: 0, type } as { type: 'KARES' } & Omit<typeof header, never> & {
      kaPeriod: number;
      timeout: number;
    };
}

const SRREQ = { type: 'SRREQ', secure: false, session: 1, user: 0, groupPort: 0, groupAddress: 0 } as const;
