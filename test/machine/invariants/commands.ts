/**
 * What may happen to a server, as model-based commands of fast-check: honest stories (create, join, answer, leave), any
 * message from any peer, answers of the host program, violations, and time.
 */
import fc from 'fast-check';
import type { GmpMessage, LeaveTarget, SessionParameters } from '../../../dissectors/gmp-message.js';
import { GMP_MESSAGES, type GmpType } from '../../../dissectors/gmp-names.js';
import { parseGmp } from '../../../dissectors/gmp-parse.js';
import { encodeStrict } from '../../../dissectors/gmp-write.js';
import { addressOf, type Peer, portOf, withPort } from '../../../src/machine/peer.js';
import { serverWake } from '../../../src/machine/server/server.js';
import {
  mmAddress,
  mmMessage,
  PEERS,
  type Place,
  passBefore,
  passUntil,
  sayMm,
  smMessage,
  step,
  tell,
  type World,
} from './world.js';

/** The invariants themselves are judged by the watch in every step: the model knows nothing. */
export type Model = Record<string, never>;
/** One command. */
export type Command = fc.Command<Model, World>;

function command(text: string, run: (world: World) => void): Command {
  return { check: () => true, run: (_, world) => run(world), toString: () => text };
}

const peerIndex = fc.nat({ max: PEERS.length - 1 });
const pick = fc.nat({ max: 15 });
const target = fc.constantFrom<LeaveTarget>(0, 0, 1, 2);
const mmPort = fc.constantFrom(7001, 7001, 7001, 7005);

/** Any of the places, the latest more often; undefined where there is none. */
function placeAt(world: World, index: number): Place | undefined {
  const { places } = world;
  return places.length === 0 ? undefined : places[places.length - 1 - (index % places.length)];
}

/** A session that was handed out: mostly one that is under way. */
function sessionAt(world: World, index: number): number {
  const live = [...world.watch.sessions.values()].filter(({ phase }) => phase !== 'ended');
  if (index % 4 === 3 || live.length === 0) return placeAt(world, index)?.session ?? 1;
  return live[index % live.length].session;
}

const spans = fc.constantFrom(
  { kaPeriod: 10, timeout: 3 },
  { kaPeriod: 10, timeout: 3 },
  { kaPeriod: 5, timeout: 5 },
  { kaPeriod: 4, timeout: 8 },
  { kaPeriod: 3, timeout: 4 },
  { kaPeriod: 6, timeout: 2 },
  { kaPeriod: 0, timeout: 3 },
  { kaPeriod: 10, timeout: 0 },
);

const listedMember = fc
  .record({ peer: peerIndex, anyPort: fc.boolean(), memberType: fc.constantFrom<1 | 2 | 4>(1, 2, 2, 4) })
  .map(({ peer, anyPort, memberType }) => ({
    address: addressOf(PEERS[peer]),
    port: anyPort ? 0 : portOf(PEERS[peer]),
    memberType,
  }));

const goodSpans = spans.filter(({ kaPeriod, timeout }) => kaPeriod * timeout > 0);

const parameters: fc.Arbitrary<SessionParameters> = fc
  .record({
    members: fc.oneof(fc.constant([]), fc.array(listedMember, { maxLength: 3 })),
    spans,
    termination: fc.constantFrom<'any' | 'all' | undefined>('any', 'all', 'all', undefined),
  })
  .map(({ members, spans: both, termination }) => ({
    members,
    ...both,
    ...(termination === undefined ? {} : { termination }),
  }));

/** SCREQ and SCINF, as a creator sends them. */
const create = fc
  .record({ peer: peerIndex, secure: fc.boolean(), closed: fc.boolean(), parameters })
  .map(({ peer, secure, closed, parameters: given }) =>
    command(`create(${peer}, ${JSON.stringify({ secure, closed, ...given })})`, (world) => {
      const before = world.places.length;
      tell(world, PEERS[peer], smMessage(world, 'SCREQ', 0, 0, { secure }));
      if (world.places.length === before) return;
      const { session, user } = world.places[before];
      tell(world, PEERS[peer], smMessage(world, 'SCINF', session, user, { closed, parameters: given }));
    }),
  );

