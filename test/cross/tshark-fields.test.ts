/**
 * The fields of link layers, IPv4, IPv6, UDP and IGMP against tshark's, on every frame of the corpus that tshark reads. tshark is the second
 * reader, not the judge: where the two differ on purpose, the table below says why.
 */
import { execFile, execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Catalogue, createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { createFieldRows, type FieldRowWriter } from '../../src/packet/field-rows.js';
import { CORPUS, expectations, hasCorpus } from '../capture/corpus.js';
import { layersOf, walkCorpusFile } from '../dissectors/walks.js';
import { hasTool } from '../tools.js';

const hasTshark = hasTool('tshark');
const ready = hasCorpus && hasTshark;

/** The protocols compared; others add theirs here. */
const PREFIXES = [
  'eth.',
  'vlan.',
  'ieee8021ad.',
  'sll.',
  'null.',
  'arp.',
  'ip.',
  'ipv6.',
  'ah.',
  'udp.',
  'gre.',
  'igmp.',
];
const PREFERENCES = [
  'ip.check_checksum:TRUE',
  'udp.check_checksum:TRUE',
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
  'eth.fcs:Never',
];

/** One frame as both see it. */
interface Pair {
  readonly file: string;
  readonly frame: number;
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
  /** The frame's headers are broken or cut: what is shown of them is a matter of taste (expect.ndjson says so). */
  readonly soft: boolean;
  /** The capture does not hold all of the frame, or more than there was. */
  readonly cut: boolean;
  /** The capture gives this packet no time. */
  readonly untimed: boolean;
  /** Our layers, and tshark's. */
  readonly layers: readonly string[];
  readonly protocols: string;
}

/** A difference that is ours by decision: what it is, and when it applies. */
interface Allowed {
  readonly reason: string;
  readonly applies: (pair: Pair) => boolean;
}

/** Layers that only tshark dissects: what it finds in them comes after what both find. */
const FOREIGN = /^(arcnet|clip|ppp|ipoib|nflog|juniper|user_dlt|pktap)|gre:cmd|icmp(v6)?:ip(v6)?|pim:ip/;

function isPrefix(ours: string, theirs: string): boolean {
  const all = values(theirs);
  return values(ours).every((value, k) => value === all[k]);
}

const ALLOWED: readonly Allowed[] = [
  {
    reason:
      'A packet without a time (simple packet block) has no distance in time from others; tshark reckons it at 1970.',
    applies: ({ field, untimed, ours }) => untimed && /^udp\.time_/.test(field) && ours === '',
  },
  {
    reason:
      'An IGMP message that is cut short is shown as far as it goes; tshark drops a group record that is not whole.',
    applies: ({ field, soft }) => soft && /^igmp\.(num_src|record_type|aux_data_len|access_key)$/.test(field),
  },
  {
    reason:
      'DVMRP and PIM version 1 travel in IGMP and stay its octets here; tshark dissects them instead of IGMP.',
    applies: ({ field, theirs, protocols }) =>
      /igmp:(dvmrp|pim)/.test(protocols) && /^igmp\.(type|data)$/.test(field) && theirs === '',
  },
  {
    reason: 'Extension headers that do not fit into their packet are shown as far as they go.',
    applies: ({ field, soft }) => soft && /^ipv6\.(opt|routing|fraghdr|hopopts|dstopts)\./.test(field),
  },
  {
    reason:
      'Packets inside protocols that this project does not dissect, or quoted by ICMP, stay octets here.',
    applies: ({ ours, theirs, protocols }) => FOREIGN.test(protocols) && isPrefix(ours, theirs),
  },
  {
    reason:
      'The traffic class has 8 bits; tshark prints it with the width of the 32-bit word that it reads it from.',
    applies: ({ field, ours, theirs }) =>
      field === 'ipv6.tclass' && isPrefix(ours.replaceAll('0x', '0x000000'), theirs),
  },
  {
    reason:
      'IPv6 payload length 0 without a jumbo option: here the frame counts (segmentation by the network card).',
    applies: ({ file, frame }) =>
      (file === 'edge/ip6-broken.pcap' && frame <= 2) ||
      file.endsWith('ipv6_missing_jumbo_payload_option.pcap'),
  },
  {
    reason: 'Pad1 is an option of type 0 like any other here; tshark does not take its type apart.',
    applies: ({ field, ours, theirs }) =>
      /^ipv6\.opt\.type\.(action|change|rest)$/.test(field) && values(ours).length > values(theirs).length,
  },
  {
    reason: 'tshark prints a mark where a field has no octets: "1" for a subtree, "<none>" for no octets.',
    applies: ({ field, ours, theirs }) => {
      const told = values(theirs).filter((value) => !/^(1|<none>|<MISSING>)$/.test(value));
      return field.startsWith('ipv6.opt') && told.join('|') === ours;
    },
  },
  {
    reason: 'Of frames whose claimed length is not what was captured, zeros at the end stay padding here.',
    applies: ({ field, cut }) => (field === 'eth.padding' || field === 'eth.trailer') && cut,
  },
  {
    reason: 'Where nobody knows the protocol, or how long it says to be, padding is part of its octets.',
    applies: ({ field, layers, ours, theirs }) =>
      /^eth\.(padding|trailer)$/.test(field) && ours === '' && theirs !== '' && layers.includes('data'),
  },
  {
    reason:
      'What is left in a tagged IEEE 802.3 frame has the same name as in any other; tshark calls it vlan.trailer.',
    applies: ({ field, layers }) =>
      field === 'eth.trailer' && layers.includes('vlan') && layers.includes('llc'),
  },
  {
    reason: 'The length of a check sequence in the file header (edge/fcs-bits) is not handed to dissectors.',
    applies: ({ field, file }) => field === 'eth.trailer' && file === 'edge/fcs-bits.pcap',
  },
];

function values(column: string): string[] {
  return column === '' ? [] : column.split('|');
}

const run = promisify(execFile);

/** tshark's rows: one a frame, one column a field. It ends with an error where a capture is damaged: then as far as it came. */
async function tsharkRows(file: string, fields: readonly string[]): Promise<string[][]> {
  const options = PREFERENCES.flatMap((preference) => ['-o', preference]);
  const columns = fields.flatMap((field) => ['-e', field]);
  const shape = ['-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=|', '-E', 'separator=/t'];
  const call = ['-n', '-r', resolve(CORPUS, file), ...options, ...shape, ...columns];
  const text = await run('tshark', call, { encoding: 'utf8', maxBuffer: 1 << 28 }).then(
    ({ stdout }) => stdout,
    (failure: { readonly stdout?: string }) => failure.stdout ?? '',
  );
  return text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => line.split('\t'));
}

