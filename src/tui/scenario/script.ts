/**
 * The script of a run: what its timeline does, and what it expects, in order of time.
 */
import type { Micros } from '../../base/micros.js';
import { lineText } from '../../base/utf8.js';
import type { Run } from '../../sim/trace.js';
import type { Places } from './places.js';

/** A line of the script. */
export interface ScriptLine {
  readonly kind: 'action' | 'expectation';
  readonly t: Micros;
  /** The position from which on it is done, or clear. */
  readonly from: number;
  /** "a leaves", "a is enrolled". */
  readonly text: string;
  /** Whether it holds; of actions true. */
  readonly ok: boolean;
  /** Where it does not hold: expected and actual. */
  readonly lines: readonly string[];
}

/** All lines; an expectation stands where its outcome is clear. */
export function scriptOf({ events, outcomes }: Run, places: Places): readonly ScriptLine[] {
  const lines: ScriptLine[] = [];
  for (const event of events) {
    if (event.kind === 'action')
      lines.push({
        kind: 'action',
        t: event.t,
        from: event.n + 1,
        text: lineText(event.text),
        ok: true,
        lines: [],
      });
  }
  for (const { t, text, ok, lines: reasons } of outcomes)
    lines.push({
      kind: 'expectation',
      t,
      from: places.upTo(t),
      text: lineText(text).replace(/^expect(:| at [^\s:]+:)? /, ''),
      ok,
      lines: reasons.map((line) => lineText(line)),
    });
  return lines.sort((a, b) => a.t - b.t || a.from - b.from);
}
