/**
 * The ladder as text: a row, all rows, into files.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeLines } from '../../src/tui/files/saving.js';
import { ladderText } from '../../src/tui/model/ladder-text.js';
import { type InstantOf, sampleStory } from './ladder-sample.js';
import { fakeActors, fakeArrow, fakeStory } from './story-fake.js';
import { type Play, type PlayOptions, play } from './world.js';

const DEMO = 'fixtures/demo.pcapng';
const folder = mkdtempSync(join(tmpdir(), 'gmpshark-ladder-'));
let instantOf: InstantOf;

beforeAll(async () => {
  const { store } = await play(DEMO);
  instantOf = (number) => store.time(number).sec * 1_000_000 + Math.floor(store.time(number).nsec / 1000);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function begin(options: PlayOptions = {}): Promise<Play> {
  const one = await play(DEMO, { story: sampleStory(instantOf), ...options });
  one.keys('g', 'l');
  return one;
}

const textOf = (one: Play): string =>
  [...ladderText(one.model(), one.world).lines].map((line) => line ?? '(waits)').join('\n');

describe('the whole ladder', () => {
  test('has all lanes, is folded as on the screen, and says why', async () => {
    expect(textOf(await begin())).toMatchInlineSnapshot(`
      "No.        Time  server                   alice                    bob                  239.1.1.1
             0.309990     │                       │▶ alice creates a session                      │
        2    0.310000     │◄──── SCREQ user 1 ────┤                       │                       │
                          │◆ session 1: none → requested                  │                       │                               7.1.1 D1
                          │▷ record timer started │                       │                       │                               7.1.1 D5
        4    0.950000     ├── SCCNF session 1 ───►│                       │                       │
                          ├─────────────────────── SAREQ session 1 (lost) ┼──────────────────────×│
                          │¤ key of generation 1  │                       │                       │                               7.4
                          │▷ KA timer of user 1 started, and 5 more       │                       │                               7.2 D8
        5    1.200000     │◄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│┄┄┄ KARES/KAREQ ×36 ┄┄┄│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄►│
             5.999336     │! KA timer of user 1 expired                   │                       │                               7.2 D8
             5.999336     │◆ user 1: active → registered                  │                       │                               7.2.1
       45    6.001336     │◄──────────────── KARES user 2 ────────────────┤                       │
                        · nobody in particular    │                       │                       │
       46    6.001758     │◄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│┄┄┄ KAREQ/KARES ×5 ┄┄┄┄│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄►│
       52    7.001000     │                       │                       │─► UIREQ → ?           │
       53    7.001324     │◄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│┄┄┄ KARES/KAREQ ×7 ┄┄┄┄│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄►│
      No.        Time  server                   alice                    bob                  239.1.1.1"
    `);
  });

  test('without UTF-8 it is ASCII', async () => {
    const text = textOf(await begin({ unicode: false }));
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain('KARES/KAREQ x36');
    expect(text).toContain('user 1: active -> registered');
  });

  test('of hundreds of lanes those that are not drawn are told by name', async () => {
    const cast = Array.from({ length: 300 }, (_, i) => [`user${i}`, 'client'] as const);
    const story = fakeStory({
      actors: fakeActors(['server', 'server'], ...cast),
      packets: [
        { number: 1, arrows: [fakeArrow(299, 0, 'UIREQ')] },
        { number: 2, arrows: [fakeArrow(299, 298, 'UIREQ')] },
      ],
    });
    const text = textOf(await begin({ story }));
    expect(text).toContain('UIREQ from user298');
    expect(text).toContain('user298 → user297: UIREQ');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(2600);
  });

  test('waits for what is not at hand, and leaves nothing out', async () => {
    const asked = new Map<number, number>();
    const waiting = (number: number): boolean => {
      asked.set(number, (asked.get(number) ?? 0) + 1);
      return (asked.get(number) ?? 0) < 3;
    };
    const text = textOf(await begin({ story: sampleStory(instantOf, { waiting }) }));
    expect(text).toContain('(waits)');
    expect(text.replaceAll('(waits)\n', '')).toBe(textOf(await begin()));
  });

  test('hidden actors have no lane, those that were moved stand where they are', async () => {
    const one = await begin();
    one.keys('2', 'G', 'x', '>');
    const [head] = textOf(one).split('\n');
    expect(head.trim().replace(/\s+/g, ' ')).toBe('No. Time server 239.1.1.1 bob');
  });
});

describe('out of the view', () => {
  test('y y copies the selected row whatever is scrolled, Y y asks where to write it', async () => {
    const one = await begin();
    one.keys('2', 'G', '+', '+', '+', '+', '$', 'y', 'y');
    const effect = one.effects().find(({ kind }) => kind === 'copy');
    expect(effect).toMatchObject({ kind: 'copy', text: expect.stringContaining('◄') });
    expect(effect).toMatchObject({
      text: expect.stringMatching(/alice creates.*\n.*SCREQ session 1 user 1/),
    });
    one.keys('Y', 'y');
    expect(one.text()).toContain('Write the row of the ladder to:');
  });

  test.each([
    ['w', '', false],
    [':', 'ladder ', false],
    [':', 'ladder! ', true],
  ])('%s%s writes it all', async (key, typed, over) => {
    const one = await begin();
    one.keys(key);
    one.type(`${typed}out.txt`);
    one.keys('enter');
    expect(one.effects()).toContainEqual(
      expect.objectContaining({ kind: 'ladder', path: 'out.txt', over, count: 52 }),
    );
  });

  test('where there is nothing to write, that is said', async () => {
    const one = await begin({ story: fakeStory({}) });
    one.keys('w');
    one.type('x');
    one.keys('enter');
    expect(one.text()).toContain('The ladder has no messages to write.');
    one.keys('y', 'y');
    expect(one.text()).toContain('Nothing to copy.');
  });
});

describe('lines into a file', () => {
  const writing = { input: '-', over: false, progress: () => true };

  test('are all there, in their order', async () => {
    const path = join(folder, 'many.txt');
    const lines = Array.from({ length: 40_000 }, (_, i) => `line ${i}`);
    const written = await writeLines({ ...writing, path, lines: lines.flatMap((line) => [undefined, line]) });
    expect(written).toEqual({ ok: true, value: 40_000 });
    expect(readFileSync(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
  });

  test('another file is not written over; one that was stopped is not left', async () => {
    const path = join(folder, 'there.txt');
    writeFileSync(path, 'mine');
    expect(await writeLines({ ...writing, path, lines: ['x'] })).toMatchObject({ ok: false });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    const stopped = join(folder, 'stopped.txt');
    const lines = [undefined, 'x'];
    expect(await writeLines({ ...writing, path: stopped, lines, progress: () => false })).toMatchObject({
      ok: false,
      error: 'Stopped; nothing was written.',
    });
    expect(() => readFileSync(stopped)).toThrow();
  });
});
