/**
 * `gmp,flow`: who said what to whom, as a ladder in text: a lane a host, servers on the left. Keepalives that change nothing are
 * folded into one line; of a long capture the first messages are drawn, and the others counted.
 */
import { type Micros, micros } from '../base/micros.js';
import {
  ASCII_SIGNS,
  emptyRow,
  type Lanes,
  nameRow,
  placeLanes,
  putArrow,
  putMark,
} from '../sim/output-lanes.js';
import type { Group, Member, Phase, Seen, Session } from '../track/contract.js';
import { ENDED } from '../track/contract.js';
import { KAREQ, KARES, TYPE_NAMES } from '../track/seen.js';
import { followSessions, GROUP_TEXTS, PHASE_TEXTS, type Sheet } from './gmp-follow.js';
import type { StatisticKind } from './statistic.js';

/** Most lines that are drawn. */
export const MOST_LINES = 2000;
const TIME = 13;
const FRAME = 7;
const DRAWN = 110;
const WIDTH = TIME + FRAME + DRAWN + 4;

/** A line of the ladder. */
interface Line {
  readonly at: Micros;
  readonly frame: number;
  readonly from: number;
  /** -1: a mark at lane `from`. */
  readonly to: number;
  text: string;
}

/** Keepalives in a row. */
interface Fold {
  readonly at: Micros;
  readonly frame: number;
  readonly server: number;
  asked: number;
  answered: number;
  last: Micros;
}

/** The kind. */
export const GMP_FLOW: StatisticKind = {
  name: 'gmp,flow',
  usage: '[,FILTER]',
  what: 'GMP: a ladder of the messages between hosts; keepalives folded',
  make: (args, context) => followSessions(args, context, 'GMP Flow', WIDTH, flowTable),
};

/** The lines so far. */
interface Roll {
  readonly lines: Line[];
  further: number;
  fold: Fold | undefined;
}

function draw(roll: Roll, line: Line): void {
  if (roll.lines.length < MOST_LINES) roll.lines.push(line);
  else roll.further += 1;
}

/** Keepalives are over: they become a line. */
function unfold(roll: Roll): void {
  if (roll.fold === undefined) return;
  const { at, frame, server, asked, answered, last } = roll.fold;
  roll.fold = undefined;
  const span = ((last - at) / 1_000_000).toFixed(3);
  const text = ` keepalive: ${asked} KAREQ, ${answered} KARES in ${span} s`;
  draw(roll, { at, frame, from: server, to: -1, text });
}

function foldIn(roll: Roll, { at, frame, server, type }: Seen): void {
  roll.fold ??= { at, frame, server, asked: 0, answered: 0, last: at };
  if (type === KAREQ) roll.fold.asked += 1;
  else roll.fold.answered += 1;
  roll.fold.last = at;
}

function flowTable(sheet: Sheet) {
  const roll: Roll = { lines: [], further: 0, fold: undefined };
  const servers = new Set<number>();
  const clients = new Set<number>();
  let sessions = 0;
  let changed = false;
  /** What a message changed is told behind it. */
  let pending: (() => void)[] = [];
  const tell = (at: Micros, frame: number, { server }: Session, text: string): void => {
    const mark = (): void => {
      unfold(roll);
      draw(roll, { at, frame: 0, from: server, to: -1, text: ` * ${text}` });
    };
    changed = true;
    if (frame === 0) mark();
    else pending.push(mark);
  };
  const listener = {
    born: () => {
      sessions += 1;
    },
    before: () => {
      changed = false;
      pending = [];
    },
    moved: ({ session, user, group }: Member, from: Group, at: Micros, frame: number) => {
      changed = true;
      if (session.phase === ENDED) return;
      const whose = `user ${user}${sessions > 1 ? ` of session ${session.number}` : ''}`;
      tell(at, frame, session, `${whose}: ${GROUP_TEXTS[from]} -> ${GROUP_TEXTS[group]}`);
    },
    phased: (session: Session, _: Phase, at: Micros, frame: number) =>
      tell(at, frame, session, `session ${session.number}: ${PHASE_TEXTS[session.phase]}`),
    after: (seen: Seen, session: Session | undefined, member: Member | undefined) => {
      const { server, client, toServer, type, at, frame } = seen;
      servers.add(server);
      if (roll.lines.length < MOST_LINES) clients.add(client);
      const isRound = type === KARES ? member !== undefined : member?.roundFrame === frame;
      if ((type === KAREQ || type === KARES) && isRound && !changed) {
        foldIn(roll, seen);
        return;
      }
      unfold(roll);
      const of = sessions > 1 && session !== undefined ? ` (${session.number})` : '';
      const [from, to] = toServer ? [client, server] : [server, client];
      draw(roll, { at, frame, from, to, text: `${TYPE_NAMES[type]}${of}` });
      for (const mark of pending) mark();
    },
  };
  const lines = () => {
    unfold(roll);
    return ladder(roll, [...servers, ...[...clients].filter((host) => !servers.has(host))], sheet);
  };
  return { listener, lines };
}

function* ladder({ lines, further }: Roll, hosts: readonly number[], sheet: Sheet): Iterable<string> {
  const lanes = lanesFor(hosts, sheet);
  yield ' '.repeat(TIME + FRAME + 2) + nameRow(lanes).join('');
  for (const line of lines) yield drawLine(line, lanes, sheet);
  if (further > 0) yield `... and ${further} further line${further === 1 ? '' : 's'}`;
  if (lanes.folded.size > 0) yield `${lanes.folded.size} hosts share the last lane`;
}

/** Lanes are found by host number; names stand over them. */
function lanesFor(hosts: readonly number[], sheet: Sheet): Lanes {
  const cast = hosts.map((host) => ({ name: sheet.hostName(host), kind: '', addresses: [] }));
  const lanes = placeLanes(cast, DRAWN, ASCII_SIGNS);
  const laneOf = new Map(hosts.map((host, i) => [String(host), Math.min(i, lanes.names.length - 1)]));
  return { ...lanes, laneOf };
}

function drawLine({ at, frame, from, to, text }: Line, lanes: Lanes, sheet: Sheet): string {
  const row = emptyRow(lanes);
  const lane = lanes.laneOf.get(String(from)) ?? 0;
  const other = to < 0 ? lane : (lanes.laneOf.get(String(to)) ?? 0);
  if (other === lane) putMark(lanes, row, lane, to < 0 ? text : ` ${text}`);
  else putArrow(lanes, row, lane, new Map([[other, 'taken']]), [text]);
  const number = frame === 0 ? '' : String(frame);
  return `${sheet.since(micros(at)).padStart(TIME)} ${number.padStart(FRAME)} ${row.join('')}`;
}
