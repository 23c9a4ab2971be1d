/**
 * Reading scenarios in tests: the head that every file needs, files beside it, mistakes as short texts.
 */
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario, ScenarioError } from '../../src/scenario/scenario.js';

/** A file's beginning; line 4 is the first line behind it. */
export const HEAD = `purpose: A test.
clause: 7.1
actors: [server, creator, p, a, b]
`;

/** What a test sets besides the text. */
export interface Beside {
  readonly set?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** Reads a file. */
export function read(text: string, beside: Beside = {}): ReturnType<typeof readScenario> {
  const { set = {}, files = {}, file = 'test.yaml' } = beside;
  return readScenario(file, text, { set, include: (path) => files[path] });
}

/** The scenarios of a file without mistakes. */
export function scenariosOf(text: string, beside: Beside = {}): readonly Scenario[] {
  const result = read(text, beside);
  if (!result.ok) throw new Error(result.error.map(shortly).join('\n'));
  return result.value;
}

/** The only scenario of a file without mistakes. */
export function scenarioOf(text: string, beside: Beside = {}): Scenario {
  const scenarios = scenariosOf(text, beside);
  if (scenarios.length !== 1) throw new Error(`${scenarios.length} scenarios`);
  return scenarios[0];
}

/** The mistakes of a file: "4:7 message". */
export function mistakesOf(text: string, beside: Beside = {}): readonly string[] {
  const result = read(text, beside);
  return result.ok ? [] : result.error.map(shortly);
}

function shortly({ place, message }: ScenarioError): string {
  return `${place.line}:${place.column} ${message}`;
}
