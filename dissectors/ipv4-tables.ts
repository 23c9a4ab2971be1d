/**
 * IPv4's layout (RFC 791 3.1) with its options (RFC 791 3.1, RFC 1063, RFC 1108, RFC 1393, RFC 2113). Where a header lies
 * about itself so far that nothing behind can be read, a table of its first fields stands for it.
 */
import { bytes, flag, group, header, ipv4, repeat, text, uint, when, window } from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';
import { DSCP_NAMES, ECN_NAMES, IP_PROTOCOL_NAMES, showTrafficClass } from './ip-names.js';

const OPTION_NUMBERS = {
  0: 'End of Option List (EOL)',
  1: 'No-Operation (NOP)',
  2: 'Security',
  3: 'Loose source route',
  4: 'Time stamp',
  5: 'Extended security',
  6: 'Commercial IP security option',
  7: 'Record route',
  8: 'Stream identifier',
  9: 'Strict source route',
  10: 'Experimental Measurement',
  11: 'MTU probe',
  12: 'MTU Reply',
  18: 'Traceroute',
  20: 'Router Alert',
  21: 'Selective Directed Broadcast',
  25: 'Quick-Start',
};

/** Titles of options, by their first octet. */
const OPTION_TITLES: Readonly<Record<number, string>> = {
  7: 'Record Route',
  11: 'MTU Probe',
  12: 'MTU Reply',
  25: 'Quick-Start',
  68: 'Time Stamp',
  82: 'Traceroute',
  130: 'Security',
  131: 'Loose Source Route',
  133: 'Extended Security',
  134: 'Commercial Security',
  136: 'Stream ID',
  137: 'Strict Source Route',
  148: 'Router Alert',
  149: 'Selective Directed Broadcast',
};

/** Name of an option; undefined for the fillers and for what has none. */
export function optionTitle(type: number): string | undefined {
  return OPTION_TITLES[type];
}

/** The line of one option. */
function optionLine(_: Value, field: (name: string) => Value | undefined): string {
  const type = Number(field('ip.opt.type') ?? 0);
  if (type === 0) return 'IP Option - End of Options List (EOL)';
  if (type === 1) return 'IP Option - No-Operation (NOP)';
  const length = Number(field('ip.opt.len') ?? 0);
  const octets = `(${length} byte${length === 1 ? '' : 's'})`;
  const title = OPTION_TITLES[type];
  if (title === undefined) return `Unknown (0x${type.toString(16).padStart(2, '0')}) ${octets}`;
  const alert = type === 148 ? field('ip.opt.ra') : undefined;
  return `IP Option - ${title} ${octets}${alert === undefined ? '' : `: ${showAlert(alert)}`}`;
}

function showAlert(value: Value): string {
  return `${Number(value) === 0 ? 'Router shall examine packet' : 'Reserved'} (${value})`;
}

/** The line over all options: their names, without fillers. */
function optionsLine(value: Value): string {
  const octets = value instanceof Uint8Array ? value : new Uint8Array(0);
  let line = `Options: (${octets.length} bytes)`;
  let at = 0;
  while (at < octets.length && octets[at] !== 0) {
    if (octets[at] === 1) {
      at += 1;
      continue;
    }
    const length = octets[at + 1] ?? 0;
    if (length < 2 || at + length > octets.length) break;
    const title = OPTION_TITLES[octets[at]];
    if (title !== undefined) line += `, ${title}`;
    at += length;
  }
  return line;
}

/** A pointer counts octets from the option's first, beginning with 1: the addresses begin at 4. */
const POINTERS = [4, 8, 12, 16, 20, 24, 28, 32, 36, 40];
const pointer = uint('ip.opt.ptr', 8, 'Pointer');
/** Addresses before the pointer. */
const recorded = repeat(
  'ip.opt.recorded',
  'Recorded Route',
  { field: 'ip.opt.ptr', times: 0.25, plus: -1 },
  [ipv4('ip.rec_rt', 'Recorded Route')],
  { hidden: true },
);

