/**
 * `gmpshark sim --seeds --faults`: what is printed, the exit status, and that the number of workers changes nothing.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FAULT_PROFILE_NAMES } from '../../src/sim/faults.js';
import { run } from './run.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'gmpshark-sweep-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** A registration over a bad network, without repetition: some seeds fail. */
const CHANCE = `purpose: A registration over a network that loses every third frame.
clause: 7.1.3
actors: [server, creator, a]
network: {loss: 1/3}
timeline:
  - at 0s: creator creates
  - at 60s: a registers
  - expect at 60.1s: a is registered
  - at 60.2s: end
`;
const CHANCE_FILE = join(FOLDER, 'chance.yaml');
writeFileSync(CHANCE_FILE, CHANCE);

const FIG03 = 'scenarios/fig03-control.yaml';

describe('gmpshark sim --seeds', () => {
  test('a scenario that holds under all faults ends with 0 and one line', () => {
    const { code, out, err } = run(['sim', FIG03, '--seeds', '1..60', '--faults', 'everything']);
    expect(err).toBe('');
    expect(out).toMatch(/^fig03-control: seeds 1 to 60 under everything: all well; \d+ events\n$/);
    expect(code).toBe(0);
  });

  test('seeds that fail have a line each, in order, and the status is 1; workers change nothing', () => {
    const all = run(['sim', CHANCE_FILE, '--seeds', '1..300']);
    expect(all.code).toBe(1);
    const lines = all.out.split('\n').filter((line) => line.includes('seed '));
    const seeds = lines.map((line) => Number(/seed (\d+):/.exec(line)?.[1]));
    expect(seeds.length).toBeGreaterThan(50);
    expect(seeds).toEqual([...seeds].sort((a, b) => a - b));
    // Fewer seeds than are worth workers are run by the command itself.
    const parts = ['1..150', '151..300'].map((range) => run(['sim', CHANCE_FILE, '--seeds', range]).out);
    expect(lines).toEqual(
      parts
        .join('')
        .split('\n')
        .filter((line) => line.includes('seed ')),
    );
  });

  test('a sweep over workers prints the same twice', () => {
    const args = ['sim', FIG03, '--seeds', '1..400', '--faults', 'crashes'];
    expect(run(args)).toEqual(run(args));
  });

  test.each([
    [['--seeds', '9..1'], 'the range is empty'],
    [['--seeds', 'all'], 'seeds are a number, or a range A..B'],
    [['--faults', 'losy'], 'did you mean lossy?'],
    [['--faults', 'lossy', '--seed', '3'], 'a sweep takes its seeds from --seeds'],
    [['--faults', 'lossy', '-T', 'ndjson'], 'a sweep prints one line'],
    [['--seeds', '1..2', '-w', 'x.yaml'], 'nothing to write'],
  ])('%j is bad usage', (flags, message) => {
    const { code, out, err } = run(['sim', FIG03, ...flags]);
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test('the help names every profile', () => {
    const { out } = run(['sim', '--help']);
    for (const name of FAULT_PROFILE_NAMES) expect(out).toContain(name);
  });

  test('an unknown file ends with 3', () => {
    expect(run(['sim', join(FOLDER, 'none.yaml'), '--seeds', '1..2']).code).toBe(3);
    expect(readFileSync(CHANCE_FILE, 'utf8')).toContain('loss: 1/3');
  });
});
