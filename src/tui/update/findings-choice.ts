/**
 * Choosing among the findings, and writing those that are chosen into a file.
 */
import { FINDERS, type FindingsChoice, type FindingsState, SEVERITIES } from '../model/findings.js';
import { findingsList, keyOf } from '../model/findings-list.js';
import { lookedFindings } from '../model/findings-looking.js';
import { printedFindings } from '../model/findings-text.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { writeTo } from './writing.js';

/** The model with changes to the findings view. */
export function withFindings(model: Model, changes: Partial<FindingsState>): Model {
  return { ...model, views: { ...model.views, findings: { ...model.views.findings, ...changes } } };
}

/** The model with another choice. */
export function choose(model: Model, changes: Partial<FindingsChoice>): Model {
  return withFindings(model, { choice: { ...model.views.findings.choice, ...changes } });
}

const FINDER_WORDS = {
  all: 'Findings of check and of the dissectors.',
  check: "Only check's findings.",
  dissector: "Only the dissectors' findings.",
};

/** All; check's alone; the dissectors' alone. */
export function nextFinder(model: Model): Step {
  const { by } = model.views.findings.choice;
  const next = FINDERS[(FINDERS.indexOf(by) + 1) % FINDERS.length];
  return told(choose(model, { by: next }), FINDER_WORDS[next]);
}

/** All; only errors; also warnings; also notes. */
export function nextLeast(model: Model): Step {
  const { least } = model.views.findings.choice;
  const next = SEVERITIES[(SEVERITIES.indexOf(least) + 1) % SEVERITIES.length];
  const words = {
    error: 'Only errors.',
    warning: 'Errors and warnings.',
    note: 'All but chat.',
    chat: 'Findings of every severity.',
  };
  return told(choose(model, { least: next }), words[next]);
}

/** Only findings that hold a text; '' for all. */
export function chooseFindingsText(model: Model, _world: World, text: string): Step {
  return still(choose(model, { text }));
}

/** Folds or unfolds what the selected line belongs to. */
export function foldFindings(model: Model, world: World, how: 'open' | 'close' | 'toggle'): Step {
  const { choice } = model.views.findings;
  const { list, line } = lookedFindings(model, world);
  if (line === undefined) return still(model);
  if (line.kind === 'verdicts' || line.kind === 'verdict') {
    const isOpen = line.kind === 'verdict' || line.open;
    const verdictsOpen = how === 'toggle' ? !isOpen : how === 'open';
    return still(withFindings(choose(model, { verdictsOpen }), verdictsOpen ? {} : { selected: 'verdicts' }));
  }
  if (!choice.grouped) return still(model);
  const group =
    line.kind === 'group' ? line.group : list.groups.find(({ items }) => items.includes(line.index));
  if (group === undefined) return still(model);
  const key = keyOf(group);
  const open = new Set(choice.open);
  if (how === 'close' || (how === 'toggle' && open.has(key))) open.delete(key);
  else open.add(key);
  return still(withFindings(choose(model, { open }), open.has(key) ? {} : { selected: key }));
}

/** Folds or unfolds everything. */
export function foldAllFindings(model: Model, world: World, open: boolean): Step {
  const { groups } = findingsList(world, model.views.findings.choice);
  return still(choose(model, { open: new Set(open ? groups.map(keyOf) : []), verdictsOpen: open }));
}

/** Writes the findings that are chosen, and the verdicts. */
export function writeFindings(model: Model, world: World, typed: string): Step {
  const list = findingsList(world, model.views.findings.choice);
  return writeTo(model, typed, { text: printedFindings(world, list), what: 'the findings' });
}
