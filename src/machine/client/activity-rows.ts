/**
 * The active client (7.2, figure 14): keepalive, keys, leaving, termination.
 *
 *              KAREQ: KARES at once                     hears nothing (D20)
 *             ┌──────┐                                  for 2 periods + timeout: KARES, once a period;
 *             ▼      │                                  after 5 of them
 *   activating ─► active ──────────────────────────────────────────────────────────────► lost ─enrol─► enrolling
 *                 │    └─TRIND─► ended
 *                 └─leave─► left (its target says which groups)
 */
import { after, NEVER, tenths } from '../../base/micros.js';
import { notify, setTimer } from '../contract.js';
import type { ClientState } from '../gmp-vocabulary.js';
import { heedMm, mmHeader, sendMm } from './client-headers.js';
import { belongs, type ClientStep, cancelQuiet, enter, level, quietTimer } from './client-record.js';
import { begin, endAll, isBusy } from './client-requests.js';
import { type AskOf, type ClientRow, ignoring, on, onAsk, onMessage } from './client-row.js';

/** States in which the client may belong to a session that runs. */
const BELONGING: readonly ClientState[] = [
  'created',
  'registering',
  'pending',
  'registered',
  'enrolling',
  'enrolled',
  'activating',
  'active',
  'left',
  'lost',
];

/** Rows of keepalive, keys, leaving and termination. */
export const ACTIVITY_ROWS: readonly ClientRow[] = [
  onMessage('KAREQ', {
    id: 'client.KAREQ.answer',
    from: ['active'],
    when: '',
    effects: ['send KARES', 'set quiet', 'notify deviation'],
    clause: '7.2, figure 14; 8.3 b',
    decisions: ['D20', 'D21'],
    run(step, message) {
      heedMm(step, message);
      answerKareq(step);
    },
  }),
  ignoring(['KAREQ'], 'left', {
    id: 'client.KAREQ.left',
    from: ['left'],
    when: '',
    clause: '7.2.3, figure 19',
    decisions: ['D25'],
  }),
  on(['timer quiet'], {
    id: 'client.quiet.kares',
    from: ['active'],
    when: 'fewer unasked KARES than unaskedMost have gone',
    effects: ['send KARES', 'set quiet', 'notify expired'],
    clause: '7.2, figure 12',
    decisions: ['D20'],
    guard: ({ client }) => client.unasked < client.options.policies.unaskedMost,
    run(step) {
      const { client } = step;
      expired(step);
      sendMm(step, { type: 'KARES', ...mmHeader(client) });
      client.unasked += 1;
      armQuiet(step, client.kaPeriod);
    },
  }),
  on(['timer quiet'], {
    id: 'client.quiet.lost',
    from: ['active'],
    when: 'unaskedMost unasked KARES have gone',
    to: ['lost'],
    effects: ['notify expired', 'notify state'],
    clause: '7.2, figure 12',
    decisions: ['D20'],
    run(step) {
      expired(step);
      enter(step, 'lost');
    },
  }),
  onMessage('KDUPT', {
    id: 'client.KDUPT.key',
    from: ['enrolled', 'activating', 'active', 'left', 'lost'],
    when: 'the session is secure; in `left`: the enrolled group is not left',
    effects: ['notify deviation', 'notify key'],
    clause: '7.3, figures 14 and 24; 8.3 h',
    decisions: ['D21'],
    guard: ({ client }) => client.secure && level(client) >= 2,
    run(step, message) {
      heedMm(step, message);
      step.client.key = message.key;
      notify(step.out, { what: 'key', key: message.key });
    },
  }),
  onMessage('TRIND', {
    id: 'client.TRIND.end',
    from: [...BELONGING, 'accepted', 'informed', 'failed'],
    when: 'it has a user ID in the session; in `left`: the registered group is not left',
    to: ['ended'],
    effects: ['cancel retry', 'cancel quiet', 'notify deviation', 'notify state'],
    clause: '7.2.4, figures 14, 21 and 22; 8.3 g',
    decisions: ['D14', 'D21'],
    guard: belongs,
    run(step, message) {
      // A deletion that is asked for ends the session first, and is answered after that.
      endAll(step, 'SDREQ');
      cancelQuiet(step);
      heedMm(step, message);
      step.client.key = null;
      enter(step, 'ended');
    },
  }),
  onAsk('leave', {
    id: 'client.leave',
    from: ['created', 'registered', 'enrolling', 'enrolled', 'activating', 'active', 'left', 'lost'],
    when: 'it is in the group that is left, and the policy leaveTarget lets it name that group',
    to: ['left'],
    effects: ['send LVREQ', 'cancel retry', 'cancel quiet', 'notify state'],
    clause: '7.2.3, figures 14 and 19; 8.3 e',
    decisions: ['D15', 'D17'],
    guard: mayLeave,
    run(step, { target }) {
      const { client } = step;
      sendMm(step, { type: 'LVREQ', ...mmHeader(client), target });
      endAll(step);
      cancelQuiet(step);
      client.target = target;
      if (target > 0) client.key = null;
      // Out of all groups: whoever comes back speaks from the SM address until its next SAREQ (D7).
      if (target === 2 && client.creator) client.mmUser = 0;
      enter(step, 'left');
    },
  }),
  onAsk('terminate', {
    id: 'client.terminate',
    from: BELONGING,
    when: 'it is the creator, with its user ID, and no TRREQ is being repeated',
    effects: ['send TRREQ', 'set retry'],
    clause: '7.2.4, figure 21; 8.3 f',
    decisions: ['D17'],
    guard: (step) => step.client.creator && belongs(step) && !isBusy(step, 'TRREQ'),
    run: (step) => begin(step, 'TRREQ'),
  }),
];

/** Sends KARES at once, and waits anew for the next KAREQ. */
export function answerKareq(step: ClientStep): void {
  const { client } = step;
  sendMm(step, { type: 'KARES', ...mmHeader(client) });
  client.unasked = 0;
  if (client.options.policies.unaskedKares === 'off' || client.kaPeriod === 0 || client.timeout === 0) return;
  armQuiet(step, 2 * client.kaPeriod + client.timeout);
}

function armQuiet({ client, now, out }: ClientStep, units: number): void {
  client.quietAt = after(now, tenths(units));
  setTimer(out, quietTimer(client), client.quietAt);
}

function expired({ client, out }: ClientStep): void {
  client.quietAt = NEVER;
  notify(out, { what: 'expired', timer: quietTimer(client) });
}

/** Groups are left from the top: 0 the active and no more, 1 the enrolled with it, 2 all. */
function mayLeave({ client }: ClientStep, { target }: AskOf<'leave'>): boolean {
  if (client.options.policies.leaveTarget === 'active-only' && target !== 0) return false;
  return target >= 3 - level(client);
}
