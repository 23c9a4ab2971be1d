/**
 * Keys of the timeline view. Left and right, which mean the same everywhere, go from message to message of the selected line.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const TIMELINE = [
  {
    action: 'timeline.zoomIn',
    keys: ['+'],
    where: 'timeline',
    what: 'closer, about the cursor (3+: eight times)',
  },
  { action: 'timeline.zoomOut', keys: ['-'], where: 'timeline', what: 'further away' },
  { action: 'timeline.whole', keys: ['0'], where: 'timeline', what: 'the whole capture' },
  { action: 'timeline.earlier', keys: ['<'], where: 'timeline', what: 'move to earlier times' },
  { action: 'timeline.later', keys: ['>'], where: 'timeline', what: 'move to later times' },
  {
    action: 'timeline.back',
    keys: ['C-left', 'B'],
    where: 'timeline',
    what: 'cursor an eighth of the screen back',
  },
  {
    action: 'timeline.on',
    keys: ['C-right', 'E'],
    where: 'timeline',
    what: 'cursor an eighth of the screen on',
  },
  { action: 'timeline.nextChange', keys: ['] c'], where: 'timeline', what: 'next change of this line' },
  {
    action: 'timeline.previousChange',
    keys: ['[ c'],
    where: 'timeline',
    what: 'previous change of this line',
  },
  { action: 'timeline.bars', keys: ['b'], where: 'timeline', what: 'timers: show them or not' },
  {
    action: 'timeline.toggle',
    keys: ['z a'],
    where: 'timeline',
    what: 'fold or unfold the members of the session, the memberships of the network',
  },
  { action: 'timeline.open', keys: ['z o'], where: 'timeline', what: 'unfold them' },
  { action: 'timeline.close', keys: ['z c'], where: 'timeline', what: 'fold them' },
  { action: 'timeline.openAll', keys: ['z R'], where: 'timeline', what: 'unfold all' },
  { action: 'timeline.closeAll', keys: ['z M'], where: 'timeline', what: 'fold all' },
] as const satisfies readonly KeyRow[];
