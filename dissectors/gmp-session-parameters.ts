/**
 * The parameters of a session (9.1, table 7) between octets and strict messages: the option of SCINF, TLV by TLV [profile].
 * Written in the order of their types, members in one TLV; read in any order. What comes twice counts the first time, lists
 * of members add up, unknown types are passed over.
 */
import { decodeUtf8, encodeUtf8 } from '../src/base/utf8.js';
import { readBits, writeBits } from '../src/layout/bits.js';
import { octetsOf, partWith } from '../src/layout/parts.js';
import { compileReader } from '../src/layout/readers.js';
import { compileWriter, misfit } from '../src/layout/writers.js';
import type { ListedMember, MemberType, SessionParameters } from './gmp-message.js';
import { GMP_TLVS } from './gmp-names.js';
import { gmpSmTable } from './gmp-sm-tables.js';

const head = partWith(gmpSmTable, 'gmp.tlv.type');
const typeOf = compileReader(head, 'gmp.tlv.type');
const lengthOf = compileReader(head, 'gmp.tlv.length');
const writeType = compileWriter(head, 'gmp.tlv.type');
const writeLength = compileWriter(head, 'gmp.tlv.length');
/** Octets before a parameter's value. */
const HEAD = octetsOf(head);

/** Parameters while they are read. */
type Draft = { -readonly [K in keyof SessionParameters]: SessionParameters[K] } & { members: ListedMember[] };
type Key = Exclude<keyof SessionParameters, 'members'>;

/** One type of parameter. */
interface Parameter {
  readonly type: number;
  /** Takes the value in octets[at … at + length) into the draft. */
  readonly take: (draft: Draft, octets: Uint8Array, at: number, length: number) => void;
  /** Octets of the value; undefined where there is none. */
  readonly give: (parameters: SessionParameters) => Uint8Array | undefined;
}

function single<K extends Key>(
  name: string,
  key: K,
  read: (octets: Uint8Array, at: number, length: number) => NonNullable<SessionParameters[K]>,
  write: (value: NonNullable<SessionParameters[K]>) => Uint8Array,
): Parameter {
  const type = typeNamed(name);
  return {
    type,
    take(draft, octets, at, length) {
      if (draft[key] === undefined) (draft as Pick<Draft, K>)[key] = read(octets, at, length) as Draft[K];
    },
    give(parameters) {
      const value = parameters[key];
      return value === undefined ? undefined : write(value);
    },
  };
}

function typeNamed(name: string): number {
  return GMP_TLVS.find((tlv) => tlv.name === name)!.type;
}

function textual(key: 'name' | 'purpose' | 'content' | 'owner' | 'media' | 'application'): Parameter {
  const read = (octets: Uint8Array, at: number, length: number): string =>
    decodeUtf8(octets.subarray(at, at + length));
  return single(key, key, read, encodeUtf8);
}

/** Milliseconds, 64 bits. */
function instant(key: 'start' | 'end'): Parameter {
  const read = (octets: Uint8Array, at: number): bigint =>
    (BigInt(readBits(octets, at, 0, 32)) << 32n) | BigInt(readBits(octets, at, 32, 32));
  return single(key, key, read, (value) => {
    if (BigInt.asUintN(64, value) !== value) throw misfit(`gmp.info.${key}`, value, 64);
    const octets = new Uint8Array(8);
    writeBits(octets, 0, 0, 32, Number(value >> 32n));
    writeBits(octets, 0, 32, 32, Number(value & 0xffffffffn));
    return octets;
  });
}

/** Tenths of a second, 8 bits. */
function tenths(name: 'ka_period' | 'timeout', key: 'kaPeriod' | 'timeout'): Parameter {
  const field = `gmp.info.${name}`;
  const part = partWith(gmpSmTable, field);
  const put = compileWriter(part, field);
  return single(name, key, compileReader(part, field), (value) => {
    const octets = new Uint8Array(1);
    put(octets, 0, value);
    return octets;
  });
}

