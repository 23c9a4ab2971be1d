/**
 * Messages as expectations write them: `creator → server SCREQ`, `at 1.31s server → p and q TRIND: {gmp.mm.flags.ss: true}`.
 */
import type { Micros } from '../base/micros.js';
import { createGrammar, type Form } from './phrase.js';
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
  const { all, one } = match.captures;
  const at = readInstant(
    reading,
    text,
    match.captures.slots.find(({ kind }) => kind === 'instant')?.tokens[0],
  );
  const wanted: readonly Setting[] = [...fieldsOfSentence(match, text), ...behind];
  const single = all('from').length * all('to').length === 1;
  return all('from').flatMap((from) =>
    all('to').map((to) => ({
      from,
      to,
      type: one('type')!,
      fields: wanted,
      ...(at === undefined ? {} : { at }),
      text: single ? said : `${from} → ${to} ${one('type')}`,
      place,
    })),
  );
}

function readInstant(
  { note }: Reading,
  text: WrittenText,
  token: { readonly text: string; readonly start: number } | undefined,
): Micros | undefined {
  if (token === undefined) return undefined;
  const time = readDuration(token.text);
  if (time.ok) return time.value;
  note(placeWithin(text, token.start), time.error);
  return undefined;
}
