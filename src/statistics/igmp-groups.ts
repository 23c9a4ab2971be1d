/**
 * `igmp,groups`: the networks of a capture, who asks on them, and the groups that hosts reported there. Times count from the
 * capture's first frame.
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { formatIpv4 } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import { ok } from '../base/result.js';
import { putString, type Text } from '../base/text.js';
import { lineText } from '../base/utf8.js';
import { policiesWith } from '../machine/policies.js';
import type { IgmpNetwork, IgmpSeen } from '../track/igmp-contract.js';
import { LEAVE, QUERY, REPORT } from '../track/igmp-contract.js';
import { createIgmpIntake, type IgmpIntake } from '../track/igmp-intake.js';
import { memberCount } from '../track/igmp-members.js';
import { findGroup } from '../track/igmp-table.js';
import { createIgmpTracker, type IgmpTracker } from '../track/igmp-tracker.js';
import { type OnlyFilter, onlyFilter, type StatisticKind } from './statistic.js';

/** The kind. */
export const IGMP_GROUPS: StatisticKind = {
  name: 'igmp,groups',
  usage: '[,FILTER]',
  what: 'IGMP: networks, who asks on them, groups with their reports and members',
  make: (args, context) => {
    const only = onlyFilter(args, context);
    if (!only.ok) return only;
    const table = makeTable(context.registry);
    return ok({
      fields: only.value.filter.fields,
      packet: (w) => {
        if (only.value.filter.test(w)) countFrame(table, w);
      },
      report: (out, flush) => report(table, only.value, out, flush),
    });
  },
};

/** Most groups that are told of: a capture may hold any number. */
export const MOST_ROWS = 65_536;

/** A group on a network, over the whole capture; the tracker begins anew when a group was gone. */
interface Row {
  readonly network: IgmpNetwork;
  readonly group: number;
  version: number;
  reports: number;
  leaves: number;
  readonly firstAt: Micros;
  lastAt: Micros;
  /** Most members that were known at one time. */
  most: number;
}

interface Table {
  readonly intake: IgmpIntake;
  readonly tracker: IgmpTracker;
  /** By "network group". */
  readonly rows: Map<number, Row>;
  /** Reports of groups beyond those that are told of. */
  further: number;
  start: Micros;
  now: Micros;
}

const ADDRESSES = 2 ** 32;

function makeTable({ lookup }: Registry): Table {
  const rows = new Map<number, Row>();
  const start = -1 as Micros;
  return {
    intake: createIgmpIntake(lookup),
    tracker: createIgmpTracker(policiesWith()),
    rows,
    further: 0,
    start,
    now: start,
  };
}

function countFrame(table: Table, w: Walk): void {
  table.now = table.intake.tick(w);
  if (table.start < 0) table.start = table.now;
  table.intake.see(w, { message: (seen) => countMessage(table, seen) });
}

function countMessage(table: Table, seen: IgmpSeen): void {
  const { network, group, kind, at, version } = seen;
  table.tracker.take(seen);
  if (kind === QUERY) return;
  const key = network.number * ADDRESSES + group;
  let row = table.rows.get(key);
  if (row === undefined) {
    if (table.rows.size >= MOST_ROWS) {
      table.further += 1;
      return;
    }
    row = { network, group, version, reports: 0, leaves: 0, firstAt: at, lastAt: at, most: 0 };
    table.rows.set(key, row);
  }
  if (kind === REPORT) row.reports += 1;
  if (kind === LEAVE) row.leaves += 1;
  row.version = version;
  row.lastAt = at;
  const tracked = findGroup(network, group);
  if (tracked >= 0) row.most = Math.max(row.most, network.groups.table.groups.memberCount[tracked]);
}

const WIDTH = 88;
const HEAD = row('Group', 'Version', 'Reports', 'Leaves', 'Hosts', 'Most', 'First', 'Last', 'Present');

function row(group: string, ...rest: readonly string[]): string {
  const widths = [8, 8, 7, 6, 6, 13, 13, 8];
  return group.padEnd(18) + rest.map((text, i) => text.padStart(widths[i])).join('');
}

function report(table: Table, { text }: OnlyFilter, out: Text, flush: () => void): void {
  const line = (one: string): void => {
    putString(out, `${one}\n`);
    flush();
  };
  line('='.repeat(WIDTH));
  line('IGMP Groups');
  line(`Filter: ${text}`);
  const networks = table.intake.networks.all.filter(({ messages }) => messages > 0);
  for (const network of networks) {
    line('-'.repeat(WIDTH));
    const told = [lineText(network.key), `${count(network.messages, 'message')}`];
    for (const { address, queries } of network.queriers.values()) {
      told.push(`${formatIpv4(address)} asked ${queries === 1 ? 'once' : `${queries} times`}`);
    }
    line(told.join(', '));
    const rows = [...table.rows.values()].filter((one) => one.network === network);
    if (rows.length > 0) line(HEAD);
    for (const one of rows.sort((a, b) => a.group - b.group)) line(rowText(table, one));
  }
  if (table.further > 0) line(`... and ${count(table.further, 'message')} of further groups`);
  line('='.repeat(WIDTH));
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function rowText({ start, now, tracker }: Table, one: Row): string {
  const tracked = one.network.groups.get(one.group);
  const present = tracked !== undefined && tracker.goneAt(tracked) > now;
  return row(
    formatIpv4(one.group),
    String(one.version),
    String(one.reports),
    String(one.leaves),
    present ? String(memberCount(tracked)) : '0',
    String(one.most),
    seconds(one.firstAt - start),
    seconds(one.lastAt - start),
    present ? 'yes' : 'no',
  );
}

function seconds(micros: number): string {
  return (micros / 1_000_000).toFixed(6);
}
