/**
 * Beside tshark, octet by octet, on captures with IGMP in them: rows, trees and octets under the same flags. Where we
 * differ on purpose, it stands in DECISIONS, and nothing else may differ.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policiesWith } from '../../src/machine/policies.js';
import { createIgmpDerived } from '../../src/track/igmp-derived.js';
import { CORPUS, hasCorpus } from '../capture/corpus.js';
import { PLAIN, run } from './run.js';

const hasTshark = spawnSync('tshark', ['-v']).error === undefined;
const WHY = !hasCorpus ? ' (skipped: no corpus)' : !hasTshark ? ' (skipped: needs tshark)' : '';

/** Checksums are always verified here; tshark has to be asked to. */
const ASK = ['ip', 'udp', 'tcp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);

/** Lines of fields that follow IGMP through the capture. */
const FOLLOWED = createIgmpDerived(policiesWith())
  .derived.flatMap(({ generated }) => generated.map(({ title }) => title.replace(/[()]/g, '\\$&')))
  .join('|');

/** What is made equal before comparing, and why. */
const DECISIONS: readonly {
  readonly why: string;
  readonly ours?: readonly [RegExp, string];
  readonly theirs?: readonly [RegExp, string];
}[] = [
  { why: 'tshark notes IGMP twice in frame.protocols', theirs: [/:igmp:igmp/g, ':igmp'] },
  {
    why: 'what octets lack is said exactly, not as "Exception occurred"',
    ours: [/^( +\[(?:Expert Info \(Error\/Malformed\): )?).* (?:needs|announced).*$/gm, '$1malformed]'],
    theirs: [
      /^( +\[(?:Expert Info \(Error\/Malformed\): )?)Malformed Packet \(Exception occurred\)\]$/gm,
      '$1malformed]',
    ],
  },
  {
    why: 'what the judges of `check` find is told too',
    ours: [/^ +\[Expert Info \(\w+\/(?:Protocol|Sequence)\).*\n(?: {8}\[.*\]\n)+/gm, ''],
  },
  { why: 'groups are followed', ours: [new RegExp(`^ +\\[(?:${FOLLOWED})(?:: .*)?\\]\\n?`, 'gm'), ''] },
  { why: 'sections are not numbered', theirs: [/^ +Section number: 1\n/gm, ''] },
];

/** Files whose IGMP is as tshark has it, but for the decisions above. */
const FILES = [
  'edge/igmp-bad-checksum.pcap',
  'edge/igmp-count-lies.pcap',
  'edge/igmp-many.pcap',
  'edge/igmp-maxresp.pcap',
  'edge/igmp-short.pcap',
  'edge/igmp-sll2-ns.pcap',
  'edge/igmp-v1.pcap',
  'edge/igmp-v3-group-queries.pcap',
  'edge/igmp-v3-records.pcap',
  'tcpdump/IGMP_V1.pcap',
  'tcpdump/IGMP_V2.pcap',
  'tcpdump/igmpv3-queries.pcap',
];

/** Files whose trees differ on purpose. */
const OTHER_TREES: Readonly<Record<string, string>> = {
  'edge/igmp-short.pcap': 'of a record that is cut, what is there is shown',
};

function tshark(file: string, flags: readonly string[]): string {
  const done = spawnSync('tshark', ['-n', '-r', join(CORPUS, file), ...ASK, ...flags], {
    env: { ...PLAIN, HOME: '/nonexistent' },
    maxBuffer: 1 << 28,
  });
  let text = done.stdout.toString('utf8');
  for (const { theirs } of DECISIONS) if (theirs !== undefined) text = text.replace(...theirs);
  return text;
}

function ours(file: string, flags: readonly string[]): string {
  let text = run(['dissect', '-n', '-r', join(CORPUS, file), ...flags]).out;
  for (const { ours: rule } of DECISIONS) if (rule !== undefined) text = text.replace(...rule);
  return text;
}

/** The IGMP layers of `-V` output: their top lines and what is indented under them. */
function igmpOf(text: string): string {
  return text
    .split(/\n(?=\S)/)
    .filter((layer) => layer.startsWith('Internet Group Management'))
    .map((layer) => layer.trimEnd())
    .join('\n');
}

describe.skipIf(WHY !== '')(`beside tshark${WHY}`, () => {
  test('the corpus still holds these files', () => {
    const there = ['edge', 'tcpdump'].flatMap((dir) =>
      readdirSync(join(CORPUS, dir)).map((name) => `${dir}/${name}`),
    );
    for (const file of FILES) expect(there).toContain(file);
  });

  test.each(FILES)('%s: summary', (file) => {
    expect(ours(file, [])).toBe(tshark(file, []));
  });

  test.each(['edge/igmp-sll2-ns.pcap', 'tcpdump/IGMP_V1.pcap'])('%s: time formats', (file) => {
    for (const format of ['d', 'e', 'u', 'ad', 'udoy'])
      expect(ours(file, ['-t', format])).toBe(tshark(file, ['-t', format]));
  });

  test.each(FILES.filter((file) => OTHER_TREES[file] === undefined))('%s: -V, the IGMP layers', (file) => {
    const theirs = igmpOf(tshark(file, ['-V']));
    expect(theirs).not.toBe('');
    expect(igmpOf(ours(file, ['-V']))).toBe(theirs);
  });

  test.each(FILES)('%s: -x', (file) => {
    expect(ours(file, ['-x'])).toBe(tshark(file, ['-x']));
  });

  test.each(FILES)('%s: -T fields', (file) => {
    const flags = [
      'igmp.type',
      'igmp.maddr',
      'igmp.max_resp',
      'igmp.saddr',
      'ip.addr',
      'frame.time_epoch',
      'frame.len',
    ];
    const all = ['-T', 'fields', ...flags.flatMap((name) => ['-e', name])];
    for (const looks of [
      [],
      ['-E', 'header=y', '-E', 'quote=d', '-E', 'separator=,'],
      ['-E', 'occurrence=l'],
    ])
      expect(ours(file, [...all, ...looks])).toBe(tshark(file, [...all, ...looks]));
  });

  test('edge/igmp-v3-records.pcap: -T json has the same structure, but for fields that tshark alone has', () => {
    const file = 'edge/igmp-v3-records.pcap';
    const flags = ['-T', 'json', '--no-duplicate-keys'];
    interface Packet {
      readonly _index: string;
      readonly _source: { readonly layers: Record<string, Record<string, unknown>> };
    }
    const theirs = JSON.parse(tshark(file, flags)) as readonly Packet[];
    const mine = JSON.parse(ours(file, flags)) as readonly Packet[];
    expect(mine).toHaveLength(theirs.length);
    for (const [i, packet] of mine.entries()) {
      expect(packet._index).toBe(theirs[i]._index);
      expect(packet._source.layers.frame).toEqual(theirs[i]._source.layers.frame);
      expect(Object.keys(packet._source.layers)).toEqual(Object.keys(theirs[i]._source.layers));
      for (const [key, value] of Object.entries(theirs[i]._source.layers.igmp)) {
        // tshark has one name for both reserved fields.
        if (key !== 'igmp.reserved') expect(packet._source.layers.igmp[key], key).toEqual(value);
      }
    }
  });
});
