/**
 * IGMP's layout tables: version 0 (RFC 988), 1 (RFC 1112 appendix I), 2 (RFC 2236), 3 (RFC 3376), and the multicast
 * traceroute that shares its number (draft-ietf-idmr-traceroute-ipm). The types overlap: which table a message is read by
 * depends on its type and length (RFC 3376 7.1), see igmp.ts.
 */
import { formatIpv4 } from '../src/base/address.js';
import { bytes, flag, group, header, ipv4, repeat, uint, when } from '../src/layout/build.js';
import type { Value, ValueNames } from '../src/layout/types.js';

/** The first octet, all versions together, as Wireshark names it. */
export const IGMP_TYPE_NAMES = {
  1: 'Create Group Request',
  2: 'Create Group Reply',
  3: 'Join Group Request',
  4: 'Join Group Reply',
  5: 'Leave Group Request',
  6: 'Leave Group Reply',
  7: 'Confirm Group Request',
  8: 'Confirm Group Reply',
  17: 'Membership Query',
  18: 'Membership Report',
  19: 'DVMRP Protocol',
  20: 'PIM Routing Protocol',
  22: 'Membership Report',
  23: 'Leave Group',
  30: 'Traceroute Response',
  31: 'Traceroute Request',
  34: 'Membership Report',
} as const;

/** Names of group record types (RFC 3376 4.2.12). */
export const RECORD_TYPE_NAMES = {
  1: 'Mode Is Include',
  2: 'Mode Is Exclude',
  3: 'Change To Include Mode',
  4: 'Change To Exclude Mode',
  5: 'Allow New Sources',
  6: 'Block Old Sources',
} as const;

const type = uint('igmp.type', 8, 'Type', { base: 'hex', values: IGMP_TYPE_NAMES });
const checksum = uint('igmp.checksum', 16, 'Checksum', { base: 'hex', clause: 'RFC 1071' });
const maddr = ipv4('igmp.maddr', 'Multicast Address');
const sources = repeat(
  'igmp.sources',
  'Source Addresses',
  { field: 'igmp.num_src' },
  [ipv4('igmp.saddr', 'Source Address')],
  { hidden: true },
);

/** Tenths of a second as Wireshark shows them. */
function showTenths(value: Value): string {
  const raw = Number(value);
  const tenths = floatCode(raw);
  return `${Math.floor(tenths / 10)}.${tenths % 10} sec (0x${raw.toString(16).padStart(2, '0')})`;
}

/** The float-like code of RFC 3376 4.1.1 and 4.1.7: up to 127 the value itself, then (mantissa + 16) × 2^(exponent + 3). */
export function floatCode(code: number): number {
  return code < 128 ? code : ((code & 15) | 16) << (((code >> 4) & 7) + 3);
}

/** Version 0 (RFC 988 appendix I): 20 octets. */
export const igmpV0Table = header('igmp', 'Internet Group Management Protocol', 'RFC 988', [
  type,
  when({ field: 'igmp.type', is: [1] }, [
    uint('igmp.group_type', 8, 'Type Of Group', { values: { 0: 'Public', 1: 'Private' } }),
  ]),
  when({ field: 'igmp.type', is: [0, 2, 4, 6, 8, 10, 12, 14] }, [
    uint('igmp.reply', 8, 'Reply', {
      values: {
        0: 'Request Granted',
        1: 'Request Denied, No Resources',
        2: 'Request Denied, Invalid Code',
        3: 'Request Denied, Invalid Group',
        4: 'Request Denied, Invalid Key',
      },
    }),
  ]),
  when({ field: 'igmp.type', not: [0, 1, 2, 4, 6, 8, 10, 12, 14] }, [bytes('igmp.reserved', 'Reserved', 1)]),
  checksum,
  uint('igmp.identifier', 32, 'Identifier'),
  maddr,
  bytes('igmp.access_key', 'Access Key', 8),
]);

/** Version 1 (RFC 1112 appendix I): 8 octets; a query's group is zero. */
export const igmpV1Table = header('igmp', 'Internet Group Management Protocol', 'RFC 1112 I', [
  type,
  bytes('igmp.reserved', 'Reserved', 1),
  checksum,
  maddr,
]);

