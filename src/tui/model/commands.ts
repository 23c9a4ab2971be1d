/**
 * What may be typed behind `:`. A number alone goes to that packet.
 */
import type { Proposal } from './dialog.js';

/** A command: its name, what stands behind it, and what it does. */
export interface CommandRow {
  readonly name: string;
  readonly form: string;
  readonly what: string;
}

/** All commands. */
export const COMMANDS = [
  { name: 'q', form: '', what: 'leave' },
  { name: 'w', form: 'FILE', what: 'save the displayed packets (w! FILE: even over another file)' },
  { name: 'w!', form: 'FILE', what: 'the same over a file that is there' },
  { name: 'marked', form: 'FILE', what: 'save the marked packets' },
  { name: 'marked!', form: 'FILE', what: 'the same over a file that is there' },
  { name: 'ladder', form: 'FILE', what: 'write the ladder of the displayed packets into a text file' },
  { name: 'ladder!', form: 'FILE', what: 'the same over a file that is there' },
  { name: 'findings', form: 'FILE', what: 'write findings and verdicts as text' },
  { name: 'findings!', form: 'FILE', what: 'the same over a file that is there' },
  { name: 'filter', form: '[FILTER]', what: 'display filter; none: all packets' },
  { name: 'time', form: 'FORMAT', what: 'time format: r d dd e a ad adoy u ud udoy' },
  { name: 'theme', form: 'dark|light', what: 'colours' },
  { name: 'stop', form: '', what: 'load no more of the capture' },
  { name: 'actions', form: '', what: 'the names of all actions, for the config file' },
  { name: 'error', form: '', what: 'what is wrong with the capture' },
  { name: 'colours', form: '', what: 'the colour rules' },
  { name: 'unmark', form: '', what: 'no marks' },
  { name: 'noref', form: '', what: 'no time references' },
  { name: 'run', form: 'TIME', what: 'run a scenario to a time: 12.5s, 300ms' },
  { name: 'state', form: 'FILE', what: 'write the state at this packet' },
  { name: 'state!', form: 'FILE', what: 'the same over a file that is there' },
  { name: 'help', form: '', what: 'the keys' },
] as const satisfies readonly CommandRow[];

/** Names of the commands. */
export type CommandName = (typeof COMMANDS)[number]['name'];

/** The commands as proposals. */
export const COMMAND_PROPOSALS: readonly Proposal[] = COMMANDS.map(({ name, form, what }) => ({
  text: name,
  what: form === '' ? what : `${form}  ${what}`,
}));
