/**
 * Values written in a filter: read as the type that they are compared with, or as a name of one of the field's values.
 */
import { nearestHint } from '../base/nearest.js';
import { ok, type Result } from '../base/result.js';
import { decodeUtf8, encodeUtf8 } from '../base/utf8.js';
import { readIpv4, readIpv6 } from './address.js';
import { type FilterError, refuse } from './error.js';
import { readMoment, readSpan } from './moments.js';
import type { ConstantOperand, FilterValue } from './program.js';
import type { Character, Quoted, Word } from './syntax.js';
import { type Typed, titleOf } from './types.js';

/** What a constant is to be: the type of the other side, and the names of its values. */
export type Target = Pick<Typed, 'type' | 'bits' | 'naming'>;

type Read = Result<ConstantOperand, FilterError>;

/** Reads a constant as `target`; `partial`: a part of a MAC address will do (to search for). */
export function readConstant(node: Word | Quoted | Character, target: Target, partial = false): Read {
  if (node.kind === 'character') return readCode(node, target);
  if (node.kind === 'string') return readQuoted(node, target, partial);
  return readWord(node, target, partial);
}

function constant({ type }: Target, value: FilterValue, mask?: ConstantOperand['mask']): Read {
  return ok({ kind: 'constant', type, value, mask });
}

function readCode(node: Character, target: Target): Read {
  const { code } = node;
  switch (target.type) {
    case 'uint':
    case 'int':
      return constant(target, code);
    case 'uint64':
      return constant(target, BigInt(code));
    case 'boolean':
      return constant(target, code === 0 ? 0 : 1);
    case 'bytes':
    case 'protocol':
      return constant(target, Uint8Array.of(code));
    case 'text':
      return constant(target, decodeUtf8(Uint8Array.of(code)));
    default:
      return refuse(node, `a character constant is no ${titleOf(target)}`);
  }
}

function readQuoted(node: Quoted, target: Target, partial: boolean): Read {
  const text = decodeUtf8(node.bytes);
  switch (target.type) {
    case 'text':
      return readText(node, text, target, partial);
    case 'bytes':
    case 'protocol':
      return constant(target, node.bytes);
    case 'time': {
      const moment = readMoment(text);
      return moment === undefined
        ? refuse(node, `"${text}" is no date and time`, TIME_HINT)
        : constant(target, moment);
    }
    default:
      return readName(node, text, target, `"${text}": a string is no ${titleOf(target)}`);
  }
}

/** Any text, or one of those that there are, without regard to case. */
function readText(node: Word | Quoted, text: string, target: Target, partial: boolean): Read {
  const { naming } = target;
  if (naming?.texts === undefined || partial) return constant(target, text);
  const known = naming.texts.find((each) => each.toLowerCase() === text.toLowerCase());
  if (known !== undefined) return constant(target, known);
  const hint = nearestHint(text, naming.texts) ?? `"gmpshark fields ${naming.field}" lists them`;
  return refuse(node, `"${text}" is no value of ${naming.field}`, hint);
}

const TIME_HINT = 'forms: "2011-07-04 12:34:56.5", "2011-07-04T12:34:56Z", "Jul  4, 2011 12:34:56 UTC"';

function readWord(node: Word, target: Target, partial: boolean): Read {
  const { text } = node;
  switch (target.type) {
    case 'uint':
    case 'int':
    case 'uint64':
      return readNumber(node, target);
    case 'boolean':
      return readBoolean(node, target);
    case 'text':
      return readText(node, text, target, partial);
    case 'bytes':
    case 'protocol': {
      const bytes = readOctets(text);
      return bytes === undefined
        ? refuse(node, `"${text}" is no sequence of octets`, OCTETS_HINT)
        : constant(target, bytes);
    }
    case 'ether':
      return readEther(node, target, partial);
    case 'ipv4':
    case 'ipv6': {
      const read = target.type === 'ipv4' ? readIpv4(text) : readIpv6(text);
      if (read === 'tooLong') return refuse(node, `"${text}": the prefix is longer than the address`);
      return read === undefined
        ? refuse(node, `"${text}" is no ${titleOf(target)}`)
        : constant(target, read.value, read.mask);
    }
    default:
      return readTime(node, target);
  }
}

const OCTETS_HINT =
  'forms: 01:00:5e, 01-00-5e, 01.00.5e, 01005e, a single octet as 0x1f, or a string in quotes';

