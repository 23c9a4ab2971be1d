/**
 * Runs vitest in a process of its own, with a fault planted or without, and judges what came of it.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { VERDICT_MARK, type Verdict } from './verdict-reporter.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const VITEST = `${ROOT}node_modules/vitest/vitest.mjs`;
const REPORTER = fileURLToPath(new URL('./verdict-reporter.ts', import.meta.url));

/** How a run ended: its exit status, the verdict where it came so far, and what it printed. */
export interface CanaryRun {
  readonly status: number;
  readonly verdict: Verdict | undefined;
  readonly printed: string;
}

/** Runs test files of a config with the fault of that name planted; undefined plants none. */
export function runCanary(
  name: string | undefined,
  files: readonly string[],
  config = 'test/vitest.config.ts',
): Promise<CanaryRun> {
  const args = ['run', '--root', ROOT, '--config', config, '--reporter', REPORTER, ...files];
  const { GMPSHARK_CANARY: _, ...env } = process.env;
  const planted = name === undefined ? env : { ...env, GMPSHARK_CANARY: name };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [VITEST, ...args],
      { cwd: ROOT, env: planted, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const line = stdout.split('\n').findLast((one) => one.startsWith(VERDICT_MARK));
        const verdict = line && (JSON.parse(line.slice(VERDICT_MARK.length)) as Verdict);
        const code = error === null ? 0 : error.code;
        const status = typeof code === 'number' ? code : -1;
        resolve({ status, verdict: verdict || undefined, printed: stdout + stderr });
      },
    );
  });
}

/** Why a fault does not count as caught; undefined where it does: a test failed by an assertion, and nothing is broken outside
 * of tests (other tests may stumble over the fault as they like). */
export function whyNotCaught(run: CanaryRun): string | undefined {
  const { verdict } = run;
  if (verdict === undefined) return `the run did not come to tests:\n${run.printed}`;
  if (verdict.broken.length > 0) return `broken outside of tests: ${verdict.broken.join('; ')}`;
  if (verdict.failed.length === 0) return `${verdict.passed} tests passed, none failed`;
  if (run.status === 0) return 'tests failed, yet the run says that all is well';
  if (verdict.failed.some(({ errors }) => errors.includes('AssertionError'))) return undefined;
  const { name, errors } = verdict.failed[0];
  return `${name} failed, not by an assertion: ${errors.join(', ')}`;
}
