/**
 * What is worth saying of an IPv4 header beyond what does not fit its table: lengths that lie, checksums, times to live
 * that do not go with the destination (RFC 5771 4), options that break their own rules (RFC 791 3.1).
 */
import { compileReader } from '../src/layout/readers.js';
import type { Expert, Walk } from './contract.js';
import { type FragmentNames, fragmentExperts } from './fragment-fields.js';
import { ipv4Table, optionTitle } from './ipv4-tables.js';

/** How Wireshark names what is reassembled of IPv4. */
export const IPV4_FRAGMENT_NAMES: FragmentNames = {
  prefix: 'ip',
  protocol: 'IPv4',
  reassembledIn: 'ip.reassembled_in',
};

const versionOf = compileReader(ipv4Table, 'ip.version');
const headerWords = compileReader(ipv4Table, 'ip.hdr_len');
const totalLength = compileReader(ipv4Table, 'ip.len');
const timeToLive = compileReader(ipv4Table, 'ip.ttl');
const protocolOf = compileReader(ipv4Table, 'ip.proto');
const destinationOf = compileReader(ipv4Table, 'ip.dst');
const START = 1;
const LENGTH = 2;
const VERSION = 3;

/** The findings of layer `i`, which is read by the full table unless `w.variants` says otherwise. */
export function judgeIpv4(
  w: Walk,
  i: number,
  checksum: number | undefined,
  rightChecksum: () => number,
): readonly Expert[] {
  const octets = w.sources[i];
  const start = w.starts[i];
  if (w.variants[i] === START || w.variants[i] === VERSION) return [bogusStart(octets, start)];
  const have = w.ends[i] - start;
  if (have < 4) return [];
  if (w.variants[i] === LENGTH) {
    return [
      finding(start + 2, start + 4, 'ip.len', 'error', 'Protocol', 'ip.bogus_ip_length', 'Bogus IP length'),
    ];
  }
  const found: Expert[] = [];
  const total = totalLength(octets, start);
  const onWire = w.limits[i] - start;
  if (total > onWire) {
    const message = `IPv4 total length exceeds packet length (${onWire} bytes)`;
    found.push(finding(start + 2, start + 4, 'ip.len', 'error', 'Protocol', 'ip.bogus_ip_length', message));
  }
  if (checksum === 0) {
    const right = rightChecksum().toString(16).padStart(4, '0');
    const message = `Bad checksum [should be 0x${right}]`;
    found.push(
      finding(start + 10, start + 12, 'ip.checksum', 'error', 'Checksum', 'ip.checksum_bad', message),
    );
  }
  if (have >= 20) {
    const ttl = judgeTtl(octets, start);
    if (ttl !== undefined) found.push(ttl);
    judgeOptions(octets, start, w.ends[i], found);
  }
  const ofParts = fragmentExperts(IPV4_FRAGMENT_NAMES, w, i);
  return ofParts.length === 0 ? found : [...found, ...ofParts];
}

function finding(
  start: number,
  end: number,
  field: string,
  severity: Expert['severity'],
  group: Expert['group'],
  code: string,
  message: string,
): Expert {
  return { severity, group, code, message, start, end, field, fault: 'sender' };
}

function bogusStart(octets: Uint8Array, start: number): Expert {
  if (versionOf(octets, start) !== 4) {
    const message = 'Bogus IPv4 version';
    return finding(start, start + 1, 'ip.version', 'error', 'Protocol', 'ip.bogus_ip_version', message);
  }
  const message = `Bogus IP header length (${headerWords(octets, start) * 4}, must be at least 20)`;
  return finding(start, start + 1, 'ip.hdr_len', 'error', 'Protocol', 'ip.bogus_header_length', message);
}

/** Groups of the Local Network Control Block whose protocol asks for another time to live than 1; 0: any. */
const CONTROL_BLOCK_TTL: ReadonlyMap<number, number> = new Map([
  [0xe0000012, 255],
  [0xe0000066, 255],
  [0xe00000fb, 255],
  [0xe00000fc, 0],
]);
const LOW_TTL = 5;
const PIM = 103;
const OSPF = 89;

