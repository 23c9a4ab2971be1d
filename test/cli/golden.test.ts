/**
 * Outputs kept whole, to be read by people: what a change does to them is seen in the review.
 * To write them anew: UPDATE_GOLDEN=1 npx vitest run test/cli/golden.test.ts
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { folder, run } from './run.js';
import { smallCapture } from './small-capture.js';

const GOLDEN = fileURLToPath(new URL('golden', import.meta.url));
const FILE = join(folder(), 'small.pcap');

beforeAll(() => writeFileSync(FILE, smallCapture()));

test.each<[string, readonly string[]]>([
  ['summary.txt', []],
  ['details.txt', ['-V']],
  ['octets.txt', ['-x', '-P']],
  ['only-igmp.txt', ['-O', 'igmp']],
  [
    'fields.txt',
    ['-T', 'fields', '-E', 'header=y', '-e', 'frame.number', '-e', 'ip.src', '-e', 'igmp.maddr'],
  ],
  ['packets.ndjson', ['-T', 'ndjson']],
  ['packets.json', ['-T', 'json', '-c', '3']],
  ['packets.ek.ndjson', ['-T', 'ek', '-c', '3']],
  [
    'statistics.txt',
    [
      '-q',
      '-z',
      'expert',
      '-z',
      'io,phs',
      '-z',
      'endpoints,ip',
      '-z',
      'conv,ip',
      '-z',
      'io,stat,0.5,,igmp,AVG(ip.len)ip',
    ],
  ],
])('%s', (name, flags) => {
  const path = join(GOLDEN, name);
  const { code, out } = run(['dissect', FILE, '-n', ...flags]);
  expect(code).toBe(0);
  if (process.env.UPDATE_GOLDEN !== undefined || !existsSync(path)) writeFileSync(path, out);
  expect(out).toBe(readFileSync(path, 'utf8'));
});
