/** Learned ports: what was asked before a port was announced is asked anew afterwards, and what was dropped is forgotten. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NONE } from '../../dissectors/contract.js';
import { MAX_LEARNED, makeLearnedPorts } from '../../dissectors/learned.js';

const octets = (address: number): Uint8Array =>
  Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);

describe('learned ports', () => {
  test('answers kept at hand are those of a plain map, whatever is learned in between', () => {
    const address = fc.constantFrom(0x0a000001, 0x0a000002, 0xe0000016, 0xffffffff, 0);
    const step = fc.record({
      learns: fc.boolean(),
      address,
      port: fc.constantFrom(1, 2, 40000, 65535),
      id: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ports = makeLearnedPorts();
        const plain = new Map<string, number>();
        for (const { learns, address: at, port, id } of steps) {
          const bytes = octets(at);
          if (learns) {
            ports.learn(id % 2 === 0 ? at : bytes, port, id);
            plain.set(`${at}:${port}`, id);
          }
          expect(ports.find(bytes, 0, 4, port)).toBe(plain.get(`${at}:${port}`) ?? NONE);
          expect(ports.size).toBe(plain.size);
        }
      }),
    );
  });

  test('the oldest is dropped where there are too many, though it was asked for a moment ago', () => {
    const ports = makeLearnedPorts();
    ports.learn(1, 7, 3);
    for (let i = 1; i < MAX_LEARNED; i += 1) ports.learn(1000 + i, 7, 4);
    expect(ports.find(octets(1), 0, 4, 7)).toBe(3);
    ports.learn(999, 7, 5);
    expect(ports.find(octets(1), 0, 4, 7)).toBe(NONE);
    expect(ports.find(octets(999), 0, 4, 7)).toBe(5);
  });
});
