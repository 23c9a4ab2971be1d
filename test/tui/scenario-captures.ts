/**
 * Captures of scenarios, for tests of what views show of them: made by the command, in a folder that is removed afterwards.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ROOT } from './terminal.js';

/** Makes a capture of each scenario before the tests of a file; gives the folder, in which each is called NAME.pcapng. */
export function scenarioCaptures(...names: readonly string[]): () => string {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gmpshark-captures-'));
    const main = join(ROOT, 'dist/bin/main.js');
    for (const name of names)
      execFileSync(process.execPath, [
        main,
        'sim',
        join(ROOT, 'scenarios', `${name}.yaml`),
        '-w',
        join(folder, `${name}.pcapng`),
      ]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
