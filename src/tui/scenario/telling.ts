/**
 * A run as a story is told of it: its histories, who its actors and subjects are, and how events are spoken of.
 */
import { formatIpv4 } from '../../base/address.js';
import { type Micros, micros } from '../../base/micros.js';
import type { ActionStep, Scenario } from '../../scenario/scenario.js';
import { framesOf, type SentFrame } from '../../sim/frames.js';
import { EPOCH } from '../../sim/output-pcapng.js';
import { shortWhy, timeText, whyOf } from '../../sim/output-words.js';
import type { Run, TraceEvent } from '../../sim/trace.js';
import type { Actor, ActorKind, Cause, Subject } from '../story/contract.js';
import { createHistories, type Histories, type MemberHistory } from './histories.js';
import { createPlaces, type Places } from './places.js';

/** A router's subnet, or one without a router. */
export interface NetworkPlace {
  readonly router: string;
  readonly subnet: string;
  readonly name: string;
  readonly subject: number;
}

/** A run, as it is told. */
export interface Telling {
  readonly scenario: Scenario;
  readonly run: Run;
  readonly events: readonly TraceEvent[];
  readonly places: Places;
  readonly histories: Histories;
  readonly actors: readonly Actor[];
  readonly subjects: readonly Subject[];
  readonly networks: readonly NetworkPlace[];
  /** What each actor is as a member, by its name. */
  readonly memberships: ReadonlyMap<string, readonly MemberHistory[]>;
  /** The actor of a name, or of a group's address; -1: nobody. */
  readonly actorNumber: (name: string) => number;
  /** "creator", "principal" …; "" of nobody. */
  readonly kindOf: (name: string) => string;
  /** Subjects; -1: there is none. */
  readonly sessionSubject: (node: string, session: number) => number;
  readonly memberSubject: (node: string, session: number, user: number) => number;
  readonly networkSubject: (node: string, subnet: string) => number;
  readonly membershipSubject: (node: string, group: string, subnet: string) => number;
  readonly sessionName: (node: string, session: number) => string;
  /** An instant of the run as one of its capture. */
  readonly instant: (t: Micros) => Micros;
  readonly timeText: (t: Micros) => string;
  /** By what an event came about; of a message: itself. */
  readonly causeOf: (event: TraceEvent) => Cause;
  readonly sentBy: (event: TraceEvent) => Cause;
}

const KINDS: Readonly<Record<string, ActorKind>> = { server: 'server', host: 'host', router: 'router' };

/** Prepares the telling of a run; `frames` are its frames, where they have been made already. */
export function createTelling(
  scenario: Scenario,
  run: Run,
  frames: Iterable<SentFrame> = framesOf(run),
): Telling {
  const crashes = scenario.timeline.filter(
    (step): step is ActionStep => step.kind === 'action' && step.action.verb === 'crash',
  );
  const places = createPlaces(run, frames);
  const histories = createHistories(run, crashes);
  const actors = actorsOf(run);
  const numbers = new Map(actors.map(({ name, number }) => [name, number]));
  const kinds = new Map(run.cast.map(({ name, kind }) => [name, kind]));
  const actorNumber = (name: string): number => numbers.get(name) ?? -1;
  const { subjects, keys, networks } = subjectsOf(run, histories, actorNumber);
  const subject = (key: string): number => keys.get(key) ?? -1;
  const instant = (t: Micros): Micros => micros(EPOCH * 1_000_000 + t);
  const cause = (event: TraceEvent, frame: number): Cause => {
    const why = whyOf(event);
    return { frame, at: instant(event.t), why: why === undefined ? '' : shortWhy(why) };
  };
  return {
    scenario,
    run,
    events: run.events,
    places,
    histories,
    actors,
    subjects,
    networks,
    memberships: membershipsOf(histories),
    actorNumber,
    kindOf: (name) => kinds.get(name) ?? '',
    sessionSubject: (node, session) => subject(`session ${node} ${session}`),
    memberSubject: (node, session, user) => subject(`member ${node} ${session} ${user}`),
    networkSubject: (node, subnet) => subject(`network ${node} ${subnet}`),
    membershipSubject: (node, group, subnet) => subject(`membership ${node} ${group} on ${subnet}`),
    sessionName,
    instant,
    timeText,
    causeOf: (event) => cause(event, places.causeOf(event.n)),
    sentBy: (event) => cause(event, places.frameOf(event.n)),
  };
}

