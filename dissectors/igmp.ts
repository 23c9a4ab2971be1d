/**
 * IGMP (RFC 1112 appendix I, RFC 2236, RFC 3376): its verdicts, and its summary line.
 */
import { checksumMark, checksumWithout, internetChecksum } from '../src/base/checksum.js';
import { type Piece, piece, putHex, putIpv4, putPiece, putString, type Text } from '../src/base/text.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Expert, NONE, type Walk } from './contract.js';
import { IGMP_TYPE_NAMES, igmpV2Table, igmpV3QueryTable, igmpV3ReportTable } from './igmp-tables.js';
import {
  IGMP_SHORTCUT,
  OTHER,
  QUERY,
  TABLES,
  V2,
  V3_FLOAT_QUERY,
  V3_QUERY,
  V3_REPORT,
  variantOf,
  versionOf,
} from './igmp-variants.js';

const PROTOCOLS = ['IGMPv0', 'IGMPv1', 'IGMPv2', 'IGMPv3', 'IGMPv3', 'IGMPv3', 'IGMP', 'IGMP'];
/** Octets that the checksum covers; 0: the whole message. */
const CHECKSUMMED = [20, 8, 8, 0, 0, 0, 0, 0];
const typeOf = compileReader(igmpV2Table, 'igmp.type');
const groupOf = compileReader(igmpV2Table, 'igmp.maddr');
const sourceCountOf = compileReader(igmpV3QueryTable, 'igmp.num_src');
const recordCountOf = compileReader(igmpV3ReportTable, 'igmp.num_grp_recs');

/** The IGMP dissector. */
export function createIgmp(id: number): Dissector {
  return {
    name: 'igmp',
    title: 'Internet Group Management Protocol',
    headers: TABLES,
    entries: [['ip.proto', 2]],
    generated: [
      {
        name: 'igmp.version',
        title: 'IGMP Version',
        kind: 'uint',
        meta: {},
        after: '',
        compute: (w, i) => versionOf(w.variants[i]),
        direct: (variant) => ({ value: () => versionOf(variant) }),
      },
      {
        name: 'igmp.checksum.status',
        title: 'Checksum Status',
        kind: 'uint',
        meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified' }, base: 'name' },
        after: 'igmp.checksum',
        mark: (status, w, i) => checksumMark(Number(status), () => rightChecksum(w, i)),
        compute: checksumStatus,
      },
    ],
    walk: (w) => walkIgmp(w, id),
    shortcut: IGMP_SHORTCUT,
    leads: [],
    protocol: (w, i) => PROTOCOLS[w.variants[i]],
    info: writeInfo,
    experts: judge,
  };
}

function walkIgmp(w: Walk, id: number): void {
  const { start, end } = w;
  if (start >= end) {
    w.next = NONE;
    return;
  }
  addLayer(w, id, variantOf(w), end, w.limit);
}

function checksumStatus(w: Walk, i: number): number | undefined {
  const start = w.starts[i];
  if (w.variants[i] === OTHER || w.ends[i] - start < 4) return undefined;
  const length = CHECKSUMMED[w.variants[i]] || w.limits[i] - start;
  if (w.fragmented || w.ends[i] - start < length) return 2;
  return internetChecksum(w.sources[i], start, start + length) === 0 ? 1 : 0;
}

function judge(w: Walk, i: number): readonly Expert[] {
  if (checksumStatus(w, i) !== 0) return [];
  const start = w.starts[i];
  const right = rightChecksum(w, i);
  return [
    {
      severity: 'error',
      group: 'Checksum',
      code: 'igmp.bad_checksum',
      message: `Bad checksum [should be 0x${right.toString(16).padStart(4, '0')}]`,
      start: start + 2,
      end: start + 4,
      field: 'igmp.checksum',
      fault: 'sender',
    },
  ];
}

/** What ought to stand in the checksum field. */
function rightChecksum(w: Walk, i: number): number {
  const start = w.starts[i];
  const length = CHECKSUMMED[w.variants[i]] || w.limits[i] - start;
  return checksumWithout(w.sources[i], start, start + length, start + 2);
}

const TYPE_PIECES: readonly (Piece | undefined)[] = Array.from({ length: 256 }, (_, type) =>
  type in IGMP_TYPE_NAMES ? piece(IGMP_TYPE_NAMES[type as keyof typeof IGMP_TYPE_NAMES]) : undefined,
);
const TRACEROUTE_QUERY = piece('Traceroute Query');
/** Octets of a multicast traceroute without response blocks. */
const MTRACE_QUERY = 24;
const COMMA = piece(', ');
const SLASH = piece(' / ');

