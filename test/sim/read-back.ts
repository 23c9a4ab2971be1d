/** A run's pcapng file, read and dissected by the product's own code. */
import { expect } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { readerOfBytes } from '../../src/capture/open.js';
import type { CaptureReader } from '../../src/capture/types.js';
import { setFrame } from '../../src/packet/clock.js';
import { createNdjson } from '../../src/packet/ndjson.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { encodeRun } from '../../src/sim/output-pcapng.js';
import type { Run } from '../../src/sim/trace.js';
import { memorySource } from '../capture/collect.js';

/** A packet, as `dissect -T ndjson` tells it, with where and when it was recorded. */
export interface ReadBack {
  readonly number: number;
  /** Microseconds of the run. */
  readonly t: number;
  readonly actor: string;
  readonly layers: readonly string[];
  readonly src: string;
  readonly dst: string;
  readonly info: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly expert: readonly { readonly severity: string; readonly code: string }[];
  readonly comments: readonly string[];
}

/** All packets of the run's file, and the reader with what it says of itself. */
export async function readBack(run: Run): Promise<{ packets: ReadBack[]; reader: CaptureReader }> {
  const opened = await readerOfBytes(memorySource(encodeRun(run)));
  if (!opened.ok) expect.fail(opened.error.message);
  const reader = opened.value;
  const registry = createRegistry();
  const w = createWalk(registry);
  const write = createNdjson(registry, createCatalogue(registry.dissectors));
  const packets: ReadBack[] = [];
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    for (let i = 0; i < batch.count; i += 1) {
      const from = reader.interfaces[batch.interfaceId[i]];
      setFrame(w, batch, i, from.linkType);
      walkFrame(registry, w, batch.bytes, batch.dataStart[i]);
      const out = makeText(4096);
      write(w, out);
      const t = (batch.sec[i] - 1_000_000_000) * 1_000_000 + batch.nsec[i] / 1000;
      const told = JSON.parse(textFrom(out));
      const comments = batch.comments?.get(i) ?? [];
      packets.push({ expert: [], ...told, t, actor: from.name ?? '', comments });
    }
  }
  expect(reader.error).toBeNull();
  return { packets, reader };
}
