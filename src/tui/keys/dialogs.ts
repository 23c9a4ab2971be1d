/**
 * Keys of what is typed into (filter, search, command) and of what lies over the views (help, columns, runs, stream).
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const DIALOGS = [
  { action: 'edit.accept', keys: ['enter'], where: 'prompt', what: 'do it' },
  { action: 'edit.leave', keys: ['esc', 'C-c'], where: 'prompt', what: 'leave it' },
  { action: 'edit.left', keys: ['left', 'C-b'], where: 'prompt', what: 'a character to the left' },
  { action: 'edit.right', keys: ['right', 'C-f'], where: 'prompt', what: 'a character to the right' },
  { action: 'edit.start', keys: ['home', 'C-a'], where: 'prompt', what: 'to the beginning' },
  { action: 'edit.end', keys: ['end', 'C-e'], where: 'prompt', what: 'to the end' },
  { action: 'edit.back', keys: ['backspace'], where: 'prompt', what: 'delete the character before' },
  { action: 'edit.delete', keys: ['delete', 'C-d'], where: 'prompt', what: 'delete the character here' },
  { action: 'edit.word', keys: ['C-w'], where: 'prompt', what: 'delete the word before' },
  { action: 'edit.toStart', keys: ['C-u'], where: 'prompt', what: 'delete everything before' },
  { action: 'edit.toEnd', keys: ['C-k'], where: 'prompt', what: 'delete everything behind' },
  { action: 'edit.older', keys: ['up', 'C-p'], where: 'prompt', what: 'older line of the history' },
  { action: 'edit.newer', keys: ['down', 'C-n'], where: 'prompt', what: 'newer line of the history' },
  { action: 'edit.complete', keys: ['tab'], where: 'prompt', what: 'complete; again: the next proposal' },
  { action: 'edit.completeBack', keys: ['S-tab'], where: 'prompt', what: 'the proposal before' },
  { action: 'search.kind', keys: ['C-t'], where: 'search', what: 'text, hex, regular expression or filter' },
  { action: 'search.place', keys: ['C-o'], where: 'search', what: 'in the list, the details or the octets' },
  { action: 'page.close', keys: ['esc', 'q', 'C-c'], where: 'page', what: 'close' },
  { action: 'stream.direction', keys: ['d'], where: 'stream', what: 'both directions, one, the other' },
  { action: 'stream.form', keys: ['x'], where: 'stream', what: 'text, hex dump' },
  { action: 'stream.filter', keys: ['f f', '='], where: 'stream', what: 'filter by this stream' },
  { action: 'stream.write', keys: ['w'], where: 'stream', what: 'write it into a file' },
  { action: 'columns.toggle', keys: ['space', 'x'], where: 'columns', what: 'show or hide the column' },
  { action: 'columns.down', keys: ['J'], where: 'columns', what: 'move it down' },
  { action: 'columns.up', keys: ['K'], where: 'columns', what: 'move it up' },
  { action: 'columns.add', keys: ['a'], where: 'columns', what: 'a field as a column' },
  { action: 'columns.remove', keys: ['d'], where: 'columns', what: 'remove it' },
  { action: 'runs.open', keys: ['enter'], where: 'runs', what: 'play this run' },
  {
    action: 'columns.accept',
    keys: ['enter'],
    where: 'columns',
    what: 'take over, and save in the config file',
  },
] as const satisfies readonly KeyRow[];
