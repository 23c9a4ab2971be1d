/**
 * The details under the ladder: the selected packet's messages in words, and what happened by them and before them, with why.
 */
import type { Happening } from '../story/contract.js';
import type { Rect } from '../view/segment.js';
import { wrapText } from '../view/wrap.js';
import { type ByTime, leftText, NOTHING_BY_TIME } from './by-time.js';
import { ladderAreas } from './ladder-areas.js';
import { selectedEntry } from './ladder-entries.js';
import { closingOf, linesOf, sinceBefore } from './ladder-lines.js';
import { markSign, runLabels } from './ladder-paper.js';
import { aheadText, happeningText, messageText, noMessageText } from './message-text.js';
import type { Model, World } from './model.js';
import { instantText } from './times.js';

/** A line, and what it is about. */
export interface DetailLine {
  readonly text: string;
  readonly kind: 'message' | 'happening' | 'dim';
  readonly happening: Happening | undefined;
}

const dim = (text: string): DetailLine => ({ text, kind: 'dim', happening: undefined });
const message = (text: string): DetailLine => ({ text, kind: 'message', happening: undefined });

/** What is said of packets that have no message that is followed, of folded runs; undefined where nothing need be. */
export function selectedText(model: Model, world: World): string | undefined {
  const selected = selectedEntry(model, world);
  if (selected === undefined) return undefined;
  const { entry, looked, number, at, exact } = selected;
  if (!exact) {
    const near = looked.number < number ? 'first message' : 'nearest before';
    return `Packet ${looked.number} ${noMessageText(world.story, looked.number)}; ${near}: ${number}`;
  }
  const times = `${world.unicode ? '×' : 'x'}${entry.count}`;
  return entry.count > 1 ? `Packet ${number}, ${at + 1} of ${times} (z o unfolds)` : undefined;
}

/** The lines, as long as they are. */
function detailLines(model: Model, world: World): readonly DetailLine[] {
  const selected = selectedEntry(model, world);
  if (selected === undefined) return [];
  const { entry, number, exact, listing } = selected;
  const { story } = world;
  const lines: DetailLine[] = [];
  const hint = exact ? undefined : selectedText(model, world);
  if (hint !== undefined) lines.push(dim(hint));
  if (entry.count > 1) {
    const [line] = linesOf(entry, listing, world, 'none').lines;
    const last = listing.messages.at(entry.row + entry.count - 1);
    const label = runLabels(
      line.kind === 'run' ? line.types : [],
      entry.count,
      selected.at + 1,
      world.unicode,
    );
    lines.push(message(`Packets ${entry.number} to ${last}: ${label[0]}`));
  }
  const arrows = story.arrows(number);
  if (arrows === undefined) return [...lines, dim('Looking the messages up …')];
  for (const arrow of arrows) lines.push(message(`Packet ${number}: ${messageText(story, arrow)}`));
  const ahead = aheadText(story, number, world.store.count);
  if (ahead !== undefined) return [...lines, dim(ahead)];
  const own = story.happenings(number);
  const since = entry.count > 1 ? NOTHING_BY_TIME : sinceBefore(entry, listing, world);
  if (own === undefined || since === undefined) {
    const part = story.progress();
    const share = part === undefined ? '' : ` ${Math.floor(100 * part)}%`;
    return [...lines, dim(`Working out what happened …${share}`)];
  }
  const line = (one: Happening): DetailLine => happeningLine(model, world, number, one);
  const happenings = [...since.happenings, ...own];
  const later = closingOf(entry, listing, world) ?? NOTHING_BY_TIME;
  const left = ({ left: count }: ByTime): readonly DetailLine[] =>
    count === 0 ? [] : [dim(leftText(count))];
  return [
    ...lines,
    ...left(since),
    ...(happenings.length === 0 ? [dim('Nothing changed by it.')] : happeningLines(happenings, line)),
    ...(later.happenings.length === 0 ? [] : [dim('By the end:'), ...happeningLines(later.happenings, line)]),
    ...left(later),
  ];
}

function happeningLines(
  happenings: readonly Happening[],
  line: (one: Happening) => DetailLine,
): readonly DetailLine[] {
  const told = happenings.slice(0, MOST).map(line);
  const more = happenings.length - told.length;
  return more === 0 ? told : [...told, dim(`and ${more} more`)];
}

function happeningLine(
  { settings, references }: Model,
  { store, story, unicode }: World,
  number: number,
  happening: Happening,
): DetailLine {
  const { kind, by } = happening;
  const row = store.shown.rowOf(number);
  const when =
    by.frame === number
      ? ''
      : by.frame > 0
        ? `, by packet ${by.frame}`
        : `, at ${instantText(store, settings.time, references, number, row, by.at)}`;
  const why = by.why === '' ? '' : ` (${by.why})`;
  const text = `${markSign(kind, unicode)} ${happeningText(story, happening)}${why}${when}`;
  return { text, kind: 'happening', happening };
}

/** Lines of a packet beyond which the rest is counted. */
const MOST = 500;

/** The lines in rows of so many columns; what goes on in a further row is set in. */
export function detailRows(model: Model, world: World, width: number): readonly DetailLine[] {
  const lines = detailLines(model, world);
  return lines.flatMap((line) => {
    const [first, ...rest] = wrapText(line.text, width - 3);
    return [{ ...line, text: first }, ...rest.map((text) => ({ ...line, text: `  ${text}` }))];
  });
}

/** How far the details can be scrolled; 0 where they are not shown. */
export function detailEnd(model: Model, world: World, body: Rect): number {
  const { details } = ladderAreas(model.views.ladder, body);
  return details === undefined ? 0 : Math.max(0, detailRows(model, world, details.width).length - 1);
}
