/**
 * The layers of a scenario: the files that it includes, the file itself, one of its runs. What a later layer says goes before
 * what an earlier one says; actors and timelines add up.
 *
 *   include: set-up.yaml      lowest
 *   the file
 *   runs: {count: {…}}        highest
 */
import type { Note, Written, WrittenMap, WrittenText } from './source.js';
import { readSource, textsOf, valueAt } from './source.js';

/** Layers, the lowest first. */
export type Layers = readonly WrittenMap[];

/** Gives the text of an included file; undefined where there is none. `from`: the file that includes it. */
export type Include = (path: string, from: string) => string | undefined;

/** What all layers say under a key, the lowest first. */
export function layered(layers: Layers, key: string): readonly Written[] {
  return layers.flatMap((layer) => {
    const value = valueAt(layer, key);
    return value === undefined ? [] : [value];
  });
}

/** What the highest layer says under a key of a section: `session: {period: …}`. */
export function highest(layers: Layers, section: string, key: string): Written | undefined {
  return layered(layers, section)
    .map((written) => valueAt(written, key))
    .findLast((value) => value !== undefined);
}

/** A file and all that it includes, the lowest first; undefined where it cannot be read. */
export function readLayers(file: string, text: string, include: Include, note: Note): Layers | undefined {
  const root = readSource(file, text, note);
  if (root === undefined) return undefined;
  if (root.kind !== 'map') {
    note(root.place, 'a scenario is a map, with the keys purpose, clause, actors, timeline …');
    return undefined;
  }
  const included = includedBy(root, [file], include, note);
  // Without what it includes, all that a file names would be unknown.
  return included === undefined ? undefined : [...included, root];
}

const MOST_INCLUDES = 16;

/** What a file includes, and what that includes; undefined, and noted, where some of it cannot be read. */
function includedBy(
  layer: WrittenMap,
  chain: readonly string[],
  include: Include,
  note: Note,
): readonly WrittenMap[] | undefined {
  const paths = textsOf(valueAt(layer, 'include'));
  const all = paths.map((path) => includeOne(path, chain, include, note));
  return all.some((one) => one === undefined) ? undefined : all.flatMap((one) => one ?? []);
}

function includeOne(
  path: WrittenText,
  chain: readonly string[],
  include: Include,
  note: Note,
): readonly WrittenMap[] | undefined {
  const from = chain.at(-1)!;
  const file = includedFile(path.text, from);
  const endless = chain.includes(file);
  if (endless || chain.length >= MOST_INCLUDES) {
    const why = endless ? 'the include has no end' : `includes are at most ${MOST_INCLUDES} deep`;
    note(path.place, `${why}: ${[...chain, file].join(' → ')}`);
    return undefined;
  }
  const text = include(path.text, from);
  if (text === undefined) {
    note(path.place, `${file} cannot be read`);
    return undefined;
  }
  const root = readSource(file, text, note);
  if (root === undefined) return undefined;
  if (root.kind !== 'map') {
    note(root.place, 'what is included is a map, as a scenario is');
    return undefined;
  }
  const included = includedBy(root, [...chain, file], include, note);
  return included === undefined ? undefined : [...included, root];
}

/** The name of an included file, beside the file that includes it: "a/b.yaml" and "../c.yaml" are "c.yaml". */
function includedFile(path: string, from: string): string {
  if (path.startsWith('/')) return path;
  const parts: string[] = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** Gathers the parameters of layers; `set` goes before all. */
export function parametersOf(
  layers: Layers,
  set: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const written of layered(layers, 'parameters')) {
    if (written.kind !== 'map') continue;
    for (const { key, value } of written.entries) if (value.kind === 'text') values.set(key.text, value.text);
  }
  for (const [name, value] of Object.entries(set)) if (values.has(name)) values.set(name, value);
  return values;
}
