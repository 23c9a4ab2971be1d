/**
 * Every key of the timeline and of the findings, pressed on a real terminal.
 */
import { describe, test } from 'vitest';
import { type Expectations, pressAll } from './key-press.js';

const DEMO = 'fixtures/demo.pcapng';

/** At another packet than the first, or the last. */
const further = / (?:[2-9]|[1-7]\d) · Packets/;
const first = { after: ['1', 'G'] } as const;
/** From the line of the network down to that of session 1, and back. */
const down = ['6', 'j'] as const;
const up = ['6', 'k'] as const;
const all = { after: ['0'] } as const;

const TIMELINE: Expectations = {
  'timeline.zoomIn': { shows: 'column is 95 ms', ...all },
  'timeline.zoomOut': { before: ['2', '+'], shows: 'column is 95 ms', ...all },
  'timeline.whole': { before: ['+'], shows: 'column is 189 ms' },
  'timeline.earlier': { before: ['+', '>'], shows: 'Timeline  0.000000', ...all },
  'timeline.later': { before: ['+'], gone: 'Timeline  0.000000', ...all },
  'timeline.back': { before: ['8', '0', 'G'], shows: further, ...first },
  'timeline.on': { shows: further, ...first },
  'timeline.nextChange': { before: down, shows: further, after: ['1', 'G', ...up] },
  'timeline.previousChange': { before: ['8', '0', 'G', ...down], shows: further, after: ['1', 'G', ...up] },
  'timeline.bars': { shows: 'No timers.', after: ['b'] },
  'timeline.toggle': { before: down, shows: '▸ session 1', after: ['z', 'a', ...up] },
  'timeline.open': { before: [...down, 'z', 'c'], shows: '▾ session 1', after: up },
  'timeline.close': { before: down, shows: '▸ session 1', after: ['z', 'o', ...up] },
  'timeline.openAll': { before: ['z', 'M'], shows: '239.255.6.2: creator' },
  'timeline.closeAll': { shows: '▸ session 2', after: ['z', 'R'] },
};

const FINDINGS: Expectations = {
  'findings.order': { shows: /▸ error +1 × gmp\.tlv\.overrun/, after: ['o'] },
  'findings.by': { shows: "Only check's findings.", after: ['b', 'b'] },
  'findings.least': { shows: 'Only errors.', after: ['e', 'e', 'e'] },
  'findings.text': { shows: 'Only findings that hold:', after: ['esc'] },
  'findings.onlyShown': { shows: 'are left out.', after: ['H'] },
  'findings.packetNext': { shows: 'Packet 66: 1 of 1 that show it.' },
  'findings.packetPrevious': { shows: 'Packet 66: 1 of 1 that show it.' },
  'findings.toggle': { before: ['o'], shows: '▾ error', after: ['z', 'a', 'o', 'G'] },
  'findings.open': { before: ['o'], shows: '▾ error', after: ['z', 'c', 'o', 'G'] },
  'findings.close': { before: ['o', 'z', 'o'], shows: '▸ error', after: ['o', 'G'] },
  'findings.openAll': { before: ['o'], shows: '▾ error', after: ['z', 'M', 'o', 'G'] },
  'findings.closeAll': { before: ['o', 'z', 'R'], shows: '▸ error', after: ['o', 'G'] },
  'findings.write': { shows: 'Write the findings to:', after: ['esc'] },
};

describe('every key does on a terminal what the help says', () => {
  test.concurrent('timeline', async () => {
    await pressAll('timeline', DEMO, TIMELINE, ['g', 'i']);
  });
  test.concurrent('findings', async () => {
    await pressAll('findings', DEMO, FINDINGS, ['g', 'f']);
  });
});
