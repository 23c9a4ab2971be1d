/**
 * Statistics beside tshark's, octet by octet, on captures of the corpus. Where we differ on purpose stands in DECISIONS (made
 * equal before comparing) and DIFFERENT (by file and statistic, with the reason; what no longer differs must leave the list).
 */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { TimeFormat } from '../../src/packet/clock.js';
import type { Statistic } from '../../src/statistics/statistic.js';
import { CORPUS, hasCorpus } from '../capture/corpus.js';
import { walkCorpusFile } from '../dissectors/walks.js';
import { hasTool } from '../tools.js';
import { contextOf, reportOf, statisticOf } from './counting.js';

const hasTshark = hasTool('tshark');
const WHY = !hasCorpus ? ' (skipped: no corpus)' : !hasTshark ? ' (skipped: needs tshark)' : '';

const TYPES = ['eth', 'ip', 'ipv6', 'udp', 'tcp'];
const VALUES =
  'io,stat,0,COUNT(ip.src)ip.src,SUM(ip.len)ip.len,MIN(ip.len)ip.len,MAX(ip.ttl)ip.ttl,AVG(ip.len)ip.len,SUM(tcp.time_delta)tcp.time_delta';
const LOAD =
  'io,stat,1,LOAD(tcp.time_delta)tcp.time_delta,COUNT(udp.port)udp.port,AVG(tcp.time_delta)tcp.time_delta,ip';
/** `expert` first: tshark writes the last one first, and this one may write nothing. */
const STATISTICS = [
  'expert',
  ...TYPES.map((type) => `conv,${type}`),
  ...TYPES.map((type) => `endpoints,${type}`),
  'io,phs',
  'io,stat,0',
  'io,stat,0.5,ip,FRAMES,BYTES()ip',
  VALUES,
];

/** What is made equal before comparing, and why. */
const DECISIONS: readonly { readonly why: string; readonly theirs: (text: string) => string }[] = [
  {
    why: 'microseconds of the duration have zeros, where tshark has blanks',
    theirs: (text) =>
      text.replace(
        /Duration: ( *\d+)\.( *\d+) secs/g,
        (_, sec: string, rest: string) => `Duration: ${sec}.${rest.replaceAll(' ', '0')} secs`,
      ),
  },
];

/** Files and statistics that differ, and why. */
const DIFFERENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'edge/igmp-count-lies.pcap': { expert: 'what octets lack is said exactly, not as "Exception occurred"' },
  'edge/igmp-short.pcap': { expert: 'what octets lack is said exactly, not as "Exception occurred"' },
  'edge/ip-tunnels.pcap': {
    'io,phs': 'what ICMP quotes is shown as data',
    [VALUES]: 'what ICMP quotes is not dissected',
  },
  'edge/link-unknown.pcap': { 'io,phs': 'RTAC serial is not dissected' },
  'edge/ng-epb-options.pcapng': { 'io,phs': 'a comment is no protocol' },
  'edge/ng-simple-packets.pcapng': {
    'io,stat,0': 'frames at the very end of the last interval are counted in it',
    'io,stat,0.5,ip,FRAMES,BYTES()ip': 'frames at the very end of the last interval are counted in it',
    [VALUES]: 'frames at the very end of the last interval are counted in it',
  },
  'edge/ng-two-sections.pcapng': {
    'io,stat,0.5,ip,FRAMES,BYTES()ip': 'a frame that comes late is counted in its own interval',
  },
  'tcpdump/eapon1.pcap': {
    expert: 'SSDP is not dissected',
    'io,phs': 'protocols that are not dissected are data',
  },
  'tcpdump/ipv6-routing-header.pcap': {
    'conv,udp': 'UDP is counted between the addresses of the IP header; tshark takes the end of the route',
    'endpoints,udp':
      'UDP is counted between the addresses of the IP header; tshark takes the end of the route',
  },
};

const FILES = [
  'edge/igmp-bad-checksum.pcap',
  'edge/igmp-count-lies.pcap',
  'edge/igmp-fragments.pcap',
  'edge/igmp-many.pcap',
  'edge/igmp-short.pcap',
  'edge/igmp-sll2-ns.pcap',
  'edge/ip-tunnels.pcap',
  'edge/link-eth-le-us.pcap',
  'edge/link-ipv4.pcap',
  'edge/link-ipv6.pcap',
  'edge/link-null-be-le-ns.pcap',
  'edge/link-unknown.pcap',
  'edge/ng-epb-options.pcapng',
  'edge/ng-simple-packets.pcapng',
  'edge/ng-two-sections.pcapng',
  'edge/pcap-cut-in-data.pcap',
  'edge/qinq.pcap',
  'edge/vlan.pcap',
  'tcpdump/IGMP_V2.pcap',
  'tcpdump/eapon1.pcap',
  'tcpdump/ipv6-routing-header.pcap',
  'tcpdump/mptcp-tcprst.pcap',
  'tcpdump/mtrace.pcap',
  'tcpdump/tcp-handshake-nano.pcap',
];

