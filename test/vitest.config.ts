import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { FAULTS } from './machine/canaries/faults.js';
import { plantFault } from './machine/canaries/plant.js';
import TransitionReporter from './machine/transition-reporter.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  plugins: plantFault(FAULTS, process.env.GMPSHARK_CANARY, ROOT),
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // All processors: by default one is left idle, which on two doubles the time.
    maxWorkers: availableParallelism(),
    // Concurrent tests are those that start processes.
    maxConcurrency: 2,
    reporters: ['default', new TransitionReporter()],
  },
});
