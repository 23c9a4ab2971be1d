import { defineConfig } from 'vitest/config';
import TransitionReporter from './machine/transition-reporter.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', new TransitionReporter()],
  },
});
