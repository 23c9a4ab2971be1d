/** 7.1.3: registration, open (figure 6) and closed (figures 7 and 8); D1, D3, D22, D24; IDs. */
import { describe, expect, test } from 'vitest';
import { tcpPeer } from '../../../src/machine/peer.js';
import {
  active,
  address,
  announced,
  CREATOR,
  GROUP,
  GROUP_PORT,
  host,
  listed,
  SPANS,
  story,
} from './server-story.js';

const S = 1_000_000;

describe('7.1.3, figure 6 — open mode', () => {
  test('7.1.3 — SRREQ gets SRACC with a user ID; the client is registered, a participant', () => {
    const s = announced();
    expect(s.sm(2, 'SRREQ')).toEqual(['SRACC to 2 user 2', 'user 2 none → registered']);
    expect(s.last[0]).toMatchObject({
      via: 'SM',
      message: {
        session: 1,
        user: 2,
        secure: false,
        closed: false,
        groupAddress: GROUP,
        groupPort: GROUP_PORT,
      },
      why: { id: 'server.SRREQ.open', clause: '7.1.3, figure 6' },
    });
    expect(s.member(2)).toMatchObject({ memberType: 1, smPeer: host(2), mmPeer: host(2) });
  });

  test('7.1.3 — in a session that runs as well', () => {
    const s = active({}, 2);
    expect(s.sm(3, 'SRREQ')).toEqual(['SRACC to 3 user 3', 'user 3 none → registered']);
  });

  test('7.1.1 — a listed principal is one, in open mode too; participants need not be listed', () => {
    const s = announced({ parameters: { members: [listed(3, 2)] } });
    s.sm(2, 'SRREQ');
    s.sm(3, 'SRREQ');
    expect([s.member(2)?.memberType, s.member(3)?.memberType]).toEqual([1, 2]);
  });
});

describe('7.1.3, figures 7 and 8 — closed mode, members listed (D24)', () => {
  test('7.1.3 — listed: SRRES, and SRACC in the same step', () => {
    const s = announced({ closed: true, parameters: { members: [listed(2), listed(3, 2)] } });
    expect(s.sm(2, 'SRREQ')).toEqual(['SRRES to 2', 'SRACC to 2 user 2', 'user 2 none → registered']);
    expect(s.last[0]).toMatchObject({ message: { type: 'SRRES', user: 0, session: 1, closed: true } });
    expect(s.sm(3, 'SRREQ')).toEqual([
      'SRRES to 3',
      'SRACC to 3 user 3',
      'user 3 none → registered',
      'gate open',
    ]);
    expect([s.member(2)?.memberType, s.member(3)?.memberType]).toEqual([1, 2]);
  });

  test('7.1.3 — not listed: SRRES, SRREJ', () => {
    const s = announced({ closed: true, parameters: { members: [listed(2)] } });
    expect(s.sm(4, 'SRREQ')).toEqual(['SRRES to 4', 'SRREJ to 4', 'refused 4: not-listed']);
    expect(s.last[1]).toMatchObject({
      message: { type: 'SRREJ', session: 1, user: 0, closed: true, groupAddress: GROUP },
    });
    expect(s.groups()).toBe('1 registered');
  });

  test('D24 — the first unclaimed entry that fits; port 0 is any port', () => {
    const members = [listed(2, 1, 7000), listed(2, 2), listed(2, 1, 7009)];
    const s = announced({ closed: true, parameters: { members } });
    const from = (port: number): readonly string[] =>
      s.step({ kind: 'message', from: host(2, port), message: srreq(true) });
    expect(from(7005)[1]).toMatch(/^SRACC/);
    expect(s.member(2)?.memberType).toBe(2);
    expect(from(7006)[1]).toMatch(/^SRREJ/);
    expect(from(7000)[1]).toMatch(/^SRACC/);
    expect(s.member(3)?.memberType).toBe(1);
    expect(from(7009)[1]).toMatch(/^SRACC/);
    expect(from(7001)[1]).toMatch(/^SRREJ/);
  });

  test('D24 — an entry of type creator lets nobody in', () => {
    const s = announced({ closed: true, parameters: { members: [listed(2, 4)] } });
    expect(s.sm(2, 'SRREQ')[1]).toBe('SRREJ to 2');
  });

  test('D15 — who deregisters gives its entry free', () => {
    const s = announced({ closed: true, parameters: { members: [listed(2)] } });
    s.sm(2, 'SRREQ');
    s.step({ kind: 'message', from: host(2), message: { ...mm(2, true), type: 'LVREQ', target: 2 } });
    expect(s.sm(2, 'SRREQ')).toEqual(['SRRES to 2', 'SRACC to 2 user 3', 'user 3 none → registered']);
  });

  test('D24 — over TCP the address of the connection counts', () => {
    const s = announced({ closed: true, parameters: { members: [listed(2)] } });
    expect(s.step({ kind: 'message', from: tcpPeer(address(2), 5), message: srreq(true) }).length).toBe(3);
    expect(s.member(2)?.smPeer).toBe(tcpPeer(address(2), 5));
  });
});

