/** Walking frames in tests: from the corpus, or made by hand. */
import { resolve } from 'node:path';
import { createCatalogue } from '../../dissectors/catalogue.js';
import type { Walk } from '../../dissectors/contract.js';
import { createRegistry, type Registry, type RegistryOptions } from '../../dissectors/registry.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { openCapture } from '../../src/capture/open.js';
import { setFrame } from '../../src/packet/clock.js';
import { buildTree, fieldsOf, type PacketTree } from '../../src/packet/tree.js';
import { treeLines } from '../../src/packet/tree-text.js';
import { outputText } from '../../src/packet/value-text.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { CORPUS } from '../capture/corpus.js';

/** Calls `seen` for every frame of a corpus file, after it was walked. */
export async function walkCorpusFile(
  file: string,
  options: RegistryOptions,
  seen: (registry: Registry, w: Walk) => void,
): Promise<void> {
  const registry = createRegistry(options);
  const w = createWalk(registry);
  const opened = await openCapture(resolve(CORPUS, file));
  if (!opened.ok) return;
  const reader = opened.value;
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    for (let i = 0; i < batch.count; i += 1) {
      setFrame(w, batch, i, reader.interfaces[batch.interfaceId[i]].linkType);
      walkFrame(registry, w, batch.bytes, batch.dataStart[i]);
      seen(registry, w);
    }
  }
  await reader.close();
}

/** A walker of frames made by hand: numbers and times count up by themselves. */
export interface Bench {
  readonly registry: Registry;
  readonly w: Walk;
  /** Walks a frame; `wireLen` is its length before the capture cut it, `capLen` what counts of the octets given. */
  readonly walk: (frame: Uint8Array, wireLen?: number, capLen?: number) => Walk;
  readonly layers: () => string[];
  readonly info: () => string;
  readonly tree: () => PacketTree;
  readonly lines: () => string[];
  /** All values of a field, as `-T fields` prints them. */
  readonly values: (name: string) => string[];
  /** Codes of all findings. */
  readonly codes: () => string[];
}

/** A bench for frames of a link type. */
export function makeBench(linkType: number, options: RegistryOptions = {}): Bench {
  const registry = createRegistry(options);
  const catalogue = createCatalogue(registry.dissectors);
  const w = createWalk(registry);
  const tree = (): PacketTree => buildTree(registry, catalogue, w);
  return {
    registry,
    w,
    walk: (frame, wireLen = frame.length, capLen = frame.length) => {
      const number = w.frame.number + 1;
      Object.assign(w.frame, { number, sec: 1_700_000_000 + number, nsec: 0, linkType });
      Object.assign(w.frame, { capLen, wireLen });
      walkFrame(registry, w, frame, 0);
      return w;
    },
    layers: () => layersOf(registry, w),
    info: () => {
      const text = makeText();
      for (let i = w.count - 1; i >= 0; i -= 1) {
        const dissector = registry.dissectors[w.ids[i]];
        if (dissector.protocol === undefined) continue;
        dissector.info?.(w, i, text);
        break;
      }
      return textFrom(text);
    },
    tree,
    lines: () => treeLines(tree()),
    values: (name) => {
      const found: string[] = [];
      for (const layer of tree().layers) {
        for (const { field, value } of fieldsOf([layer.node])) {
          if (field?.name === name && value !== undefined) found.push(outputText(field, value));
        }
      }
      return found;
    },
    codes: () => tree().layers.flatMap(({ experts }) => experts.map(({ code }) => code)),
  };
}

/** Names of the layers of the frame walked last, without the frame's own. */
export function layersOf(registry: Registry, w: Walk): string[] {
  return Array.from({ length: w.count - 1 }, (_, i) => registry.dissectors[w.ids[i + 1]].name);
}
