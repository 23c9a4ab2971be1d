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
import { pressAll, strokesOf } from './key-press.js';
import { sent } from './terminal.js';
import { play } from './world.js';

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
describe('every key of the table does on a terminal what the help says', () => {
  test.concurrent.each(HERE.filter((place) => ROWS.some(({ where }) => where === place)))(
    '%s',
    async (place) => {
      await pressAll(place, DEMO, EXPECTATIONS);
    },
  );
});

test('what a terminal sends for a key is that key, in one piece or in many', () => {
  const all = new Set(KEY_ROWS.flatMap(({ keys }) => keys.flatMap((each) => strokesOf(each))));
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
    // Two views may have the same words for what they do.
    const found = lines.flatMap((one) => (one.kind === 'key' && one.what === what ? [one.keys] : []));
    const wanted = keys.map(keyText);
    expect(
      found.some((line) => wanted.every((key) => line.includes(key))),
      `${what}: ${wanted.join(' ')}`,
    ).toBe(true);
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

test('the page of actions names every action with the keys that it has now', async () => {
  const one = await play(DEMO, { settings: { keys: { theme: ['f11'] } }, size: { width: 120, height: 300 } });
  one.keys(':');
  one.type('actions');
  one.keys('enter');
  const lines = one.text().split('\n');
  for (const { action } of KEY_ROWS)
    expect(
      lines.some((line) => line.includes(` ${action} `)),
      action,
    ).toBe(true);
  expect(lines.find((line) => line.includes(' theme '))).toMatch(/theme +everywhere +F11 +dark or light/);
});
