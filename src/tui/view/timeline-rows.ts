/**
 * Rows of the timeline: a subject's blocks with the marks in them, its timers as bars, and what all of it means.
 */
import type { Model, World } from '../model/model.js';
import type { Stretch } from '../model/timeline.js';
import { type BarPart, type Block, barsOf, blocksOf, foundOf } from '../model/timeline-blocks.js';
import type { TimelineFrame } from '../model/timeline-frame.js';
import { instantOf } from '../model/timeline-scale.js';
import { STATES, type Story, type Subject } from '../story/contract.js';
import type { Role, Theme } from '../theme/theme.js';
import { clipRow, inWidth, type Row, type Segment, type Style, segment } from './segment.js';

/** How a state looks: its sign, in ASCII, and its colour. */
interface Look {
  readonly sign: string;
  readonly ascii: string;
  readonly role: Role;
}

const GROUPS: readonly Look[] = [
  { sign: '·', ascii: ',', role: 'dim' },
  { sign: '░', ascii: ':', role: 'groupRegistered' },
  { sign: '▒', ascii: '%', role: 'groupEnrolled' },
  { sign: '█', ascii: '#', role: 'groupActive' },
];
const PHASES: readonly Look[] = [
  { sign: '┈', ascii: '.', role: 'dim' },
  { sign: '─', ascii: '-', role: 'groupEnrolled' },
  { sign: '═', ascii: '=', role: 'groupActive' },
  { sign: '·', ascii: ',', role: 'dim' },
];
const QUERIED: readonly Look[] = [
  { sign: '┈', ascii: '.', role: 'dim' },
  { sign: '═', ascii: '=', role: 'groupActive' },
];
const PRESENT: readonly Look[] = [
  { sign: '·', ascii: ',', role: 'dim' },
  { sign: '█', ascii: '#', role: 'groupActive' },
];

/** By kind of subject, by code of state. */
const LOOKS = { member: GROUPS, session: PHASES, network: QUERIED, membership: PRESENT } as const;

/** A subject's name and its blocks. */
export function blockRow(
  model: Model,
  world: World,
  frame: TimelineFrame,
  stretch: Stretch,
  subject: Subject,
  cursor: number,
): Row {
  const { theme } = model;
  const { story, unicode } = world;
  const blocks = blocksOf(story, subject.number, stretch, frame.columns, foundOf(story, subject.number));
  const cells = blocks.map((block, column) => {
    const isKnown = instantOf(stretch, column) <= frame.known;
    const cell = isKnown ? cellOf(block, LOOKS[subject.kind], theme, unicode) : segment(' ', theme.text);
    return atCursor(cell, column === cursor, theme, unicode);
  });
  return [nameOf(model, world, frame, subject), ...joined(cells)];
}

function nameOf(
  { views, theme }: Model,
  { unicode, story }: World,
  { names }: TimelineFrame,
  subject: Subject,
): Segment {
  const { selected, closed } = views.timeline;
  const isSelected = subject.number === selected;
  const sign = isSelected && theme.depth === 0 ? '>' : ' ';
  const style = isSelected ? theme.selected : subject.parent < 0 ? theme.layer : theme.text;
  const isClosed = closed.has(subject.number);
  const fold = unicode ? (isClosed ? '▸' : '▾') : isClosed ? '>' : 'v';
  const text =
    subject.parent < 0
      ? `${fold} ${subject.name}`
      : `  ${shortName(subject, story.subjects.at(subject.parent))}`;
  return segment(names === 0 ? '' : `${inWidth(sign + text, names - 1)} `, style);
}

/** The name without what its session's or network's name says already. */
function shortName({ name }: Subject, holder: Subject | undefined): string {
  return holder !== undefined && name.startsWith(`${holder.name}: `)
    ? name.slice(holder.name.length + 2)
    : name;
}

/** A column: what was found, else an expiry, else the state; underlined where it changed more than once. */
function cellOf(block: Block, looks: readonly Look[], theme: Theme, unicode: boolean): Segment {
  const { state, changes, expired, found } = block;
  if (found !== undefined) return segment(unicode ? '✗' : 'x', found === 'chat' ? theme.note : theme[found]);
  const more: Style = changes > 1 ? { underline: true, bold: true } : {};
  if (expired) return segment('!', { ...theme.expiry, ...more });
  const look = looks[state];
  if (look === undefined) return segment(' ', theme.text);
  return segment(unicode ? look.sign : look.ascii, { ...theme[look.role], ...more });
}

