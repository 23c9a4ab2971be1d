/**
 * The report as JUnit XML, as build servers read it: a suite a file, a case a run. Mistakes in a file are errors, all else
 * are failures. There are no times in it: the same scenarios give the same report.
 */
import { failureText, hasFailed, type Reporter, type TestResult } from './test-report.js';

/** Reports as JUnit XML. */
export const junitReporter: Reporter = {
  begin: () => '<?xml version="1.0" encoding="UTF-8"?>\n',
  result: () => '',
  end: (results) => {
    const suites = new Map<string, TestResult[]>();
    for (const result of results) suites.set(result.file, [...(suites.get(result.file) ?? []), result]);
    const inner = [...suites].map(([file, cases]) => suiteText(file, cases)).join('');
    return `<testsuites name="gmpshark test" ${counts(results)}>\n${inner}</testsuites>\n`;
  },
};

function suiteText(file: string, cases: readonly TestResult[]): string {
  const inner = cases.map((each) => caseText(file, each)).join('');
  return `  <testsuite name="${attribute(file)}" ${counts(cases)}>\n${inner}  </testsuite>\n`;
}

function caseText(file: string, result: TestResult): string {
  const head = `    <testcase classname="${attribute(file)}" name="${attribute(result.name)}"`;
  if (!hasFailed(result)) return `${head}/>\n`;
  const text = failureText(result);
  const tag = isError(result) ? 'error' : 'failure';
  const type = attribute(result.failures[0].kind);
  const first = attribute(text.split('\n', 1)[0]);
  return `${head}>\n      <${tag} type="${type}" message="${first}">${content(text)}</${tag}>\n    </testcase>\n`;
}

function counts(results: readonly TestResult[]): string {
  const errors = results.filter(isError).length;
  const failures = results.filter((result) => hasFailed(result) && !isError(result)).length;
  return `tests="${results.length}" failures="${failures}" errors="${errors}"`;
}

function isError({ failures }: TestResult): boolean {
  return failures.some(({ kind }) => kind === 'mistake');
}

/** Text of an element: what XML 1.0 cannot hold becomes U+FFFD. */
function content(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
