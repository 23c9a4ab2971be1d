/**
 * A place for what can be read only once: octets of a stream, or of a compressed file, go through a temporary file that
 * has no name any more, and so vanishes with the process. It lets packets of such inputs be read again at an offset.
 */
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ioError } from './errors.js';
import { type ChunkSource, type Failure, reasonOf } from './sources.js';

/** A temporary file that takes octets in order. */
export interface Spool {
  readonly fd: number;
  /** Appends; throws what the operating system says. */
  append(bytes: Uint8Array): void;
}

/** Makes an empty spool; throws what the operating system says. */
export function createSpool(): Spool {
  const folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
  const path = join(folder, 'spool');
  const fd = openSync(path, 'wx+', 0o600);
  rmSync(folder, { recursive: true });
  return {
    fd,
    append(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, null);
    },
  };
}

/** Hands on what `chunks` bring, once it is in the spool. */
export function spooled(chunks: ChunkSource, spool: Spool): ChunkSource {
  let failure: Failure | null = null;
  return {
    get failure() {
      return failure ?? chunks.failure;
    },
    async next() {
      const chunk = failure === null ? await chunks.next() : null;
      if (chunk === null) return null;
      try {
        spool.append(chunk);
      } catch (cause) {
        failure = (offset) => ioError(`no room for a temporary copy: ${reasonOf(cause)}`, offset);
        return null;
      }
      return chunk;
    },
    close: () => chunks.close(),
  };
}
