/**
 * Stories in which the planted faults of test/machine/canaries show on the wire, one for each that does; of the others, why no
 * capture can show them.
 */
import { textOf } from '../sim/scenario-files.js';
import type { Story } from './harness.js';

const HEAD = `purpose: A fault shows.
clause: 7.2
`;

/** SCINF comes 40 s after SCACC, which is too late. */
const SCINF_LATE = `${HEAD}actors: [server, creator]
session: {mode: open, period: 1s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 5ms: cut creator
  - at 35s: repair creator
  - at 40s: creator sends SCINF with gmp.session_id=1 and gmp.user_id=1 and gmp.sm.flags.i=true
  - at 42s: end
`;

/** A former member speaks when the record is gone. */
const RECORD_GONE = `${HEAD}actors: [server, creator, a]
session: {mode: open, period: 1s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: [creator enrols, a enrols]
  - at 300ms: [creator activates, a activates]
  - at 1s: creator terminates
  - at 65s: a sends KARES with gmp.user_id=2
  - at 66s: end
`;

const RETURNS = `${HEAD}actors: [server, creator, a, b, c]
session: {mode: open, period: 1s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: b registers
  - at 300ms: a deregisters
  - at 400ms: c registers
  - at 1s: end
`;

/** The timeout is longer than the period, and a is silent for good. */
const LONG_SILENCE = `${HEAD}actors: [server, creator, a]
session: {mode: open, period: 1s, timeout: 1500ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: [creator enrols, a enrols]
  - at 300ms: [creator activates, a activates]
  - at 3s: a falls silent
  - at 15s: end
`;

/** a misses one timeout, and says unasked that it is there before it has missed the next one. */
const ONE_TIMEOUT = `${HEAD}actors: [server, creator, a]
session: {mode: open, period: 1s, timeout: 3s}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: [creator enrols, a enrols]
  - at 300ms: [creator activates, a activates]
  - at 5s: cut a
  - at 8s: repair a
  - at 12s: end
`;

/** a misses two timeouts, and comes back. */
const TWO_TIMEOUTS = `${HEAD}actors: [server, creator, a]
session: {mode: open, period: 1s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: [creator enrols, a enrols]
  - at 300ms: [creator activates, a activates]
  - at 2s: cut a
  - at 3s: repair a
  - at 7s: end
`;

/** b's SAREQ waits for the gate two seconds longer than a's. */
const GATE = `${HEAD}actors: [server, creator, a, b, p]
principals: [p]
session: {mode: open, period: 1s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 150ms: b registers
  - at 200ms: [a enrols, b enrols]
  - at 300ms: b activates
  - at 2300ms: a activates
  - at 4s: p registers
  - at 5s: end
`;

/** a is de-enrolled by its timer, in a secure session with long periods. */
const DE_ENROLLED = `${HEAD}actors: [server, creator, a, b]
session: {mode: open, secure: yes, period: 2s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: [a registers, b registers]
  - at 200ms: [creator enrols, a enrols, b enrols]
  - at 300ms: [creator activates, a activates, b activates]
  - at 4s: a falls silent
  - at 12s: end
`;

/** Where periods are long, only one thing can have happened. */
function slowly(more: string): string {
  return `${HEAD}actors: [server, creator, p, a, b]
principals: [p]
session: {mode: open, secure: yes, period: 5s, timeout: 2s}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: p registers
  - at 200ms: [a registers, b registers]
  - at 300ms: [creator enrols, p enrols, a enrols, b enrols]
  - at 400ms: [creator activates, p activates, a activates, b activates]
${more}`;
}

/** The principal is lost. */
const PRINCIPAL_LOST = slowly('  - at 8s: p falls silent\n  - at 16s: end\n');
/** The principal leaves, between two rounds. */
const PRINCIPAL_LEAVES = slowly('  - at 6s: p leaves\n  - at 16s: end\n');
/** A member leaves the enrolled group between two rounds, and nothing else happens. */
const LEAVES_ENROLLED = slowly('  - at 6s: a leaves the enrolled group\n  - at 16s: end\n');
/** The creator terminates, soon after a round. */
const TERMINATED = slowly('  - at 6s: creator terminates\n  - at 8s: end\n');

const PENDING = `${HEAD}actors: {server: {authorisation: 60s}, creator: {}, a: {}}
session: {mode: closed, period: 1s, timeout: 300ms}
policies: {retry: on}
timeline:
  - at 0s: creator creates
  - at 1s: a registers
  - at 20s: end
`;

/** a is cut off until it is demoted, but not for two periods and a timeout. */
const CUT_LONG = `${HEAD}actors: [server, creator, a]
session: {mode: open, period: 1s, timeout: 2s}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: [creator enrols, a enrols]
  - at 300ms: [creator activates, a activates]
  - at 4s: cut a
  - at 7s: repair a
  - at 12s: end
`;

/** What shows a fault: the story, and the finding that names it. */
export interface Shown {
  readonly story: Story;
  /** The run of its file, where there are several. */
  readonly run?: string;
  readonly code: string;
  /** Whether nothing else can explain it. */
  readonly certain: boolean;
  /** Findings that the story has with right machines too: somebody is silent, or misbehaves on purpose. */
  readonly besides?: readonly string[];
}