const run = promisify(execFile);

/** What tshark writes, in the order in which the statistics were asked for. Captures that are cut end with an error. */
async function tshark(
  file: string,
  statistics: readonly string[],
  time: TimeFormat,
): Promise<readonly string[]> {
  const checks = ['ip', 'udp', 'tcp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);
  const asked = statistics.flatMap((text) => ['-z', text]);
  const call = [
    '-n',
    '-q',
    '-t',
    time,
    '-r',
    resolve(CORPUS, file),
    ...checks,
    '-o',
    'eth.fcs:Never',
    ...asked,
  ];
  const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC', HOME: '/nonexistent' };
  const { stdout } = await run('tshark', call, { maxBuffer: 1 << 28, env }).catch(
    (failure: { readonly stdout?: string }) => ({ stdout: failure.stdout ?? '' }),
  );
  const text = DECISIONS.reduce((all, { theirs }) => theirs(all), stdout);
  const expert = statistics[0] === 'expert';
  const findings = expert ? text.search(/^\n(?:Errors|Warns|Notes|Chats|Comments) \(/m) : -1;
  const blocks = (findings < 0 ? text : text.slice(0, findings))
    .split(/(?=^={80}\n\S+ (?:Conversations|Endpoints)\n)|(?=^\n=+\n\| IO Stat)|(?=^\n=+\nProtocol Hier)/m)
    .filter((block) => block !== '')
    .reverse();
  return expert ? [findings < 0 ? '' : text.slice(findings), ...blocks] : blocks;
}

async function ours(
  file: string,
  statistics: readonly string[],
  time: TimeFormat,
): Promise<readonly string[]> {
  let made: readonly Statistic[] = [];
  await walkCorpusFile(file, {}, (registry, w) => {
    if (made.length === 0) made = statistics.map((text) => statisticOf(text, contextOf(registry, time)));
    for (const { packet } of made) packet(w);
  });
  return made.map(reportOf);
}

describe.skipIf(WHY !== '')(`statistics beside tshark${WHY}`, () => {
  test.concurrent.each(FILES)('%s', async (file) => {
    const [theirs, mine] = await Promise.all([tshark(file, STATISTICS, 'r'), ours(file, STATISTICS, 'r')]);
    expect(theirs).toHaveLength(STATISTICS.length);
    for (const [i, statistic] of STATISTICS.entries()) {
      if (DIFFERENT[file]?.[statistic] === undefined) expect(mine[i], statistic).toBe(theirs[i]);
      else expect(mine[i], `${statistic} no longer differs`).not.toBe(theirs[i]);
    }
  });

  // tshark divides by zero where the capture has no duration.
  test.concurrent.each(['tcpdump/pptp.pcap', 'edge/link-eth-le-us.pcap'])('%s: LOAD', async (file) => {
    const [theirs, mine] = await Promise.all([tshark(file, [LOAD], 'r'), ours(file, [LOAD], 'r')]);
    expect(mine).toEqual(theirs);
  });

  test.concurrent.each<TimeFormat>(['a', 'ad', 'adoy', 'u', 'ud', 'udoy'])('-t %s', async (time) => {
    const asked = ['conv,ip', 'conv,udp', 'io,stat,7.25', 'io,stat,30'];
    const [theirs, mine] = await Promise.all([
      tshark('tcpdump/eapon1.pcap', asked, time),
      ours('tcpdump/eapon1.pcap', asked, time),
    ]);
    // Rows of an absolute time are as wide as their heading here. With -t u tshark leaves the headings' line out.
    const squeezed = (text: string): string => text.replace(/(:\d\d) +\|/g, '$1 |');
    for (const [i, text] of mine.entries()) {
      if (time !== 'u' || i < 2) expect(squeezed(text)).toBe(theirs[i]);
      else expect(rowsOf(squeezed(text))).toEqual(rowsOf(theirs[i]));
    }
    expect(rowsOf(mine[3]).length).toBe(4);
  });

  test('-t e: the beginning is exact, where tshark rounds it to a double', async () => {
    const [theirs, mine] = await Promise.all([
      tshark('tcpdump/IGMP_V2.pcap', ['conv,ip'], 'e'),
      ours('tcpdump/IGMP_V2.pcap', ['conv,ip'], 'e'),
    ]);
    expect(mine[0]).toContain('1235470938.921288000');
    const near = (text: string): string =>
      text.replace(/(\d{10}\.\d{9})/g, (time) => Number(time).toFixed(5));
    expect(near(mine[0])).toBe(near(theirs[0]));
  });
});

/** Rows of a table of intervals. */
function rowsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^\| \d/.test(line));
}
