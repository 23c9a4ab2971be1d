/** Lists of reports beside plain arrays. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPostings, type Standing } from '../../src/track/postings.js';

const anyStep = fc.record({
  list: fc.nat(3),
  kind: fc.constantFrom('report', 'report', 'begins', 'gone', 'left'),
  version: fc.constantFrom(1, 1, 1, 2, 3),
  after: fc.oneof(fc.nat(2), fc.nat(200), fc.nat(300_000), fc.nat(9_000_000)),
});

test('what stood at a frame, and what was written down between two, is what plain arrays say', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 400 }), fc.nat(399), fc.nat(399), (steps, one, other) => {
      const postings = createPostings();
      const lists = [0, 1, 2, 3].map(() => postings.make());
      const plain: { readonly frame: number; readonly standing: Standing }[][] = lists.map(() => []);
      const told: [number, string, number][][] = lists.map(() => []);
      let frame = 1;
      for (const { list, kind, version, after } of steps) {
        frame += after;
        const before = plain[list].at(-1)?.standing;
        const isEnd = kind === 'gone' || kind === 'left';
        if (isEnd && before === undefined) continue;
        const isFirst = kind === 'begins' || before === undefined;
        const what = isEnd ? kind : isFirst ? 'began' : 'reported';
        told[list].push([frame, what, isEnd ? before!.version : version]);
        if (isEnd) {
          postings.end(lists[list], frame, kind === 'left');
          plain[list].push({ frame, standing: { ...before!, over: frame, isLeft: kind === 'left' } });
          continue;
        }
        const begins = kind === 'begins' || before === undefined;
        postings.report(lists[list], frame, version, begins);
        const since = begins ? { since: frame, count: 1, over: 0, isLeft: false } : undefined;
        const count = (before?.count ?? 0) + 1;
        plain[list].push({ frame, standing: { ...before!, count, last: frame, version, ...since } });
      }
      for (const [i, all] of plain.entries()) {
        for (const { frame: at } of [{ frame: 0 }, ...all]) {
          for (const asked of [at, at + 1]) {
            const last = all.filter((one) => one.frame <= asked).at(-1);
            expect(postings.at(lists[i], asked)).toEqual(last?.standing);
          }
        }
        const frames = all.map((one) => one.frame);
        const [behind, to] = [one, other].map((at) => frames[at % frames.length] ?? 0).sort((a, b) => a - b);
        const between: unknown[] = [];
        postings.between(lists[i], behind, to, (...step) => between.push(step));
        expect(between).toEqual(told[i].filter(([at]) => at > behind && at <= to));
      }
    }),
    { numRuns: 60 },
  );
});

test('reports take a few octets each', () => {
  const postings = createPostings();
  const lists = Array.from({ length: 10_000 }, () => postings.make());
  for (const list of lists) postings.report(list, list + 1, 1, true);
  expect(postings.size() / 10_000).toBeLessThan(160);
  for (let i = 1; i < 100; i += 1)
    for (const list of lists) postings.report(list, i * 40_000 + list, 1, false);
  expect(postings.size() / 1_000_000).toBeLessThan(7);
});
