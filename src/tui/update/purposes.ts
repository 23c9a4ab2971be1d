/**
 * What lines are typed for: how each is checked, completed and done.
 */

import { COMMAND_PROPOSALS } from '../model/commands.js';
import { among, completeField, completeFilter } from '../model/completion.js';
import type { Prompt, PromptPurpose, Proposals } from '../model/dialog.js';
import type { FilterFault } from '../model/filter-language.js';
import { type Model, type Step, still, type World } from '../model/model.js';
import { hasPlace, searchTest } from '../model/searching.js';
import { addColumn } from './columns.js';
import { checkCommand, doCommand } from './commands.js';
import { setFilter } from './filter-setting.js';
import { chooseFindingsText } from './findings-choice.js';
import { goToNumber } from './jumps.js';
import { writeLadder } from './ladder-writing.js';
import { checkInstant, runTo } from './playing.js';
import { startSearch } from './search.js';
import { savePackets, writeText } from './writing.js';

/** What a line is typed for. */
export interface Purpose {
  /** What stands before the line. */
  readonly label: (prompt: Prompt) => string;
  /** What is wrong with a text that is not empty. */
  readonly check: (text: string, prompt: Prompt, world: World) => FilterFault | undefined;
  /** Does it. The prompt is closed already; the text is trimmed and nothing is wrong with it. */
  readonly accept: (model: Model, world: World, text: string, prompt: Prompt) => Step;
  readonly complete?: (prompt: Prompt, world: World) => Proposals | undefined;
  /** Under which name its lines are remembered; undefined: they are not. */
  readonly history: string | undefined;
}

const fine = (): undefined => undefined;

const whole = (text: string, message: string): FilterFault => ({ message, from: 0, to: text.length });

const PLACE_LABELS = { list: '', details: ' in details', octets: ' in octets' };

const searchLabel = ({ search, where }: Prompt): string =>
  `Search ${search}${hasPlace(search) ? PLACE_LABELS[where] : ''}: `;

const filterProposals = ({ text, at }: Prompt, { store }: World): Proposals | undefined =>
  completeFilter(store.catalogue, text, at);

/** By purpose. */
export const PURPOSES: Readonly<Record<PromptPurpose, Purpose>> = {
  filter: {
    label: () => ' Filter: ',
    check: (text, _, { filters }) => (text.trim() === '' ? undefined : filters.check(text)),
    accept: setFilter,
    complete: filterProposals,
    history: 'filter',
  },
  search: {
    label: searchLabel,
    check: (text, { search, where }, { filters }) => {
      const test = searchTest({ kind: search, where, text }, filters);
      return test.ok ? undefined : test.error;
    },
    accept: (model, world, text, { search, where }) =>
      text === '' ? still(model) : startSearch(model, world, { kind: search, where, text }),
    complete: (prompt, world) => (prompt.search === 'filter' ? filterProposals(prompt, world) : undefined),
    history: 'search',
  },
  command: {
    label: () => ':',
    check: (text, _, world) => checkCommand(text, world),
    accept: doCommand,
    complete: commandProposals,
    history: 'command',
  },
  goto: {
    label: () => 'Go to packet: ',
    check: (text) => (/^\s*\d+\s*$/.test(text) ? undefined : whole(text, 'the number of a packet')),
    accept: (model, world, text) => (text === '' ? still(model) : goToNumber(model, world, Number(text))),
    history: undefined,
  },
  run: {
    label: () => 'Run to (12.5s, 300ms): ',
    check: (text, _, world) => checkInstant(text, world),
    accept: runTo,
    history: undefined,
  },
  'save.shown': {
    label: () => 'Save displayed packets to: ',
    check: fine,
    accept: (model, world, text) => savePackets(model, world, 'shown', text),
    history: 'path',
  },
  'save.marked': {
    label: () => 'Save marked packets to: ',
    check: fine,
    accept: (model, world, text) => savePackets(model, world, 'marked', text),
    history: 'path',
  },
  write: {
    label: ({ content }) => `Write ${content?.what ?? ''} to: `,
    check: fine,
    accept: writeText,
    history: 'path',
  },
  ladder: {
    label: () => 'Write the ladder to: ',
    check: fine,
    accept: writeLadder,
    history: 'path',
  },
  column: {
    label: () => 'Field: ',
    check: (text, _, { store }) =>
      store.catalogue.byName.has(text.trim()) ? undefined : whole(text, `there is no field "${text.trim()}"`),
    accept: (model, _, text) => (text === '' ? still(model) : addColumn(model, text)),
    complete: ({ text, at }, { store }) => completeField(store.catalogue, text, at),
    history: undefined,
  },
  'findings.text': {
    label: () => 'Only findings that hold: ',
    check: fine,
    accept: chooseFindingsText,
    history: 'findings',
  },
};

function commandProposals(prompt: Prompt, world: World): Proposals | undefined {
  const { text, at } = prompt;
  const filter = /^filter\s+/.exec(text.slice(0, at));
  if (filter === null) return among(COMMAND_PROPOSALS, text.slice(0, at), at);
  const from = filter[0].length;
  const found = completeFilter(world.store.catalogue, text.slice(from), at - from);
  return found === undefined ? undefined : { ...found, from: found.from + from };
}
