/** Layered fingerprints of runs, and what a mismatch says. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareWithGolden,
  fingerprintsOf,
  firstDivergence,
  goldenText,
  LAYERS,
  type LayerName,
  linesOf,
  parseGolden,
} from '../../src/sim/fingerprints.js';
import { framesOf } from '../../src/sim/frames.js';
import { sha256, sha256Text } from '../../src/sim/sha256.js';
import type { Run, TraceEvent } from '../../src/sim/trace.js';
import { cutOff, groupData, lossy, wholeSession } from './output-runs.js';

describe('SHA-256 (FIPS 180-4)', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of "%s"', (text, digest) => {
    expect(sha256Text(text)).toBe(digest);
  });

  test('is that of another implementation, for any octets', () => {
    const any = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(any, (octets) => sha256(octets) === createHash('sha256').update(octets).digest('hex')),
      { numRuns: 300 },
    );
  });
});

/** The run with some of its events changed. */
function changed(run: Run, change: (event: TraceEvent) => TraceEvent): Run {
  return { ...run, events: run.events.map(change) };
}

/** Layers in which two runs differ. */
function differing(a: Run, b: Run): LayerName[] {
  const [one, two] = [fingerprintsOf(a), fingerprintsOf(b)];
  return LAYERS.filter((layer) => one.digests[layer] !== two.digests[layer]);
}

describe('layers', () => {
  const run = wholeSession();

  test.each([
    ['wholeSession', () => wholeSession()],
    ['secure', () => wholeSession({ secure: true })],
    ['tcp', () => wholeSession({ transport: 'tcp' })],
    ['groupData', () => groupData()],
    ['lossy', () => lossy(7)],
  ])('%s: two runs of one seed have the same fingerprints', (_, play) => {
    expect(differing(play(), play())).toEqual([]);
  });

  test('an octet changes bytes and times alone', () => {
    const other = changed(run, (event) => {
      if (event.kind !== 'message' || event.n < 100) return event;
      const octets = event.octets.slice();
      octets[10] ^= 1;
      return { ...event, octets };
    });
    expect(differing(run, other)).toEqual(['bytes', 'times']);
  });

  test('a microsecond later changes all but bytes', () => {
    const other = changed(run, (event) => ({ ...event, t: (event.t + 1) as never }));
    expect(differing(run, other)).toEqual(['times', 'states', 'timers']);
  });

  test('another state changes states alone, another timer timers alone', () => {
    const state = changed(run, (event) =>
      event.kind === 'state' && event.to === 'active' ? { ...event, to: 'enrolled' } : event,
    );
    expect(differing(run, state)).toEqual(['states']);
    const timer = changed(run, (event) =>
      event.kind === 'timer' && event.at !== undefined ? { ...event, at: (event.at + 1) as never } : event,
    );
    expect(differing(run, timer)).toEqual(['timers']);
  });

  test('what only a frame’s headers say counts too', () => {
    const other = changed(run, (event) =>
      event.kind === 'message'
        ? { ...event, addressing: { ...event.addressing, subnet: 'elsewhere' } }
        : event,
    );
    const ttl = changed(run, (event) =>
      event.kind === 'message' ? { ...event, addressing: { ...event.addressing, ttl: 3 } } : event,
    );
    expect(differing(run, ttl)).toEqual(['bytes', 'times']);
    expect(differing(run, other)).toEqual([]);
  });

  test.each([
    ['UDP', wholeSession],
    ['TCP', () => wholeSession({ transport: 'tcp' })],
    ['IGMP', groupData],
  ])('%s: every frame, state and timer has its line', (_, play) => {
    const one = play();
    const { lines, events } = fingerprintsOf(one);
    const count = (kind: string): number => one.events.filter((event) => event.kind === kind).length;
    expect(linesOf(lines, 'bytes')).toHaveLength([...framesOf(one)].length);
    expect(linesOf(lines, 'states')).toHaveLength(count('state'));
    expect(linesOf(lines, 'timers')).toHaveLength(count('timer'));
    expect(events).toHaveLength(lines.length);
    for (const [i, n] of events.entries()) {
      if (!/ ACK: /.test(lines[i]))
        expect(lines[i].startsWith(`${(one.events[n].t / 1e6).toFixed(6)} `)).toBe(true);
    }
  });
});

