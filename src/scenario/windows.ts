/**
 * Closes the windows of expectations, and finds contradictions: windows without an instant, or behind the end; two lists of
 * messages over the same window; instants of messages that their window does not have.
 *
 *   at 1s: …          ┐ window of a plain `expect` in between:
 *   expect: …         │ [1s, 2s) for messages, the last microsecond of it for facts
 *   at 2s: …          ┘
 */
import { after, type Micros, micros, seconds } from '../base/micros.js';
import { durationText } from './quantities.js';
import type { Expectation, ExpectStep, Step } from './scenario.js';
import type { Note } from './source.js';
import type { Draft, Lines } from './timeline.js';

type ExpectDraft = Extract<Draft, { readonly kind: 'expect' }>;

/** A timeline, complete. */
export interface Timeline {
  readonly steps: readonly Step[];
  readonly until: Micros;
}

interface Span {
  readonly from: Micros;
  readonly until: Micros;
}

/** Closes all windows. */
export function closeWindows({ drafts, end }: Lines, note: Note): Timeline {
  const until = end ?? after(lastInstant(drafts), seconds(1));
  const nexts = nextMarks(drafts, until);
  const steps: Step[] = [];
  let listed: { readonly until: Micros; readonly line: number } | undefined;
  for (const [i, draft] of drafts.entries()) {
    if (draft.kind === 'step') steps.push(draft.step);
    if (draft.kind !== 'expect') continue;
    const step = closeOne(draft, nexts[i], until, note);
    if (step === undefined) continue;
    steps.push(step);
    if (step.expectation.what !== 'messages') continue;
    if (listed !== undefined && step.at < listed.until)
      note(
        draft.place,
        `the messages of this time are listed already, in line ${listed.line}; make one list of both, or part them by "at"`,
      );
    listed = { until: step.expectation.until, line: draft.place.line };
  }
  return { steps, until };
}

function lastInstant(drafts: readonly Draft[]): Micros {
  const instants = drafts.map((draft) => {
    if (draft.kind !== 'expect') return draft.kind === 'mark' ? draft.at : draft.step.at;
    const { window } = draft;
    if (window.form === 'within') return draft.at + window.span;
    if (window.form === 'between') return window.until;
    return window.form === 'next' ? draft.at : window.time;
  });
  return micros(instants.reduce((latest, instant) => Math.max(latest, instant), 0));
}

/** Of each line: the instant of the next line with `at`, or the end. */
function nextMarks(drafts: readonly Draft[], end: Micros): readonly Micros[] {
  const nexts: Micros[] = [];
  let next = end;
  for (let i = drafts.length - 1; i >= 0; i -= 1) {
    nexts[i] = next;
    const draft = drafts[i];
    if (draft.kind === 'mark') next = draft.at;
  }
  return nexts;
}

function closeOne(draft: ExpectDraft, next: Micros, end: Micros, note: Note): ExpectStep | undefined {
  const { at, text, place } = draft;
  const expectation = expectationOf(draft, next, note);
  if (expectation === undefined) return undefined;
  if (expectation.until > end) {
    const late = durationText(expectation.until);
    note(draft.windowPlace, `the run ends at ${durationText(end)}, before ${late}`);
    return undefined;
  }
  return { kind: 'expect', at, expectation, text, place };
}

function expectationOf(draft: ExpectDraft, next: Micros, note: Note): Expectation | undefined {
  const { said } = draft;
  if (said.what === 'messages' || said.what === 'never') {
    const until = openEnd(draft, next, note);
    if (until === undefined) return undefined;
    if (said.what === 'never') return { ...said, until };
    checkInstants(draft, said.messages, until, note);
    return { ...said, until };
  }
  const span = closedSpan(draft, next, note);
  return span === undefined ? undefined : { ...said, ...span };
}

/** Messages: from the line before up to, not including, the result. */
function openEnd(draft: ExpectDraft, next: Micros, note: Note): Micros | undefined {
  const { at, window, windowPlace, said } = draft;
  if (window.form === 'at' || window.form === 'between') {
    const hint =
      said.what === 'never'
        ? 'until T or within T'
        : 'until T, within T, or "at T" before the message itself';
    note(windowPlace, `the window of messages begins with the line before; write ${hint}`);
    return undefined;
  }
  const until =
    window.form === 'within' ? after(at, window.span) : window.form === 'next' ? next : window.time;
  if (until > at) return until;
  note(windowPlace, emptyText(at, until, window.form === 'next'));
  return undefined;
}

function emptyText(at: Micros, until: Micros, next: boolean): string {
  const from = durationText(at);
  if (next) return `nothing can happen here: the lines before and behind are both at ${from}`;
  return `the window is empty: it begins at ${from} and ends at ${durationText(until)}`;
}

/** Facts and timers: both ends included. */
function closedSpan(draft: ExpectDraft, next: Micros, note: Note): Span | undefined {
  const { at, window, windowPlace, said } = draft;
  const span = spanOf(draft, next);
  if (span.from < at) {
    note(
      windowPlace,
      `${durationText(span.from)} lies before the line that this stands behind, at ${durationText(at)}`,
    );
    return undefined;
  }
  if (span.until >= span.from) {
    // What holds when the next line comes is asked at one instant, the last before it; events have all the time until then.
    const last = window.form === 'next' && said.what === 'fact';
    return last ? { from: span.until, until: span.until } : span;
  }
  note(windowPlace, emptyText(span.from, span.until, window.form === 'next'));
  return undefined;
}

function spanOf({ at, window }: ExpectDraft, next: Micros): Span {
  switch (window.form) {
    case 'next':
      return { from: at, until: micros(next - 1) };
    case 'within':
      return { from: at, until: after(at, window.span) };
    case 'until':
      return { from: at, until: window.time };
    case 'at':
      return { from: window.time, until: window.time };
    case 'between':
      return { from: window.from, until: window.until };
  }
}

function checkInstants(
  draft: ExpectDraft,
  messages: Extract<Expectation, { readonly what: 'messages' }>['messages'],
  until: Micros,
  note: Note,
): void {
  let before = draft.at;
  for (const { at, place } of messages) {
    if (at === undefined) continue;
    if (at < before)
      note(place, `time runs backwards: ${durationText(at)} stands behind ${durationText(before)}`);
    if (at >= until)
      note(
        place,
        `${durationText(at)} is not in the window of this list, which ends before ${durationText(until)}`,
      );
    before = micros(Math.max(before, at));
  }
}
