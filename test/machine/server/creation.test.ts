/** 7.1.1, 8.1 a to g: creating and deleting sessions. */
import { describe, expect, test } from 'vitest';
import { policiesWith } from '../../../src/machine/policies.js';
import { serverWake } from '../../../src/machine/server/server.js';
import { serverOptions } from '../../../src/machine/server/server-options.js';
import {
  active,
  address,
  announced,
  CREATOR,
  GROUP,
  GROUP_PORT,
  host,
  keyOf,
  listed,
  SPANS,
  story,
} from './server-story.js';

const S = 1_000_000;
const PARAMETERS = { members: [], ...SPANS };

describe('7.1.1, figure 4 — creation that is accepted', () => {
  test('7.1.1 — SCREQ gets SCACC with session, user ID and group; the wait for SCINF begins (D2)', () => {
    const s = story();
    expect(s.sm(CREATOR, 'SCREQ')).toEqual([
      'SCACC to 1 user 1',
      `set scinf at ${30 * S}`,
      'phase none → requested',
    ]);
    expect(s.last[0]).toMatchObject({
      kind: 'send',
      via: 'SM',
      to: host(1),
      message: {
        type: 'SCACC',
        secure: false,
        closed: false,
        session: 1,
        user: 1,
        groupAddress: GROUP,
        groupPort: GROUP_PORT,
      },
      why: { id: 'server.SCREQ.accept' },
    });
    expect(s.session()).toMatchObject({ phase: 'requested', creator: 1, scinfAt: 30 * S, gateOpen: false });
    expect(s.groups()).toBe('1 none');
    expect(serverWake(s.server)).toBe(30 * S);
  });

  test('7.1.1 — SCINF gets SCCON; the session is announced, its creator registered (D22)', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    const parameters = { ...PARAMETERS, name: 'talk' };
    s.at(29 * S);
    expect(s.sm(CREATOR, 'SCINF', { user: 1, closed: true, parameters })).toEqual([
      'SCCON to 1 user 1',
      'cancel scinf',
      'user 1 none → registered',
      'phase requested → announced',
      'announce 1',
      'gate open',
    ]);
    expect(s.last[0]).toMatchObject({
      message: { type: 'SCCON', closed: true, session: 1, groupAddress: GROUP },
    });
    expect(s.last[4]).toMatchObject({ note: { what: 'announce', parameters } });
    expect(s.session()).toEqual({
      session: 1,
      phase: 'announced',
      secure: false,
      closed: true,
      groupAddress: GROUP,
      groupPort: GROUP_PORT,
      creator: 1,
      kaPeriod: 10,
      timeout: 3,
      gateOpen: true,
      generation: 0,
      pending: [],
      members: [
        {
          user: 1,
          memberType: 4,
          group: 'registered',
          smPeer: host(1),
          mmPeer: host(1),
          admitted: false,
          held: false,
        },
      ],
    });
  });

  test('7.3 — S of SCREQ is echoed; a secure session gets its first key with SCINF (D16)', () => {
    const s = announced({ secure: true });
    expect(s.last.map((effect) => effect.kind === 'notify' && effect.note.what)).toContain('key');
    expect(s.session()).toMatchObject({ secure: true, generation: 1 });
    expect(s.last[0]).toMatchObject({ message: { type: 'SCCON', secure: true } });
  });

  test('7.1.1 — group address and port: what SCREQ names is granted, else the server chooses', () => {
    const granted = (groupAddress: number, groupPort: number): unknown => {
      const s = story();
      s.sm(CREATOR, 'SCREQ', { groupAddress, groupPort });
      const { groupAddress: a, groupPort: p } = s.session()!;
      return [a, p];
    };
    expect(granted(0xe1020304, 99)).toEqual([0xe1020304, 99]);
    expect(granted(0, 0)).toEqual([GROUP, GROUP_PORT]);
    expect(granted(0xe0000100, 1)).toEqual([0xe0000100, 1]);
    // No group that routers would not carry, and none that is no group.
    expect(granted(0xe00000ff, 1)).toEqual([GROUP, 1]);
    expect(granted(0xc0a80001, 1)).toEqual([GROUP, 1]);
    expect(granted(0xf0000000, 1)).toEqual([GROUP, 1]);
  });

  test('8.2 e — each session has an ID of its own', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(2, 'SCREQ')).toEqual([
      'SCACC to 2 user 1',
      `set scinf in 2 at ${30 * S}`,
      'phase none → requested',
    ]);
    expect(s.session(2)).toMatchObject({ groupAddress: GROUP + 1 });
  });
});

