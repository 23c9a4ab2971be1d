/**
 * The invariants of a GMP server, I1 to I11, in words; and what is said when one does not hold. They are judged by the
 * watch (watch.ts) from the events and effects of a server alone.
 */
import type { Micros } from '../../base/micros.js';

/** What must hold after every step, in words. */
export const INVARIANTS = {
  I1: 'a member that is active is enrolled, one that is enrolled is registered: one group up at a time',
  I2: 'user IDs are unique in a session, session IDs in a server',
  I3: 'no KAREQ to a member that is neither active nor activating',
  I4: 'no KAREQ, KDUPT, SJRES or SRACC for a session that has ended',
  I5: 'a member is active only after a KARES since its SAREQ was admitted',
  I6: 'a key goes to enrolled members only, and a discarded key is never used again',
  I7: 'nobody unauthorised is ever registered in a closed session',
  I8: 'a silent member is demoted exactly one timeout after the KAREQ that armed its timer',
  I9: 'losing principals as the criterion says ends the session, and every active member is sent one TRIND',
  I10: 'a session does not run before its gate opens',
  I11: 'timers run only for members and sessions that exist',
} as const;

/** Name of an invariant. */
export type InvariantName = keyof typeof INVARIANTS;

/** An invariant did not hold: where, when, and what was seen, for people. `user` is 0 where no member is concerned. */
export interface Breach {
  readonly invariant: InvariantName;
  readonly session: number;
  readonly user: number;
  readonly at: Micros;
  readonly message: string;
}
