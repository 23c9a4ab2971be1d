/**
 * The tests of the machines, as they run thousands of times over under mutation testing (`npm run mutation`): few sequences of
 * each property, and the quick tests first, since the first failure ends a run.
 */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

process.env.GMPSHARK_RUNS ??= '100';

/** Files in which many sequences run come last; the first decides most of the mutants of tables. */
const FIRST = ['docs.test.ts'];
const LAST = ['properties', 'model', 'scale', 'boundaries', 'invariants'];

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort(
      (a, b) => rank(a.moduleId) - rank(b.moduleId) || (a.moduleId < b.moduleId ? -1 : 1),
    );
  }
}

function rank(path: string): number {
  if (FIRST.some((name) => path.endsWith(`/${name}`))) return -1;
  return LAST.findIndex((name) => path.includes(name)) + 1;
}

export default defineConfig({
  test: {
    include: ['test/machine/**/*.test.ts'],
    // What runs vitest again in processes of its own: nothing is mutated there.
    exclude: ['test/machine/canaries/**', 'test/machine/transition-reporter.test.ts'],
    testTimeout: 120_000,
    sequence: { sequencer: QuickFirst },
  },
});
