/**
 * Fields that follow sessions through the capture: who keeps them up to date, and when that is worth its cost. They are in the
 * registry always, so that filters and -e know their names; the frames are followed only where something shows them.
 *
 *   frame ──walk──► see ──► filter, printer
 *
 * What lies ahead in a capture (gmp.response_in) is found out by a first pass over the file, before the one that prints.
 */
import { statSync } from 'node:fs';
import type { Walk } from '../../dissectors/contract.js';
import type { Derived } from '../../dissectors/derived.js';
import type { RegistryOptions } from '../../dissectors/options.js';
import { createRegistry } from '../../dissectors/registry.js';
import { openCapture } from '../capture/open.js';
import { createFindingExperts, type FindingExperts } from '../conform/experts.js';
import { createFollowing, followAhead } from '../conform/following.js';
import { setFrame } from '../packet/clock.js';
import { createWalk, walkFrame } from '../packet/walk.js';
import { createForward, FORWARD_FIELDS, type Forward } from '../track/derived.js';
import type { Format } from './flags.js';

/** The derived fields of one run. */
export interface Deriving {
  readonly derived: readonly Derived[];
  /** Takes a frame that was just walked; once for each, in order. */
  readonly see: (w: Walk) => void;
  /** Filled by a first pass, if there is one. */
  readonly forward: Forward;
  /** What the judges of `check` find, as expert items. */
  readonly experts: FindingExperts;
}

/** The derived fields, with nothing followed yet. */
export function createDeriving(): Deriving {
  const forward = createForward();
  return { ...createFollowing(forward), forward, experts: createFindingExperts() };
}

/** What of a run's output decides whether derived fields are needed. */
export interface Shown {
  /** Names of the fields that are printed, and of those that filters and statistics look at. */
  readonly names: readonly string[];
  /** Whether everything of a packet is shown; of these layers only, where they are given. */
  readonly everything: boolean;
  readonly layers: ReadonlySet<string> | undefined;
}

/** Whether the output shows derived fields. */
export function needsDerived({ derived }: Deriving, { names, everything, layers }: Shown): boolean {
  if (everything && derived.some(({ dissector }) => layers?.has(dissector) !== false)) return true;
  const known = new Set(derived.flatMap(({ generated }) => generated.map(({ name }) => name)));
  return names.some((name) => known.has(name));
}

/** Whether the output shows findings: where all of a packet is shown, in ndjson's `expert`, and where they are asked for. */
export function showsFindings({ names, everything, layers }: Shown, format: Format): boolean {
  if (format === 'ndjson' || names.some((name) => name.startsWith('_ws.expert'))) return true;
  return everything && (layers === undefined || ['frame', 'gmp', 'igmp'].some((name) => layers.has(name)));
}

/** Whether some of the fields are known only from a pass over the whole capture. */
export function needsFirstPass(names: readonly string[]): boolean {
  return names.some((name) => FORWARD_FIELDS.has(name));
}

/** Whether an input can be read twice. */
export function isReadableTwice(input: string): boolean {
  return input !== '-' && statSync(input, { throwIfNoEntry: false })?.isFile() === true;
}

/** Reads the capture once, up to `limit` packets, and keeps what the second pass will want. What is wrong with it that one tells. */
export async function passOver(
  input: string,
  options: RegistryOptions,
  limit: number,
  { forward }: Deriving,
  signal: AbortSignal,
): Promise<void> {
  const opened = await openCapture(input, { follow: false, signal });
  if (!opened.ok) return;
  const reader = opened.value;
  const registry = createRegistry(options);
  const walk = createWalk(registry);
  const first = followAhead(forward);
  let left = limit;
  for (let batch = await reader.next(); batch !== null && left > 0; batch = await reader.next()) {
    const count = Math.min(batch.count, left);
    left -= count;
    for (let i = 0; i < count; i += 1) {
      setFrame(walk, batch, i, reader.interfaces[batch.interfaceId[i]].linkType);
      walkFrame(registry, walk, batch.bytes, batch.dataStart[i]);
      first(walk);
    }
  }
  await reader.close();
}
