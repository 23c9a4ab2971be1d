/**
 * The flags of `check`, read: what is assumed of the machines and of the capture.
 */
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import type { Micros } from '../base/micros.js';
import { nearestHint } from '../base/nearest.js';
import { ok } from '../base/result.js';
import { type JudgeOptions, MAX_DELAY, TOLERANCE } from '../conform/contract.js';
import { POLICIES, type Policies, type PolicyName, parsePolicy, policiesWith } from '../machine/policies.js';
import { readDuration } from '../scenario/quantities.js';
import type { CheckFlags } from './check-flags.js';
import type { Environment } from './locale.js';
import { inputOf, registryOptions } from './plan.js';
import { fault, type Parsed } from './usage.js';

/** What `check` is to do. */
export interface CheckPlan {
  /** A path, or `-`. */
  readonly input: string;
  readonly judge: JudgeOptions;
  /** Makes the dissectors of the capture. */
  readonly registry: () => Registry;
}

/** Reads the flags. */
export function planCheck(file: string | undefined, flags: CheckFlags, env: Environment): Parsed<CheckPlan> {
  const input = inputOf(file, flags, 'check');
  if (!input.ok) return input;
  const options = registryOptions(flags, env);
  if (!options.ok) return options;
  const policies = readPolicies(flags.policy ?? []);
  if (!policies.ok) return policies;
  const maxDelay = spanOf('--max-delay', flags.maxDelay, MAX_DELAY);
  if (!maxDelay.ok) return maxDelay;
  const tolerance = spanOf('--tolerance', flags.tolerance, TOLERANCE);
  if (!tolerance.ok) return tolerance;
  return ok({
    input: input.value,
    judge: {
      policies: policies.value,
      maxDelay: maxDelay.value,
      tolerance: tolerance.value,
      lossy: flags.lossy === true,
    },
    // No rule asks for the numbers of conversations.
    registry: () => createRegistry({ ...options.value, conversations: false }),
  });
}

function spanOf(flag: string, text: string | undefined, preset: Micros): Parsed<Micros> {
  if (text === undefined) return ok(preset);
  const span = readDuration(text);
  return span.ok ? span : fault(flag, text, span.error);
}

/** Reads all `--policy`; spans as scenario files write them. A later one wins over an earlier one. */
export function readPolicies(list: readonly string[]): Parsed<Policies> {
  let changed: Partial<Policies> = {};
  for (const text of list) {
    const one = readPolicy(text);
    if (!one.ok) return one;
    changed = { ...changed, ...one.value };
  }
  return ok(policiesWith(changed));
}

function readPolicy(text: string): Parsed<Partial<Policies>> {
  const equals = text.indexOf('=');
  if (equals < 1) {
    return fault('--policy', text, 'a policy is written KEY=VALUE', {
      hint: 'as in --policy startGate=enrolled',
    });
  }
  const name = text.slice(0, equals);
  const value = text.slice(equals + 1);
  const names = Object.keys(POLICIES);
  if (!names.includes(name)) {
    const hint = nearestHint(name, names) ?? `policies: ${names.join(', ')}`;
    return fault('--policy', text, `there is no policy "${name}"`, { to: equals, hint });
  }
  const policy: { readonly kind: string } = POLICIES[name as PolicyName];
  const atValue = { from: equals + 1 };
  if (policy.kind !== 'micros') {
    const read = parsePolicy(text);
    return read.ok ? read : fault('--policy', text, read.error, atValue);
  }
  const span = readDuration(value);
  if (!span.ok) return fault('--policy', text, `${name}: ${span.error}`, atValue);
  const read = parsePolicy(`${name}=${span.value}`);
  return read.ok ? read : fault('--policy', text, read.error, atValue);
}
