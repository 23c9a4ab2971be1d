/** What the tables hold and how they are written, case by case. */
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { sizeText } from '../../src/statistics/conversation-text.js';
import { MOST_FINDINGS } from '../../src/statistics/expert.js';
import { MOST_ROWS } from '../../src/statistics/io-stat-table.js';
import { addTo, wholeAt } from '../../src/statistics/tally.js';
import { be16, concat, ethernet, ipv4, unhex } from '../dissectors/packets.js';
import { contextOf, reportOf, statisticOf } from './counting.js';
import { frameOf, type Sent, tell } from './traffic.js';

const one: Sent = { at: 0, from: 1, to: 2, fromPort: 5000, toPort: 5001, size: 8 };

/** A TCP segment between 10.0.0.1 and 10.0.0.2. */
function segment(port: number, sequence: number, flags: number): Uint8Array {
  const header = concat(
    be16(port),
    be16(80),
    [0, 0, ...be16(sequence)],
    [0, 0, 0, 0],
    [0x50, flags],
    be16(1024),
  );
  return ethernet(ipv4(concat(header, [0, 0, 0, 0]), { proto: 6 }));
}

/** Counts frames that come a second apart, and gives the tables. */
function count(
  frames: readonly Uint8Array[],
  texts: readonly string[],
  comments: readonly string[] = [],
): readonly string[] {
  const registry = createRegistry();
  const w = createWalk(registry);
  const made = texts.map((text) => statisticOf(text, contextOf(registry)));
  Object.assign(w.frame, { linkType: 1, firstSec: 100, firstNsec: 0, nsec: 0, comments });
  frames.forEach((bytes, i) => {
    Object.assign(w.frame, { number: i + 1, sec: 100 + i, capLen: bytes.length, wireLen: bytes.length });
    walkFrame(registry, w, bytes, 0);
    for (const { packet } of made) packet(w);
  });
  return made.map(reportOf);
}

const SYN = 0x02;
const ACK = 0x10;

describe('conv,tcp', () => {
  const totals = (text: string): readonly number[] =>
    [...text.matchAll(/<->.* (\d+) \d+ \S+ +\d+\.\d{9} /gm)].map(([, frames]) => Number(frames));

  test('a connection opened anew between the same ends is another conversation', () => {
    const frames = [
      segment(4000, 1, SYN),
      segment(4000, 2, ACK),
      segment(4000, 700, SYN),
      segment(4000, 701, ACK),
      segment(4000, 702, ACK),
    ];
    expect(totals(count(frames, ['conv,tcp'])[0])).toEqual([3, 2]);
  });

  test('what is left of a connection that the dissector has forgotten is still the same conversation', () => {
    const others = Array.from({ length: 9000 }, (_, i) => segment(10_000 + i, 1, ACK));
    const frames = [segment(4000, 1, SYN), ...others, segment(4000, 2, ACK)];
    const [text] = count(frames, ['conv,tcp']);
    expect(totals(text)).toHaveLength(9001);
    expect(totals(text)[0]).toBe(2);
  });
});

test('sizes are told in the largest unit of which there are ten (Wireshark)', () => {
  expect([0, 9999, 10_000, 9_999_999, 10_000_000, 4_294_967_295].map(sizeText)).toEqual([
    '0 bytes',
    '9999 bytes',
    '10 kB',
    '9999 kB',
    '10 MB',
    '4294 MB',
  ]);
});

test('names that the capture gives stand in the place of addresses', () => {
  const [text] = tell([one], ['conv,udp', 'endpoints,ip'], { names: new Map([['10.0.0.1', 'alpha']]) });
  expect(text).toContain('alpha:5000                 <-> 10.0.0.2:5001');
});

test('a filter chooses what is counted, and is named over the table', () => {
  const [wanted, other] = tell([one], ['conv,udp,udp', 'endpoints,udp,tcp']);
  expect(wanted).toContain('Filter:udp\n');
  expect(wanted).toContain('10.0.0.1:5000');
  expect(other).toContain('Filter:tcp\n');
  expect(other).not.toContain('10.0.0.1');
});

test('a million conversations are rows of numbers: their memory is bounded, their table is passed on in parts', () => {
  const registry = createRegistry();
  const w = createWalk(registry);
  const statistic = statisticOf('conv,ip', contextOf(registry));
  const bytes = frameOf(one);
  Object.assign(w.frame, {
    linkType: 1,
    sec: 100,
    firstSec: 100,
    capLen: bytes.length,
    wireLen: bytes.length,
  });
  walkFrame(registry, w, bytes, 0);
  const ip = registry.lookup.idOf('ip');
  const at = w.starts[w.ids.indexOf(ip)] + 12;
  const view = new DataView(bytes.buffer);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 1_000_000; i += 1) {
    view.setUint32(at, i);
    statistic.packet(w);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400e6);
  const out = makeText();
  let lines = 0;
  let longest = 0;
  statistic.report(out, () => {
    longest = Math.max(longest, out.length);
    for (let i = 0; i < out.length; i += 1) if (out.bytes[i] === 10) lines += 1;
    out.length = 0;
  });
  expect(longest).toBeLessThan(2000);
  expect(lines).toBe(1_000_000 + 5);
});

