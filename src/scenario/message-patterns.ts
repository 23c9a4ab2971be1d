/**
 * Messages as expectations write them: `creator → server SCREQ`, `at 1.31s server → p and q TRIND: {gmp.mm.flags.ss: true}`.
 */
import type { Micros } from '../base/micros.js';
import { type Captured, createGrammar, type Form, type Token } from './phrase.js';
import { readDuration } from './quantities.js';
import type { MessagePattern, Setting } from './scenario.js';
import { fieldsOfMap, fieldsOfSentence, type Reading, readSentence } from './sentences.js';
import { placeWithin, type Written, type WrittenText } from './source.js';

/** The forms of messages. */
export const MESSAGE_FORMS: readonly Form[] = [
  {
    pattern: '[at <instant>] <from:senders> → <to:receivers> <type:pattern> [with <fields>]',
    example: 'at 1.31s server → p and q TRIND',
    means:
      'a message; several receivers are several messages; to: also group, or a group address; "*" is anybody or anything; -> may stand for →',
  },
];

const MESSAGES = createGrammar(MESSAGE_FORMS);

/** Whether a text is a message pattern, not a sentence. */
export function isMessage(text: string): boolean {
  return text.includes('→') || text.includes('->') || text.trim() === '*';
}

/** Reads a pattern, and the fields behind it. */
export function readMessage(
  reading: Reading,
  written: WrittenText,
  fields: Written | undefined,
): readonly MessagePattern[] {
  const { place } = written;
  const said = written.text.trim();
  if (said === '*') {
    if (fields !== undefined)
      reading.note(fields.place, '"*" stands for keepalive exchanges and has no fields');
    return [{ from: '*', to: '*', type: '*', fields: [], keepalives: true, text: '*', place }];
  }
  // As wide as it was, so that offsets stay right.
  const text = { ...written, text: written.text.replaceAll('->', '→ ') };
  const behind = fieldsOfMap(reading, fields);
  const match = readSentence(reading, MESSAGES, text);
  if (match === undefined) return [];
  const { all } = match.captures;
  const tokenOf = (kind: Captured['kind']): Token | undefined =>
    match.captures.slots.find((slot) => slot.kind === kind)?.tokens[0];
  const at = readInstant(reading, text, tokenOf('instant'));
  const wanted: readonly Setting[] = [...fieldsOfSentence(reading, match, text), ...behind];
  const single = all('from').length * all('to').length === 1;
  // Each of several messages is told with the instant before it and the fields behind it.
  const type = tokenOf('pattern')!;
  const instant = text.text.slice(0, tokenOf('senders')!.start).trimStart();
  const rest = text.text.slice(type.start + type.text.length).trimEnd();
  return all('from').flatMap((from) =>
    all('to').map((to) => ({
      from,
      to,
      type: type.text,
      fields: wanted,
      ...(at === undefined ? {} : { at }),
      text: single ? said : `${instant}${from} → ${to} ${type.text}${rest}`,
      place,
    })),
  );
}

function readInstant({ note }: Reading, text: WrittenText, token: Token | undefined): Micros | undefined {
  if (token === undefined) return undefined;
  const time = readDuration(token.text);
  if (time.ok) return time.value;
  note(placeWithin(text, token.start), time.error);
  return undefined;
}
