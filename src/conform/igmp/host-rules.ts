/**
 * What hosts do over time (version 1): reports on joining, answers to queries. A host may leave a group at any time without a
 * word, and join again; a query or another's report may be lost on the way to it: nothing here is ever certain.
 *
 *   join: report ── within 10 s ──► report            query ── within 10 s ──► report, unless another was heard
 */
import { formatIpv4 } from '../../base/address.js';
import type { Micros } from '../../base/micros.js';
import type { IgmpSeen, IgmpTable } from '../../track/igmp-contract.js';
import type { Rule } from '../contract.js';
import { charge, type Docket, isFirst, spanText } from './docket.js';
import type { HostNotes } from './host-notes.js';
import { IGMP_RULES } from './rules.js';

/** A general query that was seen. */
export interface Asked {
  readonly at: Micros;
  readonly frame: number;
  readonly by: number;
}

/** The last queries of a network, ascending. */
export type Questions = readonly Asked[];

/** Answers that have to be suspiciously fast, and none slow, before a host is said not to spread them: 1 in 10^8 by chance. */
const ENOUGH = 8;
/** Answers in spite of another's report before it is told: one may come of a report that was lost. */
const TWICE = 2;

const REJOINED = 'it may have left and joined again at that moment';
const LOST = 'the query or the other report may have been lost on the way to it';

/** What is known of a report before it is taken in. */
interface Answer {
  readonly docket: Docket;
  readonly seen: IgmpSeen;
  readonly table: IgmpTable;
  readonly notes: HostNotes;
  /** Rows. */
  readonly group: number;
  readonly member: number;
  readonly questions: Questions;
  /** The last query. */
  readonly query: Asked;
  /** Last report of somebody else; -1: none. */
  readonly otherAt: Micros;
  readonly otherFrame: number;
}

/** Whether a report may be the answer to a query. */
export function isSolicited({ options, slack }: Docket, { network, at }: IgmpSeen): boolean {
  return network.queryAt >= 0 && at - network.queryAt <= options.policies.reportWithin + slack;
}

/** Judges a report of a host that is known to be a member, as an answer to the last query. */
export function judgeAnswer(
  docket: Docket,
  notes: HostNotes,
  seen: IgmpSeen,
  group: number,
  member: number,
  questions: Questions,
): void {
  const { table } = seen.network.groups;
  const { groups, members } = table;
  const query = questions[questions.length - 1];
  // It has answered already, or it was not known when the query came.
  if (query === undefined || members.lastAt[member] >= query.at) return;
  if (isSecondReport(docket, notes, seen, member)) return;
  const mine = groups.lastHost[group] === seen.source;
  const otherAt = (mine ? notes.otherAt[group] : groups.lastAt[group]) as Micros;
  const otherFrame = mine ? notes.otherFrame[group] : groups.lastFrame[group];
  const answer = { docket, seen, table, notes, group, member, questions, query, otherAt, otherFrame };
  judgeJoining(answer);
  judgeDelay(answer);
  judgeSuppression(answer);
  judgeSpread(answer);
  judgeSilence(answer);
}

/** Whether a report is the one more that follows a report on joining. */
export function isSecondReport(
  { options, slack }: Docket,
  { joinedAt }: HostNotes,
  { at }: IgmpSeen,
  member: number,
): boolean {
  return joinedAt[member] >= 0 && at - joinedAt[member] <= options.policies.reportWithin + slack;
}

/** The report on joining was the only one, and the host is still there; nobody else has reported meanwhile. */
function judgeJoining(answer: Answer): void {
  const { docket, seen, notes, member, questions, otherAt } = answer;
  const { slack, options } = docket;
  const joinedAt = notes.joinedAt[member];
  const joinedFrame = notes.joinedFrame[member];
  if (joinedAt < 0 || notes.confirmed[member] === 1) return;
  notes.confirmed[member] = 1;
  if (otherAt >= joinedAt - slack) return;
  const until = joinedAt + options.policies.reportWithin + slack;
  const within = questions.find((one) => one.at >= joinedAt - slack && one.at <= until);
  const name = nameOf(seen);
  if (within === undefined) {
    const message = `${name} reported once on joining and not again within ${spanText(options.policies.reportWithin)}; it is still a member.`;
    accuse(answer, IGMP_RULES.oneReport, [joinedFrame, seen.frame], message, REJOINED);
  } else if (seen.at - within.at <= options.policies.reportWithin + slack) {
    const message = `${name} reported again ${spanText(seen.at - joinedAt)} after joining, ${spanText(options.policies.reportWithin)} at most: the query between has started its delay anew.`;
    accuse(answer, IGMP_RULES.late, [joinedFrame, within.frame, seen.frame], message, REJOINED);
  }
}

