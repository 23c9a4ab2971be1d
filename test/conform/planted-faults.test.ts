/**
 * Captures of machines with a planted fault have exactly the finding that names it; those of the same story with right machines
 * have none.
 */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/conform/contract.js';
import { GMP_RULES } from '../../src/conform/gmp/rules.js';
import { CLIENT_FAULTS } from '../machine/canaries/client-faults.js';
import { SERVER_FAULTS } from '../machine/canaries/server-faults.js';
import { captureTraffic, check, simulatorWith } from './harness.js';
import { HIDDEN, SHOWN } from './planted-stories.js';

const FAULTS = [...SERVER_FAULTS, ...CLIENT_FAULTS];

async function findingsOf(name: string, isPlanted: boolean): Promise<readonly Finding[]> {
  const { story, run = '', besides = [] } = SHOWN[name];
  const { play } = await simulatorWith(isPlanted ? name : undefined);
  return play(story)
    .filter((traffic) => traffic.name.endsWith(run))
    .flatMap((traffic) => check(captureTraffic(traffic), { policies: traffic.policies }).findings)
    .filter(({ rule }) => !besides.includes(rule.code));
}

/** Clauses and decisions named in a text: "7.2.4, D13" has 7.2.4 and D13. */
function namedIn(clause: string): readonly string[] {
  return clause.match(/D\d+|\d+(\.\d+)*( [a-z])?(?=[,;]|$| )/g) ?? [];
}

describe('a planted fault', () => {
  test.each(Object.keys(SHOWN))('%s is named by its finding alone', async (name) => {
    const { code, certain } = SHOWN[name];
    const findings = await findingsOf(name, true);
    expect([...new Set(findings.map(({ rule }) => rule.code))], lines(findings)).toEqual([code]);
    expect(
      findings.some((finding) => finding.certain),
      lines(findings),
    ).toBe(certain);
    for (const { frames, message } of findings) {
      expect(frames.length).toBeGreaterThan(0);
      expect(message).toMatch(/^[A-Z0-9].*\.$/);
    }
    expect(lines(await findingsOf(name, false))).toBe('');
  });

  test.each(Object.keys(SHOWN))('%s: the rule has its clause, or its decision', (name) => {
    const { clause } = FAULTS.find((fault) => fault.name === name)!;
    const rule = GMP_RULES.find(({ code }) => code === SHOWN[name].code)!;
    const ours = [...namedIn(rule.clause), ...rule.decisions];
    expect(
      namedIn(clause).some((one) => ours.includes(one)),
      `${clause} against ${ours.join(', ')}`,
    ).toBe(true);
  });

  test('each is shown, or it is said why none can be', () => {
    const known = [...Object.keys(SHOWN), ...Object.keys(HIDDEN)].sort();
    expect(known).toEqual(FAULTS.map(({ name }) => name).sort());
  });
});

function lines(findings: readonly Finding[]): string {
  return findings
    .map(({ rule, certain, message }) => `${rule.code}${certain ? '!' : '?'} ${message}`)
    .join('\n');
}
