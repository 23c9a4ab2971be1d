/**
 * Faults to be planted in the server machine.
 */
import type { Fault } from './plant.js';

const SERVER = 'src/machine/server';
const CREATION = 'test/machine/server/creation.test.ts';
const REGISTRATION = 'test/machine/server/registration.test.ts';
const ENROLMENT = 'test/machine/server/enrolment.test.ts';
const MEMBERS = 'test/machine/server/members.test.ts';
const LEAVING = 'test/machine/server/leaving.test.ts';

const SESSION_FAULTS: readonly Fault[] = [
  {
    name: 'server-scinf-wait-not-enforced',
    breaks: 'a session whose SCINF never comes is kept',
    clause: 'D2',
    file: `${SERVER}/creation-rows.ts`,
    find: 'session.waitAt = after(c.now, server.options.policies.scinfWait);',
    replace: 'session.waitAt = NEVER;',
    caughtBy: [CREATION],
  },
  {
    name: 'server-record-kept-forever',
    breaks: 'the record of an ended session is never removed',
    clause: 'D14',
    file: `${SERVER}/ending.ts`,
    find: 'session.waitAt = after(c.now, c.server.options.policies.recordKept);',
    replace: 'session.waitAt = NEVER;',
    caughtBy: [LEAVING],
  },
  {
    name: 'server-user-id-twice',
    breaks: 'a user ID is given to a second member while the first still has it',
    clause: '8.2 f',
    file: `${SERVER}/id-pool.ts`,
    find: 'pool.largest += 1;',
    replace: 'pool.largest = pool.taken;',
    caughtBy: [REGISTRATION],
  },
  {
    name: 'server-gate-ignored',
    breaks: 'the session starts before its principals have registered',
    clause: '7.1.1, D6',
    file: `${SERVER}/inner-rows.ts`,
    find: 'if (session.gateOpen || session.principalsMissing > 0) return;',
    replace: 'if (session.gateOpen) return;',
    caughtBy: [ENROLMENT],
  },
  {
    name: 'server-held-out-of-order',
    breaks: 'requests that were held at the gate go on in the wrong order',
    clause: 'D4',
    file: `${SERVER}/inner-rows.ts`,
    find: 'for (const user of held) {',
    replace: 'for (const user of held.reverse()) {',
    caughtBy: [ENROLMENT],
  },
  {
    name: 'server-accepts-unauthorised',
    breaks: 'a client that is not among the listed members gets SRACC in closed mode',
    clause: '7.1.3, figure 8; D24',
    file: `${SERVER}/registration-rows.ts`,
    find: 'guard: (c) => listedEntry(c) >= 0,',
    replace: 'guard: () => true,',
    caughtBy: [REGISTRATION],
  },
  {
    name: 'server-second-question',
    breaks: 'a repeated SRREQ asks the host program a second time',
    clause: 'D1, D24',
    file: `${SERVER}/registration-rows.ts`,
    find: 'c.session.pending.add(c.from);',
    replace: '',
    caughtBy: [REGISTRATION],
  },
  {
    name: 'server-mm-port-forgotten',
    breaks: 'KAREQ goes to the SM address, not to the port that SAREQ named',
    clause: '8.1 n, D7',
    file: `${SERVER}/enrolment-rows.ts`,
    find: "messageOf(c, 'SAREQ').mmPort",
    replace: 'smPeerOf(session.members, user) % 65536',
    caughtBy: [ENROLMENT],
  },
  {
    name: 'server-wrong-address-accepted',
    breaks: 'whoever names a user ID is taken for that user',
    clause: 'D7',
    file: `${SERVER}/server.ts`,
    find: 'if (right(session.members, message.user) !== from) {',
    replace: 'if (right(session.members, message.user) === 0) {',
    caughtBy: [ENROLMENT],
  },
];

const KEEPALIVE_FAULTS: readonly Fault[] = [
  {
    name: 'server-kareq-extends-timer',
    breaks: 'a KAREQ that is sent while the KA timer runs extends it',
    clause: '9.2 b, D9',
    file: `${SERVER}/groups.ts`,
    find: 'if (!hasFlag(c.session.members, user, KA_RUNS)) armKa(c, user);',
    replace: 'armKa(c, user);',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-demotes-to-registered',
    breaks: 'an active member whose timer expires is only registered at once',
    clause: '7.2, figure 12',
    file: `${SERVER}/timer-rows.ts`,
    find: 'run: (c) => demote(c, ENROLLED),',
    replace: 'run: (c) => demote(c, REGISTERED),',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-timer-not-restarted',
    breaks: 'the KA timer is not restarted when an active member is demoted',
    clause: '7.2, figure 12',
    file: `${SERVER}/timer-rows.ts`,
    find: 'take(c, RESTART);',
    replace: '',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-round-asks-enrolled',
    breaks: 'the KAREQ round asks members that are not active',
    clause: '6.2',
    file: `${SERVER}/timer-rows.ts`,
    find: 'someIds(session.active, session.roundFrom',
    replace: 'someIds(session.enrolled, session.roundFrom',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-kares-two-steps',
    breaks: 'one KARES lifts a registered member into the active group',
    clause: '7.2, figure 12',
    file: `${SERVER}/member-rows.ts`,
    find: 'moveTo(c, c.user, ENROLLED);',
    replace: 'moveTo(c, c.user, ACTIVE);',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-kares-before-admission',
    breaks: 'KARES counts from a member whose SAREQ was not admitted',
    clause: 'D25',
    file: `${SERVER}/member-rows.ts`,
    find: "c.server.options.policies.karesCounts === 'admitted' &&",
    replace: 'false &&',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-kares-brings-leaver-back',
    breaks: 'a KARES that crosses a LVREQ makes the leaver active again',
    clause: '7.2.3, D25',
    file: `${SERVER}/groups.ts`,
    find: 'clearFlag(session.members, user, ADMITTED);',
    replace: '',
    caughtBy: [LEAVING],
  },
  {
    name: 'server-list-of-enrolled',
    breaks: 'UIRES lists members that are not active',
    clause: '7.2.2, figure 18',
    file: `${SERVER}/answers.ts`,
    find: 'eachId(session.active, (id) => {',
    replace: 'eachId(session.enrolled, (id) => {',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-list-parts-miscounted',
    breaks: 'UIRES counts one part more to follow than there is',
    clause: '7.2.2',
    file: `${SERVER}/answers.ts`,
    find: 'const following = parts - 1 - part;',
    replace: 'const following = parts - part;',
    caughtBy: [MEMBERS],
  },
];

