/**
 * The streams of TCP: whatever the network and the capture do to segments, the same messages come out, once each and in
 * order; and what cannot be put together is told, in bounded memory.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Framing } from '../../dissectors/contract.js';
import { createRegistry } from '../../dissectors/registry.js';
import {
  acknowledgeStream,
  beginStream,
  clearOutcome,
  endStream,
  FAR,
  feedStream,
  MAX_HELD,
  MAX_HELD_SEGMENTS,
  makeOutcome,
  makeStream,
  type Stream,
  streamOctets,
} from '../../dissectors/tcp-stream.js';

const registry = createRegistry();
const framing = registry.lookup.framingOf(registry.lookup.idOf('gmp.tcp')) as Framing;

/** A message as it stands in the stream: its length, then octets that begin like GMP's. */
function framed(body: Uint8Array): Uint8Array {
  return Uint8Array.from([body.length >> 8, body.length & 255, ...body]);
}

/** Bodies of legal lengths, of version 1 and of a family that there is. */
const body = fc
  .tuple(
    fc.integer({ min: 4, max: 40 }),
    fc.integer({ min: 0, max: 2 }),
    fc.uint8Array({ minLength: 160, maxLength: 160 }),
  )
  .map(([words, family, octets]) => {
    const bytes = octets.slice(0, words * 4);
    bytes[0] = 0x10 | (bytes[0] & 15);
    bytes[1] = (family << 6) | (bytes[1] & 63);
    return bytes;
  });
const bodies = fc.array(body, { minLength: 1, maxLength: 12 });
const anySeq = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.integer({ min: 0xffffff00, max: 0xffffffff }),
);

