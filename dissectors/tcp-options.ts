/**
 * TCP options (RFC 9293 3.1, RFC 7323, RFC 2018 and others): their rows in the layout table, the lines that Wireshark
 * makes of them, and a plain walk over them for those who need a value without a tree.
 */
import { bytes, flag, repeat, uint, when, window } from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';

/** Option kinds as Wireshark names the numbers. */
const KIND_NAMES = {
  0: 'End of Option List',
  1: 'No-Operation',
  2: 'Maximum Segment Size',
  3: 'Window Scale',
  4: 'SACK Permitted',
  5: 'SACK',
  6: 'Echo',
  7: 'Echo Reply',
  8: 'Time Stamp Option',
  9: 'Partial Order Connection Permitted',
  10: 'Partial Order Service Profile',
  11: 'CC',
  12: 'CC.NEW',
  13: 'CC.ECHO',
  14: 'TCP Alternate Checksum Request',
  15: 'TCP Alternate Checksum Data',
  16: 'Skeeter',
  17: 'Bubba',
  18: 'Trailer Checksum Option',
  19: 'MD5 Signature Option',
  20: 'SCPS Capabilities',
  21: 'Selective Negative Acknowledgements',
  22: 'Record Boundaries',
  23: 'Corruption experienced',
  24: 'SNAP',
  25: 'Unassigned',
  26: 'TCP Compression Filter',
  27: 'Quick-Start Response',
  28: 'User Timeout Option',
  29: 'The TCP Authentication Option',
  30: 'Multipath TCP',
  34: 'TCP Fast Open Cookie',
  76: 'Riverbed Probe',
  78: 'Riverbed Transparency',
  172: 'Accurate ECN Order 0',
  174: 'Accurate ECN Order 1',
  253: 'RFC3692-style Experiment 1',
  254: 'RFC3692-style Experiment 2',
} as const;

/** The same options as Wireshark names their subtrees. */
const OPTION_TITLES: Readonly<Record<number, string>> = {
  0: 'End of Option List (EOL)',
  1: 'No-Operation (NOP)',
  2: 'Maximum segment size',
  3: 'Window scale',
  4: 'SACK permitted',
  5: 'SACK',
  6: 'Echo',
  7: 'Echo reply',
  8: 'Timestamps',
  11: 'CC',
  12: 'CC.NEW',
  13: 'CC.ECHO',
  19: 'TCP MD5 signature',
  28: 'User Timeout',
  29: 'TCP AO',
  30: 'MPTCP',
  34: 'TCP Fast Open',
  253: 'Experimental',
  254: 'Experimental',
};

const SUBTYPES = {
  0: 'Multipath Capable',
  1: 'Join Connection',
  2: 'Data Sequence Signal',
  3: 'Add Address',
  4: 'Remove Address',
  5: 'Change Subflow Priority',
  6: 'TCP Fallback',
  7: 'Fast Close',
  8: 'TCP Reset',
} as const;

/** Octets of a word at a position. */
export function word(octets: Uint8Array, at: number): number {
  return ((octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3]) >>> 0;
}

type Lookup = (name: string) => Value | undefined;

function optionLine(_: Value, field: Lookup): string {
  const kind = Number(field('tcp.option_kind') ?? -1);
  const value = (name: string): number => Number(field(name) ?? 0);
  const title = `TCP Option - ${OPTION_TITLES[kind] ?? 'Unknown'}`;
  switch (kind) {
    case 2:
      return field('tcp.options.mss_val') === undefined
        ? title
        : `${title}: ${value('tcp.options.mss_val')} bytes`;
    case 3: {
      if (field('tcp.options.wscale.shift') === undefined) return title;
      const shift = value('tcp.options.wscale.shift');
      return `${title}: ${shift} (multiply by ${1 << Math.min(shift, 14)})`;
    }
    case 6:
    case 7:
      return `TCP Option - Echo: ${value('tcp.options.echo_value')}`;
    case 8:
      return field('tcp.options.timestamp.tsecr') === undefined
        ? title
        : `${title}: TSval ${value('tcp.options.timestamp.tsval')}, TSecr ${value('tcp.options.timestamp.tsecr')}`;
    case 11:
    case 12:
    case 13:
      return 'TCP Option - CC';
    default:
      return title;
  }
}

/** Kinds whose value has rows of its own; that of any other is shown as octets. */
const KNOWN = [2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 19, 28, 29, 30, 34, 253, 254];

