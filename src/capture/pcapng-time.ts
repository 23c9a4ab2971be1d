/**
 * pcapng time stamps: a 64-bit count of units since 1970, the unit being 10^-n or 2^-n seconds (if_tsresol), plus a
 * whole number of seconds (if_tsoffset). Down to nanoseconds, powers of ten are done in exact 32-bit steps; all else
 * takes the slow road through BigInt.
 */

/** How an interface counts time. */
export interface TimeUnit {
  /** Units in a second where it is a power of ten from 1 to 10^9; 0 = the slow road. */
  readonly perSecond: number;
  /** Nanoseconds in a unit, on the fast road. */
  readonly nanoseconds: number;
  /** Units in a second, exactly. */
  readonly exact: bigint;
  /** Seconds to be added. */
  readonly offset: number;
}

/** A moment: whole seconds since 1970 and nanoseconds within the second. */
export interface Moment {
  sec: number;
  nsec: number;
}

const TWO_32 = 4_294_967_296;
const NANO = 1_000_000_000n;

/** The unit that a raw if_tsresol octet and an if_tsoffset mean. */
export function timeUnit(tsResol: number, tsOffset: bigint): TimeUnit {
  const exponent = tsResol & 0x7f;
  const offset = Number(tsOffset);
  if (tsResol & 0x80) return { perSecond: 0, nanoseconds: 0, exact: 1n << BigInt(exponent), offset };
  const exact = 10n ** BigInt(exponent);
  if (exponent > 9) return { perSecond: 0, nanoseconds: 0, exact, offset };
  const perSecond = 10 ** exponent;
  return { perSecond, nanoseconds: 1_000_000_000 / perSecond, exact, offset };
}

/** Turns a count of units, in two halves of 32 bits, into a moment (in `out`). Fractions of a nanosecond are dropped. */
export function momentOf(high: number, low: number, unit: TimeUnit, out: Moment): void {
  const perSecond = unit.perSecond;
  if (perSecond >= 1_000_000 || (perSecond > 0 && high < 0x20_0000)) {
    // The quotient is at most one off; the remainder, taken modulo 2^32, says which way.
    let sec = Math.floor((high * TWO_32 + low) / perSecond);
    let rest = (low - Math.imul(sec, perSecond)) | 0;
    if (rest < 0) {
      sec--;
      rest += perSecond;
    } else if (rest >= perSecond) {
      sec++;
      rest -= perSecond;
    }
    out.sec = sec + unit.offset;
    out.nsec = rest * unit.nanoseconds;
    return;
  }
  const count = (BigInt(high) << 32n) | BigInt(low);
  out.sec = Number(count / unit.exact) + unit.offset;
  out.nsec = Number(((count % unit.exact) * NANO) / unit.exact);
}

/** Nothing finer than a nanosecond survives reading: such interfaces are written with nanoseconds. */
export function writableResolution(tsResol: number): number {
  return tsResol & 0x80 ? ((tsResol & 0x7f) < 30 ? tsResol : 9) : Math.min(tsResol, 9);
}

/**
 * The reverse of `momentOf`, for the resolutions that `writableResolution` gives: the count of units, modulo 2^64.
 * A moment that was read in this unit comes out as the very count that was read.
 */
export function unitsOf(sec: number, nsec: number, tsResol: number, tsOffset: bigint): bigint {
  const perSecond = timeUnit(tsResol, 0n).exact;
  // Rounded up: reading rounded down, and two counts are at least a nanosecond apart.
  const rest = (BigInt(nsec) * perSecond + NANO - 1n) / NANO;
  return BigInt.asUintN(64, (BigInt(sec) - tsOffset) * perSecond + rest);
}
