/**
 * Strict IGMP messages of version 1 (RFC 1112 appendix I): what hosts and routers exchange. Octets become a message or a
 * violation; what is wrong and yet harmless (RFC 1112: "ignored when received") is remarked, and the message is used.
 *
 *   0       4       8              16                              31
 *   +-------+-------+---------------+-------------------------------+
 *   |Version| Type  |    Unused     |           Checksum            |
 *   +-------+-------+---------------+-------------------------------+
 *   |                         Group Address                         |
 *   +---------------------------------------------------------------+
 *
 * A query of version 2 is one of version 1 whose unused octet is not zero (RFC 2236 2.2, 4); 12 octets or more make it one of
 * version 3 (RFC 3376 7.1), which is not understood here, as no other type of theirs is.
 */
import { formatIpv4, isMulticast } from '../src/base/address.js';
import { checksumWithout, internetChecksum } from '../src/base/checksum.js';
import { compileReader } from '../src/layout/readers.js';
import { compileWriter } from '../src/layout/writers.js';
import type { Severity } from './contract.js';
import type { Violation } from './gmp-violation.js';
import { igmpV1Table, igmpV2Table } from './igmp-tables.js';

/** A message of version 1. A group is an unsigned 32-bit number. */
export type IgmpMessage = { readonly type: 'query' } | { readonly type: 'report'; readonly group: number };

interface Finding {
  readonly severity: Severity;
  readonly clause: string;
}

/** All kinds of findings, by their stable codes. */
export const IGMP_FINDINGS = {
  'igmp.short': { severity: 'error', clause: 'RFC 1112 I' },
  'igmp.version': { severity: 'error', clause: 'RFC 1112 I; RFC 3376 7.1' },
  'igmp.bad_checksum': { severity: 'error', clause: 'RFC 1112 I; RFC 1071' },
  'igmp.report.group': { severity: 'error', clause: 'RFC 1112 4, I' },
  'igmp.query.group': { severity: 'warning', clause: 'RFC 1112 I' },
  'igmp.unused': { severity: 'warning', clause: 'RFC 1112 I' },
  'igmp.length': { severity: 'warning', clause: 'RFC 1112 I' },
} as const satisfies Readonly<Record<string, Finding>>;

/** Code of a finding in IGMP. */
export type IgmpFindingCode = keyof typeof IGMP_FINDINGS;
/** A finding in an IGMP message that arrived. */
export type IgmpViolation = Violation<IgmpFindingCode>;

/** A message that can be used, or why it cannot; with all that is to be remarked. */
export type IgmpParsed =
  | { readonly ok: true; readonly message: IgmpMessage; readonly remarks: readonly IgmpViolation[] }
  | { readonly ok: false; readonly violation: IgmpViolation; readonly remarks: readonly IgmpViolation[] };

/** Octets of a message. */
export const IGMP_LENGTH = 8;
/** The group of all hosts: always joined, never reported (RFC 1112 4). */
export const ALL_HOSTS = 0xe0000001;

/** First octets: version 1, and the type. */
const QUERY = 0x11;
const REPORT = 0x12;
/** Octets that make a query one of version 3 (RFC 3376 7.1). */
const V3_QUERY_LENGTH = 12;

const typeOf = compileReader(igmpV1Table, 'igmp.type');
/** The unused octet is where version 2 has its response time. */
const unusedOf = compileReader(igmpV2Table, 'igmp.max_resp');
const checksumOf = compileReader(igmpV1Table, 'igmp.checksum');
const groupOf = compileReader(igmpV1Table, 'igmp.maddr');
const writeType = compileWriter(igmpV1Table, 'igmp.type');
const writeUnused = compileWriter(igmpV2Table, 'igmp.max_resp');
const writeChecksum = compileWriter(igmpV1Table, 'igmp.checksum');
const writeGroup = compileWriter(igmpV1Table, 'igmp.maddr');