function membershipsOf({ sessions }: Histories): ReadonlyMap<string, readonly MemberHistory[]> {
  const byName = new Map<string, MemberHistory[]>();
  for (const { members } of sessions) {
    for (const member of members.values()) {
      const known = byName.get(member.actor);
      if (known === undefined) byName.set(member.actor, [member]);
      else known.push(member);
    }
  }
  return byName;
}

function sessionName(node: string, session: number): string {
  return `session ${session} at ${node}`;
}

/** The cast, and the groups to which something is sent. */
function actorsOf({ cast, events }: Run): readonly Actor[] {
  const actors: Actor[] = cast.map(({ name, kind, addresses }, number) => ({
    number,
    name,
    kind: KINDS[kind] ?? 'client',
    addresses: addresses.map(({ address }) => formatIpv4(address)),
  }));
  const known = new Set(actors.map(({ name }) => name));
  for (const event of events) {
    if (event.kind !== 'message' || event.protocol === 'data' || known.has(event.to) || event.to === '')
      continue;
    known.add(event.to);
    actors.push({ number: actors.length, name: event.to, kind: 'group', addresses: [event.to] });
  }
  return actors;
}

interface Subjects {
  readonly subjects: readonly Subject[];
  readonly keys: ReadonlyMap<string, number>;
  readonly networks: readonly NetworkPlace[];
}

/** Whatever is in a state, in order of appearance. */
function subjectsOf(run: Run, histories: Histories, actorNumber: (name: string) => number): Subjects {
  const found: (Omit<Subject, 'number' | 'parent'> & {
    readonly key: string;
    readonly under: string;
    readonly since: number;
  })[] = [];
  for (const { node, id, phases, members } of histories.sessions) {
    const key = `session ${node} ${id}`;
    const since = phases[0] ?? 0;
    found.push({
      key,
      under: '',
      since,
      kind: 'session',
      name: sessionName(node, id),
      actor: actorNumber(node),
    });
    for (const { user, actor, since: from } of members.values()) {
      const name = actor === '' ? `user ${user}` : `user ${user} (${actor})`;
      const whose = actor === '' ? node : actor;
      const member = { key: `member ${node} ${id} ${user}`, under: key, since: Math.max(from, since) };
      found.push({ ...member, kind: 'member', name, actor: actorNumber(whose) });
    }
  }
  const places = networksOf(run, histories);
  for (const { router, subnet, name } of places) {
    const key = `network ${router} ${subnet}`;
    found.push({ key, under: '', since: 0, kind: 'network', name, actor: actorNumber(router) });
    for (const { subnet: on, group, since, states } of histories.groups) {
      if (on !== subnet) continue;
      const hosts = [...states.keys()].filter((node) => node !== router && !isRouter(run, node));
      const membership = { key: `membership ${router} ${group} on ${subnet}`, under: key, since };
      const whose = actorNumber(router === '' ? (hosts[0] ?? '') : router);
      found.push({ ...membership, kind: 'membership', name: nameOf(group, hosts), actor: whose });
    }
  }
  found.sort((a, b) => a.since - b.since);
  const keys = new Map(found.map(({ key }, number) => [key, number]));
  return {
    subjects: found.map(({ kind, name, actor, under }, number) => ({
      number,
      kind,
      name,
      actor,
      parent: keys.get(under) ?? -1,
    })),
    keys,
    networks: places.map((place) => ({
      ...place,
      subject: keys.get(`network ${place.router} ${place.subnet}`) ?? -1,
    })),
  };
}

const nameOf = (group: string, hosts: readonly string[]): string =>
  hosts.length === 0 ? group : `${group}: ${hosts.join(', ')}`;

const isRouter = ({ cast }: Run, name: string): boolean =>
  cast.some((one) => one.name === name && one.kind === 'router');

/** Subnets on which IGMP is spoken, once for each router there. */
function networksOf({ cast }: Run, histories: Histories): readonly Omit<NetworkPlace, 'subject'>[] {
  const subnets = new Set(histories.groups.map(({ subnet }) => subnet));
  const routers = cast.filter(({ kind }) => kind === 'router');
  for (const { addresses } of routers) for (const { subnet } of addresses) subnets.add(subnet);
  return [...subnets].flatMap((subnet) => {
    const there = routers.filter(({ addresses }) => addresses.some((one) => one.subnet === subnet));
    if (there.length === 0) return [{ router: '', subnet, name: subnet }];
    return there.map(({ name }) => ({
      router: name,
      subnet,
      name: there.length === 1 ? subnet : `${subnet} at ${name}`,
    }));
  });
}
