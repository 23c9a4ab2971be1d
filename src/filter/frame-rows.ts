/**
 * Filters that ask about nothing but facts of the frame, compiled into a loop over the columns of a batch: no octet is read.
 */
import { FRAME, type Registry } from '../../dissectors/registry.js';
import type { PacketBatch } from '../base/packet-batch.js';
import type { Program } from './program.js';
import { FRAME_SOURCES, type Occurrence, type SourceFinder } from './sift-sources.js';
import { verdictOf } from './sift-tests.js';

/** Tells the rows of a batch that pass, one after the other; `firstSec` is NaN as long as no packet had a time. */
export type RowTest = (
  batch: PacketBatch,
  interfaces: boolean,
  firstSec: number,
  firstNsec: number,
  hit: (row: number) => void,
) => void;

type Code = (
  capLens: Uint32Array,
  wireLens: Uint32Array,
  secs: Float64Array,
  nsecs: Uint32Array,
  interfaceIds: Uint32Array,
  firstNumber: number,
  firstSec: number,
  firstNsec: number,
  interfaces: boolean,
  count: number,
  hit: (row: number) => void,
) => void;

/** Compiles it; undefined where more has to be known of a packet. */
export function compileRows(registry: Registry, program: Program): RowTest | undefined {
  const own = registry.dissectors[FRAME];
  const elsewhere = new Set(
    registry.dissectors.flatMap((one) => (one === own ? [] : one.generated.map(({ name }) => name))),
  );
  const finder: SourceFinder = {
    hasHistory: () => false,
    mayBeIn: () => false,
    find: ({ members, layers }) => {
      if (layers !== undefined || members.length !== 1 || elsewhere.has(members[0])) return undefined;
      const fact = FACTS.get(members[0]);
      return fact === undefined ? undefined : [fact];
    },
  };
  const layer = { dissector: own, id: FRAME, variant: 0, least: 0, start: 's0', end: 'e0', payload: 's0' };
  let foreign = false;
  const keep = (): string => {
    foreign = true;
    return 'K';
  };
  const { yes, exact } = verdictOf(program, { finder, layers: [layer], behind: new Set(), keep });
  if (!exact || foreign) return undefined;
  const loop = `for(let i=0;i<to;i++)if(${yes})hit(i);`;
  const code: Code = new Function('C', 'W', 'S', 'N', 'I', 'r', 'fs', 'fn', 'pg', 'to', 'hit', loop) as Code;
  return (
    { capLen, wireLen, sec, nsec, interfaceId, firstNumber, count },
    interfaces,
    firstSec,
    firstNsec,
    hit,
  ) =>
    code(capLen, wireLen, sec, nsec, interfaceId, firstNumber, firstSec, firstNsec, interfaces, count, hit);
}

/** The facts, and when they are there. `frame` itself has octets that are not at hand: only that it is there is known. */
const FACTS: ReadonlyMap<string, Occurrence> = new Map<string, Occurrence>([
  ...[...FRAME_SOURCES].map(
    ([name, source]) =>
      [name, { guard: source.kind === 'moment' ? 'S[i]===S[i]' : 'true', source }] satisfies [
        string,
        Occurrence,
      ],
  ),
  ['frame.interface_id', { guard: 'pg', source: { kind: 'number', text: 'I[i]' } }],
  ['frame', { guard: 'true', source: { kind: 'unknown' } }],
]);