const NOTHING: readonly IgmpViolation[] = [];
const THE_QUERY: IgmpMessage = { type: 'query' };

/** The message in octets[start … end), the payload of an IP datagram. Never throws, never reads outside that range. */
export function parseIgmp(octets: Uint8Array, start: number, end: number): IgmpParsed {
  const violation = unusable(octets, start, end);
  const remarks = end - start < IGMP_LENGTH ? NOTHING : remarksOn(octets, start, end);
  if (violation !== undefined) return { ok: false, violation, remarks };
  const message: IgmpMessage =
    typeOf(octets, start) === QUERY ? THE_QUERY : { type: 'report', group: groupOf(octets, start) };
  return { ok: true, message, remarks };
}

/** The first error; undefined where the message can be used. */
function unusable(octets: Uint8Array, start: number, end: number): IgmpViolation | undefined {
  const length = end - start;
  if (length < IGMP_LENGTH) {
    return finding('igmp.short', 0, length, `A message has ${IGMP_LENGTH} octets, the sender sent ${length}`);
  }
  const type = typeOf(octets, start);
  if (!isVersion1(type, length)) {
    const what = `Type 0x${type.toString(16).padStart(2, '0')} of ${length} octets`;
    return finding('igmp.version', 0, 1, `${what}: not version 1`);
  }
  if (internetChecksum(octets, start, start + IGMP_LENGTH) !== 0) {
    const right = checksumWithout(octets, start, start + IGMP_LENGTH, start + 2);
    const is = `0x${checksumOf(octets, start).toString(16).padStart(4, '0')}`;
    const message = `Bad checksum ${is} [should be 0x${right.toString(16).padStart(4, '0')}]`;
    return finding('igmp.bad_checksum', 2, 4, message);
  }
  const group = groupOf(octets, start);
  if (type === QUERY || (isMulticast(group) && group !== ALL_HOSTS)) return undefined;
  return finding('igmp.report.group', 4, 8, `${formatIpv4(group)} is no group that is reported`);
}

function isVersion1(type: number, length: number): boolean {
  return type === REPORT || (type === QUERY && length < V3_QUERY_LENGTH);
}

/** What is wrong with a message of version 1 and does not keep it from being used. */
function remarksOn(octets: Uint8Array, start: number, end: number): readonly IgmpViolation[] {
  const type = typeOf(octets, start);
  const unused = unusedOf(octets, start);
  const group = type === QUERY ? groupOf(octets, start) : 0;
  const extra = end - start - IGMP_LENGTH;
  if (unused === 0 && group === 0 && extra === 0) return NOTHING;
  if (!isVersion1(type, end - start)) return NOTHING;
  const remarks: IgmpViolation[] = [];
  if (unused !== 0) remarks.push(finding('igmp.unused', 1, 2, `The unused octet is ${unused}, not 0`));
  if (group !== 0) remarks.push(finding('igmp.query.group', 4, 8, `A query of group ${formatIpv4(group)}`));
  if (extra !== 0) remarks.push(finding('igmp.length', 8, end - start, `${extra} octets behind the message`));
  return remarks;
}

function finding(code: IgmpFindingCode, start: number, end: number, message: string): IgmpViolation {
  return { code, ...IGMP_FINDINGS[code], start, end, message };
}

/** Writes a message into octets[at …) and gives the number of octets written. */
export function writeIgmp(message: IgmpMessage, into: Uint8Array, at: number): number {
  if (at + IGMP_LENGTH > into.length)
    throw new RangeError(`no room for the octets of an IGMP ${message.type}`);
  writeType(into, at, message.type === 'query' ? QUERY : REPORT);
  writeUnused(into, at, 0);
  writeChecksum(into, at, 0);
  writeGroup(into, at, message.type === 'query' ? 0 : message.group);
  writeChecksum(into, at, internetChecksum(into, at, at + IGMP_LENGTH));
  return IGMP_LENGTH;
}
