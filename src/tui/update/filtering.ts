/**
 * Filters made of the selected field.
 */
import type { Action } from '../keys/table.js';
import { fieldFilter, joined } from '../model/field-filter.js';
import { lookedTree } from '../model/looking.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { setFilter } from './filter-setting.js';
import { openPrompt } from './prompt.js';

/** How the selected field goes together with the filter that there is. */
export type Joining = 'alone' | 'not' | 'and' | 'or' | 'prepare';

/** What the keys that filter by what is selected mean. */
export const JOININGS: Partial<Record<Action, Joining>> = {
  'filter.selected': 'alone',
  'filter.not': 'not',
  'filter.and': 'and',
  'filter.or': 'or',
  'filter.prepare': 'prepare',
};

/** A filter for the selected line of the tree; undefined where there is none. */
export function selectedFilter(model: Model, world: World): string | undefined {
  const tree = lookedTree(model, world);
  const line = tree?.lines[tree.at];
  return tree === undefined || line === undefined ? undefined : fieldFilter(line, tree.packet, world.filters);
}

/** Filters by the selected field. */
export function filterSelected(model: Model, world: World, joining: Joining): Step {
  return filterBy(model, world, selectedFilter(model, world), joining);
}

/** Filters by what was made of what is selected; undefined: nothing can be made of it. */
export function filterBy(model: Model, world: World, made: string | undefined, joining: Joining): Step {
  if (made === undefined) return told(model, 'Nothing can be filtered by this line.', 'bad');
  switch (joining) {
    case 'alone':
      return setFilter(model, world, made);
    case 'not':
      return setFilter(model, world, `!(${made})`);
    case 'and':
      return setFilter(model, world, joined(model.filter, '&&', made));
    case 'or':
      return setFilter(model, world, joined(model.filter, '||', made));
    case 'prepare':
      return openPrompt(model, world, 'filter', { text: joined(model.filter, '&&', made) });
  }
}

/** Clears the filter. */
export function clearFilter(model: Model, world: World): Step {
  return model.filter === '' ? still(model) : setFilter(model, world, '');
}
