/**
 * What the tables say is sound in itself, and docs/state-machines.md says the same
 * (`npx vitest run --config test/vitest.config.ts --root . test/machine/docs.test.ts -u` writes the page anew).
 */
import { describe, expect, test } from 'vitest';
import { ALL_TABLES } from '../../src/machine/all-tables.js';
import { DECISIONS, POLICIES } from '../../src/machine/policies.js';
import { machinesText } from '../../src/machine/table-text.js';

/** All rows with their tables; made within the tests, so that a broken table fails one of them. */
function allRows() {
  return ALL_TABLES.flatMap((table) => table.rows.map((row) => ({ ...row, table })));
}

/** Decisions that no row rests on and no policy changes, and where each is held instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {};

describe('the tables of transitions', () => {
  test('docs/state-machines.md is what they say', async () => {
    await expect(machinesText(ALL_TABLES)).toMatchFileSnapshot('../../docs/state-machines.md');
  });

  const DECLARED = ['id', 'when', 'to', 'effects', 'clause', 'decisions'] as const;
  // Under mutation testing these texts are not mutated, because of this test.
  test.skipIf(process.env.GMPSHARK_RUNS !== undefined).each(DECLARED)(
    'a row with another %s makes another page',
    (field) => {
      for (const { table, ...row } of allRows()) {
        const other =
          typeof row[field] === 'string' ? 'Other' : field === 'to' ? { Other: ['Other'] } : ['Other'];
        const changed = { ...row, [field]: other };
        expect(machinesText([{ ...table, rows: [changed] }]), row.id).not.toBe(
          machinesText([{ ...table, rows: [row] }]),
        );
      }
    },
  );

  test('the id of a row is its own, and begins with its machine', () => {
    const seen = new Set<string>();
    for (const { id, table } of allRows()) {
      expect(seen.has(id), `${id} twice`).toBe(false);
      seen.add(id);
      expect(id.replaceAll('.', ' '), id).toMatch(/^\S+( \S+)+$/);
      const first = table.rows[0].id.split('.')[0];
      expect(id.split('.')[0], `${id} stands in the table of ${table.machine}`).toBe(first);
    }
  });

  test('a row names its clause, an event, its effects, and only decisions that there are', () => {
    for (const row of allRows()) {
      expect(row.clause, row.id).toMatch(/\d/);
      expect(row.on.length, row.id).toBeGreaterThan(0);
      expect(row.effects.length, row.id).toBeGreaterThan(0);
      for (const name of row.decisions) expect(Object.keys(DECISIONS), row.id).toContain(name);
      expect(new Set(row.effects).size, `${row.id} declares an effect twice`).toBe(row.effects.length);
      for (const effect of row.effects) {
        expect(effect, row.id).toMatch(/^(send|set|cancel|notify|ignored) \S/);
      }
    }
  });

  test('a row names only dimensions and states of its machine', () => {
    for (const row of allRows()) {
      for (const states of [row.from, row.to]) {
        for (const [name, named] of Object.entries(states)) {
          const dimension = row.table.dimensions.find((one) => one.name === name);
          expect(dimension, `${row.id}: ${name}`).toBeDefined();
          expect(named.length, `${row.id}: ${name}`).toBeGreaterThan(0);
          for (const state of named) expect(dimension?.states, `${row.id}: ${name}`).toContain(state);
        }
      }
    }
  });

  test('every decision D1 to D26 is what a row rests on, or what a policy changes', () => {
    const used = new Set<string>([
      ...allRows().flatMap((row) => row.decisions),
      ...Object.values(POLICIES).map((policy) => policy.decision),
    ]);
    const names = Object.keys(DECISIONS);
    expect(names).toEqual(Array.from({ length: 26 }, (_, i) => `D${i + 1}`));
    expect(names.filter((name) => !used.has(name) && ELSEWHERE[name] === undefined)).toEqual([]);
    expect(Object.keys(ELSEWHERE).filter((name) => used.has(name))).toEqual([]);
  });
});
