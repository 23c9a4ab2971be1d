/**
 * The rules on GMP: the table is sound, scenarios may name its codes, docs/check.md shows it
 * (`npx vitest run --config test/vitest.config.ts --root . test/conform/rules.test.ts -u` writes the page anew).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/conform/contract.js';
import { GMP_RULES } from '../../src/conform/gmp/rules.js';
import { IGMP_RULES } from '../../src/conform/igmp/rules.js';
import { DECISIONS } from '../../src/machine/policies.js';
import { FINDING_CODES } from '../../src/scenario/finding-codes.js';

const ALL = [...GMP_RULES, ...Object.values(IGMP_RULES)];

const PAGE = readFileSync(new URL('../../docs/check.md', import.meta.url), 'utf8');

function tableOf(title: string, rules: readonly Rule[]): string {
  const rows = rules.map(({ code, text, clause, decisions, severity, by }) => {
    const others = decisions.filter((name) => !clause.includes(name));
    return `| \`${code}\` | ${text} | ${[clause, ...others].join(', ')} | ${severity} | ${by} |`;
  });
  return [
    `### ${title}`,
    '',
    '| code | rule | clause, decisions | severity | shown by |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

const TABLES = [
  tableOf(
    'GMP: servers',
    GMP_RULES.filter(({ role }) => role === 'server'),
  ),
  tableOf(
    'GMP: clients',
    GMP_RULES.filter(({ role }) => role === 'client'),
  ),
].join('\n\n');

describe('the rules', () => {
  test('each has a code of its own, a clause, words, and decisions that there are', () => {
    expect(new Set(ALL.map(({ code }) => code)).size).toBe(ALL.length);
    for (const { code, clause, text, decisions } of ALL) {
      expect(code).toMatch(/^check\.[a-z-]+$/);
      expect(clause, code).toMatch(/\d/);
      expect(text.length, code).toBeGreaterThan(20);
      for (const name of decisions) expect(Object.keys(DECISIONS), code).toContain(name);
    }
  });

  test('docs/check.md shows them', async () => {
    expect(PAGE).toMatch(/<!-- rules -->[\s\S]*<!-- end -->/);
    const page = PAGE.replace(
      /(<!-- rules -->\n)[\s\S]*?(<!-- end -->)/,
      (_, from, to) => `${from}\n${TABLES}\n\n${to}`,
    );
    await expect(page).toMatchFileSnapshot('../../docs/check.md');
  });

  test('scenarios may name them all, in their words (src/scenario/finding-codes.ts)', () => {
    const ours = ALL.map(({ code, text, clause, decisions }) => {
      const others = decisions.filter((name) => !clause.includes(name));
      return [code, `${text} (${[clause, ...others].join(', ')})`];
    });
    expect(FINDING_CODES).toEqual(ours);
  });
});
