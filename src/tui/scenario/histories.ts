/**
 * What became of everything that has a state in a run: of each session, member, client, membership and timer the numbers of the
 * events that changed it. What was the case at any position is then one look away, forwards as backwards.
 *
 *   trace ──one pass──► histories ──position──► situation
 */
import { sessionOf, userOf } from '../../../dissectors/gmp-subject.js';
import type { ActionStep } from '../../scenario/scenario.js';
import type { MessageEvent, NoteEvent, Run, StateEvent, TimerEvent, TraceEvent } from '../../sim/trace.js';
import { countBelow } from './places.js';

/** A timer of a machine: the events of its. */
export interface TimerHistory {
  readonly name: string;
  readonly node: string;
  readonly session: number;
  readonly user: number;
  /** "239.1.1.1 on lan" of IGMP's; of a retry the message that is sent again. */
  readonly owner: string;
  readonly events: number[];
}

/** A session at a server. */
export interface SessionHistory {
  readonly node: string;
  readonly id: number;
  readonly phases: number[];
  readonly timers: TimerHistory[];
  /** Events by which a member changed its group, of all its members, and how many there were in each behind them. */
  readonly moves: number[];
  readonly counts: (readonly [number, number, number])[];
  /** By user ID. */
  readonly members: Map<number, MemberHistory>;
  /** Events of notes: the gate, the key. */
  readonly gates: number[];
  readonly keys: number[];
  readonly rounds: number[];
}

/** A member of a session. */
export interface MemberHistory {
  readonly session: SessionHistory;
  readonly user: number;
  /** Its actor, '' where nobody knows. */
  actor: string;
  /** The first event that tells of it. */
  readonly since: number;
  readonly groups: number[];
  readonly timers: TimerHistory[];
  /** KAREQ to it and KARES of it: their messages. */
  readonly asked: number[];
  readonly answered: number[];
}

/** Whoever has a machine of its own: a client's own word, and its timers. */
export interface NodeHistory {
  readonly name: string;
  readonly states: number[];
  readonly timers: TimerHistory[];
  /** When it lost everything that it knew. */
  readonly crashes: number[];
}

/** A group on a subnet: the word of its routers, and of the hosts that are in it. */
export interface GroupHistory {
  readonly subnet: string;
  readonly group: string;
  readonly since: number;
  /** By node: presence for a router, membership of a host. */
  readonly states: Map<string, number[]>;
  readonly timers: TimerHistory[];
}

/** All that there is. */
export interface Histories {
  readonly events: readonly TraceEvent[];
  readonly sessions: readonly SessionHistory[];
  readonly nodes: ReadonlyMap<string, NodeHistory>;
  readonly groups: readonly GroupHistory[];
  /** Queries by "router subnet". */
  readonly queries: ReadonlyMap<string, readonly number[]>;
  /** The same timer's event before this one of it; -1: there is none. */
  readonly timerBefore: (n: number) => number;
}

interface Writing extends Histories {
  readonly sessions: SessionHistory[];
  readonly nodes: Map<string, NodeHistory>;
  readonly groups: GroupHistory[];
  readonly queries: Map<string, number[]>;
  readonly timers: Map<string, TimerHistory>;
  readonly byKey: Map<string, SessionHistory>;
  readonly groupsBy: Map<string, GroupHistory>;
  readonly servers: ReadonlySet<string>;
  readonly before: Map<number, number>;
}

/** Goes through a run once. `crashes` are its actions by which somebody loses everything. */
export function createHistories(
  run: Pick<Run, 'cast' | 'events'>,
  crashes: readonly ActionStep[],
): Histories {
  const before = new Map<number, number>();
  const writing: Writing = {
    before,
    timerBefore: (n) => before.get(n) ?? -1,
    events: run.events,
    sessions: [],
    nodes: new Map(
      run.cast.map(({ name }) => [name, { name, states: [], timers: [], crashes: [] } as NodeHistory]),
    ),
    groups: [],
    queries: new Map(),
    timers: new Map(),
    byKey: new Map(),
    groupsBy: new Map(),
    servers: new Set(run.cast.filter(({ kind }) => kind === 'server').map(({ name }) => name)),
  };
  for (const event of run.events) enter(writing, event, crashes);
  return writing;
}

function enter(writing: Writing, event: TraceEvent, crashes: readonly ActionStep[]): void {
  if (event.kind === 'state') enterState(writing, event);
  else if (event.kind === 'timer') enterTimer(writing, event);
  else if (event.kind === 'message') enterMessage(writing, event);
  else if (event.kind === 'note') enterNote(writing, event);
  else if (event.kind === 'action') {
    const { t, text, node, n } = event;
    if (crashes.some((step) => step.at === t && step.text === text && step.actor === node))
      enterCrash(writing, node, n);
  }
}

/** A server has one session in most stories; where it has more, a note of the key does not tell which: it is the newest. */
function enterNote({ byKey, sessions, servers }: Writing, { what, text, node, n }: NoteEvent): void {
  if (what === 'gate') byKey.get(`${node} ${text.replace('session ', '')}`)?.gates.push(n);
  else if (what === 'key' && servers.has(node))
    sessions
      .filter((one) => one.node === node)
      .at(-1)
      ?.keys.push(n);
}

function enterCrash({ nodes, sessions }: Writing, node: string, n: number): void {
  nodes.get(node)?.crashes.push(n);
  for (const session of sessions) {
    if (session.node !== node) continue;
    session.moves.push(n);
    session.counts.push([0, 0, 0]);
  }
}

