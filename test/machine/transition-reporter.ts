/**
 * Which tests took which transitions. After a run of all tests of the machines (others are parts and prove nothing) it
 * writes coverage/transitions.md, and fails the run where a transition was never taken, or where one was taken that no table has.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { ALL_TABLES, type MachineTable } from '../../src/machine/all-tables.js';

/** A test that took transitions. */
export interface TakingTest {
  readonly file: string;
  readonly name: string;
  readonly transitions: readonly string[];
}

/** What all tests together took. */
export interface Taken {
  /** Tests by the id of the transition, in the order of the tables. */
  readonly byRow: ReadonlyMap<string, readonly TakingTest[]>;
  /** Rows that no test took. */
  readonly never: readonly string[];
  /** Taken, but in no table. */
  readonly unknown: readonly string[];
}

/** Names that the report gives for one transition; the count is always full. */
const MOST_NAMES = 6;
const MACHINE_TESTS = 'test/machine/';
/** These run the other tests; they take nothing themselves. */
const NOT_TAKING = 'test/machine/canaries/';
const REPORT = 'coverage/transitions.md';

/** Puts together what the tests took. */
export function gatherTaken(tables: readonly MachineTable[], tests: readonly TakingTest[]): Taken {
  const byRow = new Map<string, TakingTest[]>();
  for (const { rows } of tables) for (const row of rows) byRow.set(row.id, []);
  const unknown = new Set<string>();
  for (const test of tests) {
    for (const id of test.transitions) {
      const takers = byRow.get(id);
      if (takers === undefined) unknown.add(id);
      else takers.push(test);
    }
  }
  const never = [...byRow].filter(([, takers]) => takers.length === 0).map(([id]) => id);
  return { byRow, never, unknown: [...unknown] };
}

/** The report: every transition with the tests that took it. */
export function takenText(tables: readonly MachineTable[], taken: Taken): string {
  const lines = [
    '# Transitions and the tests that took them',
    '',
    `${taken.byRow.size} transitions, ${taken.never.length} of them never taken.`,
    '',
  ];
  for (const { machine, rows } of tables) {
    lines.push(`## ${machine}`, '');
    for (const row of rows) {
      const takers = taken.byRow.get(row.id) ?? [];
      lines.push(`- \`${row.id}\` (${row.clause}): ${takers.length === 0 ? '**never**' : takers.length}`);
      for (const { file, name } of takers.slice(0, MOST_NAMES)) lines.push(`  - ${file}: ${name}`);
      if (takers.length > MOST_NAMES) lines.push(`  - and ${takers.length - MOST_NAMES} more`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

/** What is wrong with what was taken; empty where nothing is. */
export function takenFaults(taken: Taken): string[] {
  const faults: string[] = [];
  if (taken.never.length > 0) {
    faults.push(`${taken.never.length} transitions were taken by no test:`, ...taken.never.map(indented));
  }
  if (taken.unknown.length > 0) {
    faults.push(`${taken.unknown.length} were taken that no table has:`, ...taken.unknown.map(indented));
  }
  return faults;
}

/** Vitest's reporter of transitions; it says nothing about parts of a run, nor while a fault is planted. */
export default class TransitionReporter implements Reporter {
  private vitest: Vitest | undefined;

  constructor(private readonly tables: readonly MachineTable[] = ALL_TABLES) {}

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const { vitest } = this;
    if (vitest === undefined || !(await ranAll(vitest, modules))) return;
    const taken = gatherTaken(this.tables, takingTests(modules));
    const report = join(vitest.config.root, REPORT);
    mkdirSync(dirname(report), { recursive: true });
    writeFileSync(report, takenText(this.tables, taken));
    const faults = takenFaults(taken);
    if (faults.length === 0) {
      vitest.logger.log(`Transitions: all ${taken.byRow.size} taken, see ${REPORT}`);
      return;
    }
    vitest.logger.error(['Transitions:', ...faults, `See ${REPORT}`].join('\n'));
    process.exitCode = 1;
  }
}

/** Whether all tests of the machines have run: no file and no test was left out. */
async function ranAll(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  if (process.env.GMPSHARK_CANARY !== undefined || vitest.config.testNamePattern !== undefined) return false;
  const ran = new Set(modules.filter((module) => module.state() !== 'queued').map((one) => one.moduleId));
  const all = (await vitest.globTestSpecifications()).map((one) => one.moduleId);
  const ours = all.filter((id) => {
    const path = relative(vitest.config.root, id).replaceAll('\\', '/');
    return path.startsWith(MACHINE_TESTS) && !path.startsWith(NOT_TAKING);
  });
  return ours.length > 0 && ours.every((id) => ran.has(id));
}

function takingTests(modules: readonly TestModule[]): TakingTest[] {
  const tests: TakingTest[] = [];
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { transitions } = test.meta() as { transitions?: Readonly<Record<string, true>> };
      if (transitions === undefined) continue;
      tests.push({
        file: module.relativeModuleId,
        name: test.fullName,
        transitions: Object.keys(transitions),
      });
    }
  }
  return tests;
}

function indented(text: string): string {
  return `  ${text}`;
}
