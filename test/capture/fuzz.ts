/** How many random cases to try: the default, times GMPSHARK_FUZZ where that is set. */
export function cases(count: number): number {
  return Math.max(1, Math.round(count * Number(process.env.GMPSHARK_FUZZ ?? 1)));
}
