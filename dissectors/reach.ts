/**
 * What may come behind a layer: all dissectors that can be entered from it, however many layers later. By that a filter may know
 * that a field cannot be in a frame of which only the first layers are known.
 */
import { type Dissector, NONE } from './contract.js';
import { DATA, FRAME, type Registry } from './registry.js';

/** The dissectors that may be found from some on, these and data among them; undefined: any. */
export type Reach = (ids: readonly number[]) => ReadonlySet<number> | undefined;

/** Makes it for a registry; each answer is found once. */
export function createReach(registry: Registry): Reach {
  const known = new Map<string, ReadonlySet<number> | undefined>();
  return (ids) => {
    const key = ids.join(' ');
    if (!known.has(key)) known.set(key, reachOf(registry, ids));
    return known.get(key);
  };
}

function reachOf(registry: Registry, ids: readonly number[]): ReadonlySet<number> | undefined {
  const reached = new Set<number>([DATA]);
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const next = id === FRAME ? undefined : nextOf(registry, registry.dissectors[id]);
    if (next === undefined) return undefined;
    open.push(...next);
  }
  return reached;
}

/** Those that may come just behind one. */
function nextOf({ dissectors, lookup }: Registry, { leads }: Dissector): ReadonlySet<number> | undefined {
  if (leads === undefined) return undefined;
  const next = new Set<number>();
  for (const way of leads) {
    if (way.startsWith('name:')) {
      next.add(lookup.idOf(way.slice('name:'.length)));
      continue;
    }
    const table = Object.entries(lookup.tables).find(([name]) => name === way)?.[1];
    if (table === undefined || lookup.heuristics.length > 0) return undefined;
    for (const id of table) if (id !== NONE) next.add(id);
    for (const [id, { announces }] of dissectors.entries()) if (announces === true) next.add(id);
  }
  next.delete(NONE);
  return next;
}
