/**
 * Policies by name: their defaults are those that the decisions give, and a wrong name or value is told with what is possible.
 */
import { describe, expect, test } from 'vitest';
import { DECISIONS, POLICIES, type Policy, parsePolicy, policiesWith } from '../../src/machine/policies.js';

const NAMES = Object.keys(POLICIES);

describe('policies', () => {
  test('have the defaults of the decisions', () => {
    expect(policiesWith()).toEqual({
      repeats: 'answer',
      scinfWait: 30_000_000,
      refusal: 'reject',
      earlyActivation: 'hold',
      startGate: 'registered',
      kaTimer: 'request-armed',
      openTracking: 'count',
      recordKept: 60_000_000,
      leaveTarget: 'reserved-octet',
      keyOctets: 16,
      retry: 'on',
      retryFirst: 500_000,
      retrySends: 5,
      retrySlow: 8_000_000,
      queryInterval: 60_000_000,
      missedQueries: 3,
      reportWithin: 10_000_000,
      ringWait: 1_000_000,
      groupJoin: 'off',
      unaskedKares: 'on',
      unaskedMost: 5,
      kaPeriod: 100,
      timeout: 30,
      termination: 'any',
      karesCounts: 'admitted',
      userInfo: 'active',
    });
  });

  test('those that are named change, the others do not', () => {
    const changed = policiesWith({ startGate: 'enrolled', retrySends: 3 });
    expect(changed).toEqual({ ...policiesWith(), startGate: 'enrolled', retrySends: 3 });
  });

  test.each(NAMES)('%s belongs to a decision, and its default is possible', (name) => {
    const policy: Policy<unknown> = POLICIES[name as keyof typeof POLICIES];
    expect(Object.keys(DECISIONS)).toContain(policy.decision);
    expect(policy.text).not.toBe('');
    expect(parsePolicy(`${name}=${policy.default}`)).toEqual({ ok: true, value: { [name]: policy.default } });
  });
});

describe('a policy as a text', () => {
  test.each([
    ['startGate=enrolled', { startGate: 'enrolled' }],
    ['openTracking=ignore', { openTracking: 'ignore' }],
    ['keyOctets=1', { keyOctets: 1 }],
    ['keyOctets=255', { keyOctets: 255 }],
    ['retrySends=30', { retrySends: 30 }],
    ['scinfWait=1', { scinfWait: 1 }],
    ['scinfWait=9007199254740991', { scinfWait: Number.MAX_SAFE_INTEGER }],
  ])('%s is read', (text, value) => {
    expect(parsePolicy(text)).toEqual({ ok: true, value });
  });

  const POSSIBLE = NAMES.join(', ');
  test.each([
    ['startGate', '"startGate": a policy is written name=value'],
    ['', '"": a policy is written name=value'],
    ['gate=open', `"gate" is no policy; there are ${POSSIBLE}`],
    ['toString=1', `"toString" is no policy; there are ${POSSIBLE}`],
    ['startGate=open', 'startGate: "open" is none of registered, enrolled'],
    ['startGate=', 'startGate: "" is none of registered, enrolled'],
    ['startGate=a=b', 'startGate: "a=b" is none of registered, enrolled'],
    ['keyOctets=0', 'keyOctets: "0" is no whole number from 1 to 255'],
    ['keyOctets=256', 'keyOctets: "256" is no whole number from 1 to 255'],
    ['keyOctets=', 'keyOctets: "" is no whole number from 1 to 255'],
    ['keyOctets=1.5', 'keyOctets: "1.5" is no whole number from 1 to 255'],
    ['keyOctets=x16', 'keyOctets: "x16" is no whole number from 1 to 255'],
    ['keyOctets=16x', 'keyOctets: "16x" is no whole number from 1 to 255'],
    ['scinfWait=0', 'scinfWait: "0" is no whole number of microseconds from 1 to 9007199254740991'],
  ])('%s is refused', (text, error) => {
    expect(parsePolicy(text)).toEqual({ ok: false, error });
  });
});
