/**
 * IPv6's layout (RFC 8200 3) and that of its extension headers: hop-by-hop and destination options (RFC 8200 4.2, RFC
 * 2675, RFC 2711, RFC 2473, RFC 6275), routing (RFC 8200 4.4, RFC 5095, RFC 6554, RFC 8754), fragment (RFC 8200 4.5),
 * and the authentication header (RFC 4302 2).
 */
import { bytes, flag, group, header, ipv6, repeat, uint, when, window } from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';
import { DSCP_NAMES, ECN_NAMES, IP_PROTOCOL_NAMES, showTrafficClass } from './ip-names.js';

const TITLE = 'Internet Protocol Version 6';
const version = uint('ipv6.version', 4, 'Version');

/** The IPv6 header. */
export const ipv6Table = header('ipv6', TITLE, 'RFC 8200', [
  version,
  group(
    'ipv6.tclass',
    'Traffic Class',
    [
      uint('ipv6.tclass.dscp', 6, 'Differentiated Services Codepoint', {
        values: DSCP_NAMES,
        pictureBits: 32,
      }),
      uint('ipv6.tclass.ecn', 2, 'Explicit Congestion Notification', {
        values: ECN_NAMES,
        pictureBits: 32,
      }),
    ],
    { base: 'hex', pictureBits: 32, show: showTrafficClass },
  ),
  uint('ipv6.flow', 20, 'Flow Label', {
    base: 'hex',
    show: (value) => `0x${Number(value).toString(16).padStart(5, '0')}`,
  }),
  uint('ipv6.plen', 16, 'Payload Length'),
  uint('ipv6.nxt', 8, 'Next Header', { values: IP_PROTOCOL_NAMES }),
  uint('ipv6.hlim', 8, 'Hop Limit'),
  ipv6('ipv6.src', 'Source Address', { alias: ['ipv6.addr'] }),
  ipv6('ipv6.dst', 'Destination Address', { alias: ['ipv6.addr'] }),
]);

/** A header of another version: as far as it can be believed. */
export const ipv6StartTable = header('ipv6', TITLE, 'RFC 8200', [version]);

const OPTION_NAMES: Readonly<Record<number, string>> = {
  0: 'Pad1',
  1: 'PadN',
  4: 'Tunnel Encapsulation Limit',
  5: 'Router Alert',
  7: 'CALIPSO',
  8: 'SMF_DPD',
  15: 'Performance and Diagnostic Metrics',
  38: 'Quick-Start',
  48: 'Path MTU Option',
  49: 'IOAM Option',
  99: 'RPL Option',
  109: 'MPL Option',
  139: 'ILNP Nonce',
  140: 'Line-Identification Option',
  194: 'Jumbo Payload',
  201: 'Home Address',
  238: 'IP_DFF',
};
/** Values that are set aside for experiments (RFC 4727 3.3). */
const EXPERIMENTS = [0x1e, 0x3e, 0x5e, 0x7e, 0x9e, 0xbe, 0xde, 0xfe];

function optionName(type: number): string | undefined {
  if (EXPERIMENTS.includes(type)) return `Experimental (0x${type.toString(16).toUpperCase()})`;
  return OPTION_NAMES[type];
}

const options = repeat(
  'ipv6.opt',
  'IPv6 Option',
  'rest',
  [
    group(
      'ipv6.opt.type',
      'Type',
      [
        uint('ipv6.opt.type.action', 2, 'Action', {
          values: {
            0: 'Skip and continue',
            1: 'Discard',
            2: 'Discard and send ICMP Parameter Problem',
            3: 'Discard and send ICMP if not multicast',
          },
        }),
        flag('ipv6.opt.type.change', 'May Change', { words: ['Yes', 'No'] }),
        uint('ipv6.opt.type.rest', 5, 'Low-Order Bits', { base: 'hex' }),
      ],
      {
        base: 'hex',
        show: (raw) =>
          `${optionName(Number(raw)) ?? 'Unknown'} (0x${Number(raw).toString(16).padStart(2, '0')})`,
      },
    ),
    when({ field: 'ipv6.opt.type', not: [0] }, [
      uint('ipv6.opt.length', 8, 'Length'),
      window(
        'ipv6.opt.value',
        'Value',
        { field: 'ipv6.opt.length' },
        [
          when({ field: 'ipv6.opt.type', is: [1] }, [bytes('ipv6.opt.padn', 'PadN', 'rest')]),
          when({ field: 'ipv6.opt.type', is: [4] }, [uint('ipv6.opt.tel', 8, 'Tunnel Encapsulation Limit')]),
          when({ field: 'ipv6.opt.type', is: [5] }, [
            uint('ipv6.opt.router_alert', 16, 'Router Alert', {
              values: { 0: 'MLD', 1: 'RSVP', 2: 'Active Network' },
              clause: 'RFC 2711 2.1',
            }),
          ]),
          when({ field: 'ipv6.opt.type', is: [194] }, [
            uint('ipv6.opt.jumbo', 32, 'Payload Length', { clause: 'RFC 2675 2' }),
          ]),
          when({ field: 'ipv6.opt.type', is: [201] }, [
            ipv6('ipv6.opt.mipv6.home_address', 'MIPv6 Home Address'),
          ]),
          when({ field: 'ipv6.opt.type', is: EXPERIMENTS }, [
            bytes('ipv6.opt.experimental', 'Experimental Option', 'rest'),
          ]),
          bytes('ipv6.opt.unknown', 'Unknown Option Payload', 'rest'),
        ],
        { hidden: true },
      ),
    ]),
  ],
  {
    line: (_, field) => {
      const type = Number(field('ipv6.opt.type') ?? 0);
      return optionName(type) ?? `Unknown IPv6 Option (${type})`;
    },
  },
);