const routeOptions = [
  when({ field: 'ip.opt.type', is: [7] }, [
    pointer,
    when({ field: 'ip.opt.ptr', is: POINTERS }, [
      recorded,
      repeat('ip.opt.empty', 'Empty Route', 'rest', [ipv4('ip.empty_rt', 'Empty Route')], { hidden: true }),
    ]),
  ]),
  when({ field: 'ip.opt.type', is: [131, 137] }, [
    pointer,
    when({ field: 'ip.opt.ptr', is: POINTERS }, [
      recorded,
      repeat('ip.opt.route', 'Source Route', 'rest', [ipv4('ip.src_rt', 'Source Route')], { hidden: true }),
    ]),
  ]),
] as const;

const stamp = uint('ip.opt.time_stamp', 32, 'Time stamp');
const timestampOption = when({ field: 'ip.opt.type', is: [68] }, [
  pointer,
  uint('ip.opt.overflow', 4, 'Overflow'),
  uint('ip.opt.flag', 4, 'Flag', {
    base: 'hex',
    values: {
      0: 'Time stamps only',
      1: 'Time stamp and address',
      3: 'Time stamps for prespecified addresses',
    },
  }),
  when({ field: 'ip.opt.flag', is: [0] }, [
    repeat('ip.opt.stamps', 'Time stamp', 'rest', [stamp], { hidden: true }),
  ]),
  when({ field: 'ip.opt.flag', is: [1, 3] }, [
    repeat('ip.opt.stamps', 'Time stamp', 'rest', [ipv4('ip.opt.time_stamp_addr', 'Address'), stamp], {
      hidden: true,
    }),
  ]),
]);

const SECURITY_LEVELS = {
  0: 'Unclassified',
  61749: 'Confidential',
  30874: 'EFTO',
  48205: 'MMMM',
  24102: 'PROG',
  44819: 'Restricted',
  55176: 'Secret',
  27589: 'Top secret',
};
const securityOption = when({ field: 'ip.opt.type', is: [130] }, [
  when({ field: 'ip.opt.len', is: [11] }, [
    uint('ip.opt.sec_rfc791_sec', 16, 'Security', { base: 'hex', values: SECURITY_LEVELS }),
    uint('ip.opt.sec_rfc791_comp', 16, 'Compartments'),
    text('ip.opt.sec_rfc791_hr', 'Handling Restrictions', 2),
    text('ip.opt.sec_rfc791_tcc', 'Transmission Control Code', 3),
  ]),
]);

const otherOptions = [
  when({ field: 'ip.opt.type', is: [11, 12] }, [uint('ip.opt.mtu', 16, 'MTU', { clause: 'RFC 1063 3.1' })]),
  when({ field: 'ip.opt.type', is: [82] }, [
    uint('ip.opt.id_number', 16, 'ID Number', { clause: 'RFC 1393 2.2' }),
    uint('ip.opt.ohc', 16, 'Outbound Hop Count'),
    uint('ip.opt.rhc', 16, 'Return Hop Count'),
    ipv4('ip.opt.originator', 'Originator IP Address'),
  ]),
  when({ field: 'ip.opt.type', is: [136] }, [uint('ip.opt.sid', 16, 'Stream Identifier')]),
  when({ field: 'ip.opt.type', is: [148] }, [
    uint('ip.opt.ra', 16, 'Router Alert', { show: showAlert, clause: 'RFC 2113 2.1' }),
  ]),
] as const;

