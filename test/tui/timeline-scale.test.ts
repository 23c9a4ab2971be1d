/**
 * Where a stretch of the timeline may lie.
 */
import { expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import { panned } from '../../src/tui/model/timeline-scale.js';

test('a stretch that is moved stays within the capture', () => {
  const whole = { from: micros(1000), scale: 100 };
  const seen = { from: micros(1200), scale: 10 };
  expect(panned(seen, 3, 10, whole)).toEqual({ from: 1230, scale: 10 });
  expect(panned(seen, -50, 10, whole)).toEqual({ from: 1000, scale: 10 });
  expect(panned(seen, 500, 10, whole)).toEqual({ from: 1900, scale: 10 });
});
