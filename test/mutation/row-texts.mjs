/**
 * Keeps Stryker from mutating what rows only declare (their texts, clauses, effects in words). Each of these stands on one
 * line of docs/state-machines.md, which test/machine/docs.test.ts holds against the rows: such mutants are all killed, by that
 * one comparison, so they would flatter the score and double the time. What rows do (on, from, guard, run) is mutated.
 */
const DECLARED = new Set(['id', 'when', 'to', 'effects', 'clause', 'decisions']);

function isRow(node) {
  const keys = new Set(node.properties.map((property) => property.key?.name));
  return keys.has('id') && keys.has('when') && keys.has('clause');
}

const ignorer = {
  shouldIgnore(path) {
    if (!path.isObjectProperty() || path.node.computed || !DECLARED.has(path.node.key.name)) return undefined;
    return isRow(path.parent) ? 'a text of a row, held by docs/state-machines.md' : undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'row-texts', value: ignorer }];
