/**
 * IEEE 802.2 logical link control, with the subnetwork access protocol (SNAP) behind it: under organisation code 0 (and
 * the bridges' 0x0000f8) SNAP carries an EtherType, so IPv4 and IPv6 are found in 802.3 frames as well.
 *
 *   | DSAP | SSAP | control: 1 octet (unnumbered) or 2 | SNAP, if both SAPs are 0xaa: OUI (3), type (2) |
 */
import { putDecimal, putString, type Text } from '../src/base/text.js';
import { bytes, flag, group, header, uint, when } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import type { Value, ValueNames } from '../src/layout/types.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';
import { ETHERTYPE_NAMES } from './ethertypes.js';

const SAP_NAMES: ValueNames = {
  0: 'NULL LSAP',
  1: 'NULL LSAP',
  2: 'LLC Sub-Layer Management',
  4: 'SNA Path Control',
  6: 'TCP/IP',
  66: 'Spanning Tree BPDU',
  126: 'ISO 8208 (X.25 over 802.2)',
  128: 'XNS',
  152: 'ARP',
  170: 'SNAP',
  224: 'NetWare',
  240: 'NetBIOS',
  254: 'ISO Network Layer',
  255: 'Global LSAP',
};

/** Unnumbered frames: modifier bits, as command and as response, and their short names (IEEE 802.2 5.4.1). */
const COMMANDS: Readonly<Record<number, readonly [string, string]>> = {
  0: ['UI', 'Unnumbered Information'],
  64: ['DISC', 'Disconnect'],
  96: ['UA', 'Unnumbered Acknowledge'],
  108: ['SABME', 'Set Asynchronous Balanced Mode Extended'],
  132: ['FRMR', 'Frame reject'],
  172: ['XID', 'Exchange identification'],
  224: ['TEST', 'Test'],
};
const SUPERVISORY = ['RR', 'RNR', 'REJ', 'SREJ'];

function sapName(value: number): string {
  return SAP_NAMES[value] ?? SAP_NAMES[value & 0xfe] ?? 'Unknown';
}

const showSap = (value: Value): string =>
  `${sapName(Number(value))} (0x${Number(value).toString(16).padStart(2, '0')})`;
const showSapBits = (value: Value): string => sapName(Number(value) * 2);

const dsap = group(
  'llc.dsap',
  'DSAP',
  [
    uint('llc.dsap.sap', 7, 'SAP', { show: showSapBits, map: (raw) => raw * 2 }),
    flag('llc.dsap.ig', 'IG Bit', { words: ['Group', 'Individual'] }),
  ],
  { base: 'hex', show: showSap },
);
const ssap = group(
  'llc.ssap',
  'SSAP',
  [
    uint('llc.ssap.sap', 7, 'SAP', { show: showSapBits, map: (raw) => raw * 2 }),
    flag('llc.ssap.cr', 'CR Bit', { words: ['Response', 'Command'] }),
  ],
  { base: 'hex', show: showSap },
);

/** What a control octet says, as in "U, func=UI". */
function controlText(first: number, second: number): string {
  if ((first & 3) === 3) {
    const poll = (first & 0x10) === 0 ? '' : ' P';
    return `U${poll}, func=${COMMANDS[first & 0xec]?.[0] ?? 'Unknown'}`;
  }
  if ((first & 1) === 1) return `S, func=${SUPERVISORY[(first >> 2) & 3]}, N(R)=${second >> 1}`;
  return `I, N(R)=${second >> 1}, N(S)=${first >> 1}`;
}

const unnumbered = group(
  'llc.control',
  'Control field',
  [
    uint('llc.control.u_modifier_high', 3, 'Modifier', { hidden: true }),
    flag('llc.control.p', 'Poll'),
    uint('llc.control.u_modifier_low', 2, 'Modifier', { hidden: true }),
    uint('llc.control.ftype', 2, 'Frame type', { base: 'hex', values: { 3: 'Unnumbered frame' } }),
  ],
  {
    base: 'hex',
    show: (raw) => `${controlText(Number(raw), 0)} (0x${Number(raw).toString(16).padStart(2, '0')})`,
  },
);

const OUI_NAMES = { 0: 'Encapsulated Ethernet', 12: 'Cisco Systems, Inc', 248: 'Cisco (bridged)' };

/** An unnumbered frame. */
export const llcTable = header('llc', 'Logical-Link Control', 'IEEE 802.2', [dsap, ssap, unnumbered]);

