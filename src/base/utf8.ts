/**
 * UTF-8 without loss: octets that are no UTF-8 become lone surrogates U+DC80 … U+DCFF (as in Python's
 * "surrogateescape"), so that encoding what was decoded gives back the same octets.
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Octets to text; every octet that is not part of valid UTF-8 becomes U+DC00 + octet. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeBroken(bytes);
  }
}

function decodeBroken(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + bytes[at]);
      at += 1;
    } else {
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return text;
}

/** Length of the valid sequence at `at` (RFC 3629), 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0
      ? 2
      : first >= 0xe0 && first < 0xf0
        ? 3
        : first >= 0xf0 && first < 0xf5
          ? 4
          : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  for (let i = 1; i < length; i += 1) if ((bytes[at + i] & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1];
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}

/** Text to octets; lone surrogates U+DC80 … U+DCFF become the octet that they stand for, others U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(text)) return encoder.encode(text);
  const out: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) out.push(code - 0xdc00);
    else out.push(...encoder.encode(char));
  }
  return Uint8Array.from(out);
}

/** Text for a person or for JSON: what was no UTF-8 is written as U+FFFD. */
export function printableUtf8(text: string): string {
  return text.replace(/[\udc80-\udcff]/g, (char, at: number) => {
    const before = text.charCodeAt(at - 1);
    return before >= 0xd800 && before <= 0xdbff ? char : '\ufffd';
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Text for a line of a terminal: nothing in it moves the cursor or changes colours (as Wireshark's format_text). */
export function lineText(text: string): string {
  return printableUtf8(text).replace(CONTROLS, (char) => ESCAPES[char] ?? numericEscape(char.charCodeAt(0)));
}

function numericEscape(code: number): string {
  return code > 0xff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\${code.toString(8).padStart(3, '0')}`;
}

/** C0 and C1 controls, DEL, the backslash that announces an escape, and marks that turn the direction of writing. */
const CONTROLS = /[\p{Cc}\\\u202a-\u202e\u2066-\u2069]/gu;
