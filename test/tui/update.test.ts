/**
 * Update and view without a terminal: what keys do, and what holds whatever one types.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KEY_ROWS } from '../../src/tui/keys/table.js';
import { lookedAt, lookedTree } from '../../src/tui/model/looking.js';
import { rowWidth } from '../../src/tui/view/segment.js';
import { type Play, play, textOf } from './world.js';

const DEMO = 'fixtures/demo.pcapng';

/** Everything that must hold of a model and its screen. */
function holds(one: Play): void {
  const model = one.model();
  const { shown } = one.store;
  const { row, number } = lookedAt(model, one.world);
  if (shown.count > 0) {
    expect(row).toBeGreaterThanOrEqual(0);
    expect(shown.at(row)).toBe(number);
    // No other shown packet is nearer to the one that is wanted.
    for (const other of [row - 1, row + 1])
      if (other >= 0 && other < shown.count)
        expect(Math.abs(shown.at(other) - model.cursor)).toBeGreaterThanOrEqual(
          Math.abs(number - model.cursor),
        );
  } else expect(number).toBe(0);
  const tree = lookedTree(model, one.world);
  if (tree !== undefined) expect(tree.at).toBeLessThan(Math.max(1, tree.lines.length));
  for (const pane of one.panes())
    for (const line of pane.rows)
      expect(rowWidth(line), pane.id).toBeLessThanOrEqual(Math.max(model.size.width, pane.area.width));
  textOf(one.panes(), model.size);
  expect(model.dialog?.kind === 'prompt' ? model.dialog.at <= model.dialog.text.length : true).toBe(true);
}

describe('writing what is displayed', () => {
  const written = (one: Play, line: string): unknown => {
    one.effects();
    one.keys(':');
    one.type(line);
    one.keys('enter');
    const effect = one.effects().find(({ kind }) => kind === 'save' || kind === 'ladder');
    if (effect === undefined) return one.model().message?.text;
    return effect.kind === 'save'
      ? [[...effect.numbers].length, effect.extent]
      : [effect.kind, 'extent' in effect && effect.extent];
  };
  const filtered = (one: Play): void => {
    one.keys('/');
    one.type('gmp.type == KAREQ');
    one.keys('enter');
  };

  test('a capture that grows: what has come so far, by a filter once it has seen that', async () => {
    const one = await play(DEMO, { advances: 1, live: true });
    expect(one.store.complete).toBe(false);
    expect(written(one, 'w x.pcapng')).toEqual([80, 'soFar']);
    filtered(one);
    expect(written(one, 'w x.pcapng')).toMatch(/^The filter is still at work; save /);
    expect(written(one, 'ladder x.txt')).toMatch(/^The filter is still at work; write /);
    one.work();
    expect(written(one, 'w x.pcapng')).toEqual([13, 'soFar']);
    expect(written(one, 'ladder x.txt')).toEqual(['ladder', 'soFar']);
  });

  test('a filter that has seen all is at work again when there is more', async () => {
    const one = await play(DEMO, { advances: 1, live: true });
    filtered(one);
    one.work();
    one.store.grown();
    expect(written(one, 'w x.pcapng')).toMatch(/^The filter is still at work/);
    one.work();
    expect(written(one, 'w x.pcapng')).toEqual([13, 'soFar']);
  });

  test('a file that is being loaded: not before it is there, whatever the filter has seen', async () => {
    const one = await play(DEMO, { advances: 1 });
    for (const line of ['w x.pcapng', 'ladder x.txt'])
      expect(written(one, line)).toMatch(/^Not all packets are loaded yet; /);
    filtered(one);
    one.work();
    expect(written(one, 'w x.pcapng')).toMatch(/^Not all packets are loaded yet; /);
  });

  test('a file that is there: all of it, or what was found when the filter was stopped', async () => {
    const one = await play(DEMO);
    one.work();
    expect(written(one, 'w x.pcapng')).toEqual([80, 'all']);
    expect(written(one, 'ladder x.txt')).toEqual(['ladder', 'all']);
    filtered(one);
    one.keys('esc');
    expect(one.store.shown.stopped).toBe(true);
    expect(written(one, 'w x.pcapng')).toBe('No packets are displayed.');
    one.keys('/', 'enter');
    one.work();
    expect(written(one, 'w x.pcapng')).toEqual([13, 'all']);
  });
});

