/**
 * Checks what has values: fields, slices, functions, arithmetic. A constant is read as the type that is wanted of it.
 */
import { ok, type Result } from '../base/result.js';
import { readConstant } from './constants.js';
import { type FilterError, refuse } from './error.js';
import type { Names } from './names.js';
import type { ConstantOperand, Operand, ValueType } from './program.js';
import type { Call, Expression, Layered, Minus, Reference, Slice, Sum, Word } from './syntax.js';
import { ARITHMETIC, compatible, SLICED, SPOKEN, type Typed, titleOf } from './types.js';

/** What a filter is checked against. */
export interface Scope {
  readonly names: Names;
}

type Checked = Result<Typed, FilterError>;

/** The right side of an operator: a field, or a value of the left side's type. `partial`: a part of a value will do. */
export function checkOther(node: Expression, scope: Scope, left: Typed, partial: boolean): Checked {
  return checkExpression(node, scope, { ...left, type: writtenAs(left.operand) }, partial);
}

/** How values beside an operand are written: as its field's are, even where it was negated. */
function writtenAs(operand: Operand): ValueType {
  if (operand.kind === 'negate') return writtenAs(operand.of);
  return operand.kind === 'arithmetic' ? writtenAs(operand.left) : operand.type;
}

/** Checks an expression; a constant must be `wanted`: without that it has no type. */
export function checkExpression(
  node: Expression,
  scope: Scope,
  wanted: Typed | undefined,
  partial = false,
): Checked {
  switch (node.kind) {
    case 'word':
      return checkWord(node, scope, wanted, partial);
    case 'string':
    case 'character':
      return checkConstant(node, wanted, partial);
    case 'reference':
      return checkReference(node, scope);
    case 'layered':
      return checkLayered(node, scope);
    case 'slice':
      return checkSlice(node, scope);
    case 'call':
      return checkCall(node, scope, wanted);
    case 'negate':
      return checkMinus(node, scope, wanted);
    case 'arithmetic':
      return checkSum(node, scope, wanted);
  }
}

function checkWord(node: Word, scope: Scope, wanted: Typed | undefined, partial: boolean): Checked {
  const field = node.must === 'literal' ? undefined : scope.names.find(node.text);
  if (field !== undefined) return ok(field);
  if (node.must === 'name') return scope.names.unknown(node, node.text);
  const read = checkConstant(node, wanted, partial);
  if (read.ok || node.must === 'literal' || !/^[A-Za-z_][\w-]*\.[\w.-]*$/.test(node.text)) return read;
  // Neither a value nor a name, but it looks like a name.
  return scope.names.unknown(node, node.text);
}

function checkConstant(
  node: Parameters<typeof readConstant>[0],
  wanted: Typed | undefined,
  partial: boolean,
): Checked {
  const label =
    node.kind === 'string' ? `"${node.text}"` : node.kind === 'character' ? 'the character' : node.text;
  if (wanted === undefined) {
    return refuse(node, `${label}: arithmetic on the left side must begin with a field or a function`);
  }
  const read = readConstant(node, wanted, partial);
  return read.ok ? ok({ ...wanted, operand: read.value, label }) : read;
}

/** No packet is selected where nobody looks at one: a reference has no value. */
function checkReference(node: Reference, scope: Scope): Checked {
  const field = scope.names.find(node.name);
  if (field === undefined)
    return scope.names.unknown(node, node.name, `there is neither a macro nor a field "${node.name}"`);
  return ok({ ...field, operand: { ...field.operand, members: [] } });
}

function checkLayered(node: Layered, scope: Scope): Checked {
  const field = scope.names.find(node.of.text, node.layers);
  return field === undefined ? scope.names.unknown(node.of, node.of.text) : ok(field);
}

function checkSlice(node: Slice, scope: Scope): Checked {
  if (node.of.kind === 'string' || node.of.kind === 'character' || node.of.kind === 'reference') {
    return refuse(node.of, 'only fields and functions can be sliced');
  }
  if (
    node.of.kind === 'word' &&
    (node.of.must === 'literal' || scope.names.find(node.of.text) === undefined)
  ) {
    return scope.names.unknown(node.of, node.of.text);
  }
  const of = checkExpression(node.of, scope, undefined);
  if (!of.ok) return of;
  const { type, label, operand } = of.value;
  if (!SLICED.has(type)) return refuse(node.of, `${label} (${titleOf(of.value)}) is no sequence of octets`);
  const slice: Operand = { kind: 'slice', type: 'bytes', of: operand, parts: node.parts };
  return ok({ operand: slice, type: 'bytes', bits: 0, naming: undefined, label: `a slice of ${label}` });
}

function checkMinus(node: Minus, scope: Scope, wanted: Typed | undefined): Checked {
  const of = checkExpression(node.of, scope, wanted);
  if (!of.ok) return of;
  const { type, operand, label, bits } = of.value;
  if (!ARITHMETIC.neg.has(type)) return refuse(node, `${label} (${titleOf(of.value)}) has no sign`);
  const signed: ValueType = type === 'uint' ? 'int' : type;
  const typed = { type: signed, bits, naming: undefined, label: `-${label}` };
  if (operand.kind !== 'constant')
    return ok({ ...typed, operand: { kind: 'negate', type: signed, of: operand } });
  const { value } = operand;
  if (typeof value === 'number' && value > 0x7fffffff)
    return refuse(node, `-${label} is too small for 32 bits`);
  const negative = typeof value === 'bigint' ? -value : 0 - Number(value);
  const constant: ConstantOperand = { kind: 'constant', type: signed, value: negative, mask: undefined };
  return ok({ ...typed, operand: constant });
}

