/**
 * What stands beneath the state view, and in the status line: by which packet, and by which clause or decision, the selected
 * cell came about.
 */
import { DECISIONS } from '../../machine/policies.js';
import { frameOf } from '../model/areas.js';
import { instantText } from '../model/instants.js';
import type { Model, World } from '../model/model.js';
import { spanText } from '../model/spans.js';
import { areasOf } from '../model/state-areas.js';
import { inOrder } from '../model/state-columns.js';
import { lookedState, type StateSight } from '../model/state-looking.js';
import { type SelectedCell, selectedCell } from '../model/state-selected.js';
import type { Cause, TimerSight } from '../story/contract.js';
import { inWidth, type Pane, type Rect, type Row, segment, textWidth } from './segment.js';
import { packetText } from './state-packet.js';
import { shownText } from './state-signs.js';

/** The lines beneath. */
export function cellPane(model: Model, world: World, sight: StateSight, area: Rect): Pane {
  const { theme } = model;
  const cell = selectedCell(model, world, sight);
  const lines = cell === undefined ? [goneText(model, world)] : cellLines(model, world, sight, cell);
  const [head, ...rest] = lines.map((text) => shownText(text, world.unicode));
  const wrapped = rest.flatMap((text) => wrap(text, area.width - 1));
  const rows: Row[] = [
    [segment(inWidth(` ${head}`, area.width), theme.bar)],
    ...wrapped.slice(0, Math.max(0, area.height - 1)).map((text): Row => [segment(` ${text}`, theme.text)]),
  ];
  return { id: 'state-cell', area, rows, fill: theme.text };
}

/** A text on lines of a width; those behind the first are indented. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= width || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = `   ${word}`;
    }
  }
  return [...lines, line];
}

function goneText({ views }: Model, { story }: World): string {
  const { focus, matter, row } = views.state;
  if (focus === 'changes') return 'Nothing happened at this packet.';
  const chosen = focus === 'rows' && row >= 0 ? row : matter;
  const name = story.subjects.at(chosen)?.name;
  return name === undefined
    ? 'Nobody is known here.'
    : `${name} is not shown at this packet.  ] c, [ c: to its changes;  F: let go`;
}

function cellLines(model: Model, world: World, sight: StateSight, cell: SelectedCell): readonly string[] {
  const { owner, title, text, by } = cell;
  const what = title === '' ? text : `${title}: ${text === '' ? 'none' : text}`;
  const head = [owner, what].filter((part) => part !== '').join(', ');
  const why = by?.why ?? '';
  const lines = [why === '' ? head : `${head}   ${why}`];
  if (by !== undefined) lines.push(causeText(model, world, sight, by));
  for (const name of decisionsIn(why)) {
    const { title: subject, clause, text: says } = DECISIONS[name];
    lines.push(`${name} ${subject} (${clause}): ${says}`);
  }
  const timers = model.views.state.focus === 'rows' ? (sight.row?.timers ?? []) : [];
  for (const timer of inOrder(timers)) lines.push(timerLine(model, world, sight, timer));
  return lines;
}

/** The decisions that a cause names. */
function decisionsIn(why: string): readonly (keyof typeof DECISIONS)[] {
  const names = Object.keys(DECISIONS) as (keyof typeof DECISIONS)[];
  const words = new Set<string>(why.match(/\bD\d+\b/g) ?? []);
  return names.filter((name) => words.has(name));
}

function whenText(model: Model, { store }: World, sight: StateSight, at: Cause['at']): string {
  const near = sight.situation?.number ?? 1;
  return instantText(store, model.settings.time, model.references, at, near);
}

/** What made something so: the packet with what its row says, or the time. */
function causeText(model: Model, world: World, sight: StateSight, { frame, at }: Cause): string {
  const ago = (sight.situation?.at ?? at) - at;
  const age = ago > 0 ? `, ${spanText(ago)} ago` : '';
  if (frame === 0) return `by time${age}: ${whenText(model, world, sight, at)}`;
  const maker = frame === sight.situation?.number ? 'by this packet' : `by packet ${frame}`;
  return `${maker}${age}: ${packetText(model, world, frame)}`;
}

function timerLine(model: Model, world: World, sight: StateSight, timer: TimerSight): string {
  const { name, started, expires } = timer;
  const left = expires - (sight.situation?.at ?? 0);
  const by = started.frame === 0 ? 'by time' : `by packet ${started.frame}`;
  const total = expires - started.at;
  return `${name} timer: ${spanText(Math.max(0, left))} left of ${spanText(total)}, started ${by} (${started.why}), expires at ${whenText(model, world, sight, expires)}`;
}

/** The status line's left part: what one may do with the selected cell; where there is no room beneath, how it came about. */
export function stateStatus(model: Model, world: World): string | undefined {
  const sight = lookedState(model, world);
  if (sight.stale) return workText(world, sight);
  const cell = selectedCell(model, world, sight);
  if (cell === undefined) return undefined;
  const { by } = cell;
  const { height } = areasOf(model, sight, frameOf(model.size).body).cell;
  const cause = by === undefined ? '' : `${by.why}, ${causeText(model, world, sight, by)}`;
  if (height < 2) return shownText(cause, world.unicode);
  const go = by === undefined || sight.fresh.is(by) ? '' : `Enter: ${goText(by)}  `;
  const more = model.size.width < 110 ? '' : '  J K: messages  o: which  O: order  F: let go';
  return `${go}]c [c: its changes  ]a [a: any${more}  ?: help`;
}

/** What is being done while the state is not known yet. */
export function workText({ story }: World, { number }: StateSight): string {
  const part = story.progress();
  return `Working out the state at packet ${number} …${part === undefined ? '' : ` ${Math.floor(100 * part)}%`}`;
}

function goText({ frame }: Cause): string {
  return frame === 0 ? 'to where it shows' : `packet ${frame}`;
}
