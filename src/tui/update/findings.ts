/**
 * What keys and the mouse do in the findings view. The packet cursor goes along with the selected finding, so that every other
 * view shows what it is about.
 */
import type { Action } from '../keys/table.js';
import { frameOf, isInside, scrolled } from '../model/areas.js';
import { findingsAreas, listRows } from '../model/findings-areas.js';
import { detailLines } from '../model/findings-detail.js';
import { findingsFilter } from '../model/findings-filter.js';
import { type LookedFindings, lookedFindings, lookedFrame } from '../model/findings-looking.js';
import { findingAt } from '../model/findings-places.js';
import { copyOfFinding, printedFindings } from '../model/findings-text.js';
import { lookedAt } from '../model/looking.js';
import { type Model, type Pointer, type Step, still, told, type World } from '../model/model.js';
import type { Saying } from '../model/view-contract.js';
import type { Rect } from '../view/segment.js';
import { filterBy, JOININGS } from './filtering.js';
import {
  choose,
  foldAllFindings,
  foldFindings,
  nextFinder,
  nextLeast,
  withFindings,
} from './findings-choice.js';
import { goToNumber } from './jumps.js';
import { linesOf } from './line-moves.js';
import { openPrompt } from './prompt.js';
import { copyText, writeCopy } from './saving.js';

/** Does an action in the findings view. */
export function actFindings(model: Model, world: World, action: Action, saying: Saying): Step | undefined {
  const { findings } = model.views;
  const joining = JOININGS[action];
  if (joining !== undefined) return filterBy(model, world, filterOf(model, world), joining);
  switch (action) {
    case 'pane.next':
    case 'pane.previous':
      return still(withFindings(model, { focus: findings.focus === 'list' ? 'detail' : 'list' }));
    case 'pane.zoom':
      return still(withFindings(model, { zoomed: !findings.zoomed }));
    case 'pane.layout':
      return still(
        withFindings(model, { layout: findings.layout === 'below' ? 'beside' : 'below', zoomed: false }),
      );
    case 'findings.order':
      return still(choose(model, { grouped: !findings.choice.grouped }));
    case 'findings.by':
      return nextFinder(model);
    case 'findings.least':
      return nextLeast(model);
    case 'findings.text':
      return openPrompt(model, world, 'findings.text', { text: findings.choice.text });
    case 'findings.onlyShown': {
      const onlyShown = !findings.choice.onlyShown;
      const words = onlyShown ? 'are left out.' : 'are dimmed.';
      return told(choose(model, { onlyShown }), `Findings at packets that the filter hides ${words}`);
    }
    case 'findings.packetNext':
      return walkPackets(model, world, saying.count ?? 1);
    case 'findings.packetPrevious':
      return walkPackets(model, world, -(saying.count ?? 1));
    case 'findings.toggle':
      return foldFindings(model, world, 'toggle');
    case 'findings.open':
      return foldFindings(model, world, 'open');
    case 'findings.close':
      return foldFindings(model, world, 'close');
    case 'findings.openAll':
      return foldAllFindings(model, world, true);
    case 'findings.closeAll':
      return foldAllFindings(model, world, false);
    case 'findings.write': {
      const { list } = lookedFindings(model, world);
      const content = { text: printedFindings(world, list), what: 'the findings' };
      return openPrompt(model, world, 'write', { content });
    }
    case 'copy.row':
    case 'write.row': {
      const { line } = lookedFindings(model, world);
      const copy = line === undefined ? undefined : copyOfFinding(world, line);
      return action === 'copy.row' ? copyText(model, copy) : writeCopy(model, world, copy);
    }
    case 'copy.filter':
    case 'write.filter': {
      const text = filterOf(model, world);
      const copy = text === undefined ? undefined : { text, what: 'the filter' };
      return action === 'copy.filter' ? copyText(model, copy) : writeCopy(model, world, copy);
    }
  }
  return move(model, world, action, saying);
}

function filterOf(model: Model, world: World): string | undefined {
  const { list, line } = lookedFindings(model, world);
  return line === undefined ? undefined : findingsFilter(world, list, line);
}

/** Further down than any detail reaches; where it ends is seen when it is drawn. */
const FAR = 100_000;

function move(model: Model, world: World, action: Action, { count }: Saying): Step | undefined {
  const { findings } = model.views;
  // With a number these go to a packet, as everywhere.
  if (count !== undefined && (action === 'move.first' || action === 'move.last')) return undefined;
  const looked = lookedFindings(model, world);
  const areas = findingsAreas(findings, frameOf(model.size).body, looked.list.count);
  if (findings.focus === 'detail') {
    const page = Math.max(1, (areas.detail?.height ?? 2) - 2);
    const by = linesOf(action, page);
    if (by !== undefined)
      return still(
        withFindings(model, {
          detailTop: Math.max(0, Math.min(FAR, findings.detailTop + by * (count ?? 1))),
        }),
      );
  } else {
    const by = linesOf(action, Math.max(1, listRows(areas) - 1));
    if (by !== undefined) return still(select(model, world, looked, looked.at + by * (count ?? 1)));
  }
  switch (action) {
    case 'move.left':
      return foldFindings(model, world, 'close');
    case 'move.right':
      return foldFindings(model, world, 'open');
    case 'enter':
      return enter(model, world, looked);
    default:
      return undefined;
  }
}

