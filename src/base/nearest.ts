/**
 * What a user may have meant: the known names nearest to an unknown one.
 */

/** At most `count` names: those that begin with what was typed (the shortest first), then the nearest; none where nothing is near. */
export function nearest(unknown: string, names: Iterable<string>, count = 5): readonly string[] {
  const wanted = unknown.toLowerCase();
  const scored: Scored[] = [];
  for (const name of names) {
    const score = scoreOf(wanted, name.toLowerCase());
    if (score !== undefined) scored.push({ name, score });
  }
  scored.sort((a, b) => a.score - b.score || shorter(a, b) || (a.name < b.name ? -1 : 1));
  return scored.slice(0, count).map(({ name }) => name);
}

interface Scored {
  readonly name: string;
  readonly score: number;
}

/** Of two that begin with what was typed: which one has less to be added to it. */
function shorter(a: Scored, b: Scored): number {
  return a.score === BEGINS ? a.name.length - b.name.length : 0;
}

/** The score of a name that begins with what was typed: before any edit. */
const BEGINS = 0;

/** Smaller is nearer; undefined is too far. */
function scoreOf(wanted: string, name: string): number | undefined {
  if (wanted.length >= 2 && name.startsWith(wanted)) return BEGINS;
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  const edits = distance(wanted, name);
  if (edits <= limit) return edits;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const lastWanted = wanted.slice(wanted.lastIndexOf('.') + 1);
  if (lastWanted.length >= 3 && last === lastWanted) return limit + 1;
  return wanted.length >= 4 && name.includes(wanted) ? limit + 2 : undefined;
}

/** Edits (insert, remove, replace, swap of neighbours) that make one of the other. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return 9;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}

/** "nearest: a, b" as a line for the user; undefined where nothing is near. */
export function nearestHint(unknown: string, names: Iterable<string>): string | undefined {
  const near = nearest(unknown, names);
  return near.length === 0 ? undefined : `nearest: ${near.join(', ')}`;
}
