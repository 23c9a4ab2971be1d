/**
 * Creation and deletion of a session by its creator (7.1.1, figures 4 and 5).
 *
 *   idle ──create──► requesting ──SCACC──► accepted ──inform──► informed ──SCCON──► created
 *                        │                 (at once, where the parameters came with `create`)
 *                        └─SCREJ─► rejected
 */
import type { GmpMessageOf } from '../../../dissectors/gmp-message.js';
import { notify } from '../contract.js';
import type { ClientState } from '../gmp-vocabulary.js';
import { heedSecure, heedSm } from './client-headers.js';
import { type ClientStep, cancelQuiet, enter, forget, mayBegin } from './client-record.js';
import { begin, end, endAll, isBusy, isOut } from './client-requests.js';
import { type AskOf, type ClientRow, onAsk, onMessage } from './client-row.js';

/** States in which a session may be begun; `left` only once the registered group is left. */
export const BEGINNING: readonly ClientState[] = ['idle', 'left', 'ended', 'rejected', 'failed'];

/** States in which the session of a creator may be deleted. */
const DELETING: readonly ClientState[] = [
  'accepted',
  'informed',
  'created',
  'registering',
  'pending',
  'registered',
  'enrolling',
  'enrolled',
  'activating',
  'active',
  'left',
  'ended',
  'failed',
  'lost',
];

/** Rows of creation and deletion. */
export const CREATION_ROWS: readonly ClientRow[] = [
  onAsk('create', {
    id: 'client.create',
    from: BEGINNING,
    when: 'in `left`: the registered group is left',
    to: ['requesting'],
    effects: ['send SCREQ', 'set retry', 'cancel retry', 'notify state'],
    clause: '7.1.1, figure 4',
    decisions: ['D17'],
    guard: mayBegin,
    run: create,
  }),
  onMessage('SCACC', {
    id: 'client.SCACC.inform',
    from: ['requesting'],
    when: 'the parameters came with the ask',
    to: ['informed'],
    effects: ['send SCINF', 'set retry', 'cancel retry', 'notify deviation', 'notify state'],
    clause: '7.1.1, figure 4; 8.2 f',
    decisions: ['D17', 'D21'],
    guard: ({ client }) => client.parameters !== null,
    run(step, message) {
      accepted(step, message);
      inform(step);
    },
  }),
  onMessage('SCACC', {
    id: 'client.SCACC.accept',
    from: ['requesting'],
    when: 'the parameters did not come with the ask',
    to: ['accepted'],
    effects: ['cancel retry', 'notify deviation', 'notify state'],
    clause: '7.1.1, figure 4; 8.2 f',
    decisions: ['D21'],
    run: accepted,
  }),
  onMessage('SCREJ', {
    id: 'client.SCREJ.reject',
    from: ['requesting'],
    when: '',
    to: ['rejected'],
    effects: ['cancel retry', 'notify deviation', 'notify rejected', 'notify state'],
    clause: '7.1.1, figure 5; 7.3; 8.1 c',
    decisions: ['D21'],
    run(step, message) {
      end(step, 'SCREQ');
      // S may be 0 though it was asked for: another reason than the lack of secure mode.
      if (message.secure) heedSecure(step, message);
      notify(step.out, {
        what: 'rejected',
        reason: message.secure ? 'secure-unsupported' : 'unspecified',
      });
      enter(step, 'rejected');
    },
  }),
  onAsk('inform', {
    id: 'client.inform',
    from: ['accepted'],
    when: '',
    to: ['informed'],
    effects: ['send SCINF', 'set retry', 'notify state'],
    clause: '7.1.1, figure 4; 8.1 f',
    decisions: ['D17'],
    run(step, { parameters }) {
      step.client.parameters = parameters;
      inform(step);
    },
  }),
  onMessage('SCCON', {
    id: 'client.SCCON.create',
    from: ['informed'],
    when: '',
    to: ['created'],
    effects: ['cancel retry', 'notify deviation', 'notify state'],
    clause: '7.1.1, figure 4; 8.1 g',
    decisions: ['D21', 'D22'],
    run(step, message) {
      const { client } = step;
      end(step, 'SCINF');
      heedSm(step, message);
      client.kaPeriod = client.parameters!.kaPeriod ?? 0;
      client.timeout = client.parameters!.timeout ?? 0;
      client.parameters = null;
      enter(step, 'created');
    },
  }),
  onAsk('delete', {
    id: 'client.delete',
    from: DELETING,
    when: 'it is the creator, with its user ID, and no SDREQ is being repeated',
    effects: ['send SDREQ', 'set retry'],
    clause: '8.1 d',
    decisions: ['D14', 'D17'],
    guard: (step) => step.client.creator && step.client.user !== 0 && !isBusy(step, 'SDREQ'),
    run: (step) => begin(step, 'SDREQ'),
  }),
  onMessage('SDRES', {
    id: 'client.SDRES.delete',
    from: [...DELETING, 'rejected'],
    when: 'SDREQ waits for it',
    to: ['ended'],
    effects: ['cancel retry', 'cancel quiet', 'notify deviation', 'notify deleted', 'notify state'],
    clause: '8.1 e',
    decisions: ['D21'],
    guard: ({ client }) => isOut(client, 'SDREQ'),
    run(step, message) {
      const { client, out } = step;
      endAll(step);
      cancelQuiet(step);
      heedSm(step, message);
      client.key = null;
      notify(out, { what: 'deleted', session: client.session });
      if (client.state !== 'ended') enter(step, 'ended');
    },
  }),
];

function create(step: ClientStep, ask: AskOf<'create'>): void {
  const { client } = step;
  endAll(step);
  forget(client);
  client.creator = true;
  client.memberType = 4;
  client.secure = ask.secure;
  client.closed = ask.closed;
  client.groupAddress = ask.groupAddress ?? 0;
  client.groupPort = ask.groupPort ?? 0;
  client.parameters = ask.parameters ?? null;
  begin(step, 'SCREQ');
  enter(step, 'requesting');
}

function accepted(step: ClientStep, message: GmpMessageOf<'SCACC'>): void {
  const { client } = step;
  end(step, 'SCREQ');
  client.session = message.session;
  client.user = message.user;
  client.groupAddress = message.groupAddress;
  client.groupPort = message.groupPort;
  heedSm(step, message);
  enter(step, 'accepted');
}

function inform(step: ClientStep): void {
  begin(step, 'SCINF');
  enter(step, 'informed');
}
