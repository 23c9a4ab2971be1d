/**
 * Captures of all scenarios pass `check` with no finding but those that the scenario declares; and each that it declares is found.
 */
import { describe, expect, test } from 'vitest';
import { FILES, textOf } from '../sim/scenario-files.js';
import { captureTraffic, check, play } from './harness.js';

/** All that a capture is found to have, as lines: the code, and what it says. */
function findingsIn(from: string, traffic: ReturnType<typeof play>[number]): readonly string[] {
  const { findings } = check(captureTraffic(traffic, { from }), { policies: traffic.policies });
  return findings.map(({ rule, message }) => `${rule.code}: ${message}`);
}

describe.each(FILES)('%s', (name) => {
  const traffics = play({ text: textOf(name), name });

  test.each(traffics.map((traffic) => [traffic.name, traffic] as const))('%s', (_, traffic) => {
    const declared: readonly string[] = traffic.scenario.findings;
    const found = findingsIn('sending', traffic);
    expect(found.filter((line) => !declared.includes(line.split(': ')[0]))).toEqual([]);
    const codes = found.map((line) => line.split(': ')[0]);
    expect(declared.filter((code) => !codes.includes(code))).toEqual([]);
  });
});
