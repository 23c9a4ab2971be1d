/**
 * The report as TAP 14 (testanything.org): a test point a run, failures in a YAML block below it.
 */
import { failureText, hasFailed, indent, type Reporter } from './test-report.js';

/** Reports as TAP 14. */
export const tapReporter: Reporter = {
  begin: (runs) => `TAP version 14\n1..${runs}\n`,
  result: (result, number) => {
    const point = `${number} - ${escaped(result.name)}\n`;
    if (!hasFailed(result)) return `ok ${point}`;
    return `not ok ${point}${diagnosis(result.file, failureText(result))}`;
  },
  end: () => '',
};

/** A backslash and a number sign mean something in a description. */
function escaped(text: string): string {
  return text.replace(/[\\#]/g, (sign) => `\\${sign}`);
}

/** The number behind the bar says how far the text is indented: its first line may begin with spaces. */
function diagnosis(file: string, text: string): string {
  const at = JSON.stringify(file);
  return `  ---\n  file: ${at}\n  message: |2\n${indent(text, '    ')}\n  ...\n`;
}
