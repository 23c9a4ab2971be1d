/** `igmp,groups`: its table, byte for byte, and against plain counting. */
import { expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { captureTraffic, play, walkCapture } from '../conform/harness.js';
import type { Capture } from '../conform/harness-capture.js';
import { captureFrom, igmp, packet, query, report, type Sent } from '../conform/igmp/wire.js';
import { textOf } from '../sim/scenario-files.js';
import { contextOf, reportOf, statisticOf } from './counting.js';

function tableOf(capture: Capture, text = 'igmp,groups'): string {
  const registry = createRegistry();
  const statistic = statisticOf(text, contextOf(registry));
  walkCapture(capture, statistic.packet, registry);
  return reportOf(statistic);
}

test('igmp-group-expiry: one group is gone at its end, the other stays', () => {
  const [traffic] = play({ text: textOf('igmp-group-expiry') });
  const table = tableOf(captureTraffic(traffic));
  expect(table).toMatchInlineSnapshot(`
    "========================================================================================
    IGMP Groups
    Filter: 
    ----------------------------------------------------------------------------------------
    network 10.0.0.0/16, 13 messages, 10.0.0.1 asked 5 times
    Group              Version Reports Leaves Hosts  Most        First         Last Present
    239.1.1.1                1       2      0     0     1     1.000000    10.524895      no
    239.2.2.2                1       6      0     1     1     1.000000   249.685041     yes
    ========================================================================================
    "
  `);
});

test('versions, leaves, several networks; a group that was gone and comes back is one row', () => {
  const v2 = (type: number): Uint8Array => packet('10.0.0.2', '239.2.2.2', 2, igmp(type, 0, '239.2.2.2'));
  const sent: Sent[] = [
    [0, 0, query('10.0.0.1')],
    [1, 0, report('10.0.0.2', '239.1.1.1')],
    [1, 0, report('10.0.0.3', '239.1.1.1')],
    [1, 1, report('10.1.0.2', '239.1.1.1')],
    [2, 0, v2(0x16)],
    [3, 0, v2(0x17)],
    [60, 0, query('10.0.0.1')],
    [120, 0, query('10.0.0.1')],
    [180, 0, query('10.0.0.1')],
    [200, 0, report('10.0.0.3', '239.1.1.1')],
  ];
  expect(tableOf(captureFrom(sent))).toMatchInlineSnapshot(`
    "========================================================================================
    IGMP Groups
    Filter: 
    ----------------------------------------------------------------------------------------
    network 10.0.0.0/16, 9 messages, 10.0.0.1 asked 4 times
    Group              Version Reports Leaves Hosts  Most        First         Last Present
    239.1.1.1                1       3      0     1     2     1.000000   200.000000     yes
    239.2.2.2                2       1      1     0     1     2.000000     3.000000      no
    ----------------------------------------------------------------------------------------
    network 10.1.0.0/16, 1 message
    Group              Version Reports Leaves Hosts  Most        First         Last Present
    239.1.1.1                1       1      0     1     1     1.000000     1.000000     yes
    ========================================================================================
    "
  `);
  expect(tableOf(captureFrom(sent), 'igmp,groups,udp')).toContain('Filter: udp\n====');
});
