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

function flowTable(sheet: Sheet) {
  const lines: Line[] = [];
  const servers = new Set<number>();
  const clients = new Set<number>();
  let fold: Fold | undefined;
  let further = 0;
  let changed = false;
  let sessions = 0;

  const draw = (line: Line): void => {
    if (lines.length < MOST_LINES) lines.push(line);
    else further += 1;
  };
  const unfold = (): void => {
    if (fold === undefined) return;
    const { at, frame, server, asked, answered, last } = fold;
    fold = undefined;
    const span = ((last - at) / 1_000_000).toFixed(3);
    draw({
      at,
      frame,
      from: server,
      to: -1,
      text: ` keepalive: ${asked} KAREQ, ${answered} KARES in ${span} s`,
    });
  };
  const mark = (at: Micros, session: Session, text: string): void => {
    unfold();
    draw({ at, frame: 0, from: session.server, to: -1, text: ` * ${text}` });
  };
  const name = ({ user, session }: Member): string =>
    `user ${user}${sessions > 1 ? ` of session ${session.number}` : ''}`;
  const foldIn = ({ at, frame, server, type }: Seen): void => {
    fold ??= { at, frame, server, asked: 0, answered: 0, last: at };
    if (type === KAREQ) fold.asked += 1;
    else fold.answered += 1;
    fold.last = at;
  };
  let pending: (() => void)[] = [];
  return {
    listener: {
      born: () => {
        sessions += 1;
      },
      before: () => {
        changed = false;
        pending = [];
      },
      moved: (member: Member, from: Group, at: Micros, frame: number) => {
        changed = true;
        if (member.session.phase === ENDED) return;
        const tell = (): void =>
          mark(at, member.session, `${name(member)}: ${GROUP_TEXTS[from]} -> ${GROUP_TEXTS[member.group]}`);
        if (frame === 0) tell();
        else pending.push(tell);
      },
      phased: (session: Session, _: Phase, at: Micros, frame: number) => {
        changed = true;
        const { phase } = session;
        const tell = (): void => mark(at, session, `session ${session.number}: ${PHASE_TEXTS[phase]}`);
        if (frame === 0) tell();
        else pending.push(tell);
      },
      after: (seen: Seen, session: Session | undefined, member: Member | undefined) => {
        const { server, client, toServer, type, at, frame } = seen;
        servers.add(server);
        if (lines.length < MOST_LINES) clients.add(client);
        const isRound = type === KARES ? member !== undefined : member?.roundFrame === frame;
        if ((type === KAREQ || type === KARES) && isRound && !changed) {
          foldIn(seen);
          return;
        }
        unfold();
        const of = sessions > 1 && session !== undefined ? ` (${session.number})` : '';
        const text = `${TYPE_NAMES[type]}${of}`;
        draw({ at, frame, from: toServer ? client : server, to: toServer ? server : client, text });
        for (const tell of pending) tell();
      },
    },
    *lines() {
      unfold();
      const hosts = [...servers, ...[...clients].filter((host) => !servers.has(host))];
      const lanes = lanesFor(hosts, sheet);
      yield ' '.repeat(TIME + FRAME + 2) + nameRow(lanes).join('');
      for (const line of lines) yield drawLine(line, lanes, sheet);
      if (further > 0) yield `... and ${further} further line${further === 1 ? '' : 's'}`;
      if (lanes.folded.size > 0) yield `${lanes.folded.size} hosts share the last lane`;
    },
  };
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
