/**
 * Presses the keys of a place on a real terminal and looks for what each is expected to show.
 */
import { expect } from 'vitest';
import type { Place } from '../../src/tui/keys/contract.js';
import { type Action, KEY_ROWS } from '../../src/tui/keys/table.js';
import type { Expectation } from './key-expectations.js';
import { type StartOptions, sent, startTui, type Tui } from './terminal.js';

/** What each action is expected to do. */
export type Expectations = Partial<Record<Action, Expectation>>;

/** A row's keys, one after the other. */
export function strokesOf(keys: string): readonly string[] {
  return keys.split(' ').map((key) => (key === '<letter>' ? 'a' : key));
}

/** Keys that edit show themselves by where the next character goes. */
const EDITS = /^edit\.(left|right|start|end|back|delete|word|toStart|toEnd)$/;

async function press(tui: Tui, action: string, keys: string, known: Expectation | undefined): Promise<void> {
  expect(known, `${action} has no expectation`).toBeDefined();
  if (known === undefined) return;
  await tui.keys(...(known.before ?? []));
  const from = tui.output().length;
  await tui.send(...strokesOf(keys));
  if (known.ends === true) {
    expect((await tui.ended).exitCode).toBe(0);
    return;
  }
  if (EDITS.test(action)) await tui.send('X');
  try {
    if (known.shows !== undefined) await tui.until(known.shows);
    if (known.gone !== undefined) await tui.untilGone(known.gone);
  } catch (cause) {
    throw new Error(`${action} by ${keys}`, { cause });
  }
  if (known.sends !== undefined) expect(tui.output().slice(from), action).toContain(known.sends);
  await tui.send(...(known.after ?? []));
}

/** Presses every key that means something in a place; `first` leads there. */
export async function pressAll(
  place: Place,
  file: string,
  expectations: Expectations,
  first: readonly string[] = [],
  options: StartOptions = {},
): Promise<void> {
  const open = async (): Promise<Tui> => {
    const started = await startTui(file, options);
    if (first.length > 0) await started.keys(...first);
    return started;
  };
  // Each ends its own: they run beside each other.
  let tui = await open();
  try {
    for (const { action, keys, where } of KEY_ROWS) {
      if (where !== place) continue;
      for (const each of keys) {
        // Some keys are of use to those whose terminal sends them, and not to be had from this one.
        if (strokesOf(each).some((key) => sent(key) === undefined)) continue;
        const known = expectations[action];
        await press(tui, action, each, known);
        if (known?.ends === true) tui = await open();
      }
    }
  } finally {
    await tui.stop();
  }
}
