/**
 * What X.602 and the IGMP text leave open, and what this project decided: decisions D1 to D26. Where a decision has an
 * alternative worth having, or a number, it is a policy that can be set by its name; the others are named here and hold always.
 */
import { type Micros, millis, seconds } from '../base/micros.js';
import { err, ok, type Result } from '../base/result.js';

/** A decision: which clause is silent or contradicts itself, and what holds. */
export interface Decision {
  readonly title: string;
  readonly clause: string;
  readonly text: string;
}

function decision(title: string, clause: string, text: string): Decision {
  return { title, clause, text };
}

/** All decisions about behaviour. Those about the wire format are the profile marks in the layout tables. */
export const DECISIONS = {
  D1: decision(
    'Repeated requests',
    '8.1',
    'SM runs over UDP, so a request that is sent again gets the same answer again',
  ),
  D2: decision(
    'Creation that is not completed',
    '7.1.1',
    'a session without SCINF is dropped 30 s after SCACC',
  ),
  D3: decision(
    'Registration that cannot be',
    '7.1.3',
    'SRREJ for an unknown or ended session, and where user IDs are exhausted',
  ),
  D4: decision(
    'Activation before the start',
    '7.1.1',
    'SAREQ is held until the start gate opens, then answered in order of arrival',
  ),
  D5: decision(
    'What has no place',
    '8.1, 8.3',
    'no answer is defined for messages from who has no right to them: none is sent; they are counted and reported with a reason',
  ),
  D6: decision(
    'Start gate',
    '7.1.1',
    '"registered or enrolled" is read literally: the session may start when every listed principal is at least registered; the gate stays open',
  ),
  D7: decision(
    'Identity',
    '8.1 n',
    'SM messages come from the address of the registration, MM messages from the same host with the port of SAREQ (before SAREQ: the SM address); over TCP from the same connection',
  ),
  D8: decision('Registered members', '7.2', 'a member that is only registered has no KA timer'),
  D9: decision(
    'Restart of the KA timer',
    '7.2, 9.2 b',
    'KAREQ arms the timer if it does not run; KARES stops it until the next KAREQ',
  ),
  D10: decision(
    'One instant',
    '7.2.4',
    'messages first, then timers; KA timers of a session that expire at one instant are one step: all are demoted, then the end is decided once',
  ),
  D11: decision('Plain participants in open mode', '7.2.1.1', 'they are tracked like everyone'),
  D12: decision(
    'Losing principals',
    '7.2.1.1, 7.2.4',
    'any active creator or principal whose timer expires ends the session, unless the criterion says "all" and another of them is still active',
  ),
  D13: decision(
    'Whom TRIND goes to',
    '7.2.3, 7.2.4',
    'to everyone active just before, those that expired and the creator after its TRREQ included, in ascending user ID; not to the one that left',
  ),
  D14: decision(
    'The record of an ended session',
    '7.2.4',
    'it is kept for 60 s: SRREQ is answered by SRREJ, SDREQ of the creator by SDRES, MM messages of former members by TRIND',
  ),
  D15: decision(
    'Leaving further groups',
    '6.1, 7.2.3',
    'the Reserved octet of LVREQ names what is left: 0 the active, 1 the enrolled, 2 the registered group',
  ),
  D16: decision('The key', '7.3', '16 random octets'),
  D17: decision(
    'Requests that get no answer',
    '8.1, 8.3',
    'sent again after 500 ms, doubling, at most 5 sends; pending registrations and SAREQ go on every 8 s',
  ),
  D18: decision(
    'IGMP times',
    'IGMP 2.7.2',
    'queries each 60 s; a group is gone 10 s after the third query in a row without a report; the expanding ring waits 1 s at each TTL',
  ),
  D19: decision(
    'Group join',
    '6.1',
    'a member joins the multicast group of its session by IGMP when it is enrolled, and leaves it when it is no longer',
  ),
  D20: decision(
    'Way back up',
    '7.2, figure 12',
    'an active client that hears no KAREQ for two periods and one timeout sends KARES unasked, once a period; after 5 of these it is lost',
  ),
  D21: decision(
    'Wrong values elsewhere',
    '8.2, 8.4',
    'a wrong value in a field that no rule names is reported, not acted on',
  ),
  D22: decision(
    'The creator',
    '7.1.1, 8.2 f',
    'it is registered when SCINF is accepted: its user ID came at creation',
  ),
  D23: decision(
    'Absent parameters',
    '9.1, 9.2',
    'KA period 100, timeout 30, termination 0; SCINF with a period or timeout of zero is dropped',
  ),
  D24: decision(
    'Authorisation',
    '7.1.3',
    'the listed members decide where there are any; otherwise the host program is asked',
  ),
  D25: decision(
    'KARES that counts',
    '7.2',
    'only since the gate admitted the SAREQ of the member, and until its LVREQ',
  ),
  D26: decision('Who may ask for the list', '7.2.1, 7.2.2', 'active members'),
} as const satisfies Readonly<Record<string, Decision>>;

/** Name of a decision: D1 … D26. */
export type DecisionName = keyof typeof DECISIONS;

/** A policy: the decision that it belongs to, its default, and what else it may be. */
export interface Policy<V> {
  readonly decision: DecisionName;
  readonly default: V;
  /** A choice among words, a span of microseconds, or a count (`least` … `most`). */
  readonly kind: 'choice' | 'micros' | 'count';
  readonly values?: readonly V[];
  readonly least?: number;
  readonly most?: number;
  readonly text: string;
}

