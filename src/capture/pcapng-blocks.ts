/**
 * The pcapng blocks that describe: section header, interface description, names, statistics. Each function is handed
 * a whole block (the octets between its type and its trailing length), puts what it says into the facts, and returns
 * what is wrong with it, or null.
 */
import { maxCapturedLength } from './link-limits.js';
import { OPT_COMMENT, textAt, walkOptions } from './pcapng-options.js';
import { type TimeUnit, timeUnit } from './pcapng-time.js';
import type { CaptureInterface, CaptureName, CaptureStatistics, InterfaceAddress } from './types.js';

/** The facts, writable. */
export interface PcapngFacts {
  readonly format: 'pcapng';
  readonly interfaces: CaptureInterface[];
  readonly names: CaptureName[];
  readonly statistics: CaptureStatistics[];
  readonly comments: string[];
  readonly blockCounts: Map<number, number>;
}

/** What packets of the current section need to know of an interface. */
export interface SectionInterface {
  readonly id: number;
  readonly unit: TimeUnit;
  readonly snapLen: number;
  readonly maxCapLen: number;
}

/** Where a block's body lies: from `at` (behind the total length) to `end` (before the trailing one). */
export interface Body {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly at: number;
  readonly end: number;
  readonly little: boolean;
}

/** Section header: only its comments matter here; order of octets and version have been looked at. */
export function readSectionHeader(body: Body, facts: PcapngFacts): string | null {
  const { bytes, view, little } = body;
  return walkOptions(view, body.at + 16, body.end, little, (code, value, length) => {
    if (code === OPT_COMMENT) facts.comments.push(textAt(bytes, value, length));
    return null;
  });
}

const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_IPV4 = 4;
const IF_TSRESOL = 9;
const IF_FILTER = 11;
const IF_FCSLEN = 13;
const IF_TSOFFSET = 14;

/** Interface description: link type (16), reserved (16), snap length (32), options. */
export function readInterface(body: Body, facts: PcapngFacts, section: SectionInterface[]): string | null {
  const { bytes, view, at, little } = body;
  const linkType = view.getUint16(at, little);
  const snapLen = view.getUint32(at + 4, little);
  let name: string | undefined;
  let description: string | undefined;
  let tsResol: number | undefined;
  let tsOffset: bigint | undefined;
  let fcsLen: number | undefined;
  const ipv4: InterfaceAddress[] = [];
  const wrong = walkOptions(view, at + 8, body.end, little, (code, value, length) => {
    if (code === IF_NAME) name ??= textAt(bytes, value, length);
    else if (code === IF_DESCRIPTION) description ??= textAt(bytes, value, length);
    else if (code === IF_IPV4 && length === 8)
      ipv4.push({ address: view.getUint32(value), mask: view.getUint32(value + 4) });
    else if (code === IF_TSRESOL && length === 1) tsResol ??= bytes[value];
    else if (code === IF_FCSLEN && length === 1) fcsLen ??= bytes[value];
    else if (code === IF_TSOFFSET && length === 8) tsOffset ??= view.getBigInt64(value, little);
    else if (code === IF_FILTER && length < 1) return 'pcapng: interface filter option length 0 is < 1';
    return null;
  });
  if (wrong !== null) return wrong;
  const resol = tsResol ?? 6;
  const offset = tsOffset ?? 0n;
  const id = facts.interfaces.length;
  facts.interfaces.push({
    id,
    linkType,
    snapLen,
    name,
    description,
    tsResol: resol,
    tsOffset: offset,
    fcsLen,
    ...(ipv4.length === 0 ? {} : { ipv4 }),
  });
  section.push({ id, unit: timeUnit(resol, offset), snapLen, maxCapLen: maxCapturedLength(linkType) });
  return null;
}

const NAME_END = 0;
const NAME_IPV4 = 1;
const NAME_IPV6 = 2;

/** Name resolution: records of type (16), length (16), address, names each ending in a zero; then options. */
export function readNames(body: Body, facts: PcapngFacts): string | null {
  const { view, end, little } = body;
  let at = body.at;
  while (at < end) {
    if (end - at < 4) return `pcapng: ${end - at} bytes left in the block < NRB record header size 4`;
    const type = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    const padded = (length + 3) & ~3;
    at += 4;
    if (padded > end - at) {
      return `pcapng: ${end - at} bytes left in the block < NRB record length + padding ${padded}`;
    }
    if (type === NAME_END) return walkOptions(view, at + padded, end, little, () => null);
    if (type === NAME_IPV4 || type === NAME_IPV6) {
      const wrong = readNameRecord(body.bytes, at, length, type === NAME_IPV4 ? 4 : 16, facts);
      if (wrong !== null) return wrong;
    }
    at += padded;
  }
  return null;
}

function readNameRecord(
  bytes: Uint8Array,
  at: number,
  length: number,
  addressLength: number,
  facts: PcapngFacts,
): string | null {
  if (length < addressLength) {
    const family = addressLength === 4 ? 'IPv4' : 'IPv6';
    return `pcapng: NRB record length for ${family} record ${length} < minimum length ${addressLength}`;
  }
  const address = bytes.slice(at, at + addressLength);
  const end = at + length;
  let name = at + addressLength;
  while (name < end) {
    const zero = bytes.indexOf(0, name);
    if (zero < 0 || zero >= end) return 'pcapng: NRB record has non-null-terminated host name';
    facts.names.push({ address, name: textAt(bytes, name, zero - name) });
    name = zero + 1;
  }
  return null;
}

const ISB_IFRECV = 4;
const ISB_IFDROP = 5;
const ISB_FILTERACCEPT = 6;
const ISB_OSDROP = 7;

/** Interface statistics: interface (32), time (64), options. Those of an interface that is not there are passed over. */
export function readStatistics(body: Body, facts: PcapngFacts, section: SectionInterface[]): string | null {
  const { view, at, little } = body;
  const counts: (bigint | undefined)[] = [];
  const wrong = walkOptions(view, at + 12, body.end, little, (code, value, length) => {
    if (code >= ISB_IFRECV && code <= ISB_OSDROP && length === 8)
      counts[code] ??= view.getBigUint64(value, little);
    return null;
  });
  if (wrong !== null) return wrong;
  const owner = section[view.getUint32(at, little)];
  if (owner === undefined) return null;
  facts.statistics.push({
    interfaceId: owner.id,
    received: counts[ISB_IFRECV],
    dropped: counts[ISB_IFDROP],
    filterAccepted: counts[ISB_FILTERACCEPT],
    osDropped: counts[ISB_OSDROP],
  });
  return null;
}
