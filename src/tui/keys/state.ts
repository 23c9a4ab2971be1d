/**
 * Keys of the state view.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const STATE = [
  {
    action: 'change.next',
    keys: ['] c'],
    where: 'state',
    what: 'next change of the selected member or session',
  },
  { action: 'change.previous', keys: ['[ c'], where: 'state', what: 'previous change of the same' },
  {
    action: 'change.nextOfSession',
    keys: ['] s'],
    where: 'state',
    what: "next change of the session's phase",
  },
  { action: 'change.previousOfSession', keys: ['[ s'], where: 'state', what: 'previous one of the phase' },
  { action: 'change.nextOfAny', keys: ['] a'], where: 'state', what: 'next change of anybody' },
  { action: 'change.previousOfAny', keys: ['[ a'], where: 'state', what: 'previous change of anybody' },
  {
    action: 'notable.next',
    keys: ['J'],
    where: 'state',
    what: 'next message that is more than a keepalive',
  },
  { action: 'notable.previous', keys: ['K'], where: 'state', what: 'previous such message' },
  {
    action: 'state.follow',
    keys: ['F'],
    where: 'state',
    what: 'choose nothing: look at whom each packet is about',
  },
  {
    action: 'state.show',
    keys: ['o'],
    where: 'state',
    what: 'all members, those that changed, the active, the others',
  },
  { action: 'state.sort', keys: ['O'], where: 'state', what: 'sort by name, by timer, by latest change' },
  {
    action: 'state.toggle',
    keys: ['z a'],
    where: 'state',
    what: 'fold or unfold what is known of the session',
  },
  { action: 'state.open', keys: ['z o'], where: 'state', what: 'unfold it' },
  { action: 'state.close', keys: ['z c'], where: 'state', what: 'fold it' },
  { action: 'state.rowStart', keys: ['0', '^'], where: 'state', what: 'first cell of the line' },
  { action: 'state.rowEnd', keys: ['$'], where: 'state', what: 'last cell of the line' },
  { action: 'state.copyAll', keys: ['y a'], where: 'state', what: 'copy the whole state' },
  { action: 'state.write', keys: ['w'], where: 'state', what: 'write the whole state into a file' },
] as const satisfies readonly KeyRow[];