function address(): Parameter {
  const part = partWith(gmpSmTable, 'gmp.info.port');
  const addressOf = compileReader(part, 'gmp.info.address');
  const portOf = compileReader(part, 'gmp.info.port');
  const writeAddress = compileWriter(part, 'gmp.info.address');
  const writePort = compileWriter(part, 'gmp.info.port');
  const size = octetsOf(part);
  return single(
    'address',
    'address',
    (octets, at) => ({ address: addressOf(octets, at), port: portOf(octets, at) }),
    (value) => {
      const octets = new Uint8Array(size);
      writeAddress(octets, 0, value.address);
      writePort(octets, 0, value.port);
      return octets;
    },
  );
}

function members(): Parameter {
  const part = partWith(gmpSmTable, 'gmp.info.member.addr');
  const addressOf = compileReader(part, 'gmp.info.member.addr');
  const portOf = compileReader(part, 'gmp.info.member.port');
  const memberTypeOf = compileReader(part, 'gmp.info.member.type');
  const writeAddress = compileWriter(part, 'gmp.info.member.addr');
  const writePort = compileWriter(part, 'gmp.info.member.port');
  const writeMemberType = compileWriter(part, 'gmp.info.member.type');
  const size = octetsOf(part);
  return {
    type: typeNamed('member'),
    take(draft, octets, from, length) {
      for (let at = from; at < from + length; at += size) {
        const memberType = memberTypeOf(octets, at) as MemberType;
        draft.members.push({ address: addressOf(octets, at), port: portOf(octets, at), memberType });
      }
    },
    give(parameters) {
      if (parameters.members.length === 0) return undefined;
      const octets = new Uint8Array(parameters.members.length * size);
      for (const [i, member] of parameters.members.entries()) {
        writeAddress(octets, i * size, member.address);
        writePort(octets, i * size, member.port);
        writeMemberType(octets, i * size, member.memberType);
      }
      return octets;
    },
  };
}

const terminationPart = partWith(gmpSmTable, 'gmp.info.termination');
const terminationOf = compileReader(terminationPart, 'gmp.info.termination');
const ANY = 0;
const ALL = 1;

/** In the order in which they are written. */
const PARAMETERS: readonly Parameter[] = [
  textual('name'),
  textual('purpose'),
  textual('content'),
  textual('owner'),
  instant('start'),
  instant('end'),
  textual('media'),
  address(),
  members(),
  tenths('ka_period', 'kaPeriod'),
  tenths('timeout', 'timeout'),
  single(
    'termination',
    'termination',
    (octets, at) => (terminationOf(octets, at) === ANY ? 'any' : 'all'),
    (value) => Uint8Array.of(value === 'any' ? ANY : ALL),
  ),
  textual('application'),
];
const BY_TYPE: ReadonlyMap<number, Parameter> = new Map(PARAMETERS.map((one) => [one.type, one]));

/** The parameters in octets[start … end), which the checks have found to be in order. */
export function readParameters(octets: Uint8Array, start: number, end: number): SessionParameters {
  const draft: Draft = { members: [] };
  let at = start;
  while (at < end) {
    const length = lengthOf(octets, at);
    BY_TYPE.get(typeOf(octets, at))?.take(draft, octets, at + HEAD, length);
    at += HEAD + wholeWords(length);
  }
  return draft;
}

/** The option that says these parameters. Throws a RangeError where one does not fit. */
export function encodeParameters(parameters: SessionParameters): Uint8Array {
  const values = PARAMETERS.map((one) => one.give(parameters));
  const size = values.reduce(
    (sum, value) => sum + (value === undefined ? 0 : HEAD + wholeWords(value.length)),
    0,
  );
  const option = new Uint8Array(size);
  let at = 0;
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue;
    writeType(option, at, PARAMETERS[i].type);
    writeLength(option, at, value.length);
    option.set(value, at + HEAD);
    at += HEAD + wholeWords(value.length);
  }
  return option;
}

/** Octets that so many take when they are padded to a word. */
export function wholeWords(octets: number): number {
  return (octets + 3) & ~3;
}
