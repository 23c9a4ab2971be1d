/**
 * Who takes part, and on which subnets they stand. The kind of an actor follows from its name (`server`, `creator`), from the
 * list that it is on (`principals`, `routers`, `hosts`), or from its details; all others are participants.
 */
import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import { ACTIONS } from './action-forms.js';
import { FACTS } from './fact-forms.js';
import type { Layers } from './layers.js';
import { layered } from './layers.js';
import { readDrift, readDuration } from './quantities.js';
import type { Actor, Setting, Subnet } from './scenario.js';
import type { Note, Written, WrittenEntry, WrittenMap, WrittenText } from './source.js';
import { textsOf, valueAt } from './source.js';
import { CLIENT_KINDS, KINDS } from './vocabulary.js';

/** The actors and subnets of a scenario. */
export interface Cast {
  readonly actors: readonly Actor[];
  readonly subnets: readonly Subnet[];
}

interface Entry {
  readonly name: WrittenText;
  /** Details of all layers; later ones win. */
  readonly details: WrittenEntry[];
  kind: Actor['kind'];
}

const LISTS = [
  ['principals', 'principal'],
  ['routers', 'router'],
  ['hosts', 'host'],
] as const;

/** Settings of a server. */
export const SERVER_SETTINGS = [
  'secure',
  'sessions',
  'members',
  'pending',
  'creators',
  'authorises',
  'authorisation',
] as const;

/** Words that begin lines and sentences, or that stand in them. */
const RESERVED: ReadonlySet<string> = new Set([
  ...ACTIONS.literals,
  ...FACTS.literals,
  ...['at', 'with', 'expect', 'never', 'always', 'network', 'group'],
]);

const DEFAULT_SUBNET = 'lan';

/** Reads actors and subnets. */
export function readCast(layers: Layers, note: Note): Cast {
  const entries = new Map<string, Entry>();
  for (const written of layered(layers, 'actors')) enter(entries, written, note);
  for (const [list, kind] of LISTS) {
    for (const written of layered(layers, list)) {
      for (const name of textsOf(written)) {
        const entry = entries.get(name.text);
        if (entry === undefined) note(name.place, unknownName('actor', name.text, [...entries.keys()]));
        else entry.kind = kind;
      }
    }
  }
  const declared = layered(layers, 'subnets').flatMap((written) => textsOf(written));
  const subnets = new Map<string, Subnet>(declared.map(({ text, place }) => [text, { name: text, place }]));
  const closed = subnets.size > 0;
  const actors = [...entries.values()].map((entry) => readActor(entry, subnets, closed, note));
  for (const actor of actors) checkClients(actor, actors, note);
  return { actors, subnets: [...subnets.values()] };
}

/** "x is no actor; nearest: …; there are …". */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  // Of one letter every other is the nearest.
  const near = name.length < 2 ? [] : nearest(name, known, 2);
  const hint = near.length === 0 ? '' : `nearest: ${near.join(', ')}; `;
  const there = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  const article = /^[aeiou]/.test(what) ? 'an' : 'a';
  return `"${name}" is not the name of ${article} ${what}; ${hint}${there}`;
}

/** Notes names that no actor has. */
export function checkActors(cast: Cast, names: readonly WrittenText[], note: Note): void {
  const known = cast.actors.map(({ name }) => name);
  for (const { text, place } of names)
    if (!known.includes(text)) note(place, unknownName('actor', text, known));
}

function enter(entries: Map<string, Entry>, written: Written, note: Note): void {
  if (written.kind === 'list') {
    for (const item of written.items) enter(entries, item, note);
    return;
  }
  const named: readonly WrittenEntry[] =
    written.kind === 'map' ? written.entries : [{ key: written, value: { ...written, text: '' } }];
  for (const { key, value } of named) {
    if (!isName(key, note)) continue;
    const kind = key.text === 'server' || key.text === 'creator' ? key.text : 'participant';
    const entry: Entry = entries.get(key.text) ?? { name: key, details: [], kind };
    entries.set(key.text, entry);
    if (value.kind === 'map') entry.details.push(...value.entries);
    else if (value.kind === 'text' && value.text !== '')
      note(value.place, 'details of an actor are a map, as in {drift: 50ppm}');
  }
}

