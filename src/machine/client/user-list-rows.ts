/**
 * The list of active members (7.2.2, figure 18), which may come in parts: each says how many follow. Parts travel over UDP
 * and may be lost, doubled, or overtaken by the answer to a UIREQ that was sent again:
 *
 *   following   2 1 0      complete
 *               2 2 1 1 0  complete: a part that comes twice counts once
 *               2   0      not complete: the list is thrown away, the retry asks again
 *               2 1 2 1 0  the first part again begins a new list
 *
 * Nothing on the wire says how many parts an answer has: where the very first is lost, the rest looks complete.
 */
import type { GmpMessageOf } from '../../../dissectors/gmp-message.js';
import { ignore, notify } from '../contract.js';
import { heedMm } from './client-headers.js';
import { type ClientStep, level, type UserList } from './client-record.js';
import { begin, end, isBusy, isOut } from './client-requests.js';
import { type ClientRow, ignoring, onAsk, onMessage } from './client-row.js';

type Part = GmpMessageOf<'UIRES'>;

const EMPTY: UserList = { most: -1, next: -1, members: [] };

/** Rows of UIREQ and UIRES. */
export const USER_LIST_ROWS: readonly ClientRow[] = [
  onAsk('users', {
    id: 'client.users',
    from: ['created', 'registered', 'enrolling', 'enrolled', 'activating', 'active', 'left', 'lost'],
    when: 'it is active (with userInfo=registered: in any group), and no UIREQ is being repeated',
    effects: ['send UIREQ', 'set retry'],
    clause: '7.2.2, figure 18; 8.3 c',
    decisions: ['D17', 'D26'],
    guard: (step) => mayAsk(step) && !isBusy(step, 'UIREQ'),
    run(step) {
      step.client.users = null;
      begin(step, 'UIREQ');
    },
  }),
  onMessage('UIRES', {
    id: 'client.UIRES.complete',
    when: 'UIREQ waits for it, it is the part that is due, and none follows',
    effects: ['cancel retry', 'notify deviation', 'notify users'],
    clause: '7.2.2, figures 14 and 18; 8.3 d',
    decisions: ['D21'],
    guard: (step, part) => isDue(step, part) && part.following === 0,
    run(step, part) {
      heedMm(step, part);
      const { members } = withPart(step, part);
      end(step, 'UIREQ');
      notify(step.out, { what: 'users', members });
    },
  }),
  onMessage('UIRES', {
    id: 'client.UIRES.part',
    when: 'UIREQ waits for it, it is the part that is due, and others follow',
    effects: ['notify deviation', 'ignored part'],
    clause: '7.2.2, figure 18; 8.3 d',
    decisions: ['D21'],
    guard: isDue,
    run(step, part) {
      heedMm(step, part);
      step.client.users = withPart(step, part);
      ignore(step.out, 'part');
    },
  }),
  ignoring(['UIRES'], 'repeat', {
    id: 'client.UIRES.repeat',
    when: 'UIREQ waits for it, and the part has been taken',
    clause: '7.2.2, figure 18',
    decisions: ['D1'],
    guard: (cause) => isTaken(cause, cause.message as Part),
  }),
  onMessage('UIRES', {
    id: 'client.UIRES.gap',
    when: 'UIREQ waits for it, and a part before it is missing',
    effects: ['ignored incomplete'],
    clause: '7.2.2, figure 18',
    decisions: ['D17'],
    guard: ({ client }) => isOut(client, 'UIREQ'),
    run(step) {
      step.client.users = { ...gathered(step), next: -1, members: [] };
      ignore(step.out, 'incomplete');
    },
  }),
];

function mayAsk({ client }: ClientStep): boolean {
  return client.options.policies.userInfo === 'registered' ? level(client) > 0 : client.state === 'active';
}

function gathered({ client }: Pick<ClientStep, 'client'>): UserList {
  return client.users ?? EMPTY;
}

/** Whether a part is the next one, or the first of an answer: none of this request has announced more to follow. */
function isDue(step: ClientStep, { following }: Part): boolean {
  const { most, next } = gathered(step);
  return isOut(step.client, 'UIREQ') && (following >= most || following === next);
}

/** Whether a part is of the list that is being gathered, and no longer waited for. */
function isTaken(step: ClientStep, { following }: Part): boolean {
  const { next } = gathered(step);
  return isOut(step.client, 'UIREQ') && next >= 0 && following > next;
}

function withPart(step: ClientStep, { following, members }: Part): UserList {
  const list = gathered(step);
  const earlier = following === list.next ? list.members : [];
  return { most: Math.max(list.most, following), next: following - 1, members: [...earlier, ...members] };
}
