/** The layers of every corpus frame against what the reference reader finds, with reassembly off as it was there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CORPUS, hasCorpus } from '../capture/corpus.js';
import { layersOf, walkCorpusFile } from './walks.js';

/** What expect.ndjson says of a file's layers. */
interface Layers {
  readonly file: string;
  readonly packets: number;
  readonly core?: Readonly<Record<Protocol, number>>;
  readonly soft_frames: readonly (readonly [number, number])[];
  readonly frames?: {
    readonly sets: readonly (readonly [readonly string[], readonly string[]])[];
    readonly set: number | readonly number[];
  };
}

/** Names there, and ours. */
const PROTOCOLS = { ipv4: 'ip', ipv6: 'ipv6', udp: 'udp', tcp: 'tcp', igmp: 'igmp' } as const;
type Protocol = keyof typeof PROTOCOLS;
const NAMES = Object.keys(PROTOCOLS) as Protocol[];

const files: readonly Layers[] = hasCorpus
  ? readFileSync(resolve(CORPUS, 'expect.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Layers)
      .filter(({ frames, packets }) => frames?.sets !== undefined && packets > 0)
  : [];

function isSoft(file: Layers, frame: number): boolean {
  return file.soft_frames.some(([from, to]) => frame >= from && frame <= to);
}

/** What is wrong with the layers of one frame; '' where nothing is. */
function complaint(file: Layers, frame: number, found: readonly Protocol[]): string {
  const { sets, set } = file.frames!;
  const pair = sets[typeof set === 'number' ? set : set[frame - 1]];
  if (pair === undefined) return '';
  const [must, may] = pair;
  const missing = must.filter((name) => !found.includes(name as Protocol));
  const extra = found.filter((name) => !may.includes(name));
  if (missing.length + extra.length === 0) return '';
  return `frame ${frame}: missing [${missing}] extra [${extra}]`;
}

describe.skipIf(!hasCorpus)('layers of the corpus (skipped: no corpus, where there is none)', () => {
  test('there is something to compare', () => expect(files.length).toBeGreaterThan(200));

  test.each(files)('$file: every frame has the layers it must have, and no others', async (file) => {
    const complaints: string[] = [];
    const counts: Record<Protocol, number> = { ipv4: 0, ipv6: 0, udp: 0, tcp: 0, igmp: 0 };
    let soft = 0;
    await walkCorpusFile(file.file, { defragment: false, desegment: false }, (registry, w) => {
      const layers = layersOf(registry, w);
      const found = NAMES.filter((name) => layers.includes(PROTOCOLS[name]));
      for (const name of found) counts[name] += 1;
      if (isSoft(file, w.frame.number)) soft += 1;
      else {
        const wrong = complaint(file, w.frame.number, found);
        if (wrong !== '') complaints.push(`${wrong} — ${layers.join(':')}`);
      }
    });
    expect(complaints).toEqual([]);
    // The counts along the core layers are the least that any reader finds; broken frames are a matter of taste.
    for (const name of NAMES) expect(counts[name] + soft).toBeGreaterThanOrEqual(file.core?.[name] ?? 0);
  });
});