const ENDING_FAULTS: readonly Fault[] = [
  {
    name: 'server-trind-missing-for-one',
    breaks: 'one of the active members gets no TRIND',
    clause: '7.2.4, D13',
    file: `${SERVER}/ending.ts`,
    find: 'for (const user of told) sendMm(',
    replace: 'for (const user of told.slice(1)) sendMm(',
    caughtBy: [LEAVING],
  },
  {
    name: 'server-trind-out-of-order',
    breaks: 'TRIND goes out in descending order of user IDs',
    clause: 'D13',
    file: `${SERVER}/ending.ts`,
    find: 'told.sort((a, b) => a - b);',
    replace: 'told.sort((a, b) => b - a);',
    caughtBy: [LEAVING],
  },
  {
    name: 'server-trind-to-leaver',
    breaks: 'the principal whose LVREQ ends the session gets TRIND too',
    clause: 'D13',
    file: `${SERVER}/ending.ts`,
    find: 'if (user !== leaver) told.push(user);',
    replace: 'told.push(user);',
    caughtBy: [LEAVING],
  },
  {
    name: 'server-trind-not-to-expired',
    breaks: 'members that expired at the end get no TRIND',
    clause: 'D13',
    file: `${SERVER}/ending.ts`,
    find: 'const told: number[] = [...expired];',
    replace: 'const told: number[] = [];',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-principal-leaves-unnoticed',
    breaks: 'the LVREQ of an active principal does not end the session',
    clause: '7.2.3, figure 20',
    file: `${SERVER}/leaving-rows.ts`,
    find: 'guard: (c) => isPrincipal(c.session, c.user),',
    replace: 'guard: () => false,',
    caughtBy: [LEAVING],
  },
  {
    name: 'server-all-read-as-any',
    breaks: 'the first principal that expires ends a session whose criterion says "all"',
    clause: '7.2.4, D12',
    file: `${SERVER}/timer-rows.ts`,
    find: 'if (principalLost && (!session.endsWithAll || session.activePrincipals === 0)) {',
    replace: 'if (principalLost) {',
    caughtBy: [MEMBERS],
  },
];

const INSTANT_FAULTS: readonly Fault[] = [
  {
    name: 'server-end-decided-too-early',
    breaks: 'the end is decided member by member where several expire at one instant',
    clause: 'D10',
    file: `${SERVER}/timer-rows.ts`,
    find: 'while (nextKaExpiry(session.members) === instant) {',
    replace: 'for (let once = nextKaExpiry(session.members) === instant; once; once = false) {',
    caughtBy: [MEMBERS],
  },
];

const KEY_FAULTS: readonly Fault[] = [
  {
    name: 'server-key-to-leaver',
    breaks: 'the new key is sent to the one whose leaving made it necessary',
    clause: '7.3, figure 24',
    file: `${SERVER}/leaving-rows.ts`,
    find: 'moveTo(c, c.user, REGISTERED);\n      afterDeEnrolment(c);',
    replace: 'afterDeEnrolment(c);\n      moveTo(c, c.user, REGISTERED);',
    caughtBy: [LEAVING],
  },
  {
    name: 'server-no-new-key-on-demotion',
    breaks: 'de-enrolment by the KA timer does not change the key',
    clause: '7.3',
    file: `${SERVER}/timer-rows.ts`,
    find: 'if (deEnrolled) afterDeEnrolment(c);',
    replace: '',
    caughtBy: [MEMBERS],
  },
  {
    name: 'server-stale-key',
    breaks: 'the key that was discarded goes out again, in SJRES and KDUPT',
    clause: '7.3',
    file: `${SERVER}/inner-rows.ts`,
    find: 'session.key = randomOctets(',
    replace: 'session.key ??= randomOctets(',
    caughtBy: [LEAVING],
  },
];

/** Faults of the server machine. */
export const SERVER_FAULTS: readonly Fault[] = [
  ...SESSION_FAULTS,
  ...KEEPALIVE_FAULTS,
  ...ENDING_FAULTS,
  ...INSTANT_FAULTS,
  ...KEY_FAULTS,
];
