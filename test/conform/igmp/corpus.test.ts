/** The corpus, and damaged packets: the judge never breaks down, and accuses nobody without ground. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../../dissectors/registry.js';
import { type Finding, MAX_DELAY, TOLERANCE } from '../../../src/conform/contract.js';
import { createIgmpJudge, type IgmpJudge } from '../../../src/conform/igmp/judge.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { expectations, hasCorpus } from '../../capture/corpus.js';
import { walkCorpusFile } from '../../dissectors/walks.js';
import { judgeIgmp } from './igmp-judged.js';
import { captureFrom, datagram, query, report, reportV3, type Sent } from './wire.js';

const OPTIONS = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };

/** Certain errors in the corpus, by file: code and packet, each looked at. */
const DEFENDED: Readonly<Record<string, readonly string[]>> = {};

describe.skipIf(!hasCorpus)(`the corpus${hasCorpus ? '' : ' (skipped: no corpus)'}`, () => {
  test.each(expectations().map(({ file }) => file))('%s', async (file) => {
    const findings: Finding[] = [];
    let judge: IgmpJudge | undefined;
    let at = 0;
    await walkCorpusFile(file, {}, (registry, w) => {
      judge ??= createIgmpJudge(registry, OPTIONS, (finding) => findings.push(finding));
      judge.see(w);
      if (w.frame.sec > 0) at = w.frame.sec * 1_000_000;
    });
    judge?.finish((at + 60_000_000_000) as typeof MAX_DELAY);
    const certain = findings.filter((one) => one.certain && one.severity === 'error');
    expect(certain.map(({ rule, frames, message }) => `${rule.code} ${frames} ${message}`)).toEqual(
      DEFENDED[file] ?? [],
    );
    for (const { frames, matter } of findings) {
      expect(frames).toEqual([...frames].sort((a, b) => a - b));
      expect(judge!.matters().map(({ key }) => key)).toContain(matter);
    }
  });
});

test('octets thrown at it at random: never a breakdown', () => {
  const good = [
    query('10.0.0.1'),
    report('10.0.0.2', '239.1.1.1'),
    reportV3('10.0.0.3', [4, '239.1.1.1'], [3, '239.2.2.2']),
    datagram('10.0.0.4', '239.1.1.1'),
    query('10.0.0.1', { vlan: 7 }),
  ];
  const anyPacket = fc.tuple(
    fc.constantFrom(...good),
    fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 3 }),
    fc.nat(80),
    fc.nat(1),
    fc.nat(100),
  );
  fc.assert(
    fc.property(fc.array(anyPacket, { maxLength: 40 }), (packets) => {
      let t = 0;
      const sent = packets.map(([octets, changes, cut, on, later]): Sent => {
        const changed = octets.slice(0, octets.length - (cut > 60 ? cut - 60 : 0));
        for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
        t += later;
        return [t, on, changed];
      });
      const { findings, matters } = judgeIgmp(captureFrom(sent));
      const keys = matters.map(({ key }) => key);
      for (const { matter } of findings) expect(keys).toContain(matter);
    }),
    { numRuns: 400 },
  );
});

test('frames without a time, and a capture without a frame', () => {
  const registry = createRegistry();
  const judge = createIgmpJudge(registry, OPTIONS, () => undefined);
  judge.finish(MAX_DELAY);
  expect(judge.matters()).toEqual([]);
  const capture = captureFrom([[0, 0, query('10.0.0.1')]]);
  const timeless = { ...capture, packets: capture.packets.map((one) => ({ ...one, sec: Number.NaN })) };
  expect(judgeIgmp(timeless, {}, 0).matters.map(({ packets }) => packets)).toEqual([1]);
});