const next = { values: IP_PROTOCOL_NAMES };

/** Hop-by-hop options. */
export const hopOptionsTable = header('ipv6.hopopts', 'IPv6 Hop-by-Hop Option', 'RFC 8200 4.3', [
  uint('ipv6.hopopts.nxt', 8, 'Next Header', next),
  uint('ipv6.hopopts.len', 8, 'Length'),
  window('ipv6.hopopts.options', 'Options', { field: 'ipv6.hopopts.len', times: 8, plus: 6 }, [options], {
    hidden: true,
  }),
]);

/** Destination options. */
export const destinationOptionsTable = header(
  'ipv6.dstopts',
  'Destination Options for IPv6',
  'RFC 8200 4.6',
  [
    uint('ipv6.dstopts.nxt', 8, 'Next Header', next),
    uint('ipv6.dstopts.len', 8, 'Length'),
    window('ipv6.dstopts.options', 'Options', { field: 'ipv6.dstopts.len', times: 8, plus: 6 }, [options], {
      hidden: true,
    }),
  ],
);

/** Names of routing header types. */
export const ROUTING_NAMES: Readonly<Record<number, string>> = {
  0: 'Source Route',
  1: 'Nimrod',
  2: 'Type 2 Routing',
  3: 'RPL Source Route',
  4: 'Segment Routing',
  5: 'Compact Routing Header 16',
  6: 'Compact Routing Header 32',
  253: 'Experiment 1',
  254: 'Experiment 2',
};

/** The routing header. */
export const routingTable = header('ipv6.routing', 'Routing Header for IPv6', 'RFC 8200 4.4', [
  uint('ipv6.routing.nxt', 8, 'Next Header', next),
  uint('ipv6.routing.len', 8, 'Length'),
  window(
    'ipv6.routing.body',
    'Route',
    { field: 'ipv6.routing.len', times: 8, plus: 6 },
    [
      uint('ipv6.routing.type', 8, 'Type', { values: ROUTING_NAMES }),
      uint('ipv6.routing.segleft', 8, 'Segments Left'),
      when({ field: 'ipv6.routing.type', is: [0] }, [
        bytes('ipv6.routing.src.reserved', 'Reserved', 4),
        repeat(
          'ipv6.routing.src',
          'Addresses',
          'rest',
          [ipv6('ipv6.routing.src.addr', 'Address', { clause: 'RFC 2460 4.4' })],
          { hidden: true },
        ),
      ]),
      when({ field: 'ipv6.routing.type', is: [2] }, [
        bytes('ipv6.routing.mipv6.reserved', 'Reserved', 4),
        ipv6('ipv6.routing.mipv6.home_address', 'Home Address', { clause: 'RFC 6275 6.4' }),
      ]),
      when({ field: 'ipv6.routing.type', is: [3] }, [
        group(
          'ipv6.routing.rpl.word',
          'Compression',
          [
            uint('ipv6.routing.rpl.cmprI', 4, 'Compressed Internal Octets (CmprI)', { clause: 'RFC 6554 3' }),
            uint('ipv6.routing.rpl.cmprE', 4, 'Compressed Final Octets (CmprE)'),
            uint('ipv6.routing.rpl.pad', 4, 'Padding Bytes'),
            uint('ipv6.routing.rpl.reserved', 20, 'Reserved'),
          ],
          { hidden: true, base: 'hex' },
        ),
        bytes('ipv6.routing.rpl.address', 'Address', 'rest'),
      ]),
      when({ field: 'ipv6.routing.type', is: [4] }, [
        uint('ipv6.routing.srh.last_entry', 8, 'Last Entry', { clause: 'RFC 8754 2' }),
        uint('ipv6.routing.srh.flags', 8, 'Flags', { base: 'hex' }),
        bytes('ipv6.routing.srh.tag', 'Tag', 2),
        repeat(
          'ipv6.routing.srh',
          'Segments',
          { field: 'ipv6.routing.srh.last_entry', plus: 1 },
          [ipv6('ipv6.routing.srh.addr', 'Address')],
          { hidden: true },
        ),
      ]),
      bytes('ipv6.routing.unknown_data', 'Type-Specific Data', 'rest'),
    ],
    { hidden: true },
  ),
]);

/** The fragment header. */
export const fragmentTable = header('ipv6.fraghdr', 'Fragment Header for IPv6', 'RFC 8200 4.5', [
  uint('ipv6.fraghdr.nxt', 8, 'Next header', next),
  uint('ipv6.fraghdr.reserved_octet', 8, 'Reserved octet', { base: 'hex' }),
  group(
    'ipv6.fraghdr.word',
    'Offset and flags',
    [
      uint('ipv6.fraghdr.offset', 13, 'Offset', {
        show: (value) => `${value} (${Number(value) * 8} bytes)`,
      }),
      uint('ipv6.fraghdr.reserved_bits', 2, 'Reserved bits'),
      flag('ipv6.fraghdr.more', 'More Fragments', { words: ['Yes', 'No'] }),
    ],
    { hidden: true, base: 'hex' },
  ),
  uint('ipv6.fraghdr.ident', 32, 'Identification', { base: 'hex' }),
]);

/** The authentication header. */
export const ahTable = header('ah', 'Authentication Header', 'RFC 4302 2', [
  uint('ah.next_header', 8, 'Next header', next),
  uint('ah.length', 8, 'Length', {
    show: (value: Value) => `${value} (${(Number(value) + 2) * 4} bytes)`,
  }),
  bytes('ah.reserved', 'Reserved', 2),
  uint('ah.spi', 32, 'AH SPI', { base: 'hex' }),
  uint('ah.sequence', 32, 'AH Sequence'),
  bytes('ah.icv', 'AH ICV', { field: 'ah.length', times: 4, plus: -4 }),
]);
