/**
 * Setting the display filter.
 */
import type { Model, Step, World } from '../model/model.js';

/** Shows what passes a filter ('' for all packets); the cursor stays on its packet, or on the nearest one that is shown. */
export function setFilter(model: Model, _world: World, text: string): Step {
  return [{ ...model, filter: text, held: 0, message: undefined }, [{ kind: 'filter', text }]];
}
