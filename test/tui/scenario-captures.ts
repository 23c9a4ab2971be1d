/**
 * Captures of scenarios, for screens: made by the command in a folder of their own, so that their names are short.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ROOT } from './terminal.js';

/** Makes NAME.pcapng of each scenarios/NAME.yaml before the tests of a file; gives their folder, which goes with the tests. */
export function scenarioCaptures(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'gmpshark-scenes-'));
  beforeAll(() => {
    for (const name of names) {
      const file = join(ROOT, 'scenarios', `${name}.yaml`);
      execFileSync(process.execPath, [join(ROOT, 'dist/bin/main.js'), 'sim', file, '-w', `${name}.pcapng`], {
        cwd: folder,
      });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
