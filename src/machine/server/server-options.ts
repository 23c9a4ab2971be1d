/**
 * What a server is set up with: what it supports, whom it lets create sessions, what it hands out, and its limits.
 */
import { parseIpv4 } from '../../base/address.js';
import { type Policies, policiesWith } from '../policies.js';
import { LARGEST_ID } from './id-pool.js';

/** Options of a server. */
export interface ServerOptions {
  readonly policies: Policies;
  /** Whether it supports secure mode (7.3). */
  readonly secure: boolean;
  /** IPv4 addresses from which sessions may be created; undefined: from any (7.1.1). */
  readonly creators: readonly number[] | undefined;
  /** The group address of a session whose creator names none: this plus the session ID. Default 239.192.0.0 (RFC 2365). */
  readonly firstGroup: number;
  /** The group port of a session whose creator names none. */
  readonly groupPort: number;
  /** Sessions at a time, the records of ended ones included (8.1 c: resources). At most 65535. */
  readonly mostSessions: number;
  /** Members of a session. At most 65535. */
  readonly mostMembers: number;
  /** Registrations that wait for the host program's answer, in all sessions together. */
  readonly mostPending: number;
}

/** Options at their defaults, those of `changed` apart. */
export function serverOptions(changed: Partial<ServerOptions> = {}): ServerOptions {
  return {
    policies: policiesWith(),
    secure: true,
    creators: undefined,
    firstGroup: parseIpv4('239.192.0.0')!,
    groupPort: 16514,
    mostSessions: LARGEST_ID,
    mostMembers: LARGEST_ID,
    mostPending: LARGEST_ID,
    ...changed,
  };
}
