/**
 * What `gmpshark test` found out, and who tells it: reporters get each result as it comes, then the whole.
 */

/** A thing that is wrong with a scenario. */
export interface Failure {
  /** expectation, breach, endless, golden, mistake, stale. */
  readonly kind: string;
  /** Its first line says what is wrong; the rest shows it. */
  readonly text: string;
}

/** What became of one run of a scenario. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  /** How many expectations it has. */
  readonly expectations: number;
  readonly failures: readonly Failure[];
  /** The golden was written anew: it was missing, or differed. */
  readonly updated: boolean;
}

/** Makes the text of a report, piece by piece. */
export interface Reporter {
  readonly begin: (runs: number) => string;
  readonly result: (result: TestResult, number: number) => string;
  readonly end: (results: readonly TestResult[]) => string;
}

/** Whether a result is bad. */
export function hasFailed({ failures }: TestResult): boolean {
  return failures.length > 0;
}

/** Failures as one text. */
export function failureText({ failures }: TestResult): string {
  return failures.map(({ text }) => text.trimEnd()).join('\n');
}

/** Lines further to the right; empty ones stay empty. */
export function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : by + line))
    .join('\n');
}
