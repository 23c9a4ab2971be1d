/**
 * The store of a capture that is not there yet: nobody has written into the FIFO, the growing file has no header. It has no
 * packets and does nothing; what is chosen meanwhile (filter, columns) the model keeps for the store that takes its place.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { NumberList, StoreControl } from './contract.js';

const NONE_YET: NumberList = { count: 0, at: () => 0, rowOf: () => -1, scanned: 0, complete: false };

const nothing = (): void => undefined;

/** Makes it. */
export function createWaitingStore(catalogue: Catalogue, live: boolean): StoreControl {
  return {
    count: 0,
    complete: false,
    error: null,
    live,
    catalogue,
    shown: NONE_YET,
    found: undefined,
    stream: undefined,
    time: () => ({ sec: Number.NaN, nsec: 0, digits: 6 }),
    row: () => undefined,
    packet: () => undefined,
    octets: () => new Uint8Array(0),
    filter: nothing,
    search: nothing,
    near: nothing,
    follow: nothing,
    cancel: nothing,
    look: nothing,
    onChange: nothing,
    grown: nothing,
    close: () => Promise.resolve(),
  };
}
