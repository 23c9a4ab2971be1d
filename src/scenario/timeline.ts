/**
 * The lines of a timeline, one by one: what happens becomes steps, what is expected becomes drafts, whose windows
 * (windows.ts) closes when the lines behind them are known.
 */
import { after, type Micros, micros } from '../base/micros.js';
import { ACTIONS, type ActionForm } from './action-forms.js';
import { checkFacts } from './contradictions.js';
import type { Expected, Said } from './expectations.js';
import { readExpected } from './expectations.js';
import { type LineKey, readLineKey, type Window } from './line-keys.js';
import type { Captured, Match } from './phrase.js';
import { durationText } from './quantities.js';
import type { ActionStep, FaultStep, Place } from './scenario.js';
import { checkNetworkChange, readNetworkChange } from './sections.js';
import { fieldsOfMap, fieldsOfSentence, type Reading, readSentence } from './sentences.js';
import { isEmpty, placeWithin, type Written, type WrittenEntry, type WrittenText } from './source.js';

/** A line, not yet closed. `mark`: a line `at …` begins. */
export type Draft =
  | { readonly kind: 'mark'; readonly at: Micros }
  | { readonly kind: 'step'; readonly step: ActionStep | FaultStep }
  | {
      readonly kind: 'expect';
      readonly at: Micros;
      readonly window: Window;
      /** Place of the window's time. */
      readonly windowPlace: Place;
      readonly said: Said;
      readonly text: string;
      readonly place: Place;
    };

/** Lines that were read. */
export interface Lines {
  readonly drafts: readonly Draft[];
  /** The instant of `end`. */
  readonly end: Micros | undefined;
}

interface Telling extends Reading {
  now: Micros;
  end: Micros | undefined;
  readonly drafts: Draft[];
}

/** Reads timelines, one behind the other; the `end` of all but the file's own does not count. */
export function readLines(reading: Reading, timelines: readonly Written[]): Lines {
  const telling: Telling = { ...reading, now: micros(0), end: undefined, drafts: [] };
  for (const timeline of timelines) {
    telling.end = undefined;
    if (timeline.kind === 'list') for (const item of timeline.items) readItem(telling, item);
    else if (!isEmpty(timeline))
      reading.note(timeline.place, 'a timeline is a list: each line begins with "- "');
  }
  return telling;
}

function readItem(telling: Telling, item: Written): void {
  if (item.kind === 'map') for (const entry of item.entries) readLine(telling, entry);
  else if (item.kind === 'list')
    telling.note(item.place, 'a line is "at TIME: …", "expect …: …" or "never …: …"');
  else {
    // Without a colon the whole line is one text: the key's own message says what is missing.
    const key = readLineKey(item, telling.note);
    if (key !== undefined)
      telling.note(item.place, `"${item.text}" says when, but not what: a colon and a sentence follow`);
  }
}

function readLine(telling: Telling, { key, value }: WrittenEntry): void {
  const head = readLineKey(key, telling.note);
  if (telling.end !== undefined) telling.note(key.place, 'this stands behind the end of the timeline');
  if (head?.word === 'at') readAt(telling, head, value);
  else if (head !== undefined) readExpectation(telling, head, key, value);
  else if (/^(expect|never)/.test(key.text)) readExpected(telling, value);
  else if (key.text.startsWith('at')) readDoings(telling, value);
}

function readAt(telling: Telling, head: Extract<LineKey, { word: 'at' }>, value: Written): void {
  const at = head.relative ? after(telling.now, head.time) : head.time;
  if (at < telling.now) {
    const before = durationText(telling.now);
    telling.note(head.place, `time runs backwards: ${durationText(at)} stands behind ${before}`);
  }
  telling.now = micros(Math.max(telling.now, at));
  telling.drafts.push({ kind: 'mark', at: telling.now });
  readDoings(telling, value);
}

function readDoings(telling: Telling, value: Written): void {
  if (value.kind === 'list') for (const item of value.items) readDoings(telling, item);
  else if (value.kind === 'map') {
    for (const { key, value: details } of value.entries) {
      if (key.text === 'network') readNetworkFault(telling, key, details);
      else readDoing(telling, key, details);
    }
  } else readDoing(telling, value, undefined);
}