describe('7.1.1, figure 5 — creation that is rejected', () => {
  test('8.1 c — no resources: SCREJ with S=0', () => {
    const s = story({ options: { mostSessions: 1 } });
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(2, 'SCREQ', { secure: true })).toEqual(['SCREJ to 2 S=0', 'refused 2: no-resources']);
    expect(s.last[0]).toMatchObject({
      message: { session: 0, user: 0, closed: false, groupPort: 0, groupAddress: 0 },
    });
    expect(s.session(2)).toBeUndefined();
  });

  test('8.1 c — the creator has no right: SCREJ with S=0', () => {
    const s = story({ options: { creators: [address(1)] } });
    expect(s.sm(2, 'SCREQ')).toEqual(['SCREJ to 2 S=0', 'refused 2: not-allowed']);
    expect(s.sm(1, 'SCREQ')[0]).toBe('SCACC to 1 user 1');
  });

  test('7.3 — secure mode asked of a server without it: SCREJ with S=1', () => {
    const s = story({ options: { secure: false } });
    expect(s.sm(CREATOR, 'SCREQ', { secure: true })).toEqual([
      'SCREJ to 1 S=1',
      'refused 1: secure-unsupported',
    ]);
    expect(s.sm(CREATOR, 'SCREQ')[0]).toBe('SCACC to 1 user 1');
  });

  test('by default a server has secure mode, lets anybody create, and has no limits but the IDs', () => {
    expect(serverOptions()).toEqual({
      policies: policiesWith(),
      secure: true,
      creators: undefined,
      firstGroup: 0xefc00000,
      groupPort: 16514,
      mostSessions: 65535,
      mostMembers: 65535,
      mostPending: 65535,
    });
  });
});

describe('D1 — repeated requests of creation', () => {
  test('D1 — SCREQ again, still requested: the same SCACC, the wait is not longer', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.at(5 * S).sm(CREATOR, 'SCREQ')).toEqual(['SCACC to 1 user 1']);
    expect(serverWake(s.server)).toBe(30 * S);
  });

  test('D1 — SCREQ after SCINF asks for another session', () => {
    const s = announced();
    expect(s.sm(CREATOR, 'SCREQ')[0]).toBe('SCACC to 1 user 1');
    expect(s.session(2)).toMatchObject({ phase: 'requested' });
  });

  test('D1 — SCINF again gets SCCON again, announced or running', () => {
    const s = active({}, 2);
    expect(s.sm(CREATOR, 'SCINF', { user: 1, parameters: PARAMETERS })).toEqual(['SCCON to 1 user 1']);
    const t = announced();
    expect(t.sm(CREATOR, 'SCINF', { user: 1, parameters: { members: [], kaPeriod: 99 } })).toEqual([
      'SCCON to 1 user 1',
    ]);
    expect(t.session()).toMatchObject({ kaPeriod: 10 });
  });

  test('D1 — policy repeats: ignore', () => {
    const s = story({ policies: { repeats: 'ignore' } });
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(CREATOR, 'SCREQ')).toEqual(['ignored repeat']);
    s.sm(CREATOR, 'SCINF', { user: 1, parameters: PARAMETERS });
    expect(s.sm(CREATOR, 'SCINF', { user: 1, parameters: PARAMETERS })).toEqual(['ignored repeat']);
  });
});

