/**
 * ICMP (RFC 792): type, code, checksum, and what the next four octets mean for echo, redirect and the like. The packet that
 * an error quotes is left as octets.
 */
import { checksumMark, checksumWithout, internetChecksum } from '../src/base/checksum.js';
import { putDecimal, putString, type Text } from '../src/base/text.js';
import { bytes, header, ipv4, uint, when } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Expert, type Walk } from './contract.js';
import { CODE_NAMES, TYPE_NAMES } from './icmp-names.js';
import { makeNetworkFinder, type NetworkFinder } from './pseudo-header.js';

/** Types with identifier and sequence number. */
const ECHOES = [0, 8, 13, 14, 15, 16, 17, 18];

/** ICMP. */
export const icmpTable = header('icmp', 'Internet Control Message Protocol', 'RFC 792', [
  uint('icmp.type', 8, 'Type', {
    show: (value) => `${value} (${TYPE_NAMES[Number(value)] ?? 'Unknown'})`,
  }),
  uint('icmp.code', 8, 'Code', {
    show: (value, field) => {
      const name = CODE_NAMES[Number(field('icmp.type'))]?.[Number(value)];
      return name === undefined ? String(value) : `${value} (${name})`;
    },
  }),
  uint('icmp.checksum', 16, 'Checksum', { base: 'hex' }),
  when({ field: 'icmp.type', is: ECHOES }, [
    uint('icmp.ident', 16, 'Identifier (BE)', { base: 'dec_hex' }),
    uint('icmp.seq', 16, 'Sequence Number (BE)', { base: 'dec_hex' }),
  ]),
  when({ field: 'icmp.type', is: [5] }, [ipv4('icmp.redir_gw', 'Gateway Address')]),
  when({ field: 'icmp.type', is: [9] }, [
    uint('icmp.num_addrs', 8, 'Number of addresses'),
    uint('icmp.addr_entry_size', 8, 'Address entry size'),
    uint('icmp.lifetime', 16, 'Lifetime', { unit: ' seconds' }),
  ]),
  when({ field: 'icmp.type', not: [...ECHOES, 5, 9] }, [bytes('icmp.unused', 'Unused', 4)]),
]);

const typeOf = compileReader(icmpTable, 'icmp.type');
const codeOf = compileReader(icmpTable, 'icmp.code');
const HEADER = 8;
const PROTOCOL = 1;

/** The ICMP dissector. */
export function createIcmp(id: number): Dissector {
  const network = makeNetworkFinder();
  return {
    name: 'icmp',
    title: icmpTable.title,
    shortTitle: 'ICMP',
    headers: [icmpTable],
    entries: [['ip.proto', PROTOCOL]],
    generated: [
      {
        name: 'icmp.checksum.status',
        title: 'Checksum Status',
        kind: 'uint',
        meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified' }, base: 'name' },
        after: 'icmp.checksum',
        compute: statusOf,
        mark: (status, w, i) => checksumMark(Number(status), () => rightIcmpChecksum(w, i)),
      },
    ],
    walk: (w) => {
      if (w.start >= w.end) return;
      addLayer(w, id, 0, Math.min(w.start + HEADER, w.end), w.limit);
    },
    protocol: () => 'ICMP',
    info: (w, i, out) => writeInfo(w, i, network, out),
    experts: judge,
  };
}

function statusOf(w: Walk, i: number): number | undefined {
  const start = w.starts[i];
  if (w.ends[i] - start < 4) return undefined;
  if (w.fragmented || w.ends[i] < w.limits[i]) return 2;
  return internetChecksum(w.sources[i], start, w.ends[i]) === 0 ? 1 : 0;
}

function rightIcmpChecksum(w: Walk, i: number): number {
  return checksumWithout(w.sources[i], w.starts[i], w.ends[i], w.starts[i] + 2);
}

function judge(w: Walk, i: number): readonly Expert[] {
  if (statusOf(w, i) !== 0) return [];
  return [
    {
      severity: 'warning',
      group: 'Checksum',
      code: 'icmp.checksum_bad',
      message: `Bad checksum [should be 0x${rightIcmpChecksum(w, i).toString(16).padStart(4, '0')}]`,
      start: w.starts[i] + 2,
      end: w.starts[i] + 4,
      field: 'icmp.checksum',
      fault: 'sender',
    },
  ];
}

/** Width to which Wireshark fills up the type's name. */
const NAME_WIDTH = 20;

function writeInfo(w: Walk, i: number, network: NetworkFinder, out: Text): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  const have = w.ends[i] - start;
  if (have < 4) return;
  const type = typeOf(octets, start);
  const name = TYPE_NAMES[type];
  putString(out, (name ?? 'Unknown ICMP (obsolete or malformed?)').padEnd(NAME_WIDTH));
  const codes = CODE_NAMES[type];
  if (codes !== undefined) {
    const code = codeOf(octets, start);
    putString(out, ` (${codes[code] ?? `Unknown code: ${code}`})`);
  }
  if (!ECHOES.includes(type) || have < HEADER) return;
  const id = (octets[start + 4] << 8) | octets[start + 5];
  putString(out, ` id=0x${id.toString(16).padStart(4, '0')}, seq=`);
  putDecimal(out, (octets[start + 6] << 8) | octets[start + 7]);
  putString(out, '/');
  putDecimal(out, (octets[start + 7] << 8) | octets[start + 6]);
  const below = network.below(w, i);
  if (below < 0) return;
  putString(out, ', ttl=');
  const octet = network.addressLength(w, below) === 4 ? 8 : 7;
  putDecimal(out, w.sources[below][w.starts[below] + octet]);
}