function judgeTtl(octets: Uint8Array, start: number): Expert | undefined {
  const ttl = timeToLive(octets, start);
  const destination = destinationOf(octets, start);
  const note = (code: string, message: string): Expert =>
    finding(start + 8, start + 9, 'ip.ttl', 'note', 'Sequence', code, message);
  if (destination >>> 8 === 0xe00000) {
    const right = CONTROL_BLOCK_TTL.get(destination) ?? 1;
    if (right === 0 || ttl === right) return undefined;
    const block = 'for a packet sent to the Local Network Control Block (see RFC 3171)';
    return note('ip.ttl.lncb', `"Time To Live" != ${right} ${block}`);
  }
  if (ttl >= LOW_TTL || destination >>> 28 === 0xe) return undefined;
  const proto = protocolOf(octets, start);
  if (proto === PIM || proto === OSPF) return undefined;
  return note('ip.ttl.too_small', `"Time To Live" only ${ttl}`);
}

/** Lengths that some options must have. */
const OPTION_LENGTHS: Readonly<Record<number, number>> = { 11: 4, 12: 4, 82: 12, 136: 4, 148: 4 };
const SHORTEST_ROUTE = 3;
const SHORTEST_STAMP = 4;

function judgeOptions(octets: Uint8Array, start: number, end: number, found: Expert[]): void {
  const last = Math.min(start + headerWords(octets, start) * 4, end);
  let fillers = 0;
  let at = start + 20;
  while (at < last && octets[at] !== 0) {
    if (octets[at] === 1) {
      fillers += 1;
      at += 1;
      if (fillers === 4) {
        const message = '4 NOP in a row - a router may have removed some options';
        found.push(finding(at - 4, at, 'ip.options', 'warning', 'Protocol', 'ip.nop', message));
      }
      continue;
    }
    fillers = 0;
    const length = at + 1 < last ? octets[at + 1] : 0;
    const wrong = optionLengthText(octets[at], length, last - at);
    if (wrong !== undefined) {
      found.push(
        finding(at, Math.min(at + 2, last), 'ip.opt.len', 'warning', 'Protocol', 'ip.opt.len.invalid', wrong),
      );
    }
    if (length < 2 || at + length > last) return;
    judgePointer(octets, at, length, found);
    at += length;
  }
}

function optionLengthText(type: number, length: number, room: number): string | undefined {
  const title = optionTitle(type) ?? `Unknown (0x${type.toString(16).padStart(2, '0')})`;
  const octets = `${length} byte${length === 1 ? '' : 's'}`;
  if (length < 2) return `${title} (with too-short option length = ${octets})`;
  if (length > room) return `${title} (option length = ${octets} says option goes past end of options)`;
  const right = OPTION_LENGTHS[type];
  if (right !== undefined && right !== length)
    return `${title} (with option length = ${octets}; should be ${right})`;
  const least =
    type === 7 || type === 131 || type === 137 ? SHORTEST_ROUTE : type === 68 ? SHORTEST_STAMP : 2;
  return length < least ? `${title} (with option length = ${octets}; should be >= ${least})` : undefined;
}

function judgePointer(octets: Uint8Array, at: number, length: number, found: Expert[]): void {
  const type = octets[at];
  if ((type !== 7 && type !== 131 && type !== 137) || length < SHORTEST_ROUTE) return;
  const pointer = octets[at + 2];
  const report = (code: string, message: string): void => {
    found.push(finding(at + 2, at + 3, 'ip.opt.ptr', 'warning', 'Protocol', code, message));
  };
  if (pointer < 4) report('ip.opt.ptr.before_address', 'Pointer points before first address');
  else if ((pointer & 3) !== 0) report('ip.opt.ptr.middle_address', 'Pointer points to middle of address');
}
