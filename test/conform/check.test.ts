/**
 * The check as a whole: in order of time, the same however the capture is read, graded anew where packets turn out to be missing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { lastStatistics } from '../../src/capture/last-statistics.js';
import { readerOfBytes } from '../../src/capture/open.js';
import { createCheck, doubtOf, type Judged, REPORTED } from '../../src/conform/check.js';
import { type Finding, MAX_DELAY, type Rule, TOLERANCE } from '../../src/conform/contract.js';
import { isMessageRule, MESSAGE_RULES } from '../../src/conform/messages.js';
import { createVerdictBook } from '../../src/conform/verdict-book.js';
import { policiesWith } from '../../src/machine/policies.js';
import { setFrame } from '../../src/packet/clock.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { FAULT_PROFILES } from '../../src/sim/faults.js';
import { memorySource } from '../capture/collect.js';
import { fuzzedFrames } from './fuzzed-frames.js';
import { type Capture, captureTraffic, check, encodeCapture, playOne } from './harness.js';
import { STORIES } from './innocence-stories.js';

const OPTIONS = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };

/** The traffic of a story under faults, as a capture. */
function captureOf(story: number, seed: number, skip: number): Capture {
  const { scenario } = STORIES[story % STORIES.length];
  return captureTraffic(playOne({ ...scenario, seed }, FAULT_PROFILES.everything), { skip });
}

const captures = fc
  .tuple(fc.nat(STORIES.length - 1), fc.integer({ min: 1, max: 1000 }), fc.nat(30))
  .map(([story, seed, skip]) => captureOf(story, seed, skip));

/** What is said in the end, and on the way. */
interface Said {
  readonly findings: readonly Finding[];
  readonly verdicts: readonly Judged[];
}

/** Checks a file's octets, read in blocks of so many octets. */
async function checkFile(octets: Uint8Array, blockSize: number): Promise<Said> {
  const opened = await readerOfBytes(memorySource(octets), { blockSize });
  if (!opened.ok) expect.fail(opened.error.message);
  const reader = opened.value;
  const registry = createRegistry();
  const w = createWalk(registry);
  w.frame.interfaces = reader.interfaces;
  const findings: Finding[] = [];
  const checking = createCheck(registry, OPTIONS, (finding) => findings.push(finding));
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    for (let i = 0; i < batch.count; i += 1) {
      setFrame(w, batch, i, reader.interfaces[batch.interfaceId[i]].linkType);
      walkFrame(registry, w, batch.bytes, batch.dataStart[i]);
      checking.see(w);
    }
  }
  checking.finish();
  return { findings, verdicts: checking.verdicts() };
}

describe('however it is read', () => {
  test('a file, in blocks of any size, is judged as the packets themselves', async () => {
    await fc.assert(
      fc.asyncProperty(captures, fc.integer({ min: 100, max: 20_000 }), async (capture, blockSize) => {
        const whole = check(capture);
        const read = await checkFile(encodeCapture(capture), blockSize);
        expect(read.findings).toEqual(whole.findings);
        expect(read.verdicts).toEqual(whole.verdicts);
      }),
      { numRuns: 25 },
    );
  });

  test('findings come in order of time, each not before its last packet, and name packets in order', () => {
    let found = 0;
    fc.assert(
      fc.property(captures, (capture) => {
        const { findings } = check(capture);
        found += findings.length;
        let last = 0;
        for (const { at, frames } of findings) {
          expect(at).toBeGreaterThanOrEqual(last);
          last = at;
          expect([...frames]).toEqual([...new Set(frames)].sort((a, b) => a - b));
          for (const frame of frames) {
            const { sec, nsec } = capture.packets[frame - 1];
            expect(sec * 1_000_000 + nsec / 1000).toBeLessThanOrEqual(at);
          }
        }
      }),
      { numRuns: 40 },
    );
    expect(found).toBeGreaterThan(0);
  });

  test('octets of any kind are judged without a throw; verdicts fit the findings', () => {
    fc.assert(
      fc.property(captures, fc.infiniteStream(fc.nat(255)), (capture, noise) => {
        const { findings, verdicts } = check(fuzzedFrames(capture, noise));
        const failed = new Set(
          findings
            .filter(({ certain, severity }) => certain && severity === 'error')
            .map(({ matter }) => matter),
        );
        for (const { matter, verdict } of verdicts) expect(verdict === 'fail').toBe(failed.has(matter.key));
      }),
      { numRuns: 40 },
    );
  });
});

