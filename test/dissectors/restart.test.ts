/** A registry that is restarted has forgotten everything: what comes next is read as by a new one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import { indexCapture } from '../../src/capture/capture-index.js';
import { buildTree } from '../../src/packet/tree.js';
import { treeLines } from '../../src/packet/tree-text.js';
import { startReading } from '../../src/tui/store/reading.js';
import { drawing, drawPackets, writeCapture } from '../tui/store/captures.js';

/** All trees of a capture, by a registry; and what was left over. */
async function read(registry: Registry, packets: readonly Uint8Array[]): Promise<unknown> {
  const index = await indexCapture(writeCapture(packets));
  if (!index.ok) expect.fail(index.error.message);
  const catalogue = createCatalogue(registry.dissectors);
  const trees: unknown[] = [];
  const reading = startReading(index.value, registry);
  while (reading.next()) trees.push(treeLines(buildTree(registry, catalogue, reading.walk)));
  await index.value.close();
  return [trees, registry.dissectors.map(({ leftover }) => leftover?.())];
}

describe('a registry that is restarted', () => {
  it('reads any capture as a new one does, whatever it had read before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 60 }), async (one, other, count) => {
        const registry = createRegistry();
        await read(registry, drawPackets(count, drawing(one)));
        registry.restart();
        const packets = drawPackets(40, drawing(other));
        expect(await read(registry, packets)).toEqual(await read(createRegistry(), packets));
      }),
      { numRuns: 100 },
    );
  });
});
