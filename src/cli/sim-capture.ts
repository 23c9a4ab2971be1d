/**
 * `-w OUT` of `sim`: each run is a section of one pcapng file, all beginning at the same instant.
 */
import { closeSync, openSync } from 'node:fs';
import { err, ok, type Result } from '../base/result.js';
import { putBytes } from '../base/text.js';
import { reasonOf } from '../capture/sources.js';
import { encodeRun } from '../sim/output-pcapng.js';
import type { Run } from '../sim/trace.js';
import { createOutput } from './output.js';

/** A capture of runs being written. */
export interface RunFile {
  /** Writes a run; false once nothing more can be written. */
  readonly put: (run: Run) => boolean;
  /** Completes the file; gives what went wrong. */
  readonly close: () => string | undefined;
}

/** Opens a file for writing (`-`: standard output); the error says why it cannot be. */
export function openRunFile(path: string): Result<RunFile, string> {
  let fd: number;
  try {
    fd = path === '-' ? 1 : openSync(path, 'w');
  } catch (cause) {
    return err(reasonOf(cause));
  }
  const output = createOutput(fd);
  return ok({
    put: (run) => {
      putBytes(output.page, encodeRun(run));
      return output.flush();
    },
    close: () => {
      if (fd !== 1) closeSync(fd);
      return output.failure();
    },
  });
}
