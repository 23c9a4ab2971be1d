/**
 * What `dissect` was asked to do: the flags as commander gives them, read and checked into one plan.
 */
import { type Catalogue, createCatalogue } from '../../dissectors/catalogue.js';
import type { DecodeAs, RegistryOptions } from '../../dissectors/options.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import { nearestHint } from '../base/nearest.js';
import { ok } from '../base/result.js';
import { createFilter, type Filter, type Macros } from '../filter/filter.js';
import { TIME_FORMATS, type TimeFormat } from '../packet/clock.js';
import { parseDecodeAs } from './decode-as.js';
import { createDeriving, type Deriving, type Shown } from './derive.js';
import { type FieldOutput, parseFieldOutput } from './field-options.js';
import type { DissectFlags, Format } from './flags.js';
import { arrowOf, type Environment } from './locale.js';
import { parsePreferences } from './preferences.js';
import { fault, type Parsed } from './usage.js';

/** What to do. */
export interface Plan {
  /** A path, or `-`. */
  readonly input: string;
  readonly limit: number;
  /** Which packets are wanted; undefined: all. */
  readonly filter: Filter | undefined;
  /** What filters may use; those of statistics too. */
  readonly macros: Macros;
  readonly format: Format;
  readonly summary: boolean;
  readonly details: boolean;
  readonly hex: boolean;
  /** Layers shown in full (undefined: all of them). */
  readonly layers: ReadonlySet<string> | undefined;
  readonly fields: readonly string[];
  readonly rows: FieldOutput;
  readonly time: TimeFormat;
  readonly arrow: string;
  readonly names: boolean;
  readonly mergeKeys: boolean;
  readonly registry: Registry;
  readonly catalogue: Catalogue;
  /** What was said to the dissectors. */
  readonly dissection: RegistryOptions;
  readonly deriving: Deriving;
  /** What the packets' output shows, as far as derived fields may be among it. */
  readonly shown: Shown;
}

/** What a printer needs to know beside the plan. */
export interface Surroundings {
  readonly colour: boolean;
  /** Names that the capture gives to addresses; grows while reading. */
  readonly names: ReadonlyMap<string, string>;
  /** Decimals of the times that an interface gives. */
  readonly digits: (interfaceId: number) => number;
}

/** Reads and checks the flags. */
export function makePlan(
  file: string | undefined,
  flags: DissectFlags,
  env: Environment,
  macros: Macros = {},
): Parsed<Plan> {
  const input = inputOf(file, flags);
  if (!input.ok) return input;
  const options = registryOptions(flags, env);
  if (!options.ok) return options;
  const deriving = createDeriving();
  const registry = createRegistry({
    ...options.value,
    derived: [...deriving.derived, ...deriving.experts.derived],
  });
  const catalogue = createCatalogue(registry.dissectors);
  const filter = filterOf(flags.filter, registry, catalogue, macros);
  if (!filter.ok) return filter;
  const time = timeOf(flags.time);
  if (!time.ok) return time;
  const layers = layersOf(flags.only, registry);
  if (!layers.ok) return layers;
  const rows = parseFieldOutput(flags.fieldOutput ?? []);
  if (!rows.ok) return rows;
  const fields = fieldsOf(flags, catalogue);
  if (!fields.ok) return fields;
  const details = flags.details === true || flags.only !== undefined;
  const hex = flags.hex === true;
  const everything = flags.type === 'text' ? details : flags.type !== 'fields' && fields.value.length === 0;
  const names = [...fields.value, ...(filter.value?.fields ?? [])];
  return ok({
    input: input.value,
    limit: flags.count ?? Number.POSITIVE_INFINITY,
    filter: filter.value,
    macros,
    format: flags.type,
    summary: flags.print === true || !(details || hex),
    details,
    hex,
    layers: layers.value,
    fields: fields.value,
    rows: rows.value,
    time: time.value,
    arrow: arrowOf(env),
    names: flags.names,
    mergeKeys: !flags.duplicateKeys,
    registry,
    catalogue,
    dissection: options.value,
    deriving,
    shown: { names, everything, layers: layers.value },
  });
}

