/**
 * The command itself on every capture of the corpus, as a process of its own: it ends, says what it must, and stays small.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CORPUS = new URL('../../../shared/captures/', import.meta.url);
const MAIN = fileURLToPath(new URL('../../dist/bin/main.js', import.meta.url));
const MEMORY = fileURLToPath(new URL('../bench/report-memory.mjs', import.meta.url));
const MOST_MEMORY = 150e6;
const LONGEST_RUN = 60_000;
const there = existsSync(new URL('expect.ndjson', CORPUS));

interface Expectation {
  readonly file: string;
  readonly packets: number;
  readonly error: string | null;
  readonly libpcap: { readonly packets: number; readonly error: string | null };
}

interface Outcome {
  readonly code: number | null;
  readonly memory: number;
  readonly out: string;
  readonly err: string;
}

const files: readonly Expectation[] = there
  ? readFileSync(new URL('expect.ndjson', CORPUS), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Expectation)
  : [];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;
function run(args: readonly string[]): Promise<Outcome> {
  runs += 1;
  const report = join(folder, `memory-${runs}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', MEMORY, MAIN, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GMPSHARK_MEMORY_FILE: report },
      timeout: LONGEST_RUN,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('latin1');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const memory = existsSync(report) ? Number(readFileSync(report, 'utf8')) : Number.NaN;
      resolve({ code, memory, out, err });
    });
  });
}

describe.skipIf(!there)(
  there ? 'the command on the corpus' : 'skipped: no corpus',
  { concurrent: true },
  () => {
    test.each(files.map((one) => [one.file, one] as const))(
      '%s',
      async (file, { packets, error, libpcap }) => {
        const { code, memory, out, err } = await run([
          'dissect',
          '-n',
          '-V',
          fileURLToPath(new URL(file, CORPUS)),
        ]);
        const shown = (out.match(/^Frame \d+: /gm) ?? []).length;
        // Where the two reference readers differ, either is right.
        const accepted = [
          { shown: packets, failed: error !== null },
          { shown: libpcap.packets, failed: libpcap.error !== null },
        ];
        expect(accepted).toContainEqual({ shown, failed: code === 3 });
        expect(code === 0 || code === 3, `exit ${code}: ${err}`).toBe(true);
        if (code === 3) expect(err).toMatch(/^gmpshark: .*octet \d+/m);
        expect(err).not.toMatch(/^\s+at .*\.js:\d+/m);
        expect(memory).toBeLessThan(MOST_MEMORY);
      },
    );
  },
);
