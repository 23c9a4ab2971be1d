/**
 * The store over an indexed capture: rows and packets are dissected when somebody looks at them, filters and searches run
 * in the background, each in a reading of its own.
 *
 *   index (about 4 octets a packet) ──┬─ context             one pass: what packets owe to earlier ones
 *                                ├─ rows, packets       lately looked at, by that context
 *                                └─ filter, search      a reading each, in slices
 */
import { createCatalogue } from '../../../dissectors/catalogue.js';
import { createRegistry, type RegistryOptions } from '../../../dissectors/registry.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { chunkOf, interfaceAt, nanosecondsAt, rowOf, secondsAt } from '../../capture/index-chunks.js';
import { digitsOf } from '../../packet/clock.js';
import { learnNames, type Names } from '../../packet/names.js';
import type { Following } from '../../track/derived.js';
import type { ContextSource } from './context-source.js';
import type { NumberList, PacketTime, StoreControl } from './contract.js';
import { allNumbers } from './number-list.js';
import { createScan, type Scan } from './scan.js';
import { beginReading, createSights, type LookState, type Shared } from './sights.js';
import type { Slices } from './slices.js';
import { createFollower } from './stream.js';
import { UNFOLLOWED } from './unfollowed.js';

/** What a store is made of. */
export interface StoreOptions {
  readonly registry: RegistryOptions;
  readonly slices: Slices;
  readonly live: boolean;
  /** Names of the capture instead of addresses. */
  readonly names: boolean;
}

/** A store, and what others need who look at single packets of its capture. */
export interface CaptureStore extends StoreControl {
  readonly source: ContextSource;
}

/** Makes the store; `indexAll` fills the index. */
export function createStore(index: CaptureIndex, options: StoreOptions): CaptureStore {
  const { slices, registry } = options;
  const names: Names = new Map();
  const state: LookState = {
    look: { columns: [], colours: [], names },
    changed: () => undefined,
  };
  const learn = (): void => {
    if (options.names && index.facts.names.length > names.size) learnNames(names, index.facts.names, 0);
  };
  const changed = (): void => state.changed();
  const catalogue = createCatalogue(createRegistry({ ...registry, derived: UNFOLLOWED }).dissectors);
  return storeOf({ index, registry, catalogue, slices, state, names, learn, changed }, options.live);
}

function storeOf(shared: Shared, live: boolean): CaptureStore {
  const { index, catalogue, slices, state, names, changed } = shared;
  const scans = createScans(shared, () => sights.source);
  const { filtered, searched } = scans;
  const sights = createSights(shared, scans.shownBefore);
  const { rows, packets, source, derived } = sights;
  const count = (): number => index.count;
  const follower = createFollower(() => beginReading(shared), source, count, slices, changed);
  const exists = (number: number): boolean => number >= 1 && number <= index.count;
  return {
    get count() {
      return index.count;
    },
    get complete() {
      return index.complete;
    },
    get loaded() {
      return index.progress;
    },
    get error() {
      return index.error;
    },
    live,
    catalogue,
    source,
    get shown() {
      return scans.shown();
    },
    get following() {
      return derived.progress();
    },
    get found() {
      return searched.list();
    },
    get stream() {
      return follower.stream();
    },
    time: (number) => timeOf(index, number),
    row: (number) => (exists(number) ? rows.get(number) : undefined),
    packet: (number) => (exists(number) ? packets.get(number) : undefined),
    octets: (number) => octetsOf(index, number),
    filter: (test) => {
      filtered.start(test);
      // The time since the packet displayed before is another now.
      packets.forget();
      rows.forget();
    },
    search: searched.start,
    near: scans.near,
    follow: follower.follow,
    cancel: () => {
      for (const part of [filtered, searched, follower]) part.stop();
    },
    look: (columns, colours) => {
      state.look = { columns, colours, names };
      rows.reset();
      changed();
    },
    onChange: (listener) => {
      state.changed = listener;
    },
    grown: () => {
      for (const part of [source, derived, filtered, searched]) part.grown();
      changed();
    },
    close: () => index.close(),
  };
}

/** The display filter and the search. */
interface Scans {
  readonly filtered: Scan;
  readonly searched: Scan;
  /** What is displayed. */
  readonly shown: () => NumberList;
  /** The packet that is displayed before another; 0 where none is. */
  readonly shownBefore: (number: number) => number;
  /** Where one looks now. */
  readonly near: (number: number) => void;
}

function createScans(shared: Shared, source: () => ContextSource): Scans {
  let looked = 1;
  const { index, catalogue, state, slices, changed } = shared;
  const all = allNumbers(
    () => index.count,
    () => index.complete,
  );
  const around = {
    source,
    near: () => looked,
    index,
    catalogue,
    slices,
    changed,
    begin: (following?: Following) => beginReading(shared, following),
    look: () => state.look,
    timeOf: (number: number) => timeOf(index, number),
  };
  const filtered = createScan(around);
  const shown = (): NumberList => filtered.list() ?? all;
  const shownBefore = (number: number): number => {
    const row = shown().rowOf(number - 1);
    return row < 0 ? 0 : shown().at(row);
  };
  return {
    filtered,
    searched: createScan({ ...around, shownBefore }),
    shown,
    shownBefore,
    near: (number) => {
      looked = number;
    },
  };
}

function timeOf(index: CaptureIndex, number: number): PacketTime {
  const chunk = chunkOf(index.store, number);
  const row = rowOf(number);
  const { tsResol } = index.facts.interfaces[interfaceAt(chunk, row)];
  return { sec: secondsAt(chunk, row), nsec: nanosecondsAt(chunk, row), digits: digitsOf(tsResol) };
}

function octetsOf(index: CaptureIndex, number: number): Uint8Array {
  const read = index.readPacket(number);
  if (!read.ok) return new Uint8Array(0);
  const { bytes, dataStart, capLen } = read.value;
  return bytes.slice(dataStart[0], dataStart[0] + capLen[0]);
}

/** Who is told of what is indexed, and when others have their turn. */
export interface Indexing {
  readonly pause: () => Promise<void>;
  /** There is more, or will be no more. */
  readonly grown: () => void;
  /** There is a little more: to be told unless more comes in a moment. */
  readonly later: () => void;
}

/** Batches between two pauses. */
const BATCHES = 16;

/** Indexes a capture to its end, giving way between batches; whoever watches is told now and then. */
export async function indexAll(index: CaptureIndex, { pause, grown, later }: Indexing): Promise<void> {
  for (let batches = 0; await index.advance(); batches += 1) {
    if (batches % BATCHES === 0) {
      grown();
      await pause();
    } else later();
  }
  grown();
}