function writeInfo(w: Walk, i: number, out: Text): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  const end = w.ends[i];
  const type = typeOf(octets, start);
  const name = TYPE_PIECES[type];
  if (name === undefined) {
    putString(out, 'Unknown Type:0x');
    putHex(out, type, 2);
    return;
  }
  // A traceroute without response blocks is the query that begins it.
  const query = type === 0x1f && w.limits[i] - start === MTRACE_QUERY;
  putPiece(out, query ? TRACEROUTE_QUERY : name);
  if (end - start < 8) return;
  switch (w.variants[i]) {
    case V2:
      writeV2Group(type, groupOf(octets, start), out);
      return;
    case V3_QUERY:
    case V3_FLOAT_QUERY:
      writeV2Group(type, groupOf(octets, start), out);
      if (end - start >= 12) writeQuerySources(octets, start, end, out);
      return;
    case V3_REPORT:
      writeRecords(octets, start, end, out);
      return;
    default:
  }
}

function writeV2Group(type: number, group: number, out: Text): void {
  if (type !== QUERY) putString(out, type === 0x16 ? ' group ' : ' ');
  else if (group === 0) {
    putString(out, ', general');
    return;
  } else putString(out, ', specific for group ');
  putIpv4(out, group);
}

function writeQuerySources(octets: Uint8Array, start: number, end: number, out: Text): void {
  const count = sourceCountOf(octets, start);
  if (count === 0) return;
  putString(out, count === 1 ? ', source {' : ', sources {');
  writeAddresses(octets, start + 12, end, count, out);
}

/** Addresses up to the end of what is there; the closing brace only where all are. */
function writeAddresses(octets: Uint8Array, from: number, end: number, count: number, out: Text): void {
  let at = from;
  for (let i = 0; i < count; i += 1) {
    if (at + 4 > end) return;
    putIpv4(
      out,
      ((octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3]) >>> 0,
    );
    if (i + 1 < count) putPiece(out, COMMA);
    at += 4;
  }
  putString(out, '}');
}

function writeRecords(octets: Uint8Array, start: number, end: number, out: Text): void {
  const count = recordCountOf(octets, start);
  if (count === 0) putString(out, ' - General query');
  let at = start + 8;
  for (let i = 0; i < count && at + 8 <= end; i += 1) {
    const sources = (octets[at + 2] << 8) | octets[at + 3];
    const group =
      ((octets[at + 4] << 24) | (octets[at + 5] << 16) | (octets[at + 6] << 8) | octets[at + 7]) >>> 0;
    writeRecord(octets[at], sources, group, out);
    if (sources > 0) writeAddresses(octets, at + 8, end, sources, out);
    at += 8 + sources * 4 + octets[at + 1] * 4;
  }
}

/** How Wireshark words a group record: what comes before the group; behind it without sources, with one, with more. */
type RecordWords = readonly [Piece, Piece, Piece, Piece];

function recordWords(before: string, none: string, one: string, many: string): RecordWords {
  return [piece(before), piece(none), piece(one), piece(many)];
}

const INCLUDE = recordWords('Leave group ', '', ' for source {', ' for sources in {');
const EXCLUDE = recordWords(
  'Join group ',
  ' for any sources',
  ', for source not {',
  ', for sources not in {',
);
const ALLOW = recordWords(
  'Group ',
  ', ALLOW_NEW_SOURCES but no source specified (?)',
  ', new source {',
  ', new sources {',
);
const BLOCK = recordWords(
  'Group ',
  ', BLOCK_OLD_SOURCES but no source specified (?)',
  ', block source {',
  ', block sources {',
);
const OTHER_RECORD = recordWords(
  'Group ',
  ', unknown record type (?)',
  ', unknown record type (?)',
  ', unknown record type (?)',
);
const RECORD_WORDS = [OTHER_RECORD, INCLUDE, EXCLUDE, INCLUDE, EXCLUDE, ALLOW, BLOCK];

function writeRecord(type: number, sources: number, group: number, out: Text): void {
  const words = type < RECORD_WORDS.length ? RECORD_WORDS[type] : OTHER_RECORD;
  putPiece(out, SLASH);
  // Including nobody is leaving; including somebody is joining (RFC 3376 4.2.12).
  putPiece(out, words === INCLUDE && sources > 0 ? EXCLUDE[0] : words[0]);
  putIpv4(out, group);
  putPiece(out, sources === 0 ? words[1] : sources === 1 ? words[2] : words[3]);
}
