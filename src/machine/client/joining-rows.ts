/**
 * Registration, enrolment, activation (7.1.3 to 7.1.5, figures 6 to 11): the way up through the groups.
 *
 *   idle ─register─► registering ─SRACC─► registered ─enrol─► enrolling ─SJRES─► enrolled ─activate─► activating ─KAREQ─► active
 *                      │    └─SRRES─► pending ─SRACC─┘
 *                      └─SRREJ─► rejected ◄─SRREJ─┘
 */
import { notify } from '../contract.js';
import { answerKareq } from './activity-rows.js';
import { heedMm, heedSm } from './client-headers.js';
import { type ClientStep, enter, forget, mayBegin } from './client-record.js';
import { arm, begin, end, endAll } from './client-requests.js';
import { type ClientRow, ignoring, onAsk, onMessage } from './client-row.js';
import { BEGINNING } from './creation-rows.js';

/** Rows of registration, enrolment and activation. */
export const JOINING_ROWS: readonly ClientRow[] = [
  onAsk('register', {
    id: 'client.register',
    from: BEGINNING,
    when: 'in `left`: the registered group is left',
    to: ['registering'],
    effects: ['send SRREQ', 'set retry', 'cancel retry', 'notify state'],
    clause: '7.1.3, figures 6 and 7',
    decisions: ['D17'],
    guard: mayBegin,
    run(step, ask) {
      const { client } = step;
      endAll(step);
      const same = client.session === ask.session;
      const creator = client.creator && same;
      // Who is still registered keeps its user ID, and with it the MM port that the server knows.
      const mmUser = same ? client.mmUser : 0;
      forget(client);
      client.mmUser = mmUser;
      client.creator = creator;
      if (creator) client.memberType = 4;
      client.session = ask.session;
      client.secure = ask.secure;
      client.closed = ask.closed;
      register(step);
    },
  }),
  onAsk('register', {
    id: 'client.register.creator',
    from: ['created'],
    when: 'it is the session that the client created',
    to: ['registering'],
    effects: ['send SRREQ', 'set retry', 'notify state'],
    clause: '7.1.3, figures 6 and 7',
    decisions: ['D17', 'D22'],
    guard: ({ client }, ask) => ask.session === client.session,
    run: register,
  }),
  onMessage('SRRES', {
    id: 'client.SRRES.wait',
    from: ['registering'],
    when: '',
    to: ['pending'],
    effects: ['set retry', 'notify deviation', 'notify state'],
    clause: '7.1.3, figure 7; 8.1 k',
    decisions: ['D17', 'D21'],
    run(step, message) {
      heedSm(step, message);
      enter(step, 'pending');
      arm(step, 'SRREQ', 1);
    },
  }),
  ignoring(['SRRES'], 'repeat', {
    id: 'client.SRRES.repeat',
    from: ['pending'],
    when: '',
    clause: '7.1.3, figure 7',
    decisions: ['D1'],
  }),
  onMessage('SRACC', {
    id: 'client.SRACC.register',
    from: ['registering', 'pending'],
    when: '',
    to: ['registered'],
    effects: ['cancel retry', 'notify deviation', 'notify state'],
    clause: '7.1.3, figures 6 and 7; 8.2 f',
    decisions: ['D21'],
    run(step, message) {
      end(step, 'SRREQ');
      step.client.user = message.user;
      heedSm(step, message);
      enter(step, 'registered');
    },
  }),
  onMessage('SRREJ', {
    id: 'client.SRREJ.reject',
    from: ['registering', 'pending'],
    when: '',
    to: ['rejected'],
    effects: ['cancel retry', 'notify rejected', 'notify state'],
    clause: '7.1.3, figure 8; 8.1 j',
    decisions: ['D3'],
    run(step) {
      end(step, 'SRREQ');
      notify(step.out, { what: 'rejected', reason: 'unspecified' });
      enter(step, 'rejected');
    },
  }),
  onAsk('enrol', {
    id: 'client.enrol',
    from: ['created', 'registered', 'left', 'lost'],
    when: 'in `left`: the enrolled group is left, the registered is not',
    to: ['enrolling'],
    effects: ['send SJREQ', 'set retry', 'notify state'],
    clause: '7.1.4, figure 9',
    decisions: ['D15', 'D17', 'D20', 'D22'],
    guard: ({ client }) => client.state !== 'left' || client.target === 1,
    run(step) {
      begin(step, 'SJREQ');
      enter(step, 'enrolling');
    },
  }),
  onMessage('SJRES', {
    id: 'client.SJRES.enrol',
    from: ['enrolling'],
    when: '',
    to: ['enrolled'],
    effects: ['cancel retry', 'notify deviation', 'notify key', 'notify state'],
    clause: '7.1.4, figure 9; 7.3, figure 23',
    decisions: ['D21'],
    run(step, message) {
      const { client, out } = step;
      end(step, 'SJREQ');
      heedSm(step, message);
      if (message.secure && client.secure) {
        client.key = message.key;
        notify(out, { what: 'key', key: message.key });
      }
      enter(step, 'enrolled');
    },
  }),
  onAsk('activate', {
    id: 'client.activate',
    from: ['enrolled', 'left'],
    when: 'in `left`: the active group alone is left',
    to: ['activating'],
    effects: ['send SAREQ', 'set retry', 'notify state'],
    clause: '7.1.5, figures 10 and 11; 8.1 n',
    decisions: ['D15', 'D17'],
    guard: ({ client }) => client.state !== 'left' || client.target === 0,
    run(step) {
      begin(step, 'SAREQ');
      step.client.mmUser = step.client.user;
      enter(step, 'activating');
    },
  }),
  onMessage('KAREQ', {
    id: 'client.KAREQ.activate',
    from: ['activating'],
    when: '',
    to: ['active'],
    effects: ['send KARES', 'set quiet', 'cancel retry', 'notify deviation', 'notify state'],
    clause: '7.1.5, figures 10, 11 and 14',
    decisions: ['D20', 'D21'],
    run(step, message) {
      end(step, 'SAREQ');
      heedMm(step, message);
      answerKareq(step);
      enter(step, 'active');
    },
  }),
];

function register(step: ClientStep): void {
  begin(step, 'SRREQ');
  enter(step, 'registering');
}