describe('7.1.3, figures 7 and 8 — closed mode, the host program is asked (D24)', () => {
  test('7.1.3 — SRRES at once, SRACC when it is granted', () => {
    const s = announced({ closed: true });
    expect(s.sm(2, 'SRREQ')).toEqual(['SRRES to 2', 'authorise 2']);
    expect(s.session()?.pending).toEqual([host(2)]);
    expect(s.at(S / 4).step({ kind: 'authorised', session: 1, peer: host(2), granted: true })).toEqual([
      'SRACC to 2 user 2',
      'user 2 none → registered',
    ]);
    expect(s.session()?.pending).toEqual([]);
    expect(s.member(2)?.memberType).toBe(1);
  });

  test('7.1.3 — SRREJ when it is not', () => {
    const s = announced({ closed: true });
    s.sm(2, 'SRREQ');
    expect(s.step({ kind: 'authorised', session: 1, peer: host(2), granted: false })).toEqual([
      'SRREJ to 2',
      'refused 2: not-authorised',
    ]);
    expect(s.session()?.pending).toEqual([]);
    expect(s.groups()).toBe('1 registered');
  });

  test('D1 — SRREQ again while it is checked: SRRES, and no second question', () => {
    const s = announced({ closed: true });
    s.sm(2, 'SRREQ');
    expect(s.sm(2, 'SRREQ')).toEqual(['SRRES to 2']);
  });

  test.each([true, false])('D24 — an answer (%s) to no question has no effect', (granted) => {
    const s = announced({ closed: true });
    expect(s.step({ kind: 'authorised', session: 1, peer: host(2), granted })).toEqual([
      'ignored no-question',
    ]);
    expect(s.step({ kind: 'authorised', session: 9, peer: host(2), granted })).toEqual([
      'ignored no-question',
    ]);
  });

  test('D3 — an answer that comes when the session has ended', () => {
    const s = announced({ closed: true });
    s.sm(2, 'SRREQ');
    s.sm(3, 'SRREQ');
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(s.step({ kind: 'authorised', session: 1, peer: host(2), granted: true })).toEqual([
      'SRREJ to 2',
      'refused 2: session-ended',
    ]);
    expect(s.step({ kind: 'authorised', session: 1, peer: host(3), granted: false })).toEqual([
      'SRREJ to 3',
      'refused 3: not-authorised',
    ]);
  });

  test('D3 — who asks again when the session has ended has its SRREJ; the answer that comes then is none', () => {
    const s = announced({ closed: true, options: { mostPending: 1 } });
    s.sm(2, 'SRREQ');
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(s.sm(2, 'SRREQ')).toEqual(['SRREJ to 2', 'refused 2: no-session']);
    expect(s.session()?.pending).toEqual([]);
    expect(s.server.pendingCount).toBe(0);
    expect(s.step({ kind: 'authorised', session: 1, peer: host(2), granted: true })).toEqual([
      'ignored no-question',
    ]);
  });

  test('D3 — an answer that comes when the session is full', () => {
    const s = announced({ closed: true, options: { mostMembers: 2 } });
    s.sm(2, 'SRREQ');
    s.sm(3, 'SRREQ');
    s.step({ kind: 'authorised', session: 1, peer: host(2), granted: true });
    expect(s.step({ kind: 'authorised', session: 1, peer: host(3), granted: true })).toEqual([
      'SRREJ to 3',
      'refused 3: exhausted',
    ]);
  });

  test('D3 — more registrations than the server takes at a time: SRREJ; settled ones make room', () => {
    const s = announced({ closed: true, options: { mostPending: 1 } });
    s.sm(2, 'SRREQ');
    expect(s.sm(3, 'SRREQ')).toEqual(['SRREJ to 3', 'refused 3: too-many-pending']);
    s.step({ kind: 'authorised', session: 1, peer: host(2), granted: true });
    expect(s.sm(3, 'SRREQ')).toEqual(['SRRES to 3', 'authorise 3']);
  });

  test('D14 — a session that is removed takes its questions with it', () => {
    const s = announced({ closed: true, options: { mostPending: 1 } });
    s.sm(2, 'SRREQ');
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    s.wake();
    s.sm(CREATOR, 'SCREQ');
    s.sm(CREATOR, 'SCINF', { session: 2, user: 1, closed: true, parameters: { members: [], ...SPANS } });
    expect(s.sm(3, 'SRREQ', { session: 2 })).toEqual(['SRRES to 3', 'authorise 3']);
  });
});