/** Queries that follow each other so fast that the first one's delay still ran when the last one came. */
function judgeDelay(answer: Answer): void {
  const { docket, seen, table, group, questions } = answer;
  const { slack, options } = docket;
  const { reportWithin } = options.policies;
  const lastAt = table.groups.lastAt[group];
  let first = questions.length - 1;
  while (
    first > 0 &&
    questions[first].at - questions[first - 1].at <= reportWithin &&
    questions[first - 1].at > lastAt + slack
  )
    first -= 1;
  const began = questions[first];
  const late = seen.at - began.at;
  if (late <= reportWithin + slack) return;
  const message = `${nameOf(seen)} reported ${spanText(late)} after the query, ${spanText(reportWithin)} at most: a further query has started its delay anew.`;
  accuse(answer, IGMP_RULES.late, [began.frame, answer.query.frame, seen.frame], message, LOST);
}

function judgeSuppression(answer: Answer): void {
  const { docket, seen, notes, member, query, otherAt, otherFrame } = answer;
  if (otherAt <= query.at || seen.at - otherAt <= docket.slack) return;
  if (notes.unsuppressedAt[member] === query.at) return;
  notes.unsuppressed[member] += 1;
  notes.unsuppressedAt[member] = query.at;
  if (notes.unsuppressed[member] !== TWICE) return;
  const message = `${nameOf(seen)} answered the query although another host had ${spanText(seen.at - otherAt)} before, and not for the first time.`;
  accuse(answer, IGMP_RULES.notSuppressed, [query.frame, otherFrame, seen.frame], message, LOST);
}

/** Answers of a host that is alone in its group: how soon they come is up to it. */
function judgeSpread(answer: Answer): void {
  const { docket, seen, table, notes, group, member, questions, query } = answer;
  const { tolerance, policies } = docket.options;
  const before = questions[questions.length - 2];
  if (table.groups.memberCount[group] !== 1 || notes.otherAt[group] >= 0) return;
  if (before !== undefined && query.at - before.at <= policies.reportWithin) return;
  const joinedAt = notes.joinedAt[member];
  if (joinedAt >= 0 && query.at - joinedAt <= policies.reportWithin) return;
  const host = table.members.hosts[member];
  if (seen.at - query.at > policies.reportWithin / 10 + tolerance) {
    host.slow += 1;
    return;
  }
  host.fast += 1;
  if (host.fast !== ENOUGH || host.slow > 0) return;
  const message = `${formatIpv4(seen.source)} gave all its ${ENOUGH} answers within ${spanText(policies.reportWithin / 10)} of the query: they are not spread over ${spanText(policies.reportWithin)}.`;
  const chance = 'it may be chance, of 1 in 100,000,000';
  accuse(answer, IGMP_RULES.notSpread, [query.frame, seen.frame], message, chance);
}

/** A query that nobody answered for the group, though this host did the one before and does this one. */
function judgeSilence(answer: Answer): void {
  const { docket, seen, table, group, member, questions, query } = answer;
  const { slack, options } = docket;
  const { groups, members } = table;
  const same = questions.filter(({ by }) => by === query.by);
  const missed = same[same.length - 2];
  const before = same[same.length - 3];
  if (before === undefined || members.lastAt[member] <= before.at) return;
  if (groups.lastAt[group] >= missed.at - slack) return;
  if (query.at - missed.at <= options.policies.reportWithin + slack) return;
  const message = `Nobody answered the query ${spanText(seen.at - missed.at)} ago for ${formatIpv4(seen.group)}, though ${formatIpv4(seen.source)} belongs to it, before and after.`;
  const doubt = `${LOST}, or ${REJOINED}`;
  accuse(
    answer,
    IGMP_RULES.unanswered,
    [members.lastFrame[member], missed.frame, seen.frame],
    message,
    doubt,
  );
}

function nameOf({ source, group }: IgmpSeen): string {
  return `${formatIpv4(source)}, a member of ${formatIpv4(group)},`;
}

function accuse(
  { docket, seen }: Answer,
  rule: Rule,
  frames: readonly number[],
  message: string,
  doubt: string,
): void {
  const { network, source, at } = seen;
  // A host that errs in one group errs in all.
  if (!isFirst(docket, `${rule.code} ${network.number} ${source}`)) return;
  charge(docket, { rule, network, at, frames, message, doubt });
}
