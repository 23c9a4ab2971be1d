/**
 * Packets without any link header (LINKTYPE_RAW, 101, and the numbers 12 and 14 that it had on some systems): the first
 * four bits tell IPv4 from IPv6. The layer has no octets of its own.
 */
import { header } from '../src/layout/build.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';

/** No octets. */
export const rawTable = header('raw', 'Raw packet data', 'LINKTYPE_RAW', []);

/** The dissector of raw packets. */
export function createRaw(id: number): Dissector {
  return {
    name: 'raw',
    title: 'Raw packet data',
    shortTitle: 'Raw',
    headers: [rawTable],
    entries: [
      ['linktype', 12],
      ['linktype', 14],
      ['linktype', 101],
    ],
    generated: [],
    walk: (w) => walkRaw(w, id),
  };
}

function walkRaw(w: Walk, id: number): void {
  addLayer(w, id, 0, w.start, w.limit);
  if (w.start >= w.end) return;
  const version = w.bytes[w.start] >> 4;
  w.next = version === 4 ? w.lookup.idOf('ip') : version === 6 ? w.lookup.idOf('ipv6') : NONE;
  if (w.next === NONE) w.undecoded = `IP version ${version}`;
}
