/**
 * `gmp,sessions`: the sessions of a capture, in order of appearance: what they are like, how many were in them, how they ended.
 */
import { formatIpv4 } from '../base/address.js';
import type { Session } from '../track/contract.js';
import { columns, followSessions, furtherText, MOST_ROWS, PHASE_TEXTS, type Sheet } from './gmp-follow.js';
import type { StatisticKind } from './statistic.js';

const WIDTHS = [4, -22, 7, -6, -3, -22, 8, 8, -9, 13, 13, 5, 5, 5, 7, 8, -30];
const HEAD = [
  'No.',
  'Server',
  'Session',
  'Mode',
  'Sec',
  'Group',
  'Period',
  'Timeout',
  'Phase',
  'First seen',
  'Ended',
  'Reg',
  'Enr',
  'Act',
  'Rounds',
  'Messages',
  'Why it ended',
];
const WIDTH = WIDTHS.reduce((sum, width) => sum + Math.abs(width) + 1, -1);

/** Most members that a session had at one time, and its messages. */
interface Row {
  readonly session: Session;
  registered: number;
  enrolled: number;
  active: number;
  messages: number;
}

/** The kind. */
export const GMP_SESSIONS: StatisticKind = {
  name: 'gmp,sessions',
  usage: '[,FILTER]',
  what: 'GMP: sessions, what they are like, how many were in them, how they ended',
  make: (args, context) => followSessions(args, context, 'GMP Sessions', WIDTH, sessionTable),
};

function sessionTable(sheet: Sheet) {
  const rows = new Map<number, Row>();
  /** Rows of sessions that are forgotten, as they are written. */
  const done = new Map<number, readonly string[]>();
  let further = 0;
  return {
    listener: {
      born: (session: Session) => {
        const none = { registered: 0, enrolled: 0, active: 0, messages: 0 };
        if (rows.size + done.size < MOST_ROWS) rows.set(session.number, { session, ...none });
        else further += 1;
      },
      moved: ({ session }: { readonly session: Session }) => {
        const row = rows.get(session.number);
        if (row === undefined) return;
        row.registered = Math.max(row.registered, session.registeredCount);
        row.enrolled = Math.max(row.enrolled, session.enrolledCount);
        row.active = Math.max(row.active, session.activeCount);
      },
      after: (_: unknown, session: Session | undefined) => {
        const row = session === undefined ? undefined : rows.get(session.number);
        if (row !== undefined) row.messages += 1;
      },
      forgotten: ({ number }: Session) => {
        const row = rows.get(number);
        if (row === undefined) return;
        done.set(number, cells(row, sheet));
        rows.delete(number);
      },
    },
    *lines() {
      yield columns(HEAD, WIDTHS);
      for (const row of rows.values()) done.set(row.session.number, cells(row, sheet));
      const inOrder = [...done].sort(([a], [b]) => a - b);
      for (const [, texts] of inOrder) yield columns(texts, WIDTHS);
      yield* furtherText(further, 'session');
    },
  };
}

function cells({ session, ...most }: Row, sheet: Sheet): readonly string[] {
  const span = (micros: number): string => (micros === 0 ? '-' : `${micros / 1_000_000} s`);
  return [
    String(session.number),
    sheet.hostName(session.server),
    String(session.id),
    session.closed ? 'closed' : 'open',
    session.secure ? 'yes' : 'no',
    `${formatIpv4(session.groupAddress)}:${session.groupPort}`,
    span(session.kaPeriod),
    span(session.timeout),
    PHASE_TEXTS[session.phase],
    `${session.fromBirth ? '' : '<'}${sheet.since(session.bornAt)}`,
    session.endedAt < 0 ? '-' : sheet.since(session.endedAt),
    String(most.registered),
    String(most.enrolled),
    String(most.active),
    String(session.rounds),
    String(most.messages),
    session.endedWhy,
  ];
}
