/**
 * What is done, in the sentences of scenario files: the other direction of src/scenario/action-forms.ts, for files that the
 * program writes itself. Read again, a sentence means the same.
 */

import type { Micros } from '../base/micros.js';
import type { Action, Fault, NetworkSpec, Ratio } from '../scenario/scenario.js';
import type { Doing } from './faults-plan.js';

const LEAVING = ['leaves', 'leaves the enrolled group', 'deregisters'] as const;

/** A line that does something: a sentence, or a key with details in braces. */
export function lineOf(step: Doing): string {
  return step.kind === 'fault' ? faultLine(step.fault) : actionLine(step.actor, step.action);
}

function actionLine(actor: string, action: Action): string {
  switch (action.verb) {
    case 'leave':
      return `${actor} ${LEAVING[action.target]}`;
    case 'ask-users':
      return `${actor} asks who is active`;
    case 'fall-silent':
      return `${actor} falls silent`;
    case 'speak-again':
      return `${actor} speaks again`;
    case 'crash':
    case 'search':
      return `${actor} ${action.verb}es${'group' in action ? ` ${action.group}` : ''}`;
    case 'authorise':
    case 'refuse':
      return `${actor} ${action.verb}s ${action.whom}`;
    case 'serve':
      return `${actor} serves ${action.group}`;
    case 'send': {
      const fields = action.fields.map(({ name, value }) => `${name}: ${value}`);
      return `${actor} sends ${action.type}${fields.length === 0 ? '' : `: {${fields.join(', ')}}`}`;
    }
    case 'send-data': {
      const to = action.group === undefined ? '' : ` to ${action.group}`;
      return `${actor} sends data${to}${action.ttl === undefined ? '' : ` with TTL ${action.ttl}`}`;
    }
    case 'join':
    case 'quit': {
      const on = action.subnet === undefined ? '' : ` on ${action.subnet}`;
      return `${actor} ${action.verb}s ${action.group}${on} as process ${action.process}`;
    }
    default:
      return `${actor} ${action.verb}s`;
  }
}

function faultLine(fault: Fault): string {
  switch (fault.verb) {
    case 'cut':
    case 'repair':
      return `${fault.verb} ${fault.actors.join(' and ')}`;
    case 'part':
      return `part ${fault.left.join(' and ')} from ${fault.right.join(' and ')}`;
    case 'join-again':
      return 'join again';
    case 'network':
      return `network: ${networkText(fault.change)}`;
  }
}

/** How a network behaves, in braces. */
export function networkText(spec: Partial<NetworkSpec>): string {
  const { delay, jitter, loss, duplication, reordering, reorderBy } = spec;
  const parts = [
    ...(delay === undefined ? [] : [`delay: ${spanText(delay)}`]),
    ...(jitter === undefined ? [] : [`jitter: ${spanText(jitter)}`]),
    ...(loss === undefined ? [] : [`loss: ${ratioText(loss)}`]),
    ...(duplication === undefined ? [] : [`duplication: ${ratioText(duplication)}`]),
  ];
  if (reordering !== undefined) {
    const by =
      reordering.count === 0 ? '0' : `${ratioText(reordering)} by ${spanText(reorderBy ?? (0 as Micros))}`;
    parts.push(`reordering: ${by}`);
  }
  return `{${parts.join(', ')}}`;
}

function ratioText({ count, of }: Ratio): string {
  if (count === 0) return '0';
  return of === 1 ? `${count}` : `${count}/${of}`;
}

/** A span or instant in the largest unit in which it is exact: 3s, 300ms, 1.000001s. */
export function spanText(span: Micros): string {
  if (span === 0) return '0s';
  if (span % 1_000_000 === 0) return `${span / 1_000_000}s`;
  if (span < 1_000_000 && span % 1_000 === 0) return `${span / 1_000}ms`;
  const rest = String(span % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${Math.floor(span / 1_000_000)}.${rest}s`;
}
