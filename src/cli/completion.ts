/**
 * Completion scripts for shells, made from the commander definitions.
 */
import type { Command, Option } from 'commander';
import { STATISTICS } from '../statistics/kinds.js';
import { printText } from './output.js';

/** Prints the script for a shell; gives the exit status. */
export function printCompletion(program: Command, shell: string): number {
  return printText(completionScript(program, shell));
}

/** The script for bash, zsh or fish. */
export function completionScript(program: Command, shell: string): string {
  if (shell === 'bash') return bashScript(program);
  return shell === 'zsh' ? zshScript(program) : fishScript(program);
}

function visible(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function flagsOf({ short, long }: Option): readonly string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

function takesFile(option: Option): boolean {
  return ['read', 'write'].includes(option.attributeName());
}

/** What an option's value can be: its choices, or for a statistic what it can begin with. */
function valuesOf(option: Option): readonly string[] | undefined {
  if (option.attributeName() === 'statistic') return [...STATISTICS.map(({ name }) => name), 'help'];
  return option.argChoices;
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function argumentChoices(command: Command): readonly string[] {
  return command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
}

/** Names of arguments that are files or folders. */
const FILES: readonly string[] = ['file', 'scenario', 'path'];

function wantsFile(command: Command): boolean {
  return command.registeredArguments.some((argument) => FILES.includes(argument.name()));
}

function bashScript(program: Command): string {
  const names = program.commands.map((command) => command.name());
  const cases = program.commands.map((command) => {
    const options = visible(command);
    const flags = options.flatMap(flagsOf).join(' ');
    const values = options.filter(takesValue).map((option) => {
      const choices = valuesOf(option);
      const action =
        choices !== undefined
          ? `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$cur"))`
          : takesFile(option)
            ? 'COMPREPLY=($(compgen -f -- "$cur"))'
            : 'COMPREPLY=()';
      return `        ${flagsOf(option).join('|')}) ${action}; return ;;`;
    });
    const rest = wantsFile(command)
      ? 'COMPREPLY=($(compgen -f -- "$cur"))'
      : `COMPREPLY=($(compgen -W "${argumentChoices(command).join(' ')}" -- "$cur"))`;
    return [
      `    ${command.name()})`,
      '      case "$prev" in',
      ...values,
      '      esac',
      `      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "${flags}" -- "$cur")); else ${rest}; fi ;;`,
    ].join('\n');
  });
  const top = visible(program).flatMap(flagsOf).join(' ');
  return `# bash completion for gmpshark
_gmpshark() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  if (( COMP_CWORD == 1 )); then
    if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "${top}" -- "$cur"))
    else COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$cur") $(compgen -f -- "$cur")); fi
    return
  fi
  case "$command" in
${cases.join('\n')}
    *) COMPREPLY=($(compgen -f -- "$cur")) ;;
  esac
}
complete -o filenames -F _gmpshark gmpshark
`;
}

function quoteZsh(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll('[', '\\[').replaceAll(']', '\\]').replaceAll(':', '\\:');
}

function zshScript(program: Command): string {
  const described = program.commands.map((command) => `'${command.name()}:${quoteZsh(command.summary())}'`);
  const cases = program.commands.map((command) => {
    const specs = visible(command).flatMap((option) =>
      flagsOf(option).map((flag) => {
        const choices = valuesOf(option);
        const values = choices === undefined ? '' : `(${choices.join(' ')})`;
        const value = !takesValue(option)
          ? ''
          : `:${option.attributeName()}:${takesFile(option) ? '_files' : values}`;
        return `      '*${flag}[${quoteZsh(option.description)}]${value}'`;
      }),
    );
    const choices = argumentChoices(command);
    const rest = wantsFile(command) ? "'*:file:_files'" : `'1:${command.name()}:(${choices.join(' ')})'`;
    return `    ${command.name()})\n      _arguments \\\n${[...specs, `      ${rest}`].join(' \\\n')} ;;`;
  });
  return `#compdef gmpshark
_gmpshark() {
  local -a commands
  commands=(${described.join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    _files
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
    *) _files ;;
  esac
}
_gmpshark "$@"
`;
}

function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function fishScript(program: Command): string {
  const names = program.commands.map((command) => command.name()).join(' ');
  const lines = ['# fish completion for gmpshark'];
  for (const command of program.commands) {
    const summary = quoteFish(command.summary());
    lines.push(
      `complete -c gmpshark -n 'not __fish_seen_subcommand_from ${names}' -a ${command.name()} -d ${summary}`,
    );
    const when = `-n '__fish_seen_subcommand_from ${command.name()}'`;
    for (const option of visible(command)) lines.push(`complete -c gmpshark ${when} ${fishOption(option)}`);
    const choices = argumentChoices(command);
    if (choices.length > 0) lines.push(`complete -c gmpshark ${when} -f -a '${choices.join(' ')}'`);
  }
  return `${lines.join('\n')}\n`;
}

function fishOption(option: Option): string {
  const { short, long, description } = option;
  const choices = valuesOf(option);
  const parts: string[] = [];
  if (short !== undefined) parts.push(`-s ${short.slice(1)}`);
  if (long !== undefined) parts.push(`-l ${long.slice(2)}`);
  if (choices !== undefined) parts.push(`-x -a '${choices.join(' ')}'`);
  else if (takesValue(option)) parts.push(takesFile(option) ? '-r -F' : '-x');
  return `${parts.join(' ')} -d ${quoteFish(description)}`;
}