/** What comes first, mostly: a session, and everyone of the mask joins it. */
export const beginning: fc.Arbitrary<Command | undefined> = fc.option(
  fc
    .record({
      secure: fc.boolean(),
      closed: fc.boolean(),
      spans: goodSpans,
      rest: parameters,
      some: fc.nat({ max: 63 }),
    })
    .map(({ secure, closed, spans: both, rest, some }) =>
      command(`begin(${JSON.stringify({ secure, closed, ...rest, ...both })}, ${some})`, (world) => {
        tell(world, PEERS[0], smMessage(world, 'SCREQ', 0, 0, { secure }));
        if (world.places.length === 0) return;
        const { session, user } = world.places[0];
        const given = { ...rest, ...both };
        tell(world, PEERS[0], smMessage(world, 'SCINF', session, user, { closed, parameters: given }));
        PEERS.forEach((peer, i) => {
          if (((some >> i) & 1) === 1) join(world, peer, session, 3, 7001);
        });
      }),
    ),
  { nil: undefined, freq: 10 },
);

/** Registers, enrols, asks for activation, answers KAREQ: as far as `stage` says. */
function join(world: World, peer: Peer, session: number, stage: number, port: number): void {
  tell(world, peer, smMessage(world, 'SRREQ', session, 0));
  // at stage 0 the question stays open, for a command of its own
  if (stage > 0 && world.questions.some((q) => q.peer === peer && q.session === session))
    answerQuestion(world, peer, session, true);
  const place = world.places.findLast((p) => p.peer === peer && p.session === session);
  if (place !== undefined) climb(world, place, stage, port);
}

function climb(world: World, place: Place, stage: number, port: number): void {
  const { peer, session, user } = place;
  if (stage > 0) tell(world, peer, smMessage(world, 'SJREQ', session, user));
  if (stage > 1) {
    tell(world, peer, smMessage(world, 'SAREQ', session, user, { mmPort: port }));
    place.mmPort = port;
  }
  if (stage > 2) sayMm(world, place, 'KARES');
}

function answerQuestion(world: World, peer: Peer, session: number, granted: boolean): void {
  const at = world.questions.findIndex((q) => q.peer === peer && q.session === session);
  if (at >= 0) world.questions.splice(at, 1);
  step(world, { kind: 'authorised', session, peer, granted });
}

const stage = fc.constantFrom(0, 1, 2, 3, 3, 3, 3);

const joinOne = fc
  .record({ peer: peerIndex, at: pick, stage, port: mmPort })
  .map(({ peer, at, stage: to, port }) =>
    command(`join(${peer}, ${at}, ${to}, ${port})`, (world) => {
      join(world, PEERS[peer], sessionAt(world, at), to, port);
    }),
  );

/** Everyone of the mask joins the same session, the creator too. */
const joinAll = fc.record({ at: pick, some: fc.nat({ max: 63 }), stage }).map(({ at, some, stage: to }) =>
  command(`joinAll(${at}, ${some}, ${to})`, (world) => {
    const session = sessionAt(world, at);
    PEERS.forEach((peer, i) => {
      if (((some >> i) & 1) === 1) join(world, peer, session, to, 7001);
    });
  }),
);

/** A member sends KARES that nobody asked for, as one does that was demoted (D20). */
const unasked = fc.record({ at: pick, times: fc.integer({ min: 1, max: 3 }) }).map(({ at, times }) =>
  command(`unasked(${at}, ${times})`, (world) => {
    const place = placeAt(world, at);
    for (let i = 0; i < times && place !== undefined; i += 1) sayMm(world, place, 'KARES');
  }),
);

const climbOne = fc.record({ at: pick, stage, port: mmPort }).map(({ at, stage: to, port }) =>
  command(`climb(${at}, ${to}, ${port})`, (world) => {
    const place = placeAt(world, at);
    if (place !== undefined) climb(world, place, to, port);
  }),
);

