/** D21: values that are wrong in fields that no rule names are reported, and not acted on. */
import { describe, expect, test } from 'vitest';
import {
  active,
  announced,
  CREATOR,
  enrolled,
  GROUP,
  GROUP_PORT,
  listed,
  MM_PORT,
  story,
} from './server-story.js';

const RIGHT = { groupAddress: GROUP, groupPort: GROUP_PORT };

describe('D21 — SM headers', () => {
  test('D21 — right values, and zero for what is not known, are no deviation', () => {
    const s = announced({ closed: true, secure: true });
    expect(s.sm(CREATOR, 'SJREQ', { user: 1, ...RIGHT }).length).toBe(2);
    expect(s.sm(CREATOR, 'SJREQ', { user: 1 }).length).toBe(1);
    expect(s.sm(CREATOR, 'SRREQ', { user: 1, ...RIGHT }).length).toBe(1);
  });

  test.each([
    ['secure', true, 'gmp.sm.flags.s', 1, 0],
    ['closed', true, 'gmp.sm.flags.m', 1, 0],
    ['groupAddress', GROUP + 1, 'gmp.group.addr', GROUP + 1, GROUP],
    ['groupPort', 5, 'gmp.group.port', 5, GROUP_PORT],
  ])('D21 — a wrong %s is reported, and the message is taken', (name, value, field, actual, expected) => {
    const s = announced();
    expect(s.sm(CREATOR, 'SJREQ', { user: 1, [name]: value })).toEqual([
      'SJRES to 1 user 1',
      `deviation ${field} ${actual} for ${expected}`,
      'user 1 registered → enrolled',
    ]);
    expect(s.last[1]).toMatchObject({
      note: { session: 1, user: 1 },
      why: { id: 'server.header.deviation' },
    });
    expect(s.last[0].why.id).toBe('server.SJREQ.enrol');
  });

  test('D21 — values that fall short: S=0 in a secure session, M=0 in a closed one', () => {
    const s = announced({ secure: true, closed: true });
    expect(
      s
        .sm(CREATOR, 'SJREQ', { user: 1, secure: false, closed: false })
        .filter((one) => one.startsWith('dev')),
    ).toEqual(['deviation gmp.sm.flags.s 0 for 1', 'deviation gmp.sm.flags.m 0 for 1']);
  });

  test('D21 — M is fixed by SCINF, so it is not wrong there; S is', () => {
    const s = announced();
    const parameters = { members: [] };
    expect(s.sm(CREATOR, 'SCINF', { user: 1, closed: true, parameters })).toEqual(['SCCON to 1 user 1']);
    expect(s.sm(CREATOR, 'SCINF', { user: 1, secure: true, parameters })[1]).toBe(
      'deviation gmp.sm.flags.s 1 for 0',
    );
    expect(s.sm(CREATOR, 'SCINF', { user: 1, secure: true, closed: true, parameters }).length).toBe(2);
  });

  test('8.2 f — SRREQ with a user ID that is not the sender’s', () => {
    const s = announced();
    expect(s.sm(2, 'SRREQ', { user: 9 })).toEqual([
      'SRACC to 2 user 2',
      'deviation gmp.user_id 9 for 0',
      'user 2 none → registered',
    ]);
    expect(s.sm(2, 'SRREQ', { user: 2 })).toEqual(['SRACC to 2 user 2']);
    expect(s.sm(2, 'SRREQ', { user: 9 })[1]).toBe('deviation gmp.user_id 9 for 2');
  });

  test('D21 — nothing is reported of sessions that there are not, that wait for SCINF, or that have ended', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(2, 'SRREQ', { secure: true })).toEqual(['SRREJ to 2', 'refused 2: no-session']);
    const t = announced();
    t.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(t.sm(CREATOR, 'SDREQ', { user: 1, secure: true })).toEqual(['SDRES to 1 user 1']);
    expect(t.sm(2, 'SRREQ', { secure: true })).toEqual(['SRREJ to 2', 'refused 2: no-session']);
  });

  test('D21 — SRREQ is looked at in a session that runs, too', () => {
    const s = active({}, 2);
    expect(s.sm(3, 'SRREQ', { secure: true })).toContain('deviation gmp.sm.flags.s 1 for 0');
  });

  test('D21 — nothing is reported of strangers', () => {
    const s = announced();
    expect(s.sm(2, 'SJREQ', { user: 1, secure: true })).toEqual(['ignored wrong-address']);
  });
});

describe('D21 — MM headers', () => {
  test('8.4 — right values, and those of a client that does not know yet (0, 001), are no deviation', () => {
    const s = active({ parameters: { members: [listed(2, 2)] } }, 2);
    expect(s.mm(2, 'UIREQ', 2, { ...RIGHT, memberType: 2, kaPeriod: 10, timeout: 3 }).length).toBe(1);
    expect(s.mm(2, 'UIREQ', 2).length).toBe(1);
  });

  test.each([
    ['closed', true, 'gmp.mm.mode', 2, 1],
    ['memberType', 4, 'gmp.mm.member_type', 4, 2],
    ['kaPeriod', 11, 'gmp.mm.ka_period', 11, 10],
    ['timeout', 4, 'gmp.mm.timeout', 4, 3],
    ['groupAddress', 1, 'gmp.group.addr', 1, GROUP],
    ['groupPort', 1, 'gmp.group.port', 1, GROUP_PORT],
  ])('D21 — a wrong %s is reported, and the message is taken', (name, value, field, actual, expected) => {
    const s = active({ parameters: { members: [listed(2, 2)] } }, 2);
    s.wake();
    expect(s.mm(2, 'KARES', 2, { [name]: value })).toEqual([
      'cancel ka of 2',
      `deviation ${field} ${actual} for ${expected}`,
    ]);
  });

  test('8.4 c — mode 01 in a closed session', () => {
    const s = enrolled({ closed: true, parameters: { members: [listed(2)] } }, 2);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    expect(s.mm(2, 'KARES', 2, { closed: false })).toContain('deviation gmp.mm.mode 1 for 2');
  });
});
