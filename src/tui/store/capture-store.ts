/**
 * The store over an indexed capture: rows and packets are dissected when somebody looks at them, filters and searches run
 * in the background, each in a reading of its own.
 *
 *   index (12 octets a packet) ──┬─ context             one pass: what packets owe to earlier ones
 *                                ├─ rows, packets       lately looked at, by that context
 *                                └─ filter, search      a reading each, in slices
 */
import { type Catalogue, createCatalogue } from '../../../dissectors/catalogue.js';
import { createRegistry, type RegistryOptions } from '../../../dissectors/registry.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { chunkOf, interfaceAt, nanosecondsAt, rowOf, secondsAt } from '../../capture/index-chunks.js';
import { digitsOf } from '../../packet/clock.js';
import { learnNames, type Names } from '../../packet/names.js';
import { type ContextSource, createContextSource } from './context-source.js';
import type { StoreControl } from './contract.js';
import { createPacketLooks, createRowLooks } from './looks.js';
import { allNumbers } from './number-list.js';
import { type Reading, startReading } from './reading.js';
import type { RowLook } from './rows.js';
import { createScan } from './scan.js';
import type { Slices } from './slices.js';
import { createFollower } from './stream.js';

/** What a store is made of. */
export interface StoreOptions {
  readonly registry: RegistryOptions;
  readonly slices: Slices;
  readonly live: boolean;
  /** Names of the capture instead of addresses. */
  readonly names: boolean;
}

interface State {
  look: RowLook;
  changed: () => void;
}

/** What the parts of a store share. */
interface Shared {
  readonly index: CaptureIndex;
  readonly catalogue: Catalogue;
  readonly slices: Slices;
  readonly state: State;
  readonly names: Names;
  readonly source: ContextSource;
  readonly begin: () => Reading;
  /** Takes over what the capture has told of names since. */
  readonly learn: () => void;
  readonly changed: () => void;
}

/** Makes the store; `indexAll` fills the index. */
export function createStore(index: CaptureIndex, options: StoreOptions): StoreControl {
  const { slices } = options;
  const names: Names = new Map();
  const state: State = {
    look: { columns: [], colours: [], names },
    changed: () => undefined,
  };
  return storeOf(
    {
      index,
      catalogue: createCatalogue(createRegistry(options.registry).dissectors),
      slices,
      state,
      names,
      source: createContextSource(index, options.registry, slices),
      begin: () => startReading(index, createRegistry(options.registry)),
      learn: () => {
        if (options.names && index.facts.names.length > names.size) learnNames(names, index.facts.names, 0);
      },
      changed: () => state.changed(),
    },
    options.live,
  );
}

function storeOf(shared: Shared, live: boolean): StoreControl {
  const { index, source, catalogue, slices, state, names, begin, learn, changed } = shared;
  const look = (): RowLook => state.look;
  const rows = createRowLooks({ source, slices, catalogue, look, learn, changed });
  const packets = createPacketLooks({ source, slices, catalogue, look, learn, changed });
  const around = { index, begin, slices, catalogue, look, changed };
  const filtered = createScan(around);
  const searched = createScan(around);
  const follower = createFollower(begin, source, () => index.count, slices, changed);
  const all = allNumbers(
    () => index.count,
    () => index.complete,
  );
  const exists = (number: number): boolean => number >= 1 && number <= index.count;
  return {
    get count() {
      return index.count;
    },
    get complete() {
      return index.complete;
    },
    get error() {
      return index.error;
    },
    live,
    catalogue,
    get shown() {
      return filtered.list() ?? all;
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
    filter: filtered.start,
    search: searched.start,
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
      source.grown();
      filtered.grown();
      searched.grown();
      changed();
    },
    close: () => index.close(),
  };
}

function timeOf(index: CaptureIndex, number: number): { sec: number; nsec: number; digits: number } {
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
