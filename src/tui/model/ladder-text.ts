/**
 * The ladder as text, for a file or the clipboard: all its lanes, each line made when it is asked for.
 *
 *   No.      Time      server                  alice
 *     1  0.000000        │◄─── SCREQ user 0 ──────┤
 *                        │◆ session 1: none → requested                    7.1.1 D1
 */
import { lineText } from '../../base/utf8.js';
import { put } from '../../sim/output-lanes.js';
import {
  type Entry,
  entryAfter,
  entryOf,
  type Listing,
  selectedEntry,
  studiedListing,
} from './ladder-entries.js';
import { type LaneSet, placeLanes } from './ladder-lanes.js';
import { closingOf, linesOf, sampled, sinceBefore } from './ladder-lines.js';
import { blankRow, makePaper, onePerColumn, type Paper, paintLine, shortWhy } from './ladder-paper.js';
import type { Model, World } from './model.js';
import { instantText, timeText } from './times.js';

/** Distance of the lanes where none was chosen, and how many are drawn at most: the others are told by name. */
const GAP = 24;
const MOST_LANES = 100;

interface Sheet {
  readonly model: Model;
  readonly world: World;
  readonly listing: Listing;
  readonly paper: Paper;
  readonly number: number;
  readonly time: number;
}

function sheetOf(model: Model, world: World, listing: Listing): Sheet {
  const { ladder } = model.views;
  const { actors } = world.story;
  const { gap } = ladder;
  const whole = placeLanes({ ...ladder, lanes: 'all', gap: gap === 0 ? GAP : gap }, actors, 0);
  const drawn = whole.actors.slice(0, MOST_LANES);
  const set: LaneSet = {
    ...whole,
    actors: drawn,
    laneOf: new Map(drawn.map((actor, lane) => [actor, lane])),
  };
  const span = set.margin + Math.max(0, drawn.length - 1) * set.gap;
  return {
    model,
    world,
    listing,
    // Behind the last lane there is room for what happens there.
    paper: makePaper(set, actors, 0, span + 30, world.unicode),
    number: Math.max(3, String(world.store.count).length),
    time: 10,
  };
}

/** A ladder under way. */
export interface LadderText {
  /** Lines; undefined where the next one is not at hand yet: ask again. */
  readonly lines: Iterable<string | undefined>;
  /** Messages in it, and how many of them have been told. */
  readonly count: number;
  readonly told: () => number;
}

/** The ladder of the displayed packets, folded as it is on the screen. */
export function ladderText(model: Model, world: World): LadderText {
  const sheet = sheetOf(model, world, studiedListing(model, world));
  const { messages } = sheet.listing;
  const { count } = messages;
  let told = 0;
  function* lines(): Generator<string | undefined> {
    if (count === 0) return;
    yield headLine(sheet);
    let entry: Entry | undefined = entryOf(sheet.listing, messages.at(0));
    while (entry !== undefined && entry.row < count) {
      while (!isAtHand(sheet, entry)) yield undefined;
      yield* entryText(sheet, entry);
      told = entry.row + entry.count;
      entry = entryAfter(sheet.listing, entry);
    }
    yield headLine(sheet);
  }
  return { lines: lines(), count, told: () => Math.min(told, count) };
}

/** The selected row as text; undefined where there is none. */
export function selectedRowText(model: Model, world: World): string | undefined {
  const selected = selectedEntry(model, world);
  if (selected === undefined) return undefined;
  return entryText(sheetOf(model, world, selected.listing), selected.entry).join('\n');
}

function isAtHand({ listing, world, model }: Sheet, entry: Entry): boolean {
  const { story } = world;
  const { row, count, number } = entry;
  const isBare = model.views.ladder.happenings === 'none';
  if (!isBare && closingOf(entry, listing, world) === undefined) return false;
  if (count > 1)
    return sampled(row, count).every((at) => story.arrows(listing.messages.at(at)) !== undefined);
  if (story.arrows(number) === undefined) return false;
  if (isBare) return true;
  return story.happenings(number) !== undefined && sinceBefore(entry, listing, world) !== undefined;
}

function headLine({ paper, number, time }: Sheet): string {
  const row = blankRow(paper);
  const { columns, names, signs } = paper.lanes;
  for (const [lane, column] of columns.entries()) {
    const room = (columns[lane + 1] ?? column) - column - 1;
    const name = onePerColumn(names[lane], paper.unicode);
    const text = name.length <= room || room < 1 ? name : `${name.slice(0, room - 1)}${signs.cut}`;
    if (text !== '') put(row, Math.max(0, column - Math.floor(text.length / 2)), text);
  }
  return `${'No.'.padStart(number)}  ${'Time'.padStart(time)}  ${row.join('')}`.trimEnd();
}

function entryText({ model, world, listing, paper, number, time }: Sheet, entry: Entry): string[] {
  const { store } = world;
  const { settings, references, views } = model;
  const { lines, anchor } = linesOf(entry, listing, world, views.ladder.happenings);
  const row = store.shown.rowOf(entry.number);
  return lines.map((line, i) => {
    const signs = paintLine(paper, line, entry.count, 0).join('');
    const why = line.kind === 'mark' ? shortWhy(line.happening.by.why, paper.unicode) : '';
    let when = '';
    if (i === anchor) when = timeText(store, settings.time, references, entry.number, row);
    else if (line.kind === 'mark' && line.byTime)
      when = instantText(store, settings.time, references, entry.number, row, line.happening.by.at);
    const side = `${(i === anchor ? String(entry.number) : '').padStart(number)}  ${when.padStart(time)}`;
    return lineText(`${side}  ${signs}${why === '' ? '' : `  ${why}`}`).trimEnd();
  });
}
