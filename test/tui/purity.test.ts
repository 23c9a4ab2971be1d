/**
 * Only few files of the TUI touch the outside: the terminal, files, and what puts all together. The rest is pure.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './terminal.js';

/** Folders and files that may. */
const OUTSIDE = ['src/tui/terminal/', 'src/tui/files/', 'src/tui/run.ts', 'src/tui/live/'];

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(join(ROOT, path)).isDirectory() ? walk(path) : [path];
  });
}

const PURE = walk('src/tui').filter((path) => !OUTSIDE.some((one) => path.startsWith(one)));

describe('pure files of the TUI', () => {
  test.each(PURE)('%s', (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(text).not.toMatch(/from '(node:|blessed)|import\('(node:|blessed)/);
    expect(text).not.toMatch(
      /Math\.random|Date\.now|performance\.now|new Date\(\)|process\.\w|setTimeout|setInterval|setImmediate/,
    );
  });
});
