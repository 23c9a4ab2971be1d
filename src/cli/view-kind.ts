/**
 * What `gmpshark view FILE` is given: a capture, or a scenario. Nothing that only scenarios need is loaded for it.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ViewFlags } from './flags.js';

/** Octets in which a file shows what it is. */
const LOOKED_AT = 65_536;
/** What every scenario has in the first column. */
const SECTIONS = /^(actors|timeline|purpose|clause)\s*:/m;

/** Whether a file is a scenario: by its name, or because it is text with a scenario's sections. */
export function isScenario(path: string): boolean {
  if (path === '-') return false;
  if (/\.ya?ml$/i.test(path)) return true;
  const text = beginningOf(path);
  return text !== undefined && SECTIONS.test(text);
}

/** The beginning of a plain file as text; undefined where it is none. */
function beginningOf(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    const fd = openSync(path, 'r');
    try {
      const octets = new Uint8Array(LOOKED_AT);
      const count = readSync(fd, octets, 0, LOOKED_AT, 0);
      return octets.subarray(0, count).includes(0)
        ? undefined
        : new TextDecoder().decode(octets.subarray(0, count));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** A flag that only scenarios have; undefined where none is given. */
export function scenarioFlagIn({ seed, until, set }: ViewFlags): string | undefined {
  if (seed !== undefined) return '--seed';
  if (until !== undefined) return '--until';
  return set === undefined ? undefined : '--set';
}
