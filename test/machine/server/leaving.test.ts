/** 7.2.3, 7.2.4: leaving (figures 19 and 20), terminating (figure 21), the record of an ended session (D14). */
import { describe, expect, test } from 'vitest';
import { serverWake } from '../../../src/machine/server/server.js';
import {
  active,
  announced,
  CREATOR,
  enrolled,
  keyOf,
  listed,
  MM_PORT,
  roundAt,
  type Story,
  story,
} from './server-story.js';

const S = 1_000_000;

describe('7.2.3, figure 19 — LVREQ of an active plain participant (D15)', () => {
  test('7.2.3 — target 0: active → enrolled; no further KAREQ', () => {
    const s = active({}, 2);
    expect(s.mm(2, 'LVREQ', 2, { target: 0 })).toEqual(['user 2 active → enrolled']);
    expect(s.member(2)).toMatchObject({ admitted: false });
    expect(s.wake()[0]).toBe('KAREQ to 1 mm user 1');
    expect(s.last.filter((one) => one.kind === 'send').length).toBe(1);
  });

  test('D15 — it cancels the KA timer', () => {
    const s = active({}, 2, 3);
    s.wake();
    expect(s.mm(2, 'LVREQ', 2, { target: 0 })).toEqual(['cancel ka of 2', 'user 2 active → enrolled']);
    expect(s.mm(3, 'LVREQ', 3, { target: 1 })).toEqual(['cancel ka of 3', 'user 3 active → registered']);
    s.mm(CREATOR, 'KARES', 1);
    expect(s.wake()).toContain('expired period');
    expect(s.now).toBe(roundAt(2));
  });

  test('D15 — target 1: de-enrolment; target 2: deregistration', () => {
    const s = active({}, 2, 3);
    expect(s.mm(2, 'LVREQ', 2, { target: 1 })).toEqual(['user 2 active → registered']);
    expect(s.mm(3, 'LVREQ', 3, { target: 2 })).toEqual(['user 3 active → none']);
    expect(s.groups()).toBe('1 active, 2 registered');
  });

  test('D15 — from the enrolled and the registered group', () => {
    const s = active({}, 2, 3);
    s.mm(2, 'LVREQ', 2, { target: 0 });
    expect(s.mm(2, 'LVREQ', 2, { target: 1 })).toEqual(['user 2 enrolled → registered']);
    expect(s.mm(2, 'LVREQ', 2, { target: 2 })).toEqual(['user 2 registered → none']);
    s.mm(3, 'LVREQ', 3, { target: 0 });
    expect(s.mm(3, 'LVREQ', 3, { target: 2 })).toEqual(['user 3 enrolled → none']);
  });

  test('D15 — repeats do nothing; they stop what still runs', () => {
    const s = active({}, 2);
    s.mm(2, 'LVREQ', 2, { target: 0 });
    expect(s.mm(2, 'LVREQ', 2, { target: 0 })).toEqual(['ignored not-in-group']);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    expect(s.mm(2, 'LVREQ', 2, { target: 0 })).toEqual(['cancel ka of 2', 'ignored not-in-group']);
    expect(s.member(2)).toMatchObject({ group: 'enrolled', admitted: false });
    s.mm(2, 'LVREQ', 2, { target: 1 });
    expect(s.mm(2, 'LVREQ', 2, { target: 1 })).toEqual(['ignored not-in-group']);
    expect(s.mm(2, 'LVREQ', 2, { target: 0 })).toEqual(['ignored not-in-group']);
    s.mm(2, 'LVREQ', 2, { target: 2 });
    expect(s.mm(2, 'LVREQ', 2, { target: 2 })).toEqual(['ignored unknown-user']);
  });

  test('D15 — policy leaveTarget: active-only', () => {
    const s = active({ policies: { leaveTarget: 'active-only' } }, 2);
    expect(s.mm(2, 'LVREQ', 2, { target: 2 })).toEqual(['user 2 active → enrolled']);
  });

  test('8.2 f — who registers again after deregistration is somebody new', () => {
    const s = active({}, 2);
    s.mm(2, 'LVREQ', 2, { target: 2 });
    expect(s.sm(2, 'SRREQ')).toEqual(['SRACC to 2 user 3', 'user 3 none → registered']);
  });
});