/** Selects a line; the packet cursor goes to where its finding shows. */
function select(model: Model, world: World, { list }: LookedFindings, wanted: number): Model {
  const at = Math.max(0, Math.min(list.count - 1, wanted));
  const line = list.at(at);
  if (line === undefined) return model;
  const number = line.kind === 'finding' ? (world.story.findings.at(line.index).frames.at(-1) ?? 0) : 0;
  const cursor = number > 0 ? number : model.cursor;
  const chosen = withFindings(model, { selected: line.key, at, packet: -1, detailTop: 0, cursor });
  return { ...chosen, cursor };
}

function walkPackets(model: Model, world: World, by: number): Step {
  const { line } = lookedFindings(model, world);
  if (line?.kind !== 'finding') return told(model, 'No finding is selected.', 'bad');
  const { frames } = world.story.findings.at(line.index);
  if (frames.length === 0) return told(model, 'No packet shows this finding.', 'bad');
  const { place } = lookedFrame(frames, model.views.findings.packet);
  const packet = (((place + by) % frames.length) + frames.length) % frames.length;
  const cursor = frames[packet];
  const [next] = told(
    { ...withFindings(model, { packet, cursor }), cursor },
    `Packet ${cursor}: ${packet + 1} of ${frames.length} that show it.`,
  );
  return still(next);
}

/** To the packet of what is selected, in the classic view; groups and the verdicts' line fold. */
function enter(model: Model, world: World, { line }: LookedFindings): Step {
  switch (line?.kind) {
    case undefined:
      return still(model);
    case 'verdicts':
    case 'group':
      return foldFindings(model, world, 'toggle');
    case 'verdict':
      return leaveFor(model, world, line.judged.matter.firstFrame);
    case 'finding': {
      const { frames } = world.story.findings.at(line.index);
      const { number } = lookedFrame(frames, model.views.findings.packet);
      if (number === 0) return told(model, 'No packet shows this finding.', 'bad');
      return leaveFor(model, world, number);
    }
  }
}

function leaveFor(model: Model, world: World, number: number): Step {
  const { from } = model.views.findings;
  // One comes back to where one was before one came here.
  const before = from === 0 ? model : { ...model, cursor: from };
  return goToNumber({ ...before, view: 'classic' }, world, number);
}

/** Selects what belongs to the cursor where it was moved elsewhere, and scrolls to what is selected. */
export function settleFindings(model: Model, world: World, body: Rect): Model {
  const followed = follow(model, world);
  const { findings } = followed.views;
  const looked = lookedFindings(followed, world);
  const { list, line } = looked;
  const areas = findingsAreas(findings, body, list.count);
  const at = findings.selected === '' && findings.at === 0 ? firstFinding(looked) : looked.at;
  const top = scrolled(findings.top, at, listRows(areas), list.count);
  // What is selected and left out for now is selected again when it is back.
  const first = list.findings === 0 ? '' : (list.at(at)?.key ?? '');
  const selected = findings.selected === '' ? first : findings.selected;
  const detail = areas.detail;
  const lines =
    findings.detailTop === 0 || detail === undefined
      ? 0
      : detailLines(followed, world, list, line, detail.width).length;
  const detailTop = Math.max(0, Math.min(findings.detailTop, lines - (detail?.height ?? 1) + 1));
  const same =
    top === findings.top &&
    at === findings.at &&
    selected === findings.selected &&
    detailTop === findings.detailTop;
  return same ? followed : withFindings(followed, { top, at, selected, detailTop });
}

/** The first line behind the verdicts. */
function firstFinding({ list, at }: LookedFindings): number {
  if (list.findings === 0) return at;
  let line = 0;
  while (list.at(line)?.kind === 'verdicts' || list.at(line)?.kind === 'verdict') line += 1;
  return line;
}

function follow(model: Model, world: World): Model {
  const { findings } = model.views;
  if (model.cursor === findings.cursor) return model;
  const { number } = lookedAt(model, world);
  const index = findingAt(world.story, number);
  const here = index < 0 ? {} : { selected: `f${index}`, packet: -1, detailTop: 0 };
  return withFindings(model, { ...here, cursor: model.cursor, from: model.cursor });
}

const WHEEL = 3;

/** A click selects, a click on the selected line does what Enter does for what folds; the wheel moves. */
export function pointFindings(model: Model, world: World, body: Rect, pointer: Pointer): Model {
  const { findings } = model.views;
  const { count } = lookedFindings(model, world).list;
  const { list, detail } = findingsAreas(findings, body, count);
  const focus = detail !== undefined && isInside(detail, pointer.x, pointer.y) ? 'detail' : 'list';
  const focused = withFindings(model, { focus });
  if (pointer.act !== 'press') {
    const action = pointer.act === 'wheelDown' ? 'move.down' : 'move.up';
    return move(focused, world, action, { count: WHEEL, letter: '' })?.[0] ?? focused;
  }
  const row = focus === 'list' && list !== undefined ? pointer.y - list.y - 2 : -1;
  const looked = lookedFindings(focused, world);
  if (row < 0 || findings.top + row >= looked.list.count) return focused;
  const chosen = select(focused, world, looked, findings.top + row);
  const { kind } = looked.list.at(findings.top + row) ?? {};
  const onSign = pointer.x <= 1 && (kind === 'group' || kind === 'verdicts');
  return onSign ? foldFindings(chosen, world, 'toggle')[0] : chosen;
}