function isName({ text, place }: WrittenText, note: Note): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(text)) {
    note(place, `"${text}" cannot name an actor: letters, digits, - and _ can, a letter first`);
    return false;
  }
  if (!RESERVED.has(text)) return true;
  note(place, `"${text}" cannot name an actor, because it is a word of sentences`);
  return false;
}

function readActor(entry: Entry, subnets: Map<string, Subnet>, closed: boolean, note: Note): Actor {
  const { name, details } = entry;
  const map: WrittenMap = { kind: 'map', entries: details.toReversed(), place: name.place };
  const kind = readKind(entry, valueAt(map, 'kind'), note);
  const stands = textsOf(valueAt(map, 'subnets') ?? valueAt(map, 'subnet'));
  for (const { text, place } of stands) {
    if (closed && !subnets.has(text)) note(place, unknownName('subnet', text, [...subnets.keys()]));
    else if (!subnets.has(text)) subnets.set(text, { name: text, place });
  }
  if (stands.length === 0 && subnets.size === 0)
    subnets.set(DEFAULT_SUBNET, { name: DEFAULT_SUBNET, place: name.place });
  const [first] = subnets.keys();
  const drift = textsOf(valueAt(map, 'drift'))[0];
  const ppm = drift === undefined ? undefined : readDrift(drift.text);
  if (drift !== undefined && ppm?.ok === false) note(drift.place, ppm.error);
  return {
    name: name.text,
    kind,
    subnets: stands.length === 0 ? [first] : stands.map(({ text }) => text),
    driftPpm: ppm?.ok === true ? ppm.value : 0,
    settings: readSettings(kind, map, note),
    place: name.place,
  };
}

function readKind(entry: Entry, written: Written | undefined, note: Note): Actor['kind'] {
  const [given] = textsOf(written);
  if (given === undefined) return entry.kind;
  const kind = KINDS.find((one) => one === given.text);
  if (kind === undefined) note(given.place, unknownName('kind of actor', given.text, KINDS));
  return kind ?? entry.kind;
}

function readSettings(kind: Actor['kind'], details: WrittenMap, note: Note): readonly Setting[] {
  const settings: Setting[] = [];
  for (const name of SERVER_SETTINGS) {
    const entry = details.entries.find(({ key }) => key.text === name);
    if (entry === undefined) continue;
    const { place } = entry.value;
    if (kind !== 'server') note(entry.key.place, `only a server has the setting ${name}`);
    const texts = textsOf(entry.value).map(({ text }) => text);
    const value = readSetting(name, texts.join(', '));
    if (value.ok) settings.push({ name, value: value.value, place });
    else note(place, value.error);
  }
  return settings;
}

/** A setting's value, if it can be one. */
function readSetting(name: (typeof SERVER_SETTINGS)[number], text: string): Result<string, string> {
  switch (name) {
    case 'secure':
      return /^(yes|no)$/.test(text) ? ok(text) : err(`secure is yes or no, not "${text}"`);
    case 'authorisation': {
      if (text === 'by hand') return ok(text);
      const span = readDuration(text);
      return span.ok ? ok(text) : err(`${span.error}; or: by hand`);
    }
    case 'creators':
    case 'authorises':
      return ok(text);
    default:
      if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return ok(text);
      return err(`${name} is how many there may be at a time, at most 65535, not "${text}"`);
  }
}

/** Whether those exist whom a server names. */
function checkClients(server: Actor, actors: readonly Actor[], note: Note): void {
  const known = actors.filter(({ kind }) => CLIENT_KINDS.includes(kind)).map(({ name }) => name);
  for (const { name, value, place } of server.settings) {
    if ((name !== 'creators' && name !== 'authorises') || value === '') continue;
    for (const one of value.split(', '))
      if (!known.includes(one)) note(place, unknownName('client', one, known));
  }
}