/** An unnumbered frame with SNAP. */
export const snapTable = header('llc', 'Logical-Link Control', 'IEEE 802', [
  dsap,
  ssap,
  unnumbered,
  uint('llc.oui', 24, 'Organization Code', {
    show: (value) => {
      const text = Number(value).toString(16).padStart(6, '0');
      const name = OUI_NAMES[Number(value) as keyof typeof OUI_NAMES] as string | undefined;
      return `${text.slice(0, 2)}:${text.slice(2, 4)}:${text.slice(4)}${name === undefined ? '' : ` (${name})`}`;
    },
  }),
  when({ field: 'llc.oui', is: [0, 0xf8] }, [
    uint('llc.type', 16, 'Type', { base: 'hex', values: ETHERTYPE_NAMES }),
  ]),
  when({ field: 'llc.oui', not: [0, 0xf8] }, [uint('llc.pid', 16, 'Protocol ID', { base: 'hex' })]),
]);

/** Information and supervisory frames: two control octets. */
export const llcNumberedTable = header('llc', 'Logical-Link Control', 'IEEE 802.2', [
  dsap,
  ssap,
  bytes('llc.control.numbered', 'Control field', 2, {
    show: (value) =>
      value instanceof Uint8Array && value.length === 2
        ? `${controlText(value[0], value[1])} (0x${((value[1] << 8) | value[0]).toString(16).padStart(4, '0')})`
        : '',
  }),
]);

const dsapOf = compileReader(llcTable, 'llc.dsap');
const ssapOf = compileReader(llcTable, 'llc.ssap');
const controlOf = compileReader(llcTable, 'llc.control');
const organisationOf = compileReader(snapTable, 'llc.oui');
const UNNUMBERED = 0;
const SNAP = 1;
const NUMBERED = 2;
const SNAP_SAP = 0xaa;

/** The LLC dissector. */
export function createLlc(id: number): Dissector {
  return {
    name: 'llc',
    title: 'Logical-Link Control',
    headers: [llcTable, snapTable, llcNumberedTable],
    entries: [],
    generated: [],
    walk: (w) => walkLlc(w, id),
    protocol: () => 'LLC',
    info: writeInfo,
  };
}

function walkLlc(w: Walk, id: number): void {
  const { bytes: octets, start, end } = w;
  if (end - start < 3) {
    addLayer(w, id, UNNUMBERED, end, w.limit);
    return;
  }
  const numbered = (controlOf(octets, start) & 3) !== 3;
  const snap = !numbered && dsapOf(octets, start) === SNAP_SAP && ssapOf(octets, start) === SNAP_SAP;
  const length = numbered ? 4 : snap ? 8 : 3;
  const variant = numbered ? NUMBERED : snap ? SNAP : UNNUMBERED;
  addLayer(w, id, variant, start + length, w.limit);
  if (end - start < length) return;
  if (!snap) {
    const sap = dsapOf(octets, start);
    w.next = numbered ? NONE : w.lookup.find('llc.dsap', sap);
    if (w.next === NONE) w.undecoded = `LLC SAP 0x${sap.toString(16).padStart(2, '0')}`;
    return;
  }
  const organisation = organisationOf(octets, start);
  const type = (octets[start + 6] << 8) | octets[start + 7];
  if (organisation === 0 || organisation === 0xf8) w.next = w.lookup.find('ethertype', type);
  if (w.next === NONE) {
    w.undecoded = `SNAP ${organisation.toString(16).padStart(6, '0')} 0x${type.toString(16).padStart(4, '0')}`;
  }
}

function writeInfo(w: Walk, i: number, out: Text): void {
  const octets = w.sources[i];
  const at = w.starts[i];
  if (w.ends[i] - at < (w.variants[i] === NUMBERED ? 4 : 3)) return;
  const target = dsapOf(octets, at);
  const origin = ssapOf(octets, at);
  putString(out, controlText(octets[at + 2], octets[at + 3]));
  if (w.variants[i] === SNAP && w.ends[i] - at >= 8) {
    putString(out, '; SNAP, OUI 0x');
    putString(out, organisationOf(octets, at).toString(16).padStart(6, '0'));
    putString(out, ', PID ');
    putDecimal(out, (octets[at + 6] << 8) | octets[at + 7]);
    return;
  }
  putString(out, `; DSAP ${nameInInfo(target)} ${(target & 1) === 1 ? 'Group' : 'Individual'}`);
  putString(out, `, SSAP ${nameInInfo(origin)} ${(origin & 1) === 1 ? 'Response' : 'Command'}`);
}

function nameInInfo(sap: number): string {
  return SAP_NAMES[sap & 0xfe] ?? `0x${(sap & 0xfe).toString(16).padStart(2, '0')}`;
}
