/**
 * What still waits when a capture ends is told at the end of the run: nothing is left out without a word.
 */
import { expect, test } from 'vitest';
import { ACK, PSH, packetOf, SYN } from '../cross/tcp-captures.js';
import { EXAMPLES, example } from '../dissectors/gmp-examples.js';
import { run } from './run.js';
import { joined } from './small-capture.js';

const RAW_IPV4 = 228;
const PORT = 16513;

function pcap(packets: readonly Uint8Array[]): Uint8Array {
  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  const records = packets.flatMap((packet, i) => [words(i, 0, packet.length, packet.length), packet]);
  return joined([words(0xa1b2c3d4, 0x00040002, 0, 0, 65535, RAW_IPV4), ...records]);
}

test('GMP messages behind a gap that nothing fills are counted at the end of the run', () => {
  const [first, second] = EXAMPLES.map(({ type }) => example(type)).map((bytes) =>
    Uint8Array.from([bytes.length >> 8, bytes.length & 255, ...bytes]),
  );
  const behind = 100 + first.length + 18;
  const packets = [
    packetOf({ port: PORT, seq: 99, flags: SYN }),
    packetOf({ port: PORT, seq: 100, ack: 1, flags: PSH | ACK, data: first }),
    packetOf({ port: PORT, seq: behind, ack: 1, flags: PSH | ACK, data: second }),
    packetOf({ port: PORT, seq: behind + second.length, ack: 1, flags: PSH | ACK, data: second }),
  ];
  const { code, err } = run(['dissect', '-n', '-'], { input: pcap(packets) });
  expect(code).toBe(0);
  expect(err).toBe('2 packets not fully decoded: 2 × TCP segment behind a gap that was never filled\n');
  expect(run(['dissect', '-n', '-'], { input: pcap(packets.slice(0, 2)) }).err).toBe('');
});
