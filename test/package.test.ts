/**
 * What is published: the package installs into an empty folder and runs there.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

describe('the package', () => {
  let folder = '';
  const command = (): string => join(folder, 'empty/node_modules/.bin/gmpshark');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gmpshark-pack-'));
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    // What is built already is packed as it is: other tests run from the same folder.
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, ...quiet], {
      cwd: ROOT,
      stdio: 'pipe',
    });
    const [archive] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    mkdirSync(join(folder, 'empty'));
    // The prefix says that this folder is meant, whatever stands above it.
    const target = ['--prefix', join(folder, 'empty')];
    execFileSync('npm', ['install', '--prefer-offline', ...target, join(folder, archive), ...quiet], {
      cwd: join(folder, 'empty'),
      stdio: 'pipe',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('installs into an empty folder and tells its version', () => {
    expect(execFileSync(command(), ['--version'], { encoding: 'utf8' }).trim()).toBe(version);
  });

  test('dissects a capture there', () => {
    copyFileSync(join(ROOT, 'fixtures/demo.pcapng'), join(folder, 'demo.pcapng'));
    const printed = execFileSync(command(), ['dissect', '-n', join(folder, 'demo.pcapng')], {
      encoding: 'utf8',
    });
    expect(printed.split('\n').length).toBeGreaterThan(50);
    expect(printed).toContain('KAREQ');
  });

  test('holds what it needs and nothing of the tests', () => {
    const inside = readdirSync(join(folder, 'empty/node_modules/gmpshark'), {
      recursive: true,
      encoding: 'utf8',
    });
    expect(inside).toContain('LICENSE');
    expect(inside).toContain('README.md');
    expect(
      inside.filter((path) => /(^|\/)test(\/|$)|\.test\./.test(path) && !path.startsWith('node_modules')),
    ).toEqual([]);
  });
});
