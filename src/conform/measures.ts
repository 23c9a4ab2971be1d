/**
 * Spans and counts that policies set, as traffic shows them: how long after a request it is sent again, how many octets keys
 * have, how far apart queries are. A measure says what was seen, and whether that is the value itself or a bound of it.
 */
import type { Walk } from '../../dissectors/contract.js';
import { parseGmp } from '../../dissectors/gmp-parse.js';
import type { Registry } from '../../dissectors/registry.js';
import type { Micros } from '../base/micros.js';
import type { PolicyName } from '../machine/policies.js';
import type { Seen, Session } from '../track/contract.js';
import type { Hosts } from '../track/hosts.js';
import { type IgmpSeen, QUERY } from '../track/igmp-contract.js';
import { createIgmpIntake } from '../track/igmp-intake.js';
import {
  KAREQ,
  KARES,
  KDUPT,
  SAREQ,
  SCINF,
  SCREQ,
  SDREQ,
  SJREQ,
  SJRES,
  SRREQ,
  TRREQ,
  UIREQ,
} from '../track/seen.js';
import { createTracker } from '../track/tracker.js';
import type { JudgeOptions } from './contract.js';
import { trackOptions } from './judging.js';

/** What was seen of a policy. */
export interface Measured {
  /** Microseconds, or a count. */
  readonly kind: 'micros' | 'count';
  /** The middle one of all that were seen, the smallest and the largest. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** How often. */
  readonly times: number;
  /** The policy's value is this one, or at least this one. */
  readonly is: 'about' | 'at least';
}

/** Measures at work. */
export interface Measures {
  readonly take: (seen: Seen) => void;
  readonly see: (w: Walk) => void;
  /** What was seen of a policy; undefined: nothing. */
  readonly of: (name: PolicyName) => Measured | undefined;
}

/** How many values are kept of a policy: the first ones. */
const KEPT = 10_000;
/** Requests of a client that are longer apart are two. */
const APART = 30_000_000;
/** What comes again so soon was not sent again, but doubled on the way. */
const DUPLICATE = 10_000;
const REQUESTS: ReadonlySet<number> = new Set([SCREQ, SCINF, SDREQ, SRREQ, SJREQ, SAREQ, UIREQ, TRREQ]);
/** Clients whose last request is remembered. */
const MOST_CLIENTS = 65_536;

interface Series {
  type: number;
  user: number;
  at: Micros;
  sends: number;
  gap: number;
}

type Samples = Map<PolicyName, number[]>;

/** Measures of a capture. */
export function createMeasures(registry: Registry, hosts: Hosts, options: JudgeOptions): Measures {
  const samples: Samples = new Map();
  const put = (name: PolicyName, value: number): void => {
    const list = samples.get(name);
    if (list === undefined) samples.set(name, [value]);
    else if (list.length < KEPT) list.push(value);
  };
  const requests = createRequests(put);
  const sessions = createSessions(put);
  const tracker = createTracker(trackOptions(options), hosts, { after: sessions });
  const igmp = createIgmpIntake(registry.lookup);
  const queries = createQueries(put);
  return {
    take: (seen) => {
      tracker.take(seen);
      if (REQUESTS.has(seen.type)) requests(seen);
    },
    see: (w) => {
      igmp.tick(w);
      igmp.see(w, { message: queries });
    },
    of: (name) => measured(name, samples.get(name)),
  };
}

type Put = (name: PolicyName, value: number) => void;

