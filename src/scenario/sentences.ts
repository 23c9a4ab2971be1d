/**
 * Sentences in their scenario: what a form leaves open (is there such an actor, such a subnet, such a field?) is asked here.
 */
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { nearest } from '../base/nearest.js';
import { type Cast, unknownName } from './cast.js';
import { type Captured, type Form, type Grammar, type Match, matchSentence, type Token } from './phrase.js';
import type { Setting } from './scenario.js';
import { type Note, placeWithin, textsOf, type Written, type WrittenText } from './source.js';

/** What sentences are read against. */
export interface Reading {
  readonly cast: Cast;
  readonly note: Note;
}

/** Finds the form of a sentence and checks what its slots hold; undefined where it has no form. */
export function readSentence<F extends Form>(
  reading: Reading,
  grammar: Grammar<F>,
  text: WrittenText,
  from = 0,
): Match<F> | undefined {
  const match = matchSentence(grammar, text, reading.note, from);
  for (const captured of match?.captures.slots ?? [])
    for (const token of captured.tokens) checkToken(reading, captured, token, text);
  return match;
}

function checkToken({ cast, note }: Reading, { kind }: Captured, token: Token, text: WrittenText): void {
  const fault = faultOf(cast, kind, token.text);
  if (fault !== undefined) note(placeWithin(text, token.start), fault);
}

function faultOf(cast: Cast, kind: Captured['kind'], word: string): string | undefined {
  const actors = cast.actors.map(({ name }) => name);
  const subnets = cast.subnets.map(({ name }) => name);
  switch (kind) {
    case 'actor':
    case 'actors':
      return actors.includes(word) ? undefined : unknownName('actor', word, actors);
    case 'senders':
      return word === '*' || actors.includes(word) ? undefined : unknownName('actor', word, actors);
    case 'receivers':
      if (word === '*' || word === 'group' || actors.includes(word)) return undefined;
      return /^\d/.test(word) ? addressFault(word) : unknownName('actor', word, actors);
    case 'subnet':
      return subnets.includes(word) ? undefined : unknownName('subnet', word, subnets);
    case 'address':
      return addressFault(word);
    case 'fields':
      return fieldFault(word.slice(0, word.indexOf('=')));
    default:
      return undefined;
  }
}

function addressFault(address: string): string | undefined {
  const octets = address.split('.').map(Number);
  if (octets.every((octet) => octet < 256) && octets[0] >= 224 && octets[0] < 240) return undefined;
  return `"${address}" is no group address; these are 224.0.0.0 to 239.255.255.255`;
}

let catalogue: ReadonlySet<string> | undefined;

function fieldFault(name: string): string | undefined {
  catalogue ??= new Set(createCatalogue(createRegistry().dissectors).byName.keys());
  if (catalogue.has(name)) return undefined;
  const near = nearest(name, catalogue, 3);
  const hint = near.length === 0 ? '"gmpshark fields gmp" lists them' : `nearest: ${near.join(', ')}`;
  return `"${name}" is not a field; ${hint}`;
}

/** The fields of a `with` in a sentence. */
export function fieldsOfSentence<F extends Form>(match: Match<F>, text: WrittenText): readonly Setting[] {
  const captured = match.captures.slots.find(({ kind }) => kind === 'fields');
  return (captured?.tokens ?? []).map((token) => {
    const equals = token.text.indexOf('=');
    const place = placeWithin(text, token.start);
    return { name: token.text.slice(0, equals), value: token.text.slice(equals + 1), place };
  });
}

/** The fields of a map behind a sentence: {gmp.user_id: 2}. */
export function fieldsOfMap({ note }: Reading, written: Written | undefined): readonly Setting[] {
  if (written === undefined) return [];
  if (written.kind !== 'map') {
    if (written.kind === 'list' || written.text !== '')
      note(written.place, 'fields are a map: {gmp.user_id: 2}');
    return [];
  }
  return written.entries.flatMap(({ key, value }) => {
    const fault = fieldFault(key.text);
    if (fault !== undefined) note(key.place, fault);
    const texts = textsOf(value).map(({ text }) => text);
    if (texts.length === 0) note(value.place, `${key.text} needs a value, or a list of values; "*" is any`);
    return [{ name: key.text, value: texts.join(', '), place: key.place }];
  });
}
