/**
 * `gmpshark view FILE`, which is also `gmpshark FILE`: the TUI on a terminal; elsewhere the same as `dissect FILE`.
 */
import { isatty } from 'node:tty';
import { nearestHint } from '../base/nearest.js';
import { PLAIN_COLUMNS } from '../tui/config/settings.js';
import { readSettings, type SettingsCheck } from '../tui/files/config-file.js';
import { runTui } from '../tui/run.js';
import { languageOf } from '../tui/viewed.js';
import { EXIT } from './exit.js';
import type { ViewFlags } from './flags.js';
import { inputError } from './input.js';
import { arrowOf, colourDepth, type Environment, hasUtf8 } from './locale.js';
import { complain } from './output.js';
import { isScenario } from './view-kind.js';

/** Runs the TUI and gives the exit status. */
export async function view(file: string, flags: ViewFlags, env: Environment): Promise<number> {
  if (file === '-' && isatty(0)) {
    complain(
      'gmpshark: standard input is the terminal; pipe a capture into it: tcpdump -U -w - | gmpshark -\n',
    );
    return EXIT.usage;
  }
  const settings = readSettings(env, checkNames);
  if (!settings.ok) {
    complain(settings.error);
    return EXIT.usage;
  }
  const programme = isScenario(file)
    ? (await import('./view-scenario.js')).programmeOf(file, flags)
    : undefined;
  if (programme !== undefined && !programme.ok) {
    complain(programme.error.text);
    return programme.error.status;
  }
  const ended = await runTui({
    input: file,
    registry: { arrow: arrowOf(env) },
    settings: settings.value,
    unicode: hasUtf8(env),
    depth: colourDepth(env),
    follow: flags.follow === true,
    ...(programme === undefined ? {} : { programme: programme.value }),
    env,
  });
  if (ended.ok) return ended.value;
  if (ended.error.kind === 'input') {
    complain(inputError(file, ended.error.error));
    return EXIT.input;
  }
  complain(
    `gmpshark: there is no terminal to read keys from (${ended.error.reason}); gmpshark dissect ${file} prints packets\n`,
  );
  return EXIT.usage;
}

/** Columns show fields that there are, and colour rules are filters. */
const checkNames: SettingsCheck = ({ columns, colours, macros }) => {
  const { filters, catalogue } = languageOf({}, macros);
  for (const [i, { show }] of columns.entries()) {
    if (PLAIN_COLUMNS.some((name) => name === show) || catalogue.byName.has(show)) continue;
    const hint = nearestHint(show, [...PLAIN_COLUMNS, ...catalogue.byName.keys()]) ?? '';
    return {
      path: ['columns', i, 'show'],
      message: `there is no field "${show}"${hint === '' ? '' : `; ${hint}`}`,
    };
  }
  for (const [i, { filter }] of colours.entries()) {
    const fault = filters.check(filter);
    if (fault !== undefined) return { path: ['colours', i, 'filter'], message: fault.message };
  }
  return undefined;
};
