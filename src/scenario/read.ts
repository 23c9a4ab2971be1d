/**
 * Reads a scenario file: YAML, its includes, its parameters, its runs, and every sentence in it. All mistakes are told.
 *
 *   text ─► layers ─► for each run: parameters put in ─► shape ─► cast, session, network ─► timeline ─► Scenario
 */
import { err, ok, type Result } from '../base/result.js';
import { readCast, unknownName } from './cast.js';
import { checkServer } from './contradictions.js';
import { FINDING_CODES } from './finding-codes.js';
import { type Include, type Layers, layered, parametersOf, readLayers } from './layers.js';
import { createMistakes, type Mistakes } from './mistakes.js';
import type { Scenario, ScenarioError } from './scenario.js';
import { INCLUDED, RUN, SCENARIO } from './schema.js';
import { readNetwork, readPolicies, readSession, readWord } from './sections.js';
import { checkShape } from './shape.js';
import {
  isEmpty,
  type LookUp,
  type Note,
  replaceParameters,
  textsOf,
  valueAt,
  type WrittenMap,
} from './source.js';
import { readLines } from './timeline.js';
import { closeWindows } from './windows.js';

/** What a reader needs besides the file. */
export interface ReadOptions {
  /** Parameters that are set from outside, by name. */
  readonly set: Readonly<Record<string, string>>;
  /** Gives the text of an included file; undefined where there is none. */
  readonly include: Include;
}

/** Reads a file's scenarios, one a run, or all its mistakes. Never throws, whatever the text. */
export function readScenario(
  file: string,
  text: string,
  options: ReadOptions,
): Result<readonly Scenario[], readonly ScenarioError[]> {
  const mistakes = createMistakes();
  const layers = readLayers(file, text, options.include, mistakes.note);
  const scenarios = layers === undefined ? [] : readRuns(file, layers, options, mistakes);
  const errors = mistakes.sorted();
  return errors.length === 0 ? ok(scenarios) : err(errors);
}

interface Run {
  readonly name: string | undefined;
  readonly layer: WrittenMap | undefined;
}

function runsOf(root: WrittenMap): readonly Run[] {
  const runs = valueAt(root, 'runs');
  if (runs?.kind !== 'map' || runs.entries.length === 0) return [{ name: undefined, layer: undefined }];
  return runs.entries.map(({ key, value }) => ({
    name: key.text,
    layer: value.kind === 'map' ? value : { kind: 'map', entries: [], place: value.place },
  }));
}

function readRuns(
  file: string,
  layers: Layers,
  options: ReadOptions,
  mistakes: Mistakes,
): readonly Scenario[] {
  const { note } = mistakes;
  const root = layers.at(-1)!;
  const runs = runsOf(root);
  const known = new Set<string>();
  const scenarios = runs.map(({ name, layer }) => {
    const all = layer === undefined ? layers : [...layers, layer];
    const parameters = parametersOf(all, options.set);
    for (const parameter of parameters.keys()) known.add(parameter);
    const bare = file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
    const put = all.map((one) => putParameters(one, parameters, mistakes));
    const scenario = readRun(name === undefined ? bare : `${bare}: ${name}`, file, put, note);
    // Where both find fault with one place, the sentence's reader knows more.
    checkShapes(put, layer !== undefined, note);
    return scenario;
  });
  for (const name of Object.keys(options.set))
    if (!known.has(name))
      note(
        valueAt(root, 'parameters')?.place ?? root.place,
        `--set: ${unknownName('parameter', name, [...known])}`,
      );
  return scenarios;
}

/** Puts parameters in everywhere but where they are given, and in other runs. */
function putParameters(
  layer: WrittenMap,
  parameters: ReadonlyMap<string, string>,
  { note, silence }: Mistakes,
): WrittenMap {
  const lookUp: LookUp = (name, place, within) => {
    const value = parameters.get(name);
    if (value === undefined) {
      note(place, unknownName('parameter', name, [...parameters.keys()]));
      silence(within.place, within.text.length);
    }
    return value;
  };
  const entries = layer.entries.map((entry) => {
    if (entry.key.text === 'parameters' || entry.key.text === 'runs') return entry;
    return { key: entry.key, value: replaceParameters(entry.value, lookUp) };
  });
  return { ...layer, entries };
}

function checkShapes(layers: Layers, hasRun: boolean, note: Note): void {
  const own = layers.length - (hasRun ? 2 : 1);
  for (const [i, layer] of layers.entries()) {
    checkShape(i < own ? INCLUDED : i === own ? SCENARIO : RUN, layer, note);
  }
  for (const key of ['purpose', 'clause']) {
    const value = valueAt(layers[own], key);
    if (value?.kind === 'text' && isEmpty(value)) note(value.place, `${key} is empty`);
  }
}

function readRun(name: string, file: string, layers: Layers, note: Note): Scenario {
  const start = layers.at(-1)!.place;
  const text = (key: string): string => textsOf(layered(layers, key).at(-1))[0]?.text ?? '';
  const cast = readCast(layers, note);
  if (cast.actors.length === 0) note(layered(layers, 'actors').at(-1)?.place ?? start, 'actors are missing');
  const lines = readLines({ cast, note }, layered(layers, 'timeline'));
  const timeline = closeWindows(lines, note);
  checkServer(cast, timeline.steps, note);
  return {
    name,
    file,
    purpose: text('purpose'),
    clause: text('clause'),
    actors: cast.actors,
    subnets: cast.subnets,
    network: readNetwork(layers, note),
    session: readSession(layers, cast, start, note),
    policies: readPolicies(layers, note),
    transport: readWord(layered(layers, 'transport').at(-1), 'transport', ['udp', 'tcp'], note) ?? 'udp',
    seed: readSeed(layers, note),
    timeline: timeline.steps,
    until: timeline.until,
    findings: readFindings(layers, note),
  };
}

function readFindings(layers: Layers, note: Note): readonly string[] {
  const known: readonly string[] = FINDING_CODES.map(([code]) => code);
  const codes = textsOf(layered(layers, 'findings').at(-1));
  for (const { text, place } of codes)
    if (!known.includes(text)) note(place, unknownName('finding', text, known));
  return codes.map(({ text }) => text);
}

function readSeed(layers: Layers, note: Note): number {
  const [seed] = textsOf(layered(layers, 'seed').at(-1));
  if (seed === undefined) return 1;
  if (!/^\d{1,15}$/.test(seed.text)) note(seed.place, `a seed is a whole number, not "${seed.text}"`);
  return Number(seed.text);
}
