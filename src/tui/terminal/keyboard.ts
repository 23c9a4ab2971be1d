/**
 * Where keys come from: standard input, or where that is the capture, the terminal itself.
 */
import { openSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';
import { err, ok, type Result } from '../../base/result.js';
import { reasonOf } from '../../capture/sources.js';

/** A terminal's keyboard. */
export interface Keyboard {
  readonly input: ReadStream;
  /** Lets go of it. Safe to call twice. */
  readonly close: () => void;
}

/** Opens it, or tells why there is none. */
export function openKeyboard(): Result<Keyboard, string> {
  // Asked of the descriptor: to look at `process.stdin` would begin to read from it.
  if (isatty(0)) {
    const input = process.stdin as ReadStream;
    return ok({ input, close: () => input.pause() });
  }
  try {
    const input = new ReadStream(openSync('/dev/tty', 'r'));
    return ok({ input, close: () => input.destroy() });
  } catch (cause) {
    return err(`/dev/tty: ${reasonOf(cause)}`);
  }
}
