/**
 * Requests that got no answer in time (D17): which are sent again, which have failed.
 */
import { notify } from '../contract.js';
import type { ClientRequest } from '../gmp-vocabulary.js';
import { type ClientStep, enter, type Outstanding } from './client-record.js';
import { drop, isSlow, repeat, retryTimer } from './client-requests.js';
import { type ClientRow, onRetry } from './client-row.js';

/** Requests beside the client's way through the groups: their failure changes no state. */
const ASIDE: readonly ClientRequest[] = ['UIREQ', 'SDREQ', 'TRREQ'];

/** Rows of the timer `retry`. */
export const RETRY_ROWS: readonly ClientRow[] = [
  onRetry({
    id: 'client.retry.slow',
    when: 'SRREQ that is pending, or SAREQ after its fast sends',
    effects: ['send SRREQ', 'send SAREQ', 'set retry', 'notify expired'],
    clause: '7.1.3, 7.1.5',
    decisions: ['D4', 'D17'],
    guard: ({ client }, { request, sends }) => isSlow(client, request, sends),
    run: again,
  }),
  onRetry({
    id: 'client.retry.again',
    when: 'it was sent fewer times than retrySends',
    effects: [
      'send SCREQ',
      'send SCINF',
      'send SRREQ',
      'send SJREQ',
      'send SAREQ',
      'send UIREQ',
      'send SDREQ',
      'send TRREQ',
      'set retry',
      'notify expired',
    ],
    clause: '8.1, 8.3',
    decisions: ['D17'],
    guard: ({ client }, { sends }) => sends < client.options.policies.retrySends,
    run: again,
  }),
  onRetry({
    id: 'client.retry.aside',
    when: 'UIREQ, SDREQ or TRREQ was sent retrySends times',
    effects: ['notify expired', 'notify failed'],
    clause: '7.2.2, 7.2.4, 8.1 d',
    decisions: ['D17'],
    guard: (_, { request }) => ASIDE.includes(request),
    run: fail,
  }),
  onRetry({
    id: 'client.retry.fail',
    from: ['requesting', 'informed', 'registering', 'enrolling'],
    when: 'SCREQ, SCINF, SRREQ or SJREQ was sent retrySends times',
    to: ['failed'],
    effects: ['notify expired', 'notify failed', 'notify state'],
    clause: '7.1.1, 7.1.3, 7.1.4',
    decisions: ['D17'],
    run(step, due) {
      fail(step, due);
      enter(step, 'failed');
    },
  }),
];

function again(step: ClientStep, due: Outstanding): void {
  expired(step, due);
  repeat(step, due);
}

function fail(step: ClientStep, due: Outstanding): void {
  expired(step, due);
  drop(step.client, due.request);
  notify(step.out, { what: 'failed', request: due.request });
}

function expired({ client, out }: ClientStep, { request }: Outstanding): void {
  notify(out, { what: 'expired', timer: retryTimer(client, request) });
}
