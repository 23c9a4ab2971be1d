/**
 * What the README shows is what the program prints: every `console` block is run.
 */
import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/```console\n\$ gmpshark ([^\n]*)\n([\s\S]*?)\n```/g)].map(
  ([, command, output]) => [command, output] as const,
);

describe('the README', () => {
  test('has screen shots', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(2);
  });

  test.each(blocks)('gmpshark %s', (command, output) => {
    const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
    const main = `"${process.execPath}" dist/bin/main.js`;
    const printed = execSync(`${main} ${command}`, { cwd: ROOT, env, encoding: 'utf8' });
    expect(printed.trimEnd()).toBe(output);
  });

  test('names only files that are there', () => {
    for (const [, path] of readme.matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(() => readFileSync(new URL(`../${path}`, import.meta.url)), path).not.toThrow();
    }
  });
});
