/** Random traffic, and what statistics must tell of it by plain reckoning. */
import fc from 'fast-check';
import { createRegistry } from '../../dissectors/registry.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import type { StatisticContext } from '../../src/statistics/statistic.js';
import { concat, ethernet, ipv4, udp } from '../dissectors/packets.js';
import { contextOf, reportOf, statisticOf } from './counting.js';

/** A UDP datagram between hosts 10.0.0.N, some milliseconds behind the first, or before it. */
export interface Sent {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly fromPort: number;
  readonly toPort: number;
  readonly size: number;
}

/** Few hosts and ports, so that conversations repeat. */
export const arbitraryTraffic = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 20_000 }),
    from: fc.integer({ min: 1, max: 4 }),
    to: fc.integer({ min: 1, max: 4 }),
    fromPort: fc.integer({ min: 5000, max: 5002 }),
    toPort: fc.integer({ min: 5000, max: 5002 }),
    size: fc.integer({ min: 0, max: 2000 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Octets of a datagram's frame. */
export const octetsOf = ({ size }: Sent): number => 42 + size;

/** The frame of a datagram. */
export function frameOf({ from, to, fromPort, toPort, size }: Sent): Uint8Array {
  const [source, destination] = [
    [10, 0, 0, from],
    [10, 0, 0, to],
  ];
  const datagram = udp(new Uint8Array(size), fromPort, toPort, [source, destination]);
  return ethernet(concat(ipv4(datagram, { source, destination })));
}

/** What each statistic writes of the traffic. */
export function tell(
  traffic: readonly Sent[],
  texts: readonly string[],
  choice: Partial<StatisticContext> = {},
): readonly string[] {
  const registry = createRegistry();
  const w = createWalk(registry);
  const context = { ...contextOf(registry), ...choice };
  const made = texts.map((text) => statisticOf(text, context));
  const start = 1_700_000_000;
  traffic.forEach((one, i) => {
    const bytes = frameOf(one);
    const { frame } = w;
    frame.previousSec = frame.sec;
    frame.previousNsec = frame.nsec;
    const facts = { number: i + 1, linkType: 1, capLen: bytes.length, wireLen: bytes.length };
    Object.assign(frame, facts, { sec: start + Math.floor(one.at / 1000), nsec: (one.at % 1000) * 1e6 });
    if (i === 0) Object.assign(frame, { firstSec: frame.sec, firstNsec: frame.nsec });
    walkFrame(registry, w, bytes, 0);
    for (const { packet } of made) packet(w);
  });
  return made.map(reportOf);
}

/** The cells of a table of intervals: a list of numbers a row, without the interval. */
export function cellsOf(text: string): readonly (readonly number[])[] {
  return text
    .split('\n')
    .filter((line) => /^\| +\d.*<>/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(2, -1)
        .filter((cell) => cell.trim() !== '')
        .map(Number),
    );
}
