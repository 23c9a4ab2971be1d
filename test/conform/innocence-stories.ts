/**
 * Stories for sweeps of innocence: between them, everything that GMP's machines do that is right, under all policies that
 * change what is on the wire.
 */
import type { Scenario } from '../../src/scenario/scenario.js';
import { SCENARIOS as SWEPT, scenarioIn } from '../sim/canary-sweep.js';

const GATE = `purpose: Activations come before the gate opens, one of them leaves again, a principal comes late.
clause: 7.1.1
actors: [server, creator, p, a, b]
principals: [p]
session: {mode: closed, period: 1s, timeout: 400ms, termination: all, members: [a]}
timeline:
  - at 0s: creator creates
  - at 1s: [a registers, b registers]
  - at 2s: [creator enrols, a enrols]
  - at 3s: [creator activates, a activates]
  - at 5s: a leaves
  - at 6s: a activates
  - at 9s: p registers
  - at 13s: p enrols
  - at 14s: p activates
  - at 17s: creator asks who is active
  - at 20s: a deregisters
`;

const ANY = `purpose: Losing one principal ends the session; the others come too late.
clause: 7.2.4
actors: [server, creator, p, a]
principals: [p]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 1s: [p registers, a registers]
  - at 2s: [creator enrols, p enrols, a enrols]
  - at 3s: [creator activates, p activates, a activates]
  - at 9s: p leaves
`;

const DELETED = `purpose: The creator deletes while it runs.
clause: 7.1.1
actors: [server, creator, a, b]
session: {mode: open, secure: yes, period: 700ms, timeout: 300ms}
timeline:
  - at 0s: creator creates
  - at 1s: [a registers, b registers]
  - at 2s: [creator enrols, a enrols, b enrols]
  - at 3s: [creator activates, a activates, b activates]
  - at 8s: creator deletes
`;

const ASKED = `purpose: The host program decides who may register, and takes its time.
clause: 7.1.3
actors:
  - server: {authorises: [a, creator], authorisation: 1500ms}
  - creator
  - a
  - b
session: {mode: closed, secure: yes, period: 1s, timeout: 900ms, termination: all}
timeline:
  - at 0s: creator creates
  - at 1s: [a registers, b registers]
  - at 3s: [creator enrols, a enrols]
  - at 4s: [creator activates, a activates]
  - at 10s: a leaves the enrolled group
  - at 14s: a activates
  - at 18s: creator terminates
`;

const SHORT = `purpose: KA timers run on from each KARES, and not much longer than a period; members vanish and come back.
clause: 7.2, 7.3
actors: [server, creator, p, q, a, b, c]
principals: [p, q]
session: {mode: closed, secure: yes, period: 500ms, timeout: 1400ms, members: [a, b, c]}
network: {delay: 50ms}
policies: {kaTimer: continuous}
timeline:
  - at 0s: creator creates
  - at 1s: [p registers, q registers, a registers, b registers, c registers]
  - at 2s: [creator enrols, p enrols, q enrols, a enrols, b enrols, c enrols]
  - at 3s: [creator activates, p activates, q activates, a activates, b activates, c activates]
  - at 5s: a deregisters
  - at 7017ms: b falls silent
  - at 9s: a registers
  - at 13s: a enrols
  - at 14s: b speaks again
  - at 15s: creator deletes
`;

const HASTY = `purpose: Answers take longer than the timeout, so that nobody is ever active; the session is deleted all the same.
clause: 7.2.4
actors: [server, creator, p, a]
principals: [p]
session: {mode: open, period: 1500ms, timeout: 100ms, termination: all}
network: {delay: 200ms}
timeline:
  - at 0s: creator creates
  - at 1s: [p registers, a registers]
  - at 2605ms: [creator enrols, p enrols, a enrols]
  - at 4098ms: [creator activates, p activates, a activates]
  - at 8s: a asks who is active
  - at 12s: creator deletes
  - at 13s: a asks who is active
`;

/** A story, and how it is named in failures. */
export interface NamedStory {
  readonly name: string;
  readonly scenario: Scenario;
  readonly hasPolicies: boolean;
}

const BASE: Readonly<Record<string, Scenario>> = {
  open: SWEPT[0],
  secure: SWEPT[1],
  ended: SWEPT[2],
  unfinished: SWEPT[3],
  gate: scenarioIn(GATE),
  any: scenarioIn(ANY),
  deleted: scenarioIn(DELETED),
  asked: scenarioIn(ASKED),
  short: scenarioIn(SHORT),
  hasty: scenarioIn(HASTY),
};

function plain(name: string): NamedStory {
  return { name, scenario: BASE[name], hasPolicies: false };
}

function over(name: string, transport: 'udp' | 'tcp'): NamedStory {
  return { ...plain(name), name: `${name} over ${transport}`, scenario: { ...BASE[name], transport } };
}

function under(name: string, policies: Readonly<Record<string, string>>): NamedStory {
  const base = BASE[name];
  const { place } = base.session;
  const settings = Object.entries(policies).map(([key, value]) => ({ name: key, value, place }));
  const told = Object.entries(policies).map((pair) => pair.join('='));
  return {
    name: `${name}, ${told.join(', ')}`,
    scenario: { ...base, policies: [...base.policies, ...settings] },
    hasPolicies: true,
  };
}

/** All stories. */
export const STORIES: readonly NamedStory[] = [
  ...Object.keys(BASE).map(plain),
  over('open', 'tcp'),
  over('secure', 'tcp'),
  under('gate', { startGate: 'enrolled' }),
  under('gate', { earlyActivation: 'drop' }),
  under('open', { openTracking: 'ignore' }),
  under('open', { userInfo: 'registered', leaveTarget: 'active-only' }),
  under('secure', { karesCounts: 'any', keyOctets: '32' }),
  under('ended', { repeats: 'ignore', refusal: 'ignore' }),
];
