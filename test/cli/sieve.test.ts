/**
 * The sieve as users meet it: not at all. A filter and the same filter with a part that always holds but looks at history
 * (udp.stream), which keeps frames from being sifted, must give the same bytes in every form of output.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { shapedFrame } from '../dissectors/shaped-frames.js';
import { folder, run } from './run.js';

const DIR = folder();
const FILE = join(DIR, 'frames.pcap');
const CORPUS = ['tcpdump/IGMP_V2.pcap', 'edge/igmp-fragments.pcap', 'edge/ip-broken.pcap'].map((name) =>
  join('../shared/captures', name),
);
const FILES = [FILE, 'fixtures/demo.pcapng', ...CORPUS.filter(existsSync)];

beforeAll(() => {
  const frames = fc.sample(shapedFrame, { numRuns: 1500, seed: 602 });
  const head = new DataView(new ArrayBuffer(24));
  head.setUint32(0, 0xa1b2c3d4, true);
  head.setUint16(4, 2, true);
  head.setUint16(6, 4, true);
  head.setUint32(16, 65535, true);
  head.setUint32(20, 1, true);
  const parts: Uint8Array[] = [new Uint8Array(head.buffer)];
  for (const [i, { bytes, wireLen }] of frames.entries()) {
    const record = new DataView(new ArrayBuffer(16));
    record.setUint32(0, 1_700_000_000 + (i >> 2), true);
    record.setUint32(4, (i & 3) * 250_000, true);
    record.setUint32(8, bytes.length, true);
    record.setUint32(12, wireLen, true);
    parts.push(new Uint8Array(record.buffer), bytes);
  }
  writeFileSync(FILE, Buffer.concat(parts));
});

/** Holds wherever the filter does, and looks at history. */
const slow = (filter: string): string => `(${filter}) and not udp.stream == 4294967295`;

const FILTERS = [
  'igmp',
  'gmp.type == "KAREQ" or igmp.type == 0x16',
  'ip.addr == 10.0.0.0/8 and not udp',
  'igmp.maddr == 232.1.2.3 or frame.time_delta > 0.2 and vlan',
  'ip.checksum.status == 0 or data',
  'frame.number > 1490',
  'frame.time_relative < 3.5',
];
const FORMS: readonly (readonly string[])[] = [
  [],
  ['-t', 'dd'],
  ['-T', 'fields', '-e', 'frame.number', '-e', 'frame.time_delta', '-e', 'ip.src', '-e', 'gmp.type'],
  ['-T', 'json'],
  ['-c', '700'],
];

describe('sifted or walked, the output is the same', () => {
  test.each(FILTERS)(
    '%s',
    (filter) => {
      for (const file of FILES) {
        for (const form of FORMS.slice(0, file === FILE ? FORMS.length : 1)) {
          const fast = run(['dissect', '-n', file, ...form, '-Y', filter]);
          expect(fast, `${file} ${form.join(' ')}`).toEqual(
            run(['dissect', '-n', file, ...form, '-Y', slow(filter)]),
          );
          if (file === FILE && form.length === 0) expect(fast.out.split('\n').length).toBeGreaterThan(5);
        }
      }
    },
    120_000,
  );

  test('copies', () => {
    for (const filter of FILTERS.slice(0, 3)) {
      const [fast, walked] = ['fast.pcap', 'walked.pcap'].map((name) => join(DIR, name));
      expect(run(['dissect', FILE, '-Y', filter, '-w', fast]).code).toBe(0);
      expect(run(['dissect', FILE, '-Y', slow(filter), '-w', walked]).code).toBe(0);
      expect(readFileSync(fast).equals(readFileSync(walked))).toBe(true);
      expect(readFileSync(fast).length).toBeGreaterThan(200);
    }
  });

  test.each(['0', '0.3', '60'])(
    'io,stat in intervals of %s s, several filters, some of which stop sooner',
    (interval) => {
      const table = (filters: readonly string[]): string =>
        run([
          'dissect',
          '-n',
          '-q',
          FILE,
          '-z',
          `io,stat,${interval}${filters.map((one) => `,${one}`).join('')}`,
        ]).out;
      const rows = (text: string): readonly string[] =>
        text.split('\n').flatMap((line) => (line.includes('<>') ? [line.replace(/\| +\|$/, '|')] : []));
      const fast = rows(table(FILTERS));
      expect(fast.length).toBeGreaterThan(0);
      expect(fast).toEqual(rows(table(FILTERS.map(slow))));
      expect(rows(table([]))).toEqual(rows(table(['not udp.stream == 4294967295'])));
    },
  );
});
