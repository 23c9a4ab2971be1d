/**
 * Keys of the findings view.
 */
import type { KeyRow } from './contract.js';

/** The rows. */
export const FINDINGS = [
  {
    action: 'findings.order',
    keys: ['o'],
    where: 'findings',
    what: 'by severity; or those of a kind together, as they fold',
  },
  {
    action: 'findings.by',
    keys: ['b'],
    where: 'findings',
    what: "all; check's alone; the dissectors' alone",
  },
  {
    action: 'findings.least',
    keys: ['e'],
    where: 'findings',
    what: 'least severity that is shown: all, errors, warnings, notes',
  },
  { action: 'findings.text', keys: ['i'], where: 'findings', what: 'only findings that hold a text' },
  {
    action: 'findings.onlyShown',
    keys: ['H'],
    where: 'findings',
    what: 'findings of packets that the filter hides: dimmed, or left out',
  },
  {
    action: 'findings.packetNext',
    keys: ['p'],
    where: 'findings',
    what: 'next of the packets that show the finding',
  },
  { action: 'findings.packetPrevious', keys: ['P'], where: 'findings', what: 'the one before' },
  { action: 'findings.toggle', keys: ['z a'], where: 'findings', what: 'fold or unfold the group' },
  { action: 'findings.open', keys: ['z o'], where: 'findings', what: 'unfold it' },
  { action: 'findings.close', keys: ['z c'], where: 'findings', what: 'fold it' },
  { action: 'findings.openAll', keys: ['z R', 'C-right'], where: 'findings', what: 'unfold all' },
  { action: 'findings.closeAll', keys: ['z M', 'C-left'], where: 'findings', what: 'fold all' },
  {
    action: 'findings.write',
    keys: ['w'],
    where: 'findings',
    what: 'write findings and verdicts into a file',
  },
] as const satisfies readonly KeyRow[];
