/**
 * `-o NAME:VALUE`: those of tshark's preferences that mean something here.
 */
import type { RegistryOptions } from '../../dissectors/options.js';
import { nearestHint } from '../base/nearest.js';
import { ok } from '../base/result.js';
import { fault, type Parsed } from './usage.js';

/** What a preference sets; null where it is always so, and only that value can be asked for. */
type Effect = 'defragment' | 'desegment' | 'heuristics' | null;

interface Preference {
  readonly effect: Effect;
  /** The value that always holds, where there is no effect. */
  readonly always?: boolean;
  readonly what: string;
}

/** The preferences, by tshark's names where tshark has them. */
export const PREFERENCES: Readonly<Record<string, Preference>> = {
  'ip.defragment': { effect: 'defragment', what: 'put IP fragments together (default TRUE)' },
  'ipv6.defragment': { effect: 'defragment', what: 'the same' },
  'tcp.desegment_tcp_streams': { effect: 'desegment', what: 'put TCP streams together (default TRUE)' },
  'gmp.heuristic': {
    effect: 'heuristics',
    what: 'recognise GMP on ports that nothing tells of (default FALSE)',
  },
  'ip.check_checksum': { effect: null, always: true, what: 'always TRUE: checksums are verified' },
  'udp.check_checksum': { effect: null, always: true, what: 'always TRUE' },
  'tcp.check_checksum': { effect: null, always: true, what: 'always TRUE' },
};

/** Reads all `-o`; a later one wins over an earlier one. */
export function parsePreferences(list: readonly string[]): Parsed<Partial<RegistryOptions>> {
  let options: Partial<RegistryOptions> = {};
  for (const text of list) {
    const one = parsePreference(text);
    if (!one.ok) return one;
    options = { ...options, ...one.value };
  }
  return ok(options);
}

function parsePreference(text: string): Parsed<Partial<RegistryOptions>> {
  const colon = text.indexOf(':');
  if (colon < 0) {
    return fault('-o', text, `no ":" in "${text}"`, {
      hint: 'a preference is NAME:VALUE, as in ip.defragment:FALSE',
    });
  }
  const name = text.slice(0, colon).trim();
  const preference = PREFERENCES[name];
  if (preference === undefined) {
    const names = Object.keys(PREFERENCES);
    const hint = nearestHint(name, names) ?? `preferences: ${names.join(', ')}`;
    return fault('-o', text, `there is no preference "${name}"`, { to: colon, hint });
  }
  const value = /^(true|false)$/i.exec(text.slice(colon + 1).trim())?.[1].toLowerCase();
  if (value === undefined) {
    return fault('-o', text, `${name} is TRUE or FALSE`, { from: colon + 1 });
  }
  const wanted = value === 'true';
  if (preference.effect !== null) return ok({ [preference.effect]: wanted });
  if (wanted === preference.always) return ok({});
  return fault('-o', text, `${name} can't be switched off`, { from: colon + 1, hint: preference.what });
}
