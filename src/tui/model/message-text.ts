/**
 * A packet's messages in words: who sent what to whom.
 */
import type { Arrow, Happening, Story } from '../story/contract.js';

/** "server → alice: KAREQ session 1 user 3". */
export function messageText({ actors }: Story, { from, to, type, text, lost }: Arrow): string {
  const nameOf = (actor: number): string => actors.at(actor)?.name ?? '?';
  return `${nameOf(from)} → ${nameOf(to)}: ${type}${text === '' ? '' : ` ${text}`}${lost ? ' (lost)' : ''}`;
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
