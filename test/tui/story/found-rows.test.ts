/** Findings of dissectors in columns: told as they were written down. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../../../src/base/micros.js';
import { createFoundRows, type FoundRow } from '../../../src/tui/story/found-rows.js';

const anyRow: fc.Arbitrary<FoundRow> = fc.record({
  severity: fc.constantFrom('error', 'warning', 'note', 'chat'),
  code: fc.constantFrom('ip.checksum.bad', 'tcp.analysis.gap', 'x', ''),
  clause: fc.constantFrom('', '8.2 d [profile]', 'x'),
  message: fc.oneof(fc.constantFrom('', 'Bad checksum'), fc.string()),
  at: fc.integer({ min: 0, max: 2 ** 51 }).map(micros),
  frame: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
});

function expectTold(all: readonly FoundRow[]): void {
  const rows = createFoundRows();
  for (const row of all) rows.add(row);
  expect(rows.count()).toBe(all.length);
  const own = { by: 'dissector', certain: true, doubt: '', rule: '', matter: '', subject: -1 };
  for (const [i, { frame, ...row }] of all.entries()) {
    expect(rows.at(i)).toEqual({ ...row, ...own, frames: [frame] });
  }
}

test('each is told as it was written down', () => {
  fc.assert(fc.property(fc.array(anyRow, { maxLength: 200, size: 'max' }), expectTold), { numRuns: 50 });
});

test('so are more texts than are looked through for an equal one', () => {
  const texts = Array.from({ length: 5000 }, (_, i) => `Bad checksum ${i}`);
  const rows = [...texts, ...texts].map(
    (message, i): FoundRow => ({
      severity: 'error',
      code: 'x',
      clause: '',
      message,
      at: micros(i),
      frame: i + 1,
    }),
  );
  expectTold(rows);
});
