/**
 * What stands behind the colon of `expect` and `never`: messages, facts, timer events, one or a list of them.
 */
import { FACTS } from './fact-forms.js';
import { isMessage, readMessage } from './message-patterns.js';
import type { Expectation, Fact, MessagePattern, Place } from './scenario.js';
import { type Reading, readSentence } from './sentences.js';
import type { Written, WrittenText } from './source.js';

type TimerEvent = Extract<Expectation, { readonly what: 'timer' }>['event'];

/** What is expected, before its window is known. */
export type Said =
  | { readonly what: 'messages'; readonly messages: readonly MessagePattern[] }
  | { readonly what: 'never'; readonly message: MessagePattern }
  | { readonly what: 'fact' | 'always'; readonly fact: Fact }
  | { readonly what: 'timer'; readonly event: TimerEvent; readonly timer: string; readonly actor: string };

/** One expectation, as written. */
export interface Expected {
  readonly said: Said;
  readonly text: string;
  readonly place: Place;
}

/** An item of an expectation: a text, and perhaps fields behind it. */
interface Item {
  readonly text: WrittenText;
  readonly fields: Written | undefined;
}

/** Reads what is expected, or, of `never`, what is not. All messages of a list are one expectation. */
export function readExpected(reading: Reading, value: Written, never = false): readonly Expected[] {
  const items = itemsOf(reading, value);
  if (items.length === 0 && value.kind === 'list' && !never && value.items.length === 0)
    return [messagesOf([], value.place)];
  const messages: MessagePattern[] = [];
  const others: Expected[] = [];
  let first: Place | undefined;
  for (const { text, fields } of items) {
    if (isMessage(text.text)) {
      first ??= text.place;
      messages.push(...readMessage(reading, text, fields));
    } else if (never) {
      reading.note(text.place, 'what never happens is a message, as in: server → a KAREQ');
    } else {
      if (fields !== undefined) reading.note(fields.place, 'only messages have fields');
      const said = readFact(reading, text);
      if (said !== undefined) others.push({ said, text: text.text.trim(), place: text.place });
    }
  }
  if (never) return messages.map((message) => notExpected(reading, message));
  if (first !== undefined) others.unshift(messagesOf(messages, first));
  return others;
}

function messagesOf(messages: readonly MessagePattern[], place: Place): Expected {
  const text = messages.length === 0 ? 'nothing is sent' : messages.map((message) => message.text).join('; ');
  return { said: { what: 'messages', messages }, text, place };
}

function notExpected({ note }: Reading, message: MessagePattern): Expected {
  if (message.keepalives === true)
    note(message.place, 'name the message that is never sent, such as server → * KAREQ');
  return { said: { what: 'never', message }, text: message.text, place: message.place };
}

function itemsOf(reading: Reading, value: Written): readonly Item[] {
  if (value.kind === 'map') return value.entries.map(({ key, value: fields }) => ({ text: key, fields }));
  if (value.kind === 'list') return value.items.flatMap((item) => itemsOf(reading, item));
  if (value.text.trim() !== '') return [{ text: value, fields: undefined }];
  reading.note(
    value.place,
    'what is expected is missing; that no message is sent is written: nothing is sent',
  );
  return [];
}

function readFact(reading: Reading, text: WrittenText): Said | undefined {
  const [always] = /^\s*always\s+/.exec(text.text) ?? [''];
  const match = readSentence(reading, FACTS, text, always.length);
  const said = match?.form.make(match.captures);
  if (said === undefined) return undefined;
  if (said.what === 'fact') return { what: always === '' ? 'fact' : 'always', fact: said.fact };
  if (always !== '') {
    reading.note(text.place, '"always" goes with facts, not with events');
    return undefined;
  }
  return said.what === 'nothing' ? { what: 'messages', messages: [] } : said;
}
