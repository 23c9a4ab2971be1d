/**
 * A packet's messages in words: who sent what to whom.
 */
import type { Arrow, Happening, Story } from '../story/contract.js';

/** "server → alice: KAREQ session 1 user 3". */
export function messageText({ actors }: Story, { from, to, type, text, lost }: Arrow): string {
  const nameOf = (actor: number): string => actors.at(actor)?.name ?? '?';
  return `${nameOf(from)} → ${nameOf(to)}: ${type}${text === '' ? '' : ` ${text}`}${lost ? ' (lost)' : ''}`;
}

/** Why messages are not followed, one or another. */
export const NOT_FOLLOWED = 'not followed (damaged, not whole, or without effect)';

/** Of a packet without a message that is followed: whether it has one at all. "has no message of GMP or IGMP". */
export function noMessageText({ passedOver }: Story, number: number): string {
  const protocol = passedOver.protocolOf(number);
  if (protocol === undefined) return 'has no message of GMP or IGMP';
  return `has a message of ${protocol} that is ${NOT_FOLLOWED}`;
}

/** The same where it is told of the packet itself: "No message of GMP or IGMP". */
export function ownMessageText({ passedOver }: Story, number: number): string {
  const protocol = passedOver.protocolOf(number);
  return protocol === undefined
    ? 'No message of GMP or IGMP'
    : `Its message of ${protocol} is ${NOT_FOLLOWED}`;
}

/** "creator: quiet timer stopped": whom it happened to, and what. An action says itself whose it is. */
export function happeningText({ actors }: Story, { kind, actor, text }: Happening): string {
  return actor < 0 || kind === 'action' ? text : `${actors.at(actor)?.name ?? '?'}: ${text}`;
}

/** What cannot be told of a packet before it was studied; undefined where it was. */
export function aheadText({ scanned }: Story, number: number, count: number): string | undefined {
  if (number <= scanned) return undefined;
  const share = Math.floor((100 * scanned) / Math.max(1, count));
  return `States and timers come once the capture has been studied up to here: ${share}% now.`;
}