function readNetworkFault(telling: Telling, key: WrittenText, details: Written): void {
  if (details.kind !== 'map') {
    telling.note(details.place, 'how the network changes is a map, as in {loss: 1/10}');
    return;
  }
  checkNetworkChange(details, telling.note);
  const change = readNetworkChange(details, telling.note);
  const parts = details.entries.map(
    (one) => `${one.key.text} ${one.value.kind === 'text' ? one.value.text : ''}`,
  );
  const text = `network: ${parts.join(', ')}`;
  const fault = { verb: 'network', change } as const;
  telling.drafts.push({
    kind: 'step',
    step: { kind: 'fault', at: telling.now, fault, text, place: key.place },
  });
}

function readDoing(telling: Telling, text: WrittenText, details: Written | undefined): void {
  if (text.text.trim() === '') {
    telling.note(text.place, 'what happens at this time is missing');
    return;
  }
  const match = readSentence(telling, ACTIONS, text);
  const sent = match?.captures.one('type');
  const behind = fieldsOfMap(telling, details, sent);
  if (match === undefined) return;
  const doing = match.form.make(match.captures, [...fieldsOfSentence(telling, match, text, sent), ...behind]);
  const { now: at, note } = telling;
  const { place } = text;
  const takesFields = doing.kind === 'actions' && doing.actions.some(({ verb }) => verb === 'send');
  if (behind.length > 0 && !takesFields) note(details!.place, 'only a message that is sent has fields');
  if (doing.kind === 'end') telling.end = at;
  else if (doing.kind === 'fault') {
    checkSides(telling, match, text);
    const step: FaultStep = { kind: 'fault', at, fault: doing.fault, text: text.text.trim(), place };
    telling.drafts.push({ kind: 'step', step });
  } else {
    checkKinds(telling, match, text);
    for (const actor of match.captures.all('who')) {
      for (const action of doing.actions) {
        const said = sentenceOf(match, text, actor);
        telling.drafts.push({ kind: 'step', step: { kind: 'action', at, actor, action, text: said, place } });
      }
    }
  }
}

/** Whether those who do it can do it. */
function checkKinds({ cast, note }: Reading, { form, captures }: Match<ActionForm>, text: WrittenText): void {
  const who = captures.slots.find(({ name }) => name === 'who');
  for (const token of who?.tokens ?? []) {
    const actor = cast.actors.find(({ name }) => name === token.text);
    if (actor === undefined || form.by === undefined || form.by.includes(actor.kind)) continue;
    const message = `${actor.name} is a ${actor.kind}; this is for kinds of actors: ${form.by.join(', ')}`;
    note(placeWithin(text, token.start), message);
  }
}

/** Nobody can be parted from itself. */
function checkSides({ note }: Reading, { captures }: Match<ActionForm>, text: WrittenText): void {
  const left = captures.all('left');
  for (const { text: actor, start } of captures.slots.find(({ name }) => name === 'right')?.tokens ?? [])
    if (left.includes(actor)) note(placeWithin(text, start), `${actor} stands on both sides`);
}

/** The sentence of one actor of several: "b registers" of "a and b register". */
function sentenceOf({ form, captures }: Match<ActionForm>, text: WrittenText, actor: string): string {
  const who = captures.slots.find(({ name }) => name === 'who') as Captured;
  if (who.tokens.length === 1) return text.text.trim();
  const last = who.tokens.at(-1)!;
  const behind = text.text.slice(last.start + last.text.length).replace(/^[\s\]]+/, '');
  const [, singular = ''] = /^<[^>]+> ([^\s|]+)/.exec(form.pattern) ?? [];
  return `${actor} ${singular} ${behind.replace(/^\S+/, '').trim()}`.trim();
}

function readExpectation(
  telling: Telling,
  head: Extract<LineKey, { word: 'expect' | 'never' }>,
  key: WrittenText,
  value: Written,
): void {
  const { window, word } = head;
  const expected: readonly Expected[] = readExpected(telling, value, word === 'never');
  checkFacts(expected, window, telling.note);
  for (const { said, text, place } of expected) {
    telling.drafts.push({
      kind: 'expect',
      at: telling.now,
      window,
      windowPlace: head.place,
      said,
      text: `${key.text.trim()}: ${text}`,
      place,
    });
  }
}
