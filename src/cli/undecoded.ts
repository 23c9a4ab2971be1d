/**
 * Keeping count of what could not be dissected to its end, and why, for one line at the end of a run.
 */

/** Counts by reason. */
export interface Tally {
  packets: number;
  undecoded: number;
  readonly reasons: Map<string, number>;
}

/** Reasons remembered one by one; further ones are counted together. */
const MOST = 4096;
/** Reasons named at the end. */
const NAMED = 5;

/** Nothing counted yet. */
export function makeTally(): Tally {
  return { packets: 0, undecoded: 0, reasons: new Map() };
}

/** Counts packets that were not fully dissected. */
export function countUndecoded(tally: Tally, reason: string, packets = 1): void {
  tally.undecoded += packets;
  const known = tally.reasons.get(reason);
  if (known !== undefined) tally.reasons.set(reason, known + packets);
  else if (tally.reasons.size < MOST) tally.reasons.set(reason, packets);
}

/** The line for the end; undefined where there is nothing to say. */
export function tallyText(tally: Tally): string | undefined {
  const { packets, undecoded, reasons } = tally;
  if (packets === 0) return 'no packets in the capture';
  if (undecoded === 0) return undefined;
  const top = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, NAMED);
  const named = top.map(([reason, count]) => `${count} × ${reason}`).join(', ');
  const rest = undecoded - top.reduce((sum, [, count]) => sum + count, 0);
  const more = rest > 0 ? `, and ${rest} more` : '';
  return `${undecoded} packet${undecoded === 1 ? '' : 's'} not fully decoded: ${named}${more}`;
}
