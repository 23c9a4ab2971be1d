/**
 * Strict GMP messages (clauses 8.1 to 8.4): what the state machines exchange. There is no way to write down a version, a
 * reserved bit, a flag that contradicts the type, a key where none belongs, a length, or a checksum: they follow from the
 * type. Octets become a strict message or a violation (gmp-parse.ts), a strict message becomes octets (gmp-write.ts).
 *
 *   octets ──parseGmp──► GmpMessage ──► machine ──► GmpMessage ──writeGmp──► octets
 *      └───────────────► Violation: code, clause, range
 */
import type { GmpType } from './gmp-names.js';

/** Creator, principal or participant: the codes of table 6. */
export type MemberType = 4 | 2 | 1;

/** What stands in every SM header (8.2). IDs are 1 … 65535, 0 while not assigned; an address is an unsigned 32-bit number. */
export interface SmHeader {
  readonly secure: boolean;
  readonly closed: boolean;
  readonly session: number;
  readonly user: number;
  readonly groupPort: number;
  readonly groupAddress: number;
}

/** What stands in every MM header (8.4). KA period and timeout are in units of 100 ms, 0 while unknown. */
export interface MmHeader {
  readonly closed: boolean;
  readonly memberType: MemberType;
  readonly session: number;
  readonly user: number;
  readonly groupPort: number;
  readonly groupAddress: number;
  readonly kaPeriod: number;
  readonly timeout: number;
}

/** SM messages that are a header and no more. */
export type PlainSmType =
  | 'SCREQ'
  | 'SCACC'
  | 'SCREJ'
  | 'SDREQ'
  | 'SDRES'
  | 'SCCON'
  | 'SRREQ'
  | 'SRRES'
  | 'SRACC'
  | 'SRREJ'
  | 'SJREQ';
/** MM messages that are a header and no more. SS is set in TRIND. */
export type PlainMmType = 'KAREQ' | 'KARES' | 'UIREQ' | 'TRREQ' | 'TRIND';

/** Distributes over a union of types, so that each is a message of its own. */
type Plain<T, H> = T extends string ? H & { readonly type: T } : never;

/** SCINF: the parameters of a session (8.1 f, table 7). */
export interface Scinf extends SmHeader {
  readonly type: 'SCINF';
  readonly parameters: SessionParameters;
}

/** SJRES: with the key in secure mode, without one otherwise (7.3). */
export type Sjres = Omit<SmHeader, 'secure'> & { readonly type: 'SJRES' } & (
    | { readonly secure: true; readonly key: Uint8Array }
    | { readonly secure: false }
  );

/** SAREQ: the port at which the client takes MM messages (8.1 n). */
export interface Sareq extends SmHeader {
  readonly type: 'SAREQ';
  readonly mmPort: number;
}

/** UIRES: active members, at most 340 a message; `following` messages complete the list [profile]. */
export interface Uires extends MmHeader {
  readonly type: 'UIRES';
  readonly members: readonly ListedUser[];
  readonly following: number;
}

/** LVREQ: what is left, 0 the active, 1 the enrolled, 2 the registered group (D15). */
export interface Lvreq extends MmHeader {
  readonly type: 'LVREQ';
  readonly target: LeaveTarget;
}

/** KDUPT: a new key (7.3); 1 to 255 octets. */
export interface Kdupt extends MmHeader {
  readonly type: 'KDUPT';
  readonly key: Uint8Array;
}

/** Any message of GMP, all 22. */
export type GmpMessage = SmMessage | MmMessage;
/** Any message of session management. */
export type SmMessage = Plain<PlainSmType, SmHeader> | Scinf | Sjres | Sareq;
/** Any message of membership management. */
export type MmMessage = Plain<PlainMmType, MmHeader> | Uires | Lvreq | Kdupt;
/** The message of one type. */
export type GmpMessageOf<T extends GmpType> = Extract<GmpMessage, { readonly type: T }>;

/** What LVREQ leaves. */
export type LeaveTarget = 0 | 1 | 2;

/** A member as UIRES lists it; groups by the codes 1 registered, 2 enrolled, 3 active. */
export interface ListedUser {
  readonly user: number;
  readonly memberType: MemberType;
  readonly group: 1 | 2 | 3;
}

/** A member that the creator lists (TLV 9): who may register, and who is principal (7.1.1, 7.1.3). Port 0 is any port. */
export interface ListedMember {
  readonly address: number;
  readonly port: number;
  readonly memberType: MemberType;
}

/** The parameters of a session (table 7); what is absent was not sent. Times are milliseconds since 1970 UTC. */
export interface SessionParameters {
  readonly name?: string;
  readonly purpose?: string;
  readonly content?: string;
  readonly owner?: string;
  readonly start?: bigint;
  readonly end?: bigint;
  readonly media?: string;
  readonly address?: { readonly address: number; readonly port: number };
  readonly members: readonly ListedMember[];
  /** Units of 100 ms. */
  readonly kaPeriod?: number;
  /** Units of 100 ms. */
  readonly timeout?: number;
  /** Whether losing any one of creator and principals ends the session, or losing all of them (TLV 12, D12). */
  readonly termination?: 'any' | 'all';
  readonly application?: string;
}