describe('whatever one types', () => {
  const keyNames = [...new Set(KEY_ROWS.flatMap(({ keys }) => keys.flatMap((each) => each.split(' '))))].map(
    (name) => (name === '<letter>' ? 'a' : name),
  );
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...keyNames).map((key) => ({ kind: 'key' as const, key })) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom('1', '2', '9', '0', 'g', 'm', '.', '=', '"', 'é')
        .map((key) => ({ kind: 'key' as const, key })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('igmp', 'gmp.type == KAREQ', 'ip.ttl >', '[', '\u4e2d')
        .map((text) => ({ kind: 'paste' as const, text })),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('resize' as const),
        width: fc.integer({ min: 1, max: 140 }),
        height: fc.integer({ min: 1, max: 50 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('pointer' as const),
        act: fc.constantFrom('press' as const, 'wheelUp' as const, 'wheelDown' as const),
        x: fc.nat(130),
        y: fc.nat(45),
      }),
    },
    { weight: 3, arbitrary: fc.constant({ kind: 'turn' as const }) },
  );

  test('nothing throws, nothing is drawn outside, and the cursor is on the nearest shown packet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
        const one = await play(DEMO);
        for (const each of steps) {
          if (each.kind === 'key') one.keys(each.key);
          else if (each.kind === 'paste') one.take(each);
          else if (each.kind === 'turn') one.turn();
          else if (each.kind === 'resize')
            one.take({ kind: 'resize', size: { width: each.width, height: each.height } });
          else one.take({ kind: 'pointer', pointer: { act: each.act, x: each.x, y: each.y } });
          holds(one);
        }
        one.work();
        holds(one);
        await one.store.close();
      }),
      { numRuns: 60 },
    );
  });

  test('every size down to 1×1 holds every dialog', async () => {
    const one = await play(DEMO);
    for (const keys of [[], ['/', 'x'], ['?'], ['C'], ['s'], [':', '4', 'x'], ['C-f']]) {
      one.keys('esc', 'esc', ...keys);
      one.work();
      for (let width = 1; width < 100; width += 7)
        for (let height = 1; height < 34; height += 1) {
          one.take({ kind: 'resize', size: { width, height } });
          holds(one);
        }
    }
  });
});

