/**
 * A plan without one of its actors: gone from the cast, the lists, the lines that it does, the faults that meet it.
 */
import type { Fault } from '../scenario/scenario.js';
import type { Doing, Plan } from './faults-plan.js';

/** The plan without an actor. */
export function withoutActor(plan: Plan, name: string): Plan {
  const { scenario } = plan;
  const actors = scenario.actors
    .filter((actor) => actor.name !== name)
    .map((actor) => ({
      ...actor,
      settings: actor.settings.map((setting) => ({ ...setting, value: withoutName(setting.value, name) })),
    }));
  const listed = scenario.session.listed.filter((one) => one !== name);
  const steps = plan.steps.flatMap((step) => stepWithout(step, name));
  return { ...plan, scenario: { ...scenario, actors, session: { ...scenario.session, listed } }, steps };
}

function withoutName(value: string, name: string): string {
  const names = value.split(', ');
  return names.includes(name) ? names.filter((one) => one !== name).join(', ') : value;
}

function stepWithout(step: Doing, name: string): readonly Doing[] {
  if (step.kind === 'action') {
    const { action } = step;
    const isAbout = step.actor === name || ('whom' in action && action.whom === name);
    return isAbout ? [] : [step];
  }
  const fault = faultWithout(step.fault, name);
  return fault === undefined ? [] : [{ ...step, fault }];
}

function faultWithout(fault: Fault, name: string): Fault | undefined {
  const others = (names: readonly string[]): readonly string[] => names.filter((one) => one !== name);
  switch (fault.verb) {
    case 'cut':
    case 'repair': {
      const actors = others(fault.actors);
      return actors.length === 0 ? undefined : { ...fault, actors };
    }
    case 'part': {
      const [left, right] = [others(fault.left), others(fault.right)];
      return left.length === 0 || right.length === 0 ? undefined : { ...fault, left, right };
    }
    default:
      return fault;
  }
}
