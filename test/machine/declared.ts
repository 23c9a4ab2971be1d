/**
 * What rows declare, held against what they do: the kinds of effects that a row may have.
 */
import { ALL_TABLES } from '../../src/machine/all-tables.js';

const BY_ID = new Map(ALL_TABLES.flatMap(({ rows }) => rows.map((row) => [row.id, row] as const)));

/** The kinds of effects that the row of an effect declares; "ignored <finding>" stands for every finding's code. */
export function declaredBy(effect: {
  readonly kind: string;
  readonly reason?: string;
  readonly why: { readonly id: string };
}): readonly string[] {
  const declared = BY_ID.get(effect.why.id)?.effects ?? [];
  if (effect.kind !== 'ignored' || !declared.includes('ignored <finding>')) return declared;
  return [...declared, `ignored ${effect.reason}`];
}

/** The states of a dimension that the row of an effect declares to lead to. */
export function declaredStates(
  effect: { readonly why: { readonly id: string } },
  dimension: string,
): readonly string[] {
  return BY_ID.get(effect.why.id)?.to[dimension] ?? [];
}