/** Version 2 (RFC 2236 2): 8 octets. */
export const igmpV2Table = header('igmp', 'Internet Group Management Protocol', 'RFC 2236 2', [
  type,
  uint('igmp.max_resp', 8, 'Max Resp Time', {
    show: (value) =>
      `${Math.floor(Number(value) / 10)}.${Number(value) % 10} sec (0x${Number(value).toString(16).padStart(2, '0')})`,
  }),
  checksum,
  maddr,
]);

const querierFields = [
  uint('igmp.resv', 4, 'Reserved', { hidden: true, clause: 'RFC 3376 4.1.4' }),
  flag('igmp.s', 'S', {
    words: ['SUPPRESS router side processing', 'Do not suppress router side processing'],
    clause: 'RFC 3376 4.1.5',
  }),
  uint('igmp.qrv', 3, 'QRV', { clause: 'RFC 3376 4.1.6' }),
  uint('igmp.qqic', 8, 'QQIC', { clause: 'RFC 3376 4.1.7' }),
  uint('igmp.num_src', 16, 'Num Src'),
  sources,
] as const;

/** Version 3 query (RFC 3376 4.1) whose response time is the code itself. */
export const igmpV3QueryTable = header('igmp', 'Internet Group Management Protocol', 'RFC 3376 4.1', [
  type,
  uint('igmp.max_resp', 8, 'Max Resp Time', { show: showTenths, map: floatCode, clause: 'RFC 3376 4.1.1' }),
  checksum,
  maddr,
  ...querierFields,
]);

/** Version 3 query (RFC 3376 4.1) whose response time code is 128 or more: exponent and mantissa. */
export const igmpV3FloatQueryTable = header('igmp', 'Internet Group Management Protocol', 'RFC 3376 4.1', [
  type,
  group(
    'igmp.max_resp',
    'Max Resp Time',
    [
      uint('igmp.max_resp.float', 1, 'Float', { hidden: true }),
      uint('igmp.max_resp.exp', 3, 'Exponent', { base: 'hex' }),
      uint('igmp.max_resp.mant', 4, 'Mantissa', { base: 'hex' }),
    ],
    { show: showTenths, map: floatCode, clause: 'RFC 3376 4.1.1' },
  ),
  checksum,
  maddr,
  ...querierFields,
]);

/** Version 3 report (RFC 3376 4.2). */
export const igmpV3ReportTable = header('igmp', 'Internet Group Management Protocol', 'RFC 3376 4.2', [
  type,
  bytes('igmp.reserved', 'Reserved', 1),
  checksum,
  bytes('igmp.reserved2', 'Reserved', 2, { alias: ['igmp.reserved'] }),
  uint('igmp.num_grp_recs', 16, 'Num Group Records'),
  repeat(
    'igmp.group_record',
    'Group Record',
    { field: 'igmp.num_grp_recs' },
    [
      uint('igmp.record_type', 8, 'Record Type', { values: RECORD_TYPE_NAMES }),
      uint('igmp.aux_data_len', 8, 'Aux Data Len', { clause: 'RFC 3376 4.2.6' }),
      uint('igmp.num_src', 16, 'Num Src'),
      maddr,
      sources,
      bytes('igmp.aux_data', 'Aux Data', { field: 'igmp.aux_data_len', times: 4 }),
    ],
    {
      line: (_value, field) => {
        const kind = Number(field('igmp.record_type'));
        const name =
          kind in RECORD_TYPE_NAMES ? RECORD_TYPE_NAMES[kind as keyof typeof RECORD_TYPE_NAMES] : 'Unknown';
        const group = field('igmp.maddr');
        return group === undefined
          ? `Group Record : ${name}`
          : `Group Record : ${formatIpv4(Number(group))}  ${name}`;
      },
    },
  ),
]);

/** Routing protocols of a traceroute's response block, as Wireshark names them. */
const TRACE_PROTOCOL_NAMES: ValueNames = {
  1: 'DVMRP',
  2: 'MOSPF',
  3: 'PIM',
  4: 'CBT',
  5: 'PIM using special routing table',
  6: 'PIM using a static route',
  7: 'DVMRP using a static route',
  8: 'PIM using MBGP (aka BGP4+) route',
  9: 'CBT using special routing table',
  10: 'CBT using a static route',
  11: 'PIM using state created by Assert processing',
};

