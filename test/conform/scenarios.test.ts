/**
 * Captures of all scenarios pass `check` with no finding but those that the scenario declares; and each that it declares is found.
 */
import { describe, expect, test } from 'vitest';
import { FILES, textOf } from '../sim/scenario-files.js';
import { captureTraffic, check, play } from './harness.js';

/** Declared findings that a capture cannot have, and why. */
const UNSEEN: Readonly<Record<string, string>> = {
  'repeated-requests: activation':
    'the last packet comes before the timeout is over, and a capture ends with its last packet',
};

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
    const missing = declared.filter((code) => !codes.includes(code));
    expect(missing).toHaveLength(traffic.name in UNSEEN ? 1 : 0);
  });
});
