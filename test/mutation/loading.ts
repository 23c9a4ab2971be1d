/**
 * Loads the machines. A mutant with which they cannot even be loaded fails here, in a test: where a module of tests does not
 * load, Stryker sees no test fail, and would take the mutant for a survivor.
 */
import { expect, test } from 'vitest';

let failure: unknown;
try {
  await import('../../src/machine/all-tables.js');
  await import('../../src/machine/server/server.js');
  await import('../../src/machine/client/client.js');
  await import('../../src/machine/igmp/host.js');
  await import('../../src/machine/igmp/router.js');
} catch (error) {
  failure = error;
}

test('the machines can be loaded', () => {
  expect(failure).toBeUndefined();
});
