/**
 * The report for people: a line a run, failures in full where they come, then how many there were.
 *
 *   ok    fig10-activate (12 expectations)
 *   FAIL  fig12-membership-check
 *         scenarios/fig12-membership-check.yaml:31:5: does not hold: a is enrolled
 *   26 scenarios, 31 runs, 402 expectations: 1 run failed
 */
import { failureText, hasFailed, indent, type Reporter, type TestResult } from './test-report.js';

/** Reports as text. */
export const textReporter: Reporter = {
  begin: () => '',
  result: (result) => {
    const { name, expectations, updated } = result;
    if (hasFailed(result)) return `FAIL  ${name}\n${indent(failureText(result), '      ')}\n`;
    const golden = updated ? ', golden written' : '';
    return `ok    ${name} (${count(expectations, 'expectation')}${golden})\n`;
  },
  end: (results) => `${summary(results)}\n`,
};

function summary(results: readonly TestResult[]): string {
  const files = new Set(results.map(({ file }) => file)).size;
  const expectations = results.reduce((sum, result) => sum + result.expectations, 0);
  const failed = results.filter(hasFailed).length;
  const verdict = failed === 0 ? 'all well' : `${count(failed, 'run')} failed`;
  return `${count(files, 'scenario')}, ${count(results.length, 'run')}, ${count(expectations, 'expectation')}: ${verdict}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
