/**
 * `-d LAYER==VALUE,PROTO[@OFFSET]`: the user's rules for who is next. VALUE may be a range ("5000-5003", "5000:4").
 */
import { DISPATCH_TABLES, type DispatchTable } from '../../dissectors/contract.js';
import type { DecodeAs } from '../../dissectors/options.js';
import { nearestHint } from '../base/nearest.js';
import { ok } from '../base/result.js';
import { fault, type Parsed } from './usage.js';

const FORM = 'a rule is LAYER==VALUE,PROTOCOL[@OFFSET], as in udp.port==5000,gmp';
const LARGEST = 65535;

/** Reads one rule; `protocols` are the names that may be chosen. */
export function parseDecodeAs(rule: string, protocols: readonly string[]): Parsed<readonly DecodeAs[]> {
  const equals = rule.indexOf('==');
  if (equals < 0) return fault('-d', rule, `no "==" in the rule "${rule}"`, { hint: FORM });
  const layer = rule.slice(0, equals);
  const table = DISPATCH_TABLES.find((name) => name === layer);
  if (table === undefined) {
    const hint = `layers: ${DISPATCH_TABLES.join(', ')}`;
    return fault('-d', rule, `there is no layer "${layer}" to choose by`, { to: equals, hint });
  }
  const comma = rule.indexOf(',', equals);
  if (comma < 0)
    return fault('-d', rule, `no protocol in the rule "${rule}"`, { from: rule.length, hint: FORM });
  const values = parseValues(rule, equals + 2, comma);
  if (!values.ok) return values;
  return parseTarget(rule, comma + 1, table, values.value, protocols);
}

function parseTarget(
  rule: string,
  from: number,
  table: DispatchTable,
  [first, last]: readonly [number, number],
  protocols: readonly string[],
): Parsed<readonly DecodeAs[]> {
  const at = rule.indexOf('@', from);
  const to = at < 0 ? rule.length : at;
  const protocol = rule.slice(from, to);
  if (!protocols.includes(protocol)) {
    const hint = nearestHint(protocol, protocols) ?? `protocols: ${protocols.join(', ')}`;
    return fault('-d', rule, `there is no protocol "${protocol}"`, { from, to, hint });
  }
  const offset = at < 0 ? 0 : parseNumber(rule.slice(at + 1));
  if (offset === undefined) {
    return fault('-d', rule, 'an offset is a number of octets from 0 to 65535', { from: at + 1 });
  }
  return ok(
    Array.from({ length: last - first + 1 }, (_, i) => ({ table, value: first + i, protocol, offset })),
  );
}

/** One value, "first-last", or "first:count". */
function parseValues(rule: string, from: number, to: number): Parsed<readonly [number, number]> {
  const text = rule.slice(from, to);
  const range = /^(.+?)([-:])(.+)$/.exec(text);
  const first = parseNumber(range === null ? text : range[1]);
  const second = range === null ? first : parseNumber(range[3]);
  if (first === undefined || second === undefined) {
    const hint = 'a value is a number (decimal or 0x…), a range (5000-5003), or a start and a count (5000:4)';
    return fault('-d', rule, `"${text}" is no value from 0 to 65535`, { from, to, hint });
  }
  const last = range !== null && range[2] === ':' ? first + second - 1 : second;
  if (last < first || last > LARGEST)
    return fault('-d', rule, `the range "${text}" is empty or too long`, { from, to });
  return ok([first, last]);
}

function parseNumber(text: string): number | undefined {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text)) return undefined;
  const value = Number(text);
  return value <= LARGEST ? value : undefined;
}
