/**
 * TCP's fields against tshark's, on every frame of the corpus and of captures made here. tshark is the second reader, not
 * the judge: where the two differ on purpose, the table below says why.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { readerOfBytes } from '../../src/capture/open.js';
import { columnsOf, putInfo } from '../../src/packet/columns.js';
import { createFieldRows } from '../../src/packet/field-rows.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { memorySource } from '../capture/collect.js';
import { CORPUS, hasCorpus } from '../capture/corpus.js';
import { hasTool } from '../tools.js';
import { handmade } from './tcp-captures.js';

const hasTshark = hasTool('tshark');

/** Everything that both readers can say of a segment. */
const FIELDS = [
  'tcp.srcport',
  'tcp.dstport',
  'tcp.port',
  'tcp.stream',
  'tcp.completeness',
  'tcp.len',
  'tcp.seq',
  'tcp.seq_raw',
  'tcp.nxtseq',
  'tcp.ack',
  'tcp.ack_raw',
  'tcp.hdr_len',
  'tcp.flags',
  'tcp.flags.res',
  'tcp.flags.ae',
  'tcp.flags.cwr',
  'tcp.flags.ece',
  'tcp.flags.urg',
  'tcp.flags.ack',
  'tcp.flags.push',
  'tcp.flags.reset',
  'tcp.flags.syn',
  'tcp.flags.fin',
  'tcp.flags.str',
  'tcp.window_size_value',
  'tcp.window_size',
  'tcp.window_size_scalefactor',
  'tcp.checksum',
  'tcp.checksum.status',
  'tcp.checksum_calculated',
  'tcp.urgent_pointer',
  'tcp.options',
  'tcp.option_kind',
  'tcp.option_len',
  'tcp.options.mss_val',
  'tcp.options.wscale.shift',
  'tcp.options.wscale.multiplier',
  'tcp.options.sack_le',
  'tcp.options.sack_re',
  'tcp.options.sack.count',
  'tcp.options.timestamp.tsval',
  'tcp.options.timestamp.tsecr',
  'tcp.options.echo_value',
  'tcp.options.cc_value',
  'tcp.options.md5.digest',
  'tcp.options.user_to_granularity',
  'tcp.options.user_to_val',
  'tcp.options.ao.keyid',
  'tcp.options.ao.rnextkeyid',
  'tcp.options.ao.mac',
  'tcp.options.mptcp.subtype',
  'tcp.options.tfo.cookie',
  'tcp.options.experimental.exid',
  'tcp.options.unknown.payload',
  'tcp.time_relative',
  'tcp.time_delta',
  'tcp.payload',
  'tcp.analysis',
  'tcp.analysis.flags',
  'tcp.analysis.acks_frame',
  'tcp.analysis.ack_rtt',
  'tcp.analysis.initial_rtt',
  'tcp.analysis.bytes_in_flight',
  'tcp.analysis.push_bytes_sent',
  'tcp.analysis.duplicate_ack_num',
  'tcp.analysis.duplicate_ack_frame',
  'tcp.analysis.rto',
  'tcp.analysis.rto_frame',
  'tcp.analysis.retransmission',
  'tcp.analysis.fast_retransmission',
  'tcp.analysis.spurious_retransmission',
  'tcp.analysis.out_of_order',
  'tcp.analysis.lost_segment',
  'tcp.analysis.ack_lost_segment',
  'tcp.analysis.window_update',
  'tcp.analysis.window_full',
  'tcp.analysis.keep_alive',
  'tcp.analysis.keep_alive_ack',
  'tcp.analysis.zero_window',
  'tcp.analysis.zero_window_probe',
  'tcp.analysis.zero_window_probe_ack',
  'tcp.analysis.reused_ports',
];

/** Fields without a value: the two readers agree where both have one or none. */
const PRESENCE =
  /^tcp\.analysis(\.flags)?$|^tcp\.analysis\.(?!acks|ack_rtt|initial|bytes|push|duplicate|rto).*$/;

const OPTIONS = [
  'tcp.check_checksum:TRUE',
  'ip.check_checksum:TRUE',
  'tcp.desegment_tcp_streams:FALSE',
  'tcp.reassemble_out_of_order:FALSE',
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
  'eth.fcs:Never',
  'eth.padding:Never',
];

