/**
 * Sentences in their scenario: what a form leaves open (is there such an actor, such a subnet, such a field?) is asked here.
 */
import { type Cast, unknownName } from './cast.js';
import { fieldFault, valueFault } from './field-values.js';
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
    default:
      return undefined;
  }
}

function addressFault(address: string): string | undefined {
  const octets = address.split('.').map(Number);
  if (octets.every((octet) => octet < 256) && octets[0] >= 224 && octets[0] < 240) return undefined;
  return `"${address}" is no group address; these are 224.0.0.0 to 239.255.255.255`;
}

/** The fields of a `with` in a sentence. `sent`: the message that is sent; undefined for a pattern. */
export function fieldsOfSentence<F extends Form>(
  { note }: Reading,
  match: Match<F>,
  text: WrittenText,
  sent?: string,
): readonly Setting[] {
  const captured = match.captures.slots.find(({ kind }) => kind === 'fields');
  return (captured?.tokens ?? []).map((token) => {
    const equals = token.text.indexOf('=');
    const place = placeWithin(text, token.start);
    const name = token.text.slice(0, equals);
    const value = token.text.slice(equals + 1);
    const fault = fieldFault(name, sent);
    const wrong = valueFault(name, value, sent);
    if (fault !== undefined) note(place, fault);
    else if (wrong !== undefined) note(placeWithin(text, token.start + equals + 1), wrong);
    return { name, value, place };
  });
}

/** The fields of a map behind a sentence: {gmp.user_id: 2}. `sent`: the message that is sent; undefined for a pattern. */
export function fieldsOfMap(
  { note }: Reading,
  written: Written | undefined,
  sent?: string,
): readonly Setting[] {
  if (written === undefined) return [];
  if (written.kind !== 'map') {
    if (written.kind === 'list' || written.text !== '')
      note(written.place, 'fields are a map: {gmp.user_id: 2}');
    return [];
  }
  return written.entries.flatMap(({ key, value }) => {
    const name = key.text;
    const fault = fieldFault(name, sent);
    const texts = textsOf(value);
    if (fault !== undefined) note(key.place, fault);
    else checkValues(note, name, texts, sent);
    if (texts.length === 0) note(value.place, `${name} needs a value, or a list of values; "*" is any`);
    return [{ name, value: texts.map(({ text }) => text).join(', '), place: key.place }];
  });
}

function checkValues(
  note: Note,
  name: string,
  texts: readonly WrittenText[],
  sent: string | undefined,
): void {
  for (const { text, place } of texts) {
    const wrong = valueFault(name, text, sent);
    if (wrong !== undefined) note(place, wrong);
  }
  if (sent !== undefined && texts.length > 1)
    note(texts[1].place, `${name} has one value in a message that is sent`);
}
