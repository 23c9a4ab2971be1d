/**
 * A followed stream: its lines, however many; what is missing of it is said.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StreamLine, streamLines, streamText } from '../../src/tui/model/stream-lines.js';
import type { Stream, StreamPiece } from '../../src/tui/store/contract.js';
import { play } from './world.js';

const streamOf = (pieces: readonly StreamPiece[], cut?: string): Stream => ({
  number: 1,
  name: 'UDP stream 0',
  filter: 'udp.stream == 0',
  ends: ['a', 'b'],
  pieces,
  complete: true,
  cut,
});

const piece = fc.record({
  number: fc.integer({ min: 1, max: 99 }),
  back: fc.boolean(),
  bytes: fc
    .array(fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x09, 0x41, 0xff), fc.integer({ min: 0, max: 255 })), {
      maxLength: 70,
    })
    .map((bytes) => Uint8Array.from(bytes)),
  missing: fc.constantFrom(0, 0, 0, 7),
});
const shape = fc.record({
  direction: fc.constantFrom('both' as const, 'there' as const, 'back' as const),
  form: fc.constantFrom('text' as const, 'hex' as const),
});

describe('lines', () => {
  test('any window of them is a part of the whole; as many are counted as there are, also while it grows', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        shape,
        fc.integer({ min: 1, max: 40 }),
        (all, how, width) => {
          const growing: StreamPiece[] = [];
          const stream = streamOf(growing);
          for (const one of all) {
            growing.push(one);
            streamLines(stream, how, width);
          }
          const grown = streamLines(stream, how, width);
          const whole = streamLines(streamOf([...all]), how, width);
          const lines: readonly StreamLine[] = whole.slice(0, whole.count);
          expect(lines).toHaveLength(whole.count);
          expect(grown.count).toBe(whole.count);
          for (let from = 0; from <= whole.count; from += 3)
            expect(grown.slice(from, from + 4)).toEqual(lines.slice(from, from + 4));
          for (const { text, side } of lines)
            if (how.form === 'text' && side !== 'note')
              expect(text.length).toBeLessThanOrEqual(Math.max(4, width));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('text that is too long for the screen goes on in the next line; nothing of it is lost', () => {
    const bytes = new TextEncoder().encode('one two three\r\nfour\tfive');
    const stream = streamOf([{ number: 1, back: false, bytes, missing: 0 }]);
    const how = { direction: 'both', form: 'text' } as const;
    const { count, slice } = streamLines(stream, how, 8);
    expect(slice(0, count).map(({ text }) => text)).toEqual(['one two ', 'three', 'four    ', 'five']);
    // A file has the lines that were sent.
    expect(streamText(stream, how)).toBe('one two three\nfour    five');
  });

  test('where more was sent than is kept, the last line says so', () => {
    const bytes = new TextEncoder().encode('x');
    const { count, slice } = streamLines(
      streamOf([{ number: 1, back: false, bytes, missing: 0 }], 'only the first 16 MiB'),
      { direction: 'both', form: 'text' },
      80,
    );
    expect(slice(count - 1, count)).toEqual([{ text: '[only the first 16 MiB]', side: 'note' }]);
  });
});

describe('the page', () => {
  test('says how far the reading is; Esc ends it', async () => {
    const one = await play('fixtures/demo.pcapng');
    one.keys('5', 'G', 's');
    expect(one.text()).toContain('reading 0% (Esc stops)');
    one.keys('esc');
    expect(one.store.stream?.complete).toBe(true);
    expect(one.store.stream?.cut).toContain('stopped');
    one.keys('s');
    one.work();
    expect(one.store.stream).toMatchObject({ complete: true, cut: undefined });
    expect(one.text()).not.toContain('reading');
  });
});
