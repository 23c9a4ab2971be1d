/**
 * Findings of the judges as expert items in packets: each at the packet with which it became true, on its GMP or IGMP layer.
 * One that became true while other traffic passed stands on the frame. The judges themselves are loaded only where findings
 * are shown.
 *
 *   frame ──walk──► begin ─► check ──► take ──► experts of gmp, igmp, frame
 */
import type { Expert, Walk } from '../../dissectors/contract.js';
import type { Derived } from '../../dissectors/derived.js';
import type { Finding, ReportFinding } from './contract.js';

/** Findings as expert items. */
export interface FindingExperts {
  /** For the registry. */
  readonly derived: readonly Derived[];
  /** A frame was walked: what is found next belongs to it. */
  readonly begin: (w: Walk) => void;
  readonly take: ReportFinding;
}

const FRAME = 'frame';
/** Layers that findings stand on, by what their matters are. */
const LAYERS = ['gmp', 'igmp'] as const;

/** Findings as expert items, for one capture. */
export function createFindingExperts(): FindingExperts {
  const found: Finding[] = [];
  let frame = 0;
  const expertsOf =
    (dissector: string) =>
    (w: Walk, i: number): readonly Expert[] => {
      if (found.length === 0 || w.frame.number !== frame) return [];
      if (dissector !== FRAME && firstOf(w, dissector) !== i) return [];
      return found.filter((finding) => layerOf(w, finding) === dissector).map((one) => expertOf(one, w, i));
    };
  return {
    derived: [FRAME, ...LAYERS].map((dissector) => ({
      dissector,
      generated: [],
      experts: expertsOf(dissector),
    })),
    begin: (w) => {
      found.length = 0;
      frame = w.frame.number;
    },
    take: (finding) => {
      found.push(finding);
    },
  };
}

/** The layer on which a finding stands in a frame. */
function layerOf(w: Walk, { rule }: Finding): string {
  const wanted = rule.role === 'server' || rule.role === 'client' ? LAYERS[0] : LAYERS[1];
  return firstOf(w, wanted) >= 0 ? wanted : FRAME;
}

/** The first layer of a dissector; -1 where there is none. */
function firstOf(w: Walk, dissector: string): number {
  const id = w.lookup.idOf(dissector);
  for (let i = 1; i < w.count; i += 1) if (w.ids[i] === id) return i;
  return -1;
}

function expertOf({ rule, severity, message, doubt }: Finding, w: Walk, i: number): Expert {
  return {
    severity,
    group: rule.by === 'absence' ? 'Sequence' : 'Protocol',
    code: rule.code,
    message: doubt === undefined ? message : `${message} (Not certain: ${doubt})`,
    start: w.starts[i],
    end: w.payloads[i],
    clause: rule.clause,
    fault: 'sender',
  };
}
