/**
 * Goldens: what a run did when somebody reviewed it. A run that does otherwise is told by the first line that differs and by
 * its causes.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from '../capture/sources.js';
import { compareWithGolden, goldenText, parseGolden } from '../sim/fingerprints.js';
import type { Run } from '../sim/trace.js';
import type { Failure } from './test-report.js';

/** How a golden is made. */
const MAKE = 'gmpshark test --update';

/** Holds a run against its golden. */
export function judgeGolden(path: string, run: Run): Failure | undefined {
  const text = readIfThere(path);
  if (text === undefined)
    return { kind: 'golden', text: `${path}: there is no golden; "${MAKE}" writes it, to be reviewed` };
  const golden = parseGolden(text);
  if (!golden.ok)
    return { kind: 'golden', text: `${path}: ${golden.error}; "${MAKE}" writes it anew, to be reviewed` };
  const divergence = compareWithGolden(golden.value, run);
  if (divergence === undefined) return undefined;
  const { layers, text: lines } = divergence;
  const what = layers.length === 0 ? 'the order of events' : layers.join(', ');
  const head = `${path}: the run differs from its golden in ${what}; the first that differs (- golden, + run):`;
  return { kind: 'golden', text: [head, ...lines.map((line) => `  ${line}`)].join('\n') };
}

/** Writes a golden where it is not so already; gives whether it was written, or why it cannot be. */
export function updateGolden(path: string, run: Run): boolean | Failure {
  const text = goldenText(run);
  if (readIfThere(path) === text) return false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return true;
  } catch (cause) {
    return { kind: 'unwritten', text: `${path}: ${reasonOf(cause)}` };
  }
}

/** A golden that no scenario has: told, or removed. What is none by its looks is never removed. */
export function judgeStale(path: string, update: boolean): Failure | undefined {
  const text = readIfThere(path);
  if (update && text !== undefined && parseGolden(text).ok) {
    rmSync(path);
    return undefined;
  }
  return { kind: 'stale', text: `${path}: no scenario has this golden; "${MAKE}" removes it` };
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
