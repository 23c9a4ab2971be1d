/**
 * What is wrong with a run by its own word: expectations that do not hold, invariants that are broken, no end. One list for
 * every face that tells of it.
 */
import { lineText } from '../base/utf8.js';
import type { Place, Scenario } from '../scenario/scenario.js';
import { endlessStory } from './endless.js';
import { timeText } from './output-words.js';
import type { Run } from './trace.js';

/** Something that is wrong: what, and where it is told of in the scenario file, if there. */
export interface Complaint {
  readonly kind: 'expectation' | 'breach' | 'endless';
  /** One line. */
  readonly text: string;
  /** Expected and actual, side by side. */
  readonly lines: readonly string[];
  readonly place?: Place;
}

/** All that is wrong with a run of a scenario, in order. */
export function complaintsOf(run: Run, scenario: Scenario): readonly Complaint[] {
  const { outcomes, events, stopped } = run;
  const complaints: Complaint[] = [];
  if (stopped !== undefined) {
    const { place, lines } = endlessStory(run, scenario);
    const text = `the run was stopped: ${stopped}`;
    complaints.push({ kind: 'endless', text, lines, ...(place === undefined ? {} : { place }) });
  }
  for (const event of events) {
    if (event.kind !== 'breach') continue;
    const text = `at ${timeText(event.t)} ${event.invariant} does not hold: ${lineText(event.text)}`;
    complaints.push({ kind: 'breach', text, lines: [] });
  }
  for (const { ok, text, lines, file, line, column } of outcomes) {
    if (ok) continue;
    const place = { file, line, column };
    complaints.push({ kind: 'expectation', text: `does not hold: ${lineText(text)}`, lines, place });
  }
  return complaints;
}
