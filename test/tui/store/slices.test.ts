/** Work in turns: all of it is done, whoever can wait does, and nobody waits for ever. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSlices } from '../../../src/tui/store/slices.js';

/** A runner whose clock goes on by a millisecond with each look at it; `turn` gives false where nothing is left to do. */
function started() {
  const waiting: (() => void)[] = [];
  let clock = 0;
  const slices = createSlices({ later: (work) => waiting.push(work), milliseconds: () => (clock += 1) });
  const turn = (): boolean => {
    const work = waiting.shift();
    work?.();
    return work !== undefined;
  };
  return { slices, turn };
}

it('runs each job until it gives false, once each, patient or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom('first', 'patient', 'other'))),
      (jobs) => {
        const { slices, turn } = started();
        const left = jobs.map(([steps]) => steps);
        for (const [i, [, kind]] of jobs.entries()) {
          const step = (): boolean => {
            left[i] -= 1;
            return left[i] > 0;
          };
          if (kind === 'patient') slices.runPatiently(step);
          else if (kind === 'first') slices.runFirst(step);
          else slices.run(step);
        }
        expect(slices.busy()).toBe(jobs.length > 0);
        for (let turns = 0; turn(); turns += 1) expect(turns).toBeLessThan(10_000);
        expect(left.every((steps) => steps === 0)).toBe(true);
        expect(slices.busy()).toBe(false);
      },
    ),
  );
});

it('gives those who can wait one turn of eight while there is other work, and all turns afterwards', () => {
  const { slices, turn } = started();
  const done: string[] = [];
  let busy = true;
  slices.runPatiently(() => done.push('patient') > 0);
  slices.run(() => {
    done.push('other');
    return busy;
  });
  const kindsOf = (turns: number): readonly string[] =>
    Array.from({ length: turns }, () => {
      done.length = 0;
      turn();
      return [...new Set(done)].join();
    });
  const kinds = kindsOf(32);
  expect(kinds.filter((kind) => kind === 'patient')).toHaveLength(4);
  expect(kinds.filter((kind) => kind === 'other')).toHaveLength(28);
  busy = false;
  kindsOf(1);
  expect(new Set(kindsOf(10))).toEqual(new Set(['patient']));
});

it('gives what somebody looks at all turns but one of eight while there is other work', () => {
  const { slices, turn } = started();
  const done: string[] = [];
  const always = (kind: string) => (): boolean => done.push(kind) > 0;
  slices.run(always('other'));
  const stop = slices.runFirst(always('first'));
  slices.runPatiently(always('patient'));
  const kindsOf = (turns: number): readonly string[] =>
    Array.from({ length: turns }, () => {
      done.length = 0;
      turn();
      return [...new Set(done)].join();
    });
  const kinds = kindsOf(64);
  expect(kinds.filter((kind) => kind === 'first')).toHaveLength(56);
  expect(kinds.filter((kind) => kind === 'other')).toHaveLength(7);
  expect(kinds.filter((kind) => kind === 'patient')).toHaveLength(1);
  stop();
  expect(new Set(kindsOf(16))).toEqual(new Set(['other', 'patient']));
});

it('ends a job early', () => {
  const { slices, turn } = started();
  let steps = 0;
  const stop = slices.run(() => {
    steps += 1;
    return true;
  });
  turn();
  const before = steps;
  stop();
  for (let goesOn = true; goesOn; ) goesOn = turn();
  expect(before).toBeGreaterThan(0);
  expect(steps).toBe(before);
});
