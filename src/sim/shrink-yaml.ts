/**
 * A scenario as the text of a file, which reads back as the same scenario: so that a failure that a sweep found can be kept,
 * read, and run by itself.
 */
import { tenths } from '../base/micros.js';
import type { Actor, Scenario, Setting } from '../scenario/scenario.js';
import type { Doing } from './faults-plan.js';
import { CALM_NETWORK } from './network.js';
import { lineOf, networkText, spanText } from './shrink-sentences.js';

/** What is expected when the run ends, as a sentence. */
export interface Ending {
  readonly wanted?: string;
  readonly comment: readonly string[];
}

/** The text of a scenario file in which these steps happen. */
export function scenarioText(
  scenario: Scenario,
  steps: readonly Doing[],
  { wanted, comment }: Ending,
): string {
  const lines = [
    ...comment.map((line) => `# ${line}`),
    `purpose: ${quoted(scenario.purpose)}`,
    `clause: ${quoted(scenario.clause)}`,
    'actors:',
    ...scenario.actors.flatMap((actor) => actorLines(scenario, actor)),
    ...(scenario.subnets.length < 2 ? [] : [`subnets: ${listOf(scenario.subnets.map(({ name }) => name))}`]),
    ...sessionLines(scenario),
    ...networkLines(scenario),
    ...settingLines(scenario.policies),
    ...(scenario.transport === 'udp' ? [] : ['transport: tcp']),
    `seed: ${scenario.seed}`,
    'timeline:',
    ...stepLines(steps),
    ...(wanted === undefined ? [] : [`  - expect at ${spanText(scenario.until)}: ${wanted}`]),
    `  - at ${spanText(scenario.until)}: end`,
  ];
  return `${lines.join('\n')}\n`;
}

/** A text as it may stand behind a key: double quotes hold anything. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function listOf(names: readonly string[]): string {
  return `[${names.join(', ')}]`;
}

const OWN_KINDS: readonly string[] = ['server', 'creator'];

function actorLines(
  scenario: Scenario,
  { name, kind, subnets, driftPpm, settings }: Actor,
): readonly string[] {
  const isPlain = kind === 'participant' || (OWN_KINDS.includes(kind) && kind === name);
  const stands = subnets.length === 1 && subnets[0] === scenario.subnets[0].name;
  const details = [
    ...(isPlain ? [] : [`kind: ${kind}`]),
    ...(stands && scenario.subnets.length === 1 ? [] : [`subnets: ${listOf(subnets)}`]),
    ...(driftPpm === 0 ? [] : [`drift: ${driftPpm}ppm`]),
    ...settings.map((setting) => `${setting.name}: ${settingText(setting)}`),
  ];
  return [`  ${name}: {${details.join(', ')}}`];
}

function settingText({ value }: Setting): string {
  if (value === '') return '[]';
  return value.includes(', ') ? listOf(value.split(', ')) : value;
}

function sessionLines({ session, actors }: Scenario): readonly string[] {
  const { secure, closed, period, timeout, termination, listed, name } = session;
  const members = listed.filter((one) => actors.find((actor) => actor.name === one)?.kind === 'participant');
  const parts = [
    `mode: ${closed ? 'closed' : 'open'}`,
    ...(secure ? ['secure: yes'] : []),
    ...(period === undefined ? [] : [`period: ${spanText(tenths(period))}`]),
    ...(timeout === undefined ? [] : [`timeout: ${spanText(tenths(timeout))}`]),
    ...(termination === undefined ? [] : [`termination: ${termination}`]),
    ...(members.length === 0 ? [] : [`members: ${listOf(members)}`]),
    ...(name === undefined ? [] : [`name: ${quoted(name)}`]),
  ];
  return [`session: {${parts.join(', ')}}`];
}

function networkLines({ network }: Scenario): readonly string[] {
  const text = networkText(network);
  return text === networkText(CALM_NETWORK) ? [] : [`network: ${text}`];
}

function settingLines(policies: readonly Setting[]): readonly string[] {
  if (policies.length === 0) return [];
  return [`policies: {${policies.map(({ name, value }) => `${name}: ${value}`).join(', ')}}`];
}

function stepLines(steps: readonly Doing[]): readonly string[] {
  const lines: string[] = [];
  for (const [i, step] of steps.entries()) {
    if (i === 0 || steps[i - 1].at !== step.at) lines.push(`  - at ${spanText(step.at)}:`);
    lines.push(`      - ${lineOf(step)}`);
  }
  return lines;
}
