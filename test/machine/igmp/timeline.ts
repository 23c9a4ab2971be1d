/**
 * A driver for random runs: time goes on by gaps that like the edges of timers (just before, at, just after the next wake), all
 * messages of an instant come before its time step (D10), and no wake is passed over.
 */
import fc from 'fast-check';

/** How far time goes before an event. */
export type Gap =
  | { readonly kind: 'none' }
  | { readonly kind: 'wake'; readonly offset: number }
  | { readonly kind: 'span'; readonly micros: number };

/** Gaps of all kinds. */
export const anyGap: fc.Arbitrary<Gap> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.record({ kind: fc.constant('wake' as const), offset: fc.integer({ min: -1, max: 1 }) }),
  fc.record({ kind: fc.constant('span' as const), micros: fc.integer({ min: 0, max: 70_000_000 }) }),
);

/** Steps a machine through events; `time` is called for each wake before the instant of an event, `take` for each event. */
export function play<E>(
  events: readonly { readonly gap: Gap; readonly event: E }[],
  wake: () => number,
  time: (now: number) => void,
  take: (event: E, now: number) => void,
): void {
  let now = 0;
  for (const { gap, event } of events) {
    const target = Math.max(now, instantAfter(now, gap, wake()));
    while (wake() < target) {
      now = Math.max(now, wake());
      time(now);
    }
    now = target;
    take(event, now);
  }
  // To the end: what is still due within three minutes.
  const end = now + 180_000_000;
  while (wake() <= end) {
    now = Math.max(now, wake());
    time(now);
  }
}

function instantAfter(now: number, gap: Gap, wake: number): number {
  if (gap.kind === 'none') return now;
  if (gap.kind === 'span') return now + gap.micros;
  return Number.isFinite(wake) ? wake + gap.offset : now + 1;
}
