/**
 * The planted faults. Each must be caught by the tests that it names (canaries.test.ts); other suites may plant them too.
 */

import { CLIENT_FAULTS } from './client-faults.js';
import { IGMP_FAULTS } from './igmp-faults.js';
import type { Fault } from './plant.js';
import { SERVER_FAULTS } from './server-faults.js';

/** All faults. */
export const FAULTS: readonly Fault[] = [...SERVER_FAULTS, ...CLIENT_FAULTS, ...IGMP_FAULTS];
