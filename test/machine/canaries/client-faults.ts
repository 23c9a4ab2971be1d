/**
 * Faults to be planted in the client machine.
 */
import type { Fault } from './plant.js';

const CLIENT = 'src/machine/client';
const JOINING = 'test/machine/client/joining.test.ts';
const ACTIVITY = 'test/machine/client/activity.test.ts';
const RETRIES = 'test/machine/client/retry.test.ts';
const IDENTITY = 'test/machine/client/ignoring.test.ts';
const LISTS = 'test/machine/client/user-list.test.ts';

/** Faults of the client machine. */
export const CLIENT_FAULTS: readonly Fault[] = [
  {
    name: 'client-answers-after-leaving',
    breaks: 'a client that has left answers a KAREQ that crossed its LVREQ',
    clause: '7.2.3, figure 19; D25',
    file: `${CLIENT}/activity-rows.ts`,
    find: "id: 'client.KAREQ.answer',\n    from: ['active'],",
    replace: "id: 'client.KAREQ.answer',\n    from: ['active', 'left'],",
    caughtBy: [ACTIVITY],
  },
  {
    name: 'client-retry-not-doubled',
    breaks: 'requests are sent again every 500 ms, without doubling',
    clause: 'D17',
    file: `${CLIENT}/client-requests.ts`,
    find: 'micros(retryFirst * 2 ** (sends - 1))',
    replace: 'micros(retryFirst)',
    caughtBy: [RETRIES],
  },
  {
    name: 'client-gives-up-pending',
    breaks: 'a pending registration is given up like any other request',
    clause: 'D17',
    file: `${CLIENT}/client-requests.ts`,
    find: "if (request === 'SRREQ') return client.state === 'pending';",
    replace: "if (request === 'SRREQ') return false;",
    caughtBy: [RETRIES],
  },
  {
    name: 'client-lost-after-four',
    breaks: 'a client is lost after four unasked KARES instead of five',
    clause: 'D20',
    file: `${CLIENT}/activity-rows.ts`,
    find: 'client.unasked < client.options.policies.unaskedMost',
    replace: 'client.unasked + 1 < client.options.policies.unaskedMost',
    caughtBy: [ACTIVITY],
  },
  {
    name: 'client-quiet-too-soon',
    breaks: 'a client sends KARES unasked after one period and one timeout',
    clause: 'D20',
    file: `${CLIENT}/activity-rows.ts`,
    find: 'armQuiet(step, 2 * client.kaPeriod + client.timeout);',
    replace: 'armQuiet(step, client.kaPeriod + client.timeout);',
    caughtBy: [ACTIVITY],
  },
  {
    name: 'client-keeps-old-key',
    breaks: 'KDUPT does not change the key that a client holds',
    clause: '7.3',
    file: `${CLIENT}/activity-rows.ts`,
    find: 'step.client.key = message.key;',
    replace: 'step.client.key ??= message.key;',
    caughtBy: [ACTIVITY],
  },
  {
    name: 'client-hears-strangers',
    breaks: 'a client takes messages that are not from its server',
    clause: 'D7',
    file: `${CLIENT}/ignoring-rows.ts`,
    find: 'from !== client.options.server',
    replace: 'from === undefined',
    caughtBy: [IDENTITY],
  },
  {
    name: 'client-list-with-a-gap',
    breaks: 'a list of users counts as complete though a part of it was lost',
    clause: '7.2.2, figure 18',
    file: `${CLIENT}/user-list-rows.ts`,
    find: '(following >= most || following === next)',
    replace: '(following >= most || following <= next)',
    caughtBy: [LISTS],
  },
  {
    name: 'client-silent-at-activation',
    breaks: 'the first KAREQ makes a client active, but it does not answer',
    clause: '7.1.5, figure 10',
    file: `${CLIENT}/joining-rows.ts`,
    find: "answerKareq(step);\n      enter(step, 'active');",
    replace: "enter(step, 'active');",
    caughtBy: [JOINING],
  },
];
