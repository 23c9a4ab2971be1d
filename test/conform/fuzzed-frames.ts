/** Captures with octets changed at random: what a check has to live with. */
import type { Capture } from './harness.js';

/** The same capture; in every other packet an octet behind the Ethernet header is another, drawn from `noise`. */
export function fuzzedFrames({ source, packets }: Capture, noise: Iterator<number>): Capture {
  const draw = (): number => Number(noise.next().value);
  const changed = packets.map((packet) => {
    if (draw() % 2 === 0) return packet;
    const bytes = packet.bytes.slice();
    bytes[14 + ((draw() * 256 + draw()) % (bytes.length - 14))] = draw();
    return { ...packet, bytes };
  });
  return { source, packets: changed };
}
