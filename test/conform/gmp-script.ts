/**
 * Traffic by hand: lines of who sends what to whom, put to a tracker and the judge of GMP.
 *
 *   '1.33 s>a KAREQ'           server to a, at 1.33 s; user ID, ports and header as they should be
 *   '1.34 a>s KARES user=3'    with another user ID
 *
 * Actors: s the server, c the creator (user 1), a (2), b (3), x a stranger, t another server.
 */
import type { GmpMessage } from '../../dissectors/gmp-message.js';
import { GMP_MESSAGES, type GmpType, gmpMessage } from '../../dissectors/gmp-names.js';
import { encodeStrict } from '../../dissectors/gmp-write.js';
import { micros } from '../../src/base/micros.js';
import { type Finding, type JudgeOptions, MAX_DELAY, TOLERANCE } from '../../src/conform/contract.js';
import { createGmpJudge } from '../../src/conform/gmp/judge.js';
import { trackOptions } from '../../src/conform/judging.js';
import { policiesWith } from '../../src/machine/policies.js';
import type { Seen } from '../../src/track/contract.js';
import { createHosts } from '../../src/track/hosts.js';
import { makeSeen, TO_SERVER } from '../../src/track/seen.js';
import { createTracker } from '../../src/track/tracker.js';

const ACTORS = 'scabxt';
const USERS: Readonly<Record<string, number>> = { c: 1, a: 2, b: 3, x: 9 };
const GROUP = 0xefc00001;
const SECOND = 1_000_000;

/** How the session is. */
export interface Setting {
  readonly closed?: boolean;
  readonly secure?: boolean;
  readonly all?: boolean;
  /** Actors that SCINF lists, with their member types. */
  readonly listed?: Readonly<Record<string, 1 | 2>>;
  readonly options?: Partial<JudgeOptions>;
}

/** Creation of a session: SCACC at 0.01 s, SCCON at 0.03 s. */
export const CREATED = ['0 c>s SCREQ', '0.01 s>c SCACC', '0.02 c>s SCINF', '0.03 s>c SCCON'];

/** Registration, enrolment, activation of actors, from an instant on; the first round comes a period after the first KARES. */
export function activated(who: string, from = 0.1): string[] {
  return [...who].flatMap((one, i) => {
    const at = from + i / 100;
    return [...enrolled(one, at), ...asks(one, at + 0.004)];
  });
}

/** Registration and enrolment of an actor; the creator is registered. */
export function enrolled(one: string, at: number): string[] {
  const registers = one === 'c' ? [] : [`${at} ${one}>s SRREQ user=0`, `${at + 0.001} s>${one} SRACC`];
  return [...registers, `${at + 0.002} ${one}>s SJREQ`, `${at + 0.003} s>${one} SJRES`];
}

function asks(one: string, at: number): string[] {
  return [`${at} ${one}>s SAREQ`, `${at + 0.001} s>${one} KAREQ`, `${at + 0.002} ${one}>s KARES`];
}

/** Rounds in which all that are asked answer. */
export function rounds(who: string, from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => i + from).flatMap((at) => [
    ...[...who].map((one) => `${at} s>${one} KAREQ`),
    ...[...who].map((one) => `${at + 0.01} ${one}>s KARES`),
  ]);
}

/** What the judge finds in such traffic. */
export function judged(lines: readonly string[], setting: Setting = {}): readonly Finding[] {
  const findings: Finding[] = [];
  const base = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };
  const options = { ...base, ...setting.options };
  const hosts = createHosts();
  for (const actor of ACTORS) hosts.ofIpv4(addressOf(actor));
  const judge = createGmpJudge(options, hosts, (finding) => {
    findings.push(finding);
  });
  const tracker = createTracker(trackOptions(options), hosts, judge.listener);
  const seen = makeSeen();
  for (const [i, line] of inOrder(lines).entries()) {
    fill(seen, line, i + 1, setting);
    tracker.advance(seen.at);
    judge.advance(seen.at);
    tracker.take(seen);
  }
  tracker.finish(seen.at);
  judge.finish(seen.at);
  return findings;
}

