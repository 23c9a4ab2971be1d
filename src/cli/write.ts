/**
 * Where `-w OUT` goes: what is standard output, by whatever name.
 */
import { fstatSync, statSync } from 'node:fs';

/** Whether a path is standard output, by whatever name. */
export function isOutput(path: string): boolean {
  if (path === '-' || path === '/dev/stdout') return true;
  try {
    const target = statSync(path);
    const output = fstatSync(1);
    return (target.isFile() || target.isFIFO()) && target.dev === output.dev && target.ino === output.ino;
  } catch {
    return false;
  }
}
