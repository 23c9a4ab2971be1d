/**
 * The tables in words: docs/state-machines.md is the text that this module makes of the rows, decisions and policies, so
 * that page and machines cannot disagree. A test holds the file against it.
 *
 *   rows ──┬──► a diagram for each dimension: an edge for every change of state, with the events that cause it
 *          └──► a table for each event, rows in the order in which they are tried
 */
import type { MachineTable, TableRow } from './all-tables.js';
import { DECISIONS, type DecisionName, POLICIES, type Policy, type PolicyName } from './policies.js';
import type { Dimension } from './transitions.js';

/** The whole page: the machines with their diagrams and tables, then decisions and policies. */
export function machinesText(tables: readonly MachineTable[]): string {
  const lines = [
    ...INTRODUCTION,
    ...tables.flatMap((table) => machineLines(table)),
    ...decisionLines(tables),
    ...policyLines(),
  ];
  return `${lines.join('\n')}\n`;
}

const INTRODUCTION = [
  '# State machines',
  '',
  'This page is made from the tables of transitions that the machines run (`src/machine`), and a test holds it against them.',
  '',
  'An event finds the rows of its table in their order; the first whose states (*from*) and guard (*when*) fit is taken. A',
  'dimension that is not named under *from* may have any state; one that is not named under *to* stays as it is. *Effects* are',
  'all that the row may cause, in their order: send, set a timer, cancel a timer, notify the host program, ignored with a reason.',
  'Clauses are those of ITU-T X.602, or of the IGMP text (RFC 1112). Where they leave something open, a [decision](#decisions)',
  'says what holds, and some of these can be changed by a [policy](#policies).',
  '',
];

function machineLines(table: MachineTable): string[] {
  const lines = [`## ${capitalised(table.machine)}`, ''];
  for (const dimension of table.dimensions) {
    lines.push(
      `${capitalised(dimension.name)}: ${dimension.states.map((state) => code(state)).join(', ')}.`,
      '',
    );
    lines.push(...diagramLines(dimension, table.rows));
  }
  for (const { events, rows } of sections(table.rows)) lines.push(...sectionLines(events, rows));
  return lines;
}

/** Events that find the same rows, and these rows in their order. */
interface Section {
  readonly events: string[];
  readonly rows: readonly TableRow[];
}

/** Every event in a section, in the order in which the rows name them first. */
function sections(rows: readonly TableRow[]): readonly Section[] {
  const found = new Map<string, Section>();
  for (const event of new Set(rows.flatMap((row) => row.on))) {
    const answering = rows.filter((row) => row.on.includes(event));
    const key = answering.map((row) => row.id).join();
    const section = found.get(key);
    if (section === undefined) found.set(key, { events: [event], rows: answering });
    else section.events.push(event);
  }
  return [...found.values()];
}

function sectionLines(events: readonly string[], rows: readonly TableRow[]): string[] {
  return [
    `### ${events.join(', ')}`,
    '',
    ...tableLines(
      ['row', 'from', 'when', 'to', 'effects', 'clause', 'decisions'],
      rows.map((row) => [
        code(row.id),
        statesText(row.from),
        row.when,
        statesText(row.to),
        row.effects.join('; '),
        row.clause,
        row.decisions.join(', '),
      ]),
    ),
  ];
}

/** "phase running, ended; group active". */
function statesText(states: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(states)
    .map(([dimension, names]) => `${dimension} ${names.join(', ')}`)
    .join('; ');
}

/** The diagram of one dimension; none where no row changes it. */
function diagramLines(dimension: Dimension, rows: readonly TableRow[]): string[] {
  const edges = edgesOf(dimension, rows);
  if (edges.size === 0) return [];
  const lines = ['```mermaid', 'stateDiagram-v2'];
  const drawn = [...edges.keys()].flatMap((edge) => edge.split(' --> '));
  for (const state of [ANY, ...dimension.states]) {
    if (drawn.includes(nodeOf(state)) && nodeOf(state) !== state) {
      lines.push(`  state "${state}" as ${nodeOf(state)}`);
    }
  }
  for (const [edge, events] of edges) lines.push(`  ${edge}: ${[...events].join(', ')}`);
  return [...lines, '```', ''];
}

const ANY = 'any state';

/** A name that the diagram's language takes for one word. */
function nodeOf(state: string): string {
  return state.replace(/\W/g, '_');
}

/** Changes of state: "from --> to", with the events that cause them, in the order of the rows. */
function edgesOf(dimension: Dimension, rows: readonly TableRow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = new Map<string, Set<string>>();
  for (const row of rows) {
    const targets = row.to[dimension.name] ?? [];
    for (const from of row.from[dimension.name] ?? [ANY]) {
      for (const to of targets.filter((state) => state !== from)) {
        const edge = `${nodeOf(from)} --> ${nodeOf(to)}`;
        const events = edges.get(edge) ?? new Set<string>();
        for (const event of row.on) events.add(event);
        edges.set(edge, events);
      }
    }
  }
  return edges;
}

function decisionLines(tables: readonly MachineTable[]): string[] {
  const rows = tables.flatMap((table) => table.rows);
  const names = Object.keys(DECISIONS) as DecisionName[];
  return [
    '## Decisions',
    '',
    'What the texts leave open, and what this project decided. *Rows* says how many transitions rest on it.',
    '',
    ...tableLines(
      ['decision', 'title', 'clause', 'what holds', 'policies', 'rows'],
      names.map((name) => [
        name,
        DECISIONS[name].title,
        DECISIONS[name].clause,
        DECISIONS[name].text,
        policiesOf(name).map(code).join(', '),
        String(rows.filter((row) => row.decisions.includes(name)).length),
      ]),
    ),
  ];
}

function policiesOf(decision: DecisionName): string[] {
  return Object.entries(POLICIES)
    .filter(([, policy]) => policy.decision === decision)
    .map(([name]) => name);
}

function policyLines(): string[] {
  const names = Object.keys(POLICIES) as PolicyName[];
  return [
    '## Policies',
    '',
    'What can be set, by name. Spans are in microseconds.',
    '',
    ...tableLines(
      ['policy', 'decision', 'default', 'possible', 'what it says'],
      names.map((name) => {
        const policy: Policy<unknown> = POLICIES[name];
        return [code(name), policy.decision, code(String(policy.default)), valuesText(policy), policy.text];
      }),
    ),
  ];
}

function valuesText(policy: Policy<unknown>): string {
  if (policy.kind === 'choice') return policy.values!.map((value) => code(String(value))).join(', ');
  return policy.kind === 'micros' ? `${policy.least} or more` : `${policy.least} to ${policy.most}`;
}

function tableLines(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/[|<]/g, '\\$&')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line), ''];
}

function code(text: string): string {
  return `\`${text}\``;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