function checkSum(node: Sum, scope: Scope, wanted: Typed | undefined): Checked {
  const left = checkTerm(node.left, node.operator, scope, wanted && { ...wanted, naming: undefined });
  if (!left.ok) return left;
  const right = checkTerm(node.right, node.operator, scope, beside(left.value));
  if (!right.ok) return right;
  if (!compatible(left.value.type, right.value.type)) {
    return refuse(node, `${left.value.label} and ${right.value.label} are of different types`);
  }
  const { type, bits, naming, label } = left.value;
  const { operator } = node;
  const operand: Operand = {
    kind: 'arithmetic',
    type,
    operator,
    left: left.value.operand,
    right: right.value.operand,
  };
  return ok({ operand, type, bits, naming, label });
}

/** What a number beside an operand of arithmetic is to be: written as the operand's field is, but names are none. */
function beside(typed: Typed): Typed {
  return { ...typed, type: writtenAs(typed.operand), naming: undefined };
}

function checkTerm(
  node: Expression,
  operator: Sum['operator'],
  scope: Scope,
  wanted: Typed | undefined,
): Checked {
  if (node.kind === 'string' || node.kind === 'character') {
    return refuse(node, `${operator} takes numbers, fields and functions`, 'a string or a character is none');
  }
  const typed = checkExpression(node, scope, wanted);
  if (!typed.ok || ARITHMETIC[operator].has(typed.value.type)) return typed;
  return refuse(node, `${operator} cannot be done with ${typed.value.label} (${titleOf(typed.value)})`);
}

function checkCall(node: Call, scope: Scope, wanted: Typed | undefined): Checked {
  if (node.name === 'min' || node.name === 'max') return checkExtreme(node, scope, wanted);
  if (node.name === 'abs') return checkAbs(node, scope, wanted);
  const [arg] = node.args;
  const isField = arg.kind === 'word' || arg.kind === 'layered';
  if (!isField) return refuse(arg, `${node.name}() takes a field`);
  if (arg.kind === 'word' && (arg.must === 'literal' || scope.names.find(arg.text) === undefined)) {
    return scope.names.unknown(arg, arg.text);
  }
  const of = checkExpression(arg, scope, undefined);
  if (!of.ok) return of;
  const { type, label } = of.value;
  if ((node.name === 'lower' || node.name === 'upper') && type !== 'text') {
    return refuse(arg, `${node.name}() takes text, and ${label} is ${titleOf(of.value)}`);
  }
  if (node.name === 'string' && !SPOKEN.has(type)) {
    return refuse(arg, `string() makes no text of ${label} (${titleOf(of.value)})`);
  }
  if (node.name === 'len' && type === 'none')
    return refuse(arg, `${label} has no value that could have a length`);
  const counts = node.name === 'len' || node.name === 'count';
  return ok(called(node, [of.value.operand], counts ? 'uint' : 'text', counts ? 32 : 0));
}

function called(node: Call, args: readonly Operand[], type: ValueType, bits: number): Typed {
  return {
    operand: { kind: 'call', type, name: node.name, args },
    type,
    bits,
    naming: undefined,
    label: `${node.name}()`,
  };
}

function checkExtreme(node: Call, scope: Scope, wanted: Typed | undefined): Checked {
  const args: Operand[] = [];
  let first: Typed | undefined = wanted;
  let named: Typed | undefined;
  for (const arg of node.args) {
    if (arg.kind === 'string' || arg.kind === 'character' || arg.kind === 'reference') {
      return refuse(arg, `${node.name}() takes fields, functions, arithmetic and plain values`);
    }
    const typed = checkExpression(arg, scope, first && { ...first, naming: undefined });
    if (!typed.ok) return typed;
    const { type, bits, label } = typed.value;
    if (type === 'none') return refuse(arg, `${label} has no value`);
    if (named !== undefined && (named.type !== type || named.bits !== bits)) {
      const have = `${titleOf(named)}, and ${label} is ${titleOf(typed.value)}`;
      return refuse(arg, `arguments of ${node.name}() must be of one type: the first is ${have}`);
    }
    named = typed.value;
    first = typed.value;
    args.push(typed.value.operand);
  }
  return ok(called(node, args, named!.type, named!.bits));
}

function checkAbs(node: Call, scope: Scope, wanted: Typed | undefined): Checked {
  const [arg] = node.args;
  const of = checkExpression(arg, scope, wanted);
  if (!of.ok) return of;
  if (!ARITHMETIC.neg.has(of.value.type)) {
    return refuse(arg, `abs() takes a number, and ${of.value.label} is ${titleOf(of.value)}`);
  }
  return ok(called(node, [of.value.operand], of.value.type, of.value.bits));
}