const valueRows = [
  when({ field: 'tcp.option_kind', is: [2] }, [
    uint('tcp.options.mss_val', 16, 'MSS Value', { clause: 'RFC 9293 3.7.1' }),
  ]),
  when({ field: 'tcp.option_kind', is: [3] }, [
    uint('tcp.options.wscale.shift', 8, 'Shift count', { clause: 'RFC 7323 2.2' }),
  ]),
  when({ field: 'tcp.option_kind', is: [5] }, [
    bytes('tcp.options.sack.blocks', 'SACK blocks', 'rest', { clause: 'RFC 2018 3', hidden: true }),
  ]),
  when({ field: 'tcp.option_kind', is: [6, 7] }, [uint('tcp.options.echo_value', 32, 'TCP Echo Option')]),
  when({ field: 'tcp.option_kind', is: [8] }, [
    uint('tcp.options.timestamp.tsval', 32, 'Timestamp value', { clause: 'RFC 7323 3.2' }),
    uint('tcp.options.timestamp.tsecr', 32, 'Timestamp echo reply'),
  ]),
  when({ field: 'tcp.option_kind', is: [11, 12, 13] }, [uint('tcp.options.cc_value', 32, 'TCP CC Option')]),
  when({ field: 'tcp.option_kind', is: [19] }, [
    bytes('tcp.options.md5.digest', 'MD5 digest', 'rest', { clause: 'RFC 2385' }),
  ]),
  when({ field: 'tcp.option_kind', is: [28] }, [
    flag('tcp.options.user_to_granularity', 'Granularity', {
      words: ['Minutes', 'Seconds'],
      clause: 'RFC 5482 3',
    }),
    uint('tcp.options.user_to_val', 15, 'User Timeout'),
  ]),
  when({ field: 'tcp.option_kind', is: [29] }, [
    uint('tcp.options.ao.keyid', 8, 'AO KeyID', { clause: 'RFC 5925 2.2' }),
    uint('tcp.options.ao.rnextkeyid', 8, 'AO RNextKeyID'),
    bytes('tcp.options.ao.mac', 'AO MAC', 'rest'),
  ]),
  when({ field: 'tcp.option_kind', is: [30] }, [
    uint('tcp.options.mptcp.subtype', 4, 'Multipath TCP subtype', { values: SUBTYPES, clause: 'RFC 8684 3' }),
    uint('tcp.options.mptcp.low', 4, 'Version or flags', { base: 'hex' }),
    bytes('tcp.options.mptcp.rest', 'Rest of the option', 'rest'),
  ]),
  when({ field: 'tcp.option_kind', is: [34] }, [
    bytes('tcp.options.tfo.cookie', 'Fast Open Cookie', 'rest', { clause: 'RFC 7413 4.1.1' }),
  ]),
  when({ field: 'tcp.option_kind', is: [253, 254] }, [
    uint('tcp.options.experimental.exid', 16, 'Experiment Identifier', { base: 'hex', clause: 'RFC 6994 3' }),
    bytes('tcp.options.experimental.data', 'Data', 'rest'),
  ]),
  when({ field: 'tcp.option_kind', not: KNOWN }, [bytes('tcp.options.unknown.payload', 'Payload', 'rest')]),
] as const;

/**
 * The rows of the options; they stand in the header's window `tcp.options`. What follows an end-of-list is read like the
 * rest (padding is zero and reads as more of it, as Wireshark shows it); that it is not zero is a finding.
 */
export const optionRows = [
  repeat(
    'tcp.option',
    'TCP Option',
    'rest',
    [
      uint('tcp.option_kind', 8, 'Kind', { show: (raw) => `${kindName(Number(raw))} (${raw})` }),
      when({ field: 'tcp.option_kind', not: [0, 1] }, [
        uint('tcp.option_len', 8, 'Length'),
        window('tcp.option_value', 'Value', { field: 'tcp.option_len', plus: -2 }, valueRows, {
          hidden: true,
        }),
      ]),
    ],
    { line: optionLine },
  ),
] as const;

function kindName(kind: number): string {
  return (KIND_NAMES as Readonly<Record<number, string>>)[kind] ?? 'Unknown';
}

/** The titles of the options in bytes[from … to), as Wireshark lists them behind the options' length. */
export function optionTitles(octets: Uint8Array, from: number, to: number): readonly string[] {
  const titles: string[] = [];
  for (let at = from; at < to; at = nextOption(octets, at, to)) {
    const kind = octets[at];
    titles.push(OPTION_TITLES[kind] ?? `Unknown (0x${kind.toString(16).padStart(2, '0')})`);
  }
  return titles;
}

/** Where the option behind the one at `at` begins; `to` where the list ends or cannot be followed. */
export function nextOption(octets: Uint8Array, at: number, to: number): number {
  if (octets[at] < 2) return at + 1;
  const length = at + 1 < to ? octets[at + 1] : 0;
  return length < 2 ? to : Math.min(at + length, to);
}

/** Where the value of the first option of a kind begins, if it has `size` octets; else -1. */
export function findOption(octets: Uint8Array, from: number, to: number, kind: number, size: number): number {
  for (let at = from; at < to; at = nextOption(octets, at, to)) {
    if (octets[at] === kind && at + 2 + size <= to && octets[at + 1] === size + 2) return at + 2;
  }
  return -1;
}