describe('goldens', () => {
  test('a golden reads back, and is a text that tells the story', () => {
    const run = cutOff();
    const text = goldenText(run);
    const golden = parseGolden(text);
    if (!golden.ok) expect.fail(golden.error);
    expect(compareWithGolden(golden.value, run)).toBeUndefined();
    expect(text).toMatch(/^# cut-off, seed 1\n# bytes [0-9a-f]{64}\n# times /);
    expect(text).toContain('1.630000 timer server KA timer of user 2 (a) expired [');
    expect(text).toContain('1.630000 state server a: active → enrolled [');
    expect(text).toMatch(
      /0\.000000 frame creator → server SCREQ 10\.0\.0\.2:\d+ > 10\.0\.0\.1:16513 ttl \d+: 1/,
    );
    expect(parseGolden(text.replaceAll('\n', '\r\n')).ok).toBe(true);
  });

  test('a digest can be checked with any tool: it is that of its lines', () => {
    const { lines, digests } = fingerprintsOf(cutOff());
    for (const layer of LAYERS) {
      const digest = createHash('sha256').update(linesOf(lines, layer).join('\n')).digest('hex');
      expect(digests[layer]).toBe(digest);
    }
  });

  test.each([
    [
      'a line that was changed',
      (text: string) => text.replace('active → enrolled', 'active → left'),
      'states',
    ],
    ['a digest that is missing', (text: string) => text.replace(/# timers .*\n/, ''), 'timers'],
    ['a digest that was changed', (text: string) => text.replace(/# bytes ./, '# bytes x'), 'bytes'],
    ['nothing', () => '', 'bytes'],
  ])('%s is told', (_, spoil, layer) => {
    const read = parseGolden(spoil(goldenText(cutOff())));
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.error).toContain(layer);
  });

  test('a mismatch names its layers, shows the first line that differs, and how it came to be', () => {
    const golden = parseGolden(goldenText(cutOff()));
    if (!golden.ok) expect.fail(golden.error);
    const run = cutOff({ timeout: 4 });
    const divergence = compareWithGolden(golden.value, run);
    expect(divergence?.layers).toEqual([...LAYERS]);
    const text = divergence?.text ?? [];
    const expected = text.findIndex((line) => line.startsWith('- '));
    expect(text[expected]).toMatch(/^- 0\.020000 frame creator → server SCINF /);
    expect(text[expected + 1]).toMatch(/^\+ 0\.020000 frame creator → server SCINF /);
    expect(text.slice(expected + 2)).toEqual([
      'how it came to be:',
      '  0.000000 creator: creator create',
      '  0.000000 SCREQ creator → server [client.create, 7.1.1, figure 4]',
      '  0.010000 server: SCREQ creator → server arrives',
      expect.stringMatching(/^ {2}0\.010000 SCACC server → creator \[server\.SCREQ\.accept, /),
      '  0.020000 creator: SCACC server → creator arrives',
      expect.stringMatching(/^ {2}0\.020000 SCINF creator → server \[client\.SCACC\.inform, /),
    ]);
  });

  test('a timer’s story goes back to what armed it; long ones are cut at their beginning', () => {
    const run = cutOff();
    const actual = fingerprintsOf(run);
    const at = actual.lines.findIndex((line) => /1\.630000 timer .* expired/.test(line));
    const expected = [...actual.lines];
    expected[at] = 'something else';
    const text = firstDivergence(expected, actual, run) ?? [];
    expect(text.slice(0, 5).map((line) => line.slice(0, 2))).toEqual(['  ', '  ', '  ', '- ', '+ ']);
    expect(text.at(-1)).toMatch(/1\.630000 server: KA timer of user 2 \(a\) expired/);
    expect(text.at(-2)).toMatch(/1\.330000 server: KA timer of user 2 \(a\) armed for 1\.630000/);
    expect(text).not.toContain('  …');
    const late = firstDivergence(actual.lines.slice(0, -1), actual, run) ?? [];
    expect(late[5]).toBe('how it came to be:');
    expect(late[6]).toBe('  …');
    expect(late).toHaveLength(7 + 12);
  });

  test('an end that comes too soon or too late is a difference', () => {
    const run = cutOff();
    const actual = fingerprintsOf(run);
    const { lines } = actual;
    expect(firstDivergence(lines, actual, run)).toBeUndefined();
    expect(firstDivergence([...lines, 'more'], actual, run)?.slice(-2)).toEqual(['- more', '+ (the end)']);
    expect(firstDivergence(lines.slice(0, -1), actual, run)).toContain('- (the end)');
  });

  test('lines of different kinds that change places are a difference without a layer', () => {
    const run = cutOff();
    const { lines, digests } = fingerprintsOf(run);
    const at = lines.findIndex((line, i) => / state /.test(line) && / timer /.test(lines[i + 1] ?? ''));
    const swapped = [...lines];
    [swapped[at], swapped[at + 1]] = [lines[at + 1], lines[at]];
    expect(compareWithGolden({ lines: swapped, digests }, run)).toMatchObject({ layers: [] });
  });
});
