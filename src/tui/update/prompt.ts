/**
 * A line that is typed into: keys edit it, complete it, go through its history, do it or leave it. What is wrong with it is
 * looked up after every change.
 */
import type { Action } from '../keys/table.js';
import { sharedStart } from '../model/completion.js';
import type { Prompt, PromptPurpose } from '../model/dialog.js';
import type { Effect } from '../model/effects.js';
import { EDITS, insert, type Line, replaceWord } from '../model/line-editor.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { hasPlace, SEARCH_KINDS, SEARCH_PLACES } from '../model/searching.js';
import { PURPOSES } from './purposes.js';

/** The prompt, if one is open. */
export function promptOf({ dialog }: Model): Prompt | undefined {
  return dialog?.kind === 'prompt' ? dialog : undefined;
}

/** The prompt with another text, looked at anew. */
function withLine(prompt: Prompt, { text, at }: Line, world: World): Prompt {
  const fault = text === '' ? undefined : PURPOSES[prompt.purpose].check(text, prompt, world);
  return { ...prompt, text, at, fault, proposals: undefined };
}

const withPrompt = (model: Model, prompt: Prompt): Step => still({ ...model, dialog: prompt });

/** Text that was typed or pasted. */
export function typeText(model: Model, world: World, prompt: Prompt, text: string): Step {
  return withPrompt(model, { ...withLine(prompt, insert(prompt, text), world), older: 0 });
}

/** Does an editing action. */
export function actPrompt(model: Model, world: World, prompt: Prompt, action: Action): Step {
  const edit = EDITS[action.slice('edit.'.length)];
  if (action.startsWith('edit.') && edit !== undefined) {
    const line = edit(prompt);
    const same = line.text === prompt.text;
    const next = same ? { ...prompt, ...line, proposals: undefined } : withLine(prompt, line, world);
    return withPrompt(model, next);
  }
  switch (action) {
    case 'edit.accept':
      return accept(model, world, prompt);
    case 'edit.leave':
      return prompt.proposals === undefined || prompt.proposals.chosen < 0
        ? still({ ...model, dialog: prompt.under })
        : withPrompt(model, { ...prompt, proposals: undefined });
    case 'edit.older':
      return withPrompt(model, fromHistory(model, world, prompt, 1));
    case 'edit.newer':
      return withPrompt(model, fromHistory(model, world, prompt, -1));
    case 'edit.complete':
      return withPrompt(model, complete(prompt, world, 1));
    case 'edit.completeBack':
      return withPrompt(model, complete(prompt, world, -1));
    case 'search.kind': {
      const search = SEARCH_KINDS[(SEARCH_KINDS.indexOf(prompt.search) + 1) % SEARCH_KINDS.length];
      return withPrompt(model, withLine({ ...prompt, search }, prompt, world));
    }
    case 'search.place': {
      const where = SEARCH_PLACES[(SEARCH_PLACES.indexOf(prompt.where) + 1) % SEARCH_PLACES.length];
      if (!hasPlace(prompt.search))
        return told(model, `A search for ${prompt.search === 'hex' ? 'octets' : 'a filter'} has its place.`);
      return withPrompt(model, withLine({ ...prompt, where }, prompt, world));
    }
    default:
      return still(model);
  }
}

/** Lines of a history that are kept. */
const KEPT = 200;

/** Does what was typed; what cannot be done stays open and says why. */
function accept(model: Model, world: World, prompt: Prompt): Step {
  const purpose = PURPOSES[prompt.purpose];
  const text = prompt.text.trim();
  const fault = text === '' ? undefined : purpose.check(prompt.text, prompt, world);
  if (fault !== undefined) return withPrompt(model, { ...prompt, fault, proposals: undefined });
  const { history } = purpose;
  const closed = { ...model, dialog: prompt.under };
  if (text === '' || history === undefined) return purpose.accept(closed, world, text, prompt);
  const lines = [...(model.history[history] ?? []).filter((line) => line !== text), text].slice(-KEPT);
  const remembered = { ...closed, history: { ...model.history, [history]: lines } };
  const [next, effects] = purpose.accept(remembered, world, text, prompt);
  const remember: Effect = { kind: 'remember', history: remembered.history };
  return [next, [...effects, remember]];
}

function fromHistory(model: Model, world: World, prompt: Prompt, by: number): Prompt {
  const { history } = PURPOSES[prompt.purpose];
  const lines = history === undefined ? [] : (model.history[history] ?? []);
  const older = Math.max(0, Math.min(lines.length, prompt.older + by));
  if (older === prompt.older) return prompt;
  const typed = prompt.older === 0 ? prompt.text : prompt.typed;
  const text = older === 0 ? typed : lines[lines.length - older];
  return { ...withLine(prompt, { text, at: text.length }, world), older, typed };
}

/** Completes as far as is clear; again: goes through the proposals. */
function complete(prompt: Prompt, world: World, by: number): Prompt {
  const { proposals } = prompt;
  if (proposals !== undefined) {
    const { items, from } = proposals;
    const first = by > 0 ? 0 : items.length - 1;
    const chosen = proposals.chosen < 0 ? first : (proposals.chosen + by + items.length) % items.length;
    const line = replaceWord(prompt, from, items[chosen].text);
    return { ...withLine(prompt, line, world), proposals: { items, from, chosen } };
  }
  const found = PURPOSES[prompt.purpose].complete?.(prompt, world);
  if (found === undefined) return prompt;
  const shared = sharedStart(found.items);
  const typed = prompt.text.slice(found.from, prompt.at);
  const line = shared.length >= typed.length ? replaceWord(prompt, found.from, shared) : prompt;
  const next = withLine(prompt, line, world);
  return found.items.length === 1 ? next : { ...next, proposals: found };
}

/** Opens a prompt. */
export function openPrompt(
  model: Model,
  world: World,
  purpose: PromptPurpose,
  more: Partial<Prompt> = {},
): Step {
  const text = more.text ?? '';
  const prompt: Prompt = {
    kind: 'prompt',
    purpose,
    text,
    at: text.length,
    fault: undefined,
    search: 'text',
    where: 'list',
    older: 0,
    typed: '',
    proposals: undefined,
    content: undefined,
    under: undefined,
    ...more,
  };
  return still({ ...model, message: undefined, dialog: withLine(prompt, prompt, world) });
}
