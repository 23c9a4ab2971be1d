/**
 * What code over the layers of frames is made for, and how it leaves a frame of which it knows only the first layers: to a walk, or
 * (where frames are looked at by themselves) with what may come behind.
 */
import { type Dissector, NONE } from './contract.js';
import { DATA, FRAME, type Registry } from './registry.js';

/** A layer, as the code knows it. */
export interface CodeLayer {
  readonly dissector: Dissector;
  readonly id: number;
  readonly variant: number;
  /** Octets that are surely there. */
  readonly least: number;
  /** Variables that hold where it begins and ends. */
  readonly start: string;
  readonly end: string;
  /** Expression for where its payload begins. */
  readonly payload: string;
}

/** What the code is made for. It reads `b`, and expects `s0`, `e0` and `l0`: where the frame begins, ends, ended on the wire. */
export interface CodeRequest {
  readonly registry: Registry;
  /** The dissector of the frame's link type. */
  readonly link: number;
  /** Branches met so far (of all links). */
  readonly met: ReadonlySet<string>;
  /** Statements for a frame with these layers; they must leave the frame. */
  readonly leaf: (layers: readonly CodeLayer[]) => string;
  /** A statement that leaves a frame that has to be walked. */
  readonly walk: string;
  /**
   * Statements for a frame of which these layers are known, and what may come behind them: given where a frame is looked at by
   * itself, without any that were before. They must leave the frame.
   */
  readonly open?: (layers: readonly CodeLayer[], next: readonly number[]) => string;
  /** A statement that leaves a frame that meets a branch: `${branch}>${next}` with the number in `next`. */
  readonly unmet: (branch: string, next: string) => string;
}

/** What nobody can tell. */
export const ANYTHING: readonly number[] = [FRAME];

/** A frame of which only the first layers are known. */
export function leave(request: CodeRequest, layers: readonly CodeLayer[], next: readonly number[]): string {
  return request.open === undefined ? request.walk : request.open(layers, next);
}

/** The layers behind are not known for certain: what `next` says, or (`others`) something else. */
export function emitOpen(
  request: CodeRequest,
  layers: readonly CodeLayer[],
  branch: string,
  next: string,
  others: readonly number[],
): string {
  const { dissectors } = request.registry;
  // A protocol may stand behind a length of its own in a stream, which is a layer too.
  const framed = [...dissectors.keys()].filter((id) => dissectors[id].framing !== undefined);
  const cases: string[] = [];
  for (const id of dissectors.keys()) {
    if (!request.met.has(`${branch}>${id}`)) continue;
    cases.push(`case ${id}:${leave(request, layers, [id, ...others, ...framed])}`);
  }
  return `switch(${next}){${cases.join('\n')}\ncase ${NONE}:${leave(request, layers, [DATA, ...others])}\ndefault:${request.unmet(branch, next)}}`;
}