let profile = '';

/** Rows of tshark, by frame, with every protocol above TCP switched off so that the Info column is TCP's. */
function tsharkRows(file: string): Map<number, string[]> {
  const columns = ['frame.number', ...FIELDS, '_ws.col.Info'].flatMap((name) => ['-e', name]);
  const args = ['-n', '-r', file, '-Y', 'tcp', '-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=;'];
  const run = spawnSync('tshark', [...args, ...OPTIONS.flatMap((one) => ['-o', one]), ...columns], {
    env: { ...process.env, WIRESHARK_CONFIG_DIR: profile },
    maxBuffer: 1 << 26,
  });
  const rows = new Map<number, string[]>();
  for (const line of run.stdout.toString().split('\n')) {
    const [number, ...values] = line.split('\t');
    if (number !== '') rows.set(Number(number), values);
  }
  return rows;
}

/** Our rows of the same columns. */
async function ourRows(file: string): Promise<Map<number, string[]>> {
  const registry = createRegistry({ defragment: false, desegment: false });
  const catalogue = createCatalogue(registry.dissectors);
  const style = { separator: '\t', aggregator: ';', occurrence: 'a', quote: 0 } as const;
  const write = createFieldRows(registry, catalogue, FIELDS, style);
  const tcp = registry.lookup.idOf('tcp');
  const w = createWalk(registry);
  const out = makeText();
  const rows = new Map<number, string[]>();
  const content = readFileSync(file);
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.length);
  const opened = await readerOfBytes(memorySource(bytes));
  if (!opened.ok) return rows;
  for (;;) {
    const batch = await opened.value.next();
    if (batch === null) break;
    for (let i = 0; i < batch.count; i += 1) {
      const { frame } = w;
      frame.number = batch.firstNumber + i;
      frame.sec = batch.sec[i];
      frame.nsec = batch.nsec[i];
      frame.capLen = batch.capLen[i];
      frame.wireLen = batch.wireLen[i];
      frame.interfaceId = batch.interfaceId[i];
      frame.linkType = opened.value.interfaces[batch.interfaceId[i]]?.linkType ?? -1;
      walkFrame(registry, w, batch.bytes, batch.dataStart[i]);
      if (!w.ids.subarray(0, w.count).includes(tcp)) continue;
      out.length = 0;
      write(w, out);
      const values = textFrom(out).split('\t');
      out.length = 0;
      putInfo(columnsOf(registry), w, out);
      rows.set(frame.number, [...values, textFrom(out)]);
    }
  }
  return rows;
}

/** tshark's marks that are the tree builder's business, and that a frame has several TCP layers. */
function plain(name: string, value: string): string {
  if (PRESENCE.test(name)) return value === '' ? '' : 'set';
  return value.replace(/\[(Malformed Packet|Packet size limited during capture)\]$/, '');
}

/** Captures of the corpus in which the reference reader finds TCP. */
function corpusWithTcp(): string[] {
  if (!hasCorpus) return [];
  const lines = readFileSync(resolve(CORPUS, 'expect.ndjson'), 'utf8').trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as { readonly file: string; readonly tcp?: number })
    .filter(({ tcp }) => (tcp ?? 0) > 0)
    .map(({ file }) => file);
}

interface Decision {
  readonly file: string;
  readonly frame: number;
  readonly fields: RegExp;
}

function decided(fields: RegExp, ...places: readonly (readonly [string, number])[]): readonly Decision[] {
  return places.map(([file, frame]) => ({ file, frame, fields }));
}

