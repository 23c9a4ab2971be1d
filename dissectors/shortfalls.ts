/**
 * What a layer's table announces and its octets do not hold, as findings: said the same way for every protocol, by the tree
 * and by filters.
 */
import type { Decoded, Shortfall } from '../src/layout/decode.js';
import type { Dissector, Expert, Walk } from './contract.js';

/** What a layer's octets lack, as findings. */
export function shortfallExperts(dissector: Dissector, decoded: Decoded, w: Walk, i: number): Expert[] {
  return decoded.shortfalls.map((shortfall) => shortfallExpert(dissector, shortfall, w, i));
}

function shortfallExpert(dissector: Dissector, shortfall: Shortfall, w: Walk, i: number): Expert {
  const end = w.ends[i];
  const byCapture = w.limits[i] > end && shortfall.at + shortfall.have >= end;
  return {
    severity: byCapture ? 'note' : 'error',
    group: 'Malformed',
    code: `${dissector.name}.${byCapture ? 'cut' : 'short'}`,
    message: shortfallText(shortfall, byCapture),
    start: Math.min(shortfall.at, end),
    end,
    fault: byCapture ? 'capture' : 'sender',
  };
}

function shortfallText(shortfall: Shortfall, byCapture: boolean): string {
  const { kind, item, wanted, have } = shortfall;
  const where = byCapture ? 'the capture kept' : 'there are';
  if (kind === 'missing') return `${wanted} × ${item.title} announced, ${where} ${have}`;
  return `${item.title} needs ${wanted} octet${wanted === 1 ? '' : 's'}, ${where} ${have}`;
}
