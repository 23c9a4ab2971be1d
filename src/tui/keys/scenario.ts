/**
 * Keys of the scenario view: those of players of films, where they have one.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const SCENARIO = [
  { action: 'play', keys: ['space'], where: 'scenario', what: 'play, or pause' },
  { action: 'play.faster', keys: ['+'], where: 'scenario', what: 'faster (3+: three steps)' },
  { action: 'play.slower', keys: ['-'], where: 'scenario', what: 'slower' },
  { action: 'play.fastest', keys: ['*'], where: 'scenario', what: 'as fast as possible, or no longer' },
  {
    action: 'step.next',
    keys: ['.', 'right', 'l'],
    where: 'scenario',
    what: 'next event (12.: twelve); up, down: by messages',
  },
  { action: 'step.previous', keys: [',', 'left', 'h'], where: 'scenario', what: 'one event back' },
  { action: 'step.change', keys: ['] c'], where: 'scenario', what: 'to the next change of a state' },
  {
    action: 'step.changeBack',
    keys: ['[ c'],
    where: 'scenario',
    what: 'back to the change of a state before',
  },
  { action: 'step.expectation', keys: ['] e'], where: 'scenario', what: 'to the next expectation' },
  {
    action: 'step.expectationBack',
    keys: ['[ e'],
    where: 'scenario',
    what: 'back to the expectation before',
  },
  { action: 'run.to', keys: ['r'], where: 'scenario', what: 'run to a time, as 12.5s' },
  { action: 'run.form', keys: ['e'], where: 'scenario', what: 'what happens as a ladder, or as a list' },
  { action: 'run.restart', keys: ['R'], where: 'scenario', what: 'play from the beginning' },
  { action: 'run.next', keys: ['] r'], where: 'scenario', what: 'next run of the file' },
  { action: 'run.previous', keys: ['[ r'], where: 'scenario', what: 'run before this one' },
  { action: 'run.list', keys: ['O'], where: 'scenario', what: 'choose among the runs of the file' },
] as const satisfies readonly KeyRow[];
