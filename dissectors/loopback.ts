/**
 * BSD loopback frames: four octets of address family before the packet, in the byte order of the machine that captured
 * (LINKTYPE_NULL, 0) or in network order (LINKTYPE_LOOP, 108).
 */
import { header, uint } from '../src/layout/build.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';

/** The address families of BSD systems; IPv6 has several numbers, Linux's 10 among them. */
const FAMILY_NAMES = {
  2: 'IP',
  7: 'OSI',
  10: 'IPv6',
  16: 'Appletalk',
  23: 'Netware IPX/SPX',
  24: 'IPv6',
  28: 'IPv6',
  30: 'IPv6',
};

/** Family in network order. */
export const nullTable = header('null', 'Null/Loopback', 'LINKTYPE_NULL', [
  uint('null.family', 32, 'Family', { values: FAMILY_NAMES }),
]);

/** Family with the least octet first. */
export const nullLittleTable = header('null', 'Null/Loopback', 'LINKTYPE_NULL', [
  uint('null.family', 32, 'Family', { values: FAMILY_NAMES, littleEndian: true }),
]);

/** The dissector of loopback frames. */
export function createNull(id: number): Dissector {
  return {
    name: 'null',
    title: 'Null/Loopback',
    shortTitle: 'Null',
    headers: [nullTable, nullLittleTable],
    entries: [
      ['linktype', 0],
      ['linktype', 108],
    ],
    generated: [],
    walk: (w) => walkNull(w, id),
    protocol: () => 'Null',
  };
}

function walkNull(w: Walk, id: number): void {
  const { bytes: octets, start } = w;
  if (w.end - start < 4) {
    addLayer(w, id, 0, w.end, w.limit);
    return;
  }
  // Families are small numbers: the order in which the upper half is empty is the order of the writer.
  const little = octets[start] !== 0 || octets[start + 1] !== 0;
  const family = little
    ? (octets[start] | (octets[start + 1] << 8) | (octets[start + 2] << 16) | (octets[start + 3] << 24)) >>> 0
    : (octets[start + 2] << 8) | octets[start + 3];
  addLayer(w, id, little ? 1 : 0, start + 4, w.limit);
  w.next = family < 65536 ? w.lookup.find('null.family', family) : NONE;
  if (w.next === NONE) w.undecoded = `address family ${family}`;
}
