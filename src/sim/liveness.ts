/**
 * Whether all is settled, now that nothing goes wrong any more: each client is where its host program wants it to be, or has
 * the last word on it, and the server's active group is what its members think. The groups below have no keepalive (D8):
 * where a LVREQ is lost, nothing ever tells the server, so they are not compared.
 *
 *   client                  settled if
 *   active                  the server says so too, for this session and user
 *   ended, rejected         yes: it was told
 *   lost, failed            yes: by its own word; its host program goes on, so it does not last
 *   activating              the start gate is closed, and the server holds its SAREQ (D4)
 *   pending                 the server's host program has not answered (D24)
 *   registered, enrolled    no more is wished
 */
import type { Micros } from '../base/micros.js';
import { addressOf, type Peer } from '../machine/peer.js';
import type { Policies } from '../machine/policies.js';
import { ENDED, REQUESTED, RUNNING, type Server, type Session } from '../machine/server/server-state.js';
import { type MemberView, sessionView } from '../machine/server/server-view.js';
import type { HostProgram } from './faults-host.js';
import type { Node } from './node.js';
import { actorOf } from './server-part.js';
import type { Stage } from './stage.js';
import { localTime } from './world.js';

/** Something that is not settled. */
export interface Unsettled {
  /** Whom it concerns: a client, or "" for the server. */
  readonly actor: string;
  /** What it is, without names: two runs with the same of it fail the same way. */
  readonly what: string;
  /** What should be the case, as a scenario would expect it. */
  readonly wanted: string;
}

const TOO_LONG = ', for too long';

const NAMES = ['registered', 'registered', 'enrolled', 'active'] as const;

/** What is not settled; empty where all is. */
export function unsettled(stage: Stage, hosts: readonly HostProgram[]): readonly Unsettled[] {
  const server = stage.world.nodes.find((node) => node.server !== undefined);
  if (server === undefined) return [];
  const faults: Unsettled[] = [];
  for (const host of hosts) {
    const { machine } = server.server!;
    const fault = clientFault(stage, machine, host);
    const actor = host.node.name;
    const what = fault?.endsWith(TOO_LONG)
      ? `${fault}; the server says ${groupAt(machine, host.node)}`
      : fault;
    if (what !== undefined) faults.push({ actor, what, wanted: `${actor} is ${NAMES[host.level]}` });
  }
  faults.push(...serverFaults(stage, server));
  return faults;
}

/** How long it may take until all is settled: everything that may run out one after the other, in the worst case. */
export function settlingTime(policies: Policies, period: number, timeout: number, patience: Micros): Micros {
  const unit = 100_000;
  const quiet = (2 * period + timeout + policies.unaskedMost * period) * unit;
  const retries = policies.retryFirst * (2 ** policies.retrySends - 1);
  const waits = policies.scinfWait + 2 * (patience + policies.retrySlow);
  return (quiet + 4 * retries + waits) as Micros;
}

function clientFault(stage: Stage, server: Server, { node, level }: HostProgram): string | undefined {
  const client = node.client!;
  const { state, target } = client;
  const session = server.sessions.get(client.session);
  switch (state) {
    case 'ended':
    case 'rejected':
    case 'lost':
    case 'failed':
      return undefined;
    case 'active':
      return activeFault(node, session);
    case 'activating':
      return session !== undefined && isHeld(session, client.user) ? undefined : `activating${TOO_LONG}`;
    case 'pending':
      return session !== undefined && isChecked(session, node) ? undefined : `pending${TOO_LONG}`;
    case 'idle':
      return level === 0 || stage.announced === 0 ? undefined : `idle${TOO_LONG}`;
    case 'created':
    case 'registered':
      return level <= 1 ? undefined : `registered${TOO_LONG}`;
    case 'enrolled':
      return level <= 2 ? undefined : `enrolled${TOO_LONG}`;
    case 'left':
      return level <= 2 - target ? undefined : `left${TOO_LONG}`;
    default:
      return state + TOO_LONG;
  }
}

function activeFault(node: Node, session: Session | undefined): string | undefined {
  if (session === undefined) return 'active, but the session is gone';
  const member = memberAt(session, node);
  const group = member === undefined ? 'no member' : member.group;
  if (member?.user !== node.client!.user) return `active, but the server says ${group} under another user ID`;
  return group === 'active' && session.phase === RUNNING ? undefined : `active, but the server says ${group}`;
}

/** What the server says of a client, in the session that the client thinks of. */
function groupAt(server: Server, node: Node): string {
  const session = server.sessions.get(node.client!.session);
  if (session === undefined) return 'that there is no such session';
  if (session.phase === ENDED) return 'that the session has ended';
  return memberAt(session, node)?.group ?? 'no member';
}

function memberAt(session: Session, node: Node): MemberView | undefined {
  const [{ address }] = node.faces;
  return sessionView(session).members.find(({ smPeer }) => addressOf(smPeer) === address);
}

function isHeld(session: Session, user: number): boolean {
  return !session.gateOpen && session.held.includes(user);
}

function isChecked(session: Session, node: Node): boolean {
  return [...session.pending].some((peer: Peer) => addressOf(peer) === node.faces[0].address);
}

function serverFaults(stage: Stage, server: Node): readonly Unsettled[] {
  const faults: Unsettled[] = [];
  const { policies, world } = stage;
  const now = localTime(world, server);
  const wanted = 'the session is not listed';
  for (const session of server.server!.machine.sessions.values()) {
    if (session.phase === REQUESTED && session.waitAt > now + policies.scinfWait)
      faults.push({ actor: '', what: 'a session without SCINF is kept for ever', wanted });
    if (session.phase === ENDED && session.waitAt > now + policies.recordKept)
      faults.push({ actor: '', what: 'the record of a session is kept for ever', wanted });
    if (session.phase === RUNNING) faults.push(...strangers(stage, server, session));
  }
  return faults;
}

/** Active members by the server's word who do not think so; those that are not tracked (D11) are not asked. */
function strangers({ world, policies }: Stage, server: Node, session: Session): readonly Unsettled[] {
  const faults: Unsettled[] = [];
  const all = session.closed || policies.openTracking === 'count';
  for (const { user, group, memberType } of sessionView(session).members) {
    if (group !== 'active' || (!all && memberType === 1)) continue;
    const actor = actorOf(world, server, session.id, user);
    const client = world.byName.get(actor)?.client;
    if (client?.state === 'active' && client.session === session.id && client.user === user) continue;
    const state = client === undefined ? 'nobody' : client.state;
    faults.push({
      actor,
      what: `${state}, but the server says active`,
      wanted: `${actor} thinks it is active`,
    });
  }
  return faults;
}
