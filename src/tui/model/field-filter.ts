/**
 * A filter for a line of the tree: what is true of this packet by that field.
 */
import { formatEther, formatIpv4, formatIpv6, hex } from '../../base/address.js';
import { formatSeconds } from '../../base/time.js';
import type { Value } from '../../layout/types.js';
import type { Packet } from '../store/contract.js';
import type { FilterLanguage } from './filter-language.js';
import type { TreeLine } from './tree-lines.js';

/** Most octets that a filter spells out. */
const MOST_OCTETS = 64;

/** The filter; undefined for a line that nothing can be filtered by. */
export function fieldFilter(line: TreeLine, packet: Packet, filters: FilterLanguage): string | undefined {
  const { field, value, start, end } = line.node;
  if (field === undefined) return octetsFilter(line, packet, filters);
  // A part of the tree is no value: it is told by its octets.
  if (field.kind === 'subtree') return octetsFilter(line, packet, filters);
  const name = field.name;
  const right = value === undefined ? undefined : constantOf(field.kind, field.meta.base, value);
  const full = right === undefined ? name : `${name} == ${right}`;
  for (const text of [full, name]) if (filters.check(text) === undefined) return text;
  return start < end ? octetsFilter(line, packet, filters) : undefined;
}

function constantOf(kind: string, base: string | undefined, value: Value): string | undefined {
  switch (kind) {
    case 'flag':
      return value === true || value === 1 ? '1' : '0';
    case 'uint':
      return base === 'hex' || base === 'hex_dec' ? `0x${Number(value).toString(16)}` : String(value);
    case 'int':
    case 'uint64':
      return String(value);
    case 'ipv4':
      return formatIpv4(Number(value));
    case 'duration':
      return formatSeconds(
        BigInt(Number.isInteger(value) || typeof value === 'bigint' ? (value as bigint) : 0),
      );
    case 'time':
      return typeof value === 'bigint' ? formatSeconds(value) : undefined;
    case 'text':
      return typeof value === 'string' ? quoted(value) : undefined;
  }
  if (!(value instanceof Uint8Array)) return undefined;
  if (kind === 'ipv6') return formatIpv6(value);
  if (kind === 'ether') return formatEther(value);
  return value.length === 0 || value.length > MOST_OCTETS ? undefined : hex(value, ':');
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** By the octets themselves, where they are the frame's own. */
function octetsFilter(
  { node, source }: TreeLine,
  packet: Packet,
  filters: FilterLanguage,
): string | undefined {
  const size = node.end - node.start;
  const octets = packet.sources[source];
  if (source !== 0 || octets === undefined || size < 1 || size > MOST_OCTETS) return undefined;
  const text = `frame[${node.start}:${size}] == ${hex(octets.bytes.subarray(node.start, node.end), ':')}`;
  return filters.check(text) === undefined ? text : undefined;
}

/** Two filters as one. */
export function joined(before: string, operator: '&&' | '||', added: string): string {
  if (before === '') return added;
  const simple = !/&&|\|\||\^\^|\b(?:and|or|xor)\b/.test(before);
  return `${simple ? before : `(${before})`} ${operator} ${added}`;
}
