/**
 * A module of the tests bundled with a planted fault, and loaded: a canary in this process, without starting another.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import type { Fault } from '../machine/canaries/plant.js';
import { withFault } from '../machine/canaries/plant.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles `entry` (a path from the project's root) with a fault planted, or none, and loads it. */
export async function loadWithFault(entry: string, fault: Fault | undefined): Promise<unknown> {
  let planted = 0;
  const path = fault === undefined ? '' : join(ROOT, fault.file);
  const bundle = await rolldown({
    input: join(ROOT, entry),
    platform: 'node',
    // Packages stay outside: they are loaded once for all canaries, so the file must stand where they are found.
    external: [/^pure-rand/, 'yaml', 'zod'],
    plugins: [
      {
        name: 'plant',
        transform(code, id) {
          if (fault === undefined || id !== path) return undefined;
          planted += 1;
          return { code: withFault(fault, code), map: null };
        },
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  if (fault !== undefined && planted !== 1) throw new Error(`${fault.name}: its file is not in the bundle`);
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.gmpshark-canary-'));
  try {
    const file = join(folder, 'canary.mjs');
    writeFileSync(file, output[0].code);
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
