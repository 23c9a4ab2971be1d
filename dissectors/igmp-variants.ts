/**
 * Which version of IGMP a message is, and so by which table it is read (RFC 3376 7.1).
 *
 *   type 0x11 ─ 8 octets, code 0 ──► version 1     12 octets or more ──► version 3
 *             ─ otherwise ─────────► version 2
 */
import { compileReader } from '../src/layout/readers.js';
import type { Header } from '../src/layout/types.js';
import type { Walk } from './contract.js';
import {
  igmpMtraceTable,
  igmpOtherTable,
  igmpV0Table,
  igmpV1Table,
  igmpV2Table,
  igmpV3FloatQueryTable,
  igmpV3QueryTable,
  igmpV3ReportTable,
} from './igmp-tables.js';
import type { Shape, Shortcut } from './shortcut.js';

/** The tables, by variant. */
export const TABLES: readonly Header[] = [
  igmpV0Table,
  igmpV1Table,
  igmpV2Table,
  igmpV3QueryTable,
  igmpV3FloatQueryTable,
  igmpV3ReportTable,
  igmpMtraceTable,
  igmpOtherTable,
];
/** Variants: places in the list of tables. */
export const V2 = 2;
export const V3_QUERY = 3;
export const V3_FLOAT_QUERY = 4;
export const V3_REPORT = 5;
export const OTHER = 7;
const V0 = 0;
const V1 = 1;
const MTRACE = 6;
/** IGMP version of each table; -1 where it has none. */
const VERSIONS = [0, 1, 2, 3, 3, 3, -1, -1];

/** The IGMP version of a table's messages; undefined where it has none. */
export function versionOf(variant: number): number | undefined {
  return VERSIONS[variant] < 0 ? undefined : VERSIONS[variant];
}

/** The type of a query, in all versions from 1 on. */
export const QUERY = 0x11;
/** Variants of all other types; what is in none of these ranges is OTHER. */
const TYPES: readonly (readonly [from: number, to: number, variant: number])[] = [
  [0x00, 0x0f, V0],
  [0x12, 0x12, V1],
  [0x16, 0x17, V2],
  [0x22, 0x22, V3_REPORT],
  [0x1e, 0x1f, MTRACE],
];
/** Octets from which on a query is one of version 3. */
const V3_QUERY_OCTETS = 12;
/** Response codes up to this one are the time itself. */
const LAST_PLAIN_CODE = 127;

const typeOf = compileReader(igmpV2Table, 'igmp.type');
const codeOf = compileReader(igmpV2Table, 'igmp.max_resp');
const VARIANTS = Uint8Array.from({ length: 256 }, (_, type) => {
  const range = TYPES.find(([from, to]) => from <= type && type <= to);
  return range === undefined ? OTHER : range[2];
});

/** The variant of the message at the cursor, of which one octet is there. */
export function variantOf(w: Walk): number {
  const type = typeOf(w.bytes, w.start);
  return type === QUERY ? queryVariant(w) : VARIANTS[type];
}

function queryVariant(w: Walk): number {
  const length = w.limit - w.start;
  const code = w.end - w.start > 1 ? codeOf(w.bytes, w.start) : 0;
  if (length >= V3_QUERY_OCTETS) return code <= LAST_PLAIN_CODE ? V3_QUERY : V3_FLOAT_QUERY;
  return code === 0 ? V1 : V2;
}

const LONGEST = 0xffff;

function query(variant: number, octets: readonly [number, number], code: readonly [number, number]): Shape {
  return {
    variant,
    when: { 'igmp.type': [[QUERY, QUERY]], 'igmp.max_resp': [code] },
    octets,
    header: 'rest',
  };
}

/** Messages of all versions, from 8 octets on: nothing follows one, and none has state. */
export const IGMP_SHORTCUT: Shortcut = {
  least: 8,
  shapes: [
    ...TYPES.map(
      ([from, to, variant]): Shape => ({
        variant,
        when: { 'igmp.type': [[from, to]] },
        header: 'rest',
      }),
    ),
    query(V3_QUERY, [V3_QUERY_OCTETS, LONGEST], [0, LAST_PLAIN_CODE]),
    query(V3_FLOAT_QUERY, [V3_QUERY_OCTETS, LONGEST], [LAST_PLAIN_CODE + 1, 255]),
    query(V1, [0, V3_QUERY_OCTETS - 1], [0, 0]),
    query(V2, [0, V3_QUERY_OCTETS - 1], [1, 255]),
    {
      variant: OTHER,
      when: {
        'igmp.type': [
          [QUERY + 1, 255],
          [0, QUERY - 1],
        ],
      },
      header: 'rest',
    },
  ],
};
