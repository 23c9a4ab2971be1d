/**
 * Scenarios for tests of the scenario view: read, run, told, and played without a terminal.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { encodeRun } from '../../src/sim/output-pcapng.js';
import { runScenario } from '../../src/sim/run.js';
import type { Played, Theatre } from '../../src/tui/scenario/contract.js';
import { createPlayed } from '../../src/tui/scenario/played.js';
import { createScenarioStory } from '../../src/tui/scenario/story.js';
import { createTelling, type Telling } from '../../src/tui/scenario/telling.js';
import type { Story } from '../../src/tui/story/contract.js';
import { ROOT } from './terminal.js';
import { type Play, type PlayOptions, play } from './world.js';

/** All scenario files of the project. */
export const SCENARIOS: readonly string[] = readdirSync(join(ROOT, 'scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => `scenarios/${name}`);

/** The runs of a scenario file, or of a text. */
export function runsIn(path: string, text = readFileSync(join(ROOT, path), 'utf8')): readonly Scenario[] {
  const read = readScenario(path, text, { set: {}, include: () => undefined });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('; '));
  return read.value;
}

/** A run and everything that is told of it. */
export interface Sample {
  readonly scenario: Scenario;
  readonly telling: Telling;
  readonly played: Played;
  readonly story: Story;
}

/** Runs a scenario. */
export function sampleOf(scenario: Scenario): Sample {
  const ran = runScenario(scenario);
  if (!ran.ok) throw new Error(ran.error.map(({ message }) => message).join('; '));
  const telling = createTelling(scenario, ran.value);
  return { scenario, telling, played: createPlayed(telling), story: createScenarioStory(telling) };
}

/** A scenario file, played without a terminal. */
export async function playScenario(path: string, options: PlayOptions = {}): Promise<Play & Sample> {
  const runs = runsIn(path);
  const sample = sampleOf(runs[0]);
  const { played, story } = sample;
  const theatre: Theatre = {
    runs: runs.map(({ name }) => name),
    at: 0,
    played,
    progress: () => ({ what: 'running', part: 1 }),
  };
  const folder = mkdtempSync(join(tmpdir(), 'gmpshark-scenario-'));
  try {
    const file = join(folder, 'run.pcapng');
    writeFileSync(file, encodeRun(played.run));
    const one = await play(file, { story, scenario: theatre, ...options });
    one.work();
    return { ...one, ...sample };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
