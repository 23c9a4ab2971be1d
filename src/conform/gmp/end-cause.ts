/**
 * Why a session ends (7.2.1.1, 7.2.3, 7.2.4; D12): TRREQ or SDREQ of its creator, LVREQ of an active creator or principal, or their
 * loss as the criterion says. What passed no more than maxDelay ago may be the cause.
 */
import type { Micros } from '../../base/micros.js';
import type { Seen } from '../../track/contract.js';
import { LVREQ, TRREQ } from '../../track/seen.js';
import { type Desk, ELSEWHERE, mayCause, nameOf, tell, usersText } from './desk.js';
import { isPrincipal } from './end-due.js';
import { type Case, type Evidence, isOfOneClient } from './evidence.js';
import { mustBeActive } from './keepalive.js';
import { RULES } from './rules.js';

const PRINCIPAL = 2;

/** Whether the timer of a creator or principal may have run out between two instants. */
export function possibleExpiry({ options }: Desk, one: Case, from: number, to: number): boolean {
  const { timeout } = one.session;
  const { tolerance, policies } = options;
  if (timeout === 0 || policies.kaTimer === 'continuous') return true;
  return one.principalsAsked.some(
    (asked) => asked + timeout >= from - tolerance && asked + timeout <= to + tolerance,
  );
}

/**
 * Since when what ended the session may have passed, where a TRIND goes to a member now. If it may be the answer to something that
 * the member said, the session may have ended before, when nobody was active who had to be told (D14).
 */
export function endsSince({ options }: Desk, one: Case, at: Micros, isReply: boolean): number {
  const last = at - options.maxDelay;
  return isReply ? Math.min(last, one.aliveAt - options.maxDelay) : last;
}

/** Looks for the cause of an end. */
export function judgeCause(
  desk: Desk,
  one: Case,
  seen: Seen,
  active: readonly Evidence[],
  expired: ReadonlySet<Evidence>,
  since: number,
): void {
  const { session } = one;
  const { at } = seen;
  if (!session.fromBirth) return;
  if ([one.trreqAt, one.sdreqAt, one.principalLeftAt].some((asked) => asked >= 0 && asked >= since)) return;
  const lost = [...expired].filter(({ member }) => isPrincipal(member));
  const there = active.filter((e) => isPrincipal(e.member) && !expired.has(e));
  if (session.endsWithAll) {
    if (lost.length > 0 && there.length === 0) return;
    if (lost.length > 0) {
      notAll(desk, one, seen, lost, there);
      return;
    }
  } else if (lost.length > 0 || possibleExpiry(desk, one, at, at)) return;
  const doubt = possibleExpiry(desk, one, since, at + desk.options.maxDelay)
    ? 'a KARES of a principal may have been lost on the way'
    : mayLoseOthers(one)
      ? ELSEWHERE
      : undefined;
  withoutCause(desk, one, seen, doubt);
}

/** Whether there are principals, of which nothing passes the sniffer. */
function mayLoseOthers(one: Case): boolean {
  const { listed } = one.session;
  return isOfOneClient(one) && (listed ?? []).some(({ memberType }) => memberType === PRINCIPAL);
}

function notAll(
  desk: Desk,
  one: Case,
  { at, frame }: Seen,
  lost: readonly Evidence[],
  there: readonly Evidence[],
): void {
  const sure = there.some((e) => mustBeActive(desk, e, at));
  const users = usersText(lost.map(({ member }) => member.user));
  const others = usersText(there.map(({ member }) => member.user));
  tell(desk, one, RULES.criterionAll, {
    frames: [...lost.map((e) => e.quietFrame), ...there.map(({ member }) => member.answeredFrame), frame],
    message: `The session ends with the loss of ${users}, though its criterion is "all" and ${others} answered.`,
    doubt: sure ? undefined : 'their KARES may have been lost on the way',
  });
}

function withoutCause(desk: Desk, one: Case, { at, frame }: Seen, doubt: string | undefined): void {
  const stranger = one.strangers.findLast(
    ({ type, at: then }) => (type === TRREQ || type === LVREQ) && mayCause(desk, then, at),
  );
  if (stranger !== undefined) {
    const what = stranger.type === TRREQ ? 'TRREQ' : 'LVREQ';
    tell(desk, one, RULES.strangerObeyed, {
      frames: [stranger.frame, frame],
      message: `The session ends by a ${what} in the name of user ${stranger.user}, which came from an address that is not its own.`,
      doubt,
    });
  } else if (mayCause(desk, one.wrongTrreqAt, at)) {
    tell(desk, one, RULES.trreqObeyed, {
      frames: [one.wrongTrreqFrame, frame],
      message: 'The session ends by the TRREQ of a member that is not the creator.',
      doubt,
    });
  } else {
    const creator = one.people[one.session.creator];
    const name = creator === undefined ? 'the creator' : nameOf(desk, creator.member);
    tell(desk, one, RULES.endWithoutCause, {
      frames: [frame],
      message: `The session ends, though ${name} has not asked for it and no creator or principal is lost.`,
      doubt,
    });
  }
}
