#!/usr/bin/env node
/**
 * The entry: finds out which command is meant, loads it, and ends with its exit status.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { CommanderError } from 'commander';
import { NO_FLAGS } from './flags.js';
import { nearest } from './nearest.js';
import { complain } from './output.js';
import { createProgram } from './program.js';

const USAGE = 2;

function version(): string {
  for (const up of ['../..', '../../..']) {
    const path = new URL(`${up}/package.json`, import.meta.url);
    if (existsSync(path)) return String(JSON.parse(readFileSync(path, 'utf8')).version);
  }
  return 'unknown';
}

/** A word that is no file, but nearly a command, was meant as one. */
function misspelt(word: string): string | undefined {
  if (!/^[a-z]+$/.test(word) || existsSync(word)) return undefined;
  const names = ['help', ...program.commands.map((command) => command.name())];
  return names.includes(word) ? undefined : nearest(word, names, 1)[0];
}

const program = createProgram(version(), {
  dissect: async (file, flags) => {
    const { dissect } = await import('./dissect.js');
    process.exitCode = await dissect(file, flags, process.env);
  },
  view: async (file) => {
    const { dissect } = await import('./dissect.js');
    process.exitCode = await dissect(file, NO_FLAGS, process.env);
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

/** Bad usage ends with 2, and in our own name. */
function refuse(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : USAGE);
}

for (const command of [program, ...program.commands]) {
  command.exitOverride(refuse);
  command.configureOutput({ outputError: (text) => complain(text.replace(/^error: /, 'gmpshark: ')) });
}
// `help` on a pipe that is closed early is no error.
process.stdout.on('error', () => process.exit(0));
const [first] = process.argv.slice(2);
const meant = first === undefined ? undefined : misspelt(first);
if (meant !== undefined) {
  complain(`gmpshark: unknown command '${first}', and no such file\n(Did you mean ${meant}?)\n`);
  process.exitCode = USAGE;
} else await program.parseAsync();
