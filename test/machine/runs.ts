/**
 * How many sequences a property test tries: all in an ordinary run; fewer where the tests run thousands of times over, under
 * mutation testing, which sets GMPSHARK_RUNS to what the numbers are to be divided by.
 */

/** The number of runs that stands for `ordinary` here: at least one. */
export function runs(ordinary: number): number {
  const divisor = Number(process.env.GMPSHARK_RUNS ?? 1);
  return Math.max(1, Math.ceil(ordinary / divisor));
}
