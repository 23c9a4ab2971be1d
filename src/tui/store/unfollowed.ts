/**
 * Derived fields where nothing is followed: filters, columns and completion know them by name, and no packet has one.
 */
import type { Derived } from '../../../dissectors/derived.js';
import { createFollowing } from '../../conform/following.js';

/** The fields, by dissector. */
export const UNFOLLOWED: readonly Derived[] = createFollowing().derived.map(({ dissector, generated }) => ({
  dissector,
  generated: generated.map((one) => ({ ...one, compute: () => undefined })),
}));

const NAMES: ReadonlySet<string> = new Set(
  UNFOLLOWED.flatMap(({ generated }) => generated.map(({ name }) => name)),
);

/** Whether a field is derived. */
export function isDerived(field: string): boolean {
  return NAMES.has(field);
}
