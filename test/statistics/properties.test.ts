/** What must hold of statistics over any traffic. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryTraffic, cellsOf, octetsOf, type Sent, tell } from './traffic.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Intervals in seconds, as they are written. */
const arbitraryInterval = fc.constantFrom('0', '0.001', '0.25', '1', '1.5', '2.00', '7', '20', '100');

describe('io,stat', () => {
  test('sums over intervals are the totals, wherever the last frame falls and however late one comes', () => {
    fc.assert(
      fc.property(arbitraryTraffic, arbitraryInterval, (traffic, interval) => {
        const [text] = tell(traffic, [
          `io,stat,${interval},,FRAMES,BYTES,COUNT(udp.port)udp,SUM(udp.length)udp,SUM(udp.length)tcp`,
        ]);
        const cells = cellsOf(text);
        const column = (k: number): number => sum(cells.map((row) => row[k]));
        const octets = sum(traffic.map(octetsOf));
        expect(column(0)).toBe(traffic.length);
        expect(column(1)).toBe(octets);
        expect(column(2)).toBe(traffic.length);
        expect(column(3)).toBe(octets);
        expect(column(4)).toBe(traffic.length * 2);
        expect(column(5)).toBe(sum(traffic.map(({ size }) => size + 8)));
        expect(column(6)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test('least, greatest and average value of each interval', () => {
    fc.assert(
      fc.property(arbitraryTraffic, fc.constantFrom(0.25, 1, 3), (traffic, interval) => {
        const [text] = tell(traffic, [
          `io,stat,${interval},MIN(udp.length)udp,MAX(udp.length)udp,AVG(udp.length)udp`,
        ]);
        const [{ at: first }] = traffic;
        const duration = Math.max(...traffic.map(({ at }) => at - first), 0);
        const rows = Math.max(1, Math.ceil(duration / (interval * 1000)));
        const lengths: number[][] = Array.from({ length: rows }, () => []);
        for (const { at, size } of traffic) {
          const row = Math.max(0, Math.floor((at - first) / (interval * 1000)));
          lengths[Math.min(row, rows - 1)].push(size + 8);
        }
        const expected = lengths.map((list) =>
          list.length === 0
            ? [0, 0, 0]
            : [Math.min(...list), Math.max(...list), Math.floor(sum(list) / list.length)],
        );
        expect(cellsOf(text)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('every line of a table is as long as its rule', () => {
    const columns = fc.array(
      fc.constantFrom(
        '',
        'ip',
        'FRAMES',
        'BYTES()udp',
        'SUM(udp.length)udp',
        'AVG(udp.time_delta)udp',
        'MAX(ip.ttl)ip',
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(arbitraryTraffic, arbitraryInterval, columns, (traffic, interval, list) => {
        const asked = list.at(-1) === '' ? [...list, 'ip'] : list;
        const [text] = tell(traffic, [`io,stat,${interval},${asked.join(',')}`]);
        const lines = text.split('\n').slice(1, -1);
        expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
      }),
      { numRuns: 150 },
    );
  });

  test('LOAD: what spans cover, all intervals together, is as long as the spans', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.constantFrom('0.5', '1', '4'), (list, interval) => {
        let at = 0;
        const traffic = list.map((step) => {
          at += step;
          return { at, from: 1, to: 2, fromPort: 5000, toPort: 5001, size: 4 };
        });
        const duration = at - list[0];
        fc.pre(duration > Number(interval) * 1000);
        const [text] = tell(traffic, [`io,stat,${interval},LOAD(udp.time_delta)udp`]);
        const loads = cellsOf(text).map(([load]) => load);
        const millis = Number(interval) * 1000;
        // As in Wireshark, the last interval ends with the duration as it is written: nearer to the next digit, it is that one.
        const unit = interval === '0.5' ? 100 : 1000;
        const written = duration % unit > unit / 2 ? Math.ceil(duration / unit) * unit : duration;
        const last = written - (loads.length - 1) * millis;
        const covered = sum(loads.map((load, i) => load * (i === loads.length - 1 ? last : millis)));
        // Each frame comes a span after the one before it: together they cover the whole capture, once.
        expect(Math.abs(covered - duration)).toBeLessThan(0.01 * loads.length);
      }),
      // A span that covers the last interval, of a frame at its very end.
      { numRuns: 150, examples: [[[0, 1806, 523, 433, 738], '0.5']] },
    );
  });
});

interface Amount {
  frames: number;
  octets: number;
}

/** Amounts by key, by plain reckoning. */
function amounts(traffic: readonly Sent[], keysOf: (one: Sent) => readonly string[]): Map<string, Amount> {
  const map = new Map<string, Amount>();
  for (const one of traffic) {
    for (const key of keysOf(one)) {
      const amount = map.get(key) ?? { frames: 0, octets: 0 };
      amount.frames += 1;
      amount.octets += octetsOf(one);
      map.set(key, amount);
    }
  }
  return map;
}

/** "10.0.0.1:5000 <-> 10.0.0.2:5001 …": the ends, and frames back, forth and together. */
function conversations(text: string): readonly (readonly [string, string, number, number, number])[] {
  return [...text.matchAll(/^(\S+) +<-> (\S+) +(\d+) \d+ \S+ +(\d+) \d+ \S+ +(\d+) /gm)].map(
    ([, one, other, back, forth, all]) => [one, other, Number(back), Number(forth), Number(all)],
  );
}

const ended = ({ from, fromPort, to, toPort }: Sent): [string, string] => [
  `10.0.0.${from}:${fromPort}`,
  `10.0.0.${to}:${toPort}`,
];

describe('conv and endpoints', () => {
  test('a conversation is two ends, whoever speaks; who spoke first is on the left; together they are all packets', () => {
    fc.assert(
      fc.property(arbitraryTraffic, (traffic) => {
        const [text] = tell(traffic, ['conv,udp']);
        const told = conversations(text);
        const expected = amounts(traffic, (one) => [ended(one).sort().join(' ')]);
        expect(told.length).toBe(expected.size);
        expect(sum(told.map(([, , , , all]) => all))).toBe(traffic.length);
        for (const [one, other, back, forth, all] of told) {
          expect(expected.get([one, other].sort().join(' '))?.frames).toBe(all);
          const sent = traffic.filter((packet) => ended(packet).join(' ') === `${one} ${other}`).length;
          expect(forth).toBe(sent);
          expect(back).toBe(all - sent);
          const first = traffic.find(
            (packet) => ended(packet).sort().join(' ') === [one, other].sort().join(' '),
          );
          expect(first === undefined ? '' : ended(first)[0]).toBe(one);
        }
        const counts = told.map(([, , , , all]) => all);
        expect(counts).toEqual([...counts].sort((a, b) => b - a));
      }),
      { numRuns: 150 },
    );
  });

  test('packets of endpoints are twice the packets; sent and received are equal; each end has its own', () => {
    fc.assert(
      fc.property(arbitraryTraffic, (traffic) => {
        const [text] = tell(traffic, ['endpoints,udp']);
        const rows = [...text.matchAll(/^(10\.\S+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) *$/gm)];
        const told = rows.map(([, address, ...numbers]) => [address, ...numbers.map(Number)] as const);
        expect(sum(told.map((row) => Number(row[2])))).toBe(2 * traffic.length);
        expect(sum(told.map((row) => Number(row[3])))).toBe(2 * sum(traffic.map(octetsOf)));
        expect(sum(told.map((row) => Number(row[4])))).toBe(traffic.length);
        expect(sum(told.map((row) => Number(row[6])))).toBe(traffic.length);
        const sent = amounts(traffic, (one) => [ended(one)[0]]);
        const received = amounts(traffic, (one) => [ended(one)[1]]);
        for (const [address, port, , , txPackets, txOctets, rxPackets, rxOctets] of told) {
          const end = `${address}:${port}`;
          expect([txPackets, txOctets]).toEqual([sent.get(end)?.frames ?? 0, sent.get(end)?.octets ?? 0]);
          expect([rxPackets, rxOctets]).toEqual([
            received.get(end)?.frames ?? 0,
            received.get(end)?.octets ?? 0,
          ]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('beginning and duration are those of the earliest and the latest packet', () => {
    fc.assert(
      fc.property(arbitraryTraffic, (traffic) => {
        const one = traffic.map((sent) => ({ ...sent, from: 1, to: 2, fromPort: 5000, toPort: 5001 }));
        const [text] = tell(one, ['conv,ip']);
        const times = one.map(({ at }) => at);
        const begin = (Math.min(...times) - times[0]) / 1000;
        const duration = (Math.max(...times) - Math.min(...times)) / 1000;
        const [, began, took] = /(-?\d+\.\d{9}) +(\d+\.\d{4})$/m.exec(text) ?? [];
        expect(Number(began)).toBeCloseTo(begin, 9);
        expect(took).toBe(duration.toFixed(4));
      }),
      { numRuns: 100 },
    );
  });
});

test('io,phs: a protocol has as many frames as those on it and those that end with it', () => {
  fc.assert(
    fc.property(arbitraryTraffic, (traffic) => {
      const [text] = tell(traffic, ['io,phs']);
      const frames = (name: string): number =>
        Number(new RegExp(`^ *${name} +frames:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
      expect(frames('eth')).toBe(traffic.length);
      expect(frames('udp')).toBe(traffic.length);
      expect(frames('data')).toBe(traffic.filter(({ size }) => size > 0).length);
    }),
    { numRuns: 50 },
  );
});
