/**
 * Rows and packets that were looked at lately: kept, made by lookers, and forgotten when they are known better.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { ContextSource } from './context-source.js';
import type { Packet, PacketRow } from './contract.js';
import { createLooker } from './looker.js';
import { buildPacket } from './packet.js';
import { createRows, type RowLook, type RowMaker } from './rows.js';
import type { Slices } from './slices.js';

/** What both need. */
export interface LooksParts {
  readonly source: ContextSource;
  readonly slices: Slices;
  readonly catalogue: Catalogue;
  readonly look: () => RowLook;
  /** Takes over what the capture has told of names since. */
  readonly learn: () => void;
  readonly changed: () => void;
  /** A packet was walked for this: what else it shows may have to be worked out. */
  readonly taken: (w: Walk) => void;
}

/** Things of packets, by number. */
export interface Looks<T> {
  readonly get: (number: number) => T | undefined;
  /** These are to be looked at again when they are wanted; without numbers, all. */
  readonly forget: (numbers?: readonly number[]) => void;
  /** Everything is to be made anew. */
  readonly reset: () => void;
}

/** How things of packets are looked up. */
export interface LookingUp {
  /** So many are kept. */
  readonly most: number;
  /** What lies above is read along on the way up. */
  readonly pages: boolean;
  /** Packets that are walked at most for one that is shown at once. */
  readonly atOnce: number;
}

const ROWS: LookingUp = { most: 5000, pages: true, atOnce: 128 };
const PACKETS: LookingUp = { most: 16, pages: false, atOnce: 128 };
/** Rows read at once on the way up. */
const PAGE = 64;

/** Rows of the packet list. */
export function createRowLooks(parts: LooksParts): Looks<PacketRow> {
  let makers = new WeakMap<Registry, RowMaker>();
  const makerOf = (registry: Registry): RowMaker => {
    const known = makers.get(registry);
    if (known !== undefined) return known;
    const made = createRows(registry, parts.catalogue, parts.look());
    makers.set(registry, made);
    return made;
  };
  const looks = createLooks<PacketRow>(parts, ROWS, makerOf);
  return {
    get: looks.get,
    forget: looks.forget,
    reset: () => {
      makers = new WeakMap();
      looks.reset();
    },
  };
}

/** Packets in full. */
export function createPacketLooks(parts: LooksParts): Looks<Packet> {
  return createLooks(parts, PACKETS, (registry) => (w) => {
    return buildPacket(registry, parts.catalogue, w, parts.look().names);
  });
}

/** Things that are made of walked packets. */
export function createLooks<T>(
  { source, slices, learn, changed, taken }: Omit<LooksParts, 'catalogue' | 'look'>,
  { most, pages, atOnce }: LookingUp,
  makerOf: (registry: Registry) => (w: Parameters<RowMaker>[0]) => T,
): Looks<T> {
  const kept = new Map<number, T>();
  const looker = createLooker({
    source,
    slices,
    keep: !pages,
    atOnce,
    changed,
    take: ({ registry, walk }, number) => {
      kept.delete(number);
      kept.set(number, makerOf(registry)(walk));
      taken(walk);
      if (kept.size <= most) return;
      const [oldest] = kept.keys();
      kept.delete(oldest);
    },
    forget: (numbers) => {
      for (const number of numbers) kept.delete(number);
      changed();
    },
  });
  return {
    get: (number) => {
      const known = kept.get(number);
      if (known !== undefined) return known;
      learn();
      // Upwards: what one will go to next is read along, for a reading goes downwards only.
      const upwards = pages && kept.has(number + 1) && !kept.has(number - 1);
      for (let one = upwards ? Math.max(1, number - PAGE) : number; one <= number; one += 1)
        if (!kept.has(one)) looker.look(one);
      return kept.get(number);
    },
    forget: (numbers) => {
      if (numbers === undefined) kept.clear();
      else for (const number of numbers) kept.delete(number);
    },
    reset: () => {
      kept.clear();
      looker.reset();
    },
  };
}
