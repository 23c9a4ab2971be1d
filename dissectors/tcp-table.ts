/**
 * The TCP header's layout table (RFC 9293 3.1):
 *
 *   +-------------------------------+-------------------------------+
 *   |          Source Port          |       Destination Port        |
 *   +-------------------------------+-------------------------------+
 *   |                        Sequence Number                        |
 *   +---------------------------------------------------------------+
 *   |                    Acknowledgment Number                      |
 *   +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
 *   | Offset| Res |A|C|E|U|A|P|R|S|F|            Window             |
 *   +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
 *   |           Checksum            |        Urgent Pointer         |
 *   +-------------------------------+-------------------------------+
 *
 * What Wireshark shows relative to the stream's beginning (sequence numbers, window, times) is computed: tcp-fields.ts.
 */
import { flag, group, header, uint, window } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import type { Value } from '../src/layout/types.js';
import { optionRows, optionTitles } from './tcp-options.js';

const PICTURE = { pictureBits: 12 };
const NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;

/** Flags by name, in the order of their bits from the lowest: "SYN, ACK". */
export function flagNames(flags: number): string {
  const names: string[] = NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0);
  if ((flags & 0xe00) !== 0) names.push('Reserved');
  return names.length === 0 ? '<None>' : names.join(', ');
}

/** Flags by their first letters: "·······A··S·". */
export function flagLetters(flags: number): string {
  return Array.from('RRRACEUAPRSF', (letter, i) => ((flags & (0x800 >> i)) !== 0 ? letter : '·')).join('');
}

function showOptions(value: Value): string {
  const octets = value as Uint8Array;
  const titles = optionTitles(octets, 0, octets.length);
  return ['', ...titles].join(', ');
}

/** The TCP header with its options. */
export const tcpTable = header('tcp', 'Transmission Control Protocol', 'RFC 9293', [
  uint('tcp.srcport', 16, 'Source Port', { alias: ['tcp.port'] }),
  uint('tcp.dstport', 16, 'Destination Port', { alias: ['tcp.port'] }),
  uint('tcp.seq_raw', 32, 'Sequence Number (raw)'),
  uint('tcp.ack_raw', 32, 'Acknowledgment number (raw)'),
  uint('tcp.hdr_len', 4, 'Header Length', {
    map: (raw) => raw * 4,
    show: (raw) => `${Number(raw) * 4} bytes (${raw})`,
  }),
  group(
    'tcp.flags',
    'Flags',
    [
      uint('tcp.flags.res', 3, 'Reserved', {
        ...PICTURE,
        map: (raw) => (raw === 0 ? 0 : 1),
        show: (raw) => (raw === 0 ? 'Not set' : 'Set'),
      }),
      flag('tcp.flags.ae', 'Accurate ECN', PICTURE),
      flag('tcp.flags.cwr', 'Congestion Window Reduced', { ...PICTURE, clause: 'RFC 3168 6.1.2' }),
      flag('tcp.flags.ece', 'ECN-Echo', { ...PICTURE, clause: 'RFC 3168 6.1.2' }),
      flag('tcp.flags.urg', 'Urgent', PICTURE),
      flag('tcp.flags.ack', 'Acknowledgment', PICTURE),
      flag('tcp.flags.push', 'Push', PICTURE),
      flag('tcp.flags.reset', 'Reset', PICTURE),
      flag('tcp.flags.syn', 'Syn', PICTURE),
      flag('tcp.flags.fin', 'Fin', PICTURE),
    ],
    {
      base: 'hex',
      picture: false,
      show: (raw) => `0x${Number(raw).toString(16).padStart(3, '0')} (${flagNames(Number(raw))})`,
    },
  ),
  uint('tcp.window_size_value', 16, 'Window'),
  uint('tcp.checksum', 16, 'Checksum', { base: 'hex' }),
  uint('tcp.urgent_pointer', 16, 'Urgent Pointer'),
  window('tcp.options', 'Options', { field: 'tcp.hdr_len', times: 4, plus: -20 }, optionRows, {
    line: (value) => `Options: (${(value as Uint8Array).length} bytes)${showOptions(value)}`,
  }),
]);

/** Readers of what stands at a fixed place. */
export const sourcePort = compileReader(tcpTable, 'tcp.srcport');
export const destinationPort = compileReader(tcpTable, 'tcp.dstport');
export const sequence = compileReader(tcpTable, 'tcp.seq_raw');
export const acknowledgment = compileReader(tcpTable, 'tcp.ack_raw');
export const headerWords = compileReader(tcpTable, 'tcp.hdr_len');
export const flagsOf = compileReader(tcpTable, 'tcp.flags');
export const windowOf = compileReader(tcpTable, 'tcp.window_size_value');
export const checksumOf = compileReader(tcpTable, 'tcp.checksum');
export const urgentOf = compileReader(tcpTable, 'tcp.urgent_pointer');

/** Octets of the header without options. */
export const MINIMUM = 20;
/** Flags, as bits of `tcp.flags`. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
