/**
 * What a strict message stands for, by the field names of the lenient codec.
 */
import type { FlatValue } from '../../dissectors/gmp-codec.js';
import type { GmpMessage, SessionParameters } from '../../dissectors/gmp-message.js';
import { gmpCode } from '../../dissectors/gmp-names.js';
import { formatIpv4, hex } from '../../src/base/address.js';

/** One value, or the list of several: as flat records have it. */
function flat(values: readonly FlatValue[]): FlatValue | undefined {
  if (values.length === 0) return undefined;
  return values.length === 1 ? values[0] : values;
}

/** The fields that a strict message stands for, by the names of the lenient codec. */
export function flatOf(message: GmpMessage): Record<string, FlatValue> {
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
      'gmp.sm.type': gmpCode(message.type),
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
    'gmp.mm.type': gmpCode(message.type),
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
