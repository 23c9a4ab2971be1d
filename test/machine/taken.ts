/**
 * Which transitions a test took: every harness of a machine hands the effects of each step to `noteTaken`. The reporter
 * (test/machine/transition-reporter.ts) puts them together and fails a run in which a transition was never taken.
 */
import { TestRunner } from 'vitest';

interface Caused {
  readonly why: { readonly id: string };
}

/** Notes the transitions that caused these effects as taken by the test that is running. */
export function noteTaken(effects: readonly Caused[]): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) return;
  const meta = test.meta as { transitions?: Record<string, true> };
  meta.transitions ??= {};
  for (const { why } of effects) meta.transitions[why.id] = true;
}