/** Those of the mask answer the KAREQ that they were sent; the others never do. */
function answerKareq(world: World, mask: number): void {
  const { asked } = world;
  world.asked = [];
  asked.forEach(({ to, session, user }, i) => {
    if (((mask >> (i % 8)) & 1) === 1) tell(world, to, mmMessage(world, 'KARES', session, user));
  });
}

const mask = fc.oneof(fc.constant(255), fc.nat({ max: 255 }));

const answer = mask.map((some) => command(`answer(${some})`, (world) => answerKareq(world, some)));

/** Time goes on to the next wake, and those of the mask answer what that brings. */
const round = fc.record({ some: mask, times: fc.integer({ min: 1, max: 4 }) }).map(({ some, times }) =>
  command(`round(${some}, ${times})`, (world) => {
    for (let i = 0; i < times; i += 1) {
      passUntil(world, Math.min(serverWake(world.server), world.now + 30_000_000));
      answerKareq(world, some);
    }
  }),
);

/** To one microsecond before, exactly to (messages still come first), or one microsecond after the next wake. */
const nearWake = fc.constantFrom(-1, 0, 1).map((offset) =>
  command(`nearWake(${offset})`, (world) => {
    const wake = serverWake(world.server);
    if (!Number.isFinite(wake)) return;
    if (offset === 0) passBefore(world, wake);
    else passUntil(world, wake + offset);
  }),
);

const pass = fc
  .constantFrom(1, 99_999, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_500_000, 30_000_000, 60_000_000)
  .map((span) => command(`pass(${span})`, (world) => passUntil(world, world.now + span)));

const leave = fc.record({ at: pick, target }).map(({ at, target: what }) =>
  command(`leave(${at}, ${what})`, (world) => {
    const place = placeAt(world, at);
    if (place !== undefined) sayMm(world, place, 'LVREQ', what);
  }),
);

const say = fc
  .record({ at: pick, type: fc.constantFrom('KARES', 'KARES', 'UIREQ', 'TRREQ') })
  .map(({ at, type }) =>
    command(`say(${at}, ${type})`, (world) => {
      const place = placeAt(world, at);
      if (place !== undefined) sayMm(world, place, type as 'KARES');
    }),
  );

const authorise = fc
  .record({ at: pick, granted: fc.boolean(), peer: peerIndex })
  .map(({ at, granted, peer }) =>
    command(`authorise(${at}, ${granted}, ${peer})`, (world) => {
      const question = world.questions[at % Math.max(1, world.questions.length)];
      const session = question?.session ?? sessionAt(world, at);
      answerQuestion(world, question?.peer ?? PEERS[peer], session, granted);
    }),
  );

const violation = peerIndex.map((peer) =>
  command(`violation(${peer})`, (world) => {
    const octets = { clause: '8.2', start: 0, end: 4, message: 'damaged' } as const;
    step(world, {
      kind: 'violation',
      from: PEERS[peer],
      violation: { code: 'gmp.version', severity: 'error', ...octets },
    });
  }),
);

const TYPES: readonly GmpType[] = GMP_MESSAGES.map(({ mnemonic }) => mnemonic);

/** A message as octets, a few of them changed on the way, cut or lengthened: what the parser makes of it is stepped with. */
function damaged(world: World, from: Peer, message: GmpMessage, damage: Damage): void {
  const sent = encodeStrict(message);
  const octets = new Uint8Array(Math.max(0, sent.length + damage.length));
  octets.set(sent.subarray(0, octets.length));
  for (const [at, mask] of damage.flips) if (at < octets.length) octets[at] ^= mask;
  const parsed = parseGmp(octets, 0, octets.length);
  if (parsed.ok) tell(world, from, parsed.message);
  else step(world, { kind: 'violation', from, violation: parsed.violation });
}

interface Damage {
  readonly flips: readonly (readonly [number, number])[];
  readonly length: number;
}