/** Fields that both know, in our order. */
function sharedFields(catalogue: Catalogue): string[] {
  const listed = execFileSync('tshark', ['-G', 'fields'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const known = new Set(
    listed
      .split('\n')
      .filter((line) => line.startsWith('F\t'))
      .map((line) => line.split('\t')[2]),
  );
  return catalogue.fields
    .map(({ name }) => name)
    .filter((name) => PREFIXES.some((prefix) => name.startsWith(prefix)) && known.has(name));
}

async function differences(
  { file, soft_frames }: File,
  fields: readonly string[],
  seen: (pair: Pair) => void,
): Promise<number> {
  const theirs = await tsharkRows(file, ['frame.protocols', ...fields]);
  let writer: FieldRowWriter | undefined;
  let compared = 0;
  const make = (registry: Registry): FieldRowWriter =>
    createFieldRows(registry, createCatalogue(registry.dissectors), fields, {
      separator: '\t',
      aggregator: '|',
      occurrence: 'a',
      quote: 0,
    });
  await walkCorpusFile(file, { defragment: false, desegment: false }, (registry, w) => {
    writer ??= make(registry);
    const text = makeText();
    writer(w, text);
    const ours = textFrom(text).split('\t');
    const row = theirs[w.frame.number - 1];
    if (row === undefined) return;
    compared += 1;
    fields.forEach((field, k) => {
      if (ours[k] === row[k + 1]) return;
      const layers = layersOf(registry, w);
      const frame = w.frame.number;
      const cut = w.frame.capLen !== w.frame.wireLen;
      const untimed = Number.isNaN(w.frame.sec);
      const soft = soft_frames.some(([from, to]) => frame >= from && frame <= to);
      seen({
        file,
        frame,
        field,
        ours: ours[k],
        theirs: row[k + 1],
        soft,
        cut,
        untimed,
        layers,
        protocols: row[0],
      });
    });
  });
  return compared;
}

/** All captures that tshark reads, but those in which it counts blocks that are no packets. */
function files(): File[] {
  return expectations()
    .filter(({ packets, not_packets }) => packets > 0 && (not_packets ?? 0) === 0)
    .map((line) => line as unknown as File);
}
/** What expect.ndjson says of a file, as far as it matters here. */
interface File {
  readonly file: string;
  readonly soft_frames: readonly (readonly [number, number])[];
}

const WHY = ready ? '' : hasTshark ? ' (skipped: no corpus)' : ' (skipped: needs tshark)';

describe.skipIf(!ready)(`fields as tshark prints them${WHY}`, () => {
  test('every field that both know, in every frame of the corpus', async () => {
    const catalogue = createCatalogue(createRegistry().dissectors);
    const fields = sharedFields(catalogue);
    expect(fields).toContain('ip.frag_offset');
    const wrong: string[] = [];
    let compared = 0;
    const note = (pair: Pair): void => {
      if (ALLOWED.some(({ applies }) => applies(pair))) return;
      const { file, frame, field, ours, theirs, protocols } = pair;
      wrong.push(`${file} #${frame} ${field}: ours "${ours}" theirs "${theirs}" (${protocols})`);
    };
    const waiting = files();
    const work = async (): Promise<void> => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        const frames = await differences(file, fields, note);
        compared += frames;
      }
    };
    await Promise.all([work(), work()]);
    expect(compared).toBeGreaterThan(1200);
    expect(wrong.slice(0, 60)).toEqual([]);
  }, 300_000);
});
