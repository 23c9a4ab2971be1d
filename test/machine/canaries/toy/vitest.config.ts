/** The toy with its faults: some are caught, the others must not pass for caught. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { type Fault, plantFault } from '../plant.js';

const FOLDER = 'test/machine/canaries/toy';
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

function toyFault(name: string, find: string, replace: string, file = 'toy.ts'): Fault {
  return { name, breaks: '', clause: '', file: `${FOLDER}/${file}`, find, replace, caughtBy: ['toy'] };
}

const FAULTS = [
  toyFault('seen', 'n * 2', 'n * 3'),
  toyFault('unseen', 'n / 2', 'n / 4'),
  toyFault('no-code', 'n * 2', 'n * * 2'),
  toyFault('throws', 'return n * 2', 'if (n === 3) throw new TypeError("no"); return n * 2'),
  toyFault('twice-there', 'return n', 'return 1 + n'),
  toyFault('not-there', 'n ** 2', 'n'),
  toyFault('not-loaded', 'n * 3', 'n', 'unused.ts'),
];

export default defineConfig({
  plugins: plantFault(FAULTS, process.env.GMPSHARK_CANARY, ROOT),
  test: { include: [`${FOLDER}/*.fixture.ts`] },
});
