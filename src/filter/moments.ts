/**
 * Times in filters: "2011-03-13 07:06:40.5", "2011-03-13T07:06:40Z", "Mar 13, 2011 07:06:40 UTC"; spans in seconds.
 * A time without a zone is local time.
 */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const ZONE = '\\s*(Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?\\s*';
const ISO = new RegExp(
  `^\\s*(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:(?:T|\\s+)(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d+))?)?)?)?${ZONE}$`,
);
const LEGACY =
  /^\s*([A-Za-z]{3})\s+(\d{1,2}),\s*(\d{4})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?\s*(UTC)?\s*$/;

/** An absolute time as nanoseconds since 1970; undefined where it is none. */
export function readMoment(text: string): bigint | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = iso;
    const parts = [year, month, day, hour, minute, second].map(Number);
    parts[1] -= 1;
    return nanosOf(parts, fraction, zone);
  }
  const legacy = LEGACY.exec(text);
  if (legacy === null) return undefined;
  const [, name, day, year, hour, minute, second, fraction = '', zone] = legacy;
  const month = MONTHS.indexOf(name.toLowerCase());
  return nanosOf(
    [Number(year), month, Number(day), Number(hour), Number(minute), Number(second)],
    fraction,
    zone,
  );
}

function nanosOf(parts: readonly number[], fraction: string, zone: string | undefined): bigint | undefined {
  const [year, month, day, hour, minute, second] = parts;
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
    return undefined;
  const millis =
    zone === undefined
      ? new Date(year, month, day, hour, minute, second).getTime()
      : Date.UTC(year, month, day, hour, minute, second) - offsetOf(zone) * 60_000;
  return BigInt(millis) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

/** Minutes east of UTC. */
function offsetOf(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return 0;
  const [, sign, hours, minutes = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** A span of time, in seconds with up to nine decimals, as nanoseconds; undefined where it is none. */
export function readSpan(text: string): bigint | undefined {
  const match = /^(\d{1,18})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  return BigInt(match[1]) * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}