describe('D2 — creation that is not completed', () => {
  test('D2 — without SCINF the session is dropped 30 s after SCACC; its creator may ask again', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.wake()).toEqual(['expired scinf', 'phase requested → none']);
    expect(s.now).toBe(30 * S);
    expect(s.session()).toBeUndefined();
    expect(serverWake(s.server)).toBe(Number.POSITIVE_INFINITY);
    expect(s.sm(CREATOR, 'SCINF', { user: 1, parameters: PARAMETERS })).toEqual(['ignored unknown-session']);
    expect(s.sm(CREATOR, 'SCREQ')).toEqual([
      'SCACC to 1 user 1',
      `set scinf in 2 at ${60 * S}`,
      'phase none → requested',
    ]);
  });

  test('D2 — policy scinfWait', () => {
    const s = story({ policies: { scinfWait: S as never } });
    expect(s.sm(CREATOR, 'SCREQ')[1]).toBe(`set scinf at ${S}`);
  });

  test('D2 — SCINF ends the wait for good', () => {
    const s = announced();
    expect(s.at(30 * S).time()).toEqual([]);
    expect(s.session()).toMatchObject({ phase: 'announced' });
    expect(serverWake(s.server)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('D23 — parameters', () => {
  test.each([
    ['kaPeriod', { kaPeriod: 0 }],
    ['timeout', { timeout: 0 }],
  ])('D23 — SCINF with a zero %s is dropped', (_name, zero) => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(CREATOR, 'SCINF', { user: 1, parameters: { ...PARAMETERS, ...zero } })).toEqual([
      'ignored zero-period-or-timeout',
    ]);
    expect(s.session()).toMatchObject({ phase: 'requested' });
    expect(s.sm(CREATOR, 'SCINF', { user: 1, parameters: PARAMETERS })[0]).toBe('SCCON to 1 user 1');
  });

  test('D23 — absent: KA period 100, timeout 30, termination "any"', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    s.sm(CREATOR, 'SCINF', { user: 1, parameters: { members: [] } });
    expect(s.session()).toMatchObject({ kaPeriod: 100, timeout: 30 });
  });

  test('D9 — policy kaTimer: continuous needs a timeout longer than the period', () => {
    const s = story({ policies: { kaTimer: 'continuous' } });
    s.sm(CREATOR, 'SCREQ');
    const scinf = (timeout: number): readonly string[] =>
      s.sm(CREATOR, 'SCINF', { user: 1, parameters: { members: [], kaPeriod: 10, timeout } });
    expect(scinf(10)).toEqual(['ignored timeout-not-above-period']);
    expect(scinf(11)[0]).toBe('SCCON to 1 user 1');
  });
});

describe('8.1 f — who may send SCINF', () => {
  test('8.1 f — a member that is not the creator: wrong role', () => {
    const s = active({}, 2);
    expect(s.sm(2, 'SCINF', { user: 2, parameters: PARAMETERS })).toEqual(['ignored wrong-role']);
  });

  test('D7 — the creator from another address; a user ID that is nobody’s', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.sm(2, 'SCINF', { user: 1, parameters: PARAMETERS })).toEqual(['ignored wrong-address']);
    expect(s.sm(CREATOR, 'SCINF', { user: 2, parameters: PARAMETERS })).toEqual(['ignored unknown-user']);
    expect(s.sm(CREATOR, 'SCINF', { user: 0, parameters: PARAMETERS })).toEqual(['ignored unknown-user']);
    expect(s.sm(CREATOR, 'SCINF', { user: 60000, parameters: PARAMETERS })).toEqual(['ignored unknown-user']);
  });

  test('D14 — SCINF of an ended session is not answered', () => {
    const s = announced();
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(s.sm(CREATOR, 'SCINF', { user: 1, parameters: PARAMETERS })).toEqual(['ignored session-ended']);
  });
});