/** "check.no-answer?" for each finding; "!" where it is certain. */
export function codesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, certain }) => `${rule.code.replace('check.', '')}${certain ? '!' : '?'}`);
}

function inOrder(lines: readonly string[]): readonly string[] {
  return [...lines].sort((one, other) => Number.parseFloat(one) - Number.parseFloat(other));
}

function addressOf(actor: string): number {
  return 0x0a000001 + ACTORS.indexOf(actor);
}

function fill(seen: Seen, line: string, frame: number, setting: Setting): void {
  const [time, way, type, ...fields] = line.split(' ');
  const [from, to] = way.split('>');
  const given = new Map(fields.map((field) => field.split('=') as [string, string]));
  const number = (name: string, otherwise: number): number => Number(given.get(name) ?? otherwise);
  const number16 = GMP_MESSAGES.findIndex(({ mnemonic }) => mnemonic === type);
  const toServer = TO_SERVER[number16];
  const client = toServer ? from : to;
  const isMm = gmpMessage(type)?.family === 'MM';
  const octets = encodeStrict(messageOf(type as GmpType, client, given, number, setting));
  Object.assign(seen, {
    frame,
    at: micros(Math.round(Number(time) * SECOND)),
    type: number16,
    toServer,
    server: ACTORS.indexOf(toServer ? to : from),
    serverPort: 16513,
    client: ACTORS.indexOf(client),
    clientPort: number('port', isMm ? 40001 : 40000),
    connection: -1,
    session: type === 'SCREQ' ? 0 : number('session', 1),
    user: number('user', type === 'SCREQ' ? 0 : USERS[client]),
    closed: setting.closed === true,
    secure: !isMm && setting.secure === true,
    memberType: isMm ? number('type', memberTypeOf(client, setting)) : 0,
    kaPeriod: isMm ? number('period', 10) : 0,
    timeout: isMm ? 3 : 0,
    groupAddress: number('group', GROUP),
    groupPort: 16514,
    keyLength: type === 'KDUPT' || (type === 'SJRES' && setting.secure === true) ? 16 : 0,
    reserved: number('target', number('following', 0)),
    bytes: octets,
    start: 0,
    end: octets.length,
  } satisfies Partial<Seen>);
}

function memberTypeOf(actor: string, { listed = {} }: Setting): 1 | 2 | 4 {
  return actor === 'c' ? 4 : (listed[actor] ?? 1);
}

function messageOf(
  type: GmpType,
  client: string,
  given: ReadonlyMap<string, string>,
  number: (name: string, otherwise: number) => number,
  setting: Setting,
): GmpMessage {
  const { closed = false, secure = false, all = false, listed = {} } = setting;
  const header = { closed, session: 1, user: 1, groupPort: 16514, groupAddress: GROUP };
  const mm = { ...header, memberType: memberTypeOf(client, setting), kaPeriod: 10, timeout: 3 };
  const key = new Uint8Array(16).fill(number('key', 1));
  switch (type) {
    case 'SCINF':
      return {
        ...header,
        type,
        secure,
        parameters: {
          kaPeriod: 10,
          timeout: 3,
          termination: all ? 'all' : 'any',
          members: Object.entries(listed).map(([actor, memberType]) => ({
            address: addressOf(actor),
            port: 0,
            memberType,
          })),
        },
      };
    case 'SJRES':
      return secure ? { ...header, type, secure, key } : { ...header, type, secure };
    case 'SAREQ':
      return { ...header, type, secure, mmPort: 40001 };
    case 'UIRES': {
      const users = (given.get('users') ?? '').split(',').filter((user) => user !== '');
      const members = users.map((user) => ({ user: Number(user), memberType: 1, group: 3 }) as const);
      return { ...mm, type, members, following: number('following', 0) };
    }
    case 'LVREQ':
      return { ...mm, type, target: number('target', 0) as 0 | 1 | 2 };
    case 'KDUPT':
      return { ...mm, type, key };
    case 'KAREQ':
    case 'KARES':
    case 'UIREQ':
    case 'TRREQ':
    case 'TRIND':
      return { ...mm, type };
    default:
      return { ...header, type, secure };
  }
}