const GIVE = 'give a FILE, or - for standard input';

/** The input that is meant: FILE, or -r FILE. */
export function inputOf(
  file: string | undefined,
  { read }: Pick<DissectFlags, 'read'>,
  command = 'dissect',
): Parsed<string> {
  if (file !== undefined && read !== undefined && file !== read) {
    return fault('-r', read, `two inputs: ${file} and ${read}`);
  }
  const input = read ?? file;
  if (input === '')
    return fault(read === '' ? '-r' : command, "''", "'': a capture's name cannot be empty", {
      hint: GIVE,
    });
  return input === undefined ? fault('', '', 'no capture given', { hint: GIVE }) : ok(input);
}

/** What the flags say to the dissectors. */
export function registryOptions(
  flags: Pick<DissectFlags, 'preference' | 'heuristic' | 'decodeAs'>,
  env: Environment,
): Parsed<RegistryOptions> {
  const preferences = parsePreferences(flags.preference ?? []);
  if (!preferences.ok) return preferences;
  const arrow = arrowOf(env);
  const options = { ...preferences.value, arrow, ...(flags.heuristic ? { heuristics: true } : {}) };
  const { decodeAs = [] } = flags;
  if (decodeAs.length === 0) return ok(options);
  const protocols = createRegistry().dissectors.map(({ name }) => name);
  const rules: DecodeAs[] = [];
  for (const text of decodeAs) {
    const rule = parseDecodeAs(text, protocols);
    if (!rule.ok) return rule;
    rules.push(...rule.value);
  }
  return ok({ ...options, decodeAs: rules });
}

function filterOf(
  text: string | undefined,
  registry: Registry,
  catalogue: Catalogue,
  macros: Macros,
): Parsed<Filter | undefined> {
  if (text === undefined) return ok(undefined);
  const made = createFilter(registry, catalogue, text, { macros });
  if (made.ok) return made;
  const { message, from, to, hint } = made.error;
  return fault('-Y', text.replace(/[\t\r\n]/g, ' '), message, { from, to, hint });
}

function timeOf(text: string): Parsed<TimeFormat> {
  const time = TIME_FORMATS.find((format) => format === text);
  if (time !== undefined) return ok(time);
  return fault('-t', text, `there is no time format "${text}"`, {
    hint: `formats: ${TIME_FORMATS.join(', ')}`,
  });
}

function layersOf(text: string | undefined, registry: Registry): Parsed<ReadonlySet<string> | undefined> {
  if (text === undefined) return ok(undefined);
  const known = registry.dissectors.map(({ name }) => name);
  let from = 0;
  const layers = new Set<string>();
  for (const part of text.split(',')) {
    const name = part.trim();
    if (!known.includes(name)) {
      const hint = nearestHint(name, known) ?? `protocols: ${known.join(', ')}`;
      return fault('-O', text, `there is no protocol "${name}"`, { from, to: from + part.length, hint });
    }
    layers.add(name);
    from += part.length + 1;
  }
  return ok(layers);
}

function fieldsOf({ field = [], type }: DissectFlags, catalogue: Catalogue): Parsed<readonly string[]> {
  for (const name of field) {
    if (catalogue.byName.has(name)) continue;
    return fault('-e', name, `there is no field "${name}"`, {
      hint: nearestHint(name, catalogue.byName.keys()),
    });
  }
  if (field.length > 0 && type === 'text') {
    return fault('-e', field[0], 'fields are chosen with -e, but the form is text', {
      hint: 'add -T fields, json, ndjson or ek',
    });
  }
  if (field.length === 0 && type === 'fields') {
    return fault('-T', 'fields', 'no fields are chosen', {
      hint: 'add -e FIELD; "gmpshark fields" lists them',
    });
  }
  return ok(field);
}