/** Where we differ, and why. Every entry must occur. */
const DECISIONS: readonly Decision[] = [
  // A header that is cut off is shown as far as it goes; tshark stops at the first thing that it cannot read.
  ...decided(
    /^tcp\.(seq_raw|ack_raw|hdr_len)$/,
    ['edge/ip-broken.pcap', 10],
    ['tcpdump/tcp_header_heapoverflow.pcap', 1],
  ),
  // A header length below 20 spoils nothing that stands at a fixed place, nor the numbers' analysis.
  ...decided(/^tcp\.(ack_raw|flags.*|window_size_value|checksum|urgent_pointer|time_.*|analysis.*)$/, [
    'edge/ip-broken.pcap',
    11,
  ]),
  // An option that runs past the header is shown as far as it goes.
  ...decided(/^tcp\.option(_kind|_len|s\.unknown\.payload)$/, ['edge/ip-broken.pcap', 12]),
  ...decided(/^tcp\.options\.(unknown\.payload|ao\.mac)$/, ['tcpdump/tcp-auth-heapoverflow.pcap', 1]),
  ...decided(/^tcp\.options\.unknown\.payload$/, ['tcpdump/heapoverflow-tcp_print.pcap', 1]),
  // Padding that is not zero is read like options, and reported; tshark stops there.
  ...decided(
    /^tcp\.option(_kind|_len|s\.unknown\.payload)$/,
    ['tcpdump/beep-oobr.pcap', 2],
    ['tcpdump/bgp_pmsi_tunnel-oobr.pcap', 1],
  ),
  // Options that are cut off keep nobody from analysing the numbers before them.
  ...decided(
    /^tcp\.analysis/,
    ['tcpdump/beep-oobr.pcap', 2],
    ['tcpdump/heapoverflow-tcp_print.pcap', 1],
    ['tcpdump/tcp-auth-heapoverflow.pcap', 1],
  ),
  // A time past 2038: seconds are unsigned in the file, and so they are here; tshark's differences overflow.
  ...decided(/^tcp\.(time_relative|time_delta|analysis\.ack_rtt|analysis\.initial_rtt)$/, [
    'tcpdump/timestamp_invalid_micro.pcap',
    3,
  ]),
];

const seen = new Set<object>();

/** Compares one capture; differences without a decision are added to `differences`. Gives the number of frames. */
async function compare(file: string, label: string, differences: string[]): Promise<number> {
  const theirs = tsharkRows(file);
  const ours = await ourRows(file);
  const names = [...FIELDS, 'Info'];
  for (const [frame, values] of theirs) {
    const own = ours.get(frame);
    for (let column = 0; column < names.length; column += 1) {
      const name = names[column];
      const left = own === undefined ? '(no TCP)' : plain(name, own[column]);
      const right = plain(name, values[column] ?? '');
      if (left === right) continue;
      const decision = DECISIONS.find(
        (one) => one.file === label && one.frame === frame && one.fields.test(name),
      );
      if (decision !== undefined) seen.add(decision);
      else differences.push(`${label} #${frame} ${name}: ours ${left}, tshark ${right}`);
    }
  }
  return theirs.size;
}

describe.skipIf(!hasTshark)(`TCP as tshark reads it${hasTshark ? '' : ' (skipped: needs tshark)'}`, () => {
  beforeAll(() => {
    profile = mkdtempSync(join(tmpdir(), 'gmpshark-tcp-'));
    const listed = execFileSync('tshark', ['-G', 'protocols'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const kept =
      /^(frame|eth|ethertype|vlan|ieee8021ad|sll|null|raw|llc|ip|ipv6|ipv6\..*|udp|tcp|mptcp|igmp|data|malformed|_ws\..*)$/;
    const names = listed
      .toString()
      .split('\n')
      .map((line) => line.split('\t')[2] ?? '');
    writeFileSync(
      join(profile, 'disabled_protos'),
      names.filter((name) => name !== '' && !kept.test(name)).join('\n'),
    );
  });
  afterAll(() => rmSync(profile, { recursive: true, force: true }));

  // Only the captures with TCP in them: tshark takes its time to start.
  const files = corpusWithTcp();

  it.skipIf(!hasCorpus)(`on the corpus${hasCorpus ? '' : ' (skipped: no corpus)'}`, async () => {
    let frames = 0;
    const differences: string[] = [];
    for (const name of files) frames += await compare(resolve(CORPUS, name), name, differences);
    expect(differences).toEqual([]);
    expect(frames).toBeGreaterThan(100);
    expect(DECISIONS.filter((one) => !seen.has(one))).toEqual([]);
  });

  for (const [name, bytes] of handmade()) {
    it(`on ${name}`, async () => {
      const file = join(profile, 'made.pcap');
      writeFileSync(file, bytes);
      const differences: string[] = [];
      expect(await compare(file, name, differences)).toBeGreaterThan(0);
      expect(differences).toEqual([]);
    });
  }
});
