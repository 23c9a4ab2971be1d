/**
 * Shortcuts beside walks: where the code made from the dissectors' shortcuts decides what the layers of a frame are, the
 * walk finds the same dissectors, tables and places, whatever the frame. The code may always leave a frame to the walk.
 */

import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Walk } from '../../dissectors/contract.js';
import type { RegistryOptions } from '../../dissectors/options.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import { CODE_PRELUDE, emitFrame } from '../../dissectors/shortcut-code.js';
import type { CodeLayer } from '../../dissectors/shortcut-open.js';
import { openCapture } from '../../src/capture/open.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { CORPUS, expectations, hasCorpus } from '../capture/corpus.js';
import { type ShapedFrame, shapedFrame } from './shaped-frames.js';

/** What the code says of a frame: [id, variant, start, end] of each layer, a branch that is new, or that it must be walked. */
type Answer = readonly (readonly number[])[] | string | 'walk';

function makeFinder(
  registry: Registry,
): (bytes: Uint8Array, start: number, end: number, limit: number, link: number) => Answer {
  const met = new Set<string>();
  const codes = new Map<number, (...args: readonly unknown[]) => Answer>();
  const compile = (link: number) => {
    const leaf = (layers: readonly CodeLayer[]): string =>
      `return [${layers.map((one) => `[${one.id},${one.variant},${one.start},${one.end}]`).join(',')}];`;
    const body = emitFrame({
      registry,
      link,
      met,
      leaf,
      walk: "return 'walk';",
      unmet: (branch, next) => `return '${branch}>'+${next};`,
    });
    const make = new Function('lookup', `${CODE_PRELUDE}return function find(b,s0,e0,l0){${body}}`);
    return make(registry.lookup) as (...args: readonly unknown[]) => Answer;
  };
  return (bytes, start, end, limit, link) => {
    for (;;) {
      const code = codes.get(link) ?? compile(link);
      codes.set(link, code);
      const answer = code(bytes, start, end, limit);
      if (typeof answer !== 'string' || answer === 'walk') return answer;
      expect(met.has(answer)).toBe(false);
      met.add(answer);
      codes.clear();
    }
  };
}

function layersOf(w: Walk): readonly (readonly number[])[] {
  return Array.from({ length: w.count }, (_, i) => [w.ids[i], w.variants[i], w.starts[i], w.ends[i]]);
}

/** A registry with its walk and its finder. */
function makeLane(options: RegistryOptions = {}) {
  const registry = createRegistry(options);
  const w = createWalk(registry);
  const find = makeFinder(registry);
  let number = 0;
  return {
    registry,
    /** Looks at a frame both ways; gives the names of its layers, or 'walk'. */
    check: ({ bytes, wireLen }: ShapedFrame, linkType = 1): string => {
      number += 1;
      const around = new Uint8Array(bytes.length + 40).fill(number & 255);
      around.set(bytes, 20);
      const link = registry.lookup.find('linktype', linkType);
      const end = 20 + bytes.length;
      const answer = find(around, 20, end, 20 + Math.max(wireLen, bytes.length), link);
      Object.assign(w.frame, { number, sec: number, nsec: 0, capLen: bytes.length, wireLen, linkType });
      walkFrame(registry, w, around, 20);
      if (typeof answer === 'string') return answer;
      const walked = layersOf(w);
      if (JSON.stringify(answer) !== JSON.stringify(walked)) expect(answer).toEqual(walked);
      expect(w.sources.slice(0, w.count).every((source) => source === around)).toBe(true);
      return walked.map(([id]) => registry.lookup.nameOf(id)).join(':');
    },
  };
}

describe('shortcuts find what walks find', () => {
  test('random frames, mostly sound', () => {
    let lane = makeLane();
    const seen = new Map<string, number>();
    let count = 0;
    fc.assert(
      fc.property(shapedFrame, (frame) => {
        count += 1;
        if (count % 2000 === 0) lane = makeLane();
        const layers = lane.check(frame);
        seen.set(layers, (seen.get(layers) ?? 0) + 1);
      }),
      { numRuns: 20_000 },
    );
    // The test is worth something: most frames take the short way, on every road that there is.
    expect((seen.get('walk') ?? 0) / count).toBeLessThan(0.4);
    for (const layers of [
      'frame:eth:ip:igmp',
      'frame:eth:ip:udp',
      'frame:eth:ip:udp:data',
      'frame:eth:ip:udp:gmp',
      'frame:eth:vlan:ip:udp:gmp',
      'frame:eth:ieee8021ad:ip:igmp',
      'frame:eth:ipv6:udp:gmp',
      'frame:eth:data',
    ]) {
      expect(seen.get(layers) ?? 0, layers).toBeGreaterThan(2);
    }
  });

  test('ports and types that the user had decoded otherwise', () => {
    const lane = makeLane({
      decodeAs: [
        { table: 'udp.port', value: 5004, protocol: 'gmp', offset: 0 },
        { table: 'udp.port', value: 53, protocol: 'gmp', offset: 3 },
        { table: 'ethertype', value: 0x1234, protocol: 'ip', offset: 0 },
      ],
    });
    fc.assert(
      fc.property(shapedFrame, (frame) => {
        lane.check(frame);
      }),
      { numRuns: 5_000 },
    );
  });

  test('with heuristics, no datagram is decided by its ports', () => {
    const lane = makeLane({ heuristics: true });
    fc.assert(
      fc.property(shapedFrame, (frame) => {
        expect(lane.check(frame)).not.toMatch(/udp:/);
      }),
      { numRuns: 500 },
    );
  });

  test.skipIf(!hasCorpus)(
    `every frame of the corpus${hasCorpus ? '' : ' (skipped: no corpus)'}`,
    async () => {
      let short = 0;
      for (const { file } of expectations()) {
        const lane = makeLane();
        const opened = await openCapture(resolve(CORPUS, file));
        if (!opened.ok) continue;
        const reader = opened.value;
        for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
          for (let i = 0; i < batch.count; i += 1) {
            const start = batch.dataStart[i];
            const bytes = batch.bytes.subarray(start, start + batch.capLen[i]);
            const { linkType } = reader.interfaces[batch.interfaceId[i]];
            if (lane.check({ bytes, wireLen: Math.min(batch.wireLen[i], 1e9) }, linkType) !== 'walk')
              short += 1;
          }
        }
        await reader.close();
      }
      expect(short).toBeGreaterThan(300);
    },
  );
});
