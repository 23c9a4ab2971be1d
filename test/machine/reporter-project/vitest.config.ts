/** A small project of two tests, by which transition-reporter.test.ts tries the reporter in a real run. */
import { defineConfig } from 'vitest/config';
import TransitionReporter from '../transition-reporter.js';

const row = { on: ['ping'], from: {}, when: '', to: {}, effects: ['notify x'], clause: '1', decisions: [] };
const rows = ['toy.one', 'toy.two', 'toy.three'].map((id) => ({ ...row, id }));
const kept = rows.slice(0, Number(process.env.TOY_ROWS ?? rows.length));

export default defineConfig({
  cacheDir: '../../../node_modules/.vite',
  test: {
    include: ['test/**/*.fixture.ts'],
    reporters: [new TransitionReporter([{ machine: 'toy', dimensions: [], rows: kept }])],
  },
});
