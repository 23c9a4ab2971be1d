/**
 * Properties that hold for every layout table of every dissector, and so for all tables to come.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { readBits } from '../../src/layout/bits.js';
import { type Decoded, decode, messageOf, type Node } from '../../src/layout/decode.js';
import { encodeItems } from '../../src/layout/encode.js';
import type { AnyMessage, AnyValue } from '../../src/layout/message.js';
import { compilePlace, placesOf } from '../../src/layout/readers.js';
import { compileScan, makeHits } from '../../src/layout/scan.js';
import type { Header } from '../../src/layout/types.js';
import { messageFrom, octets } from './messages.js';

const FACTOR = Number(process.env.GMPSHARK_FUZZ ?? '1');
const RUNS = { numRuns: 300 * FACTOR };

const tables = createRegistry().dissectors.flatMap((dissector) =>
  dissector.headers.map((header, variant): [string, Header] => [
    `${dissector.name} ${variant}: ${header.spec}`,
    header,
  ]),
);

/** Every place of the tree, in the order of the octets: [name, first octet, octets]. */
function places(nodes: readonly Node[]): [string, number, number][] {
  return nodes.flatMap((node): [string, number, number][] => [
    ...(node.item.kind === 'repeat'
      ? []
      : [[node.item.name, node.start, node.end - node.start] as [string, number, number]]),
    ...places(node.children),
  ]);
}

/** Windows whose parts leave no octet out need not be given as a whole. */
function withoutWhole(nodes: readonly Node[]): AnyMessage {
  const message: Record<string, AnyValue> = {};
  const visit = (list: readonly Node[]): void => {
    for (const node of list) {
      if (node.item.kind === 'repeat') {
        const elements = (message[node.item.name] ?? []) as AnyMessage[];
        message[node.item.name] = [...elements, withoutWhole(node.children)];
        continue;
      }
      const covered = node.item.kind === 'window' && coversAll(node);
      if (node.value !== undefined && !covered) message[node.item.name] = node.value;
      if (node.item.kind !== 'window' || covered) visit(node.children);
    }
  };
  visit(nodes);
  return message;
}

function coversAll(node: Node): boolean {
  const ends = node.children.map((child) => child.end);
  if (node.children.length === 0 || Math.max(...ends) !== node.end) return false;
  return node.children.every((child) => {
    if (child.item.kind === 'repeat')
      return child.children.every((part) => part.item.kind !== 'window' || coversAll(part));
    return child.item.kind !== 'window' || coversAll(child);
  });
}

/** Octets of a message, with a few octets changed. */
function changed(header: Header): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(1000), fc.nat(255)), { maxLength: 2 });
  return fc.tuple(messageFrom(header), changes).map(([message, list]) => {
    const bytes = encodeItems(header.items, message);
    for (const [at, value] of list) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return bytes;
  });
}

/** The octets without those bits of the last one that the table says nothing about. */
function described(decoded: Decoded, first: Uint8Array): Uint8Array {
  const bits = Math.max(0, ...decoded.nodes.map((node) => node.start * 8 + node.bit + node.bits));
  if (bits % 8 !== 0) first[first.length - 1] &= 0xff << (8 - (bits % 8));
  return first;
}

const whole = (decoded: Decoded): boolean => decoded.shortfalls.length === 0;

describe.each(tables)('table %s', (_name, header) => {
  test('decode(encode(m)) = m', () => {
    fc.assert(
      fc.property(messageFrom(header), (message) => {
        const bytes = encodeItems(header.items, message);
        const decoded = decode(header, bytes);
        const again = messageOf(decoded.nodes);
        for (const [name, value] of Object.entries(message)) expect(again[name], name).toEqual(value);
        expect(encodeItems(header.items, again)).toEqual(bytes);
      }),
      RUNS,
    );
  });

  test('encode(decode(x)) = x for octets that hold a whole header; parts alone suffice where they cover a window', () => {
    let wholes = 0;
    fc.assert(
      fc.property(changed(header), (bytes) => {
        const decoded = decode(header, bytes);
        if (!whole(decoded)) return;
        wholes += 1;
        const first = described(decoded, bytes.slice(0, decoded.next));
        expect(encodeItems(header.items, messageOf(decoded.nodes))).toEqual(first);
        expect(encodeItems(header.items, withoutWhole(decoded.nodes))).toEqual(first);
      }),
      RUNS,
    );
    expect(wholes).toBeGreaterThan(RUNS.numRuns / 30);
  });

  test('the compiled scan finds what the decoder finds, and tells as well whether all was there', () => {
    const all = placesOf(header);
    const names = [...new Set(all.map(({ item }) => item.name))];
    const scan = compileScan(header, (name) => names.indexOf(name));
    const none = compileScan(header, () => undefined);
    const readers = new Map(
      all.flatMap((place) =>
        'bits' in place.item && place.item.bits <= 32
          ? [[place.item.name, [place, compilePlace(place)] as const]]
          : [],
      ),
    );
    const hits = makeHits(1);
    fc.assert(
      fc.property(fc.oneof(octets, changed(header)), fc.nat(20), (bytes, start) => {
        const at = Math.min(start, bytes.length);
        const decoded = decode(header, bytes, at, bytes.length);
        hits.length = 0;
        const fits = scan(bytes, at, bytes.length, hits);
        expect(fits).toBe(whole(decoded));
        expect(none(bytes, at, bytes.length, makeHits(1))).toBe(fits);
        const found: [string, number, number][] = [];
        for (let i = 0; i < hits.length; i += 3)
          found.push([names[hits.data[i]], hits.data[i + 1], hits.data[i + 2]]);
        expect(found).toEqual(places(decoded.nodes));
        for (const [name, place] of found) {
          const reader = readers.get(name);
          if (reader === undefined || ('littleEndian' in reader[0].item && reader[0].item.littleEndian))
            continue;
          const bits = 'bits' in reader[0].item ? reader[0].item.bits : 0;
          expect(reader[1](bytes, place)).toBe(readBits(bytes, place, reader[0].bit, bits));
        }
      }),
      RUNS,
    );
  });

  test('never throws, never reads outside its range, at any truncation', () => {
    fc.assert(
      fc.property(messageFrom(header), fc.nat(), octets, (message, cut, around) => {
        const bytes = encodeItems(header.items, message);
        const length = bytes.length === 0 ? 0 : cut % (bytes.length + 1);
        const alone = decode(header, bytes.slice(0, length));
        const embedded = new Uint8Array(around.length * 2 + length);
        embedded.set(around);
        embedded.set(bytes.subarray(0, length), around.length);
        embedded.set(around, around.length + length);
        const inside = decode(header, embedded, around.length, around.length + length);
        expect(messageOf(inside.nodes)).toEqual(messageOf(alone.nodes));
        expect(inside.next - around.length).toBe(alone.next);
        expect(inside.shortfalls.length).toBe(alone.shortfalls.length);
      }),
      RUNS,
    );
  });
});