describe('the display filter', () => {
  test('the cursor goes to the nearest shown packet, and back when all are shown', async () => {
    const one = await play(DEMO);
    one.keys('4', '0', 'G');
    expect(lookedAt(one.model(), one.world).number).toBe(40);
    one.keys('/');
    one.type('igmp');
    one.keys('enter');
    one.work();
    const { shown } = one.store;
    const numbers = Array.from({ length: shown.count }, (_, row) => shown.at(row));
    const nearest = numbers.reduce((best, each) => (Math.abs(each - 40) < Math.abs(best - 40) ? each : best));
    expect(lookedAt(one.model(), one.world).number).toBe(nearest);
    one.keys('f', 'x');
    expect(lookedAt(one.model(), one.world).number).toBe(40);
  });

  test('keys that are typed before the first match are not lost', async () => {
    for (const [keys, wanted] of [
      [['j', 'j'], 2],
      [['g', 'g', 'j'], 1],
      [['G', 'k'], 9],
      [['f8', 'k', 'f8'], 1],
    ] as const) {
      const one = await play(DEMO);
      one.keys('/');
      one.type('igmp');
      one.keys('enter', ...keys);
      one.work();
      expect(lookedAt(one.model(), one.world).row, keys.join(' ')).toBe(wanted);
    }
  });

  test('first matches are there before the scan has ended, and Esc ends it', async () => {
    const one = await play(DEMO);
    one.keys('/');
    one.type('gmp');
    one.keys('enter');
    expect(one.store.shown.complete).toBe(false);
    one.keys('esc');
    expect(one.store.shown.complete).toBe(true);
    expect(one.text()).toContain('Stopped');
  });

  test.each([
    ['ip.tt == 1', 'there is no field', 'nearest: ip.ttl'],
    ['ip.ttl ==', '', ''],
    ['ip.ttl == x', '', ''],
    ['(igmp', '', ''],
  ])('"%s" is told while one types, and is not taken', async (text, message, hint) => {
    const one = await play(DEMO);
    one.keys('/');
    one.type(text);
    const { dialog } = one.model();
    expect(dialog?.kind === 'prompt' && dialog.fault !== undefined).toBe(true);
    const lines = one.text().split('\n');
    expect(lines[1]).toMatch(/^ +\^+$/);
    expect(lines[2]).toContain(message);
    expect(lines[2]).toContain(hint);
    one.keys('enter');
    expect(one.model().dialog?.kind).toBe('prompt');
    expect(one.model().filter).toBe('');
  });

  test('the place under the line is the filter language’s own', async () => {
    const one = await play(DEMO);
    one.keys('/');
    one.type('igmp && ip.tt == 1');
    const [first, second] = one.text().split('\n');
    expect(second.indexOf('^')).toBe(first.indexOf('ip.tt'));
    expect(second.trim()).toBe('^^^^^');
  });

  test('filtering by any field of any packet shows at least that packet', async () => {
    const one = await play(DEMO, { size: { width: 120, height: 40 } });
    for (const number of [1, 4, 7, 30, 59, 70]) {
      one.keys('f', 'x', ...String(number), 'G', 'tab', 'z', 'R');
      const lines = lookedTree(one.model(), one.world)?.lines ?? [];
      for (let at = 0; at < lines.length; at += 1) {
        // What is displayed decides this one: by it, another filter is another value.
        if (lines[at].node.field?.name === 'frame.time_delta_displayed') continue;
        one.keys('g', 'g', ...(at === 0 ? [] : [...String(at), 'j']), 'f', 'f');
        one.work();
        const { filter } = one.model();
        const shown = one.store.shown;
        const row = shown.rowOf(number);
        expect(
          row >= 0 && shown.at(row) === number,
          `packet ${number}: ${lines[at].node.text}: ${filter}`,
        ).toBe(true);
      }
      one.keys('S-tab');
    }
  });

  test('completion: fields, operators behind a field, values behind an operator', async () => {
    const one = await play(DEMO);
    one.keys('/');
    one.type('igmp.madd');
    one.keys('tab');
    expect(one.model().dialog).toMatchObject({ text: 'igmp.maddr' });
    one.type(' ');
    one.keys('tab');
    expect(one.text()).toContain('contains');
    one.keys('C-u');
    one.type('igmp.type == "Mem');
    one.keys('tab');
    expect(one.model().dialog).toMatchObject({ text: 'igmp.type == "Membership ' });
    one.keys('tab', 'tab');
    const { dialog } = one.model();
    expect(dialog?.kind === 'prompt' ? dialog.fault : 'closed').toBe(undefined);
    one.keys('C-u');
    one.type('gmp.type == KARE');
    one.keys('tab', 'tab');
    expect(one.model().dialog).toMatchObject({ text: 'gmp.type == KAREQ', fault: undefined });
  });

  test('history: older and newer lines, and back to what one had begun', async () => {
    const one = await play(DEMO);
    for (const text of ['igmp', 'gmp']) {
      one.keys('/', 'C-u');
      one.type(text);
      one.keys('enter');
    }
    one.keys('/', 'C-u');
    one.type('ud');
    one.keys('up');
    expect(one.model().dialog).toMatchObject({ text: 'gmp' });
    one.keys('up');
    expect(one.model().dialog).toMatchObject({ text: 'igmp' });
    one.keys('up', 'down', 'down');
    expect(one.model().dialog).toMatchObject({ text: 'ud' });
  });
});

describe('tree and octets', () => {
  test('moving among the octets selects the innermost field there, and its octets are the selected line’s', async () => {
    const one = await play(DEMO, { size: { width: 120, height: 40 } });
    one.keys('7', 'G', 'tab', 'tab', 'g', 'g');
    const tree = lookedTree(one.model(), one.world);
    const last = (tree?.packet.sources[0]?.bytes.length ?? 1) - 1;
    for (let octet = 0; octet <= last; octet += 1) {
      const looked = lookedTree(one.model(), one.world);
      const line = looked?.lines[looked.at];
      expect(one.model().views.classic.octet).toBe(octet);
      expect(
        line !== undefined && line.node.start <= octet && octet < line.node.end,
        `${octet}: ${line?.node.text}`,
      ).toBe(true);
      one.keys('l');
    }
  });

  test('folding means all lines of a kind: it holds in the next packet too', async () => {
    const one = await play(DEMO, { size: { width: 120, height: 60 } });
    one.keys('tab', 'z', 'M', 'g', 'g', 'j', 'l');
    const open = one.model().views.classic.open;
    expect([...open]).toHaveLength(1);
    one.keys('f8');
    expect(lookedTree(one.model(), one.world)?.lines.some(({ state }) => state === 'open')).toBe(true);
  });
});

