/**
 * The scenarios below a path, in the same order on every machine: files in which `purpose` or `clause` stands at the
 * beginning of a line. All other YAML files are there to be included.
 *
 *   scenarios/fig03-control.yaml           scenario
 *   scenarios/set-up/closed.yaml           included by others
 *   scenarios/golden/fig03-control.txt     what it did when that was reviewed
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '../base/result.js';
import { reasonOf } from '../capture/sources.js';

/** What was found below the paths. */
export interface Found {
  /** Scenario files. */
  readonly files: readonly string[];
  /** Goldens in folders that were looked through. */
  readonly goldens: readonly string[];
}

/** The folder of goldens beside scenarios. */
const GOLDEN_FOLDER = 'golden';

/** Finds scenario files; a path that names a file is one, whatever is in it. The error names the path that cannot be read. */
export function findScenarios(paths: readonly string[]): Result<Found, string> {
  const files: string[] = [];
  const goldens: string[] = [];
  for (const path of paths) {
    try {
      if (statSync(path).isDirectory()) search(path, files, goldens);
      else files.push(path);
    } catch (cause) {
      return err(`${path}: ${reasonOf(cause)}`);
    }
  }
  return ok({ files: [...new Set(files)], goldens: [...new Set(goldens)] });
}

function search(folder: string, files: string[], goldens: string[]): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort(byName)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) search(path, files, goldens);
    else if (basename(folder) === GOLDEN_FOLDER && entry.name.endsWith('.txt')) goldens.push(path);
    else if (/\.ya?ml$/.test(entry.name) && isScenario(path)) files.push(path);
  }
}

/** By code units, not by the locale. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function isScenario(path: string): boolean {
  return /^(purpose|clause)[ \t]*:/m.test(readFileSync(path, 'utf8'));
}

/** Where the golden of a scenario stands: "golden/fig15-status-open.count.txt" for the run "fig15-status-open: count". */
export function goldenPath(file: string, name: string): string {
  const plain = name.replace(': ', '.').replace(/[^\w.-]+/g, '-');
  return join(dirname(file), GOLDEN_FOLDER, `${plain}.txt`);
}
