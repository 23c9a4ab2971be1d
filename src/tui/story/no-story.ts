/**
 * The story of nothing: for what has no messages, and for tests.
 */
import type { NumberList } from '../store/contract.js';
import type { Story } from './contract.js';
import { numbered, numberedSubjects } from './numbered.js';

const NO_NUMBERS: NumberList = { count: 0, at: () => 0, rowOf: () => -1, scanned: 0, complete: true };

/** The story of nothing at all. */
export const NO_STORY: Story = {
  scanned: 0,
  complete: true,
  actors: numbered([]),
  subjects: numberedSubjects([]),
  messages: NO_NUMBERS,
  notable: NO_NUMBERS,
  timed: NO_NUMBERS,
  changes: {
    count: 0,
    at: () => {
      throw new RangeError('there are no changes');
    },
    of: () => [],
    cut: false,
  },
  findings: {
    count: 0,
    at: () => {
      throw new RangeError('there are no findings');
    },
    totals: { error: 0, warning: 0, note: 0, chat: 0 },
    cut: false,
    nameOf: (matter) => matter,
    verdicts: [],
  },
  arrows: () => [],
  ahead: () => undefined,
  happenings: () => [],
  closing: () => [],
  situation: () => undefined,
  progress: () => undefined,
  runs: () => [],
};
