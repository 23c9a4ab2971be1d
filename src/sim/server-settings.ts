/**
 * The settings of a server in a scenario file: what it supports, its limits, whom it lets create and register.
 */
import { type Micros, micros } from '../base/micros.js';
import { nearest } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import { type ServerOptions, serverOptions } from '../machine/server/server-options.js';
import { readDuration } from '../scenario/quantities.js';
import type { Scenario, ScenarioError, Setting } from '../scenario/scenario.js';
import { addressOn } from './stage-addresses.js';

/** A server's options, and what its host program does. */
export interface ServerSetup {
  readonly options: ServerOptions;
  /** Time to the answer whether a client may register; undefined: only the timeline answers. */
  readonly authorisation: Micros | undefined;
  /** Actors that may register where it is asked; undefined: all. */
  readonly mayRegister: readonly string[] | undefined;
}

type Change = { options?: Partial<ServerOptions> } & Partial<Omit<ServerSetup, 'options'>>;
type Reader = (setting: Setting, scenario: Scenario) => Change | string;

/** Settings by name: what each value means; a text is what is wrong with it. */
const READERS: Readonly<Record<string, Reader>> = {
  secure: ({ value }) => {
    if (value !== 'yes' && value !== 'no') return `"${value}" is neither yes nor no`;
    return { options: { secure: value === 'yes' } };
  },
  sessions: (setting) => limit(setting, 'mostSessions'),
  members: (setting) => limit(setting, 'mostMembers'),
  pending: (setting) => limit(setting, 'mostPending'),
  creators: ({ value }, scenario) => {
    const unknown = listOf(value).find((name) => !isActor(scenario, name));
    if (unknown !== undefined) return `"${unknown}" is no actor`;
    const creators = listOf(value).map((name) =>
      addressOn(
        0,
        scenario.actors.findIndex((actor) => actor.name === name),
      ),
    );
    return { options: { creators } };
  },
  authorises: ({ value }, scenario) => {
    const unknown = listOf(value).find((name) => !isActor(scenario, name));
    return unknown === undefined ? { mayRegister: listOf(value) } : `"${unknown}" is no actor`;
  },
  authorisation: ({ value }) => {
    if (value === 'by hand') return { authorisation: undefined };
    const span = readDuration(value);
    return span.ok ? { authorisation: span.value } : `${span.error}, and it is not "by hand"`;
  },
};

/** Names of the settings that a server may have. */
export const SERVER_SETTINGS: readonly string[] = Object.keys(READERS);

/** Reads the settings of the scenario's server. */
export function readServerSettings(scenario: Scenario): Result<ServerSetup, readonly ScenarioError[]> {
  const settings = scenario.actors.find(({ kind }) => kind === 'server')?.settings ?? [];
  const errors: ScenarioError[] = [];
  let setup: ServerSetup = { options: serverOptions(), authorisation: micros(0), mayRegister: undefined };
  for (const setting of settings) {
    const { name, place } = setting;
    if (!Object.hasOwn(READERS, name)) {
      const [meant] = nearest(name, SERVER_SETTINGS, 1);
      const hint = meant === undefined ? `there are ${SERVER_SETTINGS.join(', ')}` : `did you mean ${meant}?`;
      errors.push({ place, message: `"${name}" is no setting of a server; ${hint}` });
      continue;
    }
    const change = READERS[name](setting, scenario);
    if (typeof change === 'string') errors.push({ place, message: `${name}: ${change}` });
    else setup = { ...setup, ...change, options: { ...setup.options, ...change.options } };
  }
  return errors.length > 0 ? err(errors) : ok(setup);
}

function limit({ value }: Setting, name: 'mostSessions' | 'mostMembers' | 'mostPending'): Change | string {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number <= 65_535)) return `"${value}" is no whole number from 0 to 65535`;
  return { options: { [name]: number } };
}

function listOf(value: string): readonly string[] {
  return value.split(/[\s,]+/).filter((name) => name !== '');
}

function isActor(scenario: Scenario, name: string): boolean {
  return scenario.actors.some((actor) => actor.name === name);
}
