/**
 * Deleting sessions (8.1 d, e): one that runs is ended first (7.2.4); the record is kept (D14).
 */
import { ignore } from '../contract.js';
import type { Transition } from '../transitions.js';
import { answerSm } from './answers.js';
import { endSession } from './ending.js';
import type { ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

/** Rows of SDREQ. */
export const DELETION_ROWS: readonly Row[] = [
  {
    id: 'server.SDREQ.wrong-role',
    on: ['SDREQ'],
    from: { phase: ['requested', 'announced', 'running', 'ended'] },
    when: 'the sender is not the creator',
    to: {},
    effects: ['ignored wrong-role'],
    clause: '8.1 d',
    decisions: ['D5'],
    guard: (c) => c.user !== c.session.creator,
    run: (c) => ignore(c.out, 'wrong-role'),
  },
  {
    id: 'server.SDREQ.delete',
    on: ['SDREQ'],
    from: { phase: ['requested', 'announced'] },
    when: '',
    to: { phase: ['ended'], group: ['none'] },
    effects: ['send SDRES', 'set record', 'cancel ka', 'cancel scinf', 'notify group', 'notify phase'],
    clause: '8.1 d, e',
    decisions: ['D14'],
    run: endAndDelete,
  },
  {
    id: 'server.SDREQ.end-and-delete',
    on: ['SDREQ'],
    from: { phase: ['running'] },
    when: '',
    to: { phase: ['ended'], group: ['none'] },
    effects: [
      'send TRIND',
      'send SDRES',
      'set record',
      'cancel ka',
      'cancel period',
      'notify group',
      'notify phase',
    ],
    clause: '8.1 d, e; 7.2.4',
    decisions: ['D13', 'D14'],
    run: endAndDelete,
  },
  {
    id: 'server.SDREQ.ended',
    on: ['SDREQ'],
    from: { phase: ['ended'] },
    when: '',
    to: {},
    effects: ['send SDRES'],
    clause: '8.1 e',
    decisions: ['D14'],
    run: (c) => answerSm(c, 'SDRES', c.user),
  },
];

function endAndDelete(c: ServerStep): void {
  const { user } = c;
  endSession(c, 0, []);
  answerSm(c, 'SDRES', user);
}
