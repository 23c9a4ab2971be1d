/**
 * The house's rules (docs/architecture.md), held by machine: who may import whom, what is banned where, sizes, dead files.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Floors from the ground up; folders of one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/base'],
  ['src/layout'],
  ['dissectors'],
  ['src/capture', 'src/packet', 'src/filter', 'src/track', 'src/machine', 'src/scenario'],
  ['src/sim', 'src/conform', 'src/live', 'src/export'],
  ['src/statistics'],
  ['src/tui'],
  ['src/cli'],
  ['src/index.ts'],
];
/** Floors that may touch the outside: files, sockets, clocks, entropy. */
const OUTSIDE = ['src/capture', 'src/live', 'src/cli', 'src/tui'];
/** The command, the library, and what a worker thread begins with. */
const ENTRIES = new Set(['src/cli/main.ts', 'src/index.ts', 'src/cli/sim-sweep-worker.ts']);
const LONGEST_FILE = 300;
const LONGEST_FUNCTION = 70;

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(ROOT, path)).isDirectory()) return walk(path);
    return /\.ts$/.test(name) ? [path] : [];
  });
}

const SOURCES = [...walk('src'), ...walk('dissectors')];
const PRODUCT = SOURCES.filter((path) => !path.endsWith('.d.ts'));
const text = new Map(SOURCES.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

function importsOf(path: string): Import[] {
  const source = text.get(path) ?? '';
  const found: Import[] = [];
  for (const match of source.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'/g)) {
    found.push({ target: match[2], typeOnly: match[1] !== undefined });
  }
  for (const match of source.matchAll(/import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g)) {
    found.push({ target: match[1] ?? match[2], typeOnly: false });
  }
  return found;
}

/** The source file that a relative import means. */
function resolve(path: string, target: string): string | undefined {
  if (!target.startsWith('.')) return undefined;
  return relative(ROOT, normalize(join(ROOT, dirname(path), target))).replace(/\.js$/, '.ts');
}

function roomOf(path: string): [number, string] {
  for (const [floor, rooms] of FLOORS.entries()) {
    const room = rooms.find((name) => path === name || path.startsWith(`${name}/`));
    if (room !== undefined) return [floor, room];
  }
  throw new Error(`${path} stands in no room of the house`);
}

/** The code without its comments and texts, in which "any" is an English word. */
function withoutTexts(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '');
}

describe('the house', () => {
  test.each(PRODUCT)('%s imports downward only', (path) => {
    const [floor, room] = roomOf(path);
    for (const { target } of importsOf(path)) {
      const to = resolve(path, target);
      if (to === undefined) continue;
      if (text.get(to) === undefined && to.endsWith('package.json')) continue;
      expect(text.has(to), `${path} imports ${target}, which is not there`).toBe(true);
      const [below, other] = roomOf(to);
      if (other === room) continue;
      expect(below, `${path} imports ${to}`).toBeLessThan(floor);
    }
  });

  test('no import runs in a circle', () => {
    const state = new Map<string, 'open' | 'done'>();
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      expect(state.get(path), `circle: ${[...trail, path].join(' → ')}`).not.toBe('open');
      state.set(path, 'open');
      for (const { target, typeOnly } of importsOf(path)) {
        const to = resolve(path, target);
        if (!typeOnly && to !== undefined && text.has(to)) visit(to, [...trail, path]);
      }
      state.set(path, 'done');
    };
    for (const path of PRODUCT) visit(path, []);
  });

  test.each(PRODUCT)('%s touches the outside only where it may', (path) => {
    const [, room] = roomOf(path);
    if (OUTSIDE.includes(room)) return;
    const source = text.get(path) ?? '';
    for (const { target } of importsOf(path))
      expect(target.startsWith('node:'), `${path} imports ${target}`).toBe(false);
    expect(source).not.toMatch(
      /Math\.random|Date\.now|performance\.now|new Date\(\)|process\.\w|setTimeout|setInterval|require\(/,
    );
  });

  test('every file is reached from an entry', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const { target } of importsOf(path)) {
        const to = resolve(path, target);
        if (to !== undefined && text.has(to)) visit(to);
      }
    };
    for (const entry of ENTRIES) visit(entry);
    expect(PRODUCT.filter((path) => !reached.has(path))).toEqual([]);
  });

  test.each(PRODUCT)('%s has a header comment, no junk-drawer name, and a size one can read', (path) => {
    const source = text.get(path) ?? '';
    expect(source.replace(/^#!.*\n/, '').startsWith('/**'), 'header comment').toBe(true);
    expect(path).not.toMatch(/utils?|common|helpers?|misc/i);
    expect(source.split('\n').length).toBeLessThanOrEqual(LONGEST_FILE);
    expect(longestFunction(source)).toBeLessThanOrEqual(LONGEST_FUNCTION);
    expect(source).not.toMatch(/@ts-ignore|biome-ignore|\bTODO\b|\bFIXME\b/);
    expect(withoutTexts(source)).not.toMatch(/\bas any\b|: any[;,)= ]/);
  });

  test.each(PRODUCT)('%s says what each exported function and type is for', (path) => {
    const lines = (text.get(path) ?? '').split('\n');
    for (const [i, line] of lines.entries()) {
      if (!/^export (async )?(function\*?|interface|type|const|class) \w/.test(line)) continue;
      const before = (lines[i - 1] ?? '').trim();
      // A run of constants may share one comment.
      if (line.startsWith('export const') && before.startsWith('export const')) continue;
      expect(before.endsWith('*/'), `${path}:${i + 1}: ${line}`).toBe(true);
    }
  });
});

/** Lines of the longest top-level function (Biome's layout: it begins in column 0 and ends with a `}` there). */
function longestFunction(source: string): number {
  let longest = 0;
  let start = -1;
  for (const [i, line] of source.split('\n').entries()) {
    if (/^(export )?(async )?function/.test(line)) start = i;
    if (line === '}' && start >= 0) {
      longest = Math.max(longest, i - start + 1);
      start = -1;
    }
  }
  return longest;
}
