/** The shared corpus and what reference readers find in it. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the corpus is, seen from the project's root (where tests are run). */
export const CORPUS = resolve('../shared/captures');
/** Whether it is there. */
export const hasCorpus = existsSync(resolve(CORPUS, 'expect.ndjson'));

/** A column with one entry a packet. */
export interface Frames {
  /** Strings where a double could not hold the number. */
  readonly dts: readonly (number | string | null)[];
  readonly cap: readonly number[];
  readonly xlen: number | readonly number[];
}

/** One line of expect.ndjson, as far as framing goes. */
export interface Expectation {
  readonly file: string;
  readonly size: number;
  readonly format: 'pcap' | 'pcapng' | 'other';
  readonly packets: number;
  readonly error: string | null;
  readonly linktypes?: readonly number[];
  readonly blocks?: Readonly<Record<string, number>>;
  readonly ts_unit?: string;
  readonly snaplen?: number;
  readonly first_ts_ns: string | null;
  readonly last_ts_ns: string | null;
  readonly total_caplen: number;
  readonly total_origlen: number;
  readonly odd_ts_frames?: readonly (readonly [number, number])[];
  readonly not_packets?: number;
  readonly frames?: Frames;
  readonly libpcap: {
    readonly packets: number;
    readonly error: string | null;
    readonly limited?: boolean;
    readonly lengths_same: boolean;
    readonly times_same: boolean;
    readonly total_caplen?: number;
    readonly total_origlen?: number;
    readonly first_ts_ns?: string | null;
    readonly last_ts_ns?: string | null;
    readonly frames?: Frames;
  };
}

/** All lines of expect.ndjson; none where there is no corpus. */
export function expectations(): Expectation[] {
  if (!hasCorpus) return [];
  const lines = readFileSync(resolve(CORPUS, 'expect.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line.replace(/(?<=[[,])-?\d{16,}(?=[,\]])/g, '"$&"')) as Expectation);
}
