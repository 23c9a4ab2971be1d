/**
 * What stands in the headers (8.2, 8.4): what a client writes into them, and what it learns from those of its server. A
 * value that is not known yet is learned; one that is known holds, and another is reported, not acted on (D21).
 */
import type {
  GmpMessage,
  MmHeader,
  MmMessage,
  SmHeader,
  SmMessage,
} from '../../../dissectors/gmp-message.js';
import { notify } from '../contract.js';
import type { Client, ClientStep } from './client-record.js';

/** The header of an SM message (8.2). */
export function smHeader(client: Client): SmHeader {
  const { secure, closed, session, user, groupPort, groupAddress } = client;
  return { secure, closed, session, user, groupPort, groupAddress };
}

/** The header of an MM message (8.4); a client that does not know its member type says participant. */
export function mmHeader(client: Client): MmHeader {
  const { closed, session, user, groupPort, groupAddress, kaPeriod, timeout } = client;
  const memberType = client.memberType === 0 ? 1 : client.memberType;
  return { closed, memberType, session, user, groupPort, groupAddress, kaPeriod, timeout };
}

/** Sends an SM message to the server. */
export function sendSm(step: ClientStep, message: SmMessage): void {
  post(step, 'SM', message);
}

/** Sends an MM message to the server: from the MM port once SAREQ has told it, from the SM address before (D7). */
export function sendMm(step: ClientStep, message: MmMessage): void {
  const { user, mmUser } = step.client;
  post(step, mmUser !== 0 && mmUser === user ? 'MM' : 'SM', message);
}

/** Puts the effect together field by field: a spread would take most of the time of a KARES. */
function post({ client, out }: ClientStep, via: 'SM' | 'MM', message: GmpMessage): void {
  out.sends.push({ kind: 'send', via, to: client.options.server, message, why: out.why });
}

/** Learns from, and checks, the header of an SM message that is used. */
export function heedSm(step: ClientStep, header: SmHeader): void {
  heedSecure(step, header);
  const { client } = step;
  // The mode is fixed by SCINF: before it, the server does not know it.
  if (client.state !== 'requesting' && client.state !== 'accepted') {
    compare(step, 'gmp.sm.flags.m', Number(client.closed), Number(header.closed));
  }
  heedGroup(step, header);
}

/** Checks bit S, which SCREQ fixed. */
export function heedSecure(step: ClientStep, header: SmHeader): void {
  compare(step, 'gmp.sm.flags.s', Number(step.client.secure), Number(header.secure));
}

/** Learns from, and checks, the header of an MM message that is used. */
export function heedMm(step: ClientStep, header: MmHeader): void {
  const { client } = step;
  compare(step, 'gmp.mm.mode', modeCode(client), modeCode(header));
  if (client.memberType === 0) client.memberType = header.memberType;
  compare(step, 'gmp.mm.member_type', client.memberType, header.memberType);
  heedGroup(step, header);
  if (client.kaPeriod === 0) client.kaPeriod = header.kaPeriod;
  compare(step, 'gmp.mm.ka_period', client.kaPeriod, header.kaPeriod);
  if (client.timeout === 0) client.timeout = header.timeout;
  compare(step, 'gmp.mm.timeout', client.timeout, header.timeout);
}

function heedGroup(step: ClientStep, header: SmHeader | MmHeader): void {
  const { client } = step;
  if (client.groupPort === 0) client.groupPort = header.groupPort;
  compare(step, 'gmp.group.port', client.groupPort, header.groupPort);
  if (client.groupAddress === 0) client.groupAddress = header.groupAddress;
  compare(step, 'gmp.group.addr', client.groupAddress, header.groupAddress);
}

/** The code of a mode (table 5). */
function modeCode({ closed }: { readonly closed: boolean }): number {
  return closed ? 2 : 1;
}

function compare({ client, out }: ClientStep, field: string, expected: number, actual: number): void {
  if (actual === expected) return;
  notify(out, {
    what: 'deviation',
    session: client.session,
    user: client.user,
    field,
    expected,
    actual,
  });
}
