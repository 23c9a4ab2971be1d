/**
 * Display filters: Wireshark's language, over walked frames.
 *
 *   text ──► macros ──► tokens ──► syntax ──► program ──► test(walk)
 */
import type { Catalogue } from '../../dissectors/catalogue.js';
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { err, ok, type Result } from '../base/result.js';
import { checkFilter } from './checker.js';
import type { FilterError } from './error.js';
import { compileTest } from './evaluate.js';
import { expandMacros, type Macros } from './macros.js';
import { namesOf } from './names.js';
import { parseFilter } from './parser.js';
import type { Program } from './program.js';
import { fieldsIn } from './program-fields.js';

export type { FilterError } from './error.js';
export type { Macros } from './macros.js';
export type { Program } from './program.js';

/** A filter ready for use with the walks of one registry. */
export interface Filter {
  /** As it was given. */
  readonly text: string;
  readonly program: Program;
  /** Names of the fields that it looks at, aliases with what they stand for. */
  readonly fields: readonly string[];
  /** Whether it holds of the frame that was walked last. */
  readonly test: (w: Walk) => boolean;
}

/** What a filter may need beside its text. */
export interface FilterOptions {
  /** Texts that `${name;…}` stands for. */
  readonly macros?: Macros;
}

/** Reads, checks and compiles a filter. An empty one holds of every frame. */
export function createFilter(
  registry: Registry,
  catalogue: Catalogue,
  text: string,
  { macros = {} }: FilterOptions = {},
): Result<Filter, FilterError> {
  const expanded = expandMacros(text, macros);
  if (!expanded.ok) return expanded;
  const checked = checkText(expanded.value.text, catalogue);
  if (!checked.ok) return err(expanded.value.place(checked.error));
  const program = checked.value;
  return ok({ text, program, fields: fieldsIn(program), test: compileTest(registry, program) });
}

function checkText(text: string, catalogue: Catalogue): Result<Program, FilterError> {
  const parsed = parseFilter(text);
  return parsed.ok ? checkFilter(parsed.value, { names: namesOf(catalogue) }) : parsed;
}
