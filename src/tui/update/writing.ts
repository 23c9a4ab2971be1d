/**
 * What happens once a file has been named. A file that is there is only replaced where its name has a `!` before it.
 */
import type { Prompt } from '../model/dialog.js';
import type { Extent } from '../model/effects.js';
import { type Model, type Step, told, type World } from '../model/model.js';
import { wholeState } from '../model/state-text.js';
import type { NumberList } from '../store/contract.js';

/** A path as it was typed: `!` before it means even over another file. */
export function pathOf(typed: string): { readonly path: string; readonly over: boolean } {
  return typed.startsWith('!') ? { path: typed.slice(1).trim(), over: true } : { path: typed, over: false };
}

/** Writes the content that a prompt was opened with. */
export function writeText(model: Model, _world: World, typed: string, { content }: Prompt): Step {
  return writeTo(model, typed, content);
}

/** Writes a text into a file, by its name as it was typed. */
export function writeTo(model: Model, typed: string, content: Prompt['content']): Step {
  const { path, over } = pathOf(typed);
  if (path === '' || content === undefined) return told(model, 'Nothing written: no file named.');
  return [model, [{ kind: 'write', path, over, text: `${content.text}\n`, what: content.what }]];
}

/** Writes the state at the packet that is looked at. */
export function writeState(model: Model, world: World, typed: string): Step {
  const { path, over } = pathOf(typed);
  if (path === '') return told(model, 'Nothing written: no file named.');
  const whole = wholeState(model, world);
  if (whole === undefined) return told(model, 'The state is not known yet.', 'bad');
  return [model, [{ kind: 'write', path, over, text: `${whole.text}\n`, what: whole.what }]];
}

/** Saves packets into a capture file. */
export function savePackets(model: Model, world: World, which: 'shown' | 'marked', typed: string): Step {
  const { path, over } = pathOf(typed);
  if (path === '') return told(model, 'Nothing saved: no file named.');
  const { shown } = world.store;
  const early = which === 'shown' ? tooEarly(world, 'save') : undefined;
  if (early !== undefined) return told(model, early, 'bad');
  const marked = [...model.marks.keys()].sort((a, b) => a - b);
  const count = which === 'shown' ? shown.count : marked.length;
  if (count === 0) return told(model, `No packets are ${which === 'shown' ? 'displayed' : 'marked'}.`, 'bad');
  const numbers = which === 'shown' ? numbersOf(shown, shown.count) : marked;
  const extent = which === 'shown' ? extentOf(shown) : 'all';
  return [model, [{ kind: 'save', path, over, numbers, count, extent }]];
}

/**
 * Why what is displayed cannot be written yet; undefined where it can be: all that there will be is known, or all that has come
 * so far of what comes for as long as one watches.
 */
export function tooEarly({ store }: World, how: 'save' | 'write'): string | undefined {
  const { shown, live, count } = store;
  if (shown.complete) return undefined;
  if (!(shown.caughtUp ?? shown.scanned >= count))
    return `The filter is still at work; ${how} when it has seen all packets.`;
  return live ? undefined : `Not all packets are loaded yet; ${how} when they are.`;
}

/** How much of what is displayed is written. */
export function extentOf({ complete, stopped }: NumberList): Extent {
  if (stopped === true) return 'stopped';
  return complete ? 'all' : 'soFar';
}

function* numbersOf(list: NumberList, count: number): Generator<number> {
  for (let row = 0; row < count; row += 1) yield list.at(row);
}
