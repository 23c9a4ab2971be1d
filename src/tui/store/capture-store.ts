/**
 * The store over an indexed capture: rows and packets are dissected when somebody looks at them, filters and searches run
 * in the background, each in a reading of its own.
 *
 *   index (12 octets a packet) ──┬─ rows seen lately      one reading that goes where one looks
 *                                ├─ packets seen lately   another
 *                                └─ filter, search        one each, front to back, in slices
 */
import { type Catalogue, createCatalogue } from '../../../dissectors/catalogue.js';
import { createRegistry, type Registry, type RegistryOptions } from '../../../dissectors/registry.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { chunkOf, interfaceAt, nanosecondsAt, rowOf, secondsAt } from '../../capture/index-chunks.js';
import { digitsOf } from '../../packet/clock.js';
import { learnNames, type Names } from '../../packet/names.js';
import type { NumberList, Packet, PacketRow, StoreColumn, StoreControl, TestMaker } from './contract.js';
import { allNumbers, createNumberList, type GrowingList } from './number-list.js';
import { buildPacket } from './packet.js';
import { type Reading, startReading } from './reading.js';
import { createRows, type RowLook, type RowMaker } from './rows.js';
import { createSeeker, type Seeker } from './seeker.js';
import type { Slices } from './slices.js';
import { createFollower } from './stream.js';

const ROWS_KEPT = 20_000;
const PACKETS_KEPT = 16;
/** Rows read beyond the one asked for: a page, so that the next ones are there. */
const PAGE = 64;

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
  rows: Map<number, PacketRow>;
  packets: Map<number, Packet>;
  changed: () => void;
}

/** Makes the store; `indexAll` fills the index. */
export function createStore(index: CaptureIndex, options: StoreOptions): StoreControl {
  const { slices } = options;
  const catalogue = createCatalogue(createRegistry(options.registry).dissectors);
  const names: Names = new Map();
  const state: State = {
    look: { columns: [], colours: [], names },
    rows: new Map(),
    packets: new Map(),
    changed: () => undefined,
  };
  const changed = (): void => state.changed();
  const registry = (): Registry => createRegistry(options.registry);
  const learn = (): void => {
    if (options.names && index.facts.names.length > names.size) learnNames(names, index.facts.names, 0);
  };
  const rowSeeker = createRowSeeker(index, state, registry, catalogue, slices, changed);
  const packetSeeker = createPacketSeeker(index, state, registry, catalogue, slices, learn);
  const all = allNumbers(
    () => index.count,
    () => index.complete,
  );
  const follower = createFollower(
    () => startReading(index, registry()),
    () => index.count,
    slices,
    changed,
  );
  const filtered = createScan(index, registry, slices, state, catalogue, changed);
  const searched = createScan(index, registry, slices, state, catalogue, changed);
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
    live: options.live,
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
    follow: follower.follow,
    time: (number) => timeOf(index, number),
    row: (number) => {
      const kept = state.rows.get(number);
      if (kept !== undefined || number < 1 || number > index.count) return kept;
      learn();
      rowSeeker.want(number, Math.min(index.count, number + PAGE));
      return state.rows.get(number);
    },
    packet: (number) => {
      const kept = state.packets.get(number);
      if (kept !== undefined || number < 1 || number > index.count) return kept;
      packetSeeker.want(number, number);
      return state.packets.get(number);
    },
    octets: (number) => octetsOf(index, number),
    filter: filtered.start,
    search: searched.start,
    cancel: () => {
      filtered.stop();
      searched.stop();
      follower.stop();
    },
    look: (columns: readonly StoreColumn[], colours: readonly TestMaker[]) => {
      state.look = { columns, colours, names };
      state.rows = new Map();
      rowSeeker.reset();
      changed();
    },
    onChange: (listener) => {
      state.changed = listener;
    },
    close: () => index.close(),
  };
}

function createPacketSeeker(
  index: CaptureIndex,
  state: State,
  registry: () => Registry,
  catalogue: Catalogue,
  slices: Slices,
  learn: () => void,
): Seeker {
  return createSeeker(
    () => startReading(index, registry()),
    slices,
    (reading) => {
      learn();
      if (!reading.next()) return;
      const packet = buildPacket(reading.registry, catalogue, reading.walk, state.look.names);
      keep(state.packets, reading.at(), packet, PACKETS_KEPT);
    },
    () => state.changed(),
  );
}

function createRowSeeker(
  index: CaptureIndex,
  state: State,
  registry: () => Registry,
  catalogue: Catalogue,
  slices: Slices,
  changed: () => void,
): Seeker {
  let rows: RowMaker = () => ({ number: 0, cells: [], colour: -1 });
  return createSeeker(
    () => {
      const reading = startReading(index, registry());
      rows = createRows(reading.registry, catalogue, state.look);
      return reading;
    },
    slices,
    (reading) => {
      reading.onTo(reading.at() + 1, (w, number) => {
        keep(state.rows, number, rows(w), ROWS_KEPT);
        return true;
      });
    },
    changed,
  );
}

/** Keeps a value; of too many the oldest goes. */
function keep<T>(kept: Map<number, T>, number: number, value: T, most: number): void {
  kept.delete(number);
  kept.set(number, value);
  if (kept.size <= most) return;
  const oldest = kept.keys().next().value;
  if (oldest !== undefined) kept.delete(oldest);
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

interface Scan {
  readonly list: () => NumberList | undefined;
  readonly start: (test: TestMaker | undefined) => void;
  readonly stop: () => void;
}

const TURN = 256;

/** A scan over all packets for those that pass a test; it goes on when the capture grows. */
function createScan(
  index: CaptureIndex,
  registry: () => Registry,
  slices: Slices,
  state: State,
  catalogue: Catalogue,
  changed: () => void,
): Scan {
  let list: GrowingList | undefined;
  let end = (): void => undefined;
  const begin = (make: TestMaker, into: GrowingList): void => {
    const reading: Reading = startReading(index, registry());
    const rows = createRows(reading.registry, catalogue, { ...state.look, colours: [] });
    const test = make(reading.registry, catalogue);
    end = slices.run(() => {
      const whole = reading.onTo(Math.min(index.count, reading.at() + TURN), (w, number) => {
        if (test(w, () => rows(w).cells.join(' '))) into.add(number);
        return true;
      });
      const done = !whole || (index.complete && reading.at() >= index.count);
      into.advance(reading.at(), done);
      changed();
      return !done;
    });
  };
  return {
    list: () => list,
    start: (test) => {
      end();
      list = test === undefined ? undefined : createNumberList();
      if (test !== undefined && list !== undefined) begin(test, list);
      changed();
    },
    stop: () => {
      end();
      list?.advance(list.scanned, true);
      changed();
    },
  };
}

/** Indexes a capture to its end, giving way between batches; whoever watches is told now and then. */
export async function indexAll(
  index: CaptureIndex,
  pause: () => Promise<void>,
  changed: () => void,
): Promise<void> {
  for (let batches = 0; await index.advance(); batches += 1) {
    if (batches % 16 !== 0) continue;
    changed();
    await pause();
  }
  changed();
}
