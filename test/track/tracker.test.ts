/** What single messages prove to the tracker, where it corrects itself, and what it lets go: sequences made by hand. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { GmpMessage, SessionParameters } from '../../dissectors/gmp-message.js';
import { encodeStrict } from '../../dissectors/gmp-write.js';
import { createRegistry } from '../../dissectors/registry.js';
import { micros, NEVER } from '../../src/base/micros.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import type { Session, Tracker, TrackListener, TrackOptions } from '../../src/track/contract.js';
import { createHosts } from '../../src/track/hosts.js';
import { createIntake } from '../../src/track/intake.js';
import { createTracker } from '../../src/track/tracker.js';
import { concat, ethernet, ipv4, ipv6, udp } from '../dissectors/packets.js';
import { miscounts, optionsOf } from './follow.js';

const SERVER = 0x0a000001;
const PORT = 16513;

/** A scene: messages at instants, between the server and clients. */
interface Scene {
  readonly tracker: Tracker;
  readonly told: string[];
  /** Milliseconds; a client is a number, its host 10.0.1.N. */
  readonly send: (ms: number, client: number, message: GmpMessage, port?: number) => void;
  readonly session: () => Session;
  readonly group: (user: number) => number;
}

const FROM_SERVER = /^(SCACC|SCREJ|SDRES|SCCON|SRRES|SRACC|SRREJ|SJRES|KAREQ|UIRES|TRIND|KDUPT)$/;
const MM = /^(KAREQ|KARES|UIREQ|UIRES|LVREQ|TRREQ|TRIND|KDUPT)$/;

function makeScene(changed: Partial<TrackOptions> = {}, listener: TrackListener = {}): Scene {
  const registry = createRegistry();
  const w = createWalk(registry);
  const hosts = createHosts();
  const intake = createIntake(registry, hosts);
  const told: string[] = [];
  const tracker = createTracker({ ...optionsOf(), ...changed }, hosts, listener, {
    forgotten: ({ number }) => told.push(`forgotten ${number}`),
    round: (_, left) => told.push(`round without ${left.map(({ user }) => user).join(' ') || 'nobody'}`),
    expired: ({ user }, at) => told.push(`expired ${user} ${at / 1000}`),
  });
  let number = 0;
  return {
    tracker,
    told,
    send: (ms, client, message, port) => {
      const own = port ?? (MM.test(message.type) ? 6000 : 5000);
      const at = 0x0a000100 + client;
      const down = FROM_SERVER.test(message.type);
      const frame = frameOf(
        down ? SERVER : at,
        down ? at : SERVER,
        down ? PORT : own,
        down ? own : PORT,
        message,
      );
      number += 1;
      const sec = Math.floor(ms / 1000);
      const nsec = Math.round((ms % 1000) * 1_000_000);
      Object.assign(w.frame, { number, sec, nsec, capLen: frame.length, wireLen: frame.length, linkType: 1 });
      walkFrame(registry, w, frame, 0);
      intake(w, tracker.take);
    },
    session: () => tracker.sessions()[0],
    group: (user) => tracker.sessions()[0].members[user]?.group ?? -1,
  };
}

function octets(address: number): number[] {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255];
}

function frameOf(
  from: number,
  to: number,
  fromPort: number,
  toPort: number,
  message: GmpMessage,
): Uint8Array {
  const packet = ipv4(udp(encodeStrict(message), fromPort, toPort), { proto: 17 });
  packet.set([...octets(from), ...octets(to)], 12);
  return ethernet(packet);
}

const GROUP = { groupPort: 7000, groupAddress: 0xefc00001 };
const SM = { secure: false, closed: false, session: 1, user: 0, ...GROUP };
const MMH = {
  closed: false,
  memberType: 1,
  session: 1,
  user: 0,
  ...GROUP,
  kaPeriod: 10,
  timeout: 4,
} as const;
const PARAMETERS: SessionParameters = { members: [], kaPeriod: 10, timeout: 4, termination: 'all' };

/** A session from its birth: the creator is user 1, members follow; all registered, enrolled and active by 100 ms. */
function running(scene: Scene, members: number, closed = false): void {
  const { send } = scene;
  const sm = { ...SM, closed };
  send(0, 1, { type: 'SCREQ', ...sm, session: 0 });
  send(1, 1, { type: 'SCACC', ...sm, user: 1 });
  send(2, 1, { type: 'SCINF', ...sm, user: 1, parameters: PARAMETERS });
  send(3, 1, { type: 'SCCON', ...sm, user: 1 });
  for (let user = 1; user <= members; user += 1) {
    if (user > 1) {
      send(10, user, { type: 'SRREQ', ...sm });
      send(11, user, { type: 'SRACC', ...sm, user });
    }
    send(20, user, { type: 'SJREQ', ...sm, user });
    send(21, user, { type: 'SJRES', ...sm, user, secure: false });
  }
  for (let user = 1; user <= members; user += 1) {
    send(30, user, { type: 'SAREQ', ...sm, user, mmPort: 6000 });
    send(31, user, { type: 'KAREQ', ...MMH, user });
    send(32, user, { type: 'KARES', ...MMH, user });
  }
}