describe('packets that are missing', () => {
  const rule = (by: Rule['by']): Rule => ({
    code: `check.${by}`,
    severity: 'error',
    role: 'server',
    clause: '7.2',
    decisions: [],
    by,
    text: '',
  });
  const finding = (by: Rule['by']): Finding => ({
    rule: rule(by),
    severity: 'error',
    certain: true,
    at: 1 as Finding['at'],
    frames: [1],
    matter: 'm',
    message: '',
  });
  const matter = { key: 'm', kind: 'session', packets: 1, firstFrame: 1, lastFrame: 1, doubts: [] } as const;

  test.each<[Rule['by'], readonly string[], string]>([
    ['absence', [], 'fail'],
    ['absence', ['lost'], 'inconclusive'],
    ['presence', [], 'fail'],
    ['presence', ['lost'], 'fail'],
  ])('an error by %s, doubts %j: %s', (by, doubts, verdict) => {
    const book = createVerdictBook();
    book.note(finding(by));
    const [judged] = book.judge([matter], doubts);
    expect(judged.verdict).toBe(verdict);
    expect(judged.doubts).toEqual(doubts);
    expect(judged.broken).toMatchObject([{ certain: verdict === 'fail', count: 1 }]);
    const isError = verdict === 'fail';
    expect(book.totals(doubts.length > 0)).toEqual({
      error: isError ? 1 : 0,
      warning: isError ? 0 : 1,
      note: 0,
    });
  });

  test('without a finding: a pass where nothing is in doubt, else inconclusive', () => {
    const book = createVerdictBook();
    expect(book.judge([matter], []).map(({ verdict }) => verdict)).toEqual(['pass']);
    expect(book.judge([matter], ['lost']).map(({ verdict }) => verdict)).toEqual(['inconclusive']);
  });

  test('what only single messages belong to has a verdict too', () => {
    const book = createVerdictBook();
    book.note({ ...finding('presence'), matter: 'elsewhere', frames: [4] });
    expect(book.judge([matter], [])).toMatchObject([
      { verdict: 'pass' },
      { verdict: 'fail', matter: { key: 'elsewhere', firstFrame: 4 } },
    ]);
  });

  const folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('drop counts are found at the end of a file, before its packets are read', () => {
    const traffic = playOne(STORIES[0].scenario, FAULT_PROFILES.lossy);
    const capture = captureTraffic(traffic, { statistics: true });
    const octets = encodeCapture(capture);
    const file = join(folder, 'lossy.pcapng');
    writeFileSync(file, octets);
    const counts = lastStatistics(file);
    expect(counts.length).toBe(capture.source.statistics.length);
    expect(doubtOf(counts)).toEqual(doubtOf(capture.source.statistics));
    expect(doubtOf(counts)?.text).toMatch(/^the capture says that \d+ packets were dropped$/);
    writeFileSync(file, octets.subarray(0, -3));
    expect(lastStatistics(file)).toEqual([]);
  });

  test('other inputs have none: no file, a folder, a file without counts, text', () => {
    const file = join(folder, 'plain.pcapng');
    writeFileSync(file, encodeCapture(captureTraffic(playOne(STORIES[3].scenario, undefined))));
    expect(doubtOf(lastStatistics(file))).toBeUndefined();
    expect(lastStatistics(folder)).toEqual([]);
    expect(lastStatistics(join(folder, 'none'))).toEqual([]);
    writeFileSync(file, 'text');
    expect(lastStatistics(file)).toEqual([]);
  });
});

describe('messages that are wrong by themselves', () => {
  test('each rule says its clause and what it means', () => {
    for (const rule of MESSAGE_RULES) {
      expect(isMessageRule(rule)).toBe(true);
      expect(rule.clause).not.toBe('');
      expect(rule.text).not.toBe('');
      expect(rule.by).toBe('presence');
    }
    expect(new Set(MESSAGE_RULES.map(({ code }) => code)).size).toBe(MESSAGE_RULES.length);
  });

  test('reserved bits in the keepalives of a session are findings of that session, told a few times and counted', () => {
    const capture = captureTraffic(playOne(STORIES[0].scenario, undefined));
    // The Reserved octet of every KARES (Ethernet 14, IPv4 20, UDP 8; the last octet of figure 26).
    const last = 14 + 20 + 8 + 15;
    const packets = capture.packets.map((packet) => {
      const bytes = packet.bytes.slice();
      if (bytes.length === last + 1 && bytes[42] === 0x12) bytes[last] = 1;
      return { ...packet, bytes };
    });
    const marked = packets.filter(({ bytes }, i) => bytes[last] !== capture.packets[i].bytes[last]).length;
    expect(marked).toBeGreaterThan(REPORTED);
    const { findings, verdicts } = check({ ...capture, packets });
    const reserved = findings.filter(({ rule }) => rule.code === 'gmp.reserved');
    expect(reserved).toHaveLength(REPORTED);
    expect(reserved[0].matter).toBe('session 1 at 10.0.0.1');
    expect(reserved[0].message).toMatch(/^KARES of 10\.0\.0\.\d to 10\.0\.0\.1: Reserved octet is 1, not 0$/);
    const [{ broken }] = verdicts;
    expect(broken.find(({ code }) => code === 'gmp.reserved')?.count).toBe(marked);
  });

  test('a message that was captured short throws doubt on the check, and is nobody’s mistake', () => {
    const capture = captureTraffic(playOne(STORIES[0].scenario, undefined));
    const packets = capture.packets.map((packet, i) => (i === 20 ? { ...packet, capLen: 50 } : packet));
    const { findings, verdicts } = check({ ...capture, packets });
    expect(findings.filter(({ rule }) => isMessageRule(rule))).toEqual([]);
    expect(verdicts[0].doubts).toContain('the capture kept only parts of some messages');
    expect(verdicts[0].verdict).toBe('inconclusive');
  });
});
