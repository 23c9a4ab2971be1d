/**
 * Writes captures to files and to standard output. Packets are encoded into memory and go out in large pieces when
 * `flush` is awaited; whoever awaits it once a batch stays within bounds however large the capture is.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { err, ok, type Result } from '../base/result.js';
import type { PacketRecord } from './encode.js';
import { type CaptureSource, createPcapEncoder, createPcapngEncoder } from './encoder.js';
import { reasonOf } from './sources.js';
import type { CaptureError, PacketBatch } from './types.js';

/** What to write. */
export interface WriterOptions {
  readonly format: 'pcap' | 'pcapng';
  /** Where the packets come from: interfaces and, for pcapng, names, comments and statistics. May still be growing. */
  readonly source: CaptureSource;
  /** What to call ourselves in a pcapng section header. */
  readonly application?: string;
}

/** A capture being written. After an error, nothing more is written. */
export interface CaptureWriter {
  /** Packets written so far. */
  readonly count: number;
  /** Adds packet `index` of a batch; its octets are copied. */
  write(batch: PacketBatch, index: number): CaptureError | null;
  /** Adds a packet. */
  put(packet: PacketRecord): CaptureError | null;
  /** Lets go of what has been encoded: all of it, or (unless `all`) only once it has become much. */
  flush(all?: boolean): Promise<CaptureError | null>;
  /** Completes the file. Safe to call twice. */
  close(): Promise<CaptureError | null>;
}

const MUCH = 262_144;

/** Opens a file (it is overwritten) or, for `-`, standard output for writing. */
export function createWriter(path: string, options: WriterOptions): Result<CaptureWriter, CaptureError> {
  if (path === '-') return ok(writerTo(writeOut, () => undefined, options));
  try {
    const fd = openSync(path, 'w');
    return ok(
      writerTo(
        async (bytes) => writeFully(fd, bytes),
        () => closeSync(fd),
        options,
      ),
    );
  } catch (cause) {
    return err(writeError(cause));
  }
}

/** What went wrong; whoever tells it names the file. */
function writeError(cause: unknown): CaptureError {
  return { code: 'io', message: reasonOf(cause), offset: 0 };
}

function writeFully(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, null);
}

function writeOut(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (cause) => (cause ? reject(cause) : resolve()));
  });
}

function writerTo(
  send: (bytes: Uint8Array) => Promise<void>,
  end: () => void,
  options: WriterOptions,
): CaptureWriter {
  const { format, source } = options;
  const encoder =
    format === 'pcap' ? createPcapEncoder(source) : createPcapngEncoder(source, options.application);
  const { out } = encoder;
  let count = 0;
  let failure: CaptureError | null = null;
  let closed = false;
  const put = (packet: PacketRecord): CaptureError | null => {
    if (failure !== null) return failure;
    const fault = encoder.packet(packet);
    if (fault === null) {
      count++;
      return null;
    }
    const advice = format === 'pcap' ? '; a pcapng file can hold it' : '';
    failure = { code: 'unsupported', message: `Packet ${count + 1} ${fault}${advice}.`, offset: 0 };
    return failure;
  };
  const flush = async (all: boolean): Promise<CaptureError | null> => {
    if (out.length === 0 || (!all && out.length < MUCH)) return failure;
    try {
      await send(out.bytes.subarray(0, out.length));
    } catch (cause) {
      failure ??= writeError(cause);
    }
    out.length = 0;
    return failure;
  };
  return {
    get count() {
      return count;
    },
    write: (batch, index) =>
      put({
        sec: batch.sec[index],
        nsec: batch.nsec[index],
        bytes: batch.bytes,
        start: batch.dataStart[index],
        capLen: batch.capLen[index],
        wireLen: batch.wireLen[index],
        interfaceId: batch.interfaceId[index],
        comments: batch.comments?.get(index),
      }),
    put,
    flush: (all = false) => flush(all),
    async close() {
      if (closed) return failure;
      closed = true;
      encoder.finish();
      await flush(true);
      try {
        end();
      } catch (cause) {
        failure ??= writeError(cause);
      }
      return failure;
    },
  };
}
