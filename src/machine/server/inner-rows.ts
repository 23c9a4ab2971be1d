/**
 * What follows from a transition within the same step: the start gate opens (7.1.1), held requests go on (D4), the key is
 * renewed (7.3), a wrong value is reported (D21). They are rows of their own, with clauses of their own.
 */
import { randomOctets } from '../../base/random.js';
import { notify, whyOf } from '../contract.js';
import type { Transition } from '../transitions.js';
import { sendKareq, sendKdupt } from './answers.js';
import { armIdleKa, isTracked } from './groups.js';
import { eachId } from './id-set.js';
import { ACTIVE, ADMITTED, clearFlag, groupOf, HELD, setFlag } from './member-table.js';
import type { ServerStep } from './server-state.js';

const OPEN_GATE: Transition<ServerStep> = {
  id: 'server.gate.open',
  on: ['gate'],
  from: { phase: ['announced', 'running'] },
  when: 'every listed principal is registered (policy startGate: or enrolled)',
  to: {},
  effects: ['notify gate'],
  clause: '7.1.1',
  decisions: ['D6'],
  run: (c) => {
    c.session.gateOpen = true;
    notify(c.out, { what: 'gate', session: c.session.id });
  },
};

const GO_ON: Transition<ServerStep> = {
  id: 'server.gate.admit-held',
  on: ['gate held'],
  from: { phase: ['announced', 'running'], group: ['enrolled'] },
  when: 'a SAREQ waits for the gate, which has opened',
  to: {},
  effects: ['send KAREQ', 'set ka', 'notify admitted'],
  clause: '7.1.1; 7.1.5, figures 10 and 11',
  decisions: ['D4'],
  run: (c) => {
    clearFlag(c.session.members, c.user, HELD);
    admit(c);
  },
};

const RENEW_KEY: Transition<ServerStep> = {
  id: 'server.key.renew',
  on: ['de-enrolment'],
  from: { phase: ['announced', 'running'] },
  when: 'the session is secure',
  to: {},
  effects: ['send KDUPT', 'notify key'],
  clause: '7.3, figures 23 and 24',
  decisions: ['D16'],
  run: (c) => {
    makeKey(c);
    eachId(c.session.enrolled, (user) => sendKdupt(c, user));
  },
};

/** Rows that no message leads to by itself. */
export const INNER_ROWS: readonly Transition<ServerStep>[] = [OPEN_GATE, GO_ON, RENEW_KEY];

/** The gate admits the sender: KAREQ at once, to it alone; from now on its KARES counts (7.1.5, 9.2 b, D25). */
export function admit(c: ServerStep): void {
  const { session, user } = c;
  setFlag(session.members, user, ADMITTED);
  ask(c);
  notify(c.out, { what: 'admitted', session: session.id, user });
}

/** KAREQ to the sender, and its timer, where it is tracked or not yet active (D9, D11). */
export function ask(c: ServerStep): void {
  sendKareq(c, c.user);
  if (groupOf(c.session.members, c.user) < ACTIVE || isTracked(c, c.user)) armIdleKa(c, c.user);
}

/** Discards the key and makes a new one (7.3, D16). */
export function makeKey(c: ServerStep): void {
  const { session } = c;
  session.key = randomOctets(c.server.random, c.server.options.policies.keyOctets);
  session.generation += 1;
  notify(c.out, { what: 'key', session: session.id, generation: session.generation });
}

/** Opens the gate where nothing keeps it shut any more, and goes on with what was held, in order of arrival. */
export function tryGate(c: ServerStep): void {
  const { session } = c;
  if (session.gateOpen || session.principalsMissing > 0) return;
  take(c, OPEN_GATE);
  const held = session.held;
  session.held = [];
  const sender = c.user;
  for (const user of held) {
    c.user = user;
    take(c, GO_ON);
  }
  c.user = sender;
}

/** A member was de-enrolled: with S=1 the key is renewed (7.3). */
export function afterDeEnrolment(c: ServerStep): void {
  if (c.session.secure) take(c, RENEW_KEY);
}

/** Takes a row within another one. */
export function take(c: ServerStep, row: Transition<ServerStep>): void {
  const before = c.out.why;
  c.out.why = whyOf(row, c);
  row.run(c);
  c.out.why = before;
}
