/**
 * What goes wrong in one run: a profile and a seed become fault steps at instants, beside the lines of the scenario's own
 * timeline. A plan is data, so that a part of it can be taken out and the rest run again (shrink.ts).
 *
 *   scenario + profile + seed ──planFaults──► Plan ──runPlan──► FaultRun
 */
import { type Micros, micros } from '../base/micros.js';
import { below, delayUpTo } from '../base/random.js';
import { createStreams, type Streams } from '../base/streams.js';
import type { Action, ActionStep, Actor, Fault, FaultStep, Scenario } from '../scenario/scenario.js';
import { type FaultProfile, PATIENCE, type Spells, WINDOW_BEHIND } from './faults.js';

/** Actors with a GMP client. */
const CLIENT_KINDS: readonly Actor['kind'][] = ['creator', 'principal', 'participant'];

/** Something that is done at an instant: an expectation is not. */
export type Doing = ActionStep | FaultStep;

/** A run with faults, before it runs. */
export interface Plan {
  /** The scenario under this seed, with clocks that drift; its timeline is in `steps`. */
  readonly scenario: Scenario;
  /** What happens, in order of time: lines of the scenario's timeline, and faults. */
  readonly steps: readonly Doing[];
  /** When all that is wrong ends. */
  readonly calmAt: Micros;
  /** How long host programs wait in `activating` (faults-host.ts). */
  readonly patience: Micros;
}

/** Whether an actor has a GMP client. */
export function isClient({ kind }: Actor): boolean {
  return CLIENT_KINDS.includes(kind);
}

/** Draws what goes wrong. Requests are repeated and KARES go unasked, whatever the scenario says: else nobody recovers. */
export function planFaults(scenario: Scenario, profile: FaultProfile, seed: number): Plan {
  const own = scenario.timeline.filter((step): step is Doing => step.kind !== 'expect');
  const last = own.at(-1)?.at ?? micros(0);
  const calmAt = micros(last + WINDOW_BEHIND);
  const streams = createStreams(seed);
  const actors = scenario.actors.map((actor) => withDrift(actor, profile, streams));
  const policies = scenario.policies.filter(({ name }) => name !== 'retry' && name !== 'unaskedKares');
  const faults = drawFaults(scenario, profile, streams, calmAt);
  const first = profile.network === undefined ? [] : [network(scenario, micros(0), profile.network)];
  const steps = inOrder([...first, ...own, ...faults]);
  return {
    scenario: { ...scenario, actors, policies, seed, timeline: [] },
    steps,
    calmAt,
    patience: PATIENCE,
  };
}

/** In order of time; what stands first of one instant stays first. */
export function inOrder(steps: readonly Doing[]): readonly Doing[] {
  return steps
    .map((step, i) => ({ step, i }))
    .sort(byTime)
    .map(({ step }) => step);
}

function byTime(a: { step: Doing; i: number }, b: { step: Doing; i: number }): number {
  return a.step.at - b.step.at || a.i - b.i;
}

/** A step in which something goes wrong on the network, or is repaired. */
export function faultStep({ session }: Scenario, at: Micros, fault: Fault, text: string): FaultStep {
  return { kind: 'fault', at, fault, text, place: session.place };
}

/** A step in which an actor does something. */
export function actionStep(
  { session }: Scenario,
  at: Micros,
  actor: string,
  action: Action,
  text: string,
): ActionStep {
  return { kind: 'action', at, actor, action, text, place: session.place };
}

function network(scenario: Scenario, at: Micros, change: NonNullable<FaultProfile['network']>): FaultStep {
  return faultStep(scenario, at, { verb: 'network', change }, `network: ${Object.keys(change).join(', ')}`);
}

function withDrift(actor: Actor, { driftPpm = 0 }: FaultProfile, streams: Streams): Actor {
  if (driftPpm === 0) return actor;
  const drawn = below(streams(actor.name, 'fault drift'), 2 * driftPpm + 1) - driftPpm;
  return { ...actor, driftPpm: actor.driftPpm + drawn };
}

interface Spell {
  readonly from: Micros;
  readonly to: Micros;
}

function drawFaults(
  scenario: Scenario,
  profile: FaultProfile,
  streams: Streams,
  calmAt: Micros,
): readonly Doing[] {
  const steps: Doing[] = [];
  const spellsOf = (spells: Spells | undefined, name: string, purpose: string): readonly Spell[] =>
    spells === undefined ? [] : drawSpells(spells, streams, name, purpose, calmAt);
  for (const actor of scenario.actors) {
    const { name, kind } = actor;
    const crashes = kind === 'server' ? profile.serverCrashes : profile.crashes;
    const mayCrash = kind === 'server' || isClient(actor);
    for (const spell of spellsOf(profile.cuts, name, 'fault cuts')) {
      steps.push(faultStep(scenario, spell.from, { verb: 'cut', actors: [name] }, `cut ${name}`));
      steps.push(faultStep(scenario, spell.to, { verb: 'repair', actors: [name] }, `repair ${name}`));
    }
    for (const spell of isClient(actor) ? spellsOf(profile.silences, name, 'fault silences') : []) {
      steps.push(actionStep(scenario, spell.from, name, { verb: 'fall-silent' }, `${name} falls silent`));
      steps.push(actionStep(scenario, spell.to, name, { verb: 'speak-again' }, `${name} speaks again`));
    }
    for (const spell of mayCrash ? spellsOf(crashes, name, 'fault crashes') : []) {
      steps.push(actionStep(scenario, spell.from, name, { verb: 'crash' }, `${name} crashes`));
      steps.push(actionStep(scenario, spell.to, name, { verb: 'restart' }, `${name} restarts`));
    }
  }
  for (const spell of spellsOf(profile.partitions, '', 'fault partitions')) {
    const sides = drawSides(scenario, streams);
    if (sides === undefined) continue;
    const { left, right } = sides;
    const text = `part ${left.join(', ')} from ${right.join(', ')}`;
    steps.push(faultStep(scenario, spell.from, { verb: 'part', left, right }, text));
    steps.push(faultStep(scenario, spell.to, { verb: 'join-again' }, 'join again'));
  }
  return steps.filter(({ at }) => at < calmAt);
}

function drawSpells(
  { well, bad }: Spells,
  streams: Streams,
  name: string,
  purpose: string,
  calmAt: Micros,
): readonly Spell[] {
  const stream = streams(name, purpose);
  const spells: Spell[] = [];
  let from = delayUpTo(stream, well) + 1;
  while (from < calmAt) {
    const to = from + 1 + delayUpTo(stream, bad);
    spells.push({ from: micros(from), to: micros(to) });
    from = to + 1 + delayUpTo(stream, well);
  }
  return spells;
}

function drawSides({ actors }: Scenario, streams: Streams) {
  const stream = streams('', 'fault sides');
  const isLeft = actors.map(() => below(stream, 2) === 0);
  const left = actors.filter((_, i) => isLeft[i]).map(({ name }) => name);
  const right = actors.filter((_, i) => !isLeft[i]).map(({ name }) => name);
  return left.length === 0 || right.length === 0 ? undefined : { left, right };
}
