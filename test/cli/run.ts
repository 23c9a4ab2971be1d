/**
 * Runs the built command line as a process: what users meet.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The built entry; `npm test` builds it first. */
export const MAIN = fileURLToPath(new URL('../../dist/bin/main.js', import.meta.url));

if (!existsSync(MAIN)) throw new Error('dist/bin/main.js is not there: run "npm run build" first');

/** An environment with nothing in it that would change output. */
export const PLAIN = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC' };

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs to the end. */
export function run(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: Uint8Array } = {},
): Outcome {
  const { env = {}, input } = options;
  const done = spawnSync(process.execPath, [MAIN, ...args], {
    env: { ...PLAIN, ...env },
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
  });
  return { code: done.status, out: done.stdout.toString('utf8'), err: done.stderr.toString('utf8') };
}

/** Runs a line of shell in which $G stands for the program. */
export function shell(line: string): Outcome {
  const script = line.replaceAll('$G', `"${process.execPath}" "${MAIN}"`);
  const done = spawnSync('bash', ['--norc', '-c', script], { env: PLAIN });
  return { code: done.status, out: done.stdout.toString('utf8'), err: done.stderr.toString('utf8') };
}

/** A run under way. */
export interface Running {
  /** Waits until standard output holds what is looked for. */
  readonly until: (pattern: RegExp) => Promise<string>;
  readonly write: (bytes: Uint8Array) => void;
  readonly end: () => void;
  readonly interrupt: () => void;
  readonly code: Promise<number | null>;
}

/** Starts a run that goes on. */
export function start(args: readonly string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { env: PLAIN });
  let out = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString('utf8');
    for (const look of waiting) look();
  });
  return {
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${pattern} did not come; there is: ${out}`)),
          20_000,
        );
        const look = (): void => {
          if (!pattern.test(out)) return;
          clearTimeout(timer);
          resolve(out);
        };
        waiting.push(look);
        look();
      }),
    write: (bytes) => child.stdin.write(bytes),
    end: () => child.stdin.end(),
    interrupt: () => child.kill('SIGINT'),
    code: new Promise((resolve) => child.on('close', resolve)),
  };
}

const folders: string[] = [];
afterAll(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

/** A folder for a test's files, gone when the tests of its file are over. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'gmpshark-cli-'));
  folders.push(made);
  return made;
}
