/**
 * Ethernet II and IEEE 802.3 (IEEE Std 802.3 3.1.1): the two share one address header; the 16 bits behind it are a type
 * from 0x0600 on, and a length up to 1500 (3.2.6); what lies between is neither.
 */
import { formatEther } from '../src/base/address.js';
import { putDecimal, putHex, putHexBytes, putString, type Text } from '../src/base/text.js';
import { ether, flag, header, uint } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import type { Part } from '../src/layout/types.js';
import { addLayer, type Dissector, type Expert, NONE, type Walk } from './contract.js';
import { ETHERTYPE_NAMES } from './ethertypes.js';
import type { Shortcut } from './shortcut.js';
import { trailerFields } from './trailer.js';

/** The address as such, and its two low bits in the first octet (3.2.3). */
function addressParts(name: 'eth.dst' | 'eth.src'): readonly Part[] {
  return [
    { at: 0, item: ether('eth.addr', 'Address') },
    {
      at: 6,
      item: flag(`${name}.lg`, 'LG bit', {
        alias: ['eth.lg'],
        pictureBits: 24,
        words: [
          'Locally administered address (this is NOT the factory default)',
          'Globally unique address (factory default)',
        ],
      }),
    },
    {
      at: 7,
      item: flag(`${name}.ig`, 'IG bit', {
        alias: ['eth.ig'],
        pictureBits: 24,
        words: ['Group address (multicast/broadcast)', 'Individual address (unicast)'],
      }),
    },
  ];
}

const destination = ether('eth.dst', 'Destination', {}, addressParts('eth.dst'));
const source = ether('eth.src', 'Source', {}, addressParts('eth.src'));

/** Ethernet II: a type behind the addresses. */
export const ethernetTable = header('eth', 'Ethernet II', 'IEEE 802.3', [
  destination,
  source,
  uint('eth.type', 16, 'Type', { base: 'hex', values: ETHERTYPE_NAMES }),
]);

/** IEEE 802.3: a length behind the addresses. */
export const ieee8023Table = header('eth', 'IEEE 802.3 Ethernet', 'IEEE 802.3 3.2.6', [
  destination,
  source,
  uint('eth.len', 16, 'Length'),
]);

/** Neither: 1501 … 1535. */
export const invalidTypeTable = header('eth', 'Ethernet', 'IEEE 802.3 3.2.6', [
  destination,
  source,
  uint('eth.invalid_lentype', 16, 'Invalid length/type', { base: 'hex_dec' }),
]);

const typeOf = compileReader(ethernetTable, 'eth.type');
const HEADER = 14;
const ETHERNET_II = 0;
const IEEE_8023 = 1;
const INVALID = 2;
const TITLES = ['Ethernet II', 'IEEE 802.3 Ethernet', 'Ethernet'];
const LONGEST_LENGTH = 1500;

/** Ethernet II. */
const SHORTCUT: Shortcut = {
  least: HEADER,
  shapes: [
    {
      variant: ETHERNET_II,
      when: { 'eth.type': [[0x0600, 0xffff]] },
      header: HEADER,
      next: { table: 'ethertype', field: 'eth.type' },
    },
  ],
};

/** The Ethernet dissector. */
export function createEth(id: number): Dissector {
  return {
    name: 'eth',
    title: 'Ethernet',
    shortTitle: 'Ethernet',
    headers: [ethernetTable, ieee8023Table, invalidTypeTable],
    entries: [
      ['linktype', 1],
      ['ethertype', 0x6558],
      ['ip.proto', 143],
    ],
    generated: trailerFields((w, i) => w.payloads[i]),
    walk: (w) => walkEth(w, id),
    shortcut: SHORTCUT,
    label: (w, i) =>
      w.ends[i] - w.starts[i] < HEADER
        ? 'Ethernet'
        : `${TITLES[w.variants[i]]}, Src: ${formatEther(w.sources[i], w.starts[i] + 6)}, Dst: ${formatEther(w.sources[i], w.starts[i])}`,
    protocol: (w, i) =>
      w.variants[i] === ETHERNET_II && w.ends[i] - w.starts[i] >= HEADER
        ? `0x${typeOf(w.sources[i], w.starts[i]).toString(16).padStart(4, '0')}`
        : 'Ethernet',
    info: writeInfo,
    source: (w, i, out) => putAddress(w, i, 6, out),
    destination: (w, i, out) => putAddress(w, i, 0, out),
    experts: judge,
  };
}

function putAddress(w: Walk, i: number, offset: number, out: Text): boolean {
  const at = w.starts[i] + offset;
  if (at + 6 > w.ends[i]) return false;
  putHexBytes(out, w.sources[i], at, at + 6, 58);
  return true;
}

function walkEth(w: Walk, id: number): void {
  if (w.end - w.start < HEADER) {
    addLayer(w, id, ETHERNET_II, w.end, w.limit);
    return;
  }
  const type = typeOf(w.bytes, w.start);
  const payload = w.start + HEADER;
  if (type >= 0x0600) {
    addLayer(w, id, ETHERNET_II, payload, w.limit);
    w.next = w.lookup.tables.ethertype[type];
    if (w.next === NONE) w.undecoded = `EtherType 0x${type.toString(16).padStart(4, '0')}`;
    return;
  }
  addLayer(w, id, type <= LONGEST_LENGTH ? IEEE_8023 : INVALID, payload, w.limit);
  if (type <= LONGEST_LENGTH) enterLlc(w, type);
}

/** Narrows the cursor to the octets that an IEEE 802.3 length counts, and goes on with LLC (IEEE 802.2). */
export function enterLlc(w: Walk, length: number): void {
  w.limit = Math.min(w.limit, w.start + length);
  w.end = Math.min(w.end, w.limit);
  // Two octets of ones instead of service access points: IPX straight on 802.3 ("raw").
  const raw = w.end - w.start >= 2 && w.bytes[w.start] === 0xff && w.bytes[w.start + 1] === 0xff;
  if (raw) w.undecoded = 'IPX on raw IEEE 802.3';
  else w.next = w.lookup.idOf('llc');
}

function writeInfo(w: Walk, i: number, out: Text): void {
  if (w.ends[i] - w.starts[i] < HEADER) return;
  if (w.variants[i] === ETHERNET_II) putString(out, 'Ethernet II');
  else if (w.variants[i] === IEEE_8023) putString(out, 'IEEE 802.3 Ethernet');
  else {
    putString(out, 'Invalid length/type: 0x');
    const type = typeOf(w.sources[i], w.starts[i]);
    putHex(out, type, 4);
    putString(out, ' (');
    putDecimal(out, type);
    putString(out, ')');
  }
}

function judge(w: Walk, i: number): readonly Expert[] {
  const octets = w.sources[i];
  const start = w.starts[i];
  if (w.ends[i] - start < HEADER) return [];
  const found: Expert[] = [];
  if ((octets[start + 6] & 1) === 1) {
    found.push({
      severity: 'warning',
      group: 'Protocol',
      code: 'eth.src_not_group',
      message: 'Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)',
      start: start + 6,
      end: start + 12,
      field: 'eth.src',
      fault: 'sender',
    });
  }
  const length = typeOf(octets, start);
  const have = w.limits[i] - start - HEADER;
  if (w.variants[i] === IEEE_8023 && length > have) {
    found.push({
      severity: 'error',
      group: 'Malformed',
      code: 'eth.len.past_end',
      message: `Length field value goes past the end of the payload (${have} bytes)`,
      start: start + 12,
      end: start + HEADER,
      field: 'eth.len',
      fault: 'sender',
    });
  }
  return found;
}
