/** The page on IGMP holds the table of the rules, made from them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { IGMP_RULES } from '../../../src/conform/igmp/rules.js';

const PAGE = fileURLToPath(new URL('../../../docs/igmp.md', import.meta.url));
const BEGIN = '<!-- rules: made from src/conform/igmp/rules.ts -->\n';
const END = '<!-- end of rules -->';

function table(): string {
  const rows = Object.values(IGMP_RULES).map(
    ({ code, severity, role, clause, text }) =>
      `| \`${code}\` | ${severity} | ${role} | ${clause} | ${text} |`,
  );
  return ['| code | severity | who | clause | rule |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

test('docs/igmp.md tells every rule (UPDATE_DOCS=1 writes it)', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const right = before + BEGIN + table() + after;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, right);
  expect(readFileSync(PAGE, 'utf8')).toBe(right);
});
