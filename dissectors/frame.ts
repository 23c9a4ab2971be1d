/**
 * The frame itself: facts that the capture gives (number, time, lengths, interface, comments) as fields, so that they are
 * filtered, printed and listed like any other.
 */
import { putString } from '../src/base/text.js';
import { lineText } from '../src/base/utf8.js';
import { header } from '../src/layout/build.js';
import type { Value } from '../src/layout/types.js';
import { addLayer, type Dissector, type Frame, type Generated, type Walk } from './contract.js';
import { ENCAPSULATION_NAMES, encapsulationOf } from './encapsulations.js';

/** The frame has no octets of its own. */
export const frameTable = header('frame', 'Frame', 'none', []);

/** The layer under all others. */
export function createFrame(id: number): Dissector {
  return {
    name: 'frame',
    title: 'Frame',
    headers: [frameTable],
    entries: [],
    generated: [...INTERFACE, ...TIMES, ...LENGTHS, ...REST],
    walk: (w: Walk) => {
      addLayer(w, id, 0, w.start, w.limit);
      w.next = w.lookup.find('linktype', w.frame.linkType);
      if (w.next < 0) w.undecoded = `link type ${w.frame.linkType}`;
    },
    label,
    // Columns of a frame whose link layer nobody knows; else a layer above has its own.
    protocol: () => 'UNKNOWN',
    info: (w, _i, out) => putString(out, `Link type ${w.frame.linkType}`),
  };
}

function label(w: Walk): string {
  const { number, wireLen, capLen, interfaces, interfaceId } = w.frame;
  const where = interfaces.length === 0 ? '' : ` on interface ${interfaceName(w.frame)}, id ${interfaceId}`;
  return `Frame ${number}: ${count(wireLen)} on wire (${wireLen * 8} bits), ${count(capLen)} captured (${capLen * 8} bits)${where}`;
}

function count(octets: number): string {
  return `${octets} byte${octets === 1 ? '' : 's'}`;
}

function interfaceName(frame: Frame): string {
  return lineText(frame.interfaces[frame.interfaceId]?.name ?? 'unknown');
}

function bytesAndBits(value: Value): string {
  return `${count(Number(value))} (${Number(value) * 8} bits)`;
}

const NANOS = 1_000_000_000n;

function timeOf(frame: Frame): bigint | undefined {
  return Number.isNaN(frame.sec) ? undefined : BigInt(frame.sec) * NANOS + BigInt(frame.nsec);
}

/** Time since an earlier one (NaN: there is none, which makes it 0). */
function since(frame: Frame, sec: number, nsec: number): bigint | undefined {
  const now = timeOf(frame);
  if (now === undefined) return undefined;
  return Number.isNaN(sec) ? 0n : now - (BigInt(sec) * NANOS + BigInt(nsec));
}

/** Fields that only captures with interfaces (pcapng) have, and comments. */
const INTERFACE: readonly Generated[] = [
  {
    name: 'frame.comment',
    title: 'Comment',
    kind: 'text',
    meta: { line: (text) => lineText(String(text)) },
    brackets: false,
    compute: (w) => (w.frame.comments.length === 0 ? undefined : w.frame.comments),
  },
  {
    name: 'frame.interface_id',
    title: 'Interface id',
    kind: 'uint',
    meta: {},
    brackets: false,
    compute: (w) => (w.frame.interfaces.length === 0 ? undefined : w.frame.interfaceId),
  },
  {
    name: 'frame.interface_name',
    title: 'Interface name',
    kind: 'text',
    meta: {},
    brackets: false,
    under: 'frame.interface_id',
    mark: (name) => ` (${lineText(String(name))})`,
    compute: (w) =>
      w.frame.interfaces.length === 0
        ? undefined
        : (w.frame.interfaces[w.frame.interfaceId]?.name ?? 'unknown'),
  },
  {
    name: 'frame.interface_description',
    title: 'Interface description',
    kind: 'text',
    meta: {},
    brackets: false,
    under: 'frame.interface_id',
    compute: (w) => w.frame.interfaces[w.frame.interfaceId]?.description,
  },
  {
    name: 'frame.encap_type',
    title: 'Encapsulation type',
    kind: 'uint',
    meta: { values: ENCAPSULATION_NAMES },
    brackets: false,
    compute: (w) => encapsulationOf(w.frame.linkType),
  },
];

function span(name: string, title: string, compute: (frame: Frame) => bigint | undefined): Generated {
  return { name, title, kind: 'duration', meta: { unit: ' seconds' }, compute: (w) => compute(w.frame) };
}

const TIMES: readonly Generated[] = [
  {
    name: 'frame.time',
    title: 'Arrival Time',
    kind: 'time',
    meta: {},
    brackets: false,
    compute: (w) => timeOf(w.frame),
  },
  span('frame.offset_shift', 'Time shift for this packet', (frame) =>
    timeOf(frame) === undefined ? undefined : 0n,
  ),
  { ...span('frame.time_epoch', 'Epoch Time', timeOf), brackets: false },
  span('frame.time_delta', 'Time delta from previous captured frame', (frame) =>
    since(frame, frame.previousSec, frame.previousNsec),
  ),
  {
    ...span('frame.time_delta_displayed', 'Time delta from previous displayed frame', (frame) =>
      since(frame, frame.shownSec, frame.shownNsec),
    ),
    // In a filter: whether earlier frames are shown must be known. (Printing shows them in order anyway.)
    history: true,
  },
  span('frame.time_relative', 'Time since reference or first frame', (frame) =>
    since(frame, frame.firstSec, frame.firstNsec),
  ),
];

const LENGTHS: readonly Generated[] = [
  {
    name: 'frame.number',
    title: 'Frame Number',
    kind: 'uint',
    meta: {},
    brackets: false,
    compute: (w) => w.frame.number,
  },
  {
    name: 'frame.len',
    title: 'Frame Length',
    kind: 'uint',
    meta: { show: bytesAndBits },
    brackets: false,
    compute: (w) => w.frame.wireLen,
  },
  {
    name: 'frame.cap_len',
    title: 'Capture Length',
    kind: 'uint',
    meta: { show: bytesAndBits },
    brackets: false,
    compute: (w) => w.frame.capLen,
  },
];

const NEVER = { words: ['True', 'False'] } as const;

const REST: readonly Generated[] = [
  { name: 'frame.marked', title: 'Frame is marked', kind: 'flag', meta: NEVER, compute: () => false },
  { name: 'frame.ignored', title: 'Frame is ignored', kind: 'flag', meta: NEVER, compute: () => false },
  { name: 'frame.protocols', title: 'Protocols in frame', kind: 'text', meta: {}, compute: protocols },
];

/** Layers whose type field is a table of its own in Wireshark's chain. */
const TYPED: ReadonlySet<string> = new Set(['eth', 'vlan', 'ieee8021ad', 'sll', 'sll2']);

/** The chain of layers: "eth:ethertype:ip:igmp". */
function protocols(w: Walk): string {
  const names: string[] = [];
  for (let i = 1; i < w.count; i += 1) {
    const name = w.lookup.nameOf(w.ids[i]);
    if (i > 1 && name !== 'llc' && TYPED.has(w.lookup.nameOf(w.ids[i - 1]))) names.push('ethertype');
    names.push(name);
  }
  return names.join(':');
}
