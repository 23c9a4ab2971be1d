/**
 * Writers of single numbers at a field's constant place in a header, made from layout tables: what readers.ts is for
 * reading. They are for messages of our own making, so a number that does not fit its field is our own mistake.
 */
import { writeBits } from './bits.js';
import { constantPlace } from './readers.js';
import type { Header } from './types.js';

/**
 * Writes one number (flags as 0 and 1) and leaves all other bits alone. Throws a RangeError that names the field where the
 * number does not fit it; the caller has made sure that the octets are there.
 */
export type Writer = (bytes: Uint8Array, start: number, value: number) => void;

/** A writer of a field that stands at the same place in every such header. Throws where it does not (our own mistake). */
export function compileWriter(header: Header, name: string): Writer {
  const { bit, bits, littleEndian } = constantPlace(header, name);
  const first = bit >> 3;
  const whole = (bit & 7) === 0;
  if (littleEndian) return littleEndianWriter(name, first, bits);
  if (whole && bits === 8) return octetWriter(name, first);
  if (whole && bits === 16) return halfWordWriter(name, first);
  if (whole && bits === 32) return wordWriter(name, first);
  if ((bit & 7) + bits <= 8) return partWriter(name, first, 8 - (bit & 7) - bits, bits);
  return (b, o, value) => {
    if (!fits(value, bits)) throw misfit(name, value, bits);
    writeBits(b, o, bit, bits, value);
  };
}

/** Whether a number is a whole one of that many bits. */
function fits(value: number, bits: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** bits;
}

/** The error of a number that does not fit: `gmp.user_id: 70000 is no number of 16 bits`. */
export function misfit(name: string, value: number | bigint, bits: number): RangeError {
  return new RangeError(`${name}: ${value} is no number of ${bits} bits`);
}

function octetWriter(name: string, first: number): Writer {
  return (b, o, value) => {
    if ((value & 0xff) !== value) throw misfit(name, value, 8);
    b[o + first] = value;
  };
}

function halfWordWriter(name: string, first: number): Writer {
  return (b, o, value) => {
    if ((value & 0xffff) !== value) throw misfit(name, value, 16);
    b[o + first] = value >> 8;
    b[o + first + 1] = value;
  };
}

function wordWriter(name: string, first: number): Writer {
  return (b, o, value) => {
    if (value >>> 0 !== value) throw misfit(name, value, 32);
    b[o + first] = value >>> 24;
    b[o + first + 1] = value >>> 16;
    b[o + first + 2] = value >>> 8;
    b[o + first + 3] = value;
  };
}

/** Bits within one octet. */
function partWriter(name: string, first: number, shift: number, bits: number): Writer {
  const mask = 2 ** bits - 1;
  const others = ~(mask << shift);
  return (b, o, value) => {
    if ((value & mask) !== value) throw misfit(name, value, bits);
    b[o + first] = (b[o + first] & others) | (value << shift);
  };
}

function littleEndianWriter(name: string, first: number, bits: number): Writer {
  return (b, o, value) => {
    if (!fits(value, bits)) throw misfit(name, value, bits);
    let rest = value;
    for (let i = 0; i < bits / 8; i += 1) {
      b[o + first + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  };
}