describe('8.1 d, e — deletion', () => {
  test('8.1 e — SDREQ of a session that is requested', () => {
    const s = story();
    s.sm(CREATOR, 'SCREQ');
    expect(s.at(S).sm(CREATOR, 'SDREQ', { user: 1 })).toEqual([
      'SDRES to 1 user 1',
      `set record at ${61 * S}`,
      'cancel scinf',
      'phase requested → ended',
    ]);
    expect(s.sm(CREATOR, 'SCREQ')[0]).toBe('SCACC to 1 user 1');
    expect(s.session(2)).toMatchObject({ phase: 'requested' });
  });

  test('8.1 e — SDREQ of a session that is announced: no TRIND, all groups are empty', () => {
    const s = announced();
    s.sm(2, 'SRREQ');
    expect(s.sm(CREATOR, 'SDREQ', { user: 1 })).toEqual([
      'SDRES to 1 user 1',
      `set record at ${60 * S}`,
      'user 1 registered → none',
      'user 2 registered → none',
      'phase announced → ended',
    ]);
  });

  test('8.1 e, 7.2.4 — SDREQ of a session that runs ends it first', () => {
    const s = active({}, 2);
    expect(s.sm(CREATOR, 'SDREQ', { user: 1 })).toEqual([
      'TRIND to 1 mm user 1',
      'TRIND to 2 mm user 2',
      'SDRES to 1 user 1',
      `set record at ${60 * S}`,
      'cancel period',
      'user 1 active → none',
      'user 2 active → none',
      'phase running → ended',
    ]);
    expect(s.session()).toMatchObject({ phase: 'ended', recordAt: 60 * S });
  });

  test('8.1 d — from others than the creator: wrong role', () => {
    const s = active({}, 2);
    expect(s.sm(2, 'SDREQ', { user: 2 })).toEqual(['ignored wrong-role']);
  });

  test('D14 — SDREQ again within the record gets SDRES; the record is not kept longer', () => {
    const s = announced();
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(s.at(59 * S).sm(CREATOR, 'SDREQ', { user: 1 })).toEqual(['SDRES to 1 user 1']);
    expect(s.wake()).toEqual(['expired record', 'phase ended → none']);
    expect(s.now).toBe(60 * S);
    expect(s.sm(CREATOR, 'SDREQ', { user: 1 })).toEqual(['ignored unknown-session']);
  });

  test('8.2 e — a session ID is given again only when the fresh ones are exhausted', () => {
    const s = announced();
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    s.wake();
    s.sm(CREATOR, 'SCREQ');
    expect(s.session(2)).toBeDefined();
  });
});

describe('D1 — a creator with an earlier session', () => {
  test('D1 — ending the earlier one does not touch the one that is being created', () => {
    const s = announced();
    s.sm(CREATOR, 'SCREQ');
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    expect(s.session()).toMatchObject({ phase: 'ended' });
    expect(s.sm(CREATOR, 'SCREQ')).toEqual(['SCACC to 1 user 1']);
    expect(s.last[0]).toMatchObject({ message: { session: 2 } });
  });

  test('D14 — nor does the removal of its record', () => {
    const s = announced();
    s.sm(CREATOR, 'SDREQ', { user: 1 });
    s.at(59 * S).sm(CREATOR, 'SCREQ');
    s.at(60 * S);
    expect(s.time()).toEqual(['expired record', 'phase ended → none']);
    expect(s.sm(CREATOR, 'SCREQ')).toEqual(['SCACC to 1 user 1']);
    expect(s.last[0]).toMatchObject({ message: { session: 2 } });
  });
});

describe('7.3 — the first key', () => {
  test('D16 — octets from the injected source, as many as the policy says', () => {
    for (const octets of [16, 1, 255]) {
      const s = announced({ secure: true, policies: { keyOctets: octets } });
      expect(s.sm(CREATOR, 'SJREQ', { user: 1 })[0]).toBe(
        `SJRES to 1 user 1 key ${keyOf(1, octets).join('.')}`,
      );
    }
  });
});

describe('7.1.1 — principals', () => {
  test('7.1.1 — with principals listed the gate stays closed at SCINF', () => {
    const s = announced({ parameters: { members: [listed(3, 2)] } });
    expect(s.session()).toMatchObject({ gateOpen: false });
  });
});
