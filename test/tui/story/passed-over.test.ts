/**
 * Messages that are not followed: of every packet with a layer of GMP or IGMP it is told either what it says, or that its message is not
 * followed; ahead of the study nothing is said that the study takes back.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIn } from '../../../src/tui/store/both.js';
import { igmpFrame } from '../../fixtures/frames.js';
import { drawing, drawPackets, writeCapture } from '../store/captures.js';
import { type Told, tell } from './told.js';

type Protocol = 'GMP' | 'IGMP';
const PROTOCOLS: Readonly<Record<string, Protocol>> = { gmp: 'GMP', igmp: 'IGMP' };
const LINK = 14;

/** Packets of all kinds, with reports of IGMP among them; some are cut, of some an octet is another. */
function damaged(seed: number): string {
  const draw = drawing(seed);
  const packets = drawPackets(60, draw).flatMap((packet) => {
    if (draw(3) > 0) return [packet];
    const fields = { 'igmp.type': [0x16, 0x13, 0x22][draw(3)], 'igmp.maddr': 0xef010101 };
    return [packet, igmpFrame('10.0.0.5', '239.1.1.1', 2, fields).slice(LINK)];
  });
  return writeCapture(
    packets.map((packet) => {
      const fate = draw(4);
      if (fate === 0) return packet.slice(0, 20 + draw(Math.max(1, packet.length - 20)));
      if (fate > 1 || packet.length < 30) return packet;
      const other = packet.slice();
      other[20 + draw(other.length - 20)] ^= 1 + draw(255);
      return other;
    }),
  );
}

function layersOf({ store, wait }: Told, number: number): readonly Protocol[] {
  const { layers } = wait(() => store.packet(number));
  return layers.flatMap(({ layer }) => PROTOCOLS[layer.name] ?? []);
}

async function holds(path: string): Promise<number> {
  const told = await tell(path);
  const { story, store, wait, work } = told;
  const numbers = Array.from({ length: store.count }, (_, i) => i + 1);
  const ahead = numbers.map((number) => story.passedOver.protocolOf(number));
  expect(story.scanned).toBe(0);
  work();
  for (const number of numbers) {
    const { packets, protocolOf } = story.passedOver;
    const protocol = protocolOf(number);
    const layers = layersOf(told, number);
    const says = wait(() => story.arrows(number)).length > 0;
    expect([says, protocol !== undefined], `packet ${number}`).toEqual([
      layers.length > 0 && protocol === undefined,
      layers.length > 0 && !says,
    ]);
    if (protocol !== undefined) expect(layers).toContain(protocol);
    expect(isIn(packets, number)).toBe(protocol !== undefined);
    if (ahead[number - 1] !== undefined) expect(protocol, `packet ${number}`).toBe(ahead[number - 1]);
  }
  return story.passedOver.packets.count;
}

test('of the demonstration: the one that is malformed', async () => {
  expect(await holds('fixtures/demo.pcapng')).toBe(1);
  const { story, work } = await tell('fixtures/demo.pcapng');
  expect(story.passedOver.protocolOf(66)).toBe('GMP');
  work();
  expect(story.passedOver.protocolOf(66)).toBe('GMP');
});

test('whatever is damaged, cut, or in parts', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 99_999 }), async (seed) => {
      found += await holds(damaged(seed));
    }),
    { numRuns: 15 },
  );
  expect(found).toBeGreaterThan(15);
});