describe('io,stat', () => {
  test('the last interval holds what comes at its very end', () => {
    const [text] = tell([one, { ...one, at: 1000 }, { ...one, at: 2000 }], ['io,stat,1']);
    expect(text).toBe(`
=============================
| IO Statistics             |
|                           |
| Duration: 2.000000 secs   |
| Interval: 1 secs          |
|                           |
| Col 1: Frames and bytes   |
|---------------------------|
|          |1               |
| Interval | Frames | Bytes |
|---------------------------|
|  0 <> 1  |      1 |    50 |
|  1 <> Dur|      2 |   100 |
=============================
`);
  });

  test('a negative span is the least, and a sum may be less than its parts', () => {
    const traffic = [one, { ...one, at: 1500 }, { ...one, at: 500 }];
    const [text] = tell(traffic, ['io,stat,0,MIN(frame.time_delta)frame,SUM(frame.time_delta)frame']);
    expect(text).toMatch(/\| -1\.000000 \| 0\.500000 \|/);
  });

  test('of more than a million intervals only those with frames are rows', () => {
    const [text] = tell([one, { ...one, at: 20_000 }], ['io,stat,0.00001']);
    expect(20 / 0.00001).toBeGreaterThan(MOST_ROWS);
    expect(text.split('\n').filter((line) => line.includes('<>'))).toEqual([
      '|  0.00000 <>  0.00001 |      1 |    50 |',
      '| 19.99999 <> 20.00000 |      1 |    50 |',
    ]);
  });

  test('a capture without frames has a table without amounts', () => {
    const text = reportOf(statisticOf('io,stat,1', contextOf(createRegistry())));
    expect(text).toContain('Duration: 0.000 secs');
    expect(text).toContain('|      0 |     0 |');
  });
});

test('sums keep every digit beyond 2^53', () => {
  const data = new Float64Array(2);
  const times = 5_000_001;
  for (let i = 0; i < times; i += 1) addTo(data, 0, 1, 2 ** 32 - 1);
  expect(wholeAt(data, 0)).toBe(BigInt(times) * (2n ** 33n - 1n));
});

describe('expert', () => {
  const igmp = (checksum: number): Uint8Array =>
    ethernet(
      ipv4(concat([0x11, 0], be16(checksum), [0, 0, 0, 0]), {
        proto: 2,
        ttl: 1,
        destination: [224, 0, 0, 1],
      }),
    );
  const frames = [igmp(0xeeff - 1), igmp(0xeeff - 1), igmp(0xeeff), unhex('0200000000010200000000020800')];

  test('the same findings are counted together, the gravest first; comments last', () => {
    const [text] = count(frames, ['expert'], ['why']);
    expect(text).toContain(`
Errors (3)
=============
   Frequency      Group           Protocol  Summary
           2   Checksum               IGMP  Bad checksum [should be 0xeeff]
           1  Malformed               IPv4  Version needs 1 octet, there are 0
`);
    expect(text).toContain('           4    Comment              Frame  why\n');
    expect(text.indexOf('Errors')).toBeLessThan(text.indexOf('Comments (4)'));
  });

  test.each(['error', 'Errors', 'ERROR'])('expert,%s leaves out what is less', (severity) => {
    const [text] = count(frames, [`expert,${severity}`], ['why']);
    expect(text).toMatch(/^\nErrors \(3\)\n/);
    expect(text).not.toContain('Comments');
  });

  test('warn means warnings and errors; a filter may follow', () => {
    expect(count(frames, ['expert,warn,igmp'])[0]).toContain('Errors (2)');
    expect(count(frames, ['expert,igmp'])[0]).toContain('Errors (2)');
    expect(count(frames, ['expert,warn,tcp'])[0]).toBe('');
  });

  test('so many different findings are told, and the others counted', () => {
    const registry = createRegistry();
    const w = createWalk(registry);
    const statistic = statisticOf('expert', contextOf(registry));
    const frame = frameOf(one);
    Object.assign(w.frame, { linkType: 1, capLen: frame.length, wireLen: frame.length });
    walkFrame(registry, w, frame, 0);
    for (let i = 0; i < MOST_FINDINGS + 5; i += 1) {
      w.frame.comments = [`comment ${i}`];
      statistic.packet(w);
    }
    const out = makeText();
    statistic.report(out, () => undefined);
    const text = textFrom(out);
    expect(text).toContain(`Comments (${MOST_FINDINGS + 5})`);
    expect(text).toMatch(/^ +5 +\(further findings\)$/m);
  });
});
