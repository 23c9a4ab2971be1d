/** D19: a member joins the multicast group of its session by IGMP when it is enrolled, and leaves it when it is no longer. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/scenario/read.js';
import { runScenario } from '../../src/sim/run.js';
import type { StateEvent } from '../../src/sim/trace.js';

const GROUP = '239.192.0.1 on lan';

/** What becomes of a's membership of the session's group, by what a does from 1 s on: "1.01 join", "2 leave". */
function memberships(lines: string, groupJoin = 'on'): readonly string[] {
  const text = `purpose: Group join.
clause: 6.1, D19
actors: [server, creator, a]
session: {period: 1s, timeout: 300ms}
policies: {groupJoin: ${groupJoin}, retry: off}
timeline:
  - at 0s: creator creates
  - at 500ms: a registers
  - at 1s: a enrols
${lines}  - at 9s: end
`;
  const read = readScenario('d19.yaml', text, { set: {}, include: () => undefined });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('\n'));
  const run = runScenario(read.value[0]);
  if (!run.ok) throw new Error('not staged');
  return run.value.events
    .filter(
      (event): event is StateEvent =>
        event.kind === 'state' && event.what === 'membership' && event.node === 'a' && event.of === GROUP,
    )
    .filter(({ from, to }) => from === 'non-member' || to === 'non-member')
    .map(({ t, to }) => `${t / 1_000_000} ${to === 'non-member' ? 'leave' : 'join'}`);
}

describe('D19 — group join', () => {
  test('D19 — enrolled: joined when SJRES has come; registered: not', () => {
    expect(memberships('')).toEqual(['1.02 join']);
  });

  test('D19 — leaving the active group alone does not leave the multicast group', () => {
    expect(memberships('  - at 2s: a activates\n  - at 3s: a leaves\n')).toEqual(['1.02 join']);
  });

  test('D19 — de-enrolment and deregistration leave it', () => {
    expect(memberships('  - at 3s: a leaves the enrolled group\n')).toEqual(['1.02 join', '3 leave']);
    expect(memberships('  - at 3s: a deregisters\n')).toEqual(['1.02 join', '3 leave']);
  });

  test('D19 — enrolled again: joined again', () => {
    expect(memberships('  - at 3s: a leaves the enrolled group\n  - at 4s: a enrols\n')).toEqual([
      '1.02 join',
      '3 leave',
      '4.02 join',
    ]);
  });

  test('D19 — the end of the session leaves it', () => {
    const lines =
      '  - at 2s: [creator enrols, a activates]\n  - at 3s: creator activates\n  - at 4s: creator terminates\n';
    expect(memberships(lines)).toEqual(['1.02 join', '4.02 leave']);
  });

  test('D19 — policy groupJoin: off', () => {
    expect(memberships('', 'off')).toEqual([]);
  });
});
