/**
 * Fields and findings that need more than their packet: of sessions and memberships that are followed through the whole
 * capture (src/track). They are handed in when the registry is built, and from then on stand among the dissector's own: every
 * output, filter and list of fields knows them.
 *
 *   Derived ──createRegistry──► the dissector's `generated`, `experts`
 *
 * Who hands them in also has to see each frame, walked, before its fields are asked for.
 */
import type { Dissector, Expert, Generated, Walk } from './contract.js';

/** What is added to one dissector. */
export interface Derived {
  /** Name of the dissector. */
  readonly dissector: string;
  readonly generated: readonly Generated[];
  readonly experts?: (w: Walk, i: number) => readonly Expert[];
}

/** A dissector with all that is derived for it. */
export function withDerived(dissector: Dissector, derived: readonly Derived[]): Dissector {
  const own = derived.filter((one) => one.dissector === dissector.name);
  if (own.length === 0) return dissector;
  const experts = [dissector, ...own].flatMap((one) => one.experts ?? []);
  return {
    ...dissector,
    generated: [...dissector.generated, ...own.flatMap(({ generated }) => generated)],
    ...(experts.length === 0 ? {} : { experts: (w, i) => experts.flatMap((judge) => judge(w, i)) }),
  };
}
