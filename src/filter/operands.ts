/**
 * Operands at work: what values each has in a packet. A missing field has none, and then nothing that it stands in holds;
 * arithmetic that does not come out has none either, but that is an empty list, of which all is true.
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { absolute, negate, operationOf } from './arithmetic.js';
import { comparatorOf } from './compare.js';
import { createFieldSource, type Extent } from './field-source.js';
import type { CallOperand, FilterValue, Operand } from './program.js';
import { lengthOf, sliceOf, spoken } from './value-forms.js';

/** The values in a packet; undefined where a field is missing. The list is valid until the next call. */
export type Values = (w: Walk) => readonly FilterValue[] | undefined;

/** Compiles an operand. */
export function compileOperand(registry: Registry, operand: Operand, extent: Extent = 'whole'): Values {
  switch (operand.kind) {
    case 'field': {
      const visit = createFieldSource(registry, operand, extent);
      const values: FilterValue[] = [];
      const gather = (value: FilterValue): boolean => {
        values.push(value);
        return false;
      };
      return (w) => {
        values.length = 0;
        visit(w, gather);
        return values.length === 0 ? undefined : values;
      };
    }
    case 'constant': {
      const values = [operand.value];
      return () => values;
    }
    case 'slice': {
      const { parts } = operand;
      // `ip[0:]` means the header; what the checker makes of a whole field is the same.
      return mapped(compileOperand(registry, operand.of, 'header'), (value) => sliceOf(value, parts));
    }
    case 'negate':
      return mapped(compileOperand(registry, operand.of), negate);
    case 'arithmetic': {
      const operation = operationOf(operand.operator, operand.left.type);
      return crossed(
        compileOperand(registry, operand.left),
        compileOperand(registry, operand.right),
        operation,
      );
    }
    case 'call':
      return compileCall(registry, operand);
  }
}

function mapped(of: Values, make: (value: FilterValue) => FilterValue | undefined): Values {
  const values: FilterValue[] = [];
  return (w) => {
    const all = of(w);
    if (all === undefined) return undefined;
    values.length = 0;
    for (const one of all) {
      const value = make(one);
      if (value !== undefined) values.push(value);
    }
    return values;
  };
}

/** Each value of one side with each of the other. */
function crossed(
  left: Values,
  right: Values,
  make: (a: FilterValue, b: FilterValue) => FilterValue | undefined,
): Values {
  const values: FilterValue[] = [];
  return (w) => {
    const all = left(w);
    const others = all === undefined ? undefined : right(w);
    if (all === undefined || others === undefined) return undefined;
    values.length = 0;
    for (const a of all) {
      for (const b of others) {
        const value = make(a, b);
        if (value !== undefined) values.push(value);
      }
    }
    return values;
  };
}

function compileCall(registry: Registry, { name, args }: CallOperand): Values {
  const [first] = args;
  switch (name) {
    case 'len': {
      const bits = first.kind === 'field' ? first.bits : 0;
      return mapped(compileOperand(registry, first, 'header'), (value) => lengthOf(value, first.type, bits));
    }
    case 'count': {
      const of = compileOperand(registry, first);
      return (w) => {
        const all = of(w);
        return all === undefined ? undefined : [all.length];
      };
    }
    case 'lower':
      return mapped(compileOperand(registry, first), (value) => asciiCase(String(value), 'lower'));
    case 'upper':
      return mapped(compileOperand(registry, first), (value) => asciiCase(String(value), 'upper'));
    case 'string':
      return mapped(compileOperand(registry, first), (value) => spoken(value, first.type));
    case 'abs':
      return mapped(compileOperand(registry, first), absolute);
    default:
      return extreme(registry, args, name === 'max' ? 1 : -1);
  }
}

function asciiCase(text: string, which: 'lower' | 'upper'): string {
  return which === 'lower'
    ? text.replace(/[A-Z]+/g, (part) => part.toLowerCase())
    : text.replace(/[a-z]+/g, (part) => part.toUpperCase());
}

/** The greatest or least of all values that there are; missing arguments do not matter unless all are. */
function extreme(registry: Registry, args: readonly Operand[], sign: 1 | -1): Values {
  const operands = args.map((arg) => compileOperand(registry, arg));
  const compare = comparatorOf(args[0].type, undefined);
  return (w) => {
    let best: FilterValue | undefined;
    for (const values of operands) {
      for (const value of values(w) ?? []) {
        if (best === undefined || compare(value, best) * sign > 0) best = value;
      }
    }
    return best === undefined ? undefined : [best];
  };
}