function round(scene: Scene, ms: number, asked: readonly number[], answering = asked): void {
  for (const user of asked) scene.send(ms, user, { type: 'KAREQ', ...MMH, user });
  for (const user of answering) scene.send(ms + 2, user, { type: 'KARES', ...MMH, user });
}

let scene: Scene;
beforeEach(() => {
  scene = makeScene();
});

test.each([
  [false, '7.1.3, figure 6'],
  [true, '7.1.3, figure 7'],
])('7.1.3: registered in a session whose closed mode is %s, by the right figure', (closed, why) => {
  const sm = { ...SM, closed };
  scene.send(0, 1, { type: 'SCREQ', ...sm, session: 0 });
  scene.send(1, 1, { type: 'SCACC', ...sm, user: 1 });
  scene.send(2, 1, { type: 'SCINF', ...sm, user: 1, parameters: PARAMETERS });
  scene.send(3, 1, { type: 'SCCON', ...sm, user: 1 });
  scene.send(10, 2, { type: 'SRREQ', ...sm });
  if (closed) scene.send(11, 2, { type: 'SRRES', ...sm });
  scene.send(12, 2, { type: 'SRACC', ...sm, user: 2 });
  expect(scene.session().members[2]).toMatchObject({ group: 1, why });
});

describe('KA timers', () => {
  test('9.2 b: the timer expires exactly one timeout after the KAREQ that armed it, then once more (D8)', () => {
    running(scene, 2);
    round(scene, 1032, [1, 2], [1]);
    scene.tracker.advance(micros(1_432_000));
    expect(scene.group(2)).toBe(3);
    scene.tracker.advance(micros(1_432_001));
    expect(scene.group(2)).toBe(2);
    scene.tracker.finish(micros(1_831_999));
    expect(scene.group(2)).toBe(2);
    scene.tracker.finish(micros(1_832_000));
    expect(scene.group(2)).toBe(1);
    expect(scene.told.filter((line) => line.startsWith('expired'))).toEqual([
      'expired 2 1432',
      'expired 2 1832',
    ]);
    expect(scene.session().members[2]?.missed).toBe(1);
    expect(scene.session().members[2]?.expires).toBe(NEVER);
  });

  test('D10: a KARES of the very instant comes before the timer', () => {
    running(scene, 2);
    round(scene, 1032, [1, 2], [1]);
    scene.send(1432, 2, { type: 'KARES', ...MMH, user: 2 });
    scene.tracker.finish(micros(1_900_000));
    expect(scene.group(2)).toBe(3);
    expect(scene.told).toEqual(['round without nobody']);
  });

  test('D10: what the server sends at the very instant comes after it', () => {
    running(scene, 2);
    round(scene, 1032, [1, 2], [1]);
    scene.send(1432, 1, { type: 'TRIND', ...MMH, user: 1 });
    expect(scene.told).toContain('expired 2 1432');
  });

  test('D9: a KAREQ does not extend a timer that runs; under "continuous" each KARES restarts it', () => {
    running(scene, 2);
    round(scene, 1032, [2], []);
    scene.send(1200, 2, { type: 'KAREQ', ...MMH, user: 2 });
    expect(scene.session().members[2]?.expires).toBe(1_432_000);
    const other = makeScene({ kaTimer: 'continuous' });
    running(other, 2);
    expect(other.session().members[2]?.expires).toBe(432_000);
    other.send(400, 2, { type: 'KARES', ...MMH, user: 2 });
    expect(other.session().members[2]?.expires).toBe(800_000);
  });

  test('D11: under "ignore" plain participants of an open session are not timed once active; in a closed one they are', () => {
    for (const closed of [false, true]) {
      const other = makeScene({ openTracking: 'ignore' });
      running(other, 2, closed);
      other.send(1032, 2, { type: 'KAREQ', ...MMH, closed, user: 2 });
      expect(other.session().members[2]?.expires === NEVER).toBe(!closed);
    }
  });
});