describe('7.3 — leaving and the key', () => {
  test('7.3, figure 23 — de-enrolment: a new key to the rest, never to the one who left', () => {
    const s = active({ secure: true }, 2, 3);
    expect(s.mm(2, 'LVREQ', 2, { target: 1 })).toEqual([
      `KDUPT to 1 mm user 1 key ${keyOf(2).join('.')}`,
      `KDUPT to 3 mm user 3 key ${keyOf(2).join('.')}`,
      'user 2 active → registered',
      'key 2',
    ]);
    expect(s.sm(3, 'SJREQ', { user: 3 })).toEqual([`SJRES to 3 user 3 key ${keyOf(2).join('.')}`]);
  });

  test('7.3 — leaving the active group alone is no de-enrolment', () => {
    const s = active({ secure: true }, 2);
    expect(s.mm(2, 'LVREQ', 2, { target: 0 })).toEqual(['user 2 active → enrolled']);
  });

  test('7.3 — deregistration of an enrolled member is one, of a registered member is none', () => {
    const s = active({ secure: true }, 2, 3, 4);
    expect(s.mm(2, 'LVREQ', 2, { target: 2 })).toContain('key 2');
    s.mm(4, 'LVREQ', 4, { target: 0 });
    expect(s.mm(4, 'LVREQ', 4, { target: 2 })).toContain('key 3');
    s.mm(3, 'LVREQ', 3, { target: 1 });
    expect(s.mm(3, 'LVREQ', 3, { target: 2 })).toEqual(['user 3 registered → none']);
  });
});

describe('7.2.3, figure 20 — LVREQ of an active creator or principal', () => {
  test.each([0, 1, 2])(
    '7.2.3, D13 — the session ends, whatever the target (%i); the leaver gets no TRIND',
    (target) => {
      const s = active({ parameters: { members: [listed(2, 2)] }, secure: true }, 2, 3);
      expect(s.at(9).mm(2, 'LVREQ', 2, { target })).toEqual([
        'TRIND to 1 mm user 1',
        'TRIND to 3 mm user 3',
        `set record at ${60 * S + 9}`,
        'cancel period',
        'user 1 active → none',
        'user 2 active → none',
        'user 3 active → none',
        'phase running → ended',
      ]);
      expect(s.session()).toMatchObject({ phase: 'ended', generation: 0, recordAt: 60 * S + 9 });
    },
  );

  test('7.2.3 — the creator’s as well', () => {
    const s = active({}, 2);
    expect(s.mm(CREATOR, 'LVREQ', 1, { target: 0 }).slice(0, 1)).toEqual(['TRIND to 2 mm user 2']);
  });

  test('7.2.3 — one that is enrolled, not active, just leaves', () => {
    const s = enrolled({ parameters: { members: [listed(2, 2)] } }, 2);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    expect(s.mm(2, 'LVREQ', 2, { target: 1 })).toEqual(['cancel ka of 2', 'user 2 enrolled → registered']);
    expect(s.session()?.phase).toBe('announced');
  });
});

describe('7.2.4, figure 21 — TRREQ', () => {
  test('7.2.4, D13 — of the creator: TRIND to every active member, itself too; running timers stop', () => {
    const s = active({}, 2);
    s.wake();
    s.sm(3, 'SRREQ');
    expect(s.mm(CREATOR, 'TRREQ', 1)).toEqual([
      'TRIND to 1 mm user 1',
      'TRIND to 2 mm user 2',
      `set record at ${roundAt(1) + 60 * S}`,
      'cancel ka of 1',
      'cancel ka of 2',
      'cancel period',
      'user 1 active → none',
      'user 2 active → none',
      'user 3 registered → none',
      'phase running → ended',
    ]);
    expect(serverWake(s.server)).toBe(roundAt(1) + 60 * S);
  });

  test('7.2.4 — of others: nothing', () => {
    const s = active({ parameters: { members: [listed(2, 2)] } }, 2);
    expect(s.mm(2, 'TRREQ', 2)).toEqual(['ignored wrong-role']);
    expect(s.session()?.phase).toBe('running');
  });

  test('7.2.4 — of a creator that is not active: the active ones are told', () => {
    const s = enrolled({}, 2);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    s.mm(2, 'KARES', 2);
    s.sm(CREATOR, 'SAREQ', { user: 1, mmPort: MM_PORT });
    expect(s.mm(CREATOR, 'TRREQ', 1).filter((one) => one.startsWith('TRIND'))).toEqual([
      'TRIND to 2 mm user 2',
    ]);
  });

  test('D5 — before the session runs', () => {
    const s = enrolled({});
    s.sm(CREATOR, 'SAREQ', { user: 1, mmPort: MM_PORT });
    expect(s.mm(CREATOR, 'TRREQ', 1)).toEqual(['ignored wrong-phase']);
  });
});

