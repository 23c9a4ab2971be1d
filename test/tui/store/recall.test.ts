/** Readings of single packets: what they remember, and that they forget it. */
import { expect, it } from 'vitest';
import { indexCapture } from '../../../src/capture/capture-index.js';
import { createContextSource } from '../../../src/tui/store/context-source.js';
import { createSlices } from '../../../src/tui/store/slices.js';
import { ipv4 } from '../../dissectors/packets.js';
import { writeCapture } from './captures.js';

/** First and last parts of datagrams, one after the other. */
function fragments(count: number): readonly Uint8Array[] {
  const half = new Uint8Array(16);
  return Array.from({ length: count }, (_, i) =>
    ipv4(half, { ident: i >> 1, offset: i % 2 === 0 ? 0 : 16, more: i % 2 === 0 }),
  );
}

it('a reading that is worn is as good as new once it is restarted', async () => {
  const opened = await indexCapture(writeCapture(fragments(4000)));
  if (!opened.ok) expect.fail(opened.error.message);
  const slices = createSlices({ later: () => undefined, milliseconds: () => 0 });
  const source = createContextSource(opened.value, {}, slices, () => 0);
  source.hurry(opened.value.count);
  const recall = source.recall();
  for (let number = 1; !recall.worn(); number += 1) {
    if (number > opened.value.count) expect.fail('never worn');
    expect(recall.show(number, false)).toBe(true);
    expect(recall.reach()).toBe(number);
  }
  recall.restart();
  expect([recall.worn(), recall.reach()]).toEqual([false, 0]);
  expect(recall.owed(2, 10).frames).toEqual(Uint32Array.of(1));
});
