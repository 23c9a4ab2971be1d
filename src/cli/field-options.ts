/**
 * `-E NAME=VALUE`: how the rows of `-T fields` look, as tshark has it.
 */

import { nearestHint } from '../base/nearest.js';
import { ok } from '../base/result.js';
import type { FieldRowOptions } from '../packet/field-rows.js';
import { fault, type Parsed } from './usage.js';

/** Rows, and what goes before them. */
export interface FieldOutput extends FieldRowOptions {
  /** A row with the fields' names before all others. */
  readonly header: boolean;
  /** A byte order mark at the beginning. */
  readonly bom: boolean;
}

const DEFAULTS: FieldOutput = {
  header: false,
  bom: false,
  separator: '\t',
  aggregator: ',',
  occurrence: 'a',
  quote: 0,
};
const QUOTES: Readonly<Record<string, number>> = { d: 0x22, s: 0x27, n: 0 };
const NAMES = ['header', 'bom', 'separator', 'aggregator', 'occurrence', 'quote'];

/** Reads all `-E`. */
export function parseFieldOutput(list: readonly string[]): Parsed<FieldOutput> {
  let output = DEFAULTS;
  for (const text of list) {
    const one = parseOne(text);
    if (!one.ok) return one;
    output = { ...output, ...one.value };
  }
  return ok(output);
}

function parseOne(text: string): Parsed<Partial<FieldOutput>> {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? '' : text.slice(equals + 1);
  const bad = (allowed: string): Parsed<never> =>
    fault('-E', text, `"${value}" is no ${name}`, { from: name.length + 1, hint: `${name} is ${allowed}` });
  switch (name) {
    case 'header':
    case 'bom': {
      const yes = { y: true, n: false }[value];
      return yes === undefined ? bad('y or n') : ok({ [name]: yes });
    }
    case 'separator':
    case 'aggregator': {
      const character = characterOf(value);
      return character === undefined
        ? bad('one character, /t for a tab, or /s for a space')
        : ok({ [name]: character });
    }
    case 'occurrence':
      return value === 'f' || value === 'l' || value === 'a'
        ? ok({ occurrence: value })
        : bad('f (first), l (last) or a (all)');
    case 'quote': {
      const quote = QUOTES[value];
      return quote === undefined ? bad('d (double), s (single) or n (none)') : ok({ quote });
    }
    default:
      return fault('-E', text, `there is no output option "${name}"`, {
        to: name.length,
        hint: nearestHint(name, NAMES) ?? `options: ${NAMES.join(', ')}`,
      });
  }
}

function characterOf(value: string): string | undefined {
  if (value === '/t') return '\t';
  if (value === '/s') return ' ';
  return [...value].length === 1 ? value : undefined;
}