/** The cursor's column runs through all lines. */
function atCursor(cell: Segment, isCursor: boolean, theme: Theme, unicode: boolean): Segment {
  if (!isCursor) return cell;
  return cell.text === ' '
    ? segment(unicode ? '┆' : '|', theme.state)
    : { text: cell.text, style: { ...cell.style, reverse: true } };
}

/** Neighbours that look the same as one segment. */
function joined(cells: readonly Segment[]): readonly Segment[] {
  const out: Segment[] = [];
  for (const cell of cells) {
    const last = out.at(-1);
    if (last !== undefined && isSame(last.style, cell.style))
      out[out.length - 1] = { text: last.text + cell.text, style: last.style };
    else out.push(cell);
  }
  return out;
}

function isSame(a: Style, b: Style): boolean {
  return (
    a === b ||
    (a.ink === b.ink &&
      a.paper === b.paper &&
      a.bold === b.bold &&
      a.underline === b.underline &&
      a.reverse === b.reverse)
  );
}

const PARTS: Readonly<Record<BarPart, readonly [string, string]>> = {
  none: [' ', ' '],
  runs: ['─', '-'],
  starts: ['├', '|'],
  stops: ['┤', ']'],
  restarts: ['┼', '+'],
  expires: ['!', '!'],
};

/** Columns after which timers are asked for again while a capture grows. */
const STEP = 8;

/** A subject's timers. */
export function barRow(
  { theme }: Model,
  { story, unicode }: World,
  { names, columns, known }: TimelineFrame,
  stretch: Stretch,
  subject: Subject,
  cursor: number,
): Row {
  const gap = segment(' '.repeat(names));
  // While more is studied, one asks anew only after every few columns.
  const studied = Math.min(columns, STEP * Math.floor((known - stretch.from) / stretch.scale / STEP));
  const runs = studied <= 0 ? [] : story.runs(subject.number, stretch.from, instantOf(stretch, studied));
  if (runs === undefined) return [gap, segment(inWidth('working out the timers …', columns), theme.dim)];
  if (runs === 'many') return [gap, segment(inWidth('zoom in (+) to see the timers', columns), theme.dim)];
  const { parts, labels } = barsOf(runs, stretch, columns);
  const chars = parts.map((part) => PARTS[part][unicode ? 0 : 1]);
  for (const { column, text } of labels)
    for (const [i, char] of Array.from(text).entries())
      if (parts[column + i] === 'runs') chars[column + i] = char;
  const cells = chars.map((char, column) => {
    const style = parts[column] === 'expires' ? theme.expiry : theme.timerBar;
    return atCursor(segment(char, style), column === cursor, theme, unicode);
  });
  return [gap, ...joined(cells)];
}

/** The kinds of the first subjects: what there is of others later has the same signs. */
function kindsOf({ subjects, changes }: Story): ReadonlySet<Subject['kind'] | undefined> {
  const first = Array.from({ length: Math.min(subjects.count, 500) }, (_, i) => subjects.at(i));
  // A network on which nobody asks has no block.
  const drawn = first.filter((one) => one?.kind !== 'network' || changes.of(one.number).length > 0);
  return new Set(drawn.map((one) => one?.kind));
}

/** What signs and marks mean. */
export function legendRow({ theme, views }: Model, { story, unicode }: World, width: number): Row {
  const kinds = kindsOf(story);
  const row: Segment[] = [segment(' ')];
  const add = (sign: string, style: Style, text: string): void => {
    row.push(segment(sign, style), segment(` ${text}  `, theme.dim));
  };
  const addKind = (kind: Subject['kind']): void => {
    for (const [code, look] of LOOKS[kind].entries()) {
      // What has no block needs no word.
      if (!kinds.has(kind) || (look.role === 'dim' && kind !== 'session')) continue;
      add(unicode ? look.sign : look.ascii, theme[look.role], STATES[kind][code]);
    }
  };
  addKind('member');
  addKind('membership');
  add('!', theme.expiry, 'expired');
  add(unicode ? '✗' : 'x', theme.error, 'finding');
  if (views.timeline.bars) add(unicode ? '├─' : '|-', theme.timerBar, 'timer');
  addKind('session');
  addKind('network');
  return clipRow(row, width);
}