function sessionAt(writing: Writing, node: string, id: number): SessionHistory {
  const known = writing.byKey.get(`${node} ${id}`);
  if (known !== undefined) return known;
  const made: SessionHistory = {
    node,
    id,
    phases: [],
    timers: [],
    moves: [],
    counts: [],
    members: new Map(),
    gates: [],
    keys: [],
    rounds: [],
  };
  writing.byKey.set(`${node} ${id}`, made);
  writing.sessions.push(made);
  return made;
}

function memberAt(session: SessionHistory, user: number, actor: string, n: number): MemberHistory {
  const known = session.members.get(user);
  if (known !== undefined) {
    if (known.actor === '') known.actor = actor;
    return known;
  }
  const made: MemberHistory = {
    session,
    user,
    actor,
    since: n,
    groups: [],
    timers: [],
    asked: [],
    answered: [],
  };
  session.members.set(user, made);
  return made;
}

const actorNamed = ({ nodes }: Writing, of: string): string => (nodes.has(of) ? of : '');

const RANKS = ['none', 'registered', 'enrolled', 'active'];

function enterState(writing: Writing, event: StateEvent): void {
  const { what, node, session: id, user, of, n, from, to } = event;
  switch (what) {
    case 'phase':
      sessionAt(writing, node, id).phases.push(n);
      return;
    case 'group': {
      const session = sessionAt(writing, node, id);
      memberAt(session, user, actorNamed(writing, of), n).groups.push(n);
      session.moves.push(n);
      session.counts.push(moved(session.counts.at(-1) ?? [0, 0, 0], RANKS.indexOf(from), RANKS.indexOf(to)));
      return;
    }
    case 'state':
      writing.nodes.get(node)?.states.push(n);
      return;
    case 'membership':
    case 'presence': {
      const group = groupAt(writing, of, n);
      const states = group.states.get(node);
      if (states === undefined) group.states.set(node, [n]);
      else states.push(n);
    }
  }
}

/** Members at least registered, at least enrolled, active (6.1: who is in one is in those below it). */
function moved(
  [registered, enrolled, active]: readonly [number, number, number],
  from: number,
  to: number,
): readonly [number, number, number] {
  const by = (rank: number): number => Number(to >= rank) - Number(from >= rank);
  return [registered + by(1), enrolled + by(2), active + by(3)];
}

function groupAt(writing: Writing, of: string, n: number): GroupHistory {
  const known = writing.groupsBy.get(of);
  if (known !== undefined) return known;
  const [group, subnet = ''] = of.split(' on ');
  const made: GroupHistory = { subnet, group, since: n, states: new Map(), timers: [] };
  writing.groupsBy.set(of, made);
  writing.groups.push(made);
  return made;
}

/** Timers that a client has of its own, whatever session they are of. */
const OWN: ReadonlySet<string> = new Set(['retry', 'quiet', 'wait', 'query']);

function enterTimer(writing: Writing, event: TimerEvent): void {
  const { timer, node, owner, session: id, user, n } = event;
  // Only of IGMP's timers is the owner what tells them apart; a retry's is the message, and changes.
  const key = `${node} ${timer} ${id === 0 && timer !== 'retry' ? owner : ''} ${timer === 'retry' ? '' : `${id} ${user}`}`;
  let history = writing.timers.get(key);
  if (history === undefined) {
    history = { name: timer, node, session: id, user, owner, events: [] };
    writing.timers.set(key, history);
    if (OWN.has(timer) || (id === 0 && owner === '')) writing.nodes.get(node)?.timers.push(history);
    else if (id === 0) groupAt(writing, owner, n).timers.push(history);
    else if (user === 0) sessionAt(writing, node, id).timers.push(history);
    else memberAt(sessionAt(writing, node, id), user, actorNamed(writing, owner), n).timers.push(history);
  }
  const last = history.events.at(-1);
  if (last !== undefined) writing.before.set(n, last);
  history.events.push(n);
  if (timer === 'period' && event.event === 'fired') sessionAt(writing, node, id).rounds.push(n);
}

function enterMessage(writing: Writing, event: MessageEvent): void {
  const { protocol, type, from, to, octets, n, addressing } = event;
  if (protocol === 'IGMP' && type === 'query') {
    const key = `${from} ${addressing.subnet}`;
    const sent = writing.queries.get(key);
    if (sent === undefined) writing.queries.set(key, [n]);
    else sent.push(n);
  }
  if (protocol !== 'GMP' || (type !== 'KAREQ' && type !== 'KARES') || octets.length < 8) return;
  const server = writing.servers.has(from) ? from : to;
  const member = writing.byKey.get(`${server} ${sessionOf(octets, 0)}`)?.members.get(userOf(octets, 0));
  if (member !== undefined) (type === 'KAREQ' ? member.asked : member.answered).push(n);
}

/** The last of a history's events before a position; -1: none, or what it told was lost since in a crash. */
export function lastBefore(
  numbers: readonly number[],
  position: number,
  { nodes }: Pick<Histories, 'nodes'>,
  node: string,
): number {
  const count = countBelow(numbers, position);
  if (count === 0) return -1;
  const crashes = nodes.get(node)?.crashes ?? [];
  const lost = countBelow(crashes, position);
  const last = numbers[count - 1];
  return lost > 0 && crashes[lost - 1] > last ? -1 : last;
}
