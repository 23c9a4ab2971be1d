#!/usr/bin/env node
/**
 * The entry: finds out which command is meant, loads it, and ends with its exit status.
 */
import { existsSync, readFileSync } from 'node:fs';
import { nearest } from '../base/nearest.js';
import { EXIT } from './exit.js';
import { NO_FLAGS } from './flags.js';
import { showsScreens } from './locale.js';
import { complain, printText } from './output.js';
import { createProgram } from './program.js';
import { refusalOf, unknownCommand } from './refusal.js';
import { faultText } from './usage.js';

function version(): string {
  for (const up of ['../..', '../../..']) {
    const path = new URL(`${up}/package.json`, import.meta.url);
    if (existsSync(path)) return String(JSON.parse(readFileSync(path, 'utf8')).version);
  }
  return 'unknown';
}

function commandNames(): readonly string[] {
  return ['help', ...program.commands.map((command) => command.name())];
}

/** A word that is no file was meant as a command if it is nearly one, or if more follows it. */
function isUnknown(word: string, moreFollows: boolean): boolean {
  if (!/^[a-z]+$/.test(word) || existsSync(word) || commandNames().includes(word)) return false;
  return moreFollows || nearest(word, commandNames(), 1).length > 0;
}

const program = createProgram(version(), {
  dissect: async (file, flags) => {
    const { dissect } = await import('./dissect.js');
    process.exitCode = await dissect(file, flags, process.env);
  },
  view: async (file, flags) => {
    const { isScenario, scenarioFlagIn } = await import('./view-kind.js');
    const scenario = isScenario(file);
    const astray = scenario ? undefined : scenarioFlagIn(flags);
    if (astray !== undefined) {
      complain(`gmpshark: ${astray} is for scenarios, and ${file} is none\n`);
      process.exitCode = EXIT.usage;
      return;
    }
    if (scenario && !showsScreens(process.env)) {
      const { simulate } = await import('./sim.js');
      process.exitCode = simulate([file], flags, process.env);
      return;
    }
    if (!showsScreens(process.env)) {
      const { dissect } = await import('./dissect.js');
      process.exitCode = await dissect(file, { ...NO_FLAGS, ...flags }, process.env);
      return;
    }
    const { view } = await import('./view.js');
    process.exitCode = await view(file, flags, process.env);
  },
  sim: async (files, flags) => {
    if (flags.seeds !== undefined || flags.faults !== undefined) {
      const { sweep } = await import('./sim-sweep.js');
      process.exitCode = await sweep(files, flags);
      return;
    }
    const { simulate } = await import('./sim.js');
    process.exitCode = simulate(files, flags, process.env);
  },
  test: async (paths, flags) => {
    const { testScenarios } = await import('./test.js');
    process.exitCode = testScenarios(paths, flags, process.env);
  },
  check: async (file, flags) => {
    const { checkCapture } = await import('./check.js');
    process.exitCode = await checkCapture(file, flags, process.env);
  },
  fields: async (prefix, flags) => {
    const { listFields } = await import('./fields.js');
    process.exitCode = listFields(prefix, flags.type);
  },
  manual: async () => {
    const { printManual } = await import('./manual.js');
    process.exitCode = printManual(program);
  },
  completion: async (shell) => {
    const { printCompletion } = await import('./completion.js');
    process.exitCode = printCompletion(program, shell);
  },
});

const argv = process.argv.slice(2);

for (const command of [program, ...program.commands]) {
  // Bad usage ends with 2, and is told of in our own form.
  command.exitOverride((error) => {
    if (error.exitCode === 0) process.exit(EXIT.done);
    if (error.code !== 'commander.help') complain(faultText(refusalOf(error, command, argv)));
    process.exit(EXIT.usage);
  });
  command.configureOutput({
    outputError: () => undefined,
    writeErr: complain,
    writeOut: (text) => {
      const status = printText(text);
      if (status !== EXIT.done) process.exit(status);
    },
  });
}
// A copy to standard output (`-w -`): a pipe that is closed early is no error; any other fault is told by the copy.
process.stdout.on('error', (cause) => {
  if ('code' in cause && cause.code === 'EPIPE') process.exit(EXIT.done);
});
const [first] = argv;
if (first !== undefined && isUnknown(first, argv.length > 1)) {
  complain(faultText(unknownCommand(argv, nearest(first, commandNames(), 1)[0])));
  process.exitCode = EXIT.usage;
} else await program.parseAsync();
