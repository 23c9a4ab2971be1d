/**
 * What a run with a planted fault came to, in one line for the process that started it: how many tests ran, which failed and
 * by what kind of error, and what went wrong outside of tests.
 */
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** A test that failed, with the names of its errors and of what caused them. */
export interface FailedTest {
  readonly file: string;
  readonly name: string;
  readonly errors: readonly string[];
}

/** The outcome of a run. */
export interface Verdict {
  readonly passed: number;
  readonly failed: readonly FailedTest[];
  /** Errors outside of tests: a module that does not load, a hook, an unhandled rejection. */
  readonly broken: readonly string[];
}

/** What the line begins with. */
export const VERDICT_MARK = 'VERDICT ';

/** Vitest's reporter of verdicts. */
export default class VerdictReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const verdict: Verdict = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed: tests
        .filter((test) => test.result().state === 'failed')
        .map((test) => ({
          file: test.module.relativeModuleId,
          name: test.fullName,
          errors: (test.result().errors ?? []).flatMap(errorNames),
        })),
      broken: [...suites.flatMap((suite) => suite.errors()), ...unhandled].map(
        (error) => `${error.name}: ${error.message}`,
      ),
    };
    process.stdout.write(`${VERDICT_MARK}${JSON.stringify(verdict)}\n`);
  }
}

function errorNames(error: { readonly name?: string; readonly cause?: unknown }): string[] {
  const { cause } = error;
  const deeper = typeof cause === 'object' && cause !== null ? errorNames(cause) : [];
  return [error.name ?? 'Error', ...deeper];
}
