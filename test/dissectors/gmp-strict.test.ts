/**
 * Strict messages and octets, both ways; and what the dissector and the lenient codec say of the same octets.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGmp, type FlatValue } from '../../dissectors/gmp-codec.js';
import type { GmpMessage, SessionParameters } from '../../dissectors/gmp-message.js';
import { GMP_MESSAGES } from '../../dissectors/gmp-names.js';
import { parseGmp } from '../../dissectors/gmp-parse.js';
import { encodeStrict, writeGmp } from '../../dissectors/gmp-write.js';
import { formatIpv4, hex } from '../../src/base/address.js';
import { EXAMPLES, example } from './gmp-examples.js';
import { strictMessage } from './gmp-strict-messages.js';

/** The message in octets that are to be in order. */
function messageIn(octets: Uint8Array): GmpMessage {
  const parsed = parseGmp(octets, 0, octets.length);
  if (!parsed.ok) throw new Error(`${parsed.violation.code}: ${parsed.violation.message}`);
  expect(parsed.remarks).toEqual([]);
  return parsed.message;
}

/** One value, or the list of several: as flat records have it. */
function flat(values: readonly FlatValue[]): FlatValue | undefined {
  if (values.length === 0) return undefined;
  return values.length === 1 ? values[0] : values;
}

/** The fields that a strict message stands for, by the names of the lenient codec. */
function flatOf(message: GmpMessage): Record<string, FlatValue> {
  const common = {
    'gmp.type': message.type,
    'gmp.version': 1,
    'gmp.session_id': message.session,
    'gmp.user_id': message.user,
    'gmp.group.port': message.groupPort,
    'gmp.group.addr': formatIpv4(message.groupAddress),
    'gmp.key_length': 'key' in message ? message.key.length : 0,
    'gmp.reserved': 0,
    ...('key' in message ? { 'gmp.key': hex(message.key) } : {}),
  };
  if (!('memberType' in message)) {
    return {
      ...common,
      'gmp.sm.type': GMP_MESSAGES.find((one) => one.mnemonic === message.type)!.code,
      'gmp.sm.flags.q': false,
      'gmp.sm.flags.s': message.secure,
      'gmp.sm.flags.m': message.closed,
      'gmp.sm.flags.i': message.type === 'SCINF',
      'gmp.sm.checksum.status': 1,
      ...(message.type === 'SAREQ' ? { 'gmp.mm_port': message.mmPort } : {}),
      ...(message.type === 'SCINF' ? infoOf(message.parameters) : {}),
    };
  }
  const users = message.type === 'UIRES' ? message.members : [];
  return defined({
    ...common,
    'gmp.mm.type': GMP_MESSAGES.find((one) => one.mnemonic === message.type)!.code,
    'gmp.mm.mode': message.closed ? 2 : 1,
    'gmp.mm.member_type': message.memberType,
    'gmp.mm.flags.r': false,
    'gmp.mm.flags.ss': message.type === 'TRIND',
    'gmp.mm.flags.ui': message.type === 'UIRES',
    'gmp.mm.ka_period': message.kaPeriod,
    'gmp.mm.timeout': message.timeout,
    'gmp.reserved':
      message.type === 'UIRES' ? message.following : message.type === 'LVREQ' ? message.target : 0,
    'gmp.member.user_id': flat(users.map((one) => one.user)),
    'gmp.member.type': flat(users.map((one) => one.memberType)),
    'gmp.member.state': flat(users.map((one) => one.group)),
  });
}

function infoOf(parameters: SessionParameters): Record<string, FlatValue> {
  const { name, purpose, content, owner, start, end, media, address, members, application } = parameters;
  const { kaPeriod, timeout, termination } = parameters;
  return defined({
    'gmp.info.name': name,
    'gmp.info.purpose': purpose,
    'gmp.info.content': content,
    'gmp.info.owner': owner,
    'gmp.info.start': start?.toString(),
    'gmp.info.end': end?.toString(),
    'gmp.info.media': media,
    'gmp.info.address': address === undefined ? undefined : formatIpv4(address.address),
    'gmp.info.port': address?.port,
    'gmp.info.member.addr': flat(members.map((one) => formatIpv4(one.address))),
    'gmp.info.member.port': flat(members.map((one) => one.port)),
    'gmp.info.member.type': flat(members.map((one) => one.memberType)),
    'gmp.info.ka_period': kaPeriod,
    'gmp.info.timeout': timeout,
    'gmp.info.termination': termination === undefined ? undefined : termination === 'any' ? 0 : 1,
    'gmp.info.application': application,
  });
}

function defined(fields: Readonly<Record<string, FlatValue | undefined>>): Record<string, FlatValue> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, FlatValue] => entry[1] !== undefined),
  );
}

/** What the lenient codec says beyond the message's fields: whole octets and groups of what is compared by parts. */
const WHOLES = ['gmp.option', 'gmp.sm.flags', 'gmp.mm.flags', 'gmp.sm.checksum', 'gmp.tlv.value'];

describe('strict messages to octets and back', () => {
  it('8.1 to 8.4 — parse(write(m)) is m, without remarks, at any place; all 22 types', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(strictMessage(), fc.nat(9), (message, shift) => {
        seen.add(message.type);
        const octets = encodeStrict(message);
        const into = new Uint8Array(octets.length + 2 * shift).fill(0xff);
        expect(writeGmp(message, into, shift)).toBe(octets.length);
        expect(hex(into.subarray(shift, shift + octets.length))).toBe(hex(octets));
        for (let i = 0; i < shift; i += 1) expect([into[i], into[into.length - 1 - i]]).toEqual([0xff, 0xff]);
        expect(parseGmp(into, shift, shift + octets.length)).toEqual({ ok: true, message, remarks: [] });
      }),
      { numRuns: 1500 },
    );
    expect(seen.size).toBe(22);
  });

  it('8.2, 8.4 — the lenient codec reads the same in every field, and nothing else', () => {
    fc.assert(
      fc.property(strictMessage(), (message) => {
        const { ...fields } = decodeGmp(encodeStrict(message)) as Record<string, FlatValue>;
        for (const name of WHOLES) delete fields[name];
        expect(fields).toEqual(flatOf(message));
      }),
      { numRuns: 1500 },
    );
  });

  it.each(EXAMPLES.map(({ type }) => [type] as const))(
    '%s: the lenient encoder’s octets are read, and written again the same',
    (type) => {
      const octets = example(type);
      const message = messageIn(octets);
      expect(message.type).toBe(type);
      expect(hex(encodeStrict(message))).toBe(hex(octets));
    },
  );
});
