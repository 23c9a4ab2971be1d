/**
 * What one looks at in the findings view.
 */
import { type FindingsLine, type FindingsList, findingsList } from './findings-list.js';
import type { Model, World } from './model.js';

/** The list, and the selected line in it. */
export interface LookedFindings {
  readonly list: FindingsList;
  /** The line's place; 0 in an empty list. */
  readonly at: number;
  readonly line: FindingsLine | undefined;
}

/** The selected line: where it is no longer there, the one that stands in its place. */
export function lookedFindings({ views }: Pick<Model, 'views'>, world: World): LookedFindings {
  const { choice, selected, at } = views.findings;
  const list = findingsList(world, choice);
  const found = selected === '' ? -1 : list.lineOf(selected);
  const place = found >= 0 ? found : Math.max(0, Math.min(at, list.count - 1));
  return { list, at: place, line: list.at(place) };
}

/** The packet of a finding that is looked at, and its place among those that show it. */
export function lookedFrame(frames: readonly number[], packet: number): { number: number; place: number } {
  const place = packet < 0 || packet >= frames.length ? frames.length - 1 : packet;
  return { number: frames[place] ?? 0, place };
}