const damage = fc.record({
  flips: fc.array(fc.tuple(fc.nat({ max: 19 }), fc.integer({ min: 1, max: 255 })), { maxLength: 2 }),
  length: fc.constantFrom(0, 0, 0, -4, -1, 4, 8),
});

/** Any of the 22 messages: from a place, or with a wrong session, user, address, port or header. */
const anything = fc
  .record({
    type: fc.constantFrom(...TYPES),
    at: pick,
    peer: fc.option(peerIndex, { freq: 3 }),
    session: fc.option(fc.nat({ max: 5 }), { freq: 5 }),
    user: fc.option(fc.nat({ max: 8 }), { freq: 5 }),
    port: fc.option(mmPort, { freq: 4 }),
    flag: fc.boolean(),
    value: fc.nat({ max: 255 }),
    target,
    parameters,
    damage: fc.option(damage, { freq: 2 }),
  })
  .map((a) =>
    command(`anything(${JSON.stringify(a)})`, (world) => {
      const place = placeAt(world, a.at) ?? { peer: PEERS[0], session: 1, user: 1, mmPort: 0 };
      const message = anyMessage(world, a.session ?? place.session, a.user ?? place.user, a);
      const address = 'memberType' in message ? mmAddress(place) : place.peer;
      const from = a.peer === null ? address : PEERS[a.peer];
      const sender = a.port === null ? from : withPort(from, a.port);
      if (a.damage === null) tell(world, sender, message);
      else damaged(world, sender, message, a.damage);
    }),
  );

interface Values {
  readonly type: GmpType;
  readonly flag: boolean;
  readonly value: number;
  readonly target: LeaveTarget;
  readonly parameters: SessionParameters;
}

function anyMessage(world: World, session: number, user: number, a: Values): GmpMessage {
  const { type, flag, value } = a;
  const modes = world.modes.get(session);
  const key = Uint8Array.of(value, 2, 3);
  const common = { session, user, groupPort: value % 3, groupAddress: value % 2 };
  const sm = { secure: flag, closed: flag !== (modes?.closed ?? true), ...common };
  const mm = { closed: flag, memberType: 1, kaPeriod: value, timeout: 0, ...common } as const;
  switch (type) {
    case 'SCINF':
      return { type, ...sm, parameters: a.parameters };
    case 'SAREQ':
      return { type, ...sm, mmPort: 7001 + (value % 2) };
    case 'SJRES':
      return flag ? { type, ...sm, secure: true, key } : { type, ...sm, secure: false };
    case 'KDUPT':
      return { type, ...mm, key };
    case 'UIRES':
      return { type, ...mm, members: [], following: 0 };
    case 'LVREQ':
      return { type, ...mm, target: a.target };
    case 'KAREQ':
    case 'KARES':
    case 'UIREQ':
    case 'TRREQ':
    case 'TRIND':
      return { type, ...mm };
    default:
      return { type, ...sm };
  }
}

/** SM requests of a place, or again and again. */
const request = fc
  .record({ at: pick, type: fc.constantFrom('SCINF', 'SDREQ', 'SRREQ', 'SJREQ', 'SAREQ'), port: mmPort })
  .map(({ at, type, port }) =>
    command(`request(${at}, ${type}, ${port})`, (world) => {
      const place = placeAt(world, at);
      if (place === undefined) return;
      const { peer, session, user } = place;
      tell(world, peer, smMessage(world, type as 'SAREQ', session, user, { mmPort: port }));
      if (type === 'SAREQ') place.mmPort = port;
    }),
  );

const HONEST = [
  create,
  joinOne,
  joinAll,
  joinAll,
  climbOne,
  answer,
  round,
  round,
  round,
  nearWake,
  leave,
  say,
  unasked,
];
const WILD = [anything, anything, request, request, authorise, violation, pass, nearWake, joinOne];

/** Commands of which most make sense. */
export const honestCommands: readonly fc.Arbitrary<Command>[] = [
  ...HONEST,
  ...HONEST,
  request,
  pass,
  authorise,
];
/** Commands of any kind. */
export const wildCommands: readonly fc.Arbitrary<Command>[] = [...HONEST, ...WILD];
