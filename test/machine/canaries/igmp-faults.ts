/**
 * Faults to be planted in the IGMP machines.
 */
import type { Fault } from './plant.js';

const HOST_TESTS = 'test/machine/igmp/host.test.ts';
const ROUTER_TESTS = 'test/machine/igmp/router.test.ts';
const FORWARDING_TESTS = 'test/machine/igmp/forwarding.test.ts';
const RING_TESTS = 'test/machine/igmp/ring.test.ts';

const HOST_FAULTS: readonly Fault[] = [
  {
    name: 'igmp-report-does-not-suppress',
    breaks: 'a host sends its report although another host of the subnet has just sent it',
    clause: 'IGMP 2.7.2',
    file: 'src/machine/igmp/host-rows.ts',
    find: "cancelReport(c);\n      changes(c, 'delaying', 'idle');",
    replace: "changes(c, 'delaying', 'idle');",
    caughtBy: [HOST_TESTS],
  },
  {
    name: 'igmp-window-of-one-second',
    breaks: 'reports are spread over 1 s after a query instead of 10 s',
    clause: 'IGMP 2.7.2, D18',
    file: 'src/machine/igmp/host-state.ts',
    find: 'delayUpTo(host.random, host.reportWithin)',
    replace: 'delayUpTo(host.random, (host.reportWithin / 10) as Micros)',
    caughtBy: [HOST_TESTS],
  },
  {
    name: 'igmp-all-hosts-reported',
    breaks: 'a host joins and reports 224.0.0.1 like any other group',
    clause: 'IGMP 2.7.2',
    file: 'src/machine/igmp/host-rows.ts',
    find: 'guard: (c) => c.group === ALL_HOSTS,',
    replace: 'guard: () => false,',
    caughtBy: [HOST_TESTS],
  },
  {
    name: 'igmp-query-restarts-delay',
    breaks: 'a query starts a running report timer anew',
    clause: 'RFC 1112 appendix I',
    file: 'src/machine/igmp/host-rows.ts',
    find: "run: (c) => ignore(c.host.out, 'delaying already'),",
    replace: 'run: (c) => setReport(c),',
    caughtBy: [HOST_TESTS],
  },
  {
    name: 'igmp-one-report-on-joining',
    breaks: 'a host that joins reports once, and not once more within 10 s',
    clause: 'IGMP 2.7.2, D18',
    file: 'src/machine/igmp/host-rows.ts',
    find: 'sendReport(c);\n      setReport(c);',
    replace: 'sendReport(c);',
    caughtBy: [HOST_TESTS],
  },
];

const ROUTER_FAULTS: readonly Fault[] = [
  {
    name: 'igmp-router-forgets-after-two',
    breaks: 'a group is gone after the second query without a report instead of the third',
    clause: 'D18',
    file: 'src/machine/igmp/router.ts',
    find: 'const waited = router.round - router.missedQueries;',
    replace: 'const waited = router.round - router.missedQueries + 1;',
    caughtBy: [ROUTER_TESTS],
  },
  {
    name: 'igmp-router-report-does-not-count',
    breaks: 'a report does not begin the count of missed queries anew',
    clause: 'D18',
    file: 'src/machine/igmp/presences.ts',
    find: '  one.cohort = cohort;\n',
    replace: '  if (cohort.round === one.cohort.round) one.cohort = cohort;\n',
    caughtBy: [ROUTER_TESTS],
  },
  {
    name: 'igmp-router-gone-at-once',
    breaks: 'a group is gone with the third query, without the 10 s for the report',
    clause: 'D18',
    file: 'src/machine/igmp/router-rows.ts',
    find: 'return after(now, router.reportWithin);',
    replace: 'return now;',
    caughtBy: [ROUTER_TESTS],
  },
];

const DATAGRAM_FAULTS: readonly Fault[] = [
  {
    name: 'igmp-forwards-single-hop',
    breaks: 'a router forwards groups of 224.0.0.0 to 224.0.0.255',
    clause: 'IGMP 2.7.2',
    file: 'src/machine/igmp/forwarding.ts',
    find: 'return isSingleHop(destination) ? SINGLE_HOP : OTHER_GROUP;',
    replace: 'return destination < 0xe0000002 ? SINGLE_HOP : OTHER_GROUP;',
    caughtBy: [FORWARDING_TESTS],
  },
  {
    name: 'igmp-ttl-not-reduced',
    breaks: 'a router forwards datagrams with the TTL that they came with',
    clause: 'IGMP 2.7.2',
    file: 'src/machine/igmp/forwarding.ts',
    find: 'ttl: c.ttl - 1',
    replace: 'ttl: c.ttl',
    caughtBy: [FORWARDING_TESTS],
  },
  {
    name: 'igmp-forwards-back',
    breaks: 'a router forwards a datagram to the network that it came from too',
    clause: 'IGMP 2.7.2',
    file: 'src/machine/igmp/forwarding.ts',
    find: 'face !== arrival && ',
    replace: '',
    caughtBy: [FORWARDING_TESTS],
  },
  {
    name: 'igmp-ring-goes-too-far',
    breaks: 'the expanding ring search goes on with TTL 256',
    clause: 'D18',
    file: 'src/machine/igmp/ring.ts',
    find: 'const LARGEST_TTL = 255;',
    replace: 'const LARGEST_TTL = 256;',
    caughtBy: [RING_TESTS],
  },
];

/** Faults of the IGMP machines. */
export const IGMP_FAULTS: readonly Fault[] = [...HOST_FAULTS, ...ROUTER_FAULTS, ...DATAGRAM_FAULTS];