function shown(code: string, text: string, besides: readonly string[] = []): Shown {
  return { story: { text }, code, certain: true, besides };
}

/** One that loss, or the like, may explain too: it is told, as a warning. */
function doubtful(code: string, text: string, besides: readonly string[] = []): Shown {
  return { ...shown(code, text, besides), certain: false };
}

const SILENT = ['check.no-kares'];

/** By fault. */
export const SHOWN: Readonly<Record<string, Shown>> = {
  'server-scinf-wait-not-enforced': shown('check.scinf-wait', SCINF_LATE),
  'server-record-kept-forever': shown('check.record-kept', RECORD_GONE),
  'server-user-id-twice': shown('check.user-id-twice', RETURNS),
  'server-gate-ignored': shown('check.gate-ignored', textOf('start-gate')),
  'server-held-out-of-order': shown('check.held-order', GATE),
  'server-accepts-unauthorised': shown('check.not-authorised', textOf('fig08-register-closed-rejected')),
  'server-mm-port-forgotten': shown('check.mm-address', textOf('fig11-join-ongoing')),
  'server-wrong-address-accepted': shown('check.stranger-obeyed', textOf('fig13-server-mm'), [
    'check.wrong-address',
    'check.uireq-not-active',
    'check.trreq-not-creator',
    'check.unknown-user',
  ]),
  'server-kareq-extends-timer': shown('check.not-demoted', LONG_SILENCE, SILENT),
  'server-demotes-to-registered': doubtful('check.two-steps-down', ONE_TIMEOUT, SILENT),
  'server-timer-not-restarted': doubtful('check.one-step-per-kares', TWO_TIMEOUTS, SILENT),
  'server-round-asks-enrolled': shown('check.kareq-not-active', textOf('fig11-join-ongoing')),
  'server-kares-two-steps': doubtful('check.one-step-per-kares', TWO_TIMEOUTS, SILENT),
  'server-kares-before-admission': {
    ...shown('check.kares-counted', textOf('kares-that-counts'), ['check.kares-not-admitted']),
    run: 'before-activation',
  },
  'server-kares-brings-leaver-back': {
    ...doubtful('check.leaver-asked', textOf('kares-that-counts')),
    run: 'overtaken',
  },
  'server-list-of-enrolled': shown('check.list-not-active', textOf('fig18-user-info'), [
    'check.uireq-not-active',
  ]),
  'server-list-parts-miscounted': shown('check.list-parts', textOf('fig13-server-mm'), [
    'check.wrong-address',
    'check.uireq-not-active',
    'check.trreq-not-creator',
    'check.unknown-user',
  ]),
  'server-trind-missing-for-one': shown('check.trind-missing', TERMINATED),
  'server-trind-out-of-order': shown('check.trind-order', textOf('fig03-control')),
  'server-trind-to-leaver': shown('check.trind-to-leaver', PRINCIPAL_LEAVES),
  'server-trind-not-to-expired': shown('check.trind-not-to-expired', PRINCIPAL_LOST, SILENT),
  'server-principal-leaves-unnoticed': shown('check.end-missing', PRINCIPAL_LEAVES),
  'server-all-read-as-any': doubtful('check.criterion-all', textOf('fig22-keepalive-lost'), SILENT),
  'server-end-decided-too-early': doubtful(
    'check.end-decided-too-early',
    textOf('fig22-keepalive-lost'),
    SILENT,
  ),
  'server-key-to-leaver': shown('check.key-to-leaver', LEAVES_ENROLLED),
  'server-no-new-key-on-demotion': shown('check.rekey-missing', DE_ENROLLED, SILENT),
  'server-stale-key': shown('check.key-reused', LEAVES_ENROLLED),
  'client-answers-after-leaving': doubtful('check.kares-after-leaving', textOf('kares-that-counts'), [
    'check.kares-not-admitted',
  ]),
  'client-retry-not-doubled': doubtful('check.retry-interval', textOf('repeated-requests'), [
    'check.no-answer',
  ]),
  'client-gives-up-pending': {
    ...doubtful('check.pending-given-up', PENDING),
    // It breaks down when it has given up: what it sent until then is captured.
    story: { text: PENDING, faults: 'calm' },
  },
  'client-lost-after-four': doubtful('check.unasked-too-few', textOf('lost-contact'), SILENT),
  'client-quiet-too-soon': doubtful('check.unasked-too-soon', CUT_LONG, SILENT),
  'client-silent-at-activation': doubtful('check.no-kares', textOf('fig11-join-ongoing')),
};

/** Faults that no capture shows, and why. */
export const HIDDEN: Readonly<Record<string, string>> = {
  'server-second-question':
    'what the host program is asked does not pass the wire, and it may take as long as it likes to answer (D24)',
  'client-keeps-old-key': 'what a client encrypts with its key is no message of GMP',
  'client-hears-strangers':
    'nobody speaks to a client but its server in what the simulator plays; hand-made traffic shows it (rules.test.ts)',
  'client-list-with-a-gap':
    'that a part of a list was lost on its way to the client does not show, nor what it makes of the list',
};
