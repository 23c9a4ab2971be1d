/**
 * VLAN tags: IEEE 802.1Q (0x8100, and 0x9100 as it was used before the standard had a number for outer tags) and the
 * service tag of IEEE 802.1ad (0x88a8). Both carry priority, drop eligibility and identifier, and the type of what follows.
 */
import { putDecimal, putString, type Text } from '../src/base/text.js';
import { flag, group, header, uint } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';
import { enterLlc } from './eth.js';
import { ETHERTYPE_NAMES } from './ethertypes.js';
import { trailerFields } from './trailer.js';

const PRIORITY_NAMES = {
  0: 'Best Effort (default)',
  1: 'Background',
  2: 'Excellent Effort',
  3: 'Critical Applications',
  4: 'Video, < 100ms latency and jitter',
  5: 'Voice, < 10ms latency and jitter',
  6: 'Internetwork Control',
  7: 'Network Control',
};

const tag = group(
  'vlan.tci',
  'Tag Control Information',
  [
    uint('vlan.priority', 3, 'Priority', { values: PRIORITY_NAMES, clause: 'IEEE 802.1Q 9.6' }),
    flag('vlan.dei', 'DEI', { words: ['Eligible', 'Ineligible'] }),
    uint('vlan.id', 12, 'ID'),
  ],
  { hidden: true, base: 'hex' },
);

/** IEEE 802.1Q, followed by an EtherType. */
export const vlanTable = header('vlan', '802.1Q Virtual LAN', 'IEEE 802.1Q 9.6', [
  tag,
  uint('vlan.etype', 16, 'Type', { base: 'hex', values: ETHERTYPE_NAMES }),
]);

/** IEEE 802.1Q, followed by a length and LLC. */
export const vlanLengthTable = header('vlan', '802.1Q Virtual LAN', 'IEEE 802.1Q 9.6', [
  tag,
  uint('vlan.len', 16, 'Length'),
]);

/** The service tag of IEEE 802.1ad. */
export const ieee8021adTable = header('ieee8021ad', 'IEEE 802.1ad', 'IEEE 802.1ad 9.6', [
  group(
    'ieee8021ad.tci',
    'Tag Control Information',
    [
      uint('ieee8021ad.priority', 3, 'Priority'),
      uint('ieee8021ad.dei', 1, 'DEI'),
      uint('ieee8021ad.id', 12, 'ID'),
    ],
    { hidden: true, base: 'hex' },
  ),
  uint('ieee8021ad.etype', 16, 'Type', { base: 'hex', values: ETHERTYPE_NAMES }),
]);

const priorityOf = compileReader(vlanTable, 'vlan.priority');
const eligibleOf = compileReader(vlanTable, 'vlan.dei');
const idOf = compileReader(vlanTable, 'vlan.id');
const typeOf = compileReader(vlanTable, 'vlan.etype');
const TAG = 4;

/** The 802.1Q dissector. */
export function createVlan(id: number): Dissector {
  return {
    name: 'vlan',
    title: '802.1Q Virtual LAN',
    shortTitle: 'VLAN',
    headers: [vlanTable, vlanLengthTable],
    entries: [
      ['ethertype', 0x8100],
      ['ethertype', 0x9100],
    ],
    generated: trailerFields((w, i) => w.payloads[i]),
    walk: (w) => walkTag(w, id, true),
    shortcut: {
      least: TAG,
      shapes: [
        {
          variant: 0,
          when: { 'vlan.etype': [[1501, 0xffff]] },
          header: TAG,
          next: { table: 'ethertype', field: 'vlan.etype' },
        },
      ],
    },
    label: (w, i) => {
      if (w.ends[i] - w.starts[i] < 2) return '802.1Q Virtual LAN';
      const octets = w.sources[i];
      const at = w.starts[i];
      return `802.1Q Virtual LAN, PRI: ${priorityOf(octets, at)}, DEI: ${eligibleOf(octets, at)}, ID: ${idOf(octets, at)}`;
    },
    protocol: (w, i) =>
      w.ends[i] - w.starts[i] < TAG || w.variants[i] === 1
        ? 'VLAN'
        : `0x${typeOf(w.sources[i], w.starts[i]).toString(16).padStart(4, '0')}`,
    info: (w, i, out) => {
      if (w.ends[i] - w.starts[i] < 2) return;
      putString(out, 'PRI: ');
      putDecimal(out, priorityOf(w.sources[i], w.starts[i]));
      putString(out, '  DEI: ');
      putDecimal(out, eligibleOf(w.sources[i], w.starts[i]));
      writeId(w, i, out, '  ID: ');
    },
  };
}

/** The 802.1ad dissector. */
export function createIeee8021ad(id: number): Dissector {
  return {
    name: 'ieee8021ad',
    title: 'IEEE 802.1ad',
    shortTitle: '802.1ad',
    headers: [ieee8021adTable],
    entries: [['ethertype', 0x88a8]],
    generated: [],
    walk: (w) => walkTag(w, id, false),
    shortcut: {
      least: TAG,
      shapes: [{ variant: 0, header: TAG, next: { table: 'ethertype', field: 'ieee8021ad.etype' } }],
    },
    label: (w, i) =>
      w.ends[i] - w.starts[i] < 2 ? 'IEEE 802.1ad' : `IEEE 802.1ad, ID: ${idOf(w.sources[i], w.starts[i])}`,
    protocol: () => '802.1ad',
    info: (w, i, out) => {
      if (w.ends[i] - w.starts[i] >= 2) writeId(w, i, out, 'ID: ');
    },
  };
}

function writeId(w: Walk, i: number, out: Text, before: string): void {
  putString(out, before);
  putDecimal(out, idOf(w.sources[i], w.starts[i]));
}

function walkTag(w: Walk, id: number, withLength: boolean): void {
  if (w.end - w.start < TAG) {
    addLayer(w, id, 0, w.end, w.limit);
    return;
  }
  const type = typeOf(w.bytes, w.start);
  const isLength = withLength && type <= 1500;
  addLayer(w, id, isLength ? 1 : 0, w.start + TAG, w.limit);
  if (isLength) {
    enterLlc(w, type);
    return;
  }
  w.next = w.lookup.find('ethertype', type);
  if (w.next === NONE) w.undecoded = `EtherType 0x${type.toString(16).padStart(4, '0')}`;
}
