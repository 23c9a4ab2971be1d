/**
 * The types of GMP messages as numbers (their places in GMP_MESSAGES: SM, then MM, by code), and which way each goes: every
 * type is sent either by servers or by clients (tables 1 and 3).
 */
import { GMP_MESSAGES, type GmpType } from '../../dissectors/gmp-names.js';
import { micros } from '../base/micros.js';
import type { Seen } from './contract.js';

function numberOf(mnemonic: GmpType): number {
  return GMP_MESSAGES.findIndex((message) => message.mnemonic === mnemonic);
}

/** Numbers of the types. */
export const SCREQ = numberOf('SCREQ');
export const SCACC = numberOf('SCACC');
export const SCREJ = numberOf('SCREJ');
export const SDREQ = numberOf('SDREQ');
export const SDRES = numberOf('SDRES');
export const SCINF = numberOf('SCINF');
export const SCCON = numberOf('SCCON');
export const SRREQ = numberOf('SRREQ');
export const SRRES = numberOf('SRRES');
export const SRACC = numberOf('SRACC');
export const SRREJ = numberOf('SRREJ');
export const SJREQ = numberOf('SJREQ');
export const SJRES = numberOf('SJRES');
export const SAREQ = numberOf('SAREQ');
export const KAREQ = numberOf('KAREQ');
export const KARES = numberOf('KARES');
export const UIREQ = numberOf('UIREQ');
export const UIRES = numberOf('UIRES');
export const LVREQ = numberOf('LVREQ');
export const TRREQ = numberOf('TRREQ');
export const TRIND = numberOf('TRIND');
export const KDUPT = numberOf('KDUPT');

/** Mnemonics by number. */
export const TYPE_NAMES: readonly GmpType[] = GMP_MESSAGES.map(({ mnemonic }) => mnemonic);

/** Whether messages of a type go to the server, by number. */
export const TO_SERVER: readonly boolean[] = GMP_MESSAGES.map(
  ({ sentBy }) => !sentBy.some((role) => role === 'server'),
);

/** Whether a type is one of membership management. */
export function isMmType(type: number): boolean {
  return type >= KAREQ;
}

/** A message with nothing in it, to be filled again and again. */
export function makeSeen(at = micros(0)): Seen {
  return {
    frame: 0,
    at,
    layer: 0,
    type: 0,
    toServer: false,
    server: 0,
    serverPort: 0,
    client: 0,
    clientPort: 0,
    connection: -1,
    session: 0,
    user: 0,
    closed: false,
    secure: false,
    memberType: 0,
    kaPeriod: 0,
    timeout: 0,
    groupAddress: 0,
    groupPort: 0,
    keyLength: 0,
    reserved: 0,
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
  };
}
