/**
 * The host program's answer to the question whether a client may register in a closed session (7.1.3, figures 7 and 8; D24).
 */
import { ignore } from '../contract.js';
import type { Transition } from '../transitions.js';
import { admitMember, isChecked, isFull, refuse, refuseOrIgnore, settle } from './registration-rows.js';
import type { ServerStep } from './server-state.js';

type Row = Transition<ServerStep>;

/** Rows of the host program's answer. */
export const AUTHORISATION_ROWS: readonly Row[] = [
  {
    id: 'server.authorised.no-question',
    on: ['authorised', 'refused'],
    from: {},
    when: 'no registration of this client is being checked',
    to: {},
    effects: ['ignored no-question'],
    clause: '7.1.3',
    decisions: ['D24'],
    guard: (c) => !isChecked(c),
    run: (c) => ignore(c.out, 'no-question'),
  },
  {
    id: 'server.authorised.refused',
    on: ['refused'],
    from: { phase: ['announced', 'running', 'ended'] },
    when: '',
    to: {},
    effects: ['send SRREJ', 'notify refused'],
    clause: '7.1.3, figure 8',
    decisions: ['D24'],
    run: (c) => {
      settle(c);
      refuse(c, 'not-authorised');
    },
  },
  {
    id: 'server.authorised.ended',
    on: ['authorised'],
    from: { phase: ['ended'] },
    when: '',
    to: {},
    effects: ['send SRREJ', 'notify refused', 'ignored session-ended'],
    clause: '7.1.3; 8.1 j',
    decisions: ['D3', 'D14'],
    run: (c) => {
      settle(c);
      refuseOrIgnore(c, 'session-ended');
    },
  },
  {
    id: 'server.authorised.exhausted',
    on: ['authorised'],
    from: { phase: ['announced', 'running'] },
    when: 'the session has as many members as it may, or user IDs are exhausted',
    to: {},
    effects: ['send SRREJ', 'notify refused', 'ignored exhausted'],
    clause: '7.1.3; 8.1 j',
    decisions: ['D3'],
    guard: (c) => isFull(c),
    run: (c) => {
      settle(c);
      refuseOrIgnore(c, 'exhausted');
    },
  },
  {
    id: 'server.authorised.accept',
    on: ['authorised'],
    from: { phase: ['announced', 'running'] },
    when: '',
    to: { group: ['registered'] },
    effects: ['send SRACC', 'notify group'],
    clause: '7.1.3, figure 7',
    decisions: ['D24'],
    run: (c) => {
      settle(c);
      admitMember(c, -1);
    },
  },
];
