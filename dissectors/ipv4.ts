/**
 * IPv4 (RFC 791, options per RFC 791 3.1 and RFC 2113). Fragments are put together again by the `fragments` that the
 * registry hands in; a fragment that completes a datagram goes on into the whole.
 */
import { formatIpv4 } from '../src/base/address.js';
import { addWords, foldSum } from '../src/base/checksum.js';
import { putIpv4 } from '../src/base/text.js';
import { bytes, flag, group, header, ipv4, repeat, uint, when, window } from '../src/layout/build.js';
import { compileReader } from '../src/layout/scan.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';
import { DSCP_NAMES, ECN_NAMES, IP_PROTOCOL_NAMES } from './ip-names.js';

const OPTION_NUMBERS = {
  0: 'End of Option List (EOL)',
  1: 'No-Operation (NOP)',
  7: 'Record route',
  20: 'Router Alert',
};

/** The IPv4 header with its options. */
export const ipv4Table = header('ip', 'Internet Protocol Version 4', 'RFC 791', [
  uint('ip.version', 4, 'Version'),
  uint('ip.hdr_len', 4, 'Header Length', {
    map: (raw) => raw * 4,
    show: (raw) => `${Number(raw) * 4} bytes (${raw})`,
  }),
  group(
    'ip.dsfield',
    'Differentiated Services Field',
    [
      uint('ip.dsfield.dscp', 6, 'Differentiated Services Codepoint', { values: DSCP_NAMES }),
      uint('ip.dsfield.ecn', 2, 'Explicit Congestion Notification', { values: ECN_NAMES }),
    ],
    { base: 'hex', clause: 'RFC 2474' },
  ),
  uint('ip.len', 16, 'Total Length'),
  uint('ip.id', 16, 'Identification', { base: 'hex_dec' }),
  group(
    'ip.flags',
    'Flags',
    [
      flag('ip.flags.rb', 'Reserved bit'),
      flag('ip.flags.df', "Don't fragment"),
      flag('ip.flags.mf', 'More fragments'),
    ],
    { base: 'hex' },
  ),
  uint('ip.frag_offset', 13, 'Fragment Offset', { map: (raw) => raw * 8 }),
  uint('ip.ttl', 8, 'Time to Live'),
  uint('ip.proto', 8, 'Protocol', { values: IP_PROTOCOL_NAMES }),
  uint('ip.checksum', 16, 'Header Checksum', { base: 'hex' }),
  ipv4('ip.src', 'Source Address', { alias: ['ip.addr'] }),
  ipv4('ip.dst', 'Destination Address', { alias: ['ip.addr'] }),
  window('ip.options', 'Options', { field: 'ip.hdr_len', times: 4, plus: -20 }, [
    repeat('ip.option', 'IP Option', 'rest', [
      group('ip.opt.type', 'Type', [
        flag('ip.opt.type.copy', 'Copy on fragmentation', { words: ['Yes', 'No'] }),
        uint('ip.opt.type.class', 2, 'Class', { values: { 0: 'Control', 2: 'Debugging and measurement' } }),
        uint('ip.opt.type.number', 5, 'Number', { values: OPTION_NUMBERS }),
      ]),
      when({ field: 'ip.opt.type', not: [0, 1] }, [
        uint('ip.opt.len', 8, 'Length'),
        window('ip.option.value', 'Value', { field: 'ip.opt.len', plus: -2 }, [
          when({ field: 'ip.opt.type', is: [148] }, [
            uint('ip.opt.ra', 16, 'Router Alert', {
              values: { 0: 'Router shall examine packet' },
              clause: 'RFC 2113 2.1',
            }),
          ]),
        ]),
      ]),
      when({ field: 'ip.opt.type', is: [0] }, [bytes('ip.opt.padding', 'Padding', 'rest')]),
    ]),
  ]),
]);

const firstOctet = compileReader(ipv4Table, 'ip.version');
const headerWords = compileReader(ipv4Table, 'ip.hdr_len');
const totalLength = compileReader(ipv4Table, 'ip.len');
const moreFragments = compileReader(ipv4Table, 'ip.flags.mf');
const fragmentOffset = compileReader(ipv4Table, 'ip.frag_offset');
const protocolOf = compileReader(ipv4Table, 'ip.proto');
const sourceOf = compileReader(ipv4Table, 'ip.src');
const destinationOf = compileReader(ipv4Table, 'ip.dst');
const MINIMUM = 20;

/** The IPv4 dissector. */
export function createIpv4(id: number): Dissector {
  return {
    name: 'ip',
    title: 'Internet Protocol Version 4',
    headers: [ipv4Table],
    entries: [
      ['ethertype', 0x0800],
      ['ip.proto', 4],
      ['linktype', 228],
      ['null.family', 2],
    ],
    generated: [
      {
        name: 'ip.checksum.status',
        title: 'Header checksum status',
        kind: 'uint',
        meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present' } },
        after: 'ip.checksum',
        compute: checksumStatus,
      },
    ],
    walk: (w) => walkIpv4(w, id),
    label: (w, i) =>
      w.ends[i] - w.starts[i] < MINIMUM
        ? 'Internet Protocol Version 4'
        : `Internet Protocol Version 4, Src: ${formatIpv4(sourceOf(w.sources[i], w.starts[i]))}, Dst: ${formatIpv4(destinationOf(w.sources[i], w.starts[i]))}`,
    protocol: () => 'IPv4',
    source: (w, i, out) => {
      if (w.ends[i] - w.starts[i] < 16) return false;
      putIpv4(out, sourceOf(w.sources[i], w.starts[i]));
      return true;
    },
    destination: (w, i, out) => {
      if (w.ends[i] - w.starts[i] < MINIMUM) return false;
      putIpv4(out, destinationOf(w.sources[i], w.starts[i]));
      return true;
    },
  };
}

function walkIpv4(w: Walk, id: number): void {
  const { bytes: octets, start, end } = w;
  if (end - start < MINIMUM || firstOctet(octets, start) !== 4) {
    addLayer(w, id, 0, w.end, w.limit);
    return;
  }
  const length = headerWords(octets, start) * 4;
  const total = totalLength(octets, start);
  if (length < MINIMUM || (total !== 0 && total < length)) {
    addLayer(w, id, 0, w.end, w.limit);
    return;
  }
  addLayer(w, id, 0, start + length, total === 0 ? w.limit : start + total);
  if (fragmentOffset(octets, start) !== 0) return;
  const proto = protocolOf(octets, start);
  w.next = w.lookup.find('ip.proto', proto);
  if (w.next === NONE) w.undecoded = `IP protocol ${proto}`;
}

function checksumStatus(w: Walk, i: number): number | undefined {
  const start = w.starts[i];
  if (w.ends[i] - start < 12) return undefined;
  const length = headerWords(w.sources[i], start) * 4;
  if (length < MINIMUM || start + length > w.ends[i]) return 2;
  return foldSum(addWords(0, w.sources[i], start, start + length)) === 0xffff ? 1 : 0;
}

/** For fragments: whether this layer holds a part of a datagram only. */
export function isFragment(octets: Uint8Array, start: number): boolean {
  return moreFragments(octets, start) === 1 || fragmentOffset(octets, start) !== 0;
}
