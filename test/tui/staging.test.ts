/**
 * Runs made to be viewed: whoever gets one gets all of it.
 */
import { describe, expect, test } from 'vitest';
import { COMMAND_BUDGET } from '../../src/cli/sim-budget.js';
import { createStaging } from '../../src/tui/files/staging.js';
import { runsIn } from './scenario-sample.js';

const LONG = `
purpose: A long run.
clause: "7.2"
actors: [server, creator, a]
session: {mode: open, period: 1s, timeout: 300ms}
network: {delay: 10ms}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: creator and a enrol
  - at 300ms: creator activates
  - at 400ms: a activates
  - at 3000s: end
`;

describe('a long run', () => {
  test('its last message is a packet that is there: the story may be looked at anywhere at once', async () => {
    const staging = createStaging({ runs: runsIn('long.yaml', LONG), budget: COMMAND_BUDGET });
    const told = new Set<string>();
    staging.watch(() => told.add(staging.theatre().progress().what));
    const opened = await staging.open(0);
    if (!opened.ok) throw new Error(opened.error.message);
    const { index, staged } = opened.value;
    const { messages } = staged?.story() ?? { messages: { count: 0, at: () => 0 } };
    expect(messages.count).toBeGreaterThan(10_000);
    expect(index.complete).toBe(true);
    expect(index.count).toBe(messages.at(messages.count - 1));
    expect(index.readPacket(index.count).ok).toBe(true);
    expect([...told]).toEqual(['running', 'making its frames', 'writing its capture', 'putting it in order']);
    await index.close();
  });
});
