/**
 * The definitions of `sim` and `test` for commander; program.ts puts them beside the other commands.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { examples, repeated } from './help-text.js';
import { REPORTERS, RUN_FORMATS, type SimFlags, type TestFlags } from './sim-flags.js';

/** What the two commands do. */
export interface ScenarioActions {
  readonly sim: (files: readonly string[], flags: SimFlags) => Promise<void>;
  readonly test: (paths: readonly string[], flags: TestFlags) => Promise<void>;
}

const SIM_STATUS = `
Exit status: 0 all expectations hold; 1 some do not, an invariant is broken, or the run was
stopped as endless; 2 bad usage, or a mistake in a scenario (the message names file, line and
column); 3 a scenario could not be read, or -w or standard output not be written to its end.`;

const TEST_STATUS = `
Exit status: 0 every scenario does what it says and what its golden says; 1 some do not;
2 bad usage, or a mistake in a scenario (the message names file, line and column); 3 a
scenario could not be read, or a golden or standard output not be written to its end.`;

/** The seed of all chance. */
export function seedNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number of at most 15 digits.');
  return Number(text);
}

/** Adds `sim`. */
export function addSim(program: Command, actions: ScenarioActions): void {
  program
    .command('sim')
    .summary('run scenarios in virtual time')
    .description(
      'Runs scenario files with the real state machines over a simulated network, in virtual time,\nprints what happens, and checks what they expect.',
    )
    .argument('<scenario...>', 'scenario files; - is standard input')
    .addOption(
      new Option('-T, --type <form>', 'form of the output (default ladder; with -w alone: none)').choices(
        RUN_FORMATS,
      ),
    )
    .addOption(
      new Option('--seed <n>', "the seed of all chance, instead of the scenario's").argParser(seedNumber),
    )
    .option('-w, --write <out>', 'write the frames to a pcapng file, each host an interface')
    .option('--until <time>', 'end at this time of the run, as 2s or 1500ms; later expectations are left out')
    .addOption(repeated('--set <key=value>', "a parameter of the scenario's; repeatable"))
    .option('--seeds <range>', 'sweep these seeds, A..B, on all cores (with --faults alone: 1..100)')
    .option(
      '--faults <profile>',
      'with faults drawn from each seed: calm, lossy, duplicating, jittery, reordering, cuts, partitions, silences, crashes, drifting, everything; invariants and settling are judged, a failure is made small (-w: written to a file)',
    )
    .addHelpText(
      'after',
      examples([
        ['gmpshark sim scenarios/fig03-control.yaml', 'the ladder of figure 3'],
        ['gmpshark sim scenarios/fig10-activate.yaml -T ndjson', 'one JSON object an event'],
        ['gmpshark sim scenarios/fig12-membership-check.yaml -w fig12.pcapng', 'a capture of the run'],
        ['gmpshark sim my.yaml --set delay=50ms --seed 7', 'the same story with other values'],
        ['gmpshark sim my.yaml --seeds 1..10000 --faults lossy', 'what goes wrong where frames are lost'],
      ]) + SIM_STATUS,
    )
    .action((files: readonly string[], flags: SimFlags) => actions.sim(files, flags));
}

/** Adds `test`. */
export function addTest(program: Command, actions: ScenarioActions): void {
  program
    .command('test')
    .summary('run scenarios against their expectations and goldens')
    .description(
      'Runs every scenario below the paths (default: scenarios): its expectations must hold, no invariant may be\nbroken, and what happens must be what its golden says: golden/NAME.txt beside the scenario.',
    )
    .argument('[path...]', 'scenario files, and folders of them')
    .addOption(
      new Option('--reporter <name>', 'form of the report; tap is TAP 14, junit is XML')
        .choices(REPORTERS)
        .default('text'),
    )
    .option('--update', 'write the goldens anew; what differs is then to be reviewed')
    .addHelpText(
      'after',
      examples([
        ['gmpshark test', 'all scenarios below scenarios/'],
        ['gmpshark test scenarios/fig12-membership-check.yaml', 'one scenario'],
        ['gmpshark test --update && git diff scenarios', 'write goldens, review what changed'],
        ['gmpshark test --reporter junit > report.xml', 'for a build server'],
      ]) + TEST_STATUS,
    )
    .action((paths: readonly string[], flags: TestFlags) => actions.test(paths, flags));
}
