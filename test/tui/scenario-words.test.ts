/**
 * What the views say of a scenario: whom a line is about, who is in a group, by which name a network goes; and that nothing of it
 * is cut without a mark.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createScenarioStory } from '../../src/tui/scenario/story.js';
import { STATES } from '../../src/tui/story/contract.js';
import { scenarioCaptures } from './scenario-captures.js';
import { playScenario, runsIn, SCENARIOS, sampleOf } from './scenario-sample.js';
import { play } from './world.js';

const SECURE = 'scenarios/fig23-secure.yaml';
const CONTROL = 'scenarios/fig03-control.yaml';
const GROUPS = 'scenarios/igmp-group-expiry.yaml';
const HOMES = 'scenarios/igmp-multihomed.yaml';
const WIDE = { size: { width: 120, height: 40 } };

const folder = scenarioCaptures('igmp-multihomed');
type Opened = Awaited<ReturnType<typeof playScenario>>;
const linesOf = (one: Opened, pattern: RegExp): readonly string[] =>
  one
    .text()
    .split('\n')
    .filter((line) => pattern.test(line));
const titleOf = (one: Opened): string => linesOf(one, /State after packet/)[0] ?? '';

describe('the state view: what the packet changed', () => {
  test('says whom each line is about', async () => {
    const one = await playScenario(SECURE, WIDE);
    one.keys('f4', '3', '4', 'G');
    expect(linesOf(one, /¤/).map((line) => /¤ (\w+): key/.exec(line)?.[1])).toEqual([
      'server',
      'creator',
      'b',
      'c',
    ]);
    const two = await playScenario(CONTROL, WIDE);
    two.keys('G', 'f4');
    expect(linesOf(two, /quiet timer stopped/).map((line) => line.slice(3, 12).trim())).toEqual([
      'creator:',
      'b: quiet',
    ]);
  });

  test('no two lines of a packet are the same, in any scenario', () => {
    for (const path of SCENARIOS) {
      const { story } = sampleOf(runsIn(path)[0]);
      for (let number = 1; number <= story.scanned; number += 1) {
        const told = (story.situation(number)?.happenings ?? []).map(
          ({ kind, actor, text, by }) => `${kind} ${story.actors.at(actor)?.name}: ${text} at ${by.at}`,
        );
        const keys = told.filter((text) => text.startsWith('key'));
        expect(new Set(keys).size, `${path}, packet ${number}`).toBe(keys.length);
      }
    }
  });

  test('an action, which names its actor itself, is not said to be of whom twice', async () => {
    const one = await playScenario('scenarios/fig12-membership-check.yaml');
    one.keys('f4', '2', '7', 'G');
    expect(linesOf(one, /▶/)[0]).toMatch(/▶ c sends KARES/);
  });

  test('the cell beneath, and what is copied, say it too', async () => {
    const one = await playScenario(SECURE, WIDE);
    one.keys('f4', '3', '4', 'G', 'S-tab', 'S-tab', 'j', 'j', 'j');
    expect(one.text()).toMatch(/^ b: key: [0-9a-f]{32} {3}7\.3 D21/m);
    one.keys('y', 'y');
    const copied = one.effects().flatMap((effect) => (effect.kind === 'copy' ? [effect.text] : []));
    expect(copied[0]).toMatch(/^b: key: /);
  });

  test.each([40, 60, 70, 80, 100, 120])(
    'at %i columns the title keeps its ends, and marks what is cut',
    async (width) => {
      const one = await playScenario('scenarios/fig12-membership-check.yaml', {
        size: { width, height: 24 },
      });
      one.keys('f4', '2', '7', 'G');
      const title = titleOf(one);
      const whole = 'State after packet 27  3.400000  c → server  GMP  KARES session 1 user 2, participant';
      if (width > whole.length + 1) expect(title).toContain(whole);
      else expect(title).toMatch(/…( +\d+-\d+ of \d+ *)?$/);
      if (width >= 60) expect(title).toContain('c → server');
    },
  );
});

describe('the state view: memberships', () => {
  test('hosts stand under Members, once; where nobody is left, nobody does', async () => {
    const one = await playScenario(GROUPS, WIDE);
    one.keys('G', 'f4');
    expect(linesOf(one, /Group +Members/)[0].match(/members/gi)).toHaveLength(1);
    expect(linesOf(one, /^.239\.1\.1\.1 {2}/)[0]).toMatch(/^.239\.1\.1\.1 +○ absent/);
    expect(linesOf(one, /^.239\.2\.2\.2 /)[0]).toMatch(/^.239\.2\.2\.2 stays +● present/);
    const two = await playScenario(HOMES, WIDE);
    two.keys('G', 'f4');
    expect(linesOf(two, /^.239\.1\.1\.1 /)[0]).toMatch(/^.239\.1\.1\.1 m, h +● present/);
  });
});

describe('the scenario view: how the session stands now', () => {
  test.each([
    [50, 20],
    [60, 15],
    [60, 24],
    [80, 24],
    [99, 30],
    [100, 24],
    [120, 40],
  ])('at %i×%i nothing of it is cut', async (width, height) => {
    const one = await playScenario(CONTROL, { size: { width, height } });
    const pane = (): string =>
      one
        .panes()
        .find(({ id }) => id === 'standings')
        ?.rows.slice(1, 5)
        .map((row) => row.map(({ text }) => text).join(''))
        .join(' ')
        .replaceAll(/ +/g, ' ') ?? '';
    one.keys('r', ...'1.74s', 'enter');
    expect(pane()).toMatch(/session 1 at server running period \d+\.\d+ /);
    expect(pane()).toMatch(/(registered 3, enrolled 3, active 3|3 ⊇ 3 ⊇ 3) rounds 1, gate open/);
  });

  test('that the gate is shut is told, too', async () => {
    const one = await playScenario('scenarios/start-gate.yaml');
    one.keys('r', ...'0.45s', 'enter');
    expect(linesOf(one, /registered \d|⊇/)[0]).toContain('gate closed');
  });

  test('what does not fit of an actor ends in a mark', async () => {
    const one = await playScenario('scenarios/fig22-keepalive-lost.yaml');
    one.keys('r', ...'2.63', 'enter');
    const pane = one.panes().find(({ id }) => id === 'standings');
    const rows = pane?.rows.map((row) => row.map(({ text }) => text).join('')) ?? [];
    expect(rows.find((row) => row.startsWith(' p '))).toMatch(/KA 0\.300, qui?…$/);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(pane?.area.width ?? 0);
  });
});

describe('a network', () => {
  test('goes by the name of the scenario, and by its address, where findings are', async () => {
    const capture = await play(join(folder(), 'igmp-multihomed.pcapng'));
    capture.work();
    const { findings } = capture.world.story;
    const { telling } = sampleOf(runsIn(HOMES)[0]);
    const own = createScenarioStory(telling, () => findings).findings;
    expect(own.verdicts?.map(({ matter }) => own.nameOf(matter.key))).toEqual([
      'left, 10.0.0.0/16',
      'right, 10.1.0.0/16',
    ]);
    await capture.store.close();
  });

  test('is queried from its first query on, and is drawn so', async () => {
    const one = await playScenario(GROUPS, WIDE);
    const { subjects, changes } = one.story;
    const network = Array.from({ length: subjects.count }, (_, i) => subjects.at(i)).find(
      (subject) => subject?.kind === 'network',
    );
    const places = changes.of(network?.number ?? -1);
    expect(Array.from(places, (place) => STATES.network[changes.at(place).to])).toEqual(['queried']);
    expect(changes.at(places[0]).by.frame).toBe(1);
    expect(changes.at(places[0]).shown).toBe(1);
    one.keys('f5');
    expect(linesOf(one, /lan/)[0]).toContain('═════');
    expect(one.text()).toContain('═ queried');
  });

  test('on which nobody asks has no block, and the legend speaks of none', async () => {
    const silent = SCENARIOS.filter((path) => {
      const { story } = sampleOf(runsIn(path)[0]);
      const numbers = Array.from({ length: story.subjects.count }, (_, i) => i);
      const networks = numbers.filter((number) => story.subjects.at(number)?.kind === 'network');
      return networks.length > 0 && networks.every((number) => story.changes.of(number).length === 0);
    });
    for (const path of silent) {
      const one = await playScenario(path, WIDE);
      one.keys('f5');
      expect(one.text(), path).not.toContain('queried');
    }
  });
});
