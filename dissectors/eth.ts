/**
 * Ethernet II and IEEE 802.3 (IEEE Std 802.3 3.1.1): the two share one address header; the 16 bits behind it are a type
 * from 0x0600 on, and a length below.
 */
import { formatEther } from '../src/base/address.js';
import { putHexBytes, type Text } from '../src/base/text.js';
import { ether, header, uint } from '../src/layout/build.js';
import { compileReader } from '../src/layout/scan.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';
import { ETHERTYPE_NAMES } from './ethertypes.js';

/** Ethernet II: a type behind the addresses. */
export const ethernetTable = header('eth', 'Ethernet II', 'IEEE 802.3', [
  ether('eth.dst', 'Destination', { alias: ['eth.addr'] }),
  ether('eth.src', 'Source', { alias: ['eth.addr'] }),
  uint('eth.type', 16, 'Type', { base: 'hex', values: ETHERTYPE_NAMES }),
]);

/** IEEE 802.3: a length behind the addresses. */
export const ieee8023Table = header('eth', 'IEEE 802.3 Ethernet', 'IEEE 802.3 3.2.6', [
  ether('eth.dst', 'Destination', { alias: ['eth.addr'] }),
  ether('eth.src', 'Source', { alias: ['eth.addr'] }),
  uint('eth.len', 16, 'Length'),
]);

const typeOf = compileReader(ethernetTable, 'eth.type');
const HEADER = 14;

/** The Ethernet dissector. */
export function createEth(id: number): Dissector {
  return {
    name: 'eth',
    title: 'Ethernet',
    headers: [ethernetTable, ieee8023Table],
    entries: [['linktype', 1]],
    generated: [],
    walk: (w) => walkEth(w, id),
    label: (w, i) =>
      `${w.variants[i] === 0 ? 'Ethernet II' : 'IEEE 802.3 Ethernet'}, Src: ${formatEther(w.sources[i], w.starts[i] + 6)}, Dst: ${formatEther(w.sources[i], w.starts[i])}`,
    protocol: () => 'Ethernet',
    source: (w, i, out) => putAddress(w, i, 6, out),
    destination: (w, i, out) => putAddress(w, i, 0, out),
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
    addLayer(w, id, 0, w.end, w.limit);
    return;
  }
  const type = typeOf(w.bytes, w.start);
  const variant = type < 0x0600 ? 1 : 0;
  const start = w.start + HEADER;
  addLayer(w, id, variant, start, variant === 1 ? start + type : w.limit);
  if (variant === 1) {
    w.next = w.lookup.idOf('llc');
    return;
  }
  w.next = w.lookup.find('ethertype', type);
  if (w.next === NONE) w.undecoded = `EtherType 0x${type.toString(16).padStart(4, '0')}`;
}
