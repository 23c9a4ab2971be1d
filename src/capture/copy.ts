/**
 * Packets that were read, copied to a capture file.
 */
import { existsSync, fstatSync, statSync } from 'node:fs';
import { err, type Result } from '../base/result.js';
import type { CaptureSource } from './encoder.js';
import type { CaptureError, CaptureInterface, PacketBatch } from './types.js';
import { createWriter } from './writer.js';

/** A copy being written. */
export interface PacketCopy {
  /** Takes over a packet; faults are told by the next `flush`. */
  readonly put: (batch: PacketBatch, index: number) => void;
  readonly flush: () => Promise<CaptureError | null>;
  readonly close: () => Promise<CaptureError | null>;
}

/** Formats of copies; `nsecpcap` is pcap that counts nanoseconds. */
export type FileFormat = 'pcap' | 'nsecpcap' | 'pcapng';

/** Whether a path names the very file that is being read (standard input included): writing there would destroy it. */
export function isInput(path: string, input: string): boolean {
  if (path === '-' || !existsSync(path)) return false;
  try {
    const target = statSync(path);
    const source = input === '-' ? fstatSync(0) : statSync(input);
    return target.isFile() && target.dev === source.dev && target.ino === source.ino;
  } catch {
    return false;
  }
}

/** Begins a copy: in the format asked for, else by the path's extension, else pcapng. */
export function copyTo(
  path: string,
  asked: FileFormat | undefined,
  source: CaptureSource,
): Result<PacketCopy, CaptureError> {
  const format = asked ?? (/\.pcap$/i.test(path) ? 'pcap' : 'pcapng');
  const from = format === 'nsecpcap' ? inNanoseconds(source) : source;
  const opened = createWriter(path, {
    format: format === 'pcapng' ? 'pcapng' : 'pcap',
    source: from,
    application: 'gmpshark',
  });
  if (!opened.ok) return err(opened.error);
  const writer = opened.value;
  let failure: CaptureError | null = null;
  return {
    ok: true,
    value: {
      put: (batch, index) => {
        failure ??= writer.write(batch, index);
      },
      flush: async () => failure ?? writer.flush(),
      close: async () => {
        const failed = await writer.close();
        return failure ?? failed;
      },
    },
  };
}

/** The same capture, with interfaces that count nanoseconds. */
function inNanoseconds(source: CaptureSource): CaptureSource {
  const interfaces: CaptureInterface[] = [];
  return {
    ...source,
    get interfaces() {
      for (const each of source.interfaces.slice(interfaces.length)) interfaces.push({ ...each, tsResol: 9 });
      return interfaces;
    },
  };
}
