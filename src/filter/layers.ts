/**
 * The layer operator: `ip.addr#2` looks only at the second layer of that protocol in a packet, `#[-1]` at the last.
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import type { Span } from './program.js';

/** Whether layer `i` is among those that are asked for. */
export type LayerFilter = (w: Walk, i: number) => boolean;

/** Makes the filter; undefined where all layers are. */
export function layerFilter(registry: Registry, spans: readonly Span[] | undefined): LayerFilter | undefined {
  if (spans === undefined) return undefined;
  // Dissectors of one name are one protocol.
  const names = registry.dissectors.map(({ name }) => name);
  const first = names.map((name) => names.indexOf(name));
  return (w, i) => {
    const protocol = first[w.ids[i]];
    let number = 0;
    let count = 0;
    for (let layer = 0; layer < w.count; layer += 1) {
      if (first[w.ids[layer]] !== protocol) continue;
      count += 1;
      if (layer <= i) number += 1;
    }
    return spans.some((span) => within(span, number, count));
  };
}

/** Whether number (from 1 on) of `count` lies in a span. */
function within({ from, length, to }: Span, number: number, count: number): boolean {
  const resolve = (at: number): number => (at < 0 ? count + 1 + at : at);
  const least = resolve(from);
  const most = to !== undefined ? resolve(to) : length !== undefined ? least + length - 1 : count;
  return number >= least && number <= most;
}