function choice<const V extends string>(
  decision: DecisionName,
  values: readonly [V, ...V[]],
  text: string,
): Policy<V> {
  return { decision, default: values[0], kind: 'choice', values, text };
}

function span(
  decision: DecisionName,
  value: Micros,
  text: string,
  most: number = Number.MAX_SAFE_INTEGER,
): Policy<Micros> {
  return { decision, default: value, kind: 'micros', least: 1, most, text };
}

function count(
  decision: DecisionName,
  value: number,
  least: number,
  most: number,
  text: string,
): Policy<number> {
  return { decision, default: value, kind: 'count', least, most, text };
}

/** All policies by name. The first value of a choice is the default. */
export const POLICIES = {
  repeats: choice('D1', ['answer', 'ignore'], 'a repeated request is answered again, or ignored'),
  scinfWait: span('D2', seconds(30), 'how long the server waits for SCINF'),
  refusal: choice('D3', ['reject', 'ignore'], 'SRREQ that cannot be granted gets SRREJ, or nothing'),
  earlyActivation: choice('D4', ['hold', 'drop'], 'SAREQ before the gate opens is held, or dropped'),
  startGate: choice('D6', ['registered', 'enrolled'], 'what principals must be before the session may start'),
  kaTimer: choice(
    'D9',
    ['request-armed', 'continuous'],
    'KARES stops the KA timer until the next KAREQ, or restarts it (needs timeout > period)',
  ),
  openTracking: choice(
    'D11',
    ['count', 'ignore'],
    'plain participants of an open session are tracked, or not',
  ),
  recordKept: span('D14', seconds(60), 'how long the record of an ended session is kept'),
  leaveTarget: choice(
    'D15',
    ['reserved-octet', 'active-only'],
    'LVREQ names what is left, or always leaves the active group',
  ),
  keyOctets: count('D16', 16, 1, 255, 'octets of a key'),
  retry: choice('D17', ['on', 'off'], 'requests are sent again'),
  retryFirst: span('D17', millis(500), 'time to the second send; doubles each time'),
  retrySends: count('D17', 5, 1, 30, 'sends before a request has failed'),
  retrySlow: span('D17', seconds(8), 'period of pending registrations, and of SAREQ after its fast sends'),
  queryInterval: span('D18', seconds(60), 'time between the queries of an IGMP router'),
  missedQueries: count('D18', 3, 1, 255, 'queries without a report after which a group is gone'),
  reportWithin: span(
    'D18',
    seconds(10),
    'longest delay of a report; how long after its query a group is still expected',
    seconds(3600),
  ),
  ringWait: span('D18', seconds(1), 'how long the expanding ring search waits at each TTL'),
  groupJoin: choice('D19', ['off', 'on'], 'members join the multicast group by IGMP'),
  unaskedKares: choice('D20', ['on', 'off'], 'a client that hears no KAREQ sends KARES unasked'),
  unaskedMost: count('D20', 5, 1, 255, 'unasked KARES without an answer before a client is lost'),
  kaPeriod: count('D23', 100, 1, 255, 'KA period where SCINF has none, units of 100 ms'),
  timeout: count('D23', 30, 1, 255, 'timeout value where SCINF has none, units of 100 ms'),
  termination: choice('D23', ['any', 'all'], 'whose loss ends the session where SCINF does not say'),
  karesCounts: choice(
    'D25',
    ['admitted', 'any'],
    'KARES counts from members whose SAREQ was admitted, or from all registered',
  ),
  userInfo: choice('D26', ['active', 'registered'], 'who may ask for the list of active members'),
} as const satisfies Readonly<Record<string, Policy<string> | Policy<number> | Policy<Micros>>>;

/** Name of a policy. */
export type PolicyName = keyof typeof POLICIES;

type ValueOf<P> = P extends Policy<infer V> ? V : never;

/** A value for each policy. */
export type Policies = { readonly [N in PolicyName]: ValueOf<(typeof POLICIES)[N]> };

/** All policies at their defaults, those of `changed` apart. */
export function policiesWith(changed: Partial<Policies> = {}): Policies {
  const entries = Object.entries(POLICIES).map(([name, policy]) => [name, policy.default]);
  return { ...Object.fromEntries(entries), ...changed } as Policies;
}

/** Reads "startGate=enrolled" (spans in microseconds); the error says what is possible. */
export function parsePolicy(text: string): Result<Partial<Policies>, string> {
  const [, name, value] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  if (name === undefined) return err(`"${text}": a policy is written name=value`);
  if (!Object.hasOwn(POLICIES, name)) {
    return err(`"${name}" is no policy; there are ${Object.keys(POLICIES).join(', ')}`);
  }
  const policy: Policy<unknown> = POLICIES[name as PolicyName];
  if (policy.kind === 'choice') {
    if (policy.values?.includes(value)) return ok({ [name]: value });
    return err(`${name}: "${value}" is none of ${policy.values?.join(', ')}`);
  }
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= policy.least! && number <= policy.most!) return ok({ [name]: number });
  const unit = policy.kind === 'micros' ? ' of microseconds' : '';
  return err(`${name}: "${value}" is no whole number${unit} from ${policy.least} to ${policy.most}`);
}