const option = repeat(
  'ip.option',
  'IP Option',
  'rest',
  [
    group('ip.opt.type', 'Type', [
      flag('ip.opt.type.copy', 'Copy on fragmentation', { words: ['Yes', 'No'] }),
      uint('ip.opt.type.class', 2, 'Class', {
        values: {
          0: 'Control',
          1: 'Reserved for future use',
          2: 'Debugging and measurement',
          3: 'Reserved for future use',
        },
      }),
      uint('ip.opt.type.number', 5, 'Number', { values: OPTION_NUMBERS }),
    ]),
    when({ field: 'ip.opt.type', not: [0, 1] }, [
      uint('ip.opt.len', 8, 'Length'),
      window(
        'ip.option.value',
        'Value',
        { field: 'ip.opt.len', plus: -2 },
        [
          ...routeOptions,
          timestampOption,
          securityOption,
          ...otherOptions,
          bytes('ip.opt.data', 'Data', 'rest'),
        ],
        { hidden: true },
      ),
    ]),
    // What stands behind the end of the list belongs to nobody (RFC 791 3.1).
    when({ field: 'ip.opt.type', is: [0] }, [bytes('ip.opt.padding', 'Padding', 'rest', { hidden: true })]),
  ],
  { line: optionLine },
);

function showFlags(raw: Value): string {
  const value = Number(raw);
  const names = ['Reserved bit', "Don't fragment", 'More fragments'].filter(
    (_, i) => ((value >> (2 - i)) & 1) === 1,
  );
  return [`0x${value.toString(16)}`, ...names].join(', ');
}

function showLength(raw: Value, field: (name: string) => Value | undefined): string {
  const header = Number(field('ip.hdr_len') ?? 0) * 4;
  if (Number(raw) === 0) return '0 (presumed to be because of "TCP segmentation offload" (TSO))';
  return Number(raw) < header ? `${raw} bytes (bogus, less than header length ${header})` : String(raw);
}

const version = uint('ip.version', 4, 'Version');
const headerLength = uint('ip.hdr_len', 4, 'Header Length', {
  map: (raw) => raw * 4,
  show: (raw) => `${Number(raw) * 4} bytes (${raw})`,
});
const trafficClass = group(
  'ip.dsfield',
  'Differentiated Services Field',
  [
    uint('ip.dsfield.dscp', 6, 'Differentiated Services Codepoint', { values: DSCP_NAMES }),
    uint('ip.dsfield.ecn', 2, 'Explicit Congestion Notification', { values: ECN_NAMES }),
  ],
  { base: 'hex', clause: 'RFC 2474', show: showTrafficClass },
);
const totalLength = uint('ip.len', 16, 'Total Length', { show: showLength });

const TITLE = 'Internet Protocol Version 4';

/** The IPv4 header with its options. */
export const ipv4Table = header('ip', TITLE, 'RFC 791', [
  version,
  headerLength,
  trafficClass,
  totalLength,
  uint('ip.id', 16, 'Identification', { base: 'hex_dec' }),
  group(
    'ip.flags',
    'Flags',
    [
      flag('ip.flags.rb', 'Reserved bit'),
      flag('ip.flags.df', "Don't fragment"),
      flag('ip.flags.mf', 'More fragments'),
    ],
    { base: 'hex', show: showFlags },
  ),
  uint('ip.frag_offset', 13, 'Fragment Offset', { show: (raw) => String(Number(raw) * 8) }),
  uint('ip.ttl', 8, 'Time to Live'),
  uint('ip.proto', 8, 'Protocol', { values: IP_PROTOCOL_NAMES }),
  uint('ip.checksum', 16, 'Header Checksum', { base: 'hex' }),
  ipv4('ip.src', 'Source Address', { alias: ['ip.addr'] }),
  ipv4('ip.dst', 'Destination Address', { alias: ['ip.addr'] }),
  window('ip.options', 'Options', { field: 'ip.hdr_len', times: 4, plus: -20 }, [option], {
    line: optionsLine,
  }),
]);

/** A header of another version: as far as it can be believed. */
export const ipv4VersionTable = header('ip', TITLE, 'RFC 791', [version]);

/** A header that calls itself shorter than the least one. */
export const ipv4StartTable = header('ip', TITLE, 'RFC 791', [version, headerLength]);

/** A header whose total length does not even hold the header. */
export const ipv4LengthTable = header('ip', TITLE, 'RFC 791', [
  version,
  headerLength,
  trafficClass,
  totalLength,
]);