/** What a router did with the packet that is traced. */
const TRACE_CODE_NAMES: ValueNames = {
  0: 'NO_ERROR',
  1: 'WRONG_IF',
  2: 'PRUNE_SENT',
  3: 'PRUNE_RCVD',
  4: 'SCOPED',
  5: 'NO_ROUTE',
  6: 'WRONG_LAST_HOP',
  7: 'NOT_FORWARDING',
  8: 'REACHED_RP',
  9: 'RPF_IF',
  10: 'NO_MULTICAST',
  11: 'INFO_HIDDEN',
  129: 'NO_SPACE',
  130: 'OLD_ROUTER',
  131: 'ADMIN_PROHIB',
};

/** The top line of a response block: from which interface to which, and what became of it. */
function traceLine(_value: Value, field: (name: string) => Value | undefined): string {
  const [from, to] = ['igmp.mtrace.q_inaddr', 'igmp.mtrace.q_outaddr'].map(field);
  if (from === undefined || to === undefined) return 'Response data block';
  const protocol = TRACE_PROTOCOL_NAMES[Number(field('igmp.mtrace.q_rtg_proto'))] ?? 'Unknown';
  const code = TRACE_CODE_NAMES[Number(field('igmp.mtrace.q_fwd_code'))] ?? 'Unknown';
  const hop = `${formatIpv4(Number(from))} -> ${formatIpv4(Number(to))}`;
  return `Response data block: ${hop},  Proto: ${protocol},  Forwarding Code: ${code}`;
}

/** Multicast traceroute: query and request (0x1f), response (0x1e). */
export const igmpMtraceTable = header(
  'igmp',
  'Internet Group Management Protocol',
  'draft-ietf-idmr-traceroute-ipm-07 6',
  [
    type,
    uint('igmp.mtrace.max_hops', 8, '# hops'),
    checksum,
    maddr,
    ipv4('igmp.mtrace.saddr', 'Source Address'),
    ipv4('igmp.mtrace.raddr', 'Receiver Address'),
    ipv4('igmp.mtrace.rspaddr', 'Response Address'),
    uint('igmp.mtrace.resp_ttl', 8, 'Response TTL'),
    uint('igmp.mtrace.q_id', 24, 'Query ID'),
    repeat(
      'igmp.mtrace.block',
      'Response data block',
      'rest',
      [
        uint('igmp.mtrace.q_arrival', 32, 'Query Arrival'),
        ipv4('igmp.mtrace.q_inaddr', 'In itf addr'),
        ipv4('igmp.mtrace.q_outaddr', 'Out itf addr'),
        ipv4('igmp.mtrace.q_prevrtr', 'Previous rtr addr'),
        uint('igmp.mtrace.q_inpkt', 32, 'In pkts'),
        uint('igmp.mtrace.q_outpkt', 32, 'Out pkts'),
        uint('igmp.mtrace.q_total', 32, 'S,G pkt count'),
        uint('igmp.mtrace.q_rtg_proto', 8, 'Rtg Protocol', { values: TRACE_PROTOCOL_NAMES }),
        uint('igmp.mtrace.q_fwd_ttl', 8, 'FwdTTL'),
        uint('igmp.mtrace.q_mbz', 1, 'MBZ', { base: 'hex' }),
        uint('igmp.mtrace.q_s', 1, 'S', { base: 'hex' }),
        uint('igmp.mtrace.q_src_mask', 6, 'Src Mask', { base: 'hex' }),
        uint('igmp.mtrace.q_fwd_code', 8, 'Forwarding Code', { base: 'hex', values: TRACE_CODE_NAMES }),
      ],
      { line: traceLine },
    ),
  ],
);

/** Types that belong to no version of IGMP, and those that carry another protocol (DVMRP, PIM version 1). */
export const igmpOtherTable = header('igmp', 'Internet Group Management Protocol', 'RFC 3376 4', [
  type,
  bytes('igmp.data', 'Data', 'rest'),
]);
