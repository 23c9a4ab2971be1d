/**
 * A run on standard output, in the form asked for; several runs one below the other.
 */
import { object, putCompact } from '../base/json-text.js';
import { putByte, type Text } from '../base/text.js';
import { type LadderOptions, putLadder } from '../sim/output-ladder.js';
import { putRunNdjson } from '../sim/output-ndjson.js';
import { putRunText } from '../sim/output-text.js';
import type { Run } from '../sim/trace.js';
import type { RunFormat } from './sim-flags.js';

/** Prints a run. */
export type RunPrinter = (run: Run, out: Text) => void;

const NEWLINE = 0x0a;

/** A printer of runs. */
export function createRunPrinter(form: RunFormat, look: LadderOptions): RunPrinter {
  if (form === 'ndjson') return putNdjson;
  let isFirst = true;
  return (run, out) => {
    if (!isFirst) putByte(out, NEWLINE);
    isFirst = false;
    if (form === 'ladder') putLadder(run, look, out);
    else putRunText(run, look, out);
  };
}

/** An object that says which run it is stands before its events. */
function putNdjson(run: Run, out: Text): void {
  const { name, purpose, clause, seed } = run;
  const members = object([
    ['t', '0.000000'],
    ['kind', 'run'],
    ['name', name],
    ['purpose', purpose],
    ['clause', clause],
    ['seed', seed],
  ]);
  putCompact(out, members);
  putByte(out, NEWLINE);
  putRunNdjson(run, out);
}
