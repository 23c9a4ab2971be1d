/**
 * Message patterns against the messages of a run: which fields matter, whether one fits, whether a list of them fits exactly.
 */
import { decodeGmp } from '../../dissectors/gmp-codec.js';
import { formatIpv4 } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { MessagePattern } from '../scenario/scenario.js';
import type { MessageEvent } from './trace.js';

/** Why a message does not fit a pattern, worst first; undefined where it fits. */
export function misfit(pattern: MessagePattern, event: MessageEvent): string | undefined {
  if (!isType(pattern.type, event)) return `type ${event.type}`;
  if (pattern.from !== '*' && pattern.from !== event.from) return `from ${event.from}`;
  if (!isTo(pattern.to, event)) return `to ${event.to}`;
  if (pattern.at !== undefined && pattern.at !== event.t) return instantMisfit(pattern.at, event.t);
  if (pattern.fields.length === 0) return undefined;
  const fields = fieldsOf(event);
  for (const { name, value } of pattern.fields) {
    const actual = fields[name];
    if (!isValue(actual, value)) return `${name} is ${actual === undefined ? 'not there' : String(actual)}`;
  }
  return undefined;
}

/** "sent at 2.333s, expected at 2.33s (3000 µs later)". */
function instantMisfit(expected: Micros, actual: Micros): string {
  const beside = `${Math.abs(actual - expected)} µs ${actual > expected ? 'later' : 'earlier'}`;
  return `sent at ${formatInstant(actual)}, expected at ${formatInstant(expected)} (${beside})`;
}

/** "data" is all that applications send: probes of a ring search and their answers too. */
function isType(wanted: string, { type, protocol }: MessageEvent): boolean {
  return wanted === '*' || wanted === type || (wanted === 'data' && protocol === 'data');
}

function isTo(wanted: string, event: MessageEvent): boolean {
  if (wanted === '*' || wanted === event.to) return true;
  return wanted === 'group' && event.addressing.destination >>> 28 === 14;
}

function isValue(actual: unknown, wanted: string): boolean {
  if (actual === undefined) return false;
  if (wanted === '*') return true;
  if (Array.isArray(actual))
    return actual.join(', ') === wanted || actual.some((one) => String(one) === wanted);
  return String(actual) === wanted || (typeof actual === 'number' && Number(wanted) === actual);
}

/** The fields of a message, by their filter names. */
export function fieldsOf(event: MessageEvent): Readonly<Record<string, unknown>> {
  const { source, destination, ttl } = event.addressing;
  const ip = { 'ip.src': formatIpv4(source), 'ip.dst': formatIpv4(destination), 'ip.ttl': ttl };
  return event.protocol === 'GMP' ? { ...ip, ...decodeGmp(event.octets) } : ip;
}

/** An instant as the text of scenarios has it: "1.31s". */
export function formatInstant(micros: number): string {
  const whole = Math.floor(micros / 1_000_000);
  const rest = String(micros % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${whole}${rest === '' ? '' : `.${rest}`}s`;
}

/** A message in one line: "1.31s server → p TRIND". */
export function messageLine(event: MessageEvent): string {
  return `${formatInstant(event.t)} ${event.from} → ${event.to || formatIpv4(event.addressing.destination)} ${event.type}`;
}

function isKeepalive({ type }: MessageEvent): boolean {
  return type === 'KAREQ' || type === 'KARES';
}

/** How far patterns and messages agree: all of both, or up to the place where they part. */
export interface Agreement {
  readonly all: boolean;
  /** The first pattern that nothing fits, and the first message that fits nothing. */
  readonly pattern: number;
  readonly message: number;
}

/** Whether the messages are exactly these, in this order; `*` stands for any number of keepalives. */
export function agree(patterns: readonly MessagePattern[], messages: readonly MessageEvent[]): Agreement {
  // reach: the places in the messages that the patterns before this one can lead to.
  let reach = new Set([0]);
  let best = { pattern: 0, message: 0 };
  for (const [i, pattern] of patterns.entries()) {
    const next = new Set<number>();
    for (const at of reach) {
      if (pattern.keepalives === true) {
        let end = at;
        next.add(end);
        while (end < messages.length && isKeepalive(messages[end])) {
          end += 1;
          next.add(end);
        }
      } else if (at < messages.length && misfit(pattern, messages[at]) === undefined) next.add(at + 1);
    }
    best = { pattern: i, message: Math.max(...reach) };
    if (next.size === 0) return { all: false, ...best };
    reach = next;
  }
  if (reach.has(messages.length)) return { all: true, pattern: patterns.length, message: messages.length };
  return { all: false, pattern: patterns.length, message: Math.max(...reach) };
}
