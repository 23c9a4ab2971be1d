/**
 * The scenario view without a terminal: playing, stepping, going along with the cursor of the other views, any size.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCENARIO } from '../../src/tui/keys/scenario.js';
import { frameOf } from '../../src/tui/model/areas.js';
import { paneAreas } from '../../src/tui/model/scenario-areas.js';
import { rowWidth } from '../../src/tui/view/segment.js';
import { playScenario, runsIn, sampleOf } from './scenario-sample.js';
import { play, textOf } from './world.js';

const FIG03 = 'scenarios/fig03-control.yaml';
const RUN = 'scenarios/fig22-keepalive-lost.yaml';

const opened = playScenario;
type Opened = Awaited<ReturnType<typeof opened>>;
const player = (
  one: Opened,
): Opened['model'] extends () => infer M
  ? M extends { views: { scenario: { player: infer P } } }
    ? P
    : never
  : never => one.model().views.scenario.player as never;

const tick = (one: Opened, at: number): void => one.take({ kind: 'tick', at });

describe('the runs of a file', () => {
  const RUNS = 'scenarios/kares-that-counts.yaml';
  const selected = (one: Opened): string | undefined =>
    one
      .text()
      .split('\n')
      .find((line) => /^ *>/.test(line))
      ?.trim();

  test('are listed by their names, a star at the one that is played; Enter plays the selected one', async () => {
    const one = await opened(RUNS, { depth: 0 });
    const names = runsIn(RUNS).map(({ name }) => name);
    one.keys('space');
    one.effects();
    one.keys('O');
    for (const [i, name] of names.entries())
      expect(one.text()).toContain(`${i === 0 ? '*' : ' '} ${i + 1}  ${name}`);
    expect(selected(one)).toBe(`>* 1  ${names[0]}`);
    one.keys('k');
    expect(selected(one)).toBe(`>* 1  ${names[0]}`);
    one.keys('G');
    expect(selected(one)).toBe(`>  ${names.length}  ${names.at(-1)}`);
    one.keys('j', 'k');
    expect(selected(one)).toBe(`>  ${names.length - 1}  ${names.at(-2)}`);
    one.keys('enter');
    expect(one.model().dialog).toBe(undefined);
    expect(one.effects()).toEqual([
      { kind: 'clock', on: false },
      { kind: 'run', number: names.length - 2 },
    ]);
  });

  test('leaving the list changes nothing, nor does choosing what is played', async () => {
    const one = await opened(RUNS);
    for (const keys of [
      ['O', 'j', 'esc'],
      ['O', 'j', 'q'],
      ['O', 'j', 'k', 'enter'],
    ]) {
      one.keys(...keys);
      expect(one.model().dialog).toBe(undefined);
      expect(one.effects()).toEqual([]);
    }
  });

  test('a click plays a run; the wheel goes through them; beside the list it closes', async () => {
    const one = await opened(RUNS);
    one.keys('O');
    const y = one
      .text()
      .split('\n')
      .findIndex((line) => line.includes(` 2  `));
    one.take({ kind: 'pointer', pointer: { act: 'wheelDown', x: 10, y } });
    expect(one.model().dialog).toEqual({ kind: 'runs', at: 1 });
    one.take({ kind: 'pointer', pointer: { act: 'press', x: 10, y } });
    expect(one.effects()).toContainEqual({ kind: 'run', number: 1 });
    one.keys('O');
    one.take({ kind: 'pointer', pointer: { act: 'press', x: 0, y: 0 } });
    expect(one.model().dialog).toBe(undefined);
  });

  test('where there is one only, that is said; many are scrolled through, in any size', async () => {
    const alone = await opened(FIG03);
    alone.keys('O');
    expect(alone.text()).toContain('The file has one run.');
    const one = await opened(RUNS);
    const runs = Array.from({ length: 200 }, (_, i) => `run of seed ${i}`);
    Object.assign(one.world.scenario ?? {}, { runs });
    one.keys('O', 'G');
    for (const [width, height] of [
      [80, 24],
      [120, 40],
      [30, 6],
      [5, 40],
      [1, 1],
    ]) {
      one.take({ kind: 'resize', size: { width, height } });
      if (width >= 30) expect(one.text()).toContain('run of seed 199');
    }
  });
});

describe('playing', () => {
  test('space starts the clock, and stops it; time passes by its ticks alone', async () => {
    const one = await opened(FIG03);
    one.keys('space');
    expect(one.effects()).toContainEqual({ kind: 'clock', on: true });
    tick(one, 5000);
    tick(one, 5100);
    tick(one, 5200);
    expect(player(one)).toMatchObject({ t: 200_000, playing: true });
    expect(one.text()).toContain('▶ playing 0.200000 s of 6 s');
    one.keys('space');
    expect(one.effects()).toContainEqual({ kind: 'clock', on: false });
    tick(one, 5300);
    expect(player(one)).toMatchObject({ t: 200_000, playing: false });
  });

  test('the end stops the clock and tells what came of it', async () => {
    const one = await opened(FIG03, { size: { width: 120, height: 40 } });
    one.keys('*', 'space');
    for (let at = 0; player(one).playing && at < 200; at += 1) tick(one, at);
    expect(one.effects().filter(({ kind }) => kind === 'clock')).toEqual([
      { kind: 'clock', on: true },
      { kind: 'clock', on: false },
    ]);
    expect(one.text()).toContain('The end. All 25 expectations hold.');
    expect(one.text()).toContain('■ ended 6.000000 s of 6 s');
  });

  test('it goes on in other views, and the cursor with it; who moves the cursor moves it', async () => {
    const one = await opened(FIG03);
    one.keys('space', 'g', 'p');
    tick(one, 0);
    for (let at = 200; at <= 1000; at += 200) tick(one, at);
    expect(one.model().view).toBe('classic');
    expect(one.model().cursor).toBe(one.played.places.packetAt(player(one).position));
    expect(one.model().cursor).toBeGreaterThan(20);
    one.keys('g', 'g');
    tick(one, 1001);
    tick(one, 1100);
    expect(player(one).t).toBeLessThan(200_000);
  });

  test('speeds', async () => {
    const one = await opened(FIG03);
    one.keys('+');
    expect(one.text()).toContain('×2');
    one.keys('5', '-');
    expect(one.text()).toContain('×0.1');
    one.keys('9', '9', '+');
    expect(one.text()).toContain('as fast as possible');
  });
});

describe('going about', () => {
  test('the cursor is where playback is, and playback where the cursor is', async () => {
    const one = await opened(FIG03);
    for (const keys of [['3', 'j'], ['.'], [']', 'c'], [']', 'e'], ['k'], ['[', 'e'], ['G'], ['h']]) {
      one.keys(...keys);
      const packet = one.played.places.packetAt(player(one).position);
      expect(one.model().cursor, keys.join('')).toBe(Math.max(1, packet));
    }
    one.keys('g', 'p', '1', '0', 'G', 'g', 'r');
    expect(player(one).position).toBe(one.played.places.after(10));
  });

  test(':run and r go to a time, and say what is no time', async () => {
    const one = await opened(FIG03);
    one.type(':run 2.5s');
    one.keys('enter');
    expect(player(one)).toMatchObject({ t: 2_500_000, playing: false });
    one.keys('r');
    one.type('300ms');
    one.keys('enter');
    expect(player(one).t).toBe(300_000);
    one.keys('r');
    one.type('90s');
    one.keys('enter');
    expect(one.text()).toContain('the run ends at 6s');
    one.keys('esc');
    one.type(':run 7 parsecs');
    one.keys('enter');
    expect(one.text()).toContain('is no time');
  });

  test('enter inspects the packet; from a capture there is no way here', async () => {
    const one = await opened(FIG03);
    one.keys('5', 'j', 'enter');
    expect(one.model()).toMatchObject({ view: 'classic', cursor: 5 });
    const capture = await play('fixtures/demo.pcapng');
    capture.keys('g', 'r');
    expect(capture.model().view).toBe('classic');
    capture.keys('V');
    expect(capture.model().view).toBe('findings');
    capture.keys('v');
    expect(capture.model().view).toBe('classic');
  });

  test('another run takes the place of this one', async () => {
    const one = await opened(FIG03);
    one.keys(']', 'r');
    expect(one.text()).toContain('The file has one run.');
    one.keys('G', 'm', 'a', 'space');
    one.take({ kind: 'run' });
    expect(one.model()).toMatchObject({ cursor: 1, marks: new Map() });
    expect(player(one)).toMatchObject({ position: 0, playing: false });
  });
});

describe('what is drawn', () => {
  test('a member is demoted while no packet is there: ladder, state and script tell at once', async () => {
    const one = await opened(RUN, { size: { width: 120, height: 40 } });
    one.type(':run 2.63');
    one.keys('enter');
    const text = one.text();
    expect(text).toContain('user 2 (p): active → enrolled');
    expect(text).toMatch(/ p +\*enrolled/);
    expect(text).toContain('✓    2.630 p is enrolled');
    one.keys(',', ',', ',');
    expect(one.text()).not.toContain('active → enrolled');
    expect(one.text()).toMatch(/ p +active/);
  });

  test('what happened last is seen also on a small screen, however far one has come at once', async () => {
    const one = await opened(RUN);
    for (const time of ['2.63', '0.31', '4.63', '7', '1.34']) {
      one.type(`:run ${time}`);
      one.keys('enter');
      const { position } = player(one);
      const ladder = one.text().split('\n').slice(3, 16).join('\n');
      const newest = one.played.happenings(0, position).at(-1);
      expect(ladder, time).toContain(newest?.text.slice(0, 20));
    }
  });

  test('an expectation that does not hold says so once its time has come', async () => {
    const text = `
purpose: wrong on purpose
clause: 7.1.1
actors: [server, creator]
timeline:
  - at 0s: creator creates
  - expect at 1s: the session is running
  - at 2s: end
`;
    const { played, story } = sampleOf(runsIn('wrong.yaml', text)[0]);
    expect(story.findings.count).toBe(1);
    expect(story.findings.at(0)).toMatchObject({ severity: 'error', code: 'scenario.expectation' });
    const one = await play('fixtures/demo.pcapng', {
      story,
      scenario: { runs: ['wrong'], at: 0, played, progress: () => ({ what: 'running', part: 1 }) },
      size: { width: 120, height: 40 },
    });
    one.type(':run 0.9');
    one.keys('enter');
    expect(one.text()).toContain('·    1.000 the session is running');
    expect(one.text()).not.toContain('actual');
    one.keys(']', 'e');
    expect(one.text()).toContain('✗    1.000 the session is running');
    expect(one.text()).toContain('✗ 1');
    expect(one.text()).toMatch(/actual at 1s?: the session is announced/);
  });

  test('while a run is made it is told how far it is', async () => {
    const one = await play('fixtures/demo.pcapng', {
      scenario: {
        runs: ['long'],
        at: 0,
        played: undefined,
        progress: () => ({ what: 'running', part: 0.25 }),
      },
    });
    expect(one.text()).toContain('running … 25% of its time  (Esc cuts it off)');
    one.keys('esc', 'space', '.', 'R', ']', 'r');
    expect(one.effects()).toContainEqual({ kind: 'cancel' });
  });

  test('a server that crashes forgets its sessions, its members and its timers', () => {
    const text = `
purpose: a crash
clause: 7.1.1
actors: [server, creator]
timeline:
  - at 0s: creator creates
  - at 1s: creator enrols
  - at 2s: creator activates
  - at 4s: server crashes
  - at 5s: server restarts
  - at 6s: creator leaves
  - at 8s: end
`;
    const { played } = sampleOf(runsIn('crash.yaml', text)[0]);
    const { places } = played;
    const before = played.situation(places.upTo(3_900_000));
    expect(before.sessions.map(({ registered, active }) => [registered, active])).toEqual([[1, 1]]);
    expect(before.sessions[0].timers.length).toBe(1);
    for (const t of [4_000_000, 5_500_000, 7_000_000]) {
      expect(played.situation(places.upTo(t)).sessions).toEqual([]);
      expect(played.standing(1, places.upTo(t)).group.text).toBe('');
    }
  });

  test('any size and any keys: nothing is drawn outside, no row is too long, all panes lie in the body', async () => {
    const one = await opened(RUN);
    const keys = [...new Set(SCENARIO.flatMap((row) => row.keys))];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom(
              ...keys,
              'j',
              'k',
              'G',
              'g g',
              'pagedown',
              'pageup',
              'tab',
              '\\',
              '|',
              'o',
              'x',
              'X',
            ),
            fc.record({ width: fc.integer({ min: 1, max: 140 }), height: fc.integer({ min: 1, max: 50 }) }),
            fc.nat(1000),
          ),
          { maxLength: 12 },
        ),
        async (acts) => {
          for (const act of acts) {
            if (typeof act === 'string') one.keys(...act.split(' '));
            else if (typeof act === 'number') tick(one, act);
            else one.take({ kind: 'resize', size: act });
            const { size, views } = one.model();
            const panes = one.panes();
            textOf(panes, size);
            for (const { area, rows } of panes)
              for (const row of rows) expect(rowWidth(row)).toBeLessThanOrEqual(area.width);
            const { body } = frameOf(size);
            for (const area of Object.values(paneAreas(views.scenario, body, one.world)))
              expect(area.x + area.width <= body.x + body.width && area.height >= 0).toBe(true);
          }
          one.keys('esc', 'esc', 'g', 'r');
        },
      ),
      { numRuns: 60 },
    );
  });

  test('without characters beyond ASCII there are none', async () => {
    const one = await opened(RUN, { unicode: false, size: { width: 120, height: 40 } });
    for (const keys of [['G'], ['e'], ['R']]) {
      one.keys(...keys);
      const text = one.text().replaceAll('…', '');
      expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });
});
