/**
 * The state view as text: a cell, a line, everything that is known at a packet. For the clipboard and for files.
 */
import type { Copy } from './copies.js';
import { happeningText } from './message-text.js';
import type { Model, World } from './model.js';
import { columnsOf } from './state-columns.js';
import { factsOf, phaseCell } from './state-facts.js';
import { lookedState, type StateSight } from './state-looking.js';
import { type Matter, matterAt, matterCount } from './state-matters.js';
import { cellContext, selectedCell, selectedHappening, stateFilter } from './state-selected.js';

/** The selected cell. */
export function copyOfCell(model: Model, world: World): Copy | undefined {
  const cell = selectedCell(model, world, lookedState(model, world));
  return cell === undefined || cell.text === '' ? undefined : { text: cell.text, what: 'the cell' };
}

/** The selected line. */
export function copyOfLine(model: Model, world: World): Copy | undefined {
  const sight = lookedState(model, world);
  const { focus } = model.views.state;
  const { matter, row } = sight;
  if (focus === 'changes') {
    const selected = selectedHappening(model, sight);
    if (selected === undefined) return undefined;
    const [happening] = selected;
    return { text: `${happeningText(world.story, happening)}\t${happening.by.why}`, what: 'the line' };
  }
  if (matter === undefined) return undefined;
  if (focus === 'matters') return { text: matterText(matter, sight).join('\t'), what: 'the line' };
  if (row === undefined) return undefined;
  const context = cellContext(model, world, sight);
  const cells = columnsOf(matter).map(({ cell }) => cell(row, context).text);
  return { text: cells.join('\t'), what: 'the line' };
}

/** A filter for what is selected. */
export function copyOfFilter(model: Model, world: World): Copy | undefined {
  const text = stateFilter(model, world);
  return text === undefined ? undefined : { text, what: 'the filter' };
}

/** Session or network in a few texts: its name, its phase, how many it has, what is known of it. */
function matterText(matter: Matter, { situation, fresh }: StateSight): readonly string[] {
  const phase = phaseCell(matter, fresh).text;
  return [
    matter.name,
    ...(matter.phase === undefined ? [] : [phase]),
    matter.counts,
    ...factsOf(matter, situation?.at ?? 0, fresh).map(({ title, text }) => `${title} ${text}`),
  ];
}

/** Everything that is known at the packet, as a table with tabs; undefined while it is worked out. */
export function wholeState(model: Model, world: World): Copy | undefined {
  const sight = lookedState(model, world);
  const { situation, number } = sight;
  if (situation === undefined || sight.stale) return undefined;
  const context = cellContext(model, world, sight);
  const lines = [
    `State after packet ${number}, ${context.instant({ frame: number, at: situation.at, why: '' })}`,
    ...situation.happenings.map((one) => `  ${happeningText(world.story, one)} (${one.by.why})`),
  ];
  const count = matterCount(situation);
  for (let i = 0; i < count; i += 1) {
    const matter = matterAt(situation, i);
    if (matter === undefined) continue;
    const columns = columnsOf(matter);
    lines.push('', matterText(matter, sight).join('; '), columns.map(({ title }) => title).join('\t'));
    for (let at = 0; at < matter.rowCount; at += 1) {
      const row = matter.rowAt(at);
      lines.push(columns.map(({ cell }) => cell(row, context).text).join('\t'));
    }
  }
  return { text: lines.join('\n'), what: `the state at packet ${number}` };
}
