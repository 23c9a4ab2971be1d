/**
 * A plain evaluator of filter programs over the detail tree, to hold the compiled one against. It shares no code with it:
 * every value is a list of octets or a whole number, every test looks at all pairs.
 */
import type { Walk } from '../../dissectors/contract.js';
import type {
  Element,
  FieldOperand,
  FilterValue,
  Operand,
  Program,
  Quantifier,
  Span,
  ValueType,
} from '../../src/filter/program.js';
import { fieldsOf, type PacketTree, type TreeLayer } from '../../src/packet/tree.js';

/** A value: a number, or octets (text as its UTF-8). */
type Plain = bigint | readonly number[];

/** A packet as the reference sees it. */
export interface Packet {
  readonly tree: PacketTree;
  readonly w: Walk;
}

const text = new TextEncoder();

/** Text as octets; a lone surrogate stands for the octet that was no UTF-8. */
function octetsOfText(value: string): readonly number[] {
  return [...value].flatMap((char) => {
    const code = char.codePointAt(0)!;
    return code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...text.encode(char)];
  });
}

function plain(value: FilterValue | boolean): Plain {
  if (typeof value === 'string') return octetsOfText(value);
  return value instanceof Uint8Array ? [...value] : BigInt(value);
}

/** The layers that the walk found, with their places in it. */
function realLayers({ tree }: Packet): readonly (readonly [TreeLayer, number])[] {
  const real = tree.layers.filter(({ name }) => !name.startsWith('_ws.') && name !== 'pkt_comment');
  return real.map((layer, i) => [layer, i]);
}

function inSpans(spans: readonly Span[] | undefined, number: number, count: number): boolean {
  if (spans === undefined) return true;
  const at = (position: number): number => (position < 0 ? position + count + 1 : position);
  return spans.some(({ from, length, to }) => {
    for (let each = at(from); each <= count; each += 1) {
      if (length !== undefined && each >= at(from) + length) break;
      if (to !== undefined && each > at(to)) break;
      if (each === number) return true;
    }
    return false;
  });
}

const FINDINGS: Readonly<Record<string, readonly string[]>> = {
  severity: ['', 'comment', 'chat', '', 'note', '', 'warning', '', 'error'],
  group: [
    '',
    'Checksum',
    'Sequence',
    '',
    '',
    'Undecoded',
    'Reassemble',
    'Malformed',
    '',
    'Protocol',
    '',
    'Comment',
    '',
    'Assumption',
    'Deprecated',
  ],
};

function findingValues(packet: Packet, { name, layers }: FieldOperand): Plain[] {
  const values: Plain[] = [];
  const all = realLayers(packet);
  for (const [layer, i] of all) {
    const same = all.filter(([each]) => each.name === layer.name);
    if (!inSpans(layers, same.findIndex(([, at]) => at === i) + 1, same.length)) continue;
    const flaw = packet.tree.layers[packet.tree.layers.indexOf(layer) + 1]?.name;
    if (name === '_ws.short' && flaw === '_ws.short') values.push(1n);
    const bad = layer.experts.some(({ group, fault }) => group === 'Malformed' && fault === 'sender');
    if (name === '_ws.malformed' && (flaw === '_ws.malformed' || bad)) values.push(1n);
    for (const { severity, group, message } of layer.experts) {
      if (name === '_ws.expert') values.push(1n);
      if (name === '_ws.expert.severity') values.push(BigInt(FINDINGS.severity.indexOf(severity)) << 20n);
      if (name === '_ws.expert.group') values.push(BigInt(FINDINGS.group.indexOf(group)) << 24n);
      if (name === '_ws.expert.message') values.push(octetsOfText(message));
    }
  }
  return values;
}

/** All values of a field; `header`: of a protocol only the octets that it describes itself. */
function fieldValues(packet: Packet, field: FieldOperand, header: boolean): Plain[] {
  if (field.members.length === 0) return [];
  if (field.name.startsWith('_ws.')) return findingValues(packet, field);
  const values: Plain[] = [];
  const all = realLayers(packet);
  for (const [layer, i] of all) {
    const same = all.filter(([each]) => each.name === layer.name);
    if (!inSpans(field.layers, same.findIndex(([, at]) => at === i) + 1, same.length)) continue;
    if (field.members.includes(layer.name)) {
      const end =
        header && layer.name !== 'frame' && layer.name !== 'data' ? layer.node.end : packet.w.ends[i];
      values.push([...layer.source.subarray(layer.node.start, end)]);
    }
    for (const node of fieldsOf([layer.node])) {
      if (node.field === undefined || node.value === undefined || node.field.kind === 'protocol') continue;
      if (field.members.includes(node.field.name)) values.push(plain(node.value));
    }
  }
  return values;
}

