import { describe, expect, it } from 'vitest';
import type { Walk } from '../../dissectors/contract.js';
import { recognise } from '../../dissectors/gmp.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';
import { udpFrame } from '../fixtures/frames.js';
import { example } from './gmp-examples.js';
import { SHIFT } from './gmp-packets.js';

const SERVER = '10.0.0.1';
const CLIENT = '10.0.0.3';
const GMP = 16513;

/** Names of a frame's layers. */
function layersOf(registry: Registry, walk: Walk, frame: Uint8Array): readonly string[] {
  walk.frame.capLen = frame.length;
  walk.frame.wireLen = frame.length;
  walk.frame.linkType = 1;
  walkFrame(registry, walk, frame, 0);
  return Array.from(walk.ids.subarray(0, walk.count), (id) => registry.dissectors[id].name);
}

const KAREQ = udpFrame([SERVER, 7000], [CLIENT, 40001], example('KAREQ'));
const KARES = udpFrame([CLIENT, 40001], [SERVER, 7000], example('KARES'));
const ELSEWHERE = udpFrame([SERVER, 7000], ['10.0.0.4', 40001], example('KAREQ'));

/** An Ethernet frame with UDP over IPv6 between fe80::x and fe80::y; the UDP checksum is left zero. */
function udp6Frame(
  from: readonly [number, number],
  to: readonly [number, number],
  payload: Uint8Array,
): Uint8Array {
  const frame = new Uint8Array(14 + 40 + 8 + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint16(12, 0x86dd);
  view.setUint32(14, 0x6000_0000);
  view.setUint16(18, 8 + payload.length);
  view.setUint16(20, 0x1140);
  view.setUint16(22, 0xfe80);
  view.setUint8(37, from[0]);
  view.setUint16(38, 0xfe80);
  view.setUint8(53, to[0]);
  view.setUint16(54, from[1]);
  view.setUint16(56, to[1]);
  view.setUint16(58, 8 + payload.length);
  frame.set(payload, 62);
  return frame;
}

describe('8.1 n — SAREQ announces the MM port of its sender', () => {
  it('before it, datagrams of that port are data; after it they are GMP, both ways, at that address alone', () => {
    const registry = createRegistry();
    const walk = createWalk(registry);
    expect(layersOf(registry, walk, KAREQ)).toContain('data');
    const sareq = udpFrame([CLIENT, 5555], [SERVER, GMP], example('SAREQ', { 'gmp.mm_port': 40001 }));
    expect(layersOf(registry, walk, sareq)).toEqual(['frame', 'eth', 'ip', 'udp', 'gmp']);
    expect(layersOf(registry, walk, KAREQ)).toEqual(['frame', 'eth', 'ip', 'udp', 'gmp']);
    expect(layersOf(registry, walk, KARES)).toEqual(['frame', 'eth', 'ip', 'udp', 'gmp']);
    expect(layersOf(registry, walk, ELSEWHERE)).toContain('data');
  });

  it('8.2 d — with a wrong checksum it announces nothing', () => {
    const registry = createRegistry();
    const walk = createWalk(registry);
    const wrong = example('SAREQ', { 'gmp.mm_port': 40001, 'gmp.sm.checksum': 0x1234 });
    layersOf(registry, walk, udpFrame([CLIENT, 5555], [SERVER, GMP], wrong));
    expect(layersOf(registry, walk, KAREQ)).toContain('data');
  });

  it('a capture knows nothing of the ports of another', () => {
    const registry = createRegistry();
    layersOf(registry, createWalk(registry), udpFrame([CLIENT, 5555], [SERVER, GMP], example('SAREQ')));
    const other = createRegistry();
    expect(layersOf(other, createWalk(other), KAREQ)).toContain('data');
  });

  it('over IPv6 too', () => {
    const registry = createRegistry();
    const walk = createWalk(registry);
    const kareq = udp6Frame([1, 7000], [3, 40001], example('KAREQ'));
    expect(layersOf(registry, walk, kareq)).toContain('data');
    layersOf(registry, walk, udp6Frame([3, 5555], [1, GMP], example('SAREQ', { 'gmp.mm_port': 40001 })));
    expect(layersOf(registry, walk, kareq)).toEqual(['frame', 'eth', 'ipv6', 'udp', 'gmp']);
    expect(layersOf(registry, walk, udp6Frame([1, 7000], [4, 40001], example('KAREQ')))).toContain('data');
  });

  it('port 0, and an SAREQ that does not name a port, announce nothing', () => {
    for (const fields of [{ 'gmp.mm_port': 0 }, { 'gmp.option': '' }, { 'gmp.option': '9c' }]) {
      const registry = createRegistry();
      layersOf(
        registry,
        createWalk(registry),
        udpFrame([CLIENT, 5555], [SERVER, GMP], example('SAREQ', fields)),
      );
      expect(registry.lookup.learned.size).toBe(0);
    }
  });

  it('SRACC with the same octets behind it announces nothing', () => {
    const registry = createRegistry();
    const sracc = example('SRACC', { 'gmp.option': '9c410000' });
    layersOf(registry, createWalk(registry), udpFrame([CLIENT, 5555], [SERVER, GMP], sracc));
    expect(registry.lookup.learned.size).toBe(0);
  });
});

describe('the heuristic [profile]', () => {
  const registry = createRegistry({ heuristics: true });
  const looksRight = (octets: Uint8Array, more = 0): boolean => {
    const walk = createWalk(registry);
    walk.bytes = new Uint8Array(octets.length + SHIFT);
    walk.bytes.set(octets, SHIFT);
    walk.start = SHIFT;
    walk.end = SHIFT + octets.length;
    walk.limit = walk.end + more;
    return recognise(walk);
  };

  it('knows whole messages of both families', () => {
    for (const type of ['SCREQ', 'SCINF', 'SAREQ', 'KAREQ', 'UIRES', 'KDUPT'] as const) {
      expect(looksRight(example(type))).toBe(true);
    }
  });

  it('refuses another version, family or type, odd lengths, bad checksums, and what is not all there', () => {
    const sum = new Uint8Array(example('SCREQ'));
    sum[5] ^= 1;
    expect(looksRight(sum)).toBe(false);
    expect(looksRight(example('KAREQ', { 'gmp.version': 2 }))).toBe(false);
    expect(looksRight(example('KAREQ', { 'gmp.mm.mode': 3 }))).toBe(false);
    expect(looksRight(example('KAREQ', { 'gmp.mm.type': 9 }))).toBe(false);
    expect(looksRight(example('KAREQ', { 'gmp.mm.type': 0 }))).toBe(false);
    expect(looksRight(example('SCREQ', { 'gmp.sm.type': 15 }))).toBe(false);
    expect(looksRight(example('KAREQ').slice(0, 15))).toBe(false);
    expect(looksRight(example('KDUPT').slice(0, 30))).toBe(false);
    expect(looksRight(example('KAREQ'), 4)).toBe(false);
    expect(looksRight(new Uint8Array(0))).toBe(false);
  });

  it('finds GMP on a port that nobody announced, where it is switched on', () => {
    expect(layersOf(registry, createWalk(registry), KAREQ)).toEqual(['frame', 'eth', 'ip', 'udp', 'gmp']);
  });
});
