/**
 * All statistics, by name: `-z help`, the completion of shells and the manual page are made from this table. A new one is a row
 * here.
 */
import { conversationKind } from './conversations.js';
import { endpointKind } from './endpoints.js';
import { END_TYPES, type EndType } from './ends.js';
import { EXPERT } from './expert.js';
import { GMP_FLOW } from './gmp-flow.js';
import { GMP_MEMBERS } from './gmp-members.js';
import { GMP_SESSIONS } from './gmp-sessions.js';
import { GMP_TIMERS } from './gmp-timers.js';
import { IGMP_GROUPS } from './igmp-groups.js';
import { IO_STAT } from './io-stat.js';
import { PROTOCOL_HIERARCHY } from './protocol-hierarchy.js';
import type { StatisticKind } from './statistic.js';

const TYPES = Object.keys(END_TYPES) as readonly EndType[];

/** The kinds of statistics, in the order of their names. */
export const STATISTICS: readonly StatisticKind[] = [
  ...TYPES.map(conversationKind),
  ...TYPES.map(endpointKind),
  EXPERT,
  GMP_FLOW,
  GMP_MEMBERS,
  GMP_SESSIONS,
  GMP_TIMERS,
  IGMP_GROUPS,
  PROTOCOL_HIERARCHY,
  IO_STAT,
];
