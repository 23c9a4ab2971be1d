/**
 * `gmp,members`: the members of the sessions of a capture: who they are, how far they came, how they answered. One that leaves
 * and registers anew is a member anew.
 */
import { ACTIVE, type Group, type Member } from '../track/contract.js';
import {
  columns,
  followSessions,
  furtherText,
  GROUP_TEXTS,
  MOST_ROWS,
  type Sheet,
  typeText,
} from './gmp-follow.js';
import type { StatisticKind } from './statistic.js';

const WIDTHS = [7, 5, -11, -22, 6, 6, -10, 13, 13, 13, 7, 7, 6, -34];
const HEAD = [
  'Session',
  'User',
  'Type',
  'Host',
  'SM',
  'MM',
  'Group',
  'Registered',
  'First active',
  'Since',
  'KAREQ',
  'KARES',
  'Missed',
  'Why',
];
const WIDTH = WIDTHS.reduce((sum, width) => sum + Math.abs(width) + 1, -1);

interface Row {
  readonly member: Member;
  readonly firstAt: number;
  activeAt: number;
}

/** The kind. */
export const GMP_MEMBERS: StatisticKind = {
  name: 'gmp,members',
  usage: '[,FILTER]',
  what: 'GMP: members, how far they came, how they answered',
  make: (args, context) => followSessions(args, context, 'GMP Members', WIDTH, memberTable),
};

function memberTable(sheet: Sheet) {
  const rows = new Map<Member, Row>();
  let further = 0;
  const rowOf = (member: Member, at: number): Row | undefined => {
    const known = rows.get(member);
    if (known !== undefined) return known;
    if (rows.size >= MOST_ROWS) {
      further += 1;
      return undefined;
    }
    const row: Row = { member, firstAt: at, activeAt: -1 };
    rows.set(member, row);
    return row;
  };
  return {
    listener: {
      moved: (member: Member, from: Group, at: number) => {
        if (from >= member.group && !rows.has(member)) return;
        const row = rowOf(member, at);
        if (row !== undefined && member.group === ACTIVE && row.activeAt < 0) row.activeAt = at;
      },
    },
    *lines() {
      yield columns(HEAD, WIDTHS);
      const all = [...rows.values()].sort(
        (a, b) => a.member.session.number - b.member.session.number || a.member.user - b.member.user,
      );
      for (const row of all) yield columns(cells(row, sheet), WIDTHS);
      yield* furtherText(further, 'member');
    },
  };
}

function cells({ member, firstAt, activeAt }: Row, sheet: Sheet): readonly string[] {
  const time = (at: number): string => (at < 0 ? '-' : sheet.since(at as typeof member.since));
  const port = (number: number): string => (number === 0 ? '-' : String(number));
  return [
    String(member.session.number),
    String(member.user),
    typeText(member.memberType),
    member.host < 0 ? '?' : sheet.hostName(member.host),
    port(member.smPort),
    port(member.mmPort),
    GROUP_TEXTS[member.group],
    time(firstAt),
    time(activeAt),
    time(member.since),
    String(member.asked),
    String(member.answered),
    String(member.missed),
    member.why,
  ];
}