describe('D3 — registration that cannot be', () => {
  test('D3 — unknown session: SRREJ echoes what was said of it', () => {
    const s = story();
    expect(s.sm(2, 'SRREQ', { session: 77, secure: true, groupPort: 5, groupAddress: 6 })).toEqual([
      'SRREJ to 2',
      'refused 2: no-session',
    ]);
    expect(s.last[0]).toMatchObject({
      message: {
        type: 'SRREJ',
        session: 77,
        user: 0,
        secure: true,
        closed: false,
        groupPort: 5,
        groupAddress: 6,
      },
    });
  });

  test('D3 — a session that is not announced yet; one that has ended (D14)', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(2, 'SRREQ')).toEqual(['SRREJ to 2', 'refused 2: no-session']);
    const t = announced();
    t.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(t.sm(2, 'SRREQ')).toEqual(['SRREJ to 2', 'refused 2: no-session']);
  });

  test('D3 — as many members as it may have', () => {
    const s = announced({ options: { mostMembers: 2 } });
    s.sm(2, 'SRREQ');
    expect(s.sm(3, 'SRREQ')).toEqual(['SRREJ to 3', 'refused 3: exhausted']);
    expect(s.sm(2, 'SRREQ')).toEqual(['SRACC to 2 user 2']);
  });

  test('D3 — policy refusal: ignore', () => {
    const setting = {
      closed: true,
      policies: { refusal: 'ignore' },
      options: { mostMembers: 2, mostPending: 1 },
    } as const;
    const s = announced(setting);
    expect(s.sm(2, 'SRREQ', { session: 9 })).toEqual(['ignored no-session']);
    s.sm(2, 'SRREQ');
    expect(s.sm(3, 'SRREQ')).toEqual(['ignored too-many-pending']);
    s.step({ kind: 'authorised', session: 1, peer: host(2), granted: true });
    expect(s.sm(3, 'SRREQ')).toEqual(['ignored exhausted']);
  });
});

describe('D1, D22 — SRREQ of somebody who is known', () => {
  test('D1 — SRREQ again gets SRACC with the same user ID, in every group', () => {
    const s = announced();
    s.sm(2, 'SRREQ');
    expect(s.sm(2, 'SRREQ')).toEqual(['SRACC to 2 user 2']);
    s.sm(2, 'SJREQ', { user: 2 });
    expect(s.sm(2, 'SRREQ')).toEqual(['SRACC to 2 user 2']);
    const t = active({}, 2);
    expect(t.sm(2, 'SRREQ')).toEqual(['SRACC to 2 user 2']);
  });

  test('D22 — an SRREQ of the creator gets SRACC', () => {
    for (const repeats of ['answer', 'ignore'] as const) {
      const s = announced({ policies: { repeats } });
      expect(s.sm(CREATOR, 'SRREQ')).toEqual(['SRACC to 1 user 1']);
      expect(s.last[0].why.id).toBe('server.SRREQ.creator');
    }
  });

  test('D22, D15 — a creator that has deregistered keeps its user ID, and may come back', () => {
    const s = announced({ closed: true, parameters: { members: [listed(2)] } });
    s.step({ kind: 'message', from: host(1), message: { ...mm(1, true), type: 'LVREQ', target: 2 } });
    expect(s.groups()).toBe('1 none');
    expect(s.sm(CREATOR, 'SJREQ', { user: 1 })).toEqual(['ignored wrong-group']);
    expect(s.sm(CREATOR, 'SRREQ')).toEqual(['SRACC to 1 user 1', 'user 1 none → registered']);
    expect(s.member(1)?.memberType).toBe(4);
  });

  test('D1 — policy repeats: ignore', () => {
    const s = announced({ closed: true, policies: { repeats: 'ignore' } });
    s.sm(2, 'SRREQ');
    expect(s.sm(2, 'SRREQ')).toEqual(['ignored repeat']);
    s.step({ kind: 'authorised', session: 1, peer: host(2), granted: true });
    expect(s.sm(2, 'SRREQ')).toEqual(['ignored repeat']);
  });
});

describe('8.2 f — user IDs', () => {
  test('8.2 f — an ID is not given twice; those that were given back come last', () => {
    const s = announced();
    for (const n of [2, 3, 4]) s.sm(n, 'SRREQ');
    s.step({ kind: 'message', from: host(3), message: { ...mm(3, false), type: 'LVREQ', target: 2 } });
    expect(s.sm(5, 'SRREQ')[0]).toBe('SRACC to 5 user 5');
    expect(s.groups()).toBe('1 registered, 2 registered, 4 registered, 5 registered');
  });
});

function srreq(closed: boolean) {
  return {
    type: 'SRREQ',
    secure: false,
    closed,
    session: 1,
    user: 0,
    groupPort: 0,
    groupAddress: 0,
  } as const;
}

function mm(user: number, closed: boolean) {
  return {
    closed,
    memberType: 1,
    session: 1,
    user,
    groupPort: 0,
    groupAddress: 0,
    kaPeriod: 0,
    timeout: 0,
  } as const;
}