describe('rounds', () => {
  test('6.2: a believed active member that a round leaves out is enrolled, when the round is over', () => {
    running(scene, 3);
    round(scene, 1032, [1, 2, 3]);
    round(scene, 2032, [1, 3]);
    expect(scene.group(2)).toBe(3);
    scene.tracker.finish(micros(2_200_000));
    expect(scene.group(2)).toBe(2);
    expect(scene.session().members[2]?.why).toContain('left out of the round');
    expect(scene.told.filter((line) => line.startsWith('round'))).toEqual([
      'round without nobody',
      'round without 2',
    ]);
    expect(miscounts(scene.session())).toEqual([]);
  });

  test('one that became active within the last second is told, and kept', () => {
    running(scene, 2);
    round(scene, 932, [1]);
    scene.tracker.finish(micros(990_000));
    expect(scene.told).toEqual(['round without 2']);
    expect(scene.group(2)).toBe(3);
  });

  test('one that is asked without having asked is active', () => {
    running(scene, 3);
    scene.send(40, 3, { type: 'LVREQ', ...MMH, user: 3, target: 0 });
    expect(scene.group(3)).toBe(2);
    round(scene, 1032, [1, 2, 3], [1, 2]);
    expect(scene.group(3)).toBe(2);
    round(scene, 2032, [1, 2, 3], [1, 2]);
    expect(scene.group(3)).toBe(3);
  });

  test('two answers to a SAREQ that was sent twice are no round (D1)', () => {
    running(scene, 3);
    scene.send(100, 2, { type: 'LVREQ', ...MMH, user: 2, target: 0 });
    scene.send(200, 2, { type: 'SAREQ', ...SM, user: 2, mmPort: 6000 });
    scene.send(300, 2, { type: 'SAREQ', ...SM, user: 2, mmPort: 6000 });
    scene.send(301, 2, { type: 'KAREQ', ...MMH, user: 2 });
    scene.send(302, 2, { type: 'KARES', ...MMH, user: 2 });
    scene.send(400, 2, { type: 'KAREQ', ...MMH, user: 2 });
    scene.tracker.finish(micros(500_000));
    expect(scene.told).toEqual([]);
    expect(scene.session().rounds).toBe(0);
  });

  test('a round that takes its time is one, as long as it does not pause', () => {
    running(scene, 9);
    for (let user = 1; user <= 9; user += 1)
      scene.send(1032 + 40 * user, user, { type: 'KAREQ', ...MMH, user });
    scene.tracker.finish(micros(1_450_001));
    expect(scene.session().rounds).toBe(1);
    expect(scene.told.filter((line) => line.startsWith('round'))).toEqual(['round without nobody']);
  });
});

describe('lists and ends', () => {
  test('7.2.2: who is not on a complete list is not active; of a list in parts the last one tells', () => {
    running(scene, 3);
    const uires = { type: 'UIRES', ...MMH, user: 1 } as const;
    const on = (user: number) => ({ user, memberType: 1, group: 3 }) as const;
    scene.send(2000, 1, { ...uires, members: [on(1)], following: 1 });
    expect(scene.group(2)).toBe(3);
    scene.send(2000, 1, { ...uires, members: [on(3), on(9)], following: 0 });
    expect([1, 2, 3, 9].map(scene.group)).toEqual([3, 2, 3, 3]);
    expect(miscounts(scene.session())).toEqual([]);
  });

  test('7.2.3: the creator leaves alone: the session has ended, though nobody is told; a KAREQ afterwards says it has not', () => {
    running(scene, 1);
    scene.send(100, 1, { type: 'LVREQ', ...MMH, user: 1, target: 0, memberType: 4 });
    expect(scene.session().phase).toBe(3);
    expect(scene.session().endedWhy).toContain('7.2.3');
    round(scene, 1032, [1]);
    round(scene, 2032, [1]);
    expect([scene.session().phase, scene.group(1)]).toEqual([2, 3]);
  });

  test('D14: the record is let go 60 s after the end, and its ID may be given again', () => {
    running(scene, 2);
    scene.send(100, 1, { type: 'TRREQ', ...MMH, user: 1, memberType: 4 });
    expect(scene.session().phase).toBe(2);
    scene.send(110, 1, { type: 'TRIND', ...MMH, user: 1 });
    expect(scene.session()).toMatchObject({ phase: 3, activeCount: 0, endedWhy: '7.2.4, figure 21' });
    scene.tracker.finish(micros(60_110_000));
    expect(scene.told).toEqual([]);
    scene.tracker.finish(micros(60_121_000));
    expect(scene.told).toEqual(['forgotten 1']);
    expect(scene.tracker.sessions()).toEqual([]);
  });

  test('8.2 e: SCACC gives a known ID to another; a repeated one does not (D1)', () => {
    running(scene, 2);
    scene.send(200, 1, { type: 'SCACC', ...SM, user: 1 });
    expect(scene.told).toEqual([]);
    scene.send(300, 7, { type: 'SCACC', ...SM, user: 1 });
    expect(scene.told).toEqual(['forgotten 1']);
    expect(scene.session()).toMatchObject({ number: 2, phase: 0, fromBirth: true });
  });

  test('D2: a session without SCINF is let go after 30 s', () => {
    scene.send(1, 1, { type: 'SCACC', ...SM, user: 1 });
    scene.tracker.finish(micros(30_012_000));
    expect(scene.tracker.sessions()).toEqual([]);
  });
});

