/**
 * The manual page, made from the commander definitions; docs/gmpshark.1 is what it gives.
 */
import type { Command, Option } from 'commander';
import { STATISTICS } from '../statistics/kinds.js';
import { printText } from './output.js';
import { PREFERENCES } from './preferences.js';

/** Prints the manual page; gives the exit status. */
export function printManual(program: Command): number {
  return printText(manualPage(program));
}

/** The manual page as troff (man macros). */
export function manualPage(program: Command): string {
  const lines = [
    `.TH GMPSHARK 1 "" "gmpshark ${program.version() ?? ''}" "User Commands"`,
    '.SH NAME',
    `gmpshark \\- ${quote(lowerFirst(program.description()))}`,
    '.SH SYNOPSIS',
    '.B gmpshark',
    '.I FILE',
    ...program.commands.flatMap((command) => [
      '.br',
      `.B gmpshark ${command.name()}`,
      quote(usageOf(command)),
    ]),
    '.SH DESCRIPTION',
    'Reads captures (pcap and pcapng, gzip-compressed or not; files, files that grow, pipes) and shows what is in them,',
    "with tshark's flags and in tshark's forms. A name alone is taken as a capture:",
    '.B gmpshark FILE',
    'prints one line a packet.',
    'Holds captures against the rules of the protocols, too: who did what they should not have, or did not do.',
    'Also runs scenarios: servers, clients, hosts and routers over a simulated network, in virtual time.',
    '.SH OPTIONS',
    ...program.createHelp().visibleOptions(program).flatMap(optionLines),
    '.SH COMMANDS',
    ...program.commands.flatMap(commandLines),
    ...REST,
    ...FILTERS,
    ...preferenceLines(),
    ...statisticLines(),
    ...ENVIRONMENT,
  ];
  return `${lines.join('\n')}\n`;
}

function lowerFirst(text: string): string {
  return text[0].toLowerCase() + text.slice(1);
}

function quote(text: string): string {
  const safe = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll("'", '\\(aq');
  return safe.startsWith('.') ? `\\&${safe}` : safe;
}

function usageOf(command: Command): string {
  return command
    .usage()
    .replace(/\[options\]/, '[OPTION]...')
    .trim();
}

function commandLines(command: Command): readonly string[] {
  const options = command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => option.long !== '--help');
  return [
    `.SS "gmpshark ${command.name()} ${usageOf(command)}"`,
    ...command.description().split('\n').map(quote),
    ...options.flatMap(optionLines),
  ];
}

function optionLines({ flags, description, argChoices, defaultValue }: Option): readonly string[] {
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`;
  const preset = typeof defaultValue === 'string' ? ` (default ${defaultValue})` : '';
  return ['.TP', `.B ${quote(flags)}`, `${quote(capital(description))}${quote(choices)}${preset}.`];
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

function preferenceLines(): readonly string[] {
  const list = Object.entries(PREFERENCES).flatMap(([name, { what }]) => [
    '.TP',
    `.B ${name}`,
    `${quote(capital(what))}.`,
  ]);
  return ['.SH PREFERENCES', 'For', '.BR \\-o :', ...list];
}

function statisticLines(): readonly string[] {
  const list = STATISTICS.flatMap(({ name, usage, what }) => [
    '.TP',
    `.B ${quote(name + usage)}`,
    `${quote(capital(what))}.`,
  ]);
  return ['.SH STATISTICS', 'For', '.BR \\-z :', ...list];
}

const REST = [
  '.SH EXIT STATUS',
  '.TP',
  '.B 0',
  'Done. So it is when whoever reads the output stops reading.',
  '.TP',
  '.B 1',
  'What was asked to hold does not: an expectation, an invariant or a golden of a scenario',
  '.RB ( sim ", " test );',
  'a finding as severe as',
  '.B \\-\\-fail\\-on',
  'says',
  '.RB ( check ).',
  '.TP',
  '.B 2',
  'Bad usage, or a mistake in a scenario; the message names the place.',
  '.TP',
  '.B 3',
  'The input could not be read to its end; what was readable has been shown.',
  'Likewise where a copy',
  '.RB ( \\-w )',
  'or standard output could not be written to its end.',
  '.TP',
  '.B 130',
  'Interrupted. (To interrupt',
  '.B \\-\\-follow',
  'is how it is ended: 0.)',
];

const FILTERS = [
  '.SH FILTERS',
  'For',
  '.BR \\-Y :',
  'the display filters of Wireshark 4.0. A field or protocol alone is there or not;',
  '.B == != > >= < <= contains matches in',
  'compare it;',
  '.B any all',
  'before that say how many of its values must fit;',
  '.B not and or',
  'and round brackets join tests. Operands: slices (eth[0:6]), layers (ip.addr#2), arithmetic',
  '.RB ( "+ \\- * / % &" ", grouped with { }),"',
  'functions',
  '.RB ( "len count lower upper string abs min max" ).',
  'docs/filters.md is the reference;',
  '.B gmpshark fields',
  'lists the fields.',
  '.SH FILES',
  '.TP',
  '.I $XDG_CONFIG_HOME/gmpshark/config.yaml',
  `Macros for filters (key macros: name and text), used as \${name;argument}. Default: ~/.config/gmpshark/config.yaml.`,
];

const ENVIRONMENT = [
  '.SH ENVIRONMENT',
  '.TP',
  '.B NO_COLOR',
  'No colours on a terminal.',
  '.TP',
  '.BR LC_ALL ", " LC_CTYPE ", " LANG',
  'The arrow between addresses is plain ASCII where the locale has no UTF\\-8.',
  '.TP',
  '.B TZ',
  'The time zone of the time formats a, ad and adoy; all other times are UTC.',
  '.SH SEE ALSO',
  '.BR tshark (1),',
  '.BR tcpdump (8)',
];
