/**
 * What is typed behind `:`.
 */
import { nearest } from '../../base/nearest.js';
import { TIME_FORMATS } from '../../packet/clock.js';
import { COMMANDS, type CommandName } from '../model/commands.js';
import type { FilterFault } from '../model/filter-language.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { THEME_NAMES } from '../theme/theme.js';
import { setFilter } from './filter-setting.js';
import { writeFindings } from './findings-choice.js';
import { goToNumber } from './jumps.js';
import { writeLadder } from './ladder-writing.js';
import { withTheme, withTime } from './looks.js';
import { openHelp, openPage } from './opening.js';
import { checkInstant, runTo } from './playing.js';
import { savePackets, writeState } from './writing.js';

interface Typed {
  readonly name: string;
  readonly rest: string;
  /** Where the rest begins. */
  readonly from: number;
}

function split(text: string): Typed {
  const match = /^\s*(\S*)\s*/.exec(text);
  const from = match?.[0].length ?? 0;
  return { name: match?.[1] ?? '', rest: text.slice(from).trimEnd(), from };
}

/** What is wrong with a command. */
export function checkCommand(text: string, world: World): FilterFault | undefined {
  const { name, rest, from } = split(text);
  if (/^\d+$/.test(name) && rest === '') return undefined;
  const known = COMMANDS.find((command) => command.name === name);
  if (known === undefined) {
    const names = COMMANDS.map((command) => command.name);
    if (names.some((other) => other.startsWith(name))) return undefined;
    const near = nearest(name, names, 1)[0];
    const hint = near === undefined ? `commands: ${names.join(', ')}` : `nearest: ${near}`;
    return {
      message: `there is no command "${name}"`,
      from: 0,
      to: from === 0 ? text.length : name.length,
      hint,
    };
  }
  if (rest === '') return undefined;
  const rests = (message: string): FilterFault => ({ message, from, to: from + rest.length });
  switch (known.name) {
    case 'filter': {
      const fault = world.filters.check(rest);
      return fault === undefined ? undefined : { ...fault, from: fault.from + from, to: fault.to + from };
    }
    case 'time':
      return TIME_FORMATS.some((format) => format === rest)
        ? undefined
        : rests(`there is no time format "${rest}": ${TIME_FORMATS.join(' ')}`);
    case 'run': {
      const fault = checkInstant(rest, world);
      return fault === undefined ? undefined : rests(fault.message);
    }
    case 'theme':
      return THEME_NAMES.some((theme) => theme === rest)
        ? undefined
        : rests(`there is no theme "${rest}": ${THEME_NAMES.join(', ')}`);
    default:
      return undefined;
  }
}

/** Loads no more; what is there already is all that is looked at. */
function stopLoading(model: Model, { store }: World): Step {
  if (store.live) return told(model, 'More comes for as long as one watches; q leaves.');
  if (store.complete) return told(model, 'The capture is loaded.');
  const [next] = told(model, 'Loading stopped: only the first packets are there.');
  return [next, [{ kind: 'stopLoading' }]];
}

type Act = (model: Model, world: World, rest: string) => Step;

const ACTS: Readonly<Record<CommandName, Act>> = {
  q: (model) => [model, [{ kind: 'quit' }]],
  w: (model, world, rest) => savePackets(model, world, 'shown', rest),
  'w!': (model, world, rest) => savePackets(model, world, 'shown', rest === '' ? '' : `!${rest}`),
  marked: (model, world, rest) => savePackets(model, world, 'marked', rest),
  'marked!': (model, world, rest) => savePackets(model, world, 'marked', rest === '' ? '' : `!${rest}`),
  ladder: writeLadder,
  'ladder!': (model, world, rest) => writeLadder(model, world, rest === '' ? '' : `!${rest}`),
  findings: (model, world, rest) => writeFindings(model, world, rest),
  'findings!': (model, world, rest) => writeFindings(model, world, rest === '' ? '' : `!${rest}`),
  filter: setFilter,
  time: (model, _, rest) =>
    withTime(model, TIME_FORMATS.find((format) => format === rest) ?? model.settings.time),
  theme: (model, _, rest) =>
    withTheme(model, THEME_NAMES.find((theme) => theme === rest) ?? model.settings.theme),
  stop: stopLoading,
  actions: (model) => openPage(model, 'actions'),
  error: (model) => openPage(model, 'error'),
  colours: (model) => openPage(model, 'colours'),
  unmark: (model) => still({ ...model, marks: new Map() }),
  noref: (model) => still({ ...model, references: [] }),
  run: (model, world, rest) =>
    rest === '' ? told(model, 'Run to when? As in :run 12.5s', 'bad') : runTo(model, world, rest),
  state: (model, world, rest) => writeState(model, world, rest),
  'state!': (model, world, rest) => writeState(model, world, rest === '' ? '' : `!${rest}`),
  help: openHelp,
};

/** Does a command in which nothing is wrong. */
export function doCommand(model: Model, world: World, text: string): Step {
  const { name, rest } = split(text);
  if (name === '') return still(model);
  if (/^\d+$/.test(name)) return goToNumber(model, world, Number(name));
  const known = COMMANDS.find((command) => command.name === name);
  if (known !== undefined) return ACTS[known.name](model, world, rest);
  return told(model, `There is no command "${name}".`, 'bad');
}