describe('search', () => {
  const found = async (kind: number, text: string): Promise<number> => {
    const one = await play(DEMO);
    one.keys('C-f', ...new Array<string>(kind).fill('C-t'));
    one.type(text);
    one.keys('enter');
    one.work();
    return lookedAt(one.model(), one.world).number;
  };

  test('text, hex, regular expression, filter', async () => {
    expect(await found(0, 'scacc')).toBe(6);
    expect(await found(1, '11 00 ee ff')).toBe(2);
    expect(await found(2, 'SC(ACC|REJ) session 0')).toBe(10);
    expect(await found(3, 'gmp.type == SRREQ')).toBe(11);
  });

  test('n and N go from hit to hit and around', async () => {
    const one = await play(DEMO);
    one.keys('C-f');
    one.type('SRREQ');
    one.keys('enter');
    one.work();
    const first = lookedAt(one.model(), one.world).number;
    one.keys('n');
    const second = lookedAt(one.model(), one.world).number;
    expect(second).toBeGreaterThan(first);
    one.keys('N');
    expect(lookedAt(one.model(), one.world).number).toBe(first);
    one.keys('N');
    expect(one.text()).toContain('went on from the end');
    one.keys('n');
    expect(lookedAt(one.model(), one.world).number).toBe(first);
  });

  test('what is nowhere is told', async () => {
    const one = await play(DEMO);
    one.keys('C-f');
    one.type('nowhere at all');
    one.keys('enter');
    one.work();
    expect(one.text()).toContain('No displayed packet holds');
  });
});

describe('marks, references, times', () => {
  test('a letter marks, a quote goes there, two quotes go back', async () => {
    const one = await play(DEMO);
    one.keys('1', '2', 'G', 'm', 'a', '3', '0', 'G', "'", 'a');
    expect(lookedAt(one.model(), one.world).number).toBe(12);
    one.keys("'", "'");
    expect(lookedAt(one.model(), one.world).number).toBe(30);
  });

  test('a time reference counts from its packet', async () => {
    const one = await play(DEMO);
    one.keys('5', 'G', 'C-t');
    const lines = one.text().split('\n');
    expect(lines.find((line) => /^ +5 /.test(line))).toContain('*REF*');
    expect(lines.find((line) => /^ +6 /.test(line))).toContain(' 0.000409 ');
  });
});

describe('what does not fit', () => {
  test('long lines of the tree are scrolled sideways, as far as they go and back', async () => {
    const one = await play(DEMO, { size: { width: 50, height: 24 } });
    one.keys('tab');
    const longest = Math.max(
      ...(lookedTree(one.model(), one.world)?.lines ?? []).map(
        ({ node, depth }) => 2 * depth + 2 + node.text.length,
      ),
    );
    expect(one.text()).toContain('▸ Frame 1');
    one.keys('z', 'l');
    expect(one.text()).not.toContain('▸ Frame 1');
    one.keys('9', '9', '>');
    expect(one.model().views.classic.treeShift).toBe(longest - 50);
    one.keys('<', '9', '9', '<');
    expect(one.model().views.classic.treeShift).toBe(0);
    expect(one.text()).toContain('▸ Frame 1');
  });

  test('the bar shows the filter first, then of the name what has room', async () => {
    const bar = async (width: number, filter: string): Promise<string> => {
      const one = await play(DEMO, { size: { width, height: 12 } });
      one.keys('/');
      one.type(filter);
      one.keys('enter');
      return one.text().split('\n')[0];
    };
    expect(await bar(60, 'igmp')).toMatch(/^ Filter: {2}igmp +fixtures\/demo\.pcapng$/);
    expect(await bar(30, 'igmp')).toMatch(/^ Filter: {2}igmp +demo\.pcapng$/);
    expect(await bar(30, 'igmp || gmp || arp')).toBe(' Filter:  igmp || gmp || arp');
    expect(await bar(20, 'igmp')).toMatch(/^ {2}igmp +demo\.pcapng$|^ {2}igmp$/);
  });
});