/** Requests that are sent again (D17): the first gap, and gaps that do not grow any more. */
function createRequests(put: Put): (seen: Seen) => void {
  const series = new Map<string, Series>();
  return ({ type, user, at, session, client, clientPort }) => {
    const key = `${client}:${clientPort}:${session}`;
    const last = series.get(key);
    const isAgain = last !== undefined && last.type === type && last.user === user && at - last.at < APART;
    if (!isAgain) {
      if (last === undefined && series.size >= MOST_CLIENTS) series.clear();
      series.set(key, { type, user, at, sends: 1, gap: 0 });
      return;
    }
    const gap = at - last.at;
    if (gap < DUPLICATE) return;
    last.sends += 1;
    // A registration may be pending by then, and goes on slowly.
    if (last.sends === 2 && type !== SRREQ) put('retryFirst', gap);
    else if ((type === SRREQ || type === SAREQ) && last.sends > 3 && gap < last.gap * 1.5)
      put('retrySlow', gap);
    if (type !== SRREQ && type !== SAREQ) put('retrySends', last.sends);
    last.gap = gap;
    last.at = at;
  };
}

/** What sessions show: lengths of keys, parameters where SCINF has none, unasked KARES, records of ended sessions. */
function createSessions(put: Put): (seen: Seen, session: Session | undefined) => void {
  const described = new Map<Session, { readonly period: boolean; readonly timeout: boolean }>();
  const unasked = new Map<string, number>();
  return (seen, session) => {
    const { type, user, at, toServer } = seen;
    if (type === KAREQ || type === KARES) {
      const key = `${session?.number ?? 0}:${user}`;
      if (type === KAREQ) {
        unasked.delete(key);
        const known = session === undefined ? undefined : described.get(session);
        if (known?.period === false) put('kaPeriod', seen.kaPeriod);
        if (known?.timeout === false) put('timeout', seen.timeout);
      } else {
        const count = unasked.get(key) ?? 0;
        if (unasked.size > MOST_CLIENTS) unasked.clear();
        unasked.set(key, count + 1);
        // The first one may be an answer.
        if (count > 0) put('unaskedMost', count);
      }
    } else if (type === SCINF && session !== undefined) {
      const parsed = parseGmp(seen.bytes, seen.start, seen.end);
      if (parsed.ok && parsed.message.type === 'SCINF') {
        const { kaPeriod, timeout } = parsed.message.parameters;
        if (described.size > MOST_CLIENTS) described.clear();
        described.set(session, { period: kaPeriod !== undefined, timeout: timeout !== undefined });
      }
    } else if ((type === SJRES && seen.keyLength > 0) || type === KDUPT) put('keyOctets', seen.keyLength);
    if (!toServer && session !== undefined && session.endedAt >= 0 && at > session.endedAt) {
      put('recordKept', at - session.endedAt);
    }
  };
}

/** Queries of routers, and how soon reports follow (D18), version 1. */
function createQueries(put: Put): (seen: IgmpSeen) => void {
  const asked = new Map<string, Micros>();
  const last = new Map<number, Micros>();
  return ({ kind, version, network, source, group, at }) => {
    if (version !== 1) return;
    if (kind === QUERY) {
      const key = `${network.number} ${source}`;
      const before = asked.get(key);
      if (before !== undefined && group === 0) put('queryInterval', at - before);
      asked.set(key, at);
      last.set(network.number, at);
    } else {
      const query = last.get(network.number);
      if (query !== undefined && at - query < APART) put('reportWithin', at - query);
    }
  };
}

/** Measures whose largest value is what is known: more may be possible. */
const BOUNDS: ReadonlySet<PolicyName> = new Set([
  'retrySends',
  'unaskedMost',
  'recordKept',
  'reportWithin',
] as const);
const COUNTS: ReadonlySet<PolicyName> = new Set([
  'retrySends',
  'unaskedMost',
  'keyOctets',
  'kaPeriod',
  'timeout',
] as const);

function measured(name: PolicyName, list: readonly number[] | undefined): Measured | undefined {
  if (list === undefined) return undefined;
  const sorted = [...list].sort((a, b) => a - b);
  const most = sorted[sorted.length - 1];
  const isBound = BOUNDS.has(name);
  return {
    kind: COUNTS.has(name) ? 'count' : 'micros',
    value: isBound ? most : sorted[sorted.length >> 1],
    least: sorted[0],
    most,
    times: sorted.length,
    is: isBound ? 'at least' : 'about',
  };
}