interface Segment {
  readonly at: number;
  readonly bytes: Uint8Array;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Cuts octets where `cuts` (fractions) say. */
function split(whole: Uint8Array, cuts: readonly number[]): Segment[] {
  const places = [...new Set([0, ...cuts.map((cut) => Math.floor(cut * whole.length)), whole.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(0, -1).map((from, i) => ({ at: from, bytes: whole.slice(from, places[i + 1]) }));
}

/** Moves each segment back by at most `reach` places. */
function shuffle(segments: readonly Segment[], keys: readonly number[], reach: number): Segment[] {
  return segments
    .map((segment, i) => ({ segment, key: i + (keys[i % keys.length] ?? 0) * reach }))
    .sort((a, b) => a.key - b.key)
    .map(({ segment }) => segment);
}

/** The messages that come out of segments; each segment lies somewhere inside a larger buffer, which is then spoilt. */
function run(stream: Stream, first: number, segments: readonly Segment[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  const out = makeOutcome();
  segments.forEach((segment, i) => {
    clearOutcome(out);
    const buffer = new Uint8Array(segment.bytes.length + 7).fill(0xee);
    buffer.set(segment.bytes, 3);
    const seq = (first + 1 + segment.at) >>> 0;
    feedStream(stream, framing, seq, buffer, 3, 3 + segment.bytes.length, 0, i + 1, out);
    for (const pdu of out.pdus) {
      expect(pdu.limit).toBe(pdu.end);
      found.push(pdu.bytes.slice(pdu.start, pdu.end));
    }
    buffer.fill(0xee);
  });
  return found;
}

const hexOf = (bytes: readonly Uint8Array[]): string[] =>
  bytes.map((one) => Buffer.from(one).toString('hex'));

describe('a stream put in order', () => {
  it('gives every message once and in order, however it was split, permuted, repeated and overlapped (RFC 9293 3.4)', () => {
    fc.assert(
      fc.property(
        bodies,
        anySeq,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 40 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(60), fc.nat(60)), { maxLength: 10 }),
        (messages, first, cuts, keys, again) => {
          const wanted = messages.map(framed);
          const whole = concat(wanted);
          const plain = split(whole, cuts);
          // Segments sent again, with more before and behind them.
          const repeated = again.map(([which, before, behind]) => {
            const segment = plain[which % plain.length];
            const from = Math.max(0, segment.at - before);
            const to = Math.min(whole.length, segment.at + segment.bytes.length + behind);
            return { place: which % (plain.length + 1), segment: { at: from, bytes: whole.slice(from, to) } };
          });
          const order = shuffle(plain, keys, 6);
          for (const { place, segment } of repeated) order.splice(place, 0, segment);
          const stream = makeStream();
          beginStream(stream, first);
          expect(hexOf(run(stream, first, order))).toEqual(hexOf(wanted));
          expect(streamOctets(stream)).toBe(0);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('keeps the octets of the segment itself where a message lies wholly in it', () => {
    const messages = [framed(start(16)), framed(start(20))];
    const buffer = concat([new Uint8Array(5), ...messages, new Uint8Array(3)]);
    const out = makeOutcome();
    const stream = makeStream();
    beginStream(stream, 0);
    feedStream(stream, framing, 1, buffer, 5, buffer.length - 3, 0, 1, out);
    expect(out.pdus.map(({ bytes, start, end, parts }) => [bytes === buffer, start, end, parts])).toEqual([
      [true, 5, 23, undefined],
      [true, 23, 45, undefined],
    ]);
  });

  it('begins in the middle of a connection at the first segment at which a message begins', () => {
    fc.assert(
      fc.property(
        bodies,
        anySeq,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
        (messages, first, cuts) => {
          const wanted = messages.map(framed);
          const segments = split(concat(wanted), cuts);
          expect(hexOf(run(makeStream(), first, segments))).toEqual(hexOf(wanted));
        },
      ),
    );
    const rest = { at: 0, bytes: start(30).fill(0xff) };
    const message = framed(start(16));
    const stream = makeStream();
    expect(hexOf(run(stream, 77, [rest, { at: 30, bytes: message }]))).toEqual(hexOf([message]));
  });

  it('reads a length of 0 and one that is too short as what they are, and goes on', () => {
    const odd = [framed(new Uint8Array(0)), framed(start(3)), framed(start(16))];
    const stream = makeStream();
    beginStream(stream, 0);
    const whole = concat(odd);
    expect(hexOf(run(stream, 0, [{ at: 0, bytes: whole }]))).toEqual(hexOf(odd));
    const nothing = new Uint8Array(60000);
    expect(run(stream, whole.length, [{ at: 0, bytes: nothing }])).toHaveLength(30000);
  });
});

/** The beginning of a GMP message. */
function start(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (length > 0) bytes[0] = 0x10;
  return bytes;
}

interface Reported {
  gap: number;
  dropped: number;
  loose: number;
  messages: string[];
}

/** Feeds segments with frames 1, 2, …; a number instead of a segment is the other side's acknowledgment. */
function report(stream: Stream, first: number, steps: readonly (Segment | number | 'end')[]): Reported {
  const total: Reported = { gap: 0, dropped: 0, loose: 0, messages: [] };
  const out = makeOutcome();
  steps.forEach((step, i) => {
    clearOutcome(out);
    if (step === 'end') endStream(stream, framing, out);
    else if (typeof step === 'number') acknowledgeStream(stream, framing, (first + 1 + step) >>> 0, out);
    else
      feedStream(
        stream,
        framing,
        (first + 1 + step.at) >>> 0,
        step.bytes,
        0,
        step.bytes.length,
        0,
        i + 1,
        out,
      );
    total.gap += out.gap;
    total.dropped += out.dropped;
    total.loose += out.loose;
    total.messages.push(
      ...out.pdus.map(({ bytes, start, end }) => Buffer.from(bytes.subarray(start, end)).toString('hex')),
    );
  });
  return total;
}

describe('a stream with a gap', () => {
  const messages = Array.from({ length: 6 }, (_, i) => framed(start(16).fill(i, 2)));
  const whole = concat(messages);
  const piece = (from: number, to: number): Segment => ({ at: from, bytes: whole.slice(from, to) });
  const opened = (): Stream => {
    const stream = makeStream();
    beginStream(stream, 1000);
    return stream;
  };

  it('goes on exactly behind the message that the gap lies in, when its length is known', () => {
    // Octets 24 … 28 of the second message are missing; the third begins inside the next segment.
    const steps = [piece(0, 24), piece(28, 60), piece(60, 108), 'end'] as const;
    const found = report(opened(), 1000, steps);
    expect(found.messages).toEqual(hexOf([0, 2, 3, 4, 5].map((i) => messages[i])));
    expect([found.gap, found.dropped]).toEqual([4, 6]);
  });

  it('finds its way at the next segment that begins a message, when the length is lost too', () => {
    const steps = [piece(0, 18), piece(30, 54), piece(54, 108), 'end'] as const;
    const found = report(opened(), 1000, steps);
    expect(found.messages).toEqual(hexOf([0, 3, 4, 5].map((i) => messages[i])));
    expect([found.gap, found.dropped, found.loose]).toEqual([12, 0, 24]);
  });

  it('gives it up when the other side acknowledges what is behind it: the capture has lost it', () => {
    const found = report(opened(), 1000, [piece(0, 18), piece(36, 54), 54]);
    expect(found.messages).toEqual(hexOf([messages[0], messages[2]]));
    expect(found.gap).toBe(18);
    const before = report(opened(), 1000, [piece(0, 18), 54, piece(36, 54)]);
    expect(before.messages).toEqual(hexOf([messages[0], messages[2]]));
    const waits = report(opened(), 1000, [piece(0, 18), piece(36, 54), 18, piece(18, 36)]);
    expect(waits.messages).toEqual(hexOf(messages.slice(0, 3)));
    expect(waits.gap).toBe(0);
  });

  it('gives it up when too many octets or segments wait behind it', () => {
    const one = framed(start(1000));
    const count = Math.ceil(MAX_HELD / one.length) + 1;
    const steps = Array.from({ length: count }, (_, i) => ({ at: 18 + i * one.length, bytes: one }));
    const found = report(opened(), 1000, steps);
    expect([found.gap, found.messages.length]).toEqual([18, count]);
    const small = Array.from({ length: MAX_HELD_SEGMENTS + 1 }, (_, i) => ({
      at: 18 + i * 18,
      bytes: messages[0],
    }));
    const many = report(opened(), 1000, small);
    expect([many.gap, many.messages.length]).toEqual([18, small.length]);
  });

  it('keeps what the capture has of a segment that it cut, and says how much there was (snap length)', () => {
    const stream = opened();
    const out = makeOutcome();
    // 30 of 36 octets: the second message has lost its last 6.
    feedStream(stream, framing, 1001, whole, 0, 30, 6, 1, out);
    expect(out.pdus.map(({ start, end, limit }) => [start, end, limit])).toEqual([
      [0, 18, 18],
      [18, 30, 36],
    ]);
    clearOutcome(out);
    feedStream(stream, framing, 1037, whole, 36, 54, 0, 2, out);
    expect(out.pdus.map(({ start, end, limit }) => [start, end, limit])).toEqual([[36, 54, 54]]);
  });

  it('is not led astray by one segment that is far away', () => {
    const stray = { at: FAR + 5000, bytes: start(30).fill(0xff) };
    const found = report(opened(), 1000, [piece(0, 20), stray, piece(20, 108)]);
    expect(found.messages).toEqual(hexOf(messages));
  });
});

describe('garbage', () => {
  it('never throws, never gives octets that are not there, and keeps a bounded amount', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            seq: fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 1000, max: 9000 })),
            bytes: fc.uint8Array({ maxLength: 300 }),
            cut: fc.nat(400),
            missing: fc.oneof(fc.constant(0), fc.nat(70000)),
            act: fc.integer({ min: 0, max: 9 }),
          }),
          { maxLength: 60 },
        ),
        (steps) => {
          const stream = makeStream();
          const out = makeOutcome();
          for (const { seq, bytes, cut, missing, act } of steps) {
            clearOutcome(out);
            const from = Math.min(cut, bytes.length);
            if (act === 0) acknowledgeStream(stream, framing, seq, out);
            else if (act === 1) endStream(stream, framing, out);
            else if (act === 2) beginStream(stream, seq);
            else if (bytes.length - from + missing > 0)
              feedStream(stream, framing, seq, bytes, from, bytes.length, missing, 1, out);
            for (const pdu of out.pdus) {
              expect(pdu.end).toBeGreaterThan(pdu.start);
              expect(pdu.end).toBeLessThanOrEqual(pdu.bytes.length);
              expect(pdu.limit).toBeGreaterThanOrEqual(pdu.end);
            }
            expect(streamOctets(stream)).toBeLessThanOrEqual(MAX_HELD + 0x10001 + 300);
            expect(stream.held.length).toBeLessThanOrEqual(MAX_HELD_SEGMENTS);
            expect(stream.heldOctets).toBe(stream.held.reduce((sum, one) => sum + one.bytes.length, 0));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
