/**
 * Keys of the ladder view.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const LADDER = [
  { action: 'ladder.open', keys: ['z o'], where: 'ladder', what: 'unfold the routine messages' },
  { action: 'ladder.close', keys: ['z c'], where: 'ladder', what: 'fold them' },
  { action: 'ladder.toggle', keys: ['z a'], where: 'ladder', what: 'fold or unfold them' },
  { action: 'ladder.openAll', keys: ['z R'], where: 'ladder', what: 'unfold all routine messages' },
  { action: 'ladder.closeAll', keys: ['z M'], where: 'ladder', what: 'fold all routine messages' },
  {
    action: 'ladder.happenings',
    keys: ['e'],
    where: 'ladder',
    what: 'beside the messages: all that happened, changes of state, nothing',
  },
  { action: 'ladder.lanes', keys: ['o'], where: 'ladder', what: 'lanes: as they fit, all, those in sight' },
  { action: 'ladder.laneBefore', keys: ['H'], where: 'ladder', what: 'choose the lane to the left' },
  { action: 'ladder.laneNext', keys: ['L'], where: 'ladder', what: 'choose the lane to the right' },
  { action: 'ladder.laneLeft', keys: ['<'], where: 'ladder', what: 'move the chosen lane to the left' },
  { action: 'ladder.laneRight', keys: ['>'], where: 'ladder', what: 'move it to the right' },
  { action: 'ladder.hide', keys: ['x'], where: 'ladder', what: 'hide the chosen lane' },
  { action: 'ladder.showAll', keys: ['X'], where: 'ladder', what: 'show all hidden lanes' },
  { action: 'ladder.wider', keys: ['+'], where: 'ladder', what: 'lanes further apart' },
  { action: 'ladder.narrower', keys: ['-'], where: 'ladder', what: 'lanes closer together' },
  { action: 'ladder.farLeft', keys: ['0', '^'], where: 'ladder', what: 'scroll to the first lane' },
  { action: 'ladder.farRight', keys: ['$'], where: 'ladder', what: 'scroll to the last lane' },
  { action: 'ladder.write', keys: ['w'], where: 'ladder', what: 'write the ladder into a text file' },
] as const satisfies readonly KeyRow[];
