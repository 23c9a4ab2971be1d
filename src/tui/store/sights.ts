/**
 * What single packets are looked at with: rows and trees, the context that they owe to earlier packets, their derived fields.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import { createRegistry, type RegistryOptions } from '../../../dissectors/registry.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { createFollowing } from '../../conform/following.js';
import type { Names } from '../../packet/names.js';
import type { Following } from '../../track/derived.js';
import { type ContextSource, createContextSource } from './context-source.js';
import type { Packet, PacketRow } from './contract.js';
import { createDerivedLooks, type DerivedLooks } from './derived-looks.js';
import { createPacketLooks, createRowLooks, type Looks } from './looks.js';
import { type Reading, startReading } from './reading.js';
import type { RowLook } from './rows.js';
import type { Slices } from './slices.js';
import { isDerived, UNFOLLOWED } from './unfollowed.js';

/** What rows hold now, and who hears of changes. */
export interface LookState {
  look: RowLook;
  changed: () => void;
}

/** What the parts of a store share. */
export interface Shared {
  readonly index: CaptureIndex;
  readonly registry: RegistryOptions;
  readonly catalogue: Catalogue;
  readonly slices: Slices;
  readonly state: LookState;
  readonly names: Names;
  /** Takes over what the capture has told of names since. */
  readonly learn: () => void;
  readonly changed: () => void;
}

/** What single packets are looked at with. */
export interface Sights {
  readonly rows: Looks<PacketRow>;
  readonly packets: Looks<Packet>;
  readonly source: ContextSource;
  readonly derived: DerivedLooks;
}

/** Makes it; `shownBefore` tells which packet is displayed before another. */
export function createSights(shared: Shared, shownBefore: (number: number) => number): Sights {
  const { index, registry, slices, state, changed } = shared;
  const derived = createDerivedLooks({
    follow: () => createFollowing(),
    count: () => index.count,
    begin: (following) => beginReading(shared, following),
    slices,
    known: (numbers) => {
      rows.forget(numbers);
      packets.forget(numbers);
      changed();
    },
  });
  const source = createContextSource(index, { ...registry, derived: derived.derived }, slices, shownBefore);
  const parts = { ...shared, source, look: () => state.look };
  const rowWants = (w: Walk): void => {
    const { columns, colours } = state.look;
    const asks = colours.some(({ follows }) => follows !== undefined) || columns.some(isDerived);
    if (asks) derived.want(w);
  };
  const rows = createRowLooks({ ...parts, taken: rowWants });
  const packets = createPacketLooks({ ...parts, taken: derived.want });
  return { rows, packets, source, derived };
}

/** A reading from the first packet on, with derived fields where somebody asks for them. */
export function beginReading({ index, registry }: Shared, following?: Following): Reading {
  const derived = following?.derived ?? UNFOLLOWED;
  const hearing = following === undefined ? {} : { after: following.see };
  return startReading(index, createRegistry({ ...registry, derived }), hearing);
}
