/**
 * Who was told of the end (7.2.4, D13): everyone active just before, those that expired included; not the one that left.
 */
import { type Desk, nameOf, tell, usersText } from './desk.js';
import type { Case, Evidence } from './evidence.js';
import { RULES } from './rules.js';
import type { End } from './under-way.js';

/**
 * All TRIND have gone; or, where the capture is over before that is sure (`cut`), only those before the last one seen: they go
 * in ascending order.
 */
export function judgeTold(desk: Desk, one: Case, cut: boolean): void {
  const { end } = one;
  if (end === undefined || end.judged) return;
  end.judged = true;
  if (end.leaverFrame > 0) judgeLeaver(desk, one, end);
  const missing = end.expected.filter(({ member, spoilt, outOfTouch }, i) => {
    if (spoilt || end.told.has(member.user) || (cut && member.user > end.highest)) return false;
    const e = end.expected[i];
    return end.sure.has(e) || end.expired.has(e) || !outOfTouch;
  });
  const expired = missing.filter((e) => end.expired.has(e));
  const others = missing.filter((e) => !end.expired.has(e));
  if (expired.length > 0) judgeExpired(desk, one, end, expired);
  if (others.length > 0) {
    tell(desk, one, RULES.trindMissing, {
      frames: [end.frame, end.lastFrame],
      message: `The session has ended, but ${usersText(others.map(({ member }) => member.user))} ${others.length === 1 ? 'was' : 'were'} active and got no TRIND.`,
      doubt: others.some((e) => end.sure.has(e)) ? undefined : LOST,
    });
  }
}

const LOST = 'its KARES may have been lost on the way, so that the server no longer held it for active';

function judgeExpired(desk: Desk, one: Case, end: End, missing: readonly Evidence[]): void {
  const isPart = [...end.expired].some(({ member }) => end.told.has(member.user));
  const who = usersText(missing.map(({ member }) => member.user));
  const frames = [...missing.map((e) => e.quietFrame), end.frame];
  const doubt = missing.some((e) => end.sure.has(e)) ? undefined : 'a KARES from before may have taken long';
  if (isPart && one.session.endsWithAll) {
    const message = `The timers of ${who} and of others ran out at one instant and ended the session, but ${who} got no TRIND: the end was not decided in one step.`;
    tell(desk, one, RULES.endTooEarly, { frames, message, doubt });
  } else {
    const message = `The loss of ${who} ended the session, but no TRIND went there, in case that it can be heard.`;
    tell(desk, one, RULES.trindNotToExpired, { frames, message, doubt });
  }
}

function judgeLeaver(desk: Desk, one: Case, end: End): void {
  const { leaver } = end;
  if (leaver === undefined) return;
  const doubt = !end.onlyLeaving
    ? 'its LVREQ may have been lost on the way, and something else may have ended the session'
    : end.leaverInMidst
      ? undefined
      : 'another message of it may have come after the end, and TRIND may be the answer';
  tell(desk, one, RULES.trindToLeaver, {
    frames: [leaver.member.leftFrame, end.leaverFrame],
    message: `${nameOf(desk, leaver.member)} has left, which ends the session, and is sent TRIND all the same.`,
    doubt,
  });
}
