/**
 * The sentences with which an input is refused or given up, in one place and in the words that users of Wireshark
 * know: "cut short in the middle of a packet", "damaged or corrupt", "record data that … doesn't support".
 */
import type { CaptureError } from './types.js';

/** The input ends inside a packet record or another block. */
export function cutShort(offset: number): CaptureError {
  return {
    code: 'cut-short',
    message: 'The input appears to have been cut short in the middle of a packet.',
    offset,
  };
}

/** The input ends inside its own header. */
export function headerCutShort(offset: number): CaptureError {
  return {
    code: 'cut-short',
    message: 'The input appears to have been cut short in the middle of a packet or other data.',
    offset,
  };
}

/** The input says something impossible; `detail` says what. */
export function corrupt(detail: string, offset: number): CaptureError {
  return { code: 'corrupt', message: `The input appears to be damaged or corrupt (${detail}).`, offset };
}

/** The input may be sound, but is of a kind that is not read here. */
export function unsupported(detail: string, offset: number): CaptureError {
  return {
    code: 'unsupported',
    message: `The input contains data that is not supported (${detail}).`,
    offset,
  };
}

/** The input begins like nothing that we know. */
export function notACapture(): CaptureError {
  return {
    code: 'not-a-capture',
    message:
      "The input isn't a capture file in a format that is understood (pcap or pcapng, gzip-compressed or not).",
    offset: 0,
  };
}

/** The compressed input breaks off or is damaged; `offset` counts uncompressed octets. */
export function badGzip(detail: string, offset: number): CaptureError {
  return { code: 'bad-gzip', message: `The compressed input can't be read any further (${detail}).`, offset };
}

/** The operating system refused. */
export function ioError(detail: string, offset: number): CaptureError {
  return { code: 'io', message: `The input can't be read (${detail}).`, offset };
}