describe('who speaks (D7)', () => {
  test('LVREQ and KARES in another’s name change nothing', () => {
    running(scene, 3);
    scene.send(50, 3, { type: 'LVREQ', ...MMH, user: 2, target: 2 });
    scene.send(60, 2, { type: 'LVREQ', ...MMH, user: 2, target: 2 }, 6001);
    expect(scene.group(2)).toBe(3);
    scene.send(70, 2, { type: 'LVREQ', ...MMH, user: 2, target: 2 });
    expect(scene.group(2)).toBe(0);
  });

  test('8.2 f: a user ID that is given to another is the other’s', () => {
    running(scene, 2);
    scene.send(100, 5, { type: 'SRACC', ...SM, user: 2 });
    expect(scene.group(2)).toBe(1);
    scene.send(110, 2, { type: 'LVREQ', ...MMH, user: 2, target: 2 });
    expect(scene.group(2)).toBe(1);
    expect(miscounts(scene.session())).toEqual([]);
  });

  test('D25: a KARES counts only after the KAREQ that answers SAREQ', () => {
    running(scene, 1);
    scene.send(100, 2, { type: 'SRACC', ...SM, user: 2 });
    scene.send(110, 2, { type: 'SJRES', ...SM, user: 2, secure: false });
    scene.send(120, 2, { type: 'KARES', ...MMH, user: 2 });
    expect(scene.group(2)).toBe(2);
  });
});

describe('what is kept', () => {
  test('members that deregister are let go, their user IDs too', () => {
    running(scene, 1);
    for (let i = 0; i < 500; i += 1) {
      const user = 2 + i;
      scene.send(100 + i * 10, user & 63, { type: 'SRACC', ...SM, user }, 5000 + i);
      scene.send(105 + i * 10, user & 63, { type: 'LVREQ', ...MMH, user, target: 2 }, 5000 + i);
    }
    scene.tracker.finish(micros(10_000_000));
    expect(scene.session().members.filter((member) => member !== undefined)).toHaveLength(1);
    expect(scene.session().registeredCount).toBe(1);
  });

  test('clients that ask and get no answer do not pile up', () => {
    running(scene, 1);
    for (let i = 0; i < 70_000; i += 1) {
      scene.send(100, 1000 + (i >> 10), { type: 'SRREQ', ...SM }, 1024 + (i & 1023));
    }
    expect(scene.session().applicants.size).toBe(65_536);
  });
});

describe('the intake', () => {
  test('finds the hosts of IPv6 too; what was cut is passed over', () => {
    const registry = createRegistry();
    const w = createWalk(registry);
    const hosts = createHosts();
    const intake = createIntake(registry, hosts);
    const octetsOfMessage = encodeStrict({ type: 'KAREQ', ...MMH, user: 2 });
    const frame = ethernet(ipv6(concat([0x40, 0x81, 0x17, 0x70, 0, 24, 0, 0], octetsOfMessage)), 0x86dd);
    const found: string[] = [];
    const walk = (capLen: number): void => {
      Object.assign(w.frame, { number: 1, sec: 1, nsec: 0, capLen, wireLen: frame.length, linkType: 1 });
      walkFrame(registry, w, frame, 0);
      intake(w, ({ server, serverPort, client, clientPort, user }) => {
        found.push(`${hosts.text(server)} ${serverPort} ${hosts.text(client)} ${clientPort} ${user}`);
      });
    };
    walk(frame.length);
    walk(frame.length - 1);
    expect(found).toEqual(['2001:db8::1 16513 2001:db8::2 6000 2']);
  });

  test('10,000 addresses are told apart, and found again', () => {
    const hosts = createHosts();
    const address = (i: number): number => (i * 0x01000193) >>> 0;
    const numbers = Array.from({ length: 10_000 }, (_, i) => hosts.ofIpv4(address(i)));
    expect(new Set(numbers).size).toBe(10_000);
    expect(
      numbers.every((number, i) => hosts.ofIpv4(address(i)) === number && hosts.ipv4(number) === address(i)),
    ).toBe(true);
  });
});
