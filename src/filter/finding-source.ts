/**
 * Findings as fields of filters: what the dissectors say of each layer, and what its table announces and its octets do not
 * hold. Only for layers in which something is missing a table is decoded.
 */
import type { Walk } from '../../dissectors/contract.js';
import { commentFinding, EXPERT_FIELDS, judgeLayer } from '../../dissectors/expert-fields.js';
import { FRAME, type Registry } from '../../dissectors/registry.js';
import { compileScan, makeHits, type Scan } from '../layout/scan.js';
import type { LayerFilter } from './layers.js';
import type { FieldOperand, FilterValue } from './program.js';

/** Whether a name is one of findings. */
export function isFinding(name: string): boolean {
  return EXPERT_FIELDS.some((field) => field.name === name);
}

/** The source of a finding's field. */
export function findingSource(
  registry: Registry,
  { name, members }: FieldOperand,
  inLayers: LayerFilter | undefined,
): (w: Walk, found: (value: FilterValue) => boolean) => boolean {
  const field = EXPERT_FIELDS.find((each) => each.name === name)!;
  const scans: (Scan | undefined)[][] = registry.dissectors.map(() => []);
  const noHits = makeHits(1);
  const fits = (w: Walk, i: number): boolean => {
    const id = w.ids[i];
    const variant = w.variants[i];
    scans[id][variant] ??= compileScan(registry.dissectors[id].headers[variant], () => undefined);
    noHits.length = 0;
    return scans[id][variant]!(w.sources[i], w.starts[i], w.ends[i], noHits);
  };
  if (members.length === 0) return () => false;
  const ofLayers = field.name === '_ws.malformed' || field.name === '_ws.short';
  return (w, found) => {
    for (let i = 0; i < w.count; i += 1) {
      if (inLayers !== undefined && !inLayers(w, i)) continue;
      const { experts, malformed, short } = judgeLayer(registry.dissectors[w.ids[i]], w, i, fits(w, i));
      if (ofLayers) {
        if ((field.name === '_ws.short' ? short : malformed) && found(1)) return true;
        continue;
      }
      for (const expert of experts) if (found(field.valueOf(expert))) return true;
      if (w.ids[i] !== FRAME) continue;
      for (const comment of w.frame.comments) if (found(field.valueOf(commentFinding(comment)))) return true;
    }
    return false;
  };
}
