/**
 * Frames to try things on: those of the captures that come with the project, and of the corpus where it is there.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openCapture } from '../../src/capture/open.js';

/** A frame with the facts that dissection needs. */
export interface SampleFrame {
  readonly file: string;
  readonly linkType: number;
  readonly wireLen: number;
  readonly bytes: Uint8Array;
}

const ROOTS = [
  new URL('../../fixtures/', import.meta.url),
  new URL('../../../shared/captures/', import.meta.url),
];

function capturesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}${name}`;
    if (statSync(path).isDirectory()) return capturesBelow(`${path}/`);
    return /\.pcap(ng)?$/.test(name) ? [path] : [];
  });
}

/** Up to `perFile` frames of each capture, the captures in a fixed order. */
export async function sampleFrames(perFile: number): Promise<readonly SampleFrame[]> {
  const frames: SampleFrame[] = [];
  for (const root of ROOTS) {
    const folder = fileURLToPath(root);
    if (!existsSync(folder)) continue;
    for (const file of capturesBelow(folder).sort()) await addFrames(file, perFile, frames);
  }
  return frames;
}

async function addFrames(file: string, perFile: number, frames: SampleFrame[]): Promise<void> {
  const opened = await openCapture(file);
  if (!opened.ok) return;
  const reader = opened.value;
  let left = perFile;
  for (let batch = await reader.next(); batch !== null && left > 0; batch = await reader.next()) {
    for (let i = 0; i < batch.count && left > 0; i += 1, left -= 1) {
      const start = batch.dataStart[i];
      frames.push({
        file,
        linkType: reader.interfaces[batch.interfaceId[i]].linkType,
        wireLen: batch.wireLen[i],
        bytes: batch.bytes.slice(start, start + batch.capLen[i]),
      });
    }
  }
  await reader.close();
}
