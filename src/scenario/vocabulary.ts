/**
 * The words of scenario sentences that are the protocol's own: groups, phases, states, timers, messages. The machines have
 * the same lists; a test holds them together, because neither folder may know the other.
 */
import { GMP_MESSAGES } from '../../dissectors/gmp-names.js';
import type { Actor } from './scenario.js';

/** Groups of a member (6.1) that a sentence may name. */
export const GROUP_WORDS = ['registered', 'enrolled', 'active'] as const;

/** Phases of a session that is on the list. */
export const PHASE_WORDS = ['requested', 'announced', 'running', 'ended'] as const;

/** States of a client (figure 14). */
export const STATE_WORDS = [
  'idle',
  'requesting',
  'accepted',
  'informed',
  'created',
  'registering',
  'pending',
  'registered',
  'enrolling',
  'enrolled',
  'activating',
  'active',
  'left',
  'ended',
  'rejected',
  'failed',
  'lost',
] as const;

/** Timers: of GMP servers, GMP clients, IGMP hosts, IGMP routers, ring searches. The simulator knows them in small letters. */
export const TIMER_WORDS = [
  'KA',
  'period',
  'SCINF',
  'record',
  'retry',
  'quiet',
  'report',
  'query',
  'gone',
  'wait',
] as const;

/** GMP messages. */
export const GMP_WORDS: readonly string[] = GMP_MESSAGES.map(({ mnemonic }) => mnemonic);

/** What a message pattern may name: GMP messages, IGMP's two, the application's data, anything. */
export const TYPE_WORDS: readonly string[] = [...GMP_WORDS, 'query', 'report', 'data', '*'];

/** Kinds of actors. */
export const KINDS = ['server', 'creator', 'principal', 'participant', 'host', 'router'] as const;

/** Actors with a GMP client. */
export const CLIENT_KINDS: readonly Actor['kind'][] = ['creator', 'principal', 'participant'];

/** Actors with an IGMP host. */
export const HOST_KINDS: readonly Actor['kind'][] = ['server', ...CLIENT_KINDS, 'host'];
