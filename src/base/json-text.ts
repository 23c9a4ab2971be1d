/**
 * JSON written straight into a text: strings escaped where they lie, and whole structures in the two looks that tshark
 * has (indented for people, in one line for machines).
 */
import { putByte, putBytes, putString, type Text } from './text.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/** Writes a string with its quotes. */
export function putJsonString(out: Text, text: string): void {
  putByte(out, QUOTE);
  const from = out.length;
  putString(out, text);
  escapeFrom(out, from);
  putByte(out, QUOTE);
}

/** Escapes what was written from `from` on, so that it may stand between quotes and be shown on a terminal. */
export function escapeFrom(out: Text, from: number): void {
  const { bytes, length } = out;
  for (let i = from; i < length; i += 1) {
    const byte = bytes[i];
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH || (byte >= DELETE && hidden(bytes, i) > 0)) {
      rewrite(out, i);
      return;
    }
  }
}

/**
 * The octets of a character that is valid in JSON but acts on a terminal: delete and the C1 controls, and the marks
 * that turn the direction of text (U+202A–202E, U+2066–2069). 0 where there is none at this place.
 */
function hidden(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === DELETE) return 1;
  const next = bytes[at + 1];
  if (byte === 0xc2) return next >= 0x80 && next <= 0x9f ? 2 : 0;
  if (byte !== 0xe2) return 0;
  const last = bytes[at + 2];
  if (next === 0x80) return last >= 0xaa && last <= 0xae ? 3 : 0;
  return next === 0x81 && last >= 0xa6 && last <= 0xa9 ? 3 : 0;
}

const decoder = new TextDecoder();

/** Escapes from the first octet that needs it on. */
function rewrite(out: Text, from: number): void {
  const rest = out.bytes.slice(from, out.length);
  out.length = from;
  for (let i = 0; i < rest.length; i += 1) {
    const byte = rest[i];
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) {
      putString(out, JSON.stringify(String.fromCharCode(byte)).slice(1, -1));
      continue;
    }
    const size = byte < DELETE ? 0 : hidden(rest, i);
    if (size === 0) {
      putByte(out, byte);
      continue;
    }
    const code = decoder.decode(rest.subarray(i, i + size)).charCodeAt(0);
    putString(out, `\\u${code.toString(16).padStart(4, '0')}`);
    i += size - 1;
  }
}

/** A JSON value whose objects may hold a key twice, as tshark's do. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object, as its members in order. */
export interface JsonObject {
  readonly members: readonly Member[];
}

/** A key and its value. */
export type Member = readonly [string, Json];

/** Makes an object. */
export function object(members: readonly Member[]): JsonObject {
  return { members };
}

/** Writes a value in one line. */
export function putCompact(out: Text, value: Json): void {
  putJson(out, value, undefined);
}

/** Writes a value with line ends and two spaces a level; its first line is already indented by `depth`. */
export function putIndented(out: Text, value: Json, depth: number): void {
  putJson(out, value, depth);
}

function putJson(out: Text, value: Json, depth: number | undefined): void {
  if (typeof value === 'string') putJsonString(out, value);
  else if (value === null || typeof value !== 'object') putString(out, String(value));
  else if (isObject(value)) putObject(out, value, depth);
  else putArray(out, value, depth);
}

function isObject(value: readonly Json[] | JsonObject): value is JsonObject {
  return !Array.isArray(value);
}

const COLON = [0x3a, 0x20];

function putObject(out: Text, { members }: JsonObject, depth: number | undefined): void {
  putByte(out, 0x7b);
  members.forEach(([key, value], i) => {
    if (i > 0) putByte(out, 0x2c);
    putBreak(out, depth, 1);
    putJsonString(out, key);
    putBytes(out, Uint8Array.from(depth === undefined ? COLON.slice(0, 1) : COLON));
    putJson(out, value, depth === undefined ? undefined : depth + 1);
  });
  if (members.length > 0) putBreak(out, depth, 0);
  putByte(out, 0x7d);
}

function putArray(out: Text, values: readonly Json[], depth: number | undefined): void {
  putByte(out, 0x5b);
  values.forEach((value, i) => {
    if (i > 0) putByte(out, 0x2c);
    putBreak(out, depth, 1);
    putJson(out, value, depth === undefined ? undefined : depth + 1);
  });
  if (values.length > 0) putBreak(out, depth, 0);
  putByte(out, 0x5d);
}

function putBreak(out: Text, depth: number | undefined, more: number): void {
  if (depth === undefined) return;
  putByte(out, 0x0a);
  putString(out, '  '.repeat(depth + more));
}
