/**
 * Every key of the state view, pressed on a real terminal.
 */
import { test } from 'vitest';
import type { STATE } from '../../src/tui/keys/state.js';
import type { Expectation } from './key-expectations.js';
import { pressAll } from './key-press.js';
import { scenarioCaptures } from './scenario-captures.js';

const folder = scenarioCaptures('fig22-keepalive-lost');
const at = (number: number): RegExp => new RegExp(`State after packet ${number} `);
const home = { after: ['F', '1', '9', 'G'] } as const;

/** Each begins at packet 19 with the members in focus and user 1 selected. */
const EXPECTATIONS: Readonly<Record<(typeof STATE)[number]['action'], Expectation>> = {
  'change.next': { shows: at(43), ...home },
  'change.previous': { shows: at(14), ...home },
  'change.nextOfSession': { shows: at(43), ...home },
  'change.previousOfSession': { shows: at(4), ...home },
  'change.nextOfAny': { shows: at(22), ...home },
  'change.previousOfAny': { shows: at(16), ...home },
  'notable.next': { shows: at(20), ...home },
  'notable.previous': { shows: at(18), ...home },
  'state.follow': { before: ['j'], gone: 'held: ', ...home },
  'state.show': { shows: 'Members to whom something happened', after: ['o', 'o', 'o', ...home.after] },
  'state.sort': { shows: 'By the timer that expires first.', after: ['O', 'O', ...home.after] },
  'state.toggle': { gone: 'KA period', after: ['z', 'a'] },
  'state.open': { before: ['z', 'c'], shows: 'KA period' },
  'state.close': { gone: 'KA period', after: ['z', 'o'] },
  'state.rowStart': { before: ['l', 'l', 'l'], shows: 'user 1 (creator), group: active' },
  'state.rowEnd': { gone: 'group: active', after: ['0'] },
  'state.copyAll': { shows: 'Copied the state at packet 19', sends: '\x1b]52;c;' },
  'state.write': { shows: 'Write the state at packet 19 to:', after: ['esc'] },
};

test('every key of the view does what the help says', async () => {
  await pressAll('state', 'fig22-keepalive-lost.pcapng', EXPECTATIONS, ['g', 's', '1', '9', 'G'], {
    cwd: folder(),
  });
});
