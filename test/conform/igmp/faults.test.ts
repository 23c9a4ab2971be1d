/** Every fault that can be planted in the IGMP machines is named by its finding, and by no other; without it there is none. */
import { describe, expect, test } from 'vitest';
import { IGMP_FAULTS } from '../../machine/canaries/igmp-faults.js';
import type { Fault } from '../../machine/canaries/plant.js';
import { loadWithFault } from '../../sim/bundle-canary.js';
import { captureTraffic, check, play, type Simulator, simulatorWith } from '../harness.js';
import { judgeTraffic } from './igmp-judged.js';
import {
  ASKED_WHILE_JOINING,
  DATA_BEHIND_ROUTER,
  dataBehindRouter,
  LONE_HOST,
  ROUTERS_IN_A_RING,
  SEVERAL_HOSTS,
  STORIES,
  VAIN_SEARCH,
} from './stories.js';

/** By fault: a story that shows it, the finding's code and clause, and whether it is beyond doubt. */
const NAMED: Readonly<Record<string, readonly [string, string, string, boolean]>> = {
  'igmp-report-does-not-suppress': [SEVERAL_HOSTS, 'check.igmp-not-suppressed', 'IGMP 2.7.2', false],
  'igmp-window-of-one-second': [LONE_HOST, 'check.igmp-not-spread', 'IGMP 2.7.2, D18', false],
  'igmp-all-hosts-reported': [LONE_HOST, 'check.igmp-all-hosts-reported', 'IGMP 2.7.2', true],
  'igmp-query-restarts-delay': [ASKED_WHILE_JOINING, 'check.igmp-report-late', 'RFC 1112 appendix I', false],
  'igmp-one-report-on-joining': [LONE_HOST, 'check.igmp-one-report-on-joining', 'IGMP 2.7.2, D18', false],
  'igmp-router-forgets-after-two': [DATA_BEHIND_ROUTER, 'check.igmp-gone-after-two', 'D18', false],
  'igmp-router-gone-at-once': [DATA_BEHIND_ROUTER, 'check.igmp-gone-at-once', 'D18', false],
  'igmp-forwards-single-hop': [ROUTERS_IN_A_RING, 'check.igmp-forwards-single-hop', 'IGMP 2.7.2', true],
  'igmp-ttl-not-reduced': [DATA_BEHIND_ROUTER, 'check.igmp-ttl-not-reduced', 'IGMP 2.7.2', true],
  'igmp-forwards-back': [ROUTERS_IN_A_RING, 'check.igmp-forwards-back', 'IGMP 2.7.2', true],
  'igmp-ring-goes-too-far': [VAIN_SEARCH, 'check.igmp-ring-too-far', 'D18', true],
};

/** Faults that cannot be seen on the wire, and why. */
const INVISIBLE: Readonly<Record<string, string>> = {
  'igmp-router-report-does-not-count':
    'the machine breaks down when the group would be gone: until then it forwards as it should',
};

test('every planted fault is in one of the tables', () => {
  const named = [...Object.keys(NAMED), ...Object.keys(INVISIBLE)];
  expect(named.sort()).toEqual(IGMP_FAULTS.map(({ name }) => name).sort());
});

describe.each(Object.keys(INVISIBLE))('%s', (fault) => {
  test('is not seen on the wire: the machine breaks down, and before that there is nothing to find', async () => {
    const { play: playWrongly } = await simulatorWith(fault);
    expect(() => playWrongly({ text: DATA_BEHIND_ROUTER })).toThrow();
    const [traffic] = playWrongly({ text: dataBehindRouter(239) });
    expect(judgeTraffic(traffic).findings).toEqual([]);
  });
});

/** A router that takes no notice of the reports of groups that it knows: what the fault above means. */
const REPORTS_DO_NOT_COUNT: Fault = {
  name: 'reports-do-not-count',
  breaks: 'a report does not begin the count of missed queries anew',
  clause: 'D18',
  file: 'src/machine/igmp/presences.ts',
  find: '  one.cohort.members.delete(one);\n  one.cohort = cohort;\n  cohort.members.add(one);\n',
  replace: '  void one;\n  void cohort;\n',
  caughtBy: ['test/conform/igmp/faults.test.ts'],
};

test('a router that takes no notice of reports is named by check.igmp-report-not-counted (D18)', async () => {
  const { play: playWrongly } = (await loadWithFault(
    'test/conform/harness-traffic.ts',
    REPORTS_DO_NOT_COUNT,
  )) as Simulator;
  const { findings } = judgeTraffic(playWrongly({ text: DATA_BEHIND_ROUTER })[0]);
  expect(findings.map(({ rule }) => rule.code)).toEqual(['check.igmp-report-not-counted']);
});

describe.each(Object.entries(NAMED))('%s', (fault, [text, code, clause, certain]) => {
  test(`is named by ${code} (${clause})`, async () => {
    const { play: playWrongly } = await simulatorWith(fault);
    const [traffic] = playWrongly({ text });
    const { findings, verdicts } = judgeTraffic(traffic);
    expect([...new Set(findings.map(({ rule }) => rule.code))]).toEqual([code]);
    expect(findings[0].rule.clause).toBe(clause);
    expect(new Set(findings.map((one) => one.certain))).toEqual(new Set([certain]));
    expect(new Set(findings.map((one) => one.doubt === undefined))).toEqual(new Set([certain]));
    expect(Object.values(verdicts)).toContain(certain ? 'fail' : 'inconclusive');
    // The whole check says the same of it.
    const checked = check(captureTraffic(traffic), { policies: traffic.policies });
    expect(checked.findings.map(({ rule }) => rule.code)).toEqual(findings.map(({ rule }) => rule.code));
    // One mistake, made again and again, is one finding of each who makes it.
    const places = findings.map(({ message, matter }) => `${matter} ${message.split(' sent ')[0]}`);
    expect(new Set(places).size).toBe(findings.length);
  });
});

describe('right machines on calm links', () => {
  test.each(Object.entries(STORIES))('%s: no finding, pass', (_name, text) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const [traffic] = play({ text, seed });
      const { findings, verdicts } = judgeTraffic(traffic);
      expect(findings).toEqual([]);
      expect(new Set(Object.values(verdicts))).toEqual(new Set(['pass']));
    }
  });
});
