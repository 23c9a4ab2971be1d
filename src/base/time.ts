/**
 * Times and spans as text. Inside the program a time is a bigint of nanoseconds since 1970, or two numbers (whole seconds
 * and nanoseconds) where columns hold it.
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NANOS = 1_000_000_000n;

/** Whole seconds and nanoseconds as one number of nanoseconds. */
export function toNanos(sec: number, nsec: number): bigint {
  return BigInt(sec) * NANOS + BigInt(nsec);
}

/** A span as seconds with nine decimals: "-1.500000000". */
export function formatSeconds(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${size / NANOS}.${String(size % NANOS).padStart(9, '0')}`;
}

/** A calendar date and time of day in UTC. `year` may lie outside 1970 … 2106. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly dayOfYear: number;
}

/** Seconds since 1970 as a date and time in UTC (proleptic Gregorian calendar). */
export function civilTime(sec: number): CivilTime {
  const days = Math.floor(sec / 86400);
  const rest = sec - days * 86400;
  // Days from civil (era of 400 years), as in Howard Hinnant's derivation.
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1];
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    dayOfYear: before + day + (leap && month > 2 ? 1 : 0),
  };
}

/** An absolute time as Wireshark writes it in the tree: "Nov 14, 2023 22:13:20.000000000 UTC". */
export function formatAbsolute(nanos: bigint): string {
  const sec = nanos >= 0n ? nanos / NANOS : -((-nanos + NANOS - 1n) / NANOS);
  const fraction = String(nanos - sec * NANOS).padStart(9, '0');
  const t = civilTime(Number(sec));
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = String(t.day).padStart(2, ' ');
  return `${MONTHS[t.month - 1]} ${day}, ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${fraction} UTC`;
}
