/**
 * Reading an input: how it is interrupted, and how is told what keeps it from being read to its end.
 */
import type { CaptureError } from '../capture/types.js';

/** "gmpshark: FILE: message (at octet N)" */
export function inputError(input: string, { message, offset, code }: CaptureError): string {
  const name = input === '-' ? 'standard input' : input;
  const placed = code !== 'not-found' && code !== 'io' && code !== 'empty';
  return `gmpshark: ${name}: ${placed ? `${message.replace(/\.$/, '')} (at octet ${offset})` : message}\n`;
}

/** An interrupt ends the reading as the input's end would; a second one ends the program. */
export function stopOnInterrupt(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  return stop.signal;
}
