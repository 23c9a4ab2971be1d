/**
 * What may come behind a layer: all dissectors that can be entered from it, however many layers later. By that a filter may know
 * that a field cannot be in a frame of which only the first layers are known.
 */
import { type Dissector, NONE } from './contract.js';
import { DATA, FRAME, type Registry } from './registry.js';

/** The dissectors that may be found from some on, these among them; undefined: any. */
export function reachOf(registry: Registry, ids: readonly number[]): ReadonlySet<number> | undefined {
  const { dissectors } = registry;
  const reached = new Set<number>([DATA]);
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const next = id === FRAME ? undefined : nextOf(registry, dissectors[id]);
    if (next === undefined) return undefined;
    open.push(...next);
  }
  return reached;
}

/** Those that may come just behind one. */
function nextOf({ dissectors, lookup }: Registry, { leads }: Dissector): readonly number[] | undefined {
  if (leads === undefined) return undefined;
  const next: number[] = [];
  for (const way of leads) {
    if (way.startsWith('name:')) {
      next.push(lookup.idOf(way.slice('name:'.length)));
      continue;
    }
    const table = Object.entries(lookup.tables).find(([name]) => name === way)?.[1];
    if (table === undefined || lookup.heuristics.length > 0) return undefined;
    next.push(...table);
    for (const [id, { announces }] of dissectors.entries()) if (announces === true) next.push(id);
  }
  return [...new Set(next)].filter((id) => id !== NONE);
}
