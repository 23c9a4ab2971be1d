/**
 * The scenarios of this project through the command: all expectations and goldens hold, the same bytes each time; and what is
 * changed is noticed, and shown with its causes.
 */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../../src/sim/fingerprints.js';
import { folder, run } from './run.js';

const SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url));
const FILES = readdirSync(SCENARIOS).filter((name) => name.endsWith('.yaml'));
const FIG12 = 'fig12-membership-check';

/** A copy of the scenarios in which one file is changed. */
function copyWith(name: string, change: (text: string) => string): string {
  const dir = folder();
  cpSync(SCENARIOS, dir, { recursive: true });
  const path = join(dir, name);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, 'the change is one').not.toBe(before);
  writeFileSync(path, after);
  return dir;
}

/** A golden in which a line says something else, as a machine that behaves so would have written it. */
function rewritten(text: string, from: string, to: string): string {
  const lines = text.replace(from, to).split('\n');
  const body = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return lines
    .map((line) => {
      const [, layer] = /^# (bytes|times|states|timers) /.exec(line) ?? [];
      if (layer === undefined) return line;
      const own = linesOf(body, layer as Parameters<typeof linesOf>[1]).join('\n');
      return `# ${layer} ${createHash('sha256').update(own).digest('hex')}`;
    })
    .join('\n');
}

describe('gmpshark test scenarios', () => {
  test('all expectations and goldens hold; twice the same bytes', () => {
    const first = run(['test', SCENARIOS]);
    expect(first).toMatchObject({ code: 0, err: '' });
    const passed = first.out.split('\n').filter((line) => line.startsWith('ok    '));
    expect(passed.length).toBeGreaterThanOrEqual(FILES.length);
    expect(run(['test', SCENARIOS])).toEqual(first);
  });

  test('the runs are the same bytes whatever the time zone, the language and the folder', () => {
    const args = ['sim', ...FILES.map((name) => join(SCENARIOS, name)), '-T', 'ndjson', '-w'];
    const [here, there] = [join(folder(), 'a.pcapng'), join(folder(), 'b.pcapng')];
    const one = run([...args, here]);
    const two = run([...args, there], { env: { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' } });
    expect(one).toMatchObject({ code: 0, err: '' });
    expect(two).toEqual(one);
    expect(readFileSync(there).equals(readFileSync(here))).toBe(true);
  });

  test('a demotion that comes 10 ms late is shown, with what led to it', () => {
    const line = '2.630000 state server a: active → enrolled';
    const dir = copyWith(`golden/${FIG12}.txt`, (text) =>
      rewritten(text, line, line.replace('2.63', '2.64')),
    );
    const { code, out } = run(['test', dir]);
    expect(code).toBe(1);
    expect(out).toContain(`FAIL  ${FIG12}\n`);
    expect(out).toContain('differs from its golden in states;');
    expect(out).toMatch(
      /- 2\.640000 state server a: active → enrolled .*\n +\+ 2\.630000 state server a: active → enrolled/,
    );
    expect(out).toMatch(/how it came to be:\n(.*\n)* +2\.630000 server: KA timer of user 2 \(a\) expired/);
    expect(out.trimEnd()).toMatch(/: 1 run failed$/);
  });

  test('another delay is noticed by expectations, and by the golden', () => {
    const dir = copyWith(`${FIG12}.yaml`, (text) => text.replace('{delay: 10ms}', '{delay: 9ms}'));
    const { code, out } = run(['test', join(dir, `${FIG12}.yaml`)]);
    expect(code).toBe(1);
    expect(out).toContain(`${FIG12}.yaml:`);
    expect(out).toContain('does not hold: ');
    expect(out).toMatch(
      /- 0\.010000 frame server → creator SCACC .*\n +\+ 0\.009000 frame server → creator SCACC/,
    );
  });
});
