/**
 * A right message of every type.
 */
import { encodeGmp, type FlatFields } from '../../dissectors/gmp-codec.js';
import type { GmpType } from '../../dissectors/gmp-names.js';

/** What every message of the examples has. */
const SESSION: FlatFields = {
  'gmp.version': 1,
  'gmp.session_id': 7,
  'gmp.user_id': 3,
  'gmp.group.port': 5004,
  'gmp.group.addr': '239.1.2.3',
};
const KEY = '000102030405060708090a0b0c0d0e0f';
const MM: FlatFields = {
  'gmp.mm.mode': 2,
  'gmp.mm.member_type': 1,
  'gmp.mm.ka_period': 100,
  'gmp.mm.timeout': 30,
};

/** An example and what is to be seen of it. */
export interface Example {
  readonly type: GmpType;
  /** First two octets. */
  readonly head: readonly [number, number];
  readonly length: number;
  readonly fields: FlatFields;
  readonly info: string;
}

/** A right message of each type: codes of tables 2 and 4, flags of 8.2 b and 8.4 e. */
export const EXAMPLES: readonly Example[] = [
  {
    type: 'SCREQ',
    head: [0x14, 0x01],
    length: 16,
    fields: { 'gmp.sm.flags.s': true, 'gmp.session_id': 0, 'gmp.user_id': 0, 'gmp.group.addr': '0.0.0.0' },
    info: 'SCREQ session 0 user 0, secure',
  },
  {
    type: 'SCACC',
    head: [0x10, 0x02],
    length: 16,
    fields: {},
    info: 'SCACC session 7 user 3, group 239.1.2.3:5004',
  },
  {
    type: 'SCREJ',
    head: [0x14, 0x03],
    length: 16,
    fields: { 'gmp.sm.flags.s': true },
    info: 'SCREJ session 7 user 3, secure not supported',
  },
  {
    type: 'SDREQ',
    head: [0x12, 0x04],
    length: 16,
    fields: { 'gmp.sm.flags.m': true },
    info: 'SDREQ session 7 user 3, closed',
  },
  { type: 'SDRES', head: [0x10, 0x05], length: 16, fields: {}, info: 'SDRES session 7 user 3, open' },
  {
    type: 'SCINF',
    head: [0x11, 0x06],
    length: 36,
    fields: { 'gmp.sm.flags.i': true, 'gmp.info.name': 'Käse', 'gmp.info.ka_period': 100 },
    info: 'SCINF session 7 user 3, open, 2 parameters, "Käse"',
  },
  { type: 'SCCON', head: [0x10, 0x07], length: 16, fields: {}, info: 'SCCON session 7 user 3, open' },
  { type: 'SRREQ', head: [0x10, 0x08], length: 16, fields: {}, info: 'SRREQ session 7 user 3, open' },
  {
    type: 'SRRES',
    head: [0x12, 0x09],
    length: 16,
    fields: { 'gmp.sm.flags.m': true },
    info: 'SRRES session 7 user 3, closed',
  },
  {
    type: 'SRACC',
    head: [0x10, 0x0a],
    length: 16,
    fields: {},
    info: 'SRACC session 7 user 3, open, group 239.1.2.3:5004',
  },
  { type: 'SRREJ', head: [0x10, 0x0b], length: 16, fields: {}, info: 'SRREJ session 7 user 3, open' },
  { type: 'SJREQ', head: [0x10, 0x0c], length: 16, fields: {}, info: 'SJREQ session 7 user 3, open' },
  {
    type: 'SJRES',
    head: [0x14, 0x0d],
    length: 32,
    fields: { 'gmp.sm.flags.s': true, 'gmp.key_length': 16, 'gmp.key': KEY },
    info: 'SJRES session 7 user 3, secure, open, group 239.1.2.3:5004, key 16 octets',
  },
  {
    type: 'SAREQ',
    head: [0x10, 0x0e],
    length: 20,
    fields: { 'gmp.mm_port': 40001 },
    info: 'SAREQ session 7 user 3, open, MM port 40001',
  },
  {
    type: 'KAREQ',
    head: [0x11, 0x88],
    length: 16,
    fields: MM,
    info: 'KAREQ session 7 user 3, period 10.0 s, timeout 3.0 s',
  },
  { type: 'KARES', head: [0x12, 0x88], length: 16, fields: MM, info: 'KARES session 7 user 3, participant' },
  {
    type: 'UIREQ',
    head: [0x13, 0x90],
    length: 16,
    fields: { ...MM, 'gmp.mm.member_type': 2 },
    info: 'UIREQ session 7 user 3, principal',
  },
  {
    type: 'UIRES',
    head: [0x14, 0x89],
    length: 24,
    fields: {
      ...MM,
      'gmp.mm.flags.ui': true,
      'gmp.reserved': 1,
      'gmp.member.user_id': [1, 3],
      'gmp.member.type': [4, 1],
      'gmp.member.state': [3, 3],
    },
    info: 'UIRES session 7 user 3, 2 members, 1 to follow',
  },
  {
    type: 'LVREQ',
    head: [0x15, 0x88],
    length: 16,
    fields: { ...MM, 'gmp.reserved': 1 },
    info: 'LVREQ session 7 user 3, leaves the enrolled group',
  },
  {
    type: 'TRREQ',
    head: [0x16, 0x60],
    length: 16,
    fields: { ...MM, 'gmp.mm.mode': 1, 'gmp.mm.member_type': 4 },
    info: 'TRREQ session 7 user 3, creator',
  },
  {
    type: 'TRIND',
    head: [0x17, 0x8a],
    length: 16,
    fields: { ...MM, 'gmp.mm.flags.ss': true },
    info: 'TRIND session 7 user 3, ending',
  },
  {
    type: 'KDUPT',
    head: [0x18, 0x88],
    length: 32,
    fields: { ...MM, 'gmp.key_length': 16, 'gmp.key': KEY },
    info: 'KDUPT session 7 user 3, key 16 octets',
  },
];

/** A right message of a type. */
export function example(type: GmpType, fields: FlatFields = {}): Uint8Array {
  const known = EXAMPLES.find((one) => one.type === type)!;
  return encodeGmp({ ...SESSION, ...known.fields, 'gmp.type': type, ...fields });
}