describe('D14 — the record of an ended session', () => {
  function ended(): Story {
    const s = active({}, 2);
    s.sm(3, 'SRREQ');
    s.mm(CREATOR, 'TRREQ', 1);
    return s;
  }

  test.each(['KARES', 'UIREQ', 'LVREQ', 'TRREQ'])('D14 — %s of a former member gets TRIND', (type) => {
    const s = ended();
    expect(s.mm(2, type, 2, { target: 0 })).toEqual(['TRIND to 2 mm user 2']);
    expect(s.last[0]).toMatchObject({
      via: 'MM',
      message: { memberType: 1, session: 1, kaPeriod: 10, timeout: 3 },
    });
  });

  test('D5 — of others, and from elsewhere: nothing', () => {
    const s = ended();
    expect(s.mm(4, 'KARES', 4)).toEqual(['ignored unknown-user']);
    expect(s.mm(4, 'KARES', 2)).toEqual(['ignored wrong-address']);
  });

  test('D14 — who had left every group is no former member', () => {
    const s = active({}, 2);
    s.mm(2, 'LVREQ', 2, { target: 2 });
    s.mm(CREATOR, 'TRREQ', 1);
    expect(s.mm(2, 'KARES', 2)).toEqual(['ignored unknown-user']);
    const t = announced();
    t.sm(2, 'SRREQ');
    t.sm(2, 'SJREQ', { user: 2 });
    t.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    t.mm(2, 'KARES', 2);
    t.step({
      kind: 'message',
      from: t.member(1)!.smPeer,
      message: { ...header(1), type: 'LVREQ', target: 2 },
    });
    t.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(
      t.step({ kind: 'message', from: t.member(1)!.smPeer, message: { ...header(1), type: 'TRREQ' } }),
    ).toEqual(['ignored wrong-phase']);
  });

  test('D14 — SM messages of members are not answered, SRREQ gets SRREJ, SDREQ of the creator SDRES', () => {
    const s = ended();
    expect(s.sm(2, 'SJREQ', { user: 2 })).toEqual(['ignored wrong-phase']);
    expect(s.sm(2, 'SRREQ')).toEqual(['SRREJ to 2', 'refused 2: no-session']);
    expect(s.sm(CREATOR, 'SDREQ', { user: 1 })).toEqual(['SDRES to 1 user 1']);
    expect(s.sm(2, 'SDREQ', { user: 2 })).toEqual(['ignored wrong-role']);
  });

  test('D14 — after 60 s it is removed; policy recordKept', () => {
    const s = ended();
    expect(s.wake()).toEqual(['expired record', 'phase ended → none']);
    expect(s.now).toBe(60 * S);
    expect(s.mm(2, 'KARES', 2)).toEqual(['ignored unknown-session']);
    const t = announced({ policies: { recordKept: 7 as never } });
    expect(t.sm(CREATOR, 'SDREQ', { user: 1 })[1]).toBe('set record at 7');
  });

  test('I11 — no timer runs in an ended session', () => {
    const s = ended();
    const { roundAt: round, members } = s.session()!;
    expect(round).toBeUndefined();
    expect(members.some(({ kaAt }) => kaAt !== undefined)).toBe(false);
  });
});

describe('D5 — what has no place', () => {
  test('D5 — requested: MM messages and enrolment', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    const from = s.member(1)!.smPeer;
    for (const type of ['KARES', 'UIREQ', 'TRREQ'] as const) {
      expect(s.step({ kind: 'message', from, message: { ...header(1), type } })).toEqual([
        'ignored wrong-phase',
      ]);
    }
    expect(s.sm(CREATOR, 'SAREQ', { user: 1, mmPort: 1 })).toEqual(['ignored wrong-phase']);
  });

  test.each([
    'SCACC',
    'SCREJ',
    'SDRES',
    'SCCON',
    'SRRES',
    'SRACC',
    'SRREJ',
    'SJRES',
    'KAREQ',
    'UIRES',
    'TRIND',
    'KDUPT',
  ])('8.1, 8.3 — %s is a server’s own message', (type) => {
    const s = active({}, 2);
    const sm = type.startsWith('S');
    expect(sm ? s.sm(2, type, { user: 2 }) : s.mm(2, type, 2)).toEqual(['ignored server-message']);
  });

  test('D5 — octets that are no message; everything that is ignored is counted by its reason', () => {
    const s = active({}, 2);
    const violation = {
      code: 'gmp.short',
      severity: 'error',
      clause: '8.2',
      start: 0,
      end: 3,
      message: 'short',
    } as const;
    expect(s.step({ kind: 'violation', from: s.member(2)!.smPeer, violation })).toEqual([
      'ignored gmp.short',
    ]);
    s.mm(2, 'KARES', 2);
    s.mm(2, 'KARES', 2);
    expect([...s.server.ignored]).toEqual([
      ['gmp.short', 1],
      ['no-timer', 2],
    ]);
  });
});

function header(user: number) {
  return {
    closed: false,
    memberType: 1,
    session: 1,
    user,
    groupPort: 0,
    groupAddress: 0,
    kaPeriod: 0,
    timeout: 0,
  } as const;
}
