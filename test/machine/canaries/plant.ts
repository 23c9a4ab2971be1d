/**
 * Canaries: faults planted on purpose, to prove that the tests would see them. A fault is a text of one source file and
 * what stands there instead; GMPSHARK_CANARY=<name> plants it in the modules as vitest loads them, never in the file.
 */
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** A fault that can be planted. */
export interface Fault {
  /** Unique: "server-key-to-leaver". */
  readonly name: string;
  /** What it breaks, in words. */
  readonly breaks: string;
  /** Clause or decision against which it offends. */
  readonly clause: string;
  /** Source file, from the project's root. */
  readonly file: string;
  /** Exact text there; it must occur once. */
  readonly find: string;
  readonly replace: string;
  /** Test files that catch it; the cheapest ones. */
  readonly caughtBy: readonly [string, ...string[]];
}

/** A canary that cannot be planted: it is stale, and the tests of a run with it say nothing. */
export class StaleCanary extends Error {
  override readonly name = 'StaleCanary';
}

/** A source text with the fault in it. */
export function withFault(fault: Fault, source: string): string {
  const pieces = source.split(fault.find);
  if (fault.find === '' || pieces.length !== 2) {
    const times = `${pieces.length - 1} times`;
    throw new StaleCanary(`${fault.name}: its text occurs ${times} in ${fault.file}, not once`);
  }
  if (fault.replace === fault.find) throw new StaleCanary(`${fault.name}: it changes nothing`);
  return pieces.join(fault.replace);
}

/** The vite plugin that plants the fault of that name; none where no name is given. */
export function plantFault(faults: readonly Fault[], name: string | undefined, root: string): Plugin[] {
  if (name === undefined) return [];
  const fault = faults.find((one) => one.name === name);
  if (fault === undefined) throw new StaleCanary(`there is no canary "${name}"`);
  const path = join(root, fault.file).replaceAll('\\', '/');
  return [
    {
      name: 'gmpshark-canary',
      enforce: 'pre',
      transform(code, id) {
        return id.split('?')[0] === path ? { code: withFault(fault, code), map: null } : undefined;
      },
    },
  ];
}
