/** Derived fields of IGMP: what they say at each message. */
import { expect, test } from 'vitest';
import type { Generated } from '../../../dissectors/contract.js';
import { createRegistry } from '../../../dissectors/registry.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { createIgmpDerived } from '../../../src/track/igmp-derived.js';
import { walkCapture } from '../../conform/harness.js';
import { captureFrom, datagram, query, report, reportV3, type Sent } from '../../conform/igmp/wire.js';

const G = '239.1.1.1';

/** Fields that each frame has, by short name. */
function fieldsOf(sent: readonly Sent[]): Record<string, unknown>[] {
  const { derived, see } = createIgmpDerived(policiesWith());
  const fields: readonly Generated[] = derived.flatMap(({ generated }) => generated);
  const registry = createRegistry();
  const rows: Record<string, unknown>[] = [];
  walkCapture(
    captureFrom(sent),
    (w) => {
      see(w);
      const row: Record<string, unknown> = {};
      for (const { name, compute } of fields) {
        for (let i = 0; i < w.count; i += 1) {
          const value = compute(w, i);
          if (value !== undefined) row[name.replace('igmp.', '')] = value;
        }
      }
      rows.push(row);
    },
    registry,
  );
  return rows;
}

test('a report: state of the group, the report before, the query that it answers (D18)', () => {
  const rows = fieldsOf([
    [0, 0, query('10.0.0.1')],
    [20, 0, report('10.0.0.2', G)],
    [60, 0, query('10.0.0.1')],
    [64.5, 0, report('10.0.0.3', G)],
    [65, 0, report('10.0.0.3', G)],
    [240, 0, query('10.0.0.1')],
    [300, 0, query('10.0.0.1')],
    [360, 0, query('10.0.0.1')],
    [371, 0, report('10.0.0.2', G)],
  ]);
  const network = 'network 10.0.0.0/16';
  expect(rows[0]).toEqual({ network });
  expect(rows[1]).toEqual({
    network,
    'group.present': true,
    'group.members': 1,
    'group.reports': 1,
    'group.age': 0n,
  });
  expect(rows[2]).toEqual({ network, previous_query_in: 1, query_interval: 60_000_000_000n });
  expect(rows[3]).toEqual({
    network,
    'group.present': true,
    'group.members': 2,
    'group.reports': 2,
    'group.age': 44_500_000_000n,
    'group.missed_queries': 1,
    'group.previous_report_in': 2,
    query_in: 3,
    response_time: 4_500_000_000n,
  });
  // It has answered already.
  expect(rows[4]).not.toHaveProperty('query_in');
  // Gone a second before: a new life.
  expect(rows[8]).toMatchObject({ 'group.members': 1, 'group.reports': 1, 'group.age': 0n, query_in: 8 });
  expect(rows[8]).not.toHaveProperty('group.previous_report_in');
});

test('records of version 3 have values of their own; datagrams and other layers have none', () => {
  const rows = fieldsOf([
    [0, 0, reportV3('10.0.0.2', [4, G], [4, '239.2.2.2'], [3, G])],
    [1, 0, datagram('10.0.0.2', G)],
  ]);
  expect(rows[0]['group.members']).toEqual([1, 1, 0]);
  expect(rows[0].network).toBe('network 10.0.0.0/16');
  expect(rows[1]).toEqual({});
});
