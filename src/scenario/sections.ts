/**
 * The sections of a scenario that are settings: the session, the network, policies, and the rest of one word each.
 */

import { micros } from '../base/micros.js';
import type { Result } from '../base/result.js';
import { type Cast, unknownName } from './cast.js';
import type { Layers } from './layers.js';
import { highest, layered } from './layers.js';
import { readDuration, readRatio, readReordering, readTenths } from './quantities.js';
import type { NetworkSpec, Place, SessionSpec, Setting } from './scenario.js';
import type { Note, Written, WrittenMap } from './source.js';
import { textsOf, valueAt } from './source.js';
import { CLIENT_KINDS } from './vocabulary.js';

const PERFECT: NetworkSpec = {
  delay: micros(10_000),
  jitter: micros(0),
  loss: { count: 0, of: 1 },
  duplication: { count: 0, of: 1 },
  reordering: { count: 0, of: 1 },
  reorderBy: micros(0),
};

/** Reads a text as something; undefined, and noted, where it is none. */
export function readAs<T>(
  written: Written | undefined,
  read: (text: string) => Result<T, string>,
  note: Note,
): T | undefined {
  if (written === undefined) return undefined;
  if (written.kind !== 'text') return undefined;
  const result = read(written.text);
  if (result.ok) return result.value;
  note(written.place, result.error);
  return undefined;
}

/** Reads one of some words; undefined, and noted, where it is none. */
export function readWord<W extends string>(
  written: Written | undefined,
  what: string,
  words: readonly W[],
  note: Note,
): W | undefined {
  if (written?.kind !== 'text') return undefined;
  const found = words.find((word) => word === written.text);
  if (found === undefined) note(written.place, `${what} is ${words.join(' or ')}, not "${written.text}"`);
  return found;
}

/** Parts of a network's behaviour. */
const NETWORK_PARTS = ['delay', 'jitter', 'loss', 'duplication', 'reordering'] as const;

/** Notes what is no part of a network's behaviour: in a timeline no shape tells it. */
export function checkNetworkChange(written: WrittenMap, note: Note): void {
  for (const { key, value } of written.entries) {
    if (!NETWORK_PARTS.some((part) => part === key.text))
      note(key.place, unknownName('part of the network', key.text, NETWORK_PARTS));
    else if (value.kind !== 'text') note(value.place, 'a text is expected here');
  }
}

/** Reads the parts of a network's behaviour that a map names. */
export function readNetworkChange(written: Written, note: Note): Partial<NetworkSpec> {
  const change: { -readonly [K in keyof NetworkSpec]?: NetworkSpec[K] } = {};
  for (const name of ['delay', 'jitter'] as const) {
    const span = readAs(valueAt(written, name), readDuration, note);
    if (span !== undefined) change[name] = span;
  }
  for (const name of ['loss', 'duplication'] as const) {
    const ratio = readAs(valueAt(written, name), readRatio, note);
    if (ratio !== undefined) change[name] = ratio;
  }
  return { ...change, ...readAs(valueAt(written, 'reordering'), readReordering, note) };
}

/** The network as it is at the beginning. */
export function readNetwork(layers: Layers, note: Note): NetworkSpec {
  let network = PERFECT;
  for (const written of layered(layers, 'network'))
    network = { ...network, ...readNetworkChange(written, note) };
  return network;
}

/** The session; principals are on its list, and participants where `members` names them. */
export function readSession(layers: Layers, cast: Cast, start: Place, note: Note): SessionSpec {
  const part = (name: string): Written | undefined => highest(layers, 'session', name);
  const period = readAs(part('period'), readTenths, note);
  const timeout = readAs(part('timeout'), readTenths, note);
  const termination = readWord(part('termination'), 'termination', ['any', 'all'], note);
  const [name] = textsOf(part('name'));
  return {
    secure: readWord(part('secure'), 'secure', ['yes', 'no'], note) === 'yes',
    closed: readWord(part('mode'), 'mode', ['open', 'closed'], note) === 'closed',
    ...(period === undefined ? {} : { period }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(termination === undefined ? {} : { termination }),
    ...(name === undefined ? {} : { name: name.text }),
    listed: readListed(part('members'), cast, note),
    place: layered(layers, 'session').at(-1)?.place ?? start,
  };
}

function readListed(members: Written | undefined, cast: Cast, note: Note): readonly string[] {
  const principals = cast.actors.filter(({ kind }) => kind === 'principal').map(({ name }) => name);
  const clients = cast.actors.filter(({ kind }) => CLIENT_KINDS.includes(kind)).map(({ name }) => name);
  const listed = new Set(principals);
  for (const { text, place } of textsOf(members)) {
    const actor = cast.actors.find(({ name }) => name === text);
    if (actor === undefined) note(place, unknownName('actor', text, clients));
    else if (actor.kind !== 'participant' && actor.kind !== 'principal')
      note(place, `members of the list are participants and principals; ${text} is a ${actor.kind}`);
    else listed.add(text);
  }
  return [...listed];
}

/** Policies, those of higher layers alone where several set one. Spans become microseconds; the names are the simulator's. */
export function readPolicies(layers: Layers, note: Note): readonly Setting[] {
  const settings = new Map<string, Setting>();
  for (const written of layered(layers, 'policies')) {
    if (written.kind !== 'map') continue;
    for (const { key, value } of written.entries) {
      const text = value.kind === 'text' ? value.text : '';
      const span = /^\d.*[a-z]$/.test(text) ? readAs(value, readDuration, note) : undefined;
      settings.set(key.text, {
        name: key.text,
        value: span === undefined ? text : String(span),
        place: key.place,
      });
    }
  }
  return [...settings.values()];
}
