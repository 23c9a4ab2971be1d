/** The statistics of GMP sessions, on captures of scenarios and of what tests play. */
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { MOST_LINES } from '../../src/statistics/gmp-flow.js';
import { captureTraffic, play, playOne, type Taking, type Traffic, walkCapture } from '../conform/harness.js';
import { SCENARIOS } from '../sim/canary-sweep.js';
import { textOf } from '../sim/scenario-files.js';
import { contextOf, reportOf, statisticOf } from './counting.js';

function tables(traffic: Traffic, texts: readonly string[], taking: Taking = {}): readonly string[] {
  const registry = createRegistry();
  const context = contextOf(registry);
  const names = new Map(traffic.source.names?.map(({ address, name }) => [[...address].join('.'), name]));
  const made = texts.map((text) => statisticOf(text, { ...context, names }));
  walkCapture(
    captureTraffic(traffic, taking),
    (w) => {
      for (const { packet } of made) packet(w);
    },
    registry,
  );
  return made.map(reportOf);
}

const ALL = ['gmp,sessions', 'gmp,members', 'gmp,timers', 'gmp,flow'];

/** A table's rows as words. */
function rowsOf(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter((line) => /^ *\d+ /.test(line))
    .map((line) => line.trim().split(/ {1,}/));
}

describe('goldens', () => {
  test.each(['fig12-membership-check', 'fig24-rekey', 'fig20-principal-leaves'])('%s', async (name) => {
    const [traffic] = play({ text: textOf(name), name });
    await expect(tables(traffic, ALL).join('\n')).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

describe('gmp,sessions', () => {
  const [traffic] = play({ text: textOf('fig21-terminate'), name: 'fig21' });

  test('a session that ended says when and by which clause (figure 21)', () => {
    const [table] = tables(traffic, ['gmp,sessions']);
    expect(table).toMatch(/ended .* 7\.2\.4, figure 21$/m);
  });

  test('one that was there before the capture began is marked', () => {
    const [table] = tables(traffic, ['gmp,sessions'], { skip: 20 });
    expect(table).toMatch(/ <\d+\.\d{6} /);
    const [whole] = tables(traffic, ['gmp,sessions']);
    expect(whole).not.toContain('<');
  });

  test('a filter that lets nothing through leaves the table empty', () => {
    expect(rowsOf(tables(traffic, ['gmp,sessions,igmp'])[0])).toEqual([]);
  });
});

describe('gmp,members', () => {
  test('who was asked, and who answered, is what the trace says', () => {
    const traffic = playOne(SCENARIOS[0], undefined);
    const [table] = tables(traffic, ['gmp,members']);
    const sent = (type: string, key: 'from' | 'to', name: string): number =>
      traffic.events.filter((e) => e.kind === 'message' && e.type === type && e[key] === name).length;
    const rows = rowsOf(table);
    expect(rows).toHaveLength(4);
    for (const [, , , host, , , , , , , asked, answered] of rows) {
      expect([host, Number(asked)]).toEqual([host, sent('KAREQ', 'to', host)]);
      expect([host, Number(answered)]).toEqual([host, sent('KARES', 'from', host)]);
    }
  });
});

describe('gmp,timers', () => {
  test('9.2 a: rounds a period apart have no drift; a server whose clock runs fast by 200 ppm has', () => {
    const drift = (scenario: (typeof SCENARIOS)[number]): number => {
      const [table] = tables(playOne(scenario, undefined), ['gmp,timers']);
      return Number(rowsOf(table)[0][6]);
    };
    const [scenario] = SCENARIOS;
    expect(drift(scenario)).toBe(0);
    const fast = scenario.actors.map((actor) =>
      actor.kind === 'server' ? { ...actor, driftPpm: 200 } : actor,
    );
    const measured = drift({ ...scenario, actors: fast });
    expect(measured).toBeLessThan(-190);
    expect(measured).toBeGreaterThan(-210);
  });

  test('9.2 b: what is lost is missed; answers come two delays after their requests', () => {
    const [calm, lossy] = [undefined, 'silences' as const].map((faults) => {
      const [table] = tables(playOne({ ...SCENARIOS[0], seed: 3 }, faults), ['gmp,timers']);
      return rowsOf(table)[0].map(Number);
    });
    expect(calm[9]).toBe(0);
    expect(calm.slice(11, 14)).toEqual([10, 10, 10]);
    expect(lossy[9]).toBeGreaterThan(0);
  });
});

describe('gmp,flow', () => {
  test('keepalives are folded, and every other message has its line', () => {
    const traffic = playOne(SCENARIOS[0], undefined);
    const [table] = tables(traffic, ['gmp,flow']);
    const others = traffic.events.filter((e) => e.kind === 'message' && !/^KARE[QS]$/.test(e.type)).length;
    const drawn = table.split('\n').filter((line) => /[-+] [A-Z]{5} [-+]/.test(line));
    expect(drawn.filter((line) => !/KARE[QS]/.test(line))).toHaveLength(others);
    expect(table).toMatch(/keepalive: \d+ KAREQ, \d+ KARES in \d+\.\d{3} s/);
    expect(drawn.length).toBeLessThan(60);
  });

  test('a long flow is drawn to a bound, and says how much is left out', () => {
    const text = `purpose: Many ask who is active.
clause: 7.2.2
actors: [server, creator]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 1s: creator enrols
  - at 2s: creator activates
${Array.from({ length: 1100 }, (_, i) => `  - at ${3000 + i * 40}ms: creator asks who is active`).join('\n')}
`;
    const [traffic] = play({ text });
    const [table] = tables(traffic, ['gmp,flow']);
    expect(table).toMatch(/\.\.\. and \d+ further lines/);
    expect(table.split('\n').length).toBeLessThan(MOST_LINES + 12);
  });
});
