/**
 * Findings as text: a line for the clipboard; all that are chosen, with the verdicts, for a file, as `gmpshark check` prints them.
 */
import {
  extentText,
  findingText,
  NO_INK,
  packetsText,
  secondsText,
  totalsText,
  totalText,
  verdictText,
} from '../../conform/printed.js';
import type { Found } from '../story/contract.js';
import type { Copy } from './copies.js';
import type { FindingsLine, FindingsList } from './findings-list.js';
import { hasTime, microsOf } from './instants.js';
import type { World } from './model.js';

/** Seconds since the first packet; '' where the packet at which it shows has no time. */
function sinceFirst({ store }: World, { at, frames }: Found): string {
  if (!hasTime(store, frames)) return '';
  const first = store.count === 0 ? Number.NaN : microsOf(store, 1);
  return secondsText(Number.isNaN(first) ? at : at - first);
}

/** A line of the list. */
export function copyOfFinding(world: World, line: FindingsLine): Copy {
  return { text: lineText(world, line), what: line.kind === 'finding' ? 'the finding' : 'the line' };
}

function lineText(world: World, line: FindingsLine): string {
  const { findings } = world.story;
  switch (line.kind) {
    case 'finding': {
      const found = findings.at(line.index);
      const { severity, code, clause, frames, matter, message } = found;
      const places = frames.length === 0 ? '' : packetsText(frames);
      const name = findings.nameOf(matter);
      return [sinceFirst(world, found), severity, code, clause, places, name, message].join('\t');
    }
    case 'group':
      return [line.group.severity, line.group.code, String(line.group.items.length)].join('\t');
    case 'verdict': {
      const { matter, verdict } = line.judged;
      return `${findings.nameOf(matter.key)}: ${verdict}  (${extentText(line.judged)})`;
    }
    case 'verdicts':
      return totalsText(findings.totals);
  }
}

/** Everything that is chosen, in order of time; then the verdicts and the totals. */
export function printedFindings(world: World, list: FindingsList): string {
  const { story } = world;
  const { verdicts, totals, cut } = story.findings;
  const items = list.groups.flatMap((group) => group.items).sort((a, b) => a - b);
  const parts = items.map((index) => {
    const found = story.findings.at(index);
    const doubt = found.certain ? undefined : found.doubt === '' ? 'packets may be missing' : found.doubt;
    return findingText({ ...found, time: sinceFirst(world, found), doubt }, NO_INK);
  });
  if (parts.length > 0) parts.push('\n');
  if (cut) parts.push('There were more findings than are kept.\n');
  for (const judged of list.verdicts) parts.push(verdictText(judged, NO_INK));
  const all = verdicts ?? [];
  parts.push(
    story.complete
      ? totalText(all, totals, story.scanned)
      : `so far, ${story.scanned} packets: ${totalsText(totals)}`,
  );
  return parts.join('');
}