function readTime(node: Word, target: Target): Read {
  const value =
    target.type === 'time'
      ? readMoment(node.text)
      : target.type === 'duration'
        ? readSpan(node.text)
        : undefined;
  if (value !== undefined) return constant(target, value);
  const hint = target.type === 'time' ? TIME_HINT : undefined;
  return refuse(node, `"${node.text}" is no ${titleOf(target)}`, hint);
}

/** Decimal, hex (0x), binary (0b) and octal (0) whole numbers. */
function wholeNumber(text: string): bigint | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text) || /^0[bB][01]+$/.test(text)) return BigInt(text.toLowerCase());
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return /^(?:0|[1-9]\d*)$/.test(text) ? BigInt(text) : undefined;
}

function readNumber(node: Word, target: Target): Read {
  const value = wholeNumber(node.text);
  if (value === undefined) return readName(node, node.text, target, `"${node.text}" is no whole number`);
  const most =
    target.type === 'int' ? (1n << BigInt(target.bits - 1)) - 1n : (1n << BigInt(target.bits)) - 1n;
  if (value > most) return refuse(node, `${node.text} is too big for this field: its most is ${most}`);
  return constant(target, target.bits > 32 ? value : Number(value));
}

function readBoolean(node: Word, target: Target): Read {
  if (/^(?:TRUE|True)$/.test(node.text)) return constant(target, 1);
  if (/^(?:FALSE|False)$/.test(node.text)) return constant(target, 0);
  const value = wholeNumber(node.text);
  if (value !== undefined) return constant(target, value === 0n ? 0 : 1);
  return readName(node, node.text, target, `"${node.text}" is neither True nor False`);
}

/** Names of values, without regard to case; the smallest value of that name. */
function readName(node: Word | Quoted, name: string, target: Target, otherwise: string): Read {
  const { naming, type } = target;
  if (naming === undefined) return refuse(node, otherwise, unquoted(node, target));
  const wanted = name.toLowerCase();
  if (type === 'boolean') {
    const words = naming.words ?? ['Set', 'Not set'];
    const at = words.findIndex((word) => word.toLowerCase() === wanted);
    return at >= 0
      ? constant(target, at === 0 ? 1 : 0)
      : refuse(node, otherwise, `values of ${naming.field}: True, False, "${words[0]}", "${words[1]}"`);
  }
  if (naming.values === undefined) return refuse(node, otherwise, unquoted(node, target));
  for (const [value, known] of Object.entries(naming.values)) {
    if (known.toLowerCase() === wanted)
      return constant(target, target.bits > 32 ? BigInt(value) : Number(value));
  }
  const hint =
    unquoted(node, target) ??
    nearestHint(name, new Set(Object.values(naming.values))) ??
    `"gmpshark fields ${naming.field}" lists them`;
  return refuse(node, `"${name}" is no name of a value of ${naming.field}`, hint);
}

/** Where what stands in quotes would be a value without them. */
function unquoted(node: Word | Quoted, target: Target): string | undefined {
  if (node.kind !== 'string') return undefined;
  const { text, from, to } = node;
  const bare = readWord(
    { kind: 'word', text, must: undefined, from, to },
    { ...target, naming: undefined },
    false,
  );
  return bare.ok ? `without quotes: ${text}` : undefined;
}

/** Octets in hex: with colons, hyphens or dots between them, or none. */
export function readOctets(text: string): Uint8Array | undefined {
  const single = /^0[xX]([0-9a-fA-F]{2})$/.exec(text);
  if (single !== null) return Uint8Array.of(Number.parseInt(single[1], 16));
  // Wireshark passes over a hyphen at the end.
  if (!/^[0-9a-fA-F]+(?:[:.-][0-9a-fA-F]+)*-?$/.test(text)) return undefined;
  const groups = text.replace(/-$/, '').split(/[:.-]/);
  if (groups.length > 1 && groups.some((group) => group.length > 4 || group.length === 3)) return undefined;
  return Uint8Array.from(
    groups.flatMap((group) => (group.match(/..?/g) ?? []).map((each) => Number.parseInt(each, 16))),
  );
}

function readEther(node: Word, target: Target, partial: boolean): Read {
  const bytes = readOctets(node.text);
  if (bytes === undefined) return refuse(node, `"${node.text}" is no MAC address`);
  if (bytes.length === 6 || (partial && bytes.length < 6)) return constant(target, bytes);
  return refuse(node, `"${node.text}" has too ${bytes.length < 6 ? 'few' : 'many'} octets for a MAC address`);
}

/** Text as the octets of its UTF-8. */
export function octetsOf(text: string): Uint8Array {
  return encodeUtf8(text);
}
