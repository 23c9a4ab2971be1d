/**
 * What commander refuses, in the form of all other bad usage: the message, the arguments with a caret under the place,
 * and what was perhaps meant.
 */
import type { Command, CommanderError } from 'commander';
import type { UsageFault } from './usage.js';

/** The fault that an error of commander's tells of. */
export function refusalOf(error: CommanderError, command: Command, argv: readonly string[]): UsageFault {
  const [said, ...more] = error.message.replace(/^error: /, '').split('\n(Did you mean ');
  const hint = more.length === 0 ? undefined : `(Did you mean ${more.join('')}`;
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownOption(said, hint, command, argv);
    case 'commander.optionMissingArgument':
      return place(said, flagIn(said), '');
    case 'commander.invalidArgument':
      return invalidArgument(said, command);
    case 'commander.excessArguments':
      return excessArguments(said, command);
    case 'commander.missingArgument':
      return place(
        said,
        argv.length === 0 ? 'gmpshark' : command.name(),
        '',
        'gmpshark --help tells what there is',
      );
    default:
      return place(said, '', '', hint);
  }
}

/** A first word that is neither a command nor a file. */
export function unknownCommand(argv: readonly string[], meant: string | undefined): UsageFault {
  const [word, ...rest] = argv;
  const hint = meant === undefined ? 'gmpshark --help lists the commands' : `(Did you mean ${meant}?)`;
  const shown = [word, ...rest].map(quoted).join(' ');
  return {
    message: `there is no command '${word}', and no such file`,
    flag: 'gmpshark',
    argument: shown,
    from: 0,
    to: quoted(word).length,
    hint,
  };
}

function place(message: string, flag: string, argument: string, hint?: string): UsageFault {
  const more = hint === undefined ? {} : { hint };
  return { message, flag, argument, from: 0, to: argument.length, ...more };
}

/** As a shell would have to be given it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The flag that a message speaks of, as `option '-c, --count <n>' …`: the short one. */
function flagIn(message: string): string {
  return /^option '([^ ,']+)/.exec(message)?.[1] ?? '';
}

function unknownOption(
  said: string,
  hint: string | undefined,
  command: Command,
  argv: readonly string[],
): UsageFault {
  const option = said.slice(said.indexOf("'") + 1, said.lastIndexOf("'"));
  const dissect = command.parent?.commands.find((other) => other.name() === 'dissect');
  const words = argv[0] === command.name() ? argv.slice(1) : argv;
  if (command.name() === 'view' && dissect !== undefined && hasOption(dissect, option)) {
    const line = ['gmpshark', 'dissect', ...words.map(quoted)].join(' ');
    return place(
      `${said}: it is one of 'dissect'`,
      before(argv, option),
      quoted(option),
      `(Did you mean ${line}?)`,
    );
  }
  return place(said, before(argv, option), quoted(option), hint);
}

function hasOption(command: Command, given: string): boolean {
  const name = given.startsWith('--') ? given.split('=')[0] : given.slice(0, 2);
  return command.options.some(({ short, long }) => short === name || long === name);
}

/** The arguments up to one of them. */
function before(argv: readonly string[], word: string): string {
  const at = argv.findIndex((given) => given === word || given.startsWith(`${word}=`));
  return ['gmpshark', ...argv.slice(0, Math.max(0, at)).map(quoted)].join(' ');
}

/** `option '-T, --type <form>' argument 'x' is invalid. …`, or `command-argument value 'x' is invalid for argument …`. */
function invalidArgument(said: string, command: Command): UsageFault {
  const match = /^(?:option '([^ ,']+)[^']*' argument|command-argument value) '([\s\S]*?)' is invalid/.exec(
    said,
  );
  if (match === null) return place(said, '', '');
  const [, flag = command.name(), argument] = match;
  return place(said, flag, quoted(argument));
}

function excessArguments(said: string, command: Command): UsageFault {
  const allowed = command.registeredArguments.length;
  const taken = command.args.slice(0, allowed).map(quoted);
  return place(said, [command.name(), ...taken].join(' '), command.args.slice(allowed).map(quoted).join(' '));
}
