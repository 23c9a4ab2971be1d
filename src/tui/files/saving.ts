/**
 * Into files: text, and packets as a capture. What is there already is only replaced where that was asked for, and the
 * capture that is being read never.
 */
import { closeSync, openSync, rmSync, type Stats, statSync, writeFileSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { err, ok, type Result } from '../../base/result.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { copyTo, isInput } from '../../capture/copy.js';
import { reasonOf } from '../../capture/sources.js';

/** A path as a user types it: `~` is the home folder. */
function fullPath(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}

function refusal(path: string, over: boolean, input: string): string | undefined {
  if (isInput(path, input)) return `${path} is the capture being read; choose another file`;
  const there = whatIs(path);
  if (there?.isDirectory() === true) return `${path} is a directory; name a file in it`;
  if (!over && there !== undefined) return `${path} is there already; !${path} replaces it`;
  return undefined;
}

/** What is there by that name; undefined where nothing is, or nobody may know. */
function whatIs(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** What keeps a file from being written. */
function unwritten(path: string, reason: string): string {
  return `${path}: ${reason}`;
}

/** Removes what was written of a file; a device stays. */
function discard(path: string): void {
  if (whatIs(path)?.isFile() === true) rmSync(path);
}

/** Writes text; gives what keeps it from being written. */
export function saveText(typed: string, over: boolean, input: string, text: string): string | undefined {
  const path = fullPath(typed);
  const refused = refusal(path, over, input);
  if (refused !== undefined) return refused;
  try {
    writeFileSync(path, text);
    return undefined;
  } catch (cause) {
    return unwritten(path, reasonOf(cause));
  }
}

/** What text is written line by line, and where. */
export interface WritingLines {
  readonly input: string;
  readonly path: string;
  readonly over: boolean;
  /** undefined: the next line is not at hand yet. */
  readonly lines: Iterable<string | undefined>;
  /** Called now and then; false ends it. */
  readonly progress: () => boolean;
}

/** Characters between two breaths. */
const PIECE = 65_536;

/** Writes lines as they come; gives how many there were, or why they are not written: then there is no file. */
export async function writeLines(writing: WritingLines): Promise<Result<number, string>> {
  const { input, over, lines, progress } = writing;
  const path = fullPath(writing.path);
  const refused = refusal(path, over, input);
  if (refused !== undefined) return err(refused);
  let count = 0;
  let piece = '';
  let file: number | undefined;
  const failed = (fault: string): Result<number, string> => {
    if (file !== undefined) {
      closeSync(file);
      discard(path);
    }
    return err(fault);
  };
  try {
    file = openSync(path, 'w');
    for (const line of lines) {
      if (line !== undefined) {
        piece += `${line}\n`;
        count += 1;
        if (piece.length < PIECE) continue;
        writeSync(file, piece);
        piece = '';
      }
      if (!progress()) return failed('Stopped; nothing was written.');
      await turn();
    }
    writeSync(file, piece);
    closeSync(file);
    return ok(count);
  } catch (cause) {
    return failed(unwritten(path, reasonOf(cause)));
  }
}

/** What packets are saved, and where. */
export interface SavingPackets {
  readonly index: CaptureIndex;
  readonly input: string;
  readonly path: string;
  readonly over: boolean;
  readonly numbers: Iterable<number>;
  /** Called now and then with how many have been written; false ends it. */
  readonly progress: (count: number) => boolean;
}

/** Packets between two breaths. */
const TURN = 2000;

/** Saves packets; gives how many were, or why they are not: then there is no file. */
export async function savePackets(saving: SavingPackets): Promise<Result<number, string>> {
  const { index, input, over, numbers, progress } = saving;
  const path = fullPath(saving.path);
  const refused = refusal(path, over, input);
  if (refused !== undefined) return err(refused);
  const opened = copyTo(path, undefined, index.facts);
  if (!opened.ok) return err(unwritten(path, opened.error.message));
  const copy = opened.value;
  const failed = async (message: string): Promise<Result<number, string>> => {
    await copy.close();
    discard(path);
    return err(message);
  };
  let count = 0;
  for (const number of numbers) {
    const read = index.readPacket(number);
    if (!read.ok) return failed(read.error.message);
    copy.put(read.value, 0);
    count += 1;
    if (count % TURN !== 0) continue;
    const fault = await copy.flush();
    if (fault !== null) return failed(unwritten(path, fault.message));
    if (!progress(count)) return failed('stopped');
    await turn();
  }
  const fault = await copy.close();
  return fault === null ? ok(count) : failed(unwritten(path, fault.message));
}