const U32 = 1n << 32n;
const S31 = 1n << 31n;

function arithmetic(operator: string, type: ValueType, a: Plain, b: Plain): Plain | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [a as readonly number[], b as readonly number[]];
    return left.slice(0, right.length).map((octet, i) => octet & right[i]);
  }
  if (type === 'ipv4') return (a as bigint) & (b as bigint);
  if (type === 'duration')
    return operator === '+' ? (a as bigint) + (b as bigint) : (a as bigint) - (b as bigint);
  const whole = type === 'uint64' ? U32 * U32 : U32;
  const bits = type === 'uint64' ? 64 : 32;
  const signed = type === 'int' || (a as bigint) < 0n;
  const left = a as bigint;
  const right = signed ? BigInt.asIntN(bits, b as bigint) : BigInt.asUintN(bits, b as bigint);
  if ((operator === '/' || operator === '%') && right === 0n) return undefined;
  if (operator === '-' && !signed && right > left) return right >= whole / 2n ? undefined : left - right;
  const results: Readonly<Record<string, () => bigint>> = {
    '+': () => left + right,
    '-': () => left - right,
    '*': () => left * right,
    '/': () => left / right,
    '%': () => left % right,
    '&': () => left & right,
  };
  const result = results[operator]();
  const [least, most] = signed ? [-whole / 2n, whole / 2n - 1n] : [0n, whole - 1n];
  return result < least || result > most ? undefined : result;
}

function slice(value: Plain, type: ValueType, parts: readonly Span[]): Plain {
  const octets =
    typeof value === 'bigint' && type === 'ipv4'
      ? [24n, 16n, 8n, 0n].map((by) => Number((value >> by) & 255n))
      : (value as readonly number[]);
  const found: number[] = [];
  for (const { from, length, to } of parts) {
    const first = from < 0 ? octets.length + from : from;
    let last = octets.length - 1;
    if (length !== undefined) last = first + length - 1;
    else if (to !== undefined) last = to < 0 ? octets.length + to : to;
    if (first < 0 || last < first || last >= octets.length) return found;
    found.push(...octets.slice(first, last + 1));
  }
  return found;
}

function spoken(value: Plain, type: ValueType): string {
  if (type === 'ipv4') return [24n, 16n, 8n, 0n].map((by) => ((value as bigint) >> by) & 255n).join('.');
  if (typeof value === 'bigint') return String(value);
  if (type === 'ether') return value.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
  return new URL(
    `http://[${Array.from({ length: 8 }, (_, i) => ((value[2 * i] << 8) | value[2 * i + 1]).toString(16)).join(':')}]/`,
  ).hostname.slice(1, -1);
}

function values(packet: Packet, operand: Operand, header = false): Plain[] | undefined {
  switch (operand.kind) {
    case 'field': {
      const found = fieldValues(packet, operand, header);
      return found.length === 0 ? undefined : found;
    }
    case 'constant':
      return [plain(operand.value)];
    case 'slice':
      return values(packet, operand.of, true)?.map((value) => slice(value, operand.of.type, operand.parts));
    case 'negate':
      return values(packet, operand.of)?.flatMap((value) =>
        operand.of.type !== 'duration' && (value as bigint) >= S31 ? [] : [-(value as bigint)],
      );
    case 'arithmetic': {
      const [left, right] = [values(packet, operand.left), values(packet, operand.right)];
      if (left === undefined || right === undefined) return undefined;
      const results: Plain[] = [];
      for (const a of left) {
        for (const b of right) {
          const result = arithmetic(operand.operator, operand.left.type, a, b);
          if (result !== undefined) results.push(result);
        }
      }
      return results;
    }
    case 'call':
      return called(packet, operand);
  }
}

function called(packet: Packet, { name, args }: Extract<Operand, { kind: 'call' }>): Plain[] | undefined {
  if (name === 'min' || name === 'max') {
    const all = args.flatMap((arg) => values(packet, arg) ?? []);
    if (all.length === 0) return undefined;
    const sorted = all.sort((a, b) => order(args[0].type, a, b) || 0);
    return [name === 'min' ? sorted[0] : sorted[sorted.length - 1]];
  }
  const [arg] = args;
  const all = values(packet, arg, name === 'len');
  if (all === undefined) return undefined;
  const letters = (value: Plain, from: number, by: number): Plain =>
    (value as readonly number[]).map((octet) => (octet >= from && octet < from + 26 ? octet + by : octet));
  switch (name) {
    case 'count':
      return [BigInt(all.length)];
    case 'len':
      return all.map((value) => {
        if (typeof value !== 'bigint') return BigInt(value.length);
        if (arg.type === 'ipv4') return 4n;
        return arg.kind === 'field' && /^u?int/.test(arg.type) ? BigInt(arg.bits / 8) : 0n;
      });
    case 'lower':
      return all.map((value) => letters(value, 65, 32));
    case 'upper':
      return all.map((value) => letters(value, 97, -32));
    case 'abs':
      return all.map((value) => ((value as bigint) < 0n ? -(value as bigint) : value));
    default:
      return all.map((value) => octetsOfText(spoken(value, arg.type)));
  }
}

