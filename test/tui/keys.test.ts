/**
 * Every key of the help, pressed on a real terminal; and what terminals send for it is understood.
 */
import { describe, expect, test } from 'vitest';
import type { Place } from '../../src/tui/keys/contract.js';
import { createKeymap } from '../../src/tui/keys/keymap.js';
import { KEY_ROWS } from '../../src/tui/keys/table.js';
import { helpLines, keyText } from '../../src/tui/model/help-lines.js';
import { createDecoder } from '../../src/tui/terminal/keystrokes.js';
import { EXPECTATIONS } from './key-expectations.js';
import { sent, startTui, type Tui } from './terminal.js';

const DEMO = 'fixtures/demo.pcapng';
/** Places whose keys are tested here; other views test theirs. */
const HERE: readonly Place[] = [
  'everywhere',
  'packets',
  'tree',
  'hex',
  'prompt',
  'filter',
  'search',
  'page',
  'stream',
  'columns',
];
const ROWS = KEY_ROWS.filter(({ where }) => HERE.includes(where));
const strokes = (keys: string): readonly string[] =>
  keys.split(' ').map((key) => (key === '<letter>' ? 'a' : key));
/** Keys that edit show themselves by where the next character goes. */
const EDITS = /^edit\.(left|right|start|end|back|delete|word|toStart|toEnd)$/;

async function press(tui: Tui, action: string, keys: string): Promise<void> {
  const known = EXPECTATIONS[action as keyof typeof EXPECTATIONS];
  expect(known, `${action} has no expectation`).toBeDefined();
  if (known === undefined) return;
  await tui.keys(...(known.before ?? []));
  const from = tui.output().length;
  await tui.send(...strokes(keys));
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

describe('every key of the table does on a terminal what the help says', () => {
  test.concurrent.each(HERE.filter((place) => ROWS.some(({ where }) => where === place)))(
    '%s',
    async (place) => {
      // Each ends its own: they run beside each other.
      let tui = await startTui(DEMO);
      try {
        for (const { action, keys } of ROWS.filter(({ where }) => where === place)) {
          for (const each of keys) {
            // Some keys are of use to those whose terminal sends them, and not to be had from this one.
            if (strokes(each).some((key) => sent(key) === undefined)) continue;
            await press(tui, action, each);
            if (EXPECTATIONS[action]?.ends === true) tui = await startTui(DEMO);
          }
        }
      } finally {
        await tui.stop();
      }
    },
  );
});

test('what a terminal sends for a key is that key, in one piece or in many', () => {
  const all = new Set(KEY_ROWS.flatMap(({ keys }) => keys.flatMap((each) => strokes(each))));
  let tried = 0;
  for (const key of all) {
    const data = sent(key);
    if (data === undefined) continue;
    tried += 1;
    const whole = createDecoder();
    const events = [...whole.take(data), ...whole.flush()];
    expect(events, key).toMatchObject([{ kind: 'key', stroke: { key } }]);
    const pieces = createDecoder();
    const parts = [...Array.from(data).flatMap((char) => pieces.take(char)), ...pieces.flush()];
    expect(parts, key).toEqual(events);
  }
  expect(tried).toBeGreaterThan(60);
});

test('a bare escape is the key once nothing has followed it; what follows at once belongs to it', () => {
  const decoder = createDecoder();
  expect(decoder.take('\x1b')).toEqual([]);
  expect(decoder.flush()).toMatchObject([{ stroke: { key: 'esc' } }]);
  expect(decoder.take('\x1b[27u\x1b[102;5u')).toMatchObject([
    { stroke: { key: 'esc' } },
    { stroke: { key: 'C-f' } },
  ]);
});

test('many events in one piece are all understood; pasted text is text', () => {
  const decoder = createDecoder();
  const events = decoder.take('j\x1b[B\x1b[<64;3;4M\x1b[<64;3;4Mk\x1b[200~q?\x1b[201~\x1bx');
  expect(events.map((event) => (event.kind === 'key' ? event.stroke.key : event.kind))).toEqual([
    'j',
    'down',
    'pointer',
    'pointer',
    'k',
    'paste',
    'M-x',
  ]);
  expect(events[5]).toEqual({ kind: 'paste', text: 'q?' });
});

test('the help lists every key of every row', () => {
  const lines = helpLines(createKeymap());
  for (const { keys, what } of KEY_ROWS) {
    const line = lines.find((one) => one.kind === 'key' && one.what === what);
    for (const key of keys) expect(line?.keys, what).toContain(keyText(key));
  }
});

test('no key means two things in one place', () => {
  const seen = new Map<string, string>();
  for (const { where, keys, action } of KEY_ROWS) {
    for (const each of keys) {
      const name = `${where}: ${each}`;
      expect(seen.get(name) ?? action, name).toBe(action);
      seen.set(name, action);
    }
  }
  // Nor does a key hide others that begin with it.
  for (const name of seen.keys())
    for (const other of seen.keys())
      expect(other.startsWith(`${name} `), `${name} hides ${other}`).toBe(false);
});

test('keys that the config file chooses replace those of the table', () => {
  const keymap = createKeymap({ 'search.next': ['f3'] });
  expect(keymap.meaning(['everywhere'], ['f3'])).toMatchObject({ kind: 'action', action: 'search.next' });
  expect(keymap.meaning(['everywhere'], ['n'])).toEqual({ kind: 'nothing' });
});
