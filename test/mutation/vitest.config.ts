/**
 * The tests of the machines, as they run thousands of times over under mutation testing (`npm run mutation`): few sequences of
 * each property, and the quick tests first, since the first failure ends a run.
 */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

process.env.GMPSHARK_RUNS ??= '100';

/** What decides most mutants at once comes first, what runs many sequences last. */
const FIRST = ['mutation/loading.ts', 'machine/docs.test.ts'];
const LAST = ['-properties', '-sequences', '/boundaries/', '/invariants/', '/scale.test.ts'];
/** Machines that know nothing of each other. */
const MACHINES = ['server', 'client', 'igmp'];

/** The tests that can tell something of the mutated file, the quick ones and those of its own folder first. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const related = this.ctx.config.related ?? [];
    const own = related.length === 1 ? /\/src\/machine\/([a-z]+)\//.exec(related[0])?.[1] : undefined;
    const others = own === undefined ? [] : MACHINES.filter((name) => name !== own);
    return files
      .filter(({ moduleId }) => !others.some((name) => moduleId.includes(`/test/machine/${name}/`)))
      .sort((a, b) => rank(a.moduleId, own) - rank(b.moduleId, own) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

function rank(path: string, own: string | undefined): number {
  const first = FIRST.findIndex((name) => path.endsWith(`/${name}`));
  if (first >= 0) return first - FIRST.length;
  const place = 1 + LAST.findIndex((name) => path.includes(name));
  return place + (own !== undefined && path.includes(`/test/machine/${own}/`) ? 1 : 10);
}

export default defineConfig({
  test: {
    include: ['test/mutation/loading.ts', 'test/machine/**/*.test.ts'],
    // What runs vitest again in processes of its own: nothing is mutated there.
    exclude: ['test/machine/canaries/**', 'test/machine/transition-reporter.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    testTimeout: 120_000,
    // One worker for all files of a run: it is a new one for each mutant, so nothing outlives that.
    isolate: false,
    pool: 'threads',
    sequence: { sequencer: QuickFirst },
  },
});