/** The sign of a - b; NaN where an unsigned number meets a negative one. */
function order(type: ValueType, a: Plain, b: Plain): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if ((type === 'uint' || type === 'uint64') && a >= 0n && b < 0n) return Number.NaN;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const [left, right] = [a as readonly number[], b as readonly number[]];
  if (type !== 'text' && left.length !== right.length) return left.length - right.length;
  const at = left.findIndex((octet, i) => octet !== right[i]);
  if (at < 0) return left.length - right.length;
  return at >= right.length ? 1 : left[at] - right[at];
}

function masked(value: Plain, mask: Extract<Operand, { kind: 'constant' }>['mask']): Plain {
  if (mask === undefined) return value;
  if (typeof mask === 'number') return (value as bigint) & BigInt(mask);
  return (value as readonly number[]).map((octet, i) => octet & mask[i]);
}

function ordered(left: Operand, right: Operand, a: Plain, b: Plain): number {
  const mask = right.kind === 'constant' ? right.mask : undefined;
  return order(left.type, masked(a, mask), masked(b, mask));
}

const HOLDS: Readonly<Record<string, (sign: number) => boolean>> = {
  eq: (sign) => sign === 0,
  ne: (sign) => sign !== 0,
  gt: (sign) => sign > 0,
  ge: (sign) => sign >= 0,
  lt: (sign) => sign < 0,
  le: (sign) => sign <= 0,
};

function quantified(quantifier: Quantifier, answers: readonly boolean[]): boolean {
  return quantifier === 'any' ? answers.includes(true) : !answers.includes(false);
}

function within(whole: Plain, part: Plain): boolean {
  const [hay, needle] = [whole as readonly number[], part as readonly number[]];
  return needle.length > 0 && ` ${hay.join(' ')} `.includes(` ${needle.join(' ')} `);
}

function isMember(packet: Packet, left: Operand, value: Plain, { from, to }: Element): boolean {
  const lows = values(packet, from) ?? [];
  if (to === undefined) return lows.some((low) => ordered(left, from, value, low) === 0);
  const highs = values(packet, to) ?? [];
  return (
    lows.some((low) => ordered(left, from, value, low) >= 0) &&
    highs.some((high) => ordered(left, to, value, high) <= 0)
  );
}

/** Whether a program holds of a packet. */
export function refers(program: Program, packet: Packet): boolean {
  switch (program.kind) {
    case 'always':
      return true;
    case 'and':
      return refers(program.left, packet) && refers(program.right, packet);
    case 'or':
      return refers(program.left, packet) || refers(program.right, packet);
    case 'not':
      return !refers(program.test, packet);
    case 'exists': {
      const found = values(packet, program.field) ?? [];
      return program.field.kind === 'slice'
        ? found.some((value) => (value as readonly number[]).length > 0)
        : found.length > 0;
    }
    case 'truth':
      return (values(packet, program.operand) ?? []).some((value) =>
        typeof value === 'bigint' ? value !== 0n : value.some((octet) => octet !== 0),
      );
    case 'matches': {
      const found = values(packet, program.left);
      if (found === undefined) return false;
      const isText = program.left.type === 'text';
      return quantified(
        program.quantifier,
        found.map(
          (value) =>
            (isText || (value as readonly number[]).length > 0) &&
            program.pattern.test(Uint8Array.from(value as readonly number[])),
        ),
      );
    }
    case 'in': {
      const found = values(packet, program.left);
      if (found === undefined) return false;
      return found.some((value) =>
        program.elements.some((element) => isMember(packet, program.left, value, element)),
      );
    }
    default: {
      const [left, right] = [values(packet, program.left), values(packet, program.right)];
      if (left === undefined || right === undefined) return false;
      const holds = (a: Plain, b: Plain): boolean => {
        if (program.kind === 'contains') return within(a, b);
        const sign = ordered(program.left, program.right, a, b);
        return Number.isNaN(sign) ? program.quantifier === 'all' : HOLDS[program.relation](sign);
      };
      return quantified(
        program.quantifier,
        left.flatMap((a) => right.map((b) => holds(a, b))),
      );
    }
  }
}
